# Reads the includes of every C++ file and checks the rules of src/README.md: who sees whom, which
# layer alone may include a library's headers, and that a source includes its own header first.
# Usage: check_layers.py ROOT
import re
import sys
from pathlib import Path

from sources import CPP, Finding, files, lines, report

# Layers a layer may include, besides itself and core.
SEES = {
    "core": set(),
    "agents": set(),
    "config": set(),
    "io": set(),
    "data": {"io"},
    "wire": set(),
    "pool": {"wire"},
    "mpi": {"wire"},
    "train": set(),
    "export": set(),
    "app": {"agents", "config", "io", "data", "wire", "pool", "mpi", "export"},
    "trainer": {"wire", "io", "data", "train"},
}
# What only the tests of a layer see more: the ranks need a pool to serve.
TESTS_SEE = {"mpi": {"pool"}}

# Library headers by the layers that may include them. A header in no list is not allowed anywhere.
LIBRARIES = {
    r"(Eigen|unsupported/Eigen)/": {"agents"},
    r"toml\+\+/": {"config"},
    r"hdf5(_hl)?\.h$": {"io"},
    r"zlib\.h$": {"io", "data"},
    r"(matio|png|turbojpeg)\.h$": {"data"},
    r"boost/": {"wire"},
    r"mpi(-ext)?\.h$": {"mpi"},
    r"(torch|ATen|c10)/": {"train"},
    r"onnx/": {"export"},
    r"(CLI|spdlog)/": {"app"},
    r"nlohmann/": {"app", "data"},
    r"(gtest|gmock)/": {"tests"},
    r"benchmark/": {"tests"},
}

# Operating system headers: all layers but core.
SYSTEM = re.compile(
    r"(sys/\w+|arpa/inet|netinet/in|unistd|fcntl|poll|spawn|signal|malloc|sched|dirent|dlfcn|ftw|"
    r"libgen|netdb|pthread|termios|time|stdlib|string|errno|pwd|link|linux/\w+)\.h$"
)
STANDARD = re.compile(r"[a-z_]+$")
# core knows no clock, file, thread or terminal; random numbers come from core/random.hpp alone.
NOT_IN_CORE = {"filesystem", "fstream", "iostream", "thread", "mutex", "ctime", "cstdio"}
RANDOM = {Path("src/core/random.hpp"), Path("src/core/random.cpp")}

INCLUDE = re.compile(r'\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def layer_of(path):
    """Layer of a file and whether it is a test; None for one that belongs to no single layer."""
    parts = path.parts
    test = parts[0] == "tests"
    if test:
        parts = parts[1:]
    name = parts[1] if parts[0] == "src" and len(parts) > 2 else parts[0]
    return (name if name in SEES else None), test


def judge_ours(header, layer, test):
    """What is wrong with including our own header, or None."""
    target = header.split("/")[0]
    if test and target == "tests":
        return None
    if target not in SEES:
        return f'"{header}" does not begin with the name of a layer'
    if layer is None or target in {layer, "core"} | SEES[layer]:
        return None
    if test and target in TESTS_SEE.get(layer, set()):
        return None
    return f"{layer} does not see {target}"


def judge_library(header, path, layer, test):
    """What is wrong with including a header of a library or the system, or None."""
    if STANDARD.match(header):
        if header == "random" and path not in RANDOM and not test:
            return "random numbers come from core/random.hpp"
        if header in NOT_IN_CORE and layer == "core" and not test:
            return f"core does not use <{header}>"
        return None
    if SYSTEM.match(header):
        return f"core does not use <{header}>" if layer == "core" and not test else None
    for pattern, layers in LIBRARIES.items():
        if re.match(pattern, header):
            if layer in layers or (test and (layer is None or "tests" in layers)):
                return None
            return f"<{header}> belongs to {', '.join(sorted(layers))}"
    return f"<{header}> is no header that a layer may include"


def own_header(root, path):
    """How a source of a layer names the header beside it; None if there is none."""
    header = path.with_suffix(".hpp")
    if path.suffix != ".cpp" or not (Path(root) / header).exists():
        return None
    return header.as_posix().removeprefix("src/")


def check(root):
    """Findings in all C++ files under root."""
    findings = []
    for path in files(root, CPP):
        layer, test = layer_of(path)
        if layer is None and not test:
            findings.append(Finding(path, 1, "belongs to no layer"))
            continue
        own = own_header(root, path)
        for number, text in lines(root, path):
            include = INCLUDE.match(text)
            if not include:
                continue
            ours, library = include.groups()
            if own and ours != own:
                findings.append(Finding(path, number, f'"{own}" comes first: it is to lean on nothing'))
            own = None
            fault = (
                judge_ours(ours, layer, test)
                if ours
                else judge_library(library, path, layer, test)
            )
            if fault:
                findings.append(Finding(path, number, fault))
    return findings


if __name__ == "__main__":
    sys.exit(report(check(sys.argv[1])))
