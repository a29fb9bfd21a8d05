"""Tests of the figure of compared agents, on scores made by hand."""

import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path

import matplotlib.pyplot as plt

from metaqnn_analysis.__main__ import main
from metaqnn_analysis.bench_figures import SCORES, BenchError, agents, read_bench
from metaqnn_analysis.chart import Band, Line
from metaqnn_analysis.draw import draw


def searches(agent, trainings, values):
    return [{"agent": agent, "trainings": trainings, **dict.fromkeys(SCORES, value)} for value in values]


class Agents(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "bench.json"

    def write(self, *groups):
        self.path.write_text(json.dumps({"searches": [search for group in groups for search in group]}))

    def test_shows_the_mean_of_each_agent_at_each_budget_with_two_standard_errors(self):
        # Deviation 0.02, standard error of four values 0.01.
        spread = [0.9 + 0.03**0.5 * step for step in (-0.1, -0.1, 0.1, 0.1)]
        self.write(searches("paper", 50, spread), searches("paper", 25, [0.5, 0.7]), searches("random", 25, [0.4]))
        chart = agents(read_bench(self.path))
        self.assertEqual(len(chart.panels), 3)
        paper, random = [mark for mark in chart.panels[0].marks if isinstance(mark, Line)]
        self.assertEqual((paper.label, random.label), ("paper", "random"))
        self.assertEqual(list(paper.x), [25, 50])
        self.assertEqual([round(value, 9) for value in paper.y], [60.0, 90.0])
        band = [mark for mark in chart.panels[0].marks if isinstance(mark, Band)][0]
        self.assertEqual([round(value, 9) for value in band.low], [40.0, 88.0])
        self.assertEqual([round(value, 9) for value in band.high], [80.0, 92.0])
        plt.close(draw(chart))

    def test_is_drawn_by_the_command_beside_its_file(self):
        self.write(searches("paper", 25, [0.5, 0.7]))
        with contextlib.redirect_stdout(io.StringIO()) as out:
            self.assertEqual(main(["--bench", str(self.path)]), 0)
        self.assertEqual(out.getvalue().strip(), str(self.path.parent / "agents.png"))
        self.assertGreater((self.path.parent / "agents.png").stat().st_size, 0)

    def test_refuses_other_files_in_one_line(self):
        for text in ("", "{}", "[]", '{"searches": [{"agent": "paper"}]}'):
            self.path.write_text(text)
            with self.assertRaises(BenchError):
                read_bench(self.path)
            with contextlib.redirect_stderr(io.StringIO()) as error:
                self.assertEqual(main(["--bench", str(self.path)]), 2)
            self.assertEqual(len(error.getvalue().splitlines()), 1)


if __name__ == "__main__":
    unittest.main()
