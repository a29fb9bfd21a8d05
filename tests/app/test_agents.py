"""Searches of every agent: complete, each network once, resumed, replayed."""

import signal
import unittest

from program import MADE, ProgramTest

# Trial order with a fixed number in flight: the same search for any number of workers and stops.
AGENT = MADE.replace('"paper"', '"{}"').replace(
    "trials = 40", 'trials = 60\norder = "trial"\nin_flight = 6\ncheckpoint_results = 7'
)
NEVER_REPEAT = ("lambda", "shaped", "dqn", "thompson", "evolution", "local_search", "random")
AGENTS = ("paper", *NEVER_REPEAT)


class Agents(ProgramTest):
    def replay(self, run):
        out, _ = self.run_program("replay", run)
        self.assertTrue(out.startswith("identical: "), out)

    def kill_at(self, results, config, run):
        """A search with trainings of some milliseconds, killed after so many results."""
        self.write("search.toml", config.replace('"null"', '"sleep"\nsleep_seconds = 0.01'))
        process = self.start("search", "search.toml", "--out", run, "--workers", "3")
        while line := process.stdout.readline():
            if line.startswith(f"{results}/"):
                break
        process.send_signal(signal.SIGKILL)
        process.communicate()
        self.assertLess(len(self.table("trials", run)), 60)

    def test_search_stop_resume_and_replay_as_if_never_stopped(self):
        for agent in AGENTS:
            with self.subTest(agent=agent):
                whole, parts = f"{agent}-whole", f"{agent}-parts"
                self.search(AGENT.format(agent), out=whole)
                self.kill_at(25, AGENT.format(agent), parts)
                self.run_program("resume", parts, "--workers", "2")
                self.assertEqual(self.decisions(parts), self.decisions(whole))
                self.assertEqual(len(self.table("trials", whole)), 60)
                self.replay(whole)
                self.replay(parts)

    def test_that_never_repeat_a_network_propose_new_ones_with_hundreds_outstanding(self):
        for agent in NEVER_REPEAT:
            with self.subTest(agent=agent):
                config = AGENT.format(agent).replace("trials = 60", "trials = 400")
                self.search(config, "--set", "search.in_flight=200", out=agent)
                self.assertEqual(set(self.names("episodes", "novelty", agent)), {"fresh"})
                self.assertEqual(len(self.table("trials", agent)), 400)
                self.replay(agent)

    def test_find_better_networks_than_random_search_in_as_many_trials(self):
        means = {}
        for agent in ("thompson", "random"):
            self.search(AGENT.format(agent).replace("trials = 60", "trials = 150"), out=agent)
            last = sorted(self.table("trials", agent), key=lambda row: row["trial"])[-40:]
            means[agent] = sum(row["accuracy"] for row in last) / len(last)
        self.assertGreater(means["thompson"], means["random"] + 0.02)

    def test_with_other_states_search_the_same_networks(self):
        for state in ("exact_side", "previous_two"):
            with self.subTest(state=state):
                self.search(AGENT.format("paper"), "--set", f"agent.state={state}", out=state)
                self.assertEqual(len(self.table("trials", state)), 60)
                self.replay(state)

    def test_that_is_the_default_is_named_in_the_run(self):
        self.search(MADE.replace('"paper"', '"default"'))
        self.assertEqual(set(self.names("episodes", "novelty")), {"fresh"})
        self.run_program("search", "search.toml", "--out", "run", "--resume")
        _, error = self.run_program("resume", "run", "--set", "agent.kind=paper", expect=2)
        self.assertIn('agent.kind: "thompson" -> "paper"', error)
        self.replay("run")


if __name__ == "__main__":
    unittest.main()
