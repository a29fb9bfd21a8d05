"""Disks that are full or cannot be written, and two searches in one folder: real file systems, real processes."""

import os
import subprocess
import unittest

from program import MADE, ProgramTest, mpirun

ENDLESS = MADE.replace("trials = 40", "trials = 1000000")


class SmallDisk(ProgramTest):
    """A run folder on a file system of its own (tmpfs), as large as the test wants."""

    def setUp(self):
        super().setUp()
        if os.geteuid() != 0:
            self.skipTest("a file system can only be mounted by root")
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", self.disk], capture_output=True)
        if mount.returncode != 0:
            self.skipTest(f"no file system can be mounted here ({mount.stderr.decode().strip()})")
        self.addCleanup(subprocess.run, ["umount", "-l", self.disk], check=True)

    def remount(self, options):
        subprocess.run(["mount", "-o", f"remount,{options}", self.disk], check=True)

    def results(self, out):
        return sum(1 for line in out.splitlines() if "/1000000  trial" in line)

    def check_full(self, out, error):
        """One clear line, nothing lost that was shown; with more space the search goes on."""
        lines = [line for line in error.splitlines() if line.startswith("metaqnn: ")]
        self.assertEqual(len(lines), 1, error)
        self.assertRegex(lines[0], r"run\.h5 \(No space left on device\); free some space, .*metaqnn resume disk/run")
        self.assertNotRegex(error, "terminate called|core dumped")
        trained = len(self.table("trials", "disk/run"))
        self.assertGreater(trained, 100)
        self.assertGreaterEqual(trained, self.results(out))
        self.run_program("replay", "disk/run")

    def test_that_is_full_ends_the_search_which_goes_on_with_more_space(self):
        out, error = self.search(ENDLESS, "--workers", "4", out="disk/run", expect=75)
        self.check_full(out, error)
        trained = len(self.table("trials", "disk/run"))
        _, error = self.run_program("resume", "disk/run", expect=75)
        self.assertIn("No space left on device", error)
        self.assertEqual(len(self.table("trials", "disk/run")), trained)
        self.remount("size=64m")
        self.run_program("resume", "disk/run", "--set", f"search.trials={trained + 50}")
        self.assertEqual(len(self.table("trials", "disk/run")), trained + 50)
        self.run_program("replay", "disk/run")

    def test_that_is_full_ends_the_ranks_too(self):
        out, error = self.search(ENDLESS, out="disk/run", launcher=mpirun(3), expect=75, timeout=120)
        self.check_full(out, error)

    def test_that_has_no_room_for_a_journal_begins_nothing(self):
        (self.disk / "other").write_bytes(bytes(3 * 1024 * 1024 - 8192))
        _, error = self.search(MADE, out="disk/run", expect=75)
        self.assertIn("No space left on device", error)
        self.assertFalse((self.disk / "run" / "run.h5").exists())
        (self.disk / "other").unlink()
        self.search(MADE, out="disk/run")

    def test_that_cannot_be_written_is_told_before_anything_begins(self):
        self.search(MADE, out="disk/run")
        self.remount("ro")
        _, error = self.run_program("resume", "disk/run", "--set", "search.trials=50", expect=2)
        self.assertRegex(error, r"Read-only file system\); choose a folder that can be written")
        self.search(MADE, out="disk/other", expect=2)
        self.run_program("replay", "disk/run")


class SideFiles(ProgramTest):
    def test_that_cannot_be_written_are_warned_of_and_the_search_goes_on(self):
        for name in ("log.txt", "checkpoint.h5.part"):
            (self.folder / "run" / name / "in the way").mkdir(parents=True)
        _, error = self.search(MADE, expect=0)
        self.assertIn("cannot write the log", error)
        self.assertIn("checkpoint.h5", error)
        self.assertEqual(len(self.table("trials")), 40)


class TwoSearches(ProgramTest):
    def test_started_at_the_same_moment_are_one(self):
        for i in range(5):
            self.write("search.toml", MADE.replace('"null"', '"sleep"\nsleep_seconds = 0.02'))
            both = [self.start("search", "search.toml", "--out", f"run{i}", "--resume") for _ in range(2)]
            ends = [(process, process.communicate(timeout=60)) for process in both]
            self.assertEqual(sorted(process.returncode for process, _ in ends), [0, 2])
            for process, (_, error) in ends:
                if process.returncode == 2:
                    self.assertRegex(error, "in use by another search|exists")
            self.assertEqual(len(self.table("trials", f"run{i}")), 40)
            self.run_program("replay", f"run{i}")


if __name__ == "__main__":
    unittest.main()
