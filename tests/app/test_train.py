"""metaqnn train: chosen networks, each trained several times, as a run of its own."""

import json
import signal
import tomllib
import unittest

import h5py
from program import MADE, ProgramTest, mpirun

ARCHITECTURES = ["[C(16,3,1), SM(10)]", "[SM(10)]"]


class TrainTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("made.toml", MADE)

    def networks(self, run):
        return [text.decode() for text in self.table("trials", run)["architecture"]]

    def train(self, *arguments, **options):
        listed = [word for text in ARCHITECTURES for word in ("--architecture", text)]
        return self.run_program("train", "made.toml", *listed, *arguments, **options)


class BestOfARun(TrainTest):
    def test_are_trained_so_often_each_with_its_own_seed(self):
        self.search(MADE)
        best = [network["architecture"] for network in self.report()["best"][:3]]
        self.run_program("train", "run", "--top", "3", "--trainings", "2", "--workers", "2")
        trained = self.networks("run/trained")
        self.assertEqual(sorted(trained), sorted(best * 2))
        self.assertEqual(len(set(self.table("trials", "run/trained")["seed"])), 6)
        report = self.report("run/trained")
        self.assertEqual([n["trainings"] for n in report["networks"]], [2, 2, 2])
        self.assertEqual(report["epsilon"], [])
        out, _ = self.run_program("report", "run/trained")
        self.assertIn("Networks over their trainings", out)
        self.assertNotIn("sampled", out)
        out, _ = self.run_program("status", "run/trained")
        self.assertIn("done      6 of 6 networks, 0 in training", out)
        self.assertNotIn("epsilon", out)
        out, _ = self.run_program("replay", "run/trained")
        self.assertIn("identical", out)
        # The search itself is as it was.
        self.run_program("replay", "run")

    def test_may_be_fewer_than_the_search_had_in_flight(self):
        self.search(MADE, "--set", "search.order=trial", "--set", "search.in_flight=12")
        self.run_program("train", "run", "--top", "2", "--out", "long")
        self.run_program("report", "long")
        self.run_program("resume", "long", "--set", "train.trainings=3")
        self.assertEqual(len(self.networks("long")), 6)

    def test_may_be_trained_more_often_later(self):
        self.search(MADE)
        self.run_program("train", "run", "--top", "2", "--out", "long")
        self.run_program("resume", "long", "--set", "train.trainings=3")
        self.assertEqual(len(self.networks("long")), 6)

    def test_need_a_run_with_results(self):
        _, error = self.run_program("train", "made.toml", expect=2)
        self.assertIn("nothing to train", error)


class GivenNetworks(TrainTest):
    def test_are_trained_under_mpi(self):
        self.train("--out", "given", launcher=mpirun(3))
        self.assertEqual(sorted(self.networks("given")), sorted(ARCHITECTURES))

    def test_must_fit_the_images(self):
        for text, word in (("[C(16,3,1), SM(11)]", "classes"), ("[P(99,2), SM(10)]", "P(99,2)")):
            _, error = self.run_program(
                "train", "made.toml", "--architecture", text, "--out", "given", expect=2
            )
            self.assertEqual(len(error.splitlines()), 1, error)
            self.assertIn(word, error)
            self.assertFalse((self.folder / "given").exists())

    def test_know_no_limits_of_a_search(self):
        self.train("--out", "given", "--set", "limits.parameters=100")
        self.assertEqual(set(self.names("trials", "status", "given")), {"ok"})

    def test_take_a_preset_as_an_option_or_as_a_setting(self):
        for name, words in (("option", ("--preset", "paper")), ("setting", ("--set", "training.preset=paper"))):
            self.train("--out", name, *words)
            with h5py.File(self.folder / name / "run.h5", "r") as file:
                training = tomllib.loads(file["configuration"][()].decode())["training"]
            self.assertEqual((training["preset"], training["optimizer"]), ("paper", "adam"), name)

    def test_must_fit_the_journal(self):
        long = "[" + "C(64,3,1), " * 50 + "SM(10)]"
        _, error = self.run_program("train", "made.toml", "--architecture", long, "--out", "given", expect=2)
        self.assertEqual(len(error.splitlines()), 1, error)
        self.assertIn("558 characters (a journal holds 512)", error)
        self.assertFalse((self.folder / "given").exists())

    def test_come_from_one_run_and_one_configuration(self):
        self.search(MADE)
        for inputs in (("run", "."), ("made.toml", "search.toml", "--architecture", "[SM(10)]")):
            _, error = self.run_program("train", *inputs, "--out", "given", expect=2)
            self.assertEqual(len(error.splitlines()), 1, error)
            self.assertIn(f"{inputs[0]} and {inputs[1]} are both", error)
            self.assertFalse((self.folder / "given").exists())

    def test_cannot_be_others_on_resume(self):
        self.train("--out", "given")
        _, error = self.run_program(
            "resume", "given", "--set", 'train.networks=["[SM(10)]"]', expect=2
        )
        self.assertIn("train.networks", error)


class StoppedTrainings(TrainTest):
    def test_go_on(self):
        slow = ["--set", "workers.trainer=sleep", "--set", "workers.sleep_seconds=1"]
        process = self.start(
            "train", "made.toml", "--architecture", ARCHITECTURES[0], "--trainings", "12",
            "--out", "given", *slow,
        )
        self.wait_for_epochs(process, 3, "given")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 75)
        before = len(self.networks("given"))
        self.assertLess(before, 12)
        self.run_program("resume", "given", "--workers", "4")
        self.assertEqual(len(self.networks("given")), 12)


class RealTrainings(TrainTest):
    def test_are_all_tested(self):
        self.write(
            "real.toml",
            '[data]\nkind = "synthetic"\nvalidation = 200\n[data.synthetic]\nimages = 1200\n'
            "test_images = 300\nside = 8\n[space]\npreset = 'small'\n[training]\n"
            "preset = 'fast'\nepochs = 1\nbatch = 100\nshift = 0\n",
        )
        self.run_program(
            "train", "real.toml", "--architecture", ARCHITECTURES[0], "--trainings", "2",
            "--out", "real",
        )  # fmt: skip
        tests = self.table("tests", "real")
        self.assertEqual(sorted(tests["trial"]), [0, 1])
        [network] = json.loads(self.run_program("report", "real", "--json")[0])["networks"]
        self.assertAlmostEqual(network["test_error"], 1 - tests["accuracy"].mean())
        with h5py.File(self.folder / "real" / "run.h5", "r") as file:
            self.assertIn(b"[train]", file["configuration"][()])
        # Each further training is kept and tested, too.
        self.run_program("resume", "real", "--set", "train.trainings=3")
        self.assertEqual(sorted(self.table("tests", "real")["trial"]), [0, 1, 2])
        kept = sorted(path.name for path in (self.folder / "real" / "models").iterdir())
        self.assertEqual(kept, ["trial-0.h5", "trial-1.h5", "trial-2.h5"])

    def test_may_use_the_whole_training_set(self):
        self.write(
            "whole.toml",
            '[data]\nkind = "synthetic"\nvalidation = 0\n[data.synthetic]\nimages = 600\n'
            "test_images = 100\nside = 8\n[training]\npreset = 'paper-long-cifar10'\n"
            "epochs = 2\nbatch = 100\nshift = 1\nchance_factor = 0\n",
        )
        out, _ = self.run_program(
            "train", "whole.toml", "--architecture", ARCHITECTURES[0], "--out", "whole"
        )
        report, _ = self.run_program("report", "whole")
        for text in (out, report):
            self.assertIn("training accuracy", text)
            self.assertNotIn("validation accuracy", text)
        epochs = self.table("epochs", "whole")
        self.assertEqual(len(epochs), 2)
        self.assertEqual(list(epochs["validation_accuracy"]), list(epochs["training_accuracy"]))
        self.assertEqual(len(self.table("tests", "whole")), 1)

    def test_of_a_search_are_not_judged_without_validation_images(self):
        self.write("none.toml", '[data]\nkind = "synthetic"\nvalidation = 0\n')
        message = self.run_program("search", "none.toml", "--out", "none", expect=2)[1]
        self.assertIn("data.validation = 0 (a search judges networks by validation", message)
        self.assertFalse((self.folder / "none").exists())


if __name__ == "__main__":
    unittest.main()
