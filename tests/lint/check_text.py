# Checks what every text file keeps to: no tab, no space at a line's end, nothing left undone, one
# newline at the end; and that a C++ file begins by saying what it is for.  Usage: check_text.py ROOT
import re
import sys

from sources import CPP, TEXT, Finding, files, lines, report

UNDONE = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
DISTRIBUTION = re.compile(r"std::(\w+_distribution|random_device|rand|shuffle)\b")
LONGEST = 100  # columns of a C++ line, as .clang-format has it


def check_cpp(root, path):
    """Findings in a C++ file: its first line, draws that differ between standard libraries."""
    for number, text in lines(root, path):
        if number == 1 and not re.match(r"// \S", text):
            yield Finding(path, number, "the first line does not say what the file is for")
        if DISTRIBUTION.search(text.split("//")[0]):
            yield Finding(path, number, "draws differ between libraries; use core/random.hpp")
        if path.suffix == ".cpp" and len(text) > LONGEST:
            yield Finding(path, number, f"longer than {LONGEST} columns")


def check_any(root, path):
    """Findings in any text file."""
    text = ""
    for number, text in lines(root, path):
        if "\t" in text:
            yield Finding(path, number, "tab")
        if text != text.rstrip():
            yield Finding(path, number, "space at the end of the line")
        if UNDONE.search(text):
            yield Finding(path, number, "left undone")
    if text:
        yield Finding(path, number, "no newline at the end of the file")


def check(root):
    """Findings in all text files under root."""
    findings = []
    for path in files(root, TEXT):
        findings += check_any(root, path)
        if path.suffix in CPP:
            findings += check_cpp(root, path)
    return findings


if __name__ == "__main__":
    sys.exit(report(check(sys.argv[1])))
