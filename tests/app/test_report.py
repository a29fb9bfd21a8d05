"""What report says of a search's worth: luck, and random search with the same effort."""

import json
import unittest

from program import ProgramTest

MADE = """
[data]
kind = "synthetic"
[space]
preset = "small"
[search]
trials = 120
[workers]
trainer = "null"
"""


class AgainstRandomSearch(ProgramTest):
    def setUp(self):
        super().setUp()
        self.search(MADE, "--set", "agent.kind=random", out="random")

    def compared(self, run, *arguments):
        out, _ = self.run_program("report", run, "--json", *arguments)
        return json.loads(out)["random"]

    def test_a_search_that_learns_is_better_and_random_search_is_not(self):
        self.search(MADE, "--set", "agent.kind=thompson", out="learns")
        out, _ = self.run_program("report", "learns", "--baseline", "random")
        self.assertIn("The best network is better than what random search finds.", out)
        learns = self.compared("learns", "--baseline", "random")
        self.assertEqual(learns["random_trainings"], 120)
        self.assertEqual(learns["random_best_of_as_many"]["as_good"], 0.0)
        self.assertGreater(learns["last_quarter_mean"], learns["random_mean"] + 5 * learns["random_mean_error"])
        self.assertIsNone(learns["random_best_of_as_long"])  # nothing took time
        out, _ = self.run_program("report", "random")
        self.assertIn("The best network is no better than what random search finds with as many trainings", out)

    def test_takes_the_searchs_own_random_networks_where_no_others_are_given(self):
        self.search(MADE, "--set", "agent.kind=paper", out="paper")
        episodes = self.table("episodes", "paper")
        random = (episodes["epsilon"] == 1.0) & (episodes["novelty"] == 0)
        self.assertEqual(self.compared("paper")["random_trainings"], random.sum())
        self.search(MADE, "--set", "search.trials=8", out="short")
        self.assertIsNone(self.compared("short"))  # of fewer than ten nothing can be said
        self.search(MADE, "--set", "agent.kind=thompson", "--set", "agent.random_networks=20", out="few")
        out, _ = self.run_program("report", "few")
        self.assertIn("better than what these random networks let expect, but they are fewer", out)
        self.assertIn("Accuracy as the agent turns greedy", self.run_program("report", "paper")[0])
        self.assertNotIn("turns greedy", self.run_program("report", "random")[0])

    def test_refuses_a_baseline_of_other_images_or_another_recipe(self):
        self.search(MADE, "--set", "data.synthetic.seed=2", out="other")
        message = self.run_program("report", "other", "--baseline", "random", expect=2)[1]
        self.assertIn("the baseline random has other images ([data] differs)", message)
        self.search(MADE, "--set", "training.epochs=3", out="longer")
        message = self.run_program("report", "longer", "--baseline", "random", expect=2)[1]
        self.assertIn("the baseline random was trained otherwise ([training] differs)", message)
        for setting in ("space.max_depth=5", "limits.parameters=50000"):
            out = setting.partition(".")[0]
            self.search(MADE, "--set", setting, out=out)
            message = self.run_program("report", out, "--baseline", "random", expect=2)[1]
            self.assertIn("the baseline random chose among other networks", message)


class ParetoFronts(ProgramTest):
    def test_are_what_the_journal_says(self):
        self.search(MADE)
        front = self.report()["pareto"]
        trials = {row["trial"]: row for row in self.table("trials")}
        for cost in ("parameters", "multiply_adds"):
            members = [trials[trial] for trial in front[cost]]
            self.assertGreater(len(members), 2)
            for row in trials.values():
                as_good = [m for m in members if m["accuracy"] >= row["accuracy"] and m[cost] <= row[cost]]
                self.assertTrue(as_good, row["trial"])  # itself, or one that beats it
                if row["trial"] in front[cost]:
                    self.assertEqual([m["trial"] for m in as_good], [row["trial"]])
        self.assertIn("## Pareto fronts", self.run_program("report", "run")[0])


class Luck(ProgramTest):
    def test_of_the_best_is_told_with_what_to_do_about_it(self):
        self.search(MADE, "--set", "agent.kind=thompson")
        report = self.report()
        self.assertGreater(report["optimism"], 0.001)
        best = [str(network["trial"]) for network in report["best"]]
        self.assertEqual(sorted(report["estimates"]), sorted(best))
        # The model expects less of the best than was observed.
        self.assertLess(report["estimates"][best[0]], report["best"][0]["accuracy"])
        out, _ = self.run_program("report", "run")
        self.assertIn("metaqnn train run --trainings 3", out)
        self.assertIn("what the agent's model expects of them", out)

    def test_is_not_spoken_of_where_the_user_chose_the_networks(self):
        self.write("given.toml", MADE)
        self.run_program("train", "given.toml", "--architecture", "[C(16,3,1), SM(10)]", "--out", "given")
        report = self.report("given")
        self.assertIsNone(report["optimism"])
        self.assertIsNone(report["random"])
        self.assertNotIn("optimistic", self.run_program("report", "given")[0])


if __name__ == "__main__":
    unittest.main()
