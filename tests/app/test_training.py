"""Whole searches that train for real with LibTorch."""

import unittest

import h5py
from program import TRAINER, ProgramTest, mpirun

SYNTHETIC = """
[data]
kind = "synthetic"
validation = 200
[data.synthetic]
images = 1200
test_images = 300
side = 16
classes = 4
difficulty = 0.2
[space]
preset = "small"
max_depth = 3
filters = [8, 16]
[training]
preset = "fast"
epochs = 3
batch = 20
[search]
trials = 4
order = "trial"
in_flight = 2
[output]
keep_models = 2
"""


@unittest.skipUnless(TRAINER.exists(), "built without LibTorch")
class Training(ProgramTest):
    def test_fills_every_table_and_keeps_the_best_weights(self):
        out, _ = self.search(SYNTHETIC, "--workers", "2", timeout=600)
        trials = self.table("trials")
        self.assertEqual(len(trials), 4)
        self.assertEqual(set(self.names("trials", "status")), {"ok"})
        for row in trials:
            self.assertEqual(row["measured_parameters"], row["parameters"], row["architecture"])
        for name in ("events", "episodes", "epochs", "q_values", "ledger", "tests"):
            self.assertGreater(len(self.table(name)), 0, name)
        best = sorted(trials, key=lambda row: (-row["accuracy"], row["trial"]))[:2]
        kept = {path.name for path in (self.folder / "run" / "models").iterdir()}
        self.assertEqual(kept, {f"trial-{row['trial']}.h5" for row in best})
        self.assertEqual(
            {row["trial"] for row in self.table("tests")}, {row["trial"] for row in best}
        )
        self.assertGreater(self.report()["best"][0]["accuracy"], 0.5)
        self.assertIn("test accuracy", out)

    def test_is_the_same_search_over_mpi(self):
        self.search(SYNTHETIC, out="local", timeout=600)
        self.search(SYNTHETIC, out="ranks", launcher=mpirun(3), timeout=600)
        self.assertEqual(self.decisions("ranks"), self.decisions("local"))

    def test_reads_a_users_own_images(self):
        import numpy

        random = numpy.random.default_rng(1)
        labels = numpy.arange(120) % 3
        images = random.integers(0, 60, (120, 2, 12, 12), dtype=numpy.uint8)
        images[labels == 1, 0] += 120
        images[labels == 2, 1] += 120
        with h5py.File(self.folder / "mine.h5", "w") as file:
            for part in ("train", "test"):
                file[f"{part}/images"], file[f"{part}/labels"] = images, labels
        config = (
            SYNTHETIC.split("[data]")[0]
            + '[data]\nkind = "hdf5"\npath = "mine.h5"\nvalidation = 30\n[space]'
            + SYNTHETIC.split("[space]")[1]
        )
        self.search(config.replace("batch = 20", "batch = 10"), timeout=600)
        self.assertGreater(self.report()["best"][0]["accuracy"], 0.8)


if __name__ == "__main__":
    unittest.main()
