"""Searches that begin with what an earlier one found."""

import shutil
import signal
import unittest

from program import ProgramTest

SPACE = """
[data]
kind = "synthetic"
[data.synthetic]
classes = {classes}
[space]
preset = "small"
[search]
trials = {trials}
[workers]
trainer = "{trainer}"
"""


def configuration(classes=10, trials=60, trainer="null"):
    return SPACE.format(classes=classes, trials=trials, trainer=trainer)


class WarmStart(ProgramTest):
    def setUp(self):
        super().setUp()
        self.search(configuration(trials=300), "--set", "agent.kind=thompson", out="first")

    def first_rewards(self, run, count=15):
        return self.table("trials", run)["reward"][:count].mean()

    def test_spares_an_agent_what_is_known(self):
        for kind in ("paper", "thompson"):
            with self.subTest(agent=kind):
                cold, warm = f"cold-{kind}", f"warm-{kind}"
                self.search(configuration(), "--set", f"agent.kind={kind}", out=cold)
                self.search(
                    configuration(), "--set", f"agent.kind={kind}", "--set", "agent.warm_start=first", out=warm
                )
                self.assertGreater(self.first_rewards(warm), self.first_rewards(cold) + 0.03)
                self.assertLessEqual(self.table("episodes", warm)["epsilon"].max(), 0.5)
                out, _ = self.run_program("report", warm, "--baseline", cold)
                self.assertIn("Trainings until", out)
                self.run_program("resume", warm, "--set", "search.trials=70")
                self.assertIn("identical", self.run_program("replay", warm)[0])
        q_values = self.table("q_values", "warm-paper")
        self.assertEqual(q_values["step"][0], 0, "what it began with")

    def test_teaches_on_other_images_and_needs_the_first_run_no_more(self):
        warm = ("--set", "agent.kind=thompson", "--set", "agent.warm_start=first", "--set", "agent.warm_weight=0.2")
        self.write("search.toml", configuration(classes=4, trials=40, trainer="sleep"))
        process = self.start("search", "search.toml", "--out", "other", "--workers", "4", *warm,
                             "--set", "workers.sleep_seconds=0.05")  # fmt: skip
        while line := process.stdout.readline():
            if line.startswith("10/"):
                break
        process.send_signal(signal.SIGKILL)
        process.communicate()
        shutil.rmtree(self.folder / "first")
        self.run_program("resume", "other", "--workers", "4")
        self.assertEqual(len(self.table("trials", "other")), 40)
        self.assertIn("identical", self.run_program("replay", "other")[0])
        self.run_program("repair", "other", "--out", "mended")
        self.assertIn("identical", self.run_program("replay", "mended")[0])

    def test_is_refused_where_it_makes_no_sense(self):
        for change, words in (
            ("agent.warm_start=nowhere", "(no run is there); give the folder of one"),
            ("space.max_depth=3", "(its space is another one)"),
            ("agent.kind=random", 'agent.kind = "random" cannot begin with other results'),
        ):
            with self.subTest(change=change):
                message = self.search(
                    configuration(), "--set", "agent.warm_start=first", "--set", change, out="new", expect=2
                )[1]
                self.assertIn(words, message)
                self.assertFalse((self.folder / "new").exists())


if __name__ == "__main__":
    unittest.main()
