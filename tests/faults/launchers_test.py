"""What each launcher promises when a process of a search is killed, and which exit code it hands on.

Usage: launchers_test.py Local | MpiRun | Ulfm | Srun; exit code 77: there is no such launcher here.
"""

import os
import signal
import sys
import unittest

import cluster
from marked_run import MarkedRun
from program import BUILD, MADE, ProgramTest, mpirun
from ulfm import ULFM_BUILD, ULFM_ENVIRONMENT, ulfm_mpirun

SLEEP = MADE.replace('trainer = "null"', 'trainer = "sleep"\nsleep_seconds = 0.1')
# Trial 2 hangs: a trainer that listens to nobody must go as well.
HANGING = {"METAQNN_FAULT": "hang:2"}
GONE_SECONDS = 10


class Launcher(ProgramTest):
    """Tests that hold under every launcher; the classes below say how it is called."""

    program = BUILD / "metaqnn"
    arguments = ()

    def launcher(self):
        return []

    def search_run(self, *arguments, config=SLEEP, environment=None):
        self.write("search.toml", config)
        command = [*self.launcher(), self.program, "search", "search.toml", "--out", "run"]
        run = MarkedRun(
            [*command, *self.arguments, *arguments],
            self.folder,
            self.environment | (environment or {}),
        )
        self.addCleanup(run.__exit__)
        return run

    def busy_run(self):
        run = self.search_run("--set", "search.trials=4000", environment=HANGING)
        run.wait_for(lambda: "5/4000" in run.text(), 60, "five results")
        self.assertGreaterEqual(len(run.trainers()), 2)
        return run

    def expect_gone(self, victim):
        """Kills a process of a busy run; none of its processes may live on."""
        run = self.busy_run()
        os.kill(victim(run), signal.SIGKILL)
        run.wait_for(lambda: not run.processes(), GONE_SECONDS, "the end of all processes")
        self.assertNotEqual(run.wait(1), 0)
        self.expect_resumable(run.text().count("  trial "))

    def expect_resumable(self, told):
        """What was told is in the journal, and the search goes on to its end, each trial once."""
        before = len(self.table("trials"))
        self.assertGreaterEqual(before, told)
        run = self.search_run("--resume", "--set", f"search.trials={before + 20}")
        self.assertEqual(run.wait(120), 0, run.text())
        trials = sorted(row["trial"] for row in self.table("trials"))
        self.assertEqual(trials, list(range(before + 20)))

    def test_killed_launcher_leaves_no_process(self):
        self.expect_gone(lambda run: run.launcher.pid)

    def test_exit_code_0_when_done(self):
        run = self.search_run()
        self.assertEqual(run.wait(120), 0, run.text())

    def test_exit_code_1_when_no_trainer_can_be_started(self):
        fault = ",".join(f"start:{number}" for number in range(8))
        run = self.search_run(environment={"METAQNN_FAULT": fault})
        self.assertEqual(run.wait(120), 1, run.text())
        self.assertIn("no trainer can be brought to work", run.text())

    def test_exit_code_2_for_a_mistake_in_the_configuration(self):
        run = self.search_run(config=SLEEP + "[serach]\n")
        self.assertEqual(run.wait(120), 2, run.text())

    def test_exit_code_75_when_stopped(self):
        run = self.search_run("--set", "search.trials=4000", "--set", "run.time_limit=2")
        self.assertEqual(run.wait(120), 75, run.text())


class Local(Launcher):
    """The launcher is the manager itself."""

    arguments = ("--workers", "3")

    def test_killed_trainer_is_replaced_and_its_trial_tried_again(self):
        run = self.search_run()
        run.wait_for(lambda: "5/40" in run.text(), 60, "five results")
        os.kill(run.trainers()[0], signal.SIGKILL)
        self.assertEqual(run.wait(120), 0, run.text())
        self.assertEqual(set(self.names("trials", "status")), {"ok"})
        self.assertIn("restarted", self.names("events", "kind"))


class Ranks(Launcher):
    """Tests of launchers of MPI ranks."""

    survives_workers = False
    exit_code_after_silence = 0

    def test_killed_manager_leaves_no_process(self):
        self.expect_gone(lambda run: run.ranks()[0])

    def test_killed_launcher_takes_a_stopped_rank_with_it(self):
        def stop_a_rank(run):
            os.kill(run.ranks()[1], signal.SIGSTOP)
            return run.launcher.pid

        self.expect_gone(stop_a_rank)

    def test_killed_worker(self):
        if not self.survives_workers:
            self.expect_gone(lambda run: run.ranks()[1])
            return
        run = self.search_run("--set", "search.trials=60")
        run.wait_for(lambda: "5/60" in run.text(), 60, "five results")
        os.kill(run.ranks()[1], signal.SIGKILL)
        self.assertEqual(run.wait(120), 0, run.text())
        self.assertEqual(sorted(row["trial"] for row in self.table("trials")), list(range(60)))
        self.assertEqual(self.names("events", "kind").count("lost"), 1)
        self.assertIn("worker 0 is lost (rank 1 can do no more work", run.text())
        self.assertFalse(run.processes())

    def test_stopped_worker_is_lost(self):
        run = self.search_run("--set", "search.trials=60", "--set", "workers.silence_seconds=15")
        run.wait_for(lambda: "5/60" in run.text(), 60, "five results")
        os.kill(run.ranks()[1], signal.SIGSTOP)
        run.wait_for(lambda: "60 networks trained" in run.text(), 120, "the end of the search")
        own = {run.launcher.pid}
        run.wait_for(lambda: set(run.processes()) <= own, GONE_SECONDS, "the end of all ranks")
        if self.exit_code_after_silence is not None:
            self.assertEqual(run.wait(GONE_SECONDS), self.exit_code_after_silence, run.text())
        self.assertEqual(sorted(row["trial"] for row in self.table("trials")), list(range(60)))
        self.assertEqual(self.names("events", "kind").count("lost"), 1)
        self.assertIn("it has said nothing for too long", run.text())


class MpiRun(Ranks):
    # Once all ranks have ended after an MPI_Abort, the mpirun of Open MPI 4.1.4 hangs or crashes now and then.
    exit_code_after_silence = None

    def launcher(self):
        return mpirun(4)


class Ulfm(Ranks):
    program = ULFM_BUILD / "metaqnn"
    survives_workers = True

    def setUp(self):
        super().setUp()
        self.environment |= ULFM_ENVIRONMENT

    def launcher(self):
        return ulfm_mpirun(4)

    def test_says_so_when_all_workers_are_killed(self):
        run = self.busy_run()
        for rank, process in sorted(run.ranks().items()):
            if rank > 0:
                os.kill(process, signal.SIGKILL)
        self.assertEqual(run.wait(GONE_SECONDS), 1, run.text())
        self.assertIn("metaqnn: rank ", run.text())
        self.assertFalse(run.processes())
        self.expect_resumable(run.text().count("  trial "))

    def test_exit_codes_75_and_0_after_the_death_of_a_worker(self):
        run = self.search_run("--set", "search.trials=4000", "--set", "run.time_limit=4")
        self.kill_worker(run)
        self.assertEqual(run.wait(120), 75, run.text())
        trials = len(self.table("trials")) + 60
        run = self.search_run("--resume", "--set", f"search.trials={trials}")
        self.kill_worker(run)
        self.assertEqual(run.wait(120), 0, run.text())
        self.assertEqual(self.names("events", "kind").count("lost"), 2)

    def kill_worker(self, run):
        run.wait_for(lambda: "  trial " in run.text(), 60, "a result")
        os.kill(run.ranks()[2], signal.SIGKILL)


class Srun(Ranks):
    exit_code_after_silence = 137  # Slurm's for a step that a rank ended

    @classmethod
    def setUpClass(cls):
        cls.cluster = cluster.Cluster(1)
        cls.cluster.__enter__()
        cls.addClassCleanup(cls.cluster.__exit__)

    def setUp(self):
        super().setUp()
        self.environment |= {
            name: self.cluster.environment[name] for name in ("PATH", "SLURM_CONF")
        }

    def launcher(self):
        return ["srun", "--mpi=pmix", "--ntasks=4"]


def why_not(name):
    """Why the tests of a launcher cannot run here; empty if they can."""
    if name == "Srun":
        return cluster.why_not()
    if name == "Ulfm" and not Ulfm.program.exists():
        return "needs build/ulfm (scripts/setup --with-ulfm, then the preset ulfm)"
    return ""


if __name__ == "__main__":
    reason = why_not(sys.argv[1].split(".")[0])
    if reason:
        print(f"skipped: {reason}")
        sys.exit(77)
    unittest.main(verbosity=2)
