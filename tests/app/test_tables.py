"""Searches on tables of results: through the whole program, and wrong tables."""

import json
import signal
import sys
import unittest
from pathlib import Path

from program import ProgramTest, mpirun
from test_wrong_input import Refusals

sys.path.append(str(Path(__file__).resolve().parents[1] / "support"))
from make_table import KINDS, make_table  # noqa: E402

ON_TABLE = """
[data]
kind = "table"
path = "table.json"
[space]
preset = "nas-bench-macro"
[search]
trials = 60
[workers]
trainer = "table"
"""

# Networks of the paper's layers, one of them with a curve, one that the space below does not hold.
CSV = """# metaqnn table: images 1x28x28, 10 classes
architecture,seed,accuracy,parameters,multiply_adds,seconds,curve
[SM(10)],0,0.5,7850,7840,1,
[SM(10)],1,0.6,7850,7840,1,
"[C(16,3,1), SM(10)]",0,0.8,125610,238336,2,0.4 0.7 0.8
[GAP(10)],0,0.3,20,7840,1,
"""
ON_CSV = """
[data]
kind = "table"
path = "table.csv"
[space]
max_depth = 1
filters = [16]
fields = [3]
pools = []
units = []
global_average_pooling = false
[search]
trials = 2
[workers]
trainer = "table"
"""


def text_of(name):
    """The network that stands under a name of NAS-Bench-Macro's table."""
    return "[" + "".join(f"B({int(digit) + 1}), " for digit in name) + "SM(10)]"


class TableTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.results = make_table("mixed", 1)
        self.write("table.json", json.dumps(self.results))
        self.recorded = {text_of(name): entry for name, entry in self.results.items()}


class Generator(unittest.TestCase):
    def test_makes_tables_like_those_of_trained_networks(self):
        for kind in KINDS:
            table = make_table(kind, 5)
            self.assertEqual(table, make_table(kind, 5))
            self.assertEqual(len(table), 3**8)
            means = sorted(entry["mean_acc"] for entry in table.values())
            self.assertTrue(92.9 < means[-1] < 93.3, (kind, means[-1]))
            self.assertTrue(90.5 < means[len(means) // 2] < 91.5, kind)
            self.assertLess(means[len(means) // 20], 88.0, kind)
            best = sorted(table.values(), key=lambda entry: entry["mean_acc"])[-65:]
            noise = sum(entry["std"] for entry in best) / 65 * (3 / 2) ** 0.5
            self.assertTrue(0.15 < noise / (means[-1] - means[-65]) < 0.4, (kind, noise))


class Search(TableTest):
    def check_against_the_table(self, run="run"):
        """Each result is one that the table holds, with the costs that it tells."""
        trials = self.table("trials", run)
        for row in trials:
            entry = self.recorded[row["architecture"].decode()]
            self.assertIn(round(100 * row["accuracy"], 2), entry["test_acc"])
            self.assertEqual(row["parameters"], entry["params"])
            self.assertEqual(row["multiply_adds"], entry["flops"])
        return trials

    def test_answers_from_the_table_and_is_replayed(self):
        out, _ = self.search(ON_TABLE, "--workers", "4")
        self.assertIn("60/60", out)
        trials = self.check_against_the_table()
        self.assertEqual(len(trials), 60)
        self.assertEqual(len({row["architecture"] for row in trials}), 60)
        drawn = {
            self.recorded[row["architecture"].decode()]["test_acc"].index(round(100 * row["accuracy"], 2))
            for row in trials
        }
        self.assertEqual(drawn, {0, 1, 2})
        out, _ = self.run_program("replay", "run")
        self.assertIn("identical", out)
        self.assertEqual(self.report()["status"], {"ok": 60})
        self.assertEqual(self.report()["best"][0]["accuracy"], max(row["accuracy"] for row in trials))

    def test_goes_on_where_it_was(self):
        in_order = ON_TABLE + 'table_speed = 100\n'
        in_order = in_order.replace("trials = 60", 'trials = 60\norder = "trial"\nin_flight = 4')
        self.search(in_order, out="whole")
        self.search(in_order.replace("trials = 60", "trials = 20"))
        self.run_program("resume", "run", "--workers", "2", "--set", "search.trials=40")
        self.run_program("resume", "run", "--set", "search.trials=60", launcher=mpirun(3))
        self.check_against_the_table()
        out, _ = self.run_program("replay", "run")
        self.assertIn("identical", out)

    def test_goes_on_from_any_folder_but_not_on_another_table(self):
        self.search(ON_TABLE, "--set", "search.trials=20")
        (self.folder / "elsewhere").mkdir()
        self.run_program("resume", "../run", "--set", "search.trials=25", folder="elsewhere")
        self.write("table.json", json.dumps(make_table("additive", 2)))
        _, error = self.run_program("resume", "run", "--set", "search.trials=30", expect=2)
        self.assertIn("table.json has changed since the run began", error)

    def test_is_compared_with_searches_on_the_same_table_only(self):
        self.search(ON_TABLE)
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "copy.json").write_bytes((self.folder / "table.json").read_bytes())
        self.search(ON_TABLE, "--set", "agent.kind=random", "--set", "data.path=elsewhere/copy.json", out="same")
        self.run_program("report", "run", "--baseline", "same")
        self.write("table.json", json.dumps(make_table("additive", 2)))
        self.search(ON_TABLE, "--set", "agent.kind=random", out="other")
        _, error = self.run_program("report", "run", "--baseline", "other", expect=2)
        self.assertIn("the baseline other has another table", error)

    def test_is_the_same_for_local_workers_and_ranks(self):
        in_order = ON_TABLE.replace("trials = 60", 'trials = 60\norder = "trial"\nin_flight = 4')
        self.search(in_order, "--workers", "3", out="local")
        self.search(in_order, out="ranks", launcher=mpirun(3))
        self.assertEqual(self.decisions("ranks"), self.decisions("local"))

    def test_trains_the_best_again_with_other_draws(self):
        self.search(ON_TABLE)
        self.run_program("train", "run", "--top", "3", "--trainings", "8")
        trials = self.check_against_the_table("run/trained")
        self.assertEqual(len(trials), 24)
        for network in self.report("run/trained")["networks"]:
            drawn = [row["accuracy"] for row in trials if row["architecture"].decode() == network["architecture"]]
            self.assertGreater(len(set(drawn)), 1)
        self.run_program("replay", "run/trained")

    def test_keeps_to_limits_with_every_agent(self):
        limits = "[limits]\nparameters = 685_000\nmultiply_adds = 40_000_000\n"
        legal = {
            name
            for name, entry in self.recorded.items()
            if entry["params"] <= 685_000 and entry["flops"] <= 40_000_000
        }
        self.assertTrue(60 < len(legal) < 3**8, len(legal))
        for agent in ("paper", "lambda", "dqn", "thompson", "evolution", "local_search", "random"):
            with self.subTest(agent):
                self.search(ON_TABLE + limits + f'[agent]\nkind = "{agent}"\n', "--workers", "4", out=agent)
                trials = self.check_against_the_table(agent)
                self.assertEqual(len(trials), 60)
                self.assertLessEqual({row["architecture"].decode() for row in trials}, legal)
                self.assertIn("identical", self.run_program("replay", agent)[0])

    def test_ends_when_every_network_within_the_limits_is_known(self):
        least = sorted(entry["params"] for entry in self.results.values())[9]
        legal = {name for name, entry in self.recorded.items() if entry["params"] <= least}
        self.search(ON_TABLE + f"[limits]\nparameters = {least}\n", "--workers", "4")
        trials = self.check_against_the_table()
        self.assertEqual({row["architecture"].decode() for row in trials}, legal)

    def test_space_tells_of_the_table(self):
        self.write("search.toml", ON_TABLE)
        out, _ = self.run_program("space", "search.toml")
        self.assertIn("6.56e+03", out)
        self.assertIn("parameters", out)
        self.assertNotIn("memory", out)
        self.assertNotIn("FLOP", out)


class Times(ProgramTest):
    def test_pass_as_they_were_recorded(self):
        self.write("table.csv", CSV)
        self.search(ON_CSV + "table_speed = 10\n", "--workers", "2")
        trials = {row["architecture"].decode(): row for row in self.table("trials")}
        self.assertEqual(set(trials), {"[SM(10)]", "[C(16,3,1), SM(10)]"})
        longest = trials["[C(16,3,1), SM(10)]"]
        self.assertAlmostEqual(longest["seconds"], 0.2)
        self.assertGreaterEqual(longest["finished_seconds"] - longest["started_seconds"], 0.2)
        self.assertEqual(longest["epochs"], 3)
        curve = [row["validation_accuracy"] for row in self.table("epochs") if row["trial"] == longest["trial"]]
        self.assertEqual(curve, [0.4, 0.7, 0.8])

    def test_can_be_limited(self):
        self.write("table.csv", CSV)
        self.search(ON_CSV + "[limits]\nseconds = 1.5\n")
        self.assertEqual([row["architecture"] for row in self.table("trials")], [b"[SM(10)]"])

    def test_are_interrupted_and_gone_on_with(self):
        self.write("table.csv", CSV.replace(",2,", ",200,").replace(",1,\n", ",100,\n"))
        self.write("search.toml", ON_CSV + "table_speed = 20\ngrace_seconds = 0\n")
        process = self.start("search", "search.toml", "--out", "run", "--workers", "2")
        self.wait_for_epochs(process, 1)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 75)
        self.run_program("resume", "run", "--workers", "2", "--set", "workers.table_speed=1000")
        self.assertGreater(max(row["continued"] for row in self.table("trials")), 0)


class Bench(TableTest):
    def test_compares_agents_at_equal_budgets(self):
        arguments = ("bench-agents", "table.json", "--budgets", "8,32", "--repetitions", "20")
        out, _ = self.run_program(*arguments, "--agents", "random,paper", "--out", "bench.json")
        self.assertEqual(len([line for line in out.splitlines() if line.startswith("| random")]), 2)
        bench = json.loads((self.folder / "bench.json").read_text())
        searches = bench["searches"]
        self.assertEqual(len(searches), 2 * 2 * 20)
        best = max(entry["mean_acc"] for entry in self.results.values()) / 100
        for search in searches:
            self.assertLessEqual(search["incumbent"], search["best_of_ten"] + 1e-12)
            self.assertLessEqual(search["best_of_ten"], best + 1e-12)

        def mean(agent, trainings, score):
            values = [s[score] for s in searches if (s["agent"], s["trainings"]) == (agent, trainings)]
            return sum(values) / len(values)

        # More trainings find better networks; what was seen of the best is more than it is worth.
        for agent in ("random", "paper"):
            self.assertGreater(mean(agent, 32, "incumbent"), mean(agent, 8, "incumbent"))
            self.assertGreater(mean(agent, 32, "observed"), mean(agent, 32, "incumbent"))
        # With 32 outstanding nothing is learned before all are proposed.
        outstanding = (*arguments, "--agents", "paper", "--outstanding", "32", "--out", "wide.json")
        self.run_program(*outstanding, "--threads", "1")
        wide = json.loads((self.folder / "wide.json").read_text())["searches"]
        self.assertNotEqual(
            [search["incumbent"] for search in wide[20:]],
            [search["incumbent"] for search in searches if search["agent"] == "paper"][20:],
        )

    def test_gives_the_same_scores_for_any_number_of_threads(self):
        scores = []
        for threads in ("1", "3"):
            self.run_program(
                *("bench-agents", "table.json", "--budgets", "10", "--repetitions", "6"),
                *("--agents", "paper", "--threads", threads, "--out", "bench.json"),
            )
            searches = json.loads((self.folder / "bench.json").read_text())["searches"]
            scores.append([{**search, "seconds": 0} for search in searches])
        self.assertEqual(*scores)

    def test_refuses_what_cannot_be_run(self):
        for arguments, words in (
            (("--agents", "randon"), ("randon", "random")),
            (("--budgets", "0"), ("budgets",)),
            (("--set", "agent.kind=random"), ("agent.kind", "--agents")),
            (("--set", "space.preset=paper"), ("GAP(10)", "not in the table")),
            (("--budgets", "6562", "--agents", "random"), ("random", "different networks", "--budgets")),
        ):
            _, error = self.run_program(
                "bench-agents", "table.json", "--repetitions", "1", *arguments, expect=2
            )
            for word in words:
                self.assertIn(word, error)


class WrongTables(Refusals):
    def test_without_the_trainer_and_the_trainer_without_one(self):
        self.write("table.json", json.dumps(make_table("additive", 1)))
        self.refuse(ON_TABLE.replace('trainer = "table"', 'trainer = "null"'), words=["data.kind", "null"])
        self.refuse(ON_TABLE.replace('kind = "table"', 'kind = "synthetic"'), words=["synthetic", "table"])
        without = ON_TABLE.replace('"table"', '"synthetic"', 1).replace('trainer = "table"', 'trainer = "null"')
        self.refuse(without, words=["space.layers", "B(1)", "only a table"])

    def test_that_are_missing_or_damaged(self):
        self.refuse(ON_TABLE, words=["table.json"])
        text = json.dumps(make_table("additive", 1))
        for name, broken, words in (
            ("cut", text[: len(text) // 2], ["damaged or cut off"]),
            ("nan", text.replace('"test_acc": [', '"test_acc": [NaN, ', 1), ["NaN"]),
            ("large", text.replace('"test_acc": [', '"test_acc": [930.0, ', 1), ["fraction"]),
            ("twice", text[:-1] + ", " + text[1:], ["twice"]),
        ):
            with self.subTest(name):
                self.write("table.json", broken)
                self.refuse(ON_TABLE, words=["table.json", *words])

    def test_that_lack_networks_of_the_space(self):
        table = make_table("additive", 1)
        del table["01201201"]
        self.write("table.json", json.dumps(table))
        self.refuse(ON_TABLE, words=[text_of("01201201"), "not in the table", "6560"])
        self.refuse(ON_TABLE.replace("nas-bench-macro", "paper"), words=["not in the table"])
        self.refuse(ON_TABLE, words=["not in the table"], launcher=mpirun(3))
        _, error = self.run_program(
            "train", "search.toml", "--architecture", text_of("01201201"), "--out", "run", expect=2
        )
        self.assertIn("not in the table", error)

    def test_that_lack_what_they_are_asked_for(self):
        self.write("table.json", json.dumps(make_table("additive", 1)))
        self.refuse(ON_TABLE + "[limits]\nparameters = 10\n", words=["no network of the table is within"])
        self.refuse(ON_TABLE + "[limits]\nmemory_bytes = 10\n", words=["limits.memory_bytes"])
        self.refuse(ON_TABLE + "[limits]\nseconds = 10\n", words=["limits.seconds"])
        cost = '[objective]\nkind = "product"\n[[objective.costs]]\nof = "latency_seconds"\ntarget = 1.0\nweight = 1.0\n'
        self.refuse(ON_TABLE + cost, words=["latency_seconds", "no table"])
        _, error = self.run_program("describe", "[B(1), SM(10)]", expect=2)
        self.assertIn("B(1) has no costs of its own", error)
        self.write("search.toml", ON_TABLE)
        _, error = self.run_program("data", "info", "search.toml", expect=2)
        self.assertIn("has no images", error)


if __name__ == "__main__":
    unittest.main()
