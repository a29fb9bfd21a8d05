"""metaqnn transfer: the best networks of a run on other images, as a run of its own."""

import signal
import unittest

import h5py
from program import MADE, ProgramTest, mpirun

OTHER_MADE = MADE + "[data.synthetic]\nclasses = 7\n"

REAL = """
[data]
kind = "synthetic"
validation = 200
[data.synthetic]
images = 1200
test_images = 300
seed = {seed}
side = {side}
channels = {channels}
classes = {classes}
[training]
preset = "fast"
epochs = 1
batch = 100
shift = 0
"""
FOUND = REAL.format(seed=1, side=10, channels=3, classes=4)
OTHER = REAL.format(seed=2, side=14, channels=3, classes=6)
CONVOLUTIONS = "[C(16,3,1), P(2,2), C(8,3,1), SM(4)]"
FULLY_CONNECTED = "[P(9,1), FC(16), GAP(4)]"


class Transfer(ProgramTest):
    def networks(self, run):
        return [text.decode() for text in self.table("trials", run)["architecture"]]

    def transfer(self, mode, *arguments, run="run", config="other.toml", **options):
        return self.run_program(
            "transfer", run, "--config", config, "--mode", mode, *arguments, **options
        )

    def refuse(self, mode, *arguments, words, **options):
        before = sorted(self.folder.rglob("*"))
        _, error = self.transfer(mode, *arguments, expect=2, **options)
        self.assertEqual(len(error.splitlines()), 1, error)
        for word in words:
            self.assertIn(word, error)
        made = [path for path in sorted(self.folder.rglob("*")) if path not in before]
        self.assertEqual([path for path in made if path.suffix != ".images"], [], "something was written")


class FromScratch(Transfer):
    def setUp(self):
        super().setUp()
        self.search(MADE)
        self.write("other.toml", OTHER_MADE)

    def test_trains_the_best_for_the_other_classes(self):
        best = [network["architecture"] for network in self.report()["best"][:3]]
        self.transfer("scratch", "--top", "3", "--trainings", "2", launcher=mpirun(3))
        expected = [text.replace("(10)]", "(7)]") for text in best] * 2
        self.assertEqual(sorted(self.networks("run/transfer-scratch")), sorted(expected))
        out, _ = self.run_program("replay", "run/transfer-scratch")
        self.assertIn("identical", out)
        # The made-up trainer has no images to test on.
        self.assertEqual([n["scratch_error"] for n in self.report()["transfer"]], [None] * 3)

    def test_takes_the_best_network_only_if_not_told_otherwise(self):
        self.transfer("scratch", "--out", "elsewhere")
        self.assertEqual(len(self.networks("elsewhere")), 1)
        self.run_program("resume", "elsewhere", "--set", "train.trainings=3")
        self.assertEqual(len(self.networks("elsewhere")), 3)

    def test_goes_on_when_it_was_stopped(self):
        slow = ["--set", "workers.trainer=sleep", "--set", "workers.sleep_seconds=1"]
        process = self.start(
            "transfer", "run", "--config", "other.toml", "--mode", "scratch", "--trainings", "12", *slow
        )
        self.wait_for_epochs(process, 3, "run/transfer-scratch")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 75)
        self.transfer("scratch", "--trainings", "12", "--resume", "--workers", "4", *slow)
        self.assertEqual(len(self.networks("run/transfer-scratch")), 12)

    def test_needs_as_many_networks_as_asked_for(self):
        self.refuse("scratch", "--top", "41", words=["has 40 trained networks", "--top"])
        _, error = self.run_program("train", "run", "--top", "41", expect=2)
        self.assertIn("has 40 trained networks", error)
        self.refuse("finetune", words=["no stored weights", "--mode scratch"])


class FineTuned(Transfer):
    """Real trainings."""

    def setUp(self):
        super().setUp()
        self.write("found.toml", FOUND)
        self.write("other.toml", OTHER)

    def find(self, *networks):
        listed = [word for text in networks for word in ("--architecture", text)]
        self.run_program("train", "found.toml", *listed, "--out", "run")

    def tensors(self, run):
        with h5py.File(self.folder / run / "models" / "trial-0.h5", "r") as file:
            return {name: file[name][()] for name in file if ":" in name}

    def test_stands_beside_from_scratch_in_a_table(self):
        self.find(CONVOLUTIONS)
        self.transfer("scratch", "--trainings", "2")
        frozen = ("--set", "training.transferred_rate=0", "--set", "training.optimizer=adamw")
        out, _ = self.transfer("finetune", *frozen, launcher=mpirun(2))
        found, tuned = self.tensors("run"), self.tensors("run/transfer-finetune")
        for name, values in tuned.items():
            if name.partition(":")[2] in ("0.weight", "2.weight"):
                self.assertTrue((values == found[name]).all(), f"{name} is taken over")
        self.assertEqual([v.shape for n, v in tuned.items() if n.endswith("3.weight")], [(6, 8, 7, 7)])

        report, both = self.report(), {}
        for mode in ("scratch", "finetune"):
            both[mode] = 1 - self.table("tests", f"run/transfer-{mode}")["accuracy"].mean()
        [row] = report["transfer"]
        self.assertEqual(row["architecture"], CONVOLUTIONS.replace("SM(4)", "SM(6)"))
        self.assertAlmostEqual(row["scratch_error"], both["scratch"])
        self.assertAlmostEqual(row["fine_tuned_error"], both["finetune"])
        for run in ("run", "run/transfer-scratch"):
            text, _ = self.run_program("report", run)
            self.assertIn(f"{100 * both['finetune']:.2f} %", text.partition("on other images")[2])
        self.assertIn(f"{100 * both['finetune']:.2f} %", out.partition("on other images")[2])

        # Other images have a row of their own, and so has what was done once more.
        self.write("third.toml", OTHER.replace("seed = 2", "seed = 3"))
        self.transfer("scratch", "--out", "run/third", config="third.toml")
        self.transfer("scratch", "--out", "run/zweite")
        rows = self.report()["transfer"]
        told = [[row[f"{mode}_error"] is not None for mode in ("scratch", "fine_tuned")] for row in rows]
        self.assertEqual(sorted(told), [[True, False], [True, False], [True, True]])

        # Another run in the folder that cannot be read is told of, no more.
        broken = self.folder / "run" / "broken"
        broken.mkdir()
        (broken / "run.h5").write_bytes(b"no journal")
        text, error = self.run_program("report", "run/transfer-scratch")
        self.assertIn(f"{100 * both['finetune']:.2f} %", text.partition("on other images")[2])
        self.assertIn("broken/run.h5", error)

        # Moved as a whole it goes on, for it looks for the weights from its own place.
        (self.folder / "run").rename(self.folder / "moved")
        self.run_program("resume", "moved/transfer-finetune", "--set", "train.trainings=2")
        self.assertEqual(len(self.networks("moved/transfer-finetune")), 2)
        (self.folder / "moved/models/trial-0.h5").unlink()
        more = ("--set", "train.trainings=3")
        _, error = self.run_program("resume", "moved/transfer-finetune", *more, expect=2)
        self.assertIn("moved/models/trial-0.h5 is missing", error)

    def test_wants_images_and_a_recipe_that_the_weights_fit(self):
        self.find(FULLY_CONNECTED)
        self.refuse("finetune", words=["FC(16)", "maps of 2 pixels (on these images 6)"])
        self.write("other.toml", REAL.format(seed=2, side=10, channels=1, classes=4))
        self.refuse("finetune", words=["3 channels (these have 1)", "--mode scratch"])
        self.write("other.toml", REAL.format(seed=2, side=8, channels=3, classes=4))
        self.refuse("finetune", words=["P(9,1) does not fit"])
        self.refuse("scratch", words=["P(9,1) does not fit"])
        self.write("other.toml", FOUND)
        self.refuse(
            "finetune", "--set", "training.batch_norm=false", words=["training.batch_norm = false"]
        )
        self.transfer("finetune")  # other images of the same size


if __name__ == "__main__":
    unittest.main()
