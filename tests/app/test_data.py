"""metaqnn data: what is read, and images of any source written as one HDF5 file."""

import sys
import unittest
from pathlib import Path

import h5py
import numpy
from PIL import Image
from program import MADE, ProgramTest

sys.path.append(str(Path(__file__).resolve().parents[1] / "support"))
import mat_file  # noqa: E402

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


class ConvertsTrees(Data):
    """Pictures are written by Pillow."""

    def save(self, name, levels, **options):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(numpy.asarray(levels, dtype=numpy.uint8)).save(path, **options)

    def tree(self):
        """Ten pictures of each of two classes: red and dark, at several sizes and formats."""
        for number in range(10):
            side = 20 + number
            red = numpy.full((side, side + 5, 3), (200, 10, 10))
            self.save(f"tree/red/{number}.jpg", red, quality=95)
            self.save(f"tree/dark/{number}.png", numpy.full((side, side), 20))

    def test_writes_every_picture_with_its_class(self):
        self.tree()
        out, error = self.convert("tree", "out.h5", "--side", "8", "--test-fraction", "0.2")
        self.assertEqual(error, "")
        with h5py.File(self.folder / "out.h5", "r") as file:
            self.assertEqual(file["class_names"][()].tolist(), [b"dark", b"red"])
            self.assertEqual(file["train/images"].shape, (16, 3, 8, 8))
            self.assertEqual(file["test/labels"][()].tolist(), [0, 0, 1, 1])
            red = file["test/images"][()][2:].astype(int)
            self.assertLess(abs(red - numpy.array([200, 10, 10]).reshape(1, 3, 1, 1)).max(), 4)
            self.assertTrue((file["test/images"][:2] == 20).all())
        self.assertRegex(self.info(validation=4), r"1 \| red +\| +6 \| +2 \| +2 \|")

    def test_names_and_counts_what_it_cannot_read(self):
        self.tree()
        path = self.folder / "tree" / "red" / "3.jpg"
        path.write_bytes(path.read_bytes()[:300])
        self.write("tree/dark/no\x1b[2Jtes.txt", "text")
        out, error = self.convert("tree", "out.h5", "--side", "8")
        self.assertIn("red/3.jpg", error)
        self.assertIn("tes.txt", error)
        self.assertIn("left out 2", error)
        self.assertNotIn("\x1b[2J", error)
        with h5py.File(self.folder / "out.h5", "r") as file:
            self.assertEqual(len(file["train/labels"]) + len(file["test/labels"]), 19)

    def test_refuses_what_is_no_tree(self):
        self.tree()
        self.refuse("tree", "out.h5", words=["dark/1.png", "21 x 21", "--side"])
        self.refuse("tree/red", "out.h5", words=["tree/red", "one folder a class"])
        self.refuse("tree", "out.h5", "--test-fraction", "0.6", words=["0.6", "at most 0.5"])
        self.refuse("tree", "out.h5", "--set", "data.limit=3", words=["--set", "TOML"])
        self.write("search.toml", SMALL)
        self.refuse("search.toml", "out.h5", "--test-fraction", "0.2", words=["--test-fraction"])


class ReadsSvhn(Data):
    """Made files of SVHN's layout, 3 images of each digit a part; the data set itself is not at hand."""

    def setUp(self):
        super().setUp()
        self.images = numpy.random.default_rng(1).integers(0, 256, (30, 3, 32, 32), numpy.uint8)
        (self.folder / "svhn").mkdir()
        for part in ("train", "extra", "test"):
            # From [N, C, rows, columns] to MATLAB's order.
            images = self.images.transpose(0, 1, 3, 2).tobytes()
            content = mat_file.digits(images, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] * 3, part != "test")
            (self.folder / "svhn" / f"{part}_32x32.mat").write_bytes(content)

    def write_config(self, settings):
        self.write("svhn.toml", f'[data]\nkind = "svhn"\npath = "svhn"\n{settings}\n')

    def test_images_and_labels_arrive_as_they_are(self):
        self.write_config('extra = "leave"')
        self.convert("svhn.toml", "out.h5")
        with h5py.File(self.folder / "out.h5", "r") as file:
            self.assertTrue((file["train/images"][()] == self.images).all())
            self.assertEqual(file["test/labels"][()].tolist(), [1, 2, 3, 4, 5, 6, 7, 8, 9, 0] * 3)

    def test_validation_comes_from_both_parts(self):
        self.write_config('split = "balanced"\nvalidation = 30')
        out, _ = self.run_program("data", "info", "svhn.toml")
        self.assertRegex(out, r"train +\| +30 \| +3 \| +3 ")
        self.assertRegex(out, r"validation +\| +30 \| +3 \| +3 ")

    def test_refuses_wrong_files(self):
        self.write_config('split = "balanced"\nvalidation = 31')
        self.refuse("svhn.toml", "out.h5", "--set", "data.extra=some", words=["data.extra", "leave"])
        _, error = self.run_program("data", "info", "svhn.toml", expect=2)
        self.assertIn("multiple of 30", error)
        path = self.folder / "svhn" / "train_32x32.mat"
        path.write_bytes(path.read_bytes()[:20000])
        self.refuse("svhn.toml", "out.h5", words=["train_32x32.mat", "truncated"])
        path.unlink()
        self.refuse("svhn.toml", "out.h5", words=["train_32x32.mat", "data.path"])


if __name__ == "__main__":
    unittest.main()
