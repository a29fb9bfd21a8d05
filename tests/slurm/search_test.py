# Runs slurm/search.sbatch for real, on a private Slurm of one node and of three emulated ones.
# Usage: search_test.py PROGRAM [unittest options]; exit code 77: no Slurm can run here.
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from cluster import OVER, SOURCE, Cluster, why_not

sys.path.append(str(SOURCE / "tests/app"))

from data_sets import at_hand, short_search  # noqa: E402

PROGRAM = Path(sys.argv.pop(1)).resolve()
# The least limit, and a signal that changes nothing in place of the script's: only the time can end a session.
BY_TIME_ALONE = ("--time=1", "--signal=B:URG@1")

# Networks that take `sleep_seconds` each instead of a training.
SLEEPING = """\
[space]
preset = "small"
[workers]
trainer = "sleep"
sleep_seconds = {sleep_seconds}
[search]
trials = {trials}
"""
REAL = (SOURCE / "slurm/experiments/synthetic.toml").read_text()


class OnNodes:
    """Tests of a cluster with so many nodes; the classes below say how many."""

    nodes = 0

    @classmethod
    def setUpClass(cls):
        cls.cluster = Cluster(cls.nodes)
        cls.cluster.__enter__()
        cls.addClassCleanup(cls.cluster.__exit__)
        cls.cluster.environment["METAQNN"] = str(PROGRAM)

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="metaqnn-slurm-run-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def submit(self, configuration, launcher, *options, name=None):
        """Submits a search; the number of its job."""
        (self.folder / f"{name or launcher}.toml").write_text(configuration)
        return self.cluster.submit_search(self.folder, launcher, *options, name=name)

    def fields(self, number):
        """Of a job, and what it printed as "log"."""
        log = self.folder / f"{number}.log"
        return self.cluster.job(number) | {"log": log.read_text() if log.exists() else ""}

    def finish(self, number, seconds=120):
        """Waits until a job is over; its fields."""

        def is_over():
            self.cluster.hasten()
            return self.cluster.job(number)["JobState"] in OVER

        try:
            self.cluster.wait_until(is_over, seconds, "the job runs on")
        except RuntimeError as error:
            raise RuntimeError(f"{error}\n{self.fields(number)}") from error
        return self.fields(number)

    def status_counts(self, launcher):
        """Number of trained networks by outcome, as the report tells."""
        command = [PROGRAM, "report", self.folder / launcher, "--json"]
        report = subprocess.run(command, capture_output=True, text=True, check=True)
        return json.loads(report.stdout)["status"]

    def expect_complete(self, job, launcher, trials):
        self.assertEqual((job["JobState"], job["ExitCode"]), ("COMPLETED", "0:0"), job["log"])
        self.assertEqual(job["NumNodes"], str(self.nodes))
        self.assertEqual(self.status_counts(launcher), {"ok": trials})

    def check_search(self, launcher):
        job = self.finish(self.submit(SLEEPING.format(sleep_seconds=0.1, trials=30), launcher))
        self.expect_complete(job, launcher, 30)

    def test_sessions_end_by_their_time_alone_until_the_search_is_complete(self):
        # A session works for some 45 of 60 seconds: 80 seconds of work need at least two.
        configuration = SLEEPING.format(sleep_seconds=4, trials=60)
        launchers = ("srun", "mpirun")
        numbers = [self.submit(configuration, name, *BY_TIME_ALONE) for name in launchers]
        for launcher, number in zip(launchers, numbers):
            job = self.finish(number, seconds=400)
            self.assertGreaterEqual(int(job["Restarts"]), 1, job["log"])
            self.assertNotIn("DUE TO TIME LIMIT", job["log"])
            self.assertEqual(job["log"].count("(scontrol)"), int(job["Restarts"]) + 1, job["log"])
            self.expect_complete(job, launcher, 60)

    def test_srun_searches(self):
        self.check_search("srun")

    def test_mpirun_searches(self):
        self.check_search("mpirun")


class OnOneNode(OnNodes, unittest.TestCase):
    nodes = 1

    @unittest.skipUnless(PROGRAM.with_name("metaqnn-trainer").exists(), "built without LibTorch")
    def test_trains_for_real(self):
        job = self.finish(self.submit(REAL, "srun"), seconds=280)
        self.expect_complete(job, "srun", 12)

    @unittest.skipUnless(PROGRAM.with_name("metaqnn-trainer").exists(), "built without LibTorch")
    def test_trains_on_the_real_data_sets_at_hand(self):
        for name in at_hand():
            with self.subTest(name):
                job = self.finish(self.submit(short_search(name), "srun", f"--job-name={name}"), seconds=280)
                self.expect_complete(job, "srun", 3)
                (self.folder / "srun").rename(self.folder / name)

    def test_goes_on_after_the_time_limit(self):
        # Signalled 50 s before a limit of 60 s; Slurm looks at the time every 30 s. So a session lasts 10 to 40 s,
        # or by its own clock 46 s, and a search of 80 s takes at least two.
        configuration = SLEEPING.format(sleep_seconds=4, trials=60)
        limit = ("--time=1", "--signal=B:USR1@50")
        launchers = ("srun", "mpirun")
        numbers = [self.submit(configuration, launcher, *limit) for launcher in launchers]
        for launcher, number in zip(launchers, numbers):
            job = self.finish(number, seconds=240)
            self.assertGreaterEqual(int(job["Restarts"]), 1, job["log"])
            self.expect_complete(job, launcher, 60)

    def test_a_job_that_may_not_be_queued_again_submits_a_successor(self):
        configuration = SLEEPING.format(sleep_seconds=4, trials=60)
        first = self.submit(configuration, "srun", *BY_TIME_ALONE, "--no-requeue", name="chain")
        job = self.finish(first, seconds=150)
        self.assertEqual((job["JobState"], job["ExitCode"]), ("FAILED", "75:0"), job["log"])

        def chain():
            return [job for job in self.cluster.jobs() if job["JobName"] == "chain"]

        self.cluster.wait_until(
            lambda: all(job["JobState"] in OVER for job in chain()), 300, "the chain goes on"
        )
        self.assertGreaterEqual(len(chain()), 2)
        last = self.fields(chain()[-1]["JobId"])
        self.expect_complete(last, "chain", 60)
        for name in ("NumTasks", "CPUs/Task", "TimeLimit", "StdOut", "WorkDir", "Requeue"):
            self.assertEqual(last[name], job[name], name)

    def test_a_job_without_progress_in_two_sessions_ends(self):
        # Trainings that have no time to save their state.
        configuration = SLEEPING.format(sleep_seconds="10000\nstop_seconds = 0", trials=10)
        job = self.finish(self.submit(configuration, "mpirun", *BY_TIME_ALONE), seconds=300)
        self.assertEqual((job["JobState"], job["Restarts"]), ("FAILED", "1"), job["log"])
        self.assertIn("2 sessions in a row brought no result and saved no part of an epoch", job["log"])

    def test_a_cancelled_job_stays_away_and_can_be_submitted_again(self):
        configuration = SLEEPING.format(sleep_seconds=1, trials=30)
        number = self.submit(configuration, "srun")
        self.cluster.wait_until(
            (self.folder / "srun/run.h5").exists, 60, "the search does not start"
        )
        self.cluster.run("scancel", number)
        job = self.finish(number)
        self.assertEqual((job["JobState"], job["Restarts"]), ("CANCELLED", "0"), job["log"])
        job = self.finish(self.submit(configuration, "srun"))
        self.expect_complete(job, "srun", 30)

    def test_a_faulty_configuration_fails_once(self):
        job = self.finish(self.submit("[search]\ntrails = 3\n", "srun"))
        self.assertEqual((job["JobState"], job["ExitCode"]), ("FAILED", "2:0"), job["log"])
        self.assertIn("trails", job["log"])
        self.assertFalse((self.folder / "srun").exists())


class OnThreeNodes(OnNodes, unittest.TestCase):
    nodes = 3


if __name__ == "__main__":
    reason = why_not()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(77)
    os.environ.pop("SLURM_JOB_ID", None)
    unittest.main(verbosity=2)
