"""Sessions that end by themselves before their time limit, until the search is complete.

The limits leave a second or more for a busy machine to start and to end the program.
"""

import time
import unittest

from program import MADE, ProgramTest, mpirun

SLEEPING = MADE.replace('trainer = "null"', 'trainer = "sleep"\nsleep_seconds = 0.4')
SEARCH = ("search", "search.toml", "--out", "run", "--resume")
ENDLESS = MADE.replace('trainer = "null"', 'trainer = "sleep"\nsleep_seconds = 1000')


class TimeLimit(ProgramTest):
    def session(self, *arguments, limit, expect, **options):
        """Runs a session that must end within `limit` seconds; what it printed."""
        begin = time.monotonic()
        printed = self.run_program(*arguments, expect=expect, **options)
        self.assertLess(time.monotonic() - begin, limit, printed)
        return printed

    def chain(self, start, trials):
        """Sessions, each begun by start(), until the search is complete; how many there were."""
        self.write("search.toml", SLEEPING.replace("trials = 40", f"trials = {trials}"))
        for session in range(1, 20):
            process, end = start()
            out, error = process.communicate(timeout=120)
            self.assertLess(time.time(), end, error)
            if process.returncode == 0:
                break
            self.assertEqual(process.returncode, 75, error)
            self.assertRegex(
                out, rf"Stopped after \d+ of {trials} networks\. Left: \d+ networks, about .+ with 2 workers"
            )
        done = [row["trial"] for row in self.table("trials")]
        self.assertEqual(sorted(done), list(range(trials)))
        self.assertEqual(set(self.names("trials", "status")), {"ok"})
        return session

    def test_sessions_end_before_it_and_complete_the_search(self):
        def start():
            process = self.start(*SEARCH, "--workers", "2", "--time-limit", "10")
            return process, time.time() + 10

        self.assertGreaterEqual(self.chain(start, 80), 2)
        foretold = [row["predicted_seconds"] for row in self.table("trials")]
        self.assertEqual(sum(seconds > 0 for seconds in foretold[:5]), 0)
        self.assertTrue(all(seconds > 0 for seconds in foretold[10:]))

    def test_sessions_under_mpi_end_before_it_and_complete_the_search(self):
        def start():
            end = int(time.time()) + 30  # of the job: the time of the launcher counts
            environment = {"SLURM_JOB_END_TIME": str(end)}
            return self.start(*SEARCH, launcher=mpirun(3), environment=environment), end

        self.assertGreaterEqual(self.chain(start, 200), 2)

    def test_trainings_that_never_end_do_not_delay_the_end(self):
        self.write("search.toml", ENDLESS)
        command = (*SEARCH, "--workers", "2", "--time-limit")
        _, error = self.session(*command, "00:00:08", limit=8, expect=75)
        self.assertIn("8.0 s from start to end (--time-limit)", error)
        # Each saves a later part of the first epoch.
        self.session(*command, "8", limit=8, expect=75)

    def test_sessions_that_save_nothing_end_with_an_error(self):
        # Not 75: a batch script would go on for ever.
        self.write("search.toml", ENDLESS)
        command = (*SEARCH, "--workers", "2", "--set", "workers.stop_seconds=0", "--time-limit")
        self.session(*command, "8", limit=8, expect=75)
        _, error = self.session(*command, "8", limit=8, expect=1)
        self.assertIn("2 sessions in a row brought no result and saved no part of an epoch", error)

    def test_the_option_goes_before_the_configuration_and_that_before_slurm(self):
        self.write("search.toml", ENDLESS)
        slurm = {"SLURM_JOB_END_TIME": str(int(time.time()) + 1000)}
        command = ("search", "search.toml", "--out")
        configured = ("--set", "run.time_limit=8")
        self.session(*command, "a", *configured, limit=8, expect=75, environment=slurm)
        configured = ("--set", "run.time_limit=1000")
        self.session(*command, "b", *configured, "--time-limit", "8", limit=8, expect=75, environment=slurm)

    def test_the_end_of_the_job_is_slurms_if_nobody_tells_another(self):
        self.write("search.toml", ENDLESS)
        slurm = {"SLURM_JOB_END_TIME": str(int(time.time()) + 10)}
        _, error = self.session("search", "search.toml", "--out", "a", limit=11, expect=75, environment=slurm)
        self.assertIn("(SLURM_JOB_END_TIME)", error)

    def test_of_another_form_is_refused_before_anything_is_written(self):
        self.write("search.toml", SLEEPING)
        _, error = self.run_program("search", "search.toml", "--time-limit", "1h", expect=2)
        self.assertEqual(
            error,
            'metaqnn: --time-limit 1h (must be "HH:MM:SS" or seconds in [0, 1e+09]); correct it\n',
        )
        self.assertEqual([path.name for path in self.folder.iterdir()], ["search.toml"])

    def test_status_tells_how_long_the_rest_will_take(self):
        self.write("search.toml", SLEEPING)
        self.run_program("search", "search.toml", "--out", "run", "--time-limit", "3", expect=75)
        out, _ = self.run_program("status", "run")
        self.assertRegex(out, r"until the last entry, about .+ to go")


if __name__ == "__main__":
    unittest.main()
