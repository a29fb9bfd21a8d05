"""The user's mistakes: one line (problem, reason, remedy), exit code 2, nothing written."""

import gzip
import json
import os
import struct
import unittest

import h5py
import numpy
from program import MADE, ProgramTest, mpirun


def idx(dimensions, values):
    return struct.pack(f">BBBB{len(dimensions)}I", 0, 0, 8, len(dimensions), *dimensions) + values


class Refusals(ProgramTest):
    """Asks for a search that must be refused."""

    def refuse(self, config, *arguments, words, launcher=(), out="run"):
        _, error = self.search(config, *arguments, out=out, launcher=launcher, expect=2)
        lines = [line for line in error.splitlines() if line.startswith("metaqnn:")]
        self.assertEqual(len(lines), 1, error)
        for word in words:
            self.assertIn(word, lines[0])
        self.assertFalse((self.folder / "run").exists(), "something was written")


class WrongSettings(Refusals):
    def test_a_misspelt_key_gets_its_near_match(self):
        self.refuse(MADE + "[training]\nepoch = 3\n", words=["training.epoch", "line", "epochs"])

    def test_an_unknown_section(self):
        self.refuse(MADE + "[trainng]\nepochs = 3\n", words=["trainng", "training"])

    def test_a_wrong_type(self):
        self.refuse(MADE + '[training]\nepochs = "many"\n', words=["training.epochs", "line"])

    def test_a_value_out_of_range(self):
        self.refuse(MADE + "[training]\nepochs = 0\n", words=["training.epochs", "[1, 100000]", f"line {MADE.count(chr(10)) + 2}"])

    def test_a_wrong_override(self):
        self.refuse(MADE, "--set", "search.trails=3", words=["search.trails", "search.trials"])

    def test_malformed_toml(self):
        self.refuse("[search\n", words=["line 1"])

    def test_a_missing_configuration(self):
        _, error = self.run_program("search", "absent.toml", expect=2)
        self.assertIn("absent.toml", error)

    def test_a_space_without_a_termination(self):
        config = MADE.replace('preset = "small"', "softmax = false\nglobal_average_pooling = false")
        self.refuse(config, words=["no network can end"])

    def test_workers_under_mpirun(self):
        self.refuse(MADE, "--workers", "2", words=["--workers", "MPI"], launcher=mpirun(3))

    def test_an_error_under_mpirun_is_told_once(self):
        self.refuse(MADE + "[training]\nepochs = 0\n", words=["training.epochs"], launcher=mpirun(3))

    def test_a_run_folder_that_exists(self):
        self.search(MADE)
        _, error = self.search(MADE, expect=2)
        self.assertIn("exists", error)
        self.assertIn("resume", error)

    def test_a_run_folder_in_use(self):
        slow = MADE.replace('"null"', '"sleep"\nsleep_seconds = 5.0')
        self.write("search.toml", slow)
        process = self.start("search", "search.toml", "--out", "run")
        self.addCleanup(process.communicate)
        self.addCleanup(process.terminate)
        while not (self.folder / "run" / "run.h5").exists():
            self.assertIsNone(process.poll())
        _, error = self.run_program("resume", "run", expect=2)
        self.assertIn("in use", error)

    def test_a_journal_from_the_future(self):
        self.search(MADE)
        with h5py.File(self.folder / "run" / "run.h5", "r+") as file:
            name = next(key for key in file.attrs if "schema" in key)
            file.attrs[name] = numpy.array(999, dtype=file.attrs[name].dtype)
        for command in (("resume", "run"), ("status", "run"), ("report", "run")):
            _, error = self.run_program(*command, expect=2)
            self.assertIn("999", error)

    def test_a_folder_that_cannot_be_made(self):
        self.write("file", "")
        self.refuse(MADE, out="file/run", words=["file/run"])

    @unittest.skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_a_read_only_folder(self):
        self.folder.chmod(0o500)
        self.addCleanup(self.folder.chmod, 0o700)
        self.refuse(MADE, words=["run"])

    def test_a_folder_on_a_read_only_file_system(self):
        self.refuse(MADE, out="/proc/run", words=["/proc/run"])

    def test_status_of_no_run(self):
        _, error = self.run_program("status", "absent", expect=2)
        self.assertIn("absent", error)

    def test_an_output_without_a_name(self):
        for command in (["search", "a.toml"], ["report", "run"], ["bench-agents", "table.json"]):
            with self.subTest(command=command):
                _, error = self.run_program(*command, "--out", "", expect=2)
                self.assertIn("--out", error)
                self.assertIn("empty", error)
                self.assertEqual(list(self.folder.iterdir()), [])

    def test_the_best_of_a_run_beside_given_networks(self):
        _, error = self.run_program("train", ".", "--top", "1", "--architecture", "[SM(10)]", expect=2)
        self.assertIn("--top excludes --architecture", error)

    def test_an_unknown_option(self):
        _, error = self.run_program("search", "--wrokers", "2", expect=2)
        self.assertIn("--wrokers", error)

    def test_a_network_that_does_not_fit(self):
        _, error = self.run_program("describe", "[P(5,3), SM(10)]", "--input", "1,4,4", expect=2)
        self.assertIn("P(5,3)", error)


class OddPaths(ProgramTest):
    """Folders may have any name that the system allows; a message stays on one line."""

    NAMES = ("with space", "it's \"quoted\"", "F\u00fcchse \u4e2d\u6587", "two\nlines", "$(touch made)", "-o", "100%d")

    def test_runs_and_images_in_folders_of_any_name(self):
        for number, name in enumerate(self.NAMES):
            data = self.folder / name
            data.mkdir()
            for part in ("train", "t10k"):
                (data / f"{part}-images-idx3-ubyte").write_bytes(idx((20, 8, 8), bytes(1280)))
                labels = bytes([i % 2 for i in range(20)])
                (data / f"{part}-labels-idx1-ubyte").write_bytes(idx((20,), labels))
            path = json.dumps(str(data))  # a TOML text too
            config = f'[data]\nkind = "idx"\npath = {path}\nvalidation = 4\n[space]\npreset = "small"\n'
            config += '[search]\ntrials = 3\n[workers]\ntrainer = "null"\n'
            self.search(config, out=f"./{name}/run")
            self.run_program("resume", f"./{name}/run", "--set", "search.trials=4")
            self.assertEqual(self.report(f"./{name}/run")["status"], {"ok": 4}, number)
        self.assertFalse((self.folder / "made").exists(), "a name was executed")

    def test_a_missing_folder_is_told_on_one_line(self):
        for name in self.NAMES:
            _, error = self.run_program("status", f"./{name}", expect=2)
            self.assertEqual(len(error.splitlines()), 1, error)
            self.assertNotIn("\x1b", error)

    def test_a_link_in_a_run_folder_is_not_followed(self):
        self.search(MADE)
        precious = self.write("precious", "text")
        for name in ("log.txt", ".lock", "run.h5.part", "checkpoint.h5.part"):
            path = self.folder / "run" / name
            path.unlink(missing_ok=True)
            path.symlink_to(precious)
            self.start("resume", "run", "--set", "search.trials=42").communicate()
            self.assertEqual(precious.read_text(), "text", name)
            path.unlink(missing_ok=True)


    def test_a_log_that_is_a_link_is_told_of_and_stops_nobody(self):
        for launcher in ((), mpirun(2)):
            run = self.folder / f"run{len(launcher)}"
            run.mkdir()
            (run / "log.txt").symlink_to(self.write("precious", "text"))
            _, error = self.search(MADE, out=run.name, launcher=launcher, timeout=60)
            self.assertIn("log.txt is a symbolic link", error)
            self.assertEqual(len(self.table("trials", run.name)), 40)

    def test_names_that_no_file_can_have(self):
        self.write("search.toml", MADE)
        bytes_ = os.fsdecode(b"f\xfcr")
        for arguments in (("search", "search.toml", "--out", 300 * "x"), ("search", "search.toml", "--out", bytes_),
                          ("resume", ""), ("report", ""), ("repair", "run", "--out", 300 * "x")):  # fmt: skip
            with self.subTest(arguments=arguments[0]):
                process = self.start(*arguments)
                _, error = process.communicate(timeout=60)
                self.assertEqual(process.returncode, 2, error)
                self.assertEqual(len(error.splitlines()), 1, error)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["search.toml"])


class WrongImages(Refusals):
    """Data files are checked before anything is written."""

    def config(self, **settings):
        values = {"kind": '"idx"', "path": f'"{self.folder}/data"', "validation": "4", **settings}
        keys = "\n".join(f"{key} = {value}" for key, value in values.items())
        return f'[data]\n{keys}\n[space]\npreset = "small"\n[workers]\ntrainer = "null"\n'

    def write_idx(self, images=20, labels=20, largest=9, cut=0):
        data = self.folder / "data"
        data.mkdir(exist_ok=True)
        for part in ("train", "t10k"):
            pixels = idx((images, 8, 8), bytes(images * 64))
            classes = bytes([i % 10 for i in range(labels - 1)] + [largest])
            with gzip.open(data / f"{part}-images-idx3-ubyte.gz", "wb") as file:
                file.write(pixels[: len(pixels) - cut])
            with gzip.open(data / f"{part}-labels-idx1-ubyte.gz", "wb") as file:
                file.write(idx((labels,), classes))

    def test_missing_files(self):
        self.refuse(self.config(), words=["train-images-idx3-ubyte"])

    def test_a_truncated_file(self):
        self.write_idx(cut=100)
        self.refuse(self.config(), words=["train-images-idx3-ubyte"])

    def test_counts_that_differ(self):
        self.write_idx(labels=19)
        self.refuse(self.config(), words=["20", "19"])

    def test_more_validation_images_than_images(self):
        self.write_idx()
        self.refuse(self.config(validation="21"), words=["validation", "21"])

    def test_labels_outside_the_classes(self):
        data = self.folder / "data"
        data.mkdir()
        for number in range(1, 6):
            (data / f"data_batch_{number}.bin").write_bytes(bytes([77] + [0] * 3072))
        (data / "test_batch.bin").write_bytes(bytes([77] + [0] * 3072))
        self.refuse(self.config(kind='"cifar10"'), words=["77"])


if __name__ == "__main__":
    unittest.main()
