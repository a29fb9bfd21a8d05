"""Whole searches that train for real with LibTorch."""

import signal
import tomllib
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
[agent]
kind = "paper"
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
            self.assertGreater(row["latency_seconds"], 0)
        for name in ("events", "episodes", "epochs", "q_values", "ledger", "tests"):
            self.assertGreater(len(self.table(name)), 0, name)
        best = sorted(trials, key=lambda row: (-row["accuracy"], row["trial"]))[:2]
        kept = {path.name for path in (self.folder / "run" / "models").iterdir()}
        self.assertEqual(kept, {f"trial-{row['trial']}.h5" for row in best})
        self.assertEqual(
            {row["trial"] for row in self.table("tests")}, {row["trial"] for row in best}
        )
        self.assertGreater(self.report()["best"][0]["accuracy"], 0.5)
        self.assertIn("test error", out)

    def test_keeps_more_networks_from_when_it_is_told_to(self):
        self.search(SYNTHETIC.replace("epochs = 3", "epochs = 1"), "--set", "search.trials=6", timeout=600)
        more = ("--set", "output.keep_models=6", "--set", "search.trials=12")
        self.run_program("resume", "run", *more, timeout=600)
        kept = {path.name for path in (self.folder / "run" / "models").iterdir()}
        self.assertEqual(len(kept), 6)

    def test_keeps_to_seconds_that_are_measured_when_it_begins(self):
        limits = SYNTHETIC + "[limits]\nseconds = {}\n"
        _, error = self.search(limits.format(1200), "--set", "search.trials=2")
        self.assertRegex(error, r"a training takes .* a million multiply-adds .* \(\d+ networks timed\)")
        with h5py.File(self.folder / "run" / "run.h5", "r") as file:
            stored = tomllib.loads(file["configuration"][()].decode())["limits"]
        self.assertGreater(sum(stored["time"].values()), 0)
        _, error = self.search(limits.format(1200), "--resume")
        self.assertNotIn("networks timed", error)
        self.assertEqual(len(self.table("trials")), 4)
        self.run_program("replay", "run")
        _, error = self.search(limits.format(1e-6), out="none", expect=2)
        self.assertIn("no network of the space is within the limits", error)
        self.assertFalse((self.folder / "none").exists())

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


@unittest.skipUnless(TRAINER.exists(), "built without LibTorch")
class StoppedTrainings(ProgramTest):
    """They go on where they were, and nothing but their time tells them from whole ones."""

    CONFIG = SYNTHETIC.replace("epochs = 3", "epochs = 8\nselection = \"best\"\ndropout = true")
    AT_ONCE = ("--set", "workers.grace_seconds=0")

    def setUp(self):
        super().setUp()
        self.search(self.CONFIG, "--workers", "2", out="whole", timeout=600)

    def start_and_stop(self, stop_signal, *arguments, epochs=5, launcher=()):
        process = self.start("search", "search.toml", "--out", "run", *arguments, launcher=launcher)
        self.wait_for_epochs(process, epochs)
        process.send_signal(stop_signal)
        _, error = process.communicate(timeout=120)
        return process.returncode, error

    def states(self):
        return sorted(path.name for path in (self.folder / "run" / "training").iterdir())

    def stopped_events(self):
        events = zip(self.names("events", "kind"), self.table("events"))
        return {(row["trial"], row["value"]) for kind, row in events if kind == "stopped"}

    def check_equal(self, continued):
        self.assertEqual(self.decisions("run"), self.decisions("whole"))
        self.assertEqual(self.trainings("run"), self.trainings("whole"))
        self.assertEqual(self.weights("run"), self.weights("whole"))
        self.assertEqual(self.states(), [])
        counts = self.table("trials")["continued"]
        self.assertGreaterEqual(counts.sum(), continued, counts)

    def test_at_once_go_on_with_another_number_of_workers(self):
        code, error = self.start_and_stop(signal.SIGTERM, "--workers", "2", *self.AT_ONCE)
        self.assertEqual(code, 75, error)
        states = self.states()
        self.assertEqual(len(states), 2)
        with h5py.File(self.folder / "run" / "training" / states[0], "r") as file:
            self.assertEqual(file.attrs["format"], b"metaqnn training")
            trial, epochs = file.attrs["trial"], file.attrs["epochs"]
            saved = {trial: value for trial, value in self.stopped_events()}[trial]
            self.assertGreaterEqual(saved, epochs)
            self.assertLess(saved, epochs + 1)
        self.run_program("resume", "run", "--workers", "1", timeout=600)
        self.check_equal(continued=2)

    def test_at_the_end_of_an_epoch_go_on(self):
        code, error = self.start_and_stop(signal.SIGUSR1, "--workers", "2")
        self.assertEqual(code, 75, error)
        for name in self.states():
            with h5py.File(self.folder / "run" / "training" / name, "r") as file:
                self.assertEqual(file.attrs["step"], 0)
        self.run_program("resume", "run", "--workers", "2", timeout=600)
        self.check_equal(continued=1)

    def test_of_ranks_go_on_with_local_workers_and_on_ranks(self):
        code, error = self.start_and_stop(signal.SIGUSR1, *self.AT_ONCE, launcher=mpirun(3))
        self.assertEqual(code, 75, error)
        self.assertGreaterEqual(len(self.states()), 1)
        process = self.start("resume", "run", "--workers", "2", *self.AT_ONCE)
        self.wait_for_epochs(process, 12)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=120)
        self.run_program("resume", "run", launcher=mpirun(3), timeout=600)
        self.check_equal(continued=2)

    def test_of_a_killed_job_go_on_from_the_last_saved_epoch(self):
        save_often = ("--set", "workers.save_seconds=0.001")
        self.start_and_stop(signal.SIGKILL, "--workers", "2", *save_often, epochs=6)
        self.assertGreaterEqual(len(self.states()), 1)
        self.run_program("resume", "run", "--workers", "2", timeout=600)
        self.check_equal(continued=1)

    def test_whose_state_is_damaged_begin_anew(self):
        self.start_and_stop(signal.SIGTERM, "--workers", "2", *self.AT_ONCE)
        for name in self.states():
            path = self.folder / "run" / "training" / name
            path.write_bytes(path.read_bytes()[:-1000])
        out, _ = self.run_program("resume", "run", "--workers", "2", timeout=600)
        self.assertIn("began anew, without its state", out)
        self.check_equal(continued=0)

    def test_leave_no_state_to_another_run_in_their_folder(self):
        self.start_and_stop(signal.SIGTERM, "--workers", "2", *self.AT_ONCE)
        self.assertGreater(len(self.states()), 0)
        (self.folder / "run" / "run.h5").unlink()
        (self.folder / "run" / "checkpoint.h5").unlink()
        self.search(self.CONFIG, "--workers", "2", timeout=600)
        self.assertEqual(self.table("trials")["continued"].sum(), 0)


if __name__ == "__main__":
    unittest.main()
