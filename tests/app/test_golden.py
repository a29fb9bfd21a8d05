"""The paper's numbers: parameters of its published networks, and the shape of its Fig. 3."""

import sys
import unittest
from pathlib import Path

from program import PROGRAM, ProgramTest

sys.path.append(str(Path(__file__).resolve().parents[2] / "results"))
import golden  # noqa: E402


class Golden(ProgramTest):
    def test_the_published_networks_have_their_parameters(self):
        ratios = [
            golden.parameters(PROGRAM, text, shape) / (1e6 * printed)
            for text, shape, _, printed in golden.PUBLISHED
        ]
        agreeing = [ratio for ratio in ratios if abs(ratio - 1) < 0.01]
        self.assertEqual(len(agreeing), 5, ratios)
        # The others are printed with counts that their own text does not have.
        self.assertTrue(all(0.7 < ratio < 2.0 for ratio in ratios), ratios)

    def test_accuracy_rises_as_epsilon_falls_whatever_the_seed(self):
        for seed in (1, 2, 3):
            stages, found = golden.search(PROGRAM, golden.MADE_SEARCH, seed=seed)
            self.assertEqual(sum(stage["count"] for stage in stages), 2700)
            _, p = golden.welch(found[1.0], found[0.1])
            self.assertLess(p, 1e-6)
            _, trend = golden.kendall([stage["mean_accuracy"] for stage in stages])
            self.assertLess(trend, 1e-3)

    def test_the_statistics_are_those_of_textbooks(self):
        score, p = golden.kendall([1, 2, 3, 4])
        self.assertEqual(score, 6)
        self.assertAlmostEqual(p, 1 / 24)
        score, p = golden.kendall([1, 3, 2, 4])  # one of three pairs of neighbours turned
        self.assertEqual(score, 4)
        self.assertAlmostEqual(p, 4 / 24)
        z, p = golden.welch([0.0, 2.0], [2.0, 4.0])
        self.assertAlmostEqual(z, 2 / 2**0.5)
        self.assertAlmostEqual(p, 0.0786496, places=6)


if __name__ == "__main__":
    unittest.main()
