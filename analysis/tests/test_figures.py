"""Tests of the figures on tables small enough to check by hand; run by unittest."""

import unittest

import pandas

from metaqnn_analysis.figures import accuracy_per_epsilon


class AccuracyPerEpsilon(unittest.TestCase):
    def test_gives_one_row_for_each_stage_in_order(self):
        trained = pandas.DataFrame(
            {"epsilon": [1.0, 1.0, 0.5], "accuracy": [0.2, 0.4, 0.9], "trial": [0, 1, 2]}
        )
        stages = accuracy_per_epsilon(trained)
        self.assertEqual(stages["epsilon"].tolist(), [1.0, 0.5])
        self.assertEqual(stages["first"].tolist(), [1, 3])
        self.assertEqual(stages["last"].tolist(), [2, 3])
        self.assertAlmostEqual(stages["mean"][0], 0.3)
        self.assertAlmostEqual(stages["mean"][1], 0.9)
        self.assertEqual(stages["count"].tolist(), [2, 1])


if __name__ == "__main__":
    unittest.main()
