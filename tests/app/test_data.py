"""metaqnn data: what is read, and images of any source written as one HDF5 file."""

import unittest

import h5py
import numpy
from program import MADE, ProgramTest

SMALL = MADE.replace('"synthetic"', '"synthetic"\nvalidation = 9')
SMALL += "[data.synthetic]\nimages = 60\ntest_images = 12\nside = 8\nclasses = 3\n"


class Data(ProgramTest):
    """Runs `metaqnn data`."""

    def convert(self, *arguments, **options):
        return self.run_program("data", "convert", *arguments, **options)

    def refuse(self, *arguments, words):
        _, error = self.convert(*arguments, expect=2)
        self.assertEqual(len(error.splitlines()), 1, error)
        for word in words:
            self.assertIn(word, error)
        self.assertFalse((self.folder / "out.h5").exists(), "something was written")

    def info(self, out="out.h5", validation=10):
        self.write("info.toml", f'[data]\nkind = "hdf5"\npath = "{out}"\nvalidation = {validation}\n')
        return self.run_program("data", "info", "info.toml")[0]


class ConvertsConfigurations(Data):
    def setUp(self):
        super().setUp()
        self.write("search.toml", SMALL)

    def test_writes_the_layout_of_the_users_own_images(self):
        out, _ = self.convert("search.toml", "out.h5")
        self.assertIn('kind = "hdf5"', out)
        with h5py.File(self.folder / "out.h5", "r") as file:
            self.assertEqual(file["train/images"].shape, (60, 1, 8, 8))
            self.assertEqual(file["train/images"].dtype, numpy.uint8)
            self.assertEqual(file["train/labels"][()].tolist(), [0, 1, 2] * 20)
            self.assertEqual(file["test/images"].shape, (12, 1, 8, 8))
            self.assertNotIn("class_names", file)
        self.assertIn("classes  3", self.info())

    def test_resizes_by_the_mean_of_areas(self):
        self.convert("search.toml", "whole.h5")
        self.convert("search.toml", "out.h5", "--side", "4")
        with h5py.File(self.folder / "whole.h5") as whole, h5py.File(self.folder / "out.h5") as file:
            areas = whole["test/images"][()].reshape(12, 1, 4, 2, 4, 2).astype(int)
            means = (areas.sum(axis=(3, 5)) + 2) // 4
            self.assertTrue((file["test/images"][()] == means).all())

    def test_what_is_written_can_be_searched_with(self):
        self.convert("search.toml", "out.h5")
        config = SMALL.replace('kind = "synthetic"', 'kind = "hdf5"\npath = "out.h5"')
        self.search(config.replace("trials = 40", "trials = 3"))
        self.assertEqual(self.report()["status"], {"ok": 3})

    def test_info_tells_names_and_sizes_of_classes(self):
        self.convert("search.toml", "out.h5")
        with h5py.File(self.folder / "out.h5", "r+") as file:
            file["class_names"] = numpy.array([b"cat", b"dog", b"d\x1b[2Jeer"])
            file["test/labels"][...] = [0] * 8 + [1] * 4
        out = self.info()
        self.assertRegex(out, r"cat +\| +1[67] \| +[34] \| +8 \|")
        self.assertRegex(out, r"test +\| +12 \| +0 \| +8 \|")
        self.assertNotIn("\x1b", out)

    def test_refuses_what_cannot_be_done(self):
        self.refuse("absent.toml", "out.h5", words=["absent.toml"])
        self.refuse("search.toml", "out.h5", "--side", "5000", words=["--side 5000", "4096"])
        self.refuse("search.toml", "absent/out.h5", words=["absent", "no such folder"])
        self.refuse("search.toml", "out.h5", "--set", "data.limt=3", words=["data.limt", "limit"])

    def test_does_not_overwrite(self):
        precious = self.write("precious", "text")
        _, error = self.convert("search.toml", "precious", expect=2)
        self.assertIn("precious exists", error)
        self.assertEqual(precious.read_text(), "text")


if __name__ == "__main__":
    unittest.main()
