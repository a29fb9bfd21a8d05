"""Searches on every real data set that is at hand: with local workers and over MPI."""

import unittest

from data_sets import at_hand, expected_accuracy, short_search
from program import TRAINER, ProgramTest, mpirun


@unittest.skipUnless(TRAINER.exists(), "built without LibTorch")
class DataSets(ProgramTest):
    def check(self, name, run, *arguments, **options):
        self.search(short_search(name), *arguments, out=run, timeout=600, **options)
        report = self.report(run)
        self.assertEqual(report["status"], {"ok": 3})
        self.assertGreater(report["best"][0]["accuracy"], expected_accuracy(name))
        self.assertIsNotNone(report["best"][0]["test_error"])

    def test_are_learned_by_local_workers_and_over_mpi(self):
        names = at_hand()
        if not names:
            self.skipTest("no data set is installed")
        for name in names:
            with self.subTest(name):
                self.check(name, f"{name}-local", "--workers", "2")
                self.check(name, f"{name}-ranks", launcher=mpirun(3))


if __name__ == "__main__":
    unittest.main()
