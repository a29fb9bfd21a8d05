"""Journals of every version, replayed, damaged and mended, by the program as a user runs it."""

import gzip
import random
import re
import signal
import time
import unittest
import zlib
from pathlib import Path

import h5py
import numpy
from program import MADE, ProgramTest, mpirun

GOLDEN = Path(__file__).parents[1] / "golden"
SLEEP = MADE.replace('trainer = "null"', 'trainer = "sleep"\nsleep_seconds = 0.02')


def checksum(row):
    return zlib.crc32(row.tobytes()[:-4])


class Journals(ProgramTest):
    def unpack(self, name, run="run"):
        (self.folder / run).mkdir()
        packed = (GOLDEN / f"{name}.h5.gz").read_bytes()
        (self.folder / run / "run.h5").write_bytes(gzip.decompress(packed))

    def replay(self, run="run"):
        """Counts of what was compared; the run must be identical."""
        out, _ = self.run_program("replay", run)
        self.assertTrue(out.startswith("identical: "), out)
        return [int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", out.splitlines()[0])]

    def kill_at(self, results, *arguments, config=SLEEP, run="run"):
        """A search that is killed after some results."""
        self.write("search.toml", config)
        process = self.start("search", "search.toml", "--out", run, *arguments)
        while line := process.stdout.readline():
            if line.startswith(f"{results}/"):
                break
        process.send_signal(signal.SIGKILL)
        process.communicate()


class OldVersions(Journals):
    def test_are_read_reported_replayed_and_resumed(self):
        for version in (1, 2, 3):
            for run, results, networks in (("finished", 12, 12), ("killed", 7, None)):
                with self.subTest(version=version, run=run):
                    name = f"v{version}-{run}"
                    self.unpack(f"journal_v{version}_{run}", name)
                    out, _ = self.run_program("status", name)
                    self.assertIn("finished" if run == "finished" else "ended by force", out)
                    self.assertGreaterEqual(self.report(name)["status"]["ok"], results)
                    episodes, learned, _, _ = self.replay(name)
                    self.assertGreaterEqual(episodes, learned)
                    self.assertGreaterEqual(learned, results - 1)
                    before = self.decisions(name)
                    self.run_program("resume", name, "--set", "search.trials=20")
                    after = self.decisions(name)
                    self.assertEqual(after["events"][: len(before["events"])], before["events"])
                    self.assertEqual(after["episodes"][: len(before["episodes"])], before["episodes"])
                    self.assertEqual(len(after["trials"]), 20)
                    self.assertIn("checksum", self.table("trials", name).dtype.names)
                    self.assertEqual(self.replay(name)[1], 20)
                    if networks:
                        self.assertEqual(len(before["trials"]), networks)


class Objectives(Journals):
    def test_weigh_accuracy_against_costs_and_replay(self):
        made = '[data]\nkind = "synthetic"\n[search]\ntrials = 30\n[workers]\ntrainer = "null"\n'
        costs = '[objective]\nkind = "{}"\n[[objective.costs]]\nof = "parameters"\ntarget = 1e6\nweight = 0.07\n'
        formulas = {
            "difference": lambda accuracy, cost: accuracy - 0.07 * cost,
            "product": lambda accuracy, cost: accuracy * cost**-0.07,
        }
        for kind, formula in formulas.items():
            with self.subTest(kind=kind):
                self.search(made + costs.format(kind), out=kind)
                trials = self.table("trials", kind)
                numpy.testing.assert_allclose(
                    trials["reward"], formula(trials["accuracy"], trials["parameters"] / 1e6), rtol=1e-12
                )
                self.replay(kind)
                report = self.report(kind)
                best = [network["reward"] for network in report["best"]]
                self.assertEqual(best, sorted(trials["reward"])[::-1][: len(best)])
                self.assertIsNone(report["random"], "random search is compared by accuracy")
        energy = costs.format("product").replace("parameters", "energy_joules")
        self.search(made + energy, out="energy")
        self.assertEqual(set(self.table("trials", "energy")["message"]), {b"not measured: energy_joules"})
        message = self.search(made + costs.format("accuracy"), out="plain", expect=2)[1]
        self.assertIn('objective.kind = "accuracy" (knows no costs', message)


class Limits(Journals):
    def test_keep_a_search_to_legal_networks(self):
        made = '[data]\nkind = "synthetic"\n[search]\ntrials = 40\n[workers]\ntrainer = "null"\n[limits]\n'
        self.search(made + "parameters = 30000\nmultiply_adds = 4_000_000\n")
        trials = self.table("trials")
        self.assertEqual(len(trials), 40)
        self.assertEqual(set(self.names("trials", "status")), {"ok"})
        self.assertLessEqual(trials["parameters"].max(), 30000)
        self.assertLessEqual(trials["multiply_adds"].max(), 4_000_000)
        self.replay("run")
        message = self.search(made + "parameters = 10\n", out="none", expect=2)[1]
        self.assertIn("no network of the space is within the limits; raise those of", message)
        self.assertFalse((self.folder / "none").exists())


class Replay(Journals):
    def test_finds_searches_identical_in_every_order_and_over_sessions(self):
        self.search(SLEEP, "--workers", "3", out="arrival")
        self.run_program("resume", "arrival", "--set", "search.trials=60", "--workers", "2")
        self.assertEqual(self.replay("arrival")[1:3], [60, 60])
        self.search(SLEEP.replace("trials = 40", 'trials = 40\norder = "trial"\nin_flight = 6'), "--workers", "3", out="trial")
        self.assertEqual(self.replay("trial")[1:3], [40, 40])
        self.search(SLEEP, out="ranks", launcher=mpirun(3))
        self.assertEqual(self.replay("ranks")[1:3], [40, 40])

    def test_finds_random_searches_with_failures_identical(self):
        self.search(
            SLEEP.replace('"paper"', '"random"'), environment={"METAQNN_FAULT": "crash:7,memory:13"}
        )
        self.assertEqual(self.replay()[1:], [40, 40, 0])

    def test_finds_killed_and_resumed_searches_identical(self):
        for results in (3, 11, 29):
            self.kill_at(results, "--workers", "3", run=f"run{results}")
            self.assertGreaterEqual(self.replay(f"run{results}")[1], results - 1)
            self.run_program("resume", f"run{results}", "--workers", "2")
            self.assertEqual(self.replay(f"run{results}")[1], 40)

    def test_finds_a_search_identical_while_it_runs(self):
        self.write("search.toml", SLEEP.replace("trials = 40", "trials = 4000"))
        process = self.start("search", "search.toml", "--out", "run", "--workers", "2")
        self.addCleanup(process.communicate)
        self.addCleanup(process.terminate)
        while not process.stdout.readline().startswith("5/"):
            self.assertIsNone(process.poll())
        first = self.replay()[1]
        time.sleep(0.5)
        self.assertGreater(self.replay()[1], first)

    def test_names_the_first_difference(self):
        self.search(SLEEP)
        with h5py.File(self.folder / "run" / "run.h5", "r+") as file:
            rows = file["episodes"][()]
            rows["epsilon"][5] = 0.75
            rows["checksum"][5] = checksum(rows[5])
            file["episodes"][...] = rows
        out, _ = self.run_program("replay", "run", expect=1)
        self.assertRegex(out, r"^different: episode 5: epsilon 0.75 in the journal, .* recomputed\n$")


class Resume(Journals):
    def test_says_in_one_line_what_was_found(self):
        self.kill_at(11, "--workers", "2")
        trained = len(self.table("trials"))
        events = len(self.table("events"))
        _, error = self.run_program("resume", "run")
        line = next(line for line in error.splitlines() if "resuming" in line)
        found = re.search(r"run: (\d+) networks trained, (\d+) to train again, (\d+) events", line)
        self.assertEqual((int(found[1]), int(found[3])), (trained, events))
        self.assertLessEqual(int(found[2]), 2)

    def test_refuses_another_space_data_set_or_recipe_and_shows_the_difference(self):
        self.search(MADE)
        before = (self.folder / "run" / "run.h5").read_bytes()
        for key, value, shown in (
            ("space.max_depth", 3, r"space.max_depth: \d+ -> 3"),
            ("data.synthetic.classes", 4, r"data.synthetic.classes: 10 -> 4"),
            ("training.batch", 64, r"training.batch: 128 -> 64"),
            ("agent.alpha", 0.5, r"agent.alpha: 0.01 -> 0.5"),
        ):
            _, error = self.run_program("resume", "run", "--set", f"{key}={value}", expect=2)
            self.assertRegex(error, rf"^metaqnn: a resumed run cannot change {shown} .*--out\n$")
        self.assertEqual((self.folder / "run" / "run.h5").read_bytes(), before)

    def test_refuses_images_that_were_replaced(self):
        images = self.folder / "images.h5"
        config = MADE.replace('kind = "synthetic"', f'kind = "hdf5"\npath = "{images}"\nvalidation = 4')

        def make(side):
            with h5py.File(images, "w") as file:
                for part in "train", "test":
                    file[f"{part}/images"] = numpy.zeros((20, 1, side, side), "uint8")
                    file[f"{part}/labels"] = numpy.arange(20) % 10

        make(8)
        self.search(config)
        make(16)
        _, error = self.run_program("resume", "run", "--set", "search.trials=50", expect=2)
        self.assertIn("1x8x8, 10 classes -> 1x16x16, 10 classes", error)


class Strays(Journals):
    """Files that crashes leave in the run folder."""

    def test_of_a_history_that_the_power_took_are_not_believed(self):
        self.search(SLEEP.replace("trials = 40", "trials = 10"))
        journal, checkpoint = (self.folder / "run" / name for name in ("run.h5", "checkpoint.h5"))
        before = journal.read_bytes()
        self.run_program("resume", "run", "--set", "search.trials=40")
        journal.write_bytes(before)
        process = self.start("resume", "run", "--set", "search.trials=60")
        while line := process.stdout.readline():
            if line.startswith("12/"):
                break
        process.send_signal(signal.SIGKILL)
        process.communicate()
        self.assertFalse(checkpoint.exists())
        self.run_program("resume", "run", "--set", "search.trials=60")
        self.replay()
        # Nor by a new run in the place of one whose journal was deleted.
        journal.unlink()
        self.start("search", "search.toml", "--out", "run", "--set", "workers.trainer=nothing").communicate()
        self.assertTrue(checkpoint.exists(), "a refused search deletes nothing")
        self.kill_at(2)
        self.assertFalse(checkpoint.exists())

    def test_are_removed_on_resume_and_the_kept_ones_stay(self):
        self.search(MADE.replace("trials = 40", "trials = 20"))
        run, models = self.folder / "run", self.folder / "run" / "models"
        with h5py.File(run / "run.h5", "r+") as file:
            rows = file["trials"][()]
            best = sorted(range(20), key=lambda i: -rows["accuracy"][i])[:8]
            for i in best:
                rows["weights_stored"][i] = True
                rows["checksum"][i] = checksum(rows[i])
                (models / f"trial-{rows['trial'][i]}.h5").write_bytes(b"weights")
            file["trials"][...] = rows
        for name in ("trial-39.h5", "trial-7.h5.part", "trial-8.h5.part"):
            (models / name).write_bytes(b"left")
        for name in ("run.h5.part", "checkpoint.h5.part"):
            (run / name).write_bytes(b"left")
        (models / "notes.txt").write_text("of the user")
        (run / "training" / "trial-7.h5").write_bytes(b"of a trial that ended")
        for name in ("trial-39.h5", "trial-8.h5.part"):
            (run / "predictions" / name).write_bytes(b"left")
        self.run_program("resume", "run", "--set", "output.keep_models=3")
        kept = {f"trial-{rows['trial'][i]}.h5" for i in best[:3]}
        self.assertEqual({path.name for path in models.iterdir()}, kept | {"notes.txt"})
        self.assertEqual(list((run / "training").iterdir()), [])
        self.assertEqual(list((run / "predictions").iterdir()), [])
        self.assertEqual(
            {path.name for path in run.iterdir()},
            {"run.h5", "checkpoint.h5", "log.txt", "models", "predictions", "training", ".lock"},
        )


class Repair(Journals):
    def damage(self, name, change):
        """Changes bytes of a copy of the whole run; returns the folder."""
        folder = self.folder / name
        folder.mkdir()
        bytes_ = bytearray((self.folder / "whole" / "run.h5").read_bytes())
        (folder / "run.h5").write_bytes(change(bytes_) or bytes_)
        return name

    def mend(self, name):
        """Repairs a run: the result is identical and goes on, or the refusal is clear. True if it was mended."""
        process = self.start("repair", name, "--out", name + "-mended")
        out, error = process.communicate(timeout=120)
        if process.returncode in (1, 2):
            self.assertRegex(error, rf"^metaqnn: .*{name}/run\.h5.*\n$")
            self.assertFalse((self.folder / (name + "-mended")).exists())
            return False
        self.assertEqual(process.returncode, 0, error)
        self.assertIn("kept", out)
        self.replay(name + "-mended")
        self.run_program("resume", name + "-mended", "--set", "search.trials=200")
        self.assertEqual(self.replay(name + "-mended")[1], 200)
        return True

    def whole_run(self):
        self.search(MADE.replace("trials = 40", "trials = 180"), "--workers", "4", out="whole")

    def test_mends_flipped_bytes(self):
        self.whole_run()
        draw = random.Random(1)

        def flip(bytes_):
            for _ in range(draw.choice((1, 1, 3, 30))):
                bytes_[draw.randrange(len(bytes_))] ^= 1 << draw.randrange(8)

        mended = sum(self.mend(self.damage(f"flip{i}", flip)) for i in range(12))
        self.assertGreater(mended, 6)

    def test_mends_or_refuses_what_is_truncated_or_zeroed(self):
        self.whole_run()
        draw = random.Random(2)
        for i in range(6):
            self.mend(self.damage(f"cut{i}", lambda bytes_: bytes_[: draw.randrange(len(bytes_))]))

        def zero(bytes_):
            at = draw.randrange(len(bytes_) // 4096) * 4096
            bytes_[at : at + 4096] = bytes(4096)

        for i in range(10):
            self.mend(self.damage(f"zero{i}", zero))

    def test_loses_one_table_whose_header_is_gone(self):
        self.whole_run()
        with h5py.File(self.folder / "whole" / "run.h5", "r") as file:
            place = {name: h5py.h5o.get_info(file[name].id).addr for name in ("epochs", "trials", "q_values")}

        def zero(name):
            def change(bytes_):
                bytes_[place[name] : place[name] + 512] = bytes(512)

            return change

        self.assertTrue(self.mend(self.damage("epochs", zero("epochs"))))
        self.assertTrue(self.mend(self.damage("q_values", zero("q_values"))))
        self.assertTrue(self.mend(self.damage("trials", zero("trials"))))

    def test_says_plainly_when_no_structure_is_left(self):
        self.whole_run()
        models = self.folder / "whole" / "models"
        (models / "trial-3.h5").write_bytes(b"weights")
        (self.folder / "whole" / "run.h5").write_bytes(b"\0" * 100000)
        _, error = self.run_program("repair", "whole", "--out", "new", expect=1)
        self.assertIn("no row can be found", error)
        self.assertIn("1 files of weights", error)
        self.assertFalse((self.folder / "new").exists())

    def test_copies_the_weights_of_what_is_kept(self):
        self.whole_run()
        with h5py.File(self.folder / "whole" / "run.h5", "r+") as file:
            rows = file["trials"][()]
            for row in rows[[3, 170]]:
                trial = row["trial"]
                (self.folder / "whole" / "models" / f"trial-{trial}.h5").write_bytes(b"weights")
                row["weights_stored"] = True
            for index in (3, 170):
                rows["weights_stored"][index] = True
                rows["checksum"][index] = checksum(rows[index])
            rows["seed"][100] += numpy.uint64(1)  # a wrong checksum
            file["trials"][...] = rows
        _, error = self.run_program("status", "whole", expect=2)
        self.assertIn("table trials", error)
        self.assertIn("row 100", error)
        self.assertIn("metaqnn repair", error)
        out, _ = self.run_program("repair", "whole", "--out", "new")
        self.assertIn("1 files of weights", out)
        kept = [path.name for path in (self.folder / "new" / "models").iterdir()]
        self.assertEqual(kept, [f"trial-{rows['trial'][3]}.h5"])
        self.assertEqual(self.replay("new")[2], 103)


if __name__ == "__main__":
    unittest.main()
