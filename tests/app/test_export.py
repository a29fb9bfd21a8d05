"""metaqnn export: files that onnxruntime and torch read compute what the trainer computes."""

import resource
import shutil
import subprocess
import unittest

import h5py
import numpy
import onnx
import onnxruntime
import torch
from metaqnn_analysis.load_network import NetworkError, load_network
from program import BUILD, MADE, ProgramTest

WRITE_LOGITS = BUILD / "metaqnn_write_logits"

REAL = """
[data]
kind = "synthetic"
validation = 200
[data.synthetic]
images = 1200
test_images = 300
side = 8
channels = 3
[space]
preset = "small"
[training]
preset = "fast"
epochs = 2
batch = 100
shift = 0
precision = "float32"
[search]
trials = 4
[output]
keep_models = 2
"""


def processor_seconds():
    """Of all programs run so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run_onnx(path, images):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    [logits] = session.run(["logits"], {"pixels": images})
    return logits


class Logits(ProgramTest):
    """Networks with random numbers, of all kinds of layers and the published ones."""

    def test_are_those_of_the_trainer(self):
        subprocess.run([WRITE_LOGITS, self.folder], check=True, timeout=600)
        networks = sorted(self.folder.glob("*.h5"))
        self.assertEqual(len([path for path in networks if path.name.startswith("published")]), 9)
        self.assertGreater(len(networks), 100)
        for path in networks:
            with self.subTest(path.name), h5py.File(path, "r") as file:
                self.compare(path, file["images"][()], file["logits"][()], file.attrs["architecture"])

    def compare(self, path, images, expected, architecture):
        self.assertEqual(len(images), 100)
        self.assertGreater(expected.std(axis=0).max(), 1e-3, "logits that images do not change")
        exported = path.with_suffix(".onnx")
        before = processor_seconds()
        self.run_program("export", path.name, "--format", "onnx", "--out", exported.name)
        self.assertLess(processor_seconds() - before, 2.0)
        onnx.checker.check_model(str(exported), full_check=True)
        within = {"rtol": 0, "atol": 1e-4, "err_msg": str(architecture)}
        numpy.testing.assert_allclose(run_onnx(exported, images), expected, **within)
        few = 10  # torch needs its time for the large ones
        with torch.inference_mode():
            logits = load_network(path)(torch.from_numpy(images[:few])).numpy()
        numpy.testing.assert_allclose(logits, expected[:few], **within)


class StoredNetworks(ProgramTest):
    def test_keep_their_test_accuracy(self):
        self.search(REAL)
        self.run_program("data", "convert", "search.toml", "images.h5")
        with h5py.File(self.folder / "images.h5", "r") as file:
            images, labels = file["test/images"][()], file["test/labels"][()]
        accuracies = {row["trial"]: row["accuracy"] for row in self.table("tests")}
        self.assertEqual(len(accuracies), 2)
        for trial, accuracy in accuracies.items():
            name = f"{trial}.onnx"
            self.run_program("export", "run", "--trial", trial, "--format", "onnx", "--out", name)
            found = run_onnx(self.folder / name, images).argmax(axis=1)
            # Rounding may turn a tie.
            self.assertAlmostEqual((found == labels).mean(), accuracy, delta=1.5 / len(labels))

        best = self.report()["best"][0]["trial"]
        self.run_program("export", "run", "--format", "hdf5", "--out", "best.h5")
        shutil.move(self.folder / "run", self.folder / "gone")
        self.run_program("export", "best.h5", "--format", "onnx", "--out", "best.onnx")
        same = (self.folder / "best.onnx").read_bytes() == (self.folder / f"{best}.onnx").read_bytes()
        self.assertTrue(same, "an exported file is all that is needed")


class Mistakes(ProgramTest):
    def setUp(self):
        super().setUp()
        self.search(MADE)
        (self.folder / "run/models").mkdir(exist_ok=True)

    def refuse(self, *arguments, words):
        before = sorted(self.folder.rglob("*"))
        _, error = self.run_program("export", *arguments, expect=2)
        self.assertEqual(len(error.splitlines()), 1, error)
        for word in words:
            self.assertIn(word, error)
        self.assertEqual(sorted(self.folder.rglob("*")), before, "something was written")

    def test_are_told_on_one_line(self):
        onnx_out = ("--format", "onnx", "--out", "out.onnx")
        self.refuse("run", *onnx_out, words=["no stored weights"])
        best = self.report()["best"]
        for network in best[:2]:
            (self.folder / f"run/models/trial-{network['trial']}.h5").write_bytes(b"no weights")
        stored = [str(network["trial"]) for network in best[:2]]
        self.refuse("run", "--trial", "4711", *onnx_out, words=["trial 4711", *stored])
        self.refuse("run", "--trial", best[2]["trial"], *onnx_out, words=["not kept", ", ".join(stored)])
        self.refuse("run", "--format", "tflite", "--out", "out", words=["tflite", "onnx or hdf5"])
        self.refuse("run", "--format", "onnx", "--out", "search.toml", words=["search.toml exists"])
        self.refuse("run/run.h5", *onnx_out, words=["no file of weights"])
        self.refuse("search.toml", "--trial", "1", *onnx_out, words=["leave it out"])
        with self.assertRaises(NetworkError):
            load_network(self.folder / "search.toml")


if __name__ == "__main__":
    unittest.main()
