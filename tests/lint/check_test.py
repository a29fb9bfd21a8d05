# Tests of the checks: each rule, broken in a small made tree, is found; a clean tree passes.
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import check_layers
import check_text


def findings(check, tree):
    """Findings of a check in a tree given as {path: text}, as strings."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in tree.items():
            Path(root, path).parent.mkdir(parents=True, exist_ok=True)
            Path(root, path).write_text(text)
        return [str(finding) for finding in check(root)]


class Layers(unittest.TestCase):
    def found(self, path, *includes):
        text = "// File.\n" + "".join(f"#include {include}\n" for include in includes)
        return findings(check_layers.check, {path: text})

    def test_a_layer_sees_itself_core_its_library_and_what_is_named(self):
        self.assertEqual(self.found("src/core/a.cpp", '"core/b.hpp"', "<vector>"), [])
        self.assertEqual(self.found("io/a.hpp", '"core/b.hpp"', '"io/c.hpp"', "<hdf5.h>"), [])
        self.assertEqual(self.found("src/data/a.cpp", '"io/b.hpp"', "<zlib.h>", "<unistd.h>"), [])
        self.assertEqual(self.found("mpi/a.cpp", '"wire/b.hpp"', "<mpi.h>"), [])
        self.assertEqual(self.found("src/app/a.cpp", '"mpi/b.hpp"', "<CLI/CLI.hpp>"), [])

    def test_another_layer_is_not_seen(self):
        self.assertEqual(
            self.found("src/core/a.cpp", "<vector>", '"io/b.hpp"'),
            ["src/core/a.cpp:3: core does not see io"],
        )
        self.assertEqual(
            self.found("src/app/a.cpp", '"train/b.hpp"'), ["src/app/a.cpp:2: app does not see train"]
        )
        self.assertTrue(self.found("src/trainer/a.cpp", '"pool/b.hpp"'))
        self.assertTrue(self.found("src/pool/a.cpp", '"mpi/b.hpp"'))
        self.assertTrue(self.found("mpi/a.cpp", '"pool/b.hpp"'))

    def test_a_library_belongs_to_its_layer(self):
        for path, header in {
            "src/core/a.hpp": "<boost/archive/binary_oarchive.hpp>",
            "src/app/a.cpp": "<mpi.h>",
            "src/pool/a.cpp": "<mpi-ext.h>",
            "src/trainer/main.cpp": "<torch/torch.h>",
            "src/data/a.cpp": "<hdf5.h>",
            "mpi/a.cpp": "<spdlog/spdlog.h>",
            "src/io/a.cpp": "<toml++/toml.h>",
            "src/train/a.cpp": "<cuda_runtime.h>",
        }.items():
            self.assertEqual(len(self.found(path, header)), 1, (path, header))

    def test_core_knows_no_system_no_file_and_no_clock(self):
        for header in ("<unistd.h>", "<fstream>", "<thread>"):
            self.assertEqual(len(self.found("src/core/a.cpp", header)), 1, header)

    def test_random_numbers_come_from_one_place(self):
        self.assertEqual(self.found("src/core/random.cpp", "<random>"), [])
        self.assertEqual(len(self.found("src/train/a.cpp", "<random>")), 1)

    def test_a_test_sees_what_its_layer_sees(self):
        self.assertEqual(
            self.found("tests/io/a_test.cpp", '"io/a.hpp"', "<gtest/gtest.h>", '"tests/support/b.hpp"'),
            [],
        )
        self.assertEqual(len(self.found("tests/io/a_test.cpp", '"wire/a.hpp"')), 1)
        self.assertEqual(self.found("tests/app/a_test.cpp", '"io/a.hpp"', "<gtest/gtest.h>"), [])

    def test_an_include_names_its_layer(self):
        self.assertEqual(len(self.found("src/core/a.cpp", '"b.hpp"')), 1)
        self.assertEqual(len(self.found("src/core/a.cpp", '"../io/b.hpp"')), 1)

    def test_a_source_includes_its_own_header_first(self):
        tree = {"src/core/a.hpp": "#pragma once\n", "io/b.hpp": "#pragma once\n"}
        tree["src/core/a.cpp"] = '// A.\n#include "core/a.hpp"\n#include <vector>\n'
        tree["io/b.cpp"] = '// B.\n#include <vector>\n#include "io/b.hpp"\n'
        self.assertEqual(
            findings(check_layers.check, tree),
            ['io/b.cpp:2: "io/b.hpp" comes first: it is to lean on nothing'],
        )

    def test_a_file_belongs_to_a_layer(self):
        self.assertEqual(findings(check_layers.check, {"src/main.cpp": "// x\n"}),
                         ["src/main.cpp:1: belongs to no layer"])

    def test_the_program_says_where_and_fails(self):
        with tempfile.TemporaryDirectory() as root:
            Path(root, "src/core").mkdir(parents=True)
            Path(root, "src/core/a.cpp").write_text("// A.\n#include <mpi.h>\n")
            program = [sys.executable, str(HERE / "check_layers.py"), root]
            run = subprocess.run(program, capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, 1)
        self.assertEqual(run.stdout, "src/core/a.cpp:2: <mpi.h> belongs to mpi\n")


class Text(unittest.TestCase):
    def found(self, path, text):
        return findings(check_text.check, {path: text})

    def test_a_clean_file_passes(self):
        self.assertEqual(self.found("src/core/a.hpp", "// A thing.\n#pragma once\n"), [])
        self.assertEqual(self.found("scripts/x", "#!/bin/sh\n"), [])

    def test_each_fault_is_found(self):
        for path, text in {
            "a.md": "words \n",
            "b.py": "if x:\n\tpass\n",
            "c.txt": "no newline",
            "d.cmake": "# TO" + "DO: later\n",
            "e.cpp": "#include <vector>\n",
            "f.cpp": "// F.\nstd::uniform_int_distribution<int> d;\n",
            "g.cpp": "// " + "g" * 100 + "\n",
        }.items():
            self.assertEqual(len(self.found(path, text)), 1, path)

    def test_built_and_fetched_files_are_not_read(self):
        self.assertEqual(self.found("build/dev/a.cpp", "x\t"), [])
        self.assertEqual(self.found(".venv/lib/a.py", "x\t"), [])


if __name__ == "__main__":
    unittest.main()
