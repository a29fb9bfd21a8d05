"""The figures of real searches: finished, interrupted, of other agents and while they run."""

import gzip
import subprocess
import sys
import time
import unittest
from pathlib import Path

from metaqnn_analysis import FIGURES, measures, read_journal
from program import MADE, ProgramTest

GOLDEN = Path(__file__).parents[1] / "golden"
SLEEP = MADE.replace('trainer = "null"', 'trainer = "sleep"\nsleep_seconds = 0.02')


class Analysis(ProgramTest):
    def draw(self, *arguments):
        """Runs the command; the files that it says it wrote."""
        command = [sys.executable, "-m", "metaqnn_analysis", *arguments]
        ended = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=300)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        return [self.folder / line for line in ended.stdout.splitlines()]

    def charts(self, *runs):
        journals = [read_journal(self.folder / run) for run in runs]
        return {name: figure(journals) for name, figure in FIGURES.items()}

    def test_draws_what_the_report_says(self):
        self.search(SLEEP, environment={"METAQNN_FAULT": "crash:7,memory:13"})
        files = self.draw("run")
        self.assertEqual([path.name for path in files], [*(f"{name}.png" for name in FIGURES), "report.html"])
        self.assertTrue(
            all(path.parent == self.folder / "run/report" and path.stat().st_size for path in files)
        )
        report, charts = self.report(), self.charts("run")
        self.assertTrue(all(chart.panels for chart in charts.values()))
        bars = charts["search_progress"].panels[0].marks[0]
        means = [100 * stage["mean_accuracy"] for stage in report["epsilon"]]
        self.assertEqual([round(mean, 9) for mean in bars.length], [round(mean, 9) for mean in means])
        self.assertEqual(list(bars.thickness), [stage["count"] for stage in report["epsilon"]])
        facts = measures.facts(read_journal(self.folder / "run"))
        self.assertEqual({"ok": facts["trained"], **facts["failures"]}, report["status"])
        self.assertEqual(facts["best"], report["best"][0]["accuracy"])
        page = files[-1].read_text()
        self.assertIn(f"<td>{report['best'][0]['trial']}</td>", page)
        self.assertIn(report["best"][0]["architecture"], page)

    def test_accounts_for_the_time_of_the_workers_as_the_program_does(self):
        self.search(SLEEP.replace("trials = 40", "trials = 100"), "--workers", "3")
        journal = read_journal(self.folder / "run")
        spans = measures.training_spans(journal)
        self.assertEqual(len(spans), 100)
        ledger = journal.ledger[journal.ledger["category"] == "training"]["seconds"].sum()
        self.assertAlmostEqual((spans["end"] - spans["begin"]).sum(), ledger, delta=0.02 * ledger)
        end = measures.end_of_journal(journal)
        busy = measures.busy_workers(spans, end, 50)
        self.assertAlmostEqual(busy["training"][:-1].mean() * end, ledger, delta=0.02 * ledger)
        self.assertLessEqual(busy["training"].max(), 3.0 + 1e-9)

    def test_compares_runs_of_different_agents(self):
        self.search(MADE, out="learning")
        self.search(MADE.replace('"paper"', '"random"'), out="random")
        files = self.draw("learning", "random", "--out", "both")
        self.assertEqual(files[-1], self.folder / "both/report.html")
        self.assertIn("Nothing to show of: random.", self.charts("learning", "random")["q_by_layer"].caption)

    def test_draws_while_the_search_writes(self):
        self.write("search.toml", SLEEP.replace("trials = 40", "trials = 100000"))
        process = self.start("search", "search.toml", "--out", "run", "--workers", "2")
        self.addCleanup(process.communicate)
        self.addCleanup(process.terminate)
        while not process.stdout.readline().startswith("3/"):
            self.assertIsNone(process.poll())
        first = before = len(read_journal(self.folder / "run").trained())
        reads = 0
        deadline = time.monotonic() + 4.0
        while time.monotonic() < deadline:
            journal = read_journal(self.folder / "run")
            trained = journal.trained()
            self.assertEqual(len(trained), (journal.trials["status"] == "ok").sum())
            self.assertGreaterEqual(len(trained), before)
            self.assertEqual(journal.events["sequence"].tolist(), list(range(len(journal.events))))
            self.assertFalse((journal.trials["architecture"] == "").any())
            self.assertFalse([chart.name for chart in self.charts("run").values() if not self.may_be(chart)])
            before, reads = len(trained), reads + 1
        self.assertGreater(before, first)
        self.assertGreater(reads, 3)
        self.assertEqual(len(self.draw("run")), len(FIGURES) + 1)
        self.assertIn("running", (self.folder / "run/report/report.html").read_text())
        self.assertIsNone(process.poll())

    @staticmethod
    def may_be(chart):
        """A young search has no Q values and no failures, all else there is."""
        return bool(chart.panels) or chart.name in ("q_by_layer", "q_by_field", "failures")

    def test_draws_a_run_that_was_killed_and_resumed(self):
        self.write("search.toml", SLEEP)
        process = self.start("search", "search.toml", "--out", "run", "--workers", "3")
        while not process.stdout.readline().startswith("10/"):
            self.assertIsNone(process.poll())
        process.kill()
        process.communicate()
        self.draw("run", "--figure", "workers")
        self.run_program("resume", "run", "--workers", "2")
        spans = measures.training_spans(read_journal(self.folder / "run"))
        self.assertEqual((spans["outcome"] == "ok").sum(), 40)
        self.assertFalse((spans["outcome"] == "in work").any())
        self.assertTrue((spans["end"] >= spans["begin"]).all())

    def test_draws_journals_of_every_version(self):
        for packed in sorted(GOLDEN.glob("journal_v*.h5.gz")):
            with self.subTest(packed.name):
                run = self.folder / packed.name.split(".")[0]
                run.mkdir()
                (run / "run.h5").write_bytes(gzip.decompress(packed.read_bytes()))
                self.assertEqual(len(self.draw(run.name)), len(FIGURES) + 1)

    def test_refuses_what_is_no_journal(self):
        (self.folder / "run.h5").write_bytes(b"no journal")
        command = [sys.executable, "-m", "metaqnn_analysis", "run.h5"]
        ended = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(ended.returncode, 2)
        self.assertRegex(ended.stderr, r"^metaqnn-analysis: cannot read run\.h5 \(.*\)\n$")


if __name__ == "__main__":
    unittest.main()
