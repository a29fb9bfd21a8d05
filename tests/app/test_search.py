"""Whole searches with the made-up trainers: local workers, MPI ranks, stops and resumes."""

import os
import pty
import signal
import subprocess
import time
import unittest
from pathlib import Path

from program import MADE, PROGRAM, ProgramTest, mpirun

IN_TRIAL_ORDER = MADE.replace('trainer = "null"', 'trainer = "sleep"\nsleep_seconds = 0.02').replace(
    "trials = 40", 'trials = 40\norder = "trial"\nin_flight = 6'
)


class Search(ProgramTest):
    def test_fills_every_table_but_tests_and_reports_what_it_found(self):
        out, _ = self.search(MADE.replace('"null"', '"sleep"\nsleep_seconds = 0.01'), "--workers", "2")
        self.assertIn("40/40", out)
        self.assertEqual(len(self.table("trials")), 40)
        for name in ("events", "episodes", "epochs", "q_values", "ledger"):
            self.assertGreater(len(self.table(name)), 0, name)
        report = self.report()
        self.assertEqual(report["status"], {"ok": 40})
        best = max(row["accuracy"] for row in self.table("trials"))
        self.assertEqual(report["best"][0]["accuracy"], best)
        self.assertEqual(sum(stage["count"] for stage in report["epsilon"]), 40)

    def test_numbers_events_without_gaps_and_ends_them_with_finished(self):
        self.search(MADE)
        events = self.table("events")
        self.assertEqual([row["sequence"] for row in events], list(range(len(events))))
        self.assertEqual(self.names("events", "kind")[-1], "finished")

    def test_trains_no_network_twice(self):
        self.search(MADE.replace("trials = 40", "trials = 300"), "--workers", "3")
        networks = [row["architecture"] for row in self.table("trials")]
        self.assertEqual(len(networks), 300)
        self.assertEqual(len(set(networks)), 300)

    def test_is_the_same_search_in_trial_order_for_any_number_of_workers(self):
        self.search(IN_TRIAL_ORDER, "--workers", "1", out="one")
        expected = self.decisions("one")
        self.search(IN_TRIAL_ORDER, "--workers", "3", out="three")
        self.assertEqual(self.decisions("three"), expected)
        for ranks in (2, 3, 5):
            self.search(IN_TRIAL_ORDER, out=f"ranks{ranks}", launcher=mpirun(ranks))
            self.assertEqual(self.decisions(f"ranks{ranks}"), expected)

    def test_ends_when_the_space_holds_no_other_network(self):
        tiny = MADE.replace(
            'preset = "small"',
            'max_depth = 1\nfilters = [16]\nfields = [1]\npools = []\nunits = []'
        )
        out, _ = self.search(tiny)
        self.assertIn("exhausted", out)
        self.assertLess(len(self.table("trials")), 40)


class Terminal(ProgramTest):
    def told(self, agent):
        """What a terminal is sent during a search of the agent."""
        terminal, end = pty.openpty()
        config = MADE.replace('"paper"', f'"{agent}"').replace('"null"', '"sleep"\nsleep_seconds = 0.1')
        self.write(f"{agent}.toml", config.replace("trials = 40", "trials = 10"))
        process = subprocess.Popen(
            [str(PROGRAM), "search", f"{agent}.toml", "--out", agent],
            cwd=self.folder, env=self.environment, stdout=end, stderr=end,
        )
        os.close(end)
        text = b""
        try:
            while part := os.read(terminal, 4096):
                text += part
        except OSError:  # EIO: nobody writes to it any more
            pass
        os.close(terminal)
        self.assertEqual(process.wait(), 0, text)
        return text.decode()

    def test_is_shown_epsilon_of_agents_that_follow_it(self):
        self.assertRegex(self.told("paper"), r"\r.*/10 trained  epsilon 1\.00  busy 1/1  left ")
        self.assertRegex(self.told("evolution"), r"\r.*/10 trained  busy 1/1  left ")


class Stop(ProgramTest):
    def stopped_run(self, stop_signal, launcher=()):
        self.write("search.toml", IN_TRIAL_ORDER)
        process = self.start(
            "search", "search.toml", "--out", "run", launcher=launcher,
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            line = process.stdout.readline()
            if line.startswith("5/"):
                break
        process.send_signal(stop_signal)
        _, error = process.communicate(timeout=60)
        return process.returncode, error

    def test_ends_with_75_on_a_signal_and_resumes_to_the_same_search(self):
        self.search(IN_TRIAL_ORDER, out="whole")
        for stop_signal in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
            with self.subTest(stop_signal):
                code, error = self.stopped_run(stop_signal)
                self.assertEqual(code, 75, error)
                self.assertLess(len(self.table("trials")), 40)
                _, error = self.run_program("resume", "run", "--workers", "2")
                self.assertIn("resuming", error)
                self.assertEqual(self.decisions("run"), self.decisions("whole"))
                (self.folder / "run").rename(self.folder / f"run-{stop_signal.name}")

    def test_ends_with_75_at_the_time_limit(self):
        self.search(IN_TRIAL_ORDER, "--set", "run.time_limit=1", "--set", "search.trials=4000", expect=75)
        out, _ = self.run_program("status", "run")
        self.assertIn("paused", out)

    def test_ends_in_good_order_when_nobody_reads_what_it_says(self):
        self.write("search.toml", IN_TRIAL_ORDER)
        process = self.start("search", "search.toml", "--out", "run")
        process.stdout.readline()
        process.stdout.close()  # as when tee dies of the same Ctrl-C
        process.stdout = None
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 75)
        self.run_program("resume", "run")

    def test_ends_at_once_at_the_second_interrupt(self):
        self.write("search.toml", IN_TRIAL_ORDER.replace("0.02", "60"))
        slow = ("--set", "workers.grace_seconds=50", "--set", "workers.stop_seconds=50")
        process = self.start("search", "search.toml", "--out", "run", *slow)
        while not (self.folder / "run" / "run.h5").exists():
            time.sleep(0.02)
        for _ in range(2):
            time.sleep(0.5)
            self.assertIsNone(process.poll())
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
        self.assertEqual(process.returncode, -signal.SIGINT)

    def test_blames_no_training_for_a_suspended_job(self):
        self.write("search.toml", IN_TRIAL_ORDER.replace("0.02", "1").replace("trials = 40", "trials = 6"))
        process = self.start("search", "search.toml", "--out", "run", "--workers", "2",
                             "--set", "workers.epoch_seconds=3")  # fmt: skip
        self.wait_for_epochs(process, 1)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        job = [process.pid, *map(int, children)]
        for what in (signal.SIGSTOP, signal.SIGCONT):
            for each in job:
                os.kill(each, what)
            time.sleep(5 if what == signal.SIGSTOP else 0)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(set(self.names("trials", "status")), {"ok"})
        self.assertNotIn("restarted", self.names("events", "kind"))

    def test_resumes_after_a_kill(self):
        self.search(IN_TRIAL_ORDER, out="whole")
        code, _ = self.stopped_run(signal.SIGKILL)
        self.assertEqual(code, -signal.SIGKILL)
        self.run_program("resume", "run", "--workers", "2")
        self.assertEqual(self.decisions("run"), self.decisions("whole"))

    def test_goes_on_under_mpi_with_what_local_workers_began(self):
        self.search(IN_TRIAL_ORDER, out="whole")
        self.stopped_run(signal.SIGTERM)
        self.run_program("resume", "run", launcher=mpirun(3))
        self.assertEqual(self.decisions("run"), self.decisions("whole"))

    def test_goes_on_with_the_trainings_that_were_in_work(self):
        config = IN_TRIAL_ORDER.replace("sleep_seconds = 0.02", "sleep_seconds = 1.0")
        config = config.replace("trials = 40", "trials = 6")
        self.search(config, "--workers", "6", out="whole")
        self.write("search.toml", config)
        at_once = ("--set", "workers.grace_seconds=0")
        process = self.start("search", "search.toml", "--out", "run", "--workers", "6", *at_once)
        self.wait_for_epochs(process, 8)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 75)
        saved = {path.name for path in (self.folder / "run" / "training").iterdir()}
        self.run_program("resume", "run", "--workers", "6")
        self.assertEqual(self.decisions("run"), self.decisions("whole"))
        self.assertEqual(self.trainings("run"), self.trainings("whole"))
        continued = {
            f"trial-{row['trial']}.h5" for row in self.table("trials") if row["continued"] > 0
        }
        self.assertEqual(continued, saved)
        self.assertGreater(len(saved), 0)
        self.assertEqual(list((self.folder / "run" / "training").iterdir()), [])

    def test_raises_the_budget_of_a_finished_run(self):
        self.search(MADE)
        self.run_program("resume", "run", "--set", "search.trials=60")
        self.assertEqual(len(self.table("trials")), 60)

    def test_leaves_files_of_the_user_in_the_folder_alone(self):
        kept = [self.folder / "run" / name for name in ("training/notes.csv", "models/own.h5")]
        for path in kept:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("of the user")
        self.search(MADE)
        self.assertEqual([path for path in kept if not path.exists()], [])

    def test_search_with_resume_starts_and_goes_on(self):
        self.search(MADE, "--resume")
        self.search(MADE.replace("trials = 40", "trials = 50"), "--resume")
        self.assertEqual(len(self.table("trials")), 50)

    def test_refuses_to_resume_with_other_settings_and_shows_the_difference(self):
        self.search(MADE)
        _, error = self.run_program("resume", "run", "--set", "training.epochs=3", expect=2)
        self.assertIn("training.epochs", error)
        self.assertIn("20 -> 3", error)


class Faults(ProgramTest):
    """Trainer processes that die, hang or run out of memory; the search goes on."""

    SLEEP = MADE.replace('trainer = "null"', 'trainer = "sleep"\nsleep_seconds = 0.02\nepoch_seconds = 2.0')

    def check(self, launcher=(), *arguments):
        self.search(
            self.SLEEP,
            *arguments,
            launcher=launcher,
            environment={"METAQNN_FAULT": "crash:7,hang:11,memory:13"},
        )
        self.assertEqual(len(self.table("trials")), 40)
        status = dict(zip(self.table("trials")["trial"], self.names("trials", "status")))
        self.assertEqual(status[7], "crashed")
        self.assertEqual(status[11], "timeout")
        self.assertEqual(status[13], "out_of_memory")
        self.assertEqual(sorted(set(status.values())), ["crashed", "ok", "out_of_memory", "timeout"])
        rewards = {row["trial"]: row["reward"] for row in self.table("trials")}
        self.assertAlmostEqual(rewards[7], 0.1)
        kinds = self.names("events", "kind")
        self.assertIn("restarted", kinds)
        # What the trainer tells of, and a hang, are final; a death is tried again elsewhere.
        tries = [
            (kind, row["worker"])
            for kind, row in zip(kinds, self.table("events"))
            if row["trial"] == 7 and kind in ("dispatched", "retried", "failed")
        ]
        self.assertEqual([kind for kind, _ in tries], ["dispatched", "retried", "dispatched", "failed"])
        self.assertNotEqual(tries[0][1], tries[2][1])
        self.assertEqual(kinds.count("retried"), 1)

    def test_leave_a_search_in_trial_order_what_it_is_for_any_number_of_workers(self):
        crashes = {"METAQNN_FAULT": "crash:3,crash:8,crash:21"}
        self.search(IN_TRIAL_ORDER, "--workers", "1", out="one", environment=crashes)
        self.assertEqual(self.names("events", "kind", "one").count("retried"), 3)
        for workers in ("2", "5"):
            self.search(IN_TRIAL_ORDER, "--workers", workers, out=workers, environment=crashes)
            self.assertEqual(self.decisions(workers), self.decisions("one"))

    def test_that_leave_no_trainer_end_the_job_with_one_clear_error(self):
        for launcher, started in ((), "start:0"), (mpirun(3), "start:0,start:1"):
            self.write("sleep.toml", self.SLEEP)
            began = time.monotonic()
            _, error = self.run_program(
                "search",
                "sleep.toml",
                "--out",
                f"run{len(launcher)}",
                launcher=launcher,
                expect=1,
                environment={"METAQNN_FAULT": started},
            )
            errors = [line for line in error.splitlines() if line.startswith("metaqnn: ")]
            self.assertEqual(len(errors), 1, error)
            self.assertIn("no trainer can be brought to work", errors[0])
            self.assertIn("cannot start (METAQNN_FAULT)", errors[0])
            self.assertEqual("rank " in errors[0], len(launcher) > 0)
            self.assertLess(time.monotonic() - began, 30)

    def test_of_broken_workers_end_their_work_and_lose_few_networks(self):
        for launcher, arguments in ((), ("--workers", "4")), (mpirun(5), ()):
            out = f"run{len(launcher)}"
            self.search(self.SLEEP, *arguments, launcher=launcher, out=out, environment={"METAQNN_FAULT": "broken:0,broken:1"})
            # Before anything is known of them, each may get the second try of what the other killed.
            crashed = self.names("trials", "status", out).count("crashed")
            self.assertLessEqual(crashed, 2)
            self.assertEqual(self.names("trials", "status", out).count("ok"), 40 - crashed)
            events = self.table("events", out)
            kinds = self.names("events", "kind", out)
            lost = [row["worker"] for kind, row in zip(kinds, events) if kind == "lost"]
            self.assertEqual(sorted(lost), [0, 1])
            self.assertLessEqual(kinds.count("retried"), 10)

    def test_are_told_for_what_they_are_under_a_launcher_that_ignores_its_children(self):
        config = self.write("sleep.toml", self.SLEEP)
        process = subprocess.run(
            [str(PROGRAM), "search", str(config), "--out", "run"],
            cwd=self.folder,
            env={**self.environment, "METAQNN_FAULT": "crash:3"},
            preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
        )
        self.assertEqual(process.returncode, 0, process.stdout)
        self.assertIn("trainer replaced (killed by signal 6", process.stdout)
        self.assertNotIn("does not end", process.stdout)

    def test_of_one_rank_leave_the_work_to_the_others(self):
        self.search(self.SLEEP, launcher=mpirun(3), environment={"METAQNN_FAULT": "start:0"})
        self.assertEqual(set(self.names("trials", "status")), {"ok"})
        self.assertEqual(set(self.table("trials")["worker"]), {1})

    def test_end_one_training_each_with_local_workers(self):
        self.check((), "--workers", "2")

    def test_end_one_training_each_under_mpi(self):
        self.check(mpirun(3))


if __name__ == "__main__":
    unittest.main()
