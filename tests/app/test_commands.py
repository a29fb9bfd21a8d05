"""The commands beside search: what they print, and how fast --version is."""

import json
import time
import unittest
from pathlib import Path

from program import MADE, TRAINER, ProgramTest


class Commands(ProgramTest):
    def test_version_names_every_part_in_under_50_milliseconds(self):
        out, _ = self.run_program("--version")
        for word in ("metaqnn", "git", "MPI", "HDF5", "LibTorch", "CUDA"):
            self.assertIn(word, out)
        seconds = []
        for _ in range(10):
            start = time.perf_counter()
            self.run_program("--version")
            seconds.append(time.perf_counter() - start)
        self.assertLess(min(seconds), 0.05)

    def test_help_has_examples_everywhere(self):
        commands = ("search", "resume", "status", "report", "ensemble", "evaluate", "describe", "config", "space")
        for command in ((), *((name,) for name in commands), ("data", "info"), ("data", "convert")):
            out, _ = self.run_program(*command, "--help")
            self.assertIn("Example", out, command)

    def test_the_default_configuration_is_complete_and_valid(self):
        out, _ = self.run_program("config", "--dump-default")
        self.write("default.toml", out)
        checked, _ = self.run_program("config", "--check", "default.toml")
        self.assertIn("no errors", checked)

    def test_describe_counts_what_the_paper_prints(self):
        network = (
            "[C(512,5,1), C(256,3,1), C(256,5,1), C(256,3,1), P(5,3), C(512,3,1), C(512,5,1), "
            "P(2,2), SM(10)]"
        )
        out, _ = self.run_program("describe", network, "--input", "3,32,32", "--json")
        cost = json.loads(out)
        self.assertAlmostEqual(cost["parameters"] / 1e6, 11.26, delta=0.12)
        self.assertEqual(len(cost["layers"]), 9)
        self.assertEqual(sum(layer["parameters"] for layer in cost["layers"]), cost["parameters"])
        out, _ = self.run_program("describe", network, "--input", "3,32,32")
        self.assertIn("C(512,5,1)", out)

    def test_space_tells_sizes_and_costs(self):
        self.write("search.toml", MADE)
        out, _ = self.run_program("space", "search.toml")
        for word in ("states", "networks", "parameters", "FLOP"):
            self.assertIn(word, out)

    @unittest.skipUnless(TRAINER.exists(), "built without LibTorch")
    def test_space_leaves_nobody_behind_when_it_is_killed(self):
        self.write("search.toml", '[data]\nkind = "synthetic"\n[data.synthetic]\nside = 64\n')
        process = self.start("space", "search.toml")
        deadline = time.monotonic() + 60
        while not (measuring := self.benchmarks()) and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(len(measuring), 1)
        process.terminate()
        process.communicate()
        while self.benchmarks() and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(self.benchmarks(), [])

    def benchmarks(self):
        """Processes of this test that measure training steps."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if (process / "cwd").readlink() != self.folder:
                    continue
                if b"--benchmark" in (process / "cmdline").read_bytes():
                    found.append(process.name)
            except OSError:
                pass  # it has ended
        return found

    def test_data_info_tells_what_is_read(self):
        self.write("search.toml", MADE)
        out, _ = self.run_program("data", "info", "search.toml")
        for word in ("synthetic", "train", "validation", "test"):
            self.assertIn(word, out)

    def test_status_and_report_read_a_live_search(self):
        slow = MADE.replace('"null"', '"sleep"\nsleep_seconds = 0.2')
        self.write("search.toml", slow)
        process = self.start("search", "search.toml", "--out", "run")
        self.addCleanup(process.communicate)
        self.addCleanup(process.terminate)
        while not process.stdout.readline().startswith("2/"):
            self.assertIsNone(process.poll())
        out, _ = self.run_program("status", "run")
        self.assertIn("searching", out)
        self.assertIn("epsilon", out)
        self.assertGreaterEqual(self.report()["status"]["ok"], 2)

    def test_name_the_word_that_is_no_command(self):
        for arguments, words in (("sarch",), ("sarch", "search?")), (("data", "inof"), ("inof", "metaqnn data --help")):
            _, error = self.run_program(*arguments, expect=2)
            for word in words:
                self.assertIn(word, error)

    def test_status_and_report_tell_epsilon_only_of_agents_that_follow_it(self):
        self.search(MADE.replace('"paper"', '"thompson"'))
        out, _ = self.run_program("status", "run")
        self.assertNotIn("epsilon", out)
        self.assertEqual(self.report()["epsilon"], [])

    def test_report_writes_its_files(self):
        self.search(MADE)
        out, _ = self.run_program("report", "run", "--json", "--out", "pages")
        pages = self.folder / "pages"
        self.assertIn("# Run run", (pages / "report.md").read_text())
        self.assertEqual(json.loads((pages / "report.json").read_text()), json.loads(out))
        self.assertIn("<html", (pages / "report.html").read_text())
        self.assertTrue((pages / "search_progress.png").exists())

    def test_report_says_how_to_get_the_figures(self):
        self.search(MADE)
        _, error = self.run_program(
            "report", "run", "--out", "pages", expect=1,
            environment={"METAQNN_PYTHON": "/no/such/python"},
        )  # fmt: skip
        self.assertEqual(len(error.splitlines()), 1, error)
        for word in ("/no/such/python", "pip install", "metaqnn_analysis run --out pages"):
            self.assertIn(word, error)
        self.assertTrue((self.folder / "pages" / "report.md").exists())


if __name__ == "__main__":
    unittest.main()
