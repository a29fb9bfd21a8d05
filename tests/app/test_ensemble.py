"""What trained networks say: predictions, ensembles and evaluation, against numbers made anew with numpy."""

import json
import shutil
import unittest
from pathlib import Path

import h5py
import numpy
from program import MADE, TRAINER, ProgramTest

IMAGES = """
[data]
kind = "synthetic"
validation = 200
[data.synthetic]
images = 1200
test_images = 300
side = 8
classes = 4
difficulty = 0.3
"""
SEARCH = (
    IMAGES
    + """
[space]
preset = "small"
max_depth = 2
min_depth = 1
[training]
preset = "fast"
epochs = 2
batch = 100
shift = 0
[search]
trials = 5
order = "trial"
in_flight = 2
[workers]
device = "cpu"
"""
)


def wilson(error, count):
    """Wilson's interval as the textbook has it."""
    z = 1.959963984540054
    middle = (error + z**2 / (2 * count)) / (1 + z**2 / count)
    half = z / (1 + z**2 / count) * (error * (1 - error) / count + z**2 / (4 * count**2)) ** 0.5
    return middle - half, middle + half


MAKER = ProgramTest("setUp")


def setUpModule():
    """One finished search, of which each test gets a copy."""
    if TRAINER.exists():
        MAKER.setUp()
        MAKER.search(SEARCH, "--workers", "2")


def tearDownModule():
    MAKER.doCleanups()


@unittest.skipUnless(TRAINER.exists(), "built without LibTorch")
class TrainedTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("search.toml", SEARCH)
        shutil.copytree(MAKER.folder / "run", self.folder / "run")

    def predictions(self, trial, part, run="run"):
        """Labels [N] and probabilities [N, classes]."""
        with h5py.File(self.folder / run / "predictions" / f"trial-{trial}.h5", "r") as file:
            return file[part]["labels"][()], file[part]["probabilities"][()]

    def error(self, trials, part, weights=None):
        """Test error of the mean of what some networks say."""
        said = [self.predictions(trial, part) for trial in trials]
        mean = numpy.average([p for _, p in said], axis=0, weights=weights)
        return float((mean.argmax(1) != said[0][0]).mean())

    def run_json(self, *arguments):
        return json.loads(self.run_program(*arguments, "--json")[0])

    def refused(self, *arguments, says):
        _, error = self.run_program(*arguments, expect=2)
        self.assertEqual(len(error.splitlines()), 1, error)
        for word in says:
            self.assertIn(word, error)


class Predictions(TrainedTest):
    def test_of_every_tested_network_are_kept(self):
        tests = self.table("tests")
        self.assertEqual(len(tests), 5)
        for trial, accuracy in tests[["trial", "accuracy"]]:
            self.assertAlmostEqual(self.error([trial], "test"), 1 - accuracy)
            labels, probabilities = self.predictions(trial, "validation")
            self.assertEqual(probabilities.shape, (200, 4))
            numpy.testing.assert_allclose(probabilities.sum(1), 1, atol=1e-5)
            numpy.testing.assert_array_equal(numpy.bincount(labels), 50)
            [row] = [r for r in self.table("trials") if r["trial"] == trial]
            self.assertAlmostEqual(1 - row["accuracy"], self.error([trial], "validation"))

    def test_go_with_their_weights(self):
        self.run_program("resume", "run", "--set", "search.trials=8", "--set", "output.keep_models=2")
        names = {path.name for path in (self.folder / "run/predictions").iterdir()}
        self.assertEqual(names, {path.name for path in (self.folder / "run/models").iterdir()})
        self.assertEqual(len(names), 2)


class Report(TrainedTest):
    def test_tells_how_the_best_network_takes_classes_for_others(self):
        report = self.report()
        trial = report["classes"]["trial"]
        self.assertEqual(trial, report["best"][0]["trial"])
        labels, probabilities = self.predictions(trial, "test")
        counts = numpy.zeros((4, 4), int)
        numpy.add.at(counts, (labels, probabilities.argmax(1)), 1)
        numpy.testing.assert_array_equal(report["classes"]["counts"], counts)
        self.assertIsNone(report["paper"])


class Ensembles(TrainedTest):
    def check_numbers(self, result, ensemble):
        trials = [network["trial"] for network in result["networks"]]
        weights = ensemble["weights"]
        for part in ("validation", "test"):
            self.assertAlmostEqual(ensemble[f"{part}_error"], self.error(trials, part, weights))
        interval = wilson(ensemble["test_error"], 300)
        numpy.testing.assert_allclose(ensemble["test_error_interval"], interval, atol=1e-9)
        members = [trial for trial, weight in zip(trials, weights) if weight]
        answers = [self.predictions(trial, "test")[1].argmax(1) for trial in members]
        pairs = [(a == b).mean() for i, a in enumerate(answers) for b in answers[:i]]
        self.assertAlmostEqual(ensemble["agreement"], numpy.mean(pairs) if pairs else 1.0)

    def test_are_the_best_by_validation_and_a_greedy_choice(self):
        before = (self.folder / "run/run.h5").read_bytes()
        result = self.run_json("ensemble", "run", "--size", "3")
        self.assertEqual([result[f"{part}_images"] for part in ("validation", "test")], [200, 300])
        validation = [network["validation_error"] for network in result["networks"]]
        self.assertEqual(validation, sorted(validation))
        for network in result["networks"]:
            self.assertAlmostEqual(network["test_error"], self.error([network["trial"]], "test"))
        best, greedy = result["ensembles"]
        self.assertEqual(best["weights"], [1, 1, 1, 0, 0])
        self.assertLessEqual(greedy["validation_error"], min(validation))
        self.check_numbers(result, best)
        self.check_numbers(result, greedy)
        self.assertEqual((self.folder / "run/run.h5").read_bytes(), before)
        out, _ = self.run_program("ensemble", "run", "--size", "3")
        for word in ("best 3", "greedy", "agreement", "95 % interval", "[C("):
            self.assertIn(word, out)

    def test_test_what_was_not_tested(self):
        told = self.run_json("ensemble", "run")
        shutil.rmtree(self.folder / "run/predictions")
        self.assertEqual(self.run_json("ensemble", "run", "--workers", "2"), told)

    def test_have_each_network_once_however_often_it_was_trained(self):
        self.run_program("train", "run", "--top", "2", "--trainings", "2", "--workers", "2")
        result = self.run_json("ensemble", "run/trained", "--size", "2")
        trials = self.table("trials", "run/trained")
        best = {}
        for row in trials:
            best[row["architecture"]] = max(best.get(row["architecture"], 0), row["accuracy"])
        errors = [network["validation_error"] for network in result["networks"]]
        numpy.testing.assert_allclose(errors, sorted(1 - value for value in best.values()))
        together = self.run_json("ensemble", "run", "run/trained")
        self.assertEqual(len(together["networks"]), 5)

    def test_are_the_first_given_where_no_validation_images_choose(self):
        networks = ["[C(16,3,1), SM(4)]", "[SM(4)]", "[C(32,3,1), SM(4)]"]
        listed = [word for text in networks for word in ("--architecture", text)]
        whole = ["--set", "data.validation=0", "--trainings", "2", "--workers", "2"]
        self.run_program("train", "search.toml", *listed, *whole, "--out", "whole")
        result = self.run_json("ensemble", "whole", "--size", "2")
        self.assertEqual([network["architecture"] for network in result["networks"]], networks)
        self.assertIsNone(result["networks"][0]["validation_error"])
        [first] = result["ensembles"]
        self.assertEqual((first["name"], first["weights"]), ("first 2", [1, 1, 0]))
        self.assertIn("none", self.run_program("ensemble", "whole", "--size", "2")[0])

    def test_need_as_many_networks_as_asked(self):
        self.refused("ensemble", "run", "--size", "6", says=["6 networks", "has 5"])
        self.search(MADE, out="null")
        self.refused("ensemble", "null", says=["5 networks", "has 0"])

    def test_need_the_same_images(self):
        other = SEARCH.replace("classes = 4", "classes = 3").replace("trials = 5", "trials = 2")
        self.search(other, out="three")
        self.refused("ensemble", "run", "three", says=["run", "three", "4 classes", "3 classes"])
        divided = SEARCH.replace("trials = 5", "trials = 2") + "[run]\nseed = 2\n"
        self.search(divided, out="divided")
        self.refused("ensemble", "run", "divided", says=["other images", "predictions"])


class Evaluation(TrainedTest):
    def test_of_a_run_finds_the_test_errors_of_its_search(self):
        result = self.run_json("evaluate", "run", "--workers", "2")
        found = {Path(n["weights"]).stem: 1 - n["test_error"] for n in result["networks"]}
        tests = {f"trial-{trial}": accuracy for trial, accuracy in self.table("tests")[["trial", "accuracy"]]}
        self.assertEqual(found.keys(), tests.keys())
        for name, accuracy in tests.items():
            self.assertAlmostEqual(found[name], accuracy)
        self.assertFalse([path for path in self.folder.glob("metaqnn-*") if path.is_dir()])

    def test_of_a_file_tells_how_it_takes_classes_for_others(self):
        [trial] = self.table("tests")["trial"][:1]
        weights = f"run/models/trial-{trial}.h5"
        [network] = self.run_json("evaluate", weights, "--config", "search.toml")["networks"]
        labels, probabilities = self.predictions(trial, "test")
        counts = numpy.zeros((4, 4), int)
        numpy.add.at(counts, (labels, probabilities.argmax(1)), 1)
        numpy.testing.assert_array_equal(network["confusion"]["counts"], counts)
        balanced = (counts.diagonal() / counts.sum(1)).mean()
        self.assertAlmostEqual(network["confusion"]["balanced_accuracy"], balanced)
        numpy.testing.assert_allclose(
            network["test_error_interval"], wilson(network["test_error"], 300), atol=1e-9
        )
        self.assertGreater(network["images_per_second"], 0)
        # The file itself tells how its network computes.
        other = ("--set", "training.activation=gelu", "--set", "training.normalisation=global_contrast")
        again = self.run_json("evaluate", weights, "--config", "search.toml", *other)["networks"]
        self.assertEqual(again[0]["test_error"], network["test_error"])
        out, _ = self.run_program("evaluate", weights, "--config", "search.toml")
        for word in ("Balanced accuracy", "class \\ answer", "images/s"):
            self.assertIn(word, out)

    def test_of_an_exported_file_is_that_of_the_weights(self):
        [trial] = self.table("tests")["trial"][:1]
        [tested] = [row["accuracy"] for row in self.table("tests") if row["trial"] == trial]
        for name, kind in (("network.h5", "hdf5"), ("network.onnx", "onnx")):
            self.run_program("export", "run", "--trial", str(trial), "--format", kind, "--out", name)
            [network] = self.run_json("evaluate", name, "--config", "search.toml")["networks"]
            self.assertAlmostEqual(1 - network["test_error"], tested)

    def test_of_an_onnx_file_is_told_only_if_it_was_not_changed(self):
        [trial] = self.table("tests")["trial"][:1]
        self.run_program("export", "run", "--trial", str(trial), "--format", "onnx", "--out", "network.onnx")
        whole = (self.folder / "network.onnx").read_bytes()
        for changed, word in ((whole[:-100], "no ONNX file"), (whole.replace(b"Relu", b"Tanh", 1), "changed"),
                              (b"metaqnn", "no ONNX file"), (b"", "no ONNX file")):  # fmt: skip
            (self.folder / "changed.onnx").write_bytes(changed)
            _, error = self.run_program("evaluate", "changed.onnx", "--config", "search.toml", expect=2)
            self.assertIn(word, error)
            self.assertEqual(len(error.splitlines()), 1, error)

    def test_may_be_on_other_images_of_the_same_kind(self):
        self.write("other.toml", IMAGES.replace("test_images = 300", "test_images = 200\nseed = 9"))
        result = self.run_json("evaluate", "run", "--config", "other.toml")
        self.assertEqual({network["test_images"] for network in result["networks"]}, {200})

    def test_needs_images_that_fit(self):
        for old, new, says in (
            ("classes = 4", "classes = 3", "3 classes"),
            ("side = 8", "side = 9", "1x9x9"),
            ("side = 8", "side = 8\nchannels = 3", "3x8x8"),
        ):
            self.write("other.toml", SEARCH.replace(old, new))
            self.refused("evaluate", "run", "--config", "other.toml", says=["1x8x8, 4", says])

    def test_needs_weights(self):
        self.search(MADE, out="null")
        self.refused("evaluate", "null", says=["no stored weights"])
        self.refused("evaluate", "search.toml", "--config", "search.toml", says=["search.toml"])
        [file] = sorted((self.folder / "run/models").iterdir())[:1]
        self.refused("evaluate", file, says=["--config"])


if __name__ == "__main__":
    unittest.main()
