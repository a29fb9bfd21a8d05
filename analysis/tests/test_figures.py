"""Tests of what the figures show, on journals made by hand, and of both ways to draw them."""

import json
import re
import unittest

import matplotlib.pyplot as plt
from made import made_journal, made_search

from metaqnn_analysis import FIGURES, draw
from metaqnn_analysis.chart import MOST_ITEMS, Axis, Band, Bars, Boxes, Chart, Line, Panel, Points, Texts, thinned
from metaqnn_analysis.interactive import interactive


def marks(chart, kind, panel=0):
    return [mark for mark in chart.panels[panel].marks if isinstance(mark, kind)]


def whole_search(name="run"):
    """A journal with something to see in every figure."""
    layers = "[C(64,3,1), P(2,2), SM(10)]"
    return made_journal(
        name,
        events=[
            (0.0, "started", -1, -1, 1),
            (0.5, "worker_ready", -1, 0, 0),
            (1.0, "dispatched", 0, 0, 0),
            (3.0, "learned", 0, 0, 0.5),
            (3.0, "dispatched", 1, 0, 0),
            (4.0, "failed", 1, 0, 0.1),
            (4.0, "finished", -1, -1, 0),
        ],
        episodes=[(0, 0, 1.0, "fresh", layers), (1, 1, 1.0, "fresh", layers)],
        trials=[
            (0, "ok", 0.5, 10, 100, 1.0, 3.0, layers),
            (1, "crashed", 0.0, 20, 200, 3.0, 4.0, layers),
        ],
        epochs=[(0, 0, 1, 0.4, 1.5), (0, 0, 2, 0.5, 1.2)],
        q_values=[(2, 1.0, 0, "start/0/8", "C(64,3,1)", 0.6)],
    )


class SearchProgress(unittest.TestCase):
    def test_shows_networks_rolling_mean_and_a_bar_for_each_epsilon(self):
        chart = FIGURES["search_progress"]([made_search()], window=2)
        (bars,) = marks(chart, Bars)
        self.assertEqual([round(value, 6) for value in bars.length], [30.0, 90.0])
        self.assertEqual(list(bars.position), [1.5, 3.0])
        self.assertEqual(list(bars.thickness), [2, 1])
        (line,) = marks(chart, Line)
        self.assertEqual([round(value, 6) for value in line.y], [20.0, 30.0, 65.0])
        self.assertEqual(list(marks(chart, Points)[0].y), [20.0, 40.0, 90.0])

    def test_of_several_runs_shows_a_line_and_the_means_of_each(self):
        chart = FIGURES["search_progress"]([made_search("a"), made_search("b")], window=1)
        lines = marks(chart, Line)
        self.assertEqual([line.label for line in lines], ["a", "", "b", ""])
        self.assertEqual([round(value, 6) for value in lines[1].y], [30.0, 90.0, 90.0])
        self.assertEqual(list(lines[1].x), [0.5, 2.5, 3.5])
        self.assertEqual(len({line.color for line in lines}), 2)

    def test_shows_no_bar_where_the_agent_has_no_epsilon(self):
        without = made_search("without", epsilons=(0.0, 0.0, 0.0))
        chart = FIGURES["search_progress"]([without])
        self.assertFalse(marks(chart, Bars) + marks(chart, Texts))
        self.assertNotIn("epsilon", chart.caption + chart.panels[0].x.label)
        lines = marks(FIGURES["search_progress"]([without, made_search("with")]), Line)
        self.assertEqual([line.label for line in lines], ["without", "with", ""])

    def test_of_many_runs_tells_each_by_its_colour_and_dash(self):
        chart = FIGURES["search_progress"]([made_search(f"run{i}") for i in range(20)])
        self.assertEqual(len({(line.color, line.dash) for line in marks(chart, Line) if line.label}), 20)

    def test_averages_a_tenth_of_a_long_search_but_a_hundred_at_most(self):
        for count, window in ((3, 5), (200, 20), (2000, 100)):
            search = made_search(accuracies=[0.5] * count, epsilons=[1.0] * count)
            self.assertIn(f"last {window} networks", FIGURES["search_progress"]([search]).caption)


class AccuracyByEpsilon(unittest.TestCase):
    def test_shows_the_quartiles_of_each_epsilon_in_falling_order(self):
        accuracies = [0.1, 0.2, 0.3, 0.4, 0.5, 0.9]
        chart = FIGURES["accuracy_by_epsilon"]([made_search("a", accuracies, [1.0] * 5 + [0.1])])
        (boxes,) = marks(chart, Boxes)
        by_place = dict(zip(boxes.x, zip(boxes.q1, boxes.median, boxes.q3)))
        self.assertEqual([round(value) for value in by_place[0]], [20, 30, 40])
        self.assertEqual([round(value) for value in by_place[1]], [90, 90, 90])
        self.assertEqual(list(chart.panels[0].x.ticks.values()), ["1\nn = 5", "0.1\nn = 1"])

    def test_puts_the_boxes_of_several_runs_beside_each_other(self):
        chart = FIGURES["accuracy_by_epsilon"]([made_search("a"), made_search("b")])
        places = [place for boxes in marks(chart, Boxes) for place in boxes.x]
        self.assertEqual(len(set(places)), 4)
        self.assertFalse(marks(chart, Points))

    def test_leaves_out_agents_without_epsilon(self):
        without = made_search("without", epsilons=(0.0, 0.0, 0.0))
        chart = FIGURES["accuracy_by_epsilon"]([without])
        self.assertEqual((chart.panels, bool(chart.nothing)), ([], True))
        chart = FIGURES["accuracy_by_epsilon"]([without, made_search("with")])
        self.assertEqual([boxes.label for boxes in marks(chart, Boxes)], ["with"])
        self.assertTrue(chart.caption.endswith("Nothing to show of: without."))


class QFigures(unittest.TestCase):
    ROWS = [
        (2, 1.0, 0, "start/0/8", "C(64,3,1)", 0.6),
        (2, 1.0, 1, "start/0/8", "C(64,5,1)", 0.8),
        (2, 1.0, 2, "start/0/8", "P(2,2)", 0.5),
        (2, 1.0, 3, "C(64,3,1)/1/8", "SM(10)", 0.4),
    ]

    def test_show_a_line_for_each_kind_of_layer(self):
        lines = marks(FIGURES["q_by_layer"]([made_journal(q_values=self.ROWS)]), Line)
        shown = {line.label: (list(line.x), [round(y, 6) for y in line.y]) for line in lines}
        expected = {"convolution": ([1], [0.7]), "pooling": ([1], [0.5]), "termination": ([2], [0.4])}
        self.assertEqual(shown, expected)

    def test_show_a_line_for_each_field(self):
        lines = marks(FIGURES["q_by_field"]([made_journal(q_values=self.ROWS)]), Line)
        shown = {line.label: list(line.y) for line in lines}
        self.assertEqual(shown, {"3 x 3 pixels": [0.6], "5 x 5 pixels": [0.8]})


class AccuracyByCost(unittest.TestCase):
    def test_shows_the_front_for_parameters_and_for_multiply_adds(self):
        chart = FIGURES["accuracy_by_cost"]([made_search("a", [0.5, 0.3, 0.9])])
        for panel, factor in ((0, 10), (1, 100)):
            (front,) = marks(chart, Line, panel)
            self.assertEqual(list(front.x), [factor, 3 * factor, 3 * factor])
            self.assertEqual(list(front.y), [50.0, 90.0, 90.0])
            self.assertTrue(chart.panels[panel].x.log)

    def test_draws_a_front_on_to_the_dearest_network(self):
        (front,) = marks(FIGURES["accuracy_by_cost"]([made_search("a", [0.9, 0.3, 0.5])]), Line)
        self.assertEqual((list(front.x), list(front.y)), ([10, 30], [90.0, 90.0]))


class LearningCurves(unittest.TestCase):
    def test_show_median_range_and_the_best(self):
        search = made_search(accuracies=[0.1, 0.2, 0.3, 0.4, 0.5, 0.6], epsilons=[1.0] * 6)
        epochs = made_journal(epochs=[(i, 0, 1, 0.1 * (i + 1), 2.0 - 0.1 * i) for i in range(6)]).epochs
        object.__setattr__(search, "epochs", epochs)
        chart = FIGURES["learning_curves"]([search])
        (band,) = marks(chart, Band)
        self.assertEqual((round(band.low.iloc[0]), round(band.high.iloc[0])), (15, 55))
        median, *best = marks(chart, Line)
        self.assertAlmostEqual(median.y.iloc[0], 35.0)
        self.assertEqual([round(line.y.iloc[0]) for line in best], [60, 50, 40, 30, 20])
        self.assertAlmostEqual(marks(chart, Line, 1)[0].y.iloc[0], 1.75)

    def test_leave_out_a_network_whose_epochs_were_read_too_early(self):
        search = made_search(accuracies=[0.1, 0.2])
        object.__setattr__(search, "epochs", made_journal(epochs=[(0, 0, 1, 0.1, 2.0)]).epochs)
        _, *best = marks(FIGURES["learning_curves"]([search]), Line)
        self.assertEqual([round(line.y.iloc[0]) for line in best], [10])


class Workers(unittest.TestCase):
    def test_show_how_many_train_and_which_training_failed(self):
        chart = FIGURES["workers"]([whole_search()])
        there, training = marks(chart, Line)
        self.assertEqual(list(there.y), [0, 1, 0, 0])
        self.assertAlmostEqual(sum(training.y[:-1]) * 4.0 / 200, 3.0)  # seconds of training
        bars = {bar.color: (list(bar.base), list(bar.length)) for bar in marks(chart, Bars, 1)}
        self.assertEqual(sorted(bars.values()), [([1.0], [2.0]), ([3.0], [1.0])])
        (crash,) = marks(chart, Points, 1)
        self.assertEqual((crash.label, list(crash.x)), ("crashed", [4.0]))

    def test_name_the_unit_of_their_time(self):
        slow = whole_search()
        slow.trials["finished_seconds"] *= 3600
        self.assertIn("(hours)", FIGURES["workers"]([slow]).panels[0].x.label)


class Failures(unittest.TestCase):
    def test_show_the_share_of_the_networks_with_a_layer(self):
        chart = FIGURES["failures"]([whole_search()])
        (bars,) = marks(chart, Bars)
        self.assertEqual(list(bars.length), [50.0, 50.0, 50.0])
        self.assertEqual(bars.label, "crashed")
        self.assertIn("P(2,2)  1 / 2", chart.panels[0].y.ticks.values())

    def test_are_stacked(self):
        trials = [
            (i, status, 0.0, 1, 1, 0, 1, "[SM(10)]")
            for i, status in enumerate(["ok", "crashed", "timeout", "timeout"])
        ]
        crashed, timeout = marks(FIGURES["failures"]([made_journal(trials=trials)]), Bars)
        self.assertEqual((list(crashed.base), list(crashed.length)), ([0.0], [25.0]))
        self.assertEqual((list(timeout.base), list(timeout.length)), ([25.0], [50.0]))


class EveryFigure(unittest.TestCase):
    def test_names_its_axes_and_where_there_are_units_the_unit(self):
        for name, figure in FIGURES.items():
            for panel in figure([whole_search()]).panels:
                for axis in (panel.x, panel.y):
                    self.assertTrue(axis.label, name)
                    with_unit = re.search("accuracy|loss|time|failed", axis.label)
                    self.assertTrue(
                        not with_unit or axis.label.endswith(")") or "/" in axis.label, axis.label
                    )

    def test_has_no_panel_before_there_is_anything_and_says_why(self):
        for figure in FIGURES.values():
            chart = figure([made_journal()])
            self.assertEqual(chart.panels, [])
            self.assertTrue(chart.nothing)
            plt.close(draw(chart))

    def test_is_drawn_in_both_ways_for_one_run_and_for_three(self):
        for runs in (["a"], ["a", "b", "c"]):
            for figure in FIGURES.values():
                chart = figure([whole_search(name) for name in runs])
                drawn = draw(chart)
                self.assertEqual(
                    [axes.get_xlabel() for axes in drawn.axes if axes.get_xlabel()],
                    [panel.x.label for panel in chart.panels],
                )
                plt.close(drawn)
                self.assertGreaterEqual(len(interactive(chart).data), len(chart.panels))

    def test_of_several_runs_names_the_one_that_is_seen_and_those_that_are_not(self):
        for figure in FIGURES.values():
            chart = figure([whole_search("seen"), made_journal("empty")])
            labels = {mark.label for panel in chart.panels for mark in panel.marks}
            self.assertIn("seen", labels | {panel.title for panel in chart.panels}, chart.name)
            self.assertTrue(chart.caption.endswith("Nothing to show of: empty."), chart.name)

    def test_takes_no_name_of_a_run_as_a_formula_or_as_markup(self):
        journals = [whole_search("_$x_{$"), whole_search("<i>b")]
        for figure in FIGURES.values():
            chart = figure(journals)
            drawn = draw(chart)
            drawn.canvas.draw()
            plt.close(drawn)
            self.assertNotIn("<i>", str(json.loads(interactive(chart).to_json())))

    def test_keeps_its_legend_within_the_picture_however_many_and_long_the_names(self):
        for names in ([f"run{i}" for i in range(12)], ["a-run-with-a-rather-long-name-" + c for c in "abc"]):
            for name in ("search_progress", "accuracy_by_epsilon", "accuracy_by_cost"):
                drawn = draw(FIGURES[name]([whole_search(run) for run in names]))
                drawn.canvas.draw()
                legend = drawn.legends[0].get_window_extent()
                self.assertGreaterEqual(legend.x0, 0, name)
                self.assertLessEqual(legend.x1, drawn.bbox.x1, name)
                plt.close(drawn)

    def test_tells_runs_of_the_same_name_apart_by_their_path(self):
        first, second = made_search("x/run"), made_search("y/run")
        chart = FIGURES["search_progress"]([first, second])
        labels = [line.label for line in marks(chart, Line) if line.label]
        self.assertEqual(labels, ["/runs/x/run", "/runs/y/run"])


class Drawing(unittest.TestCase):
    def test_puts_bars_boxes_and_steps_where_the_chart_says(self):
        x, y = Axis("x (m)", (0, 10)), Axis("y (s)", (0, 5), downward=True)
        bars = Bars([1.0], [4.0], [0.8], [2.0], "bars", "#000000", horizontal=True)
        boxes = Boxes([3.0], [0.0], [1.0], [2.0], [3.0], [4.0], 0.5, "boxes", "#000000")
        step = Line([0, 1], [2, 3], "step", "#000000", step=True)
        chart = Chart("name", "title", "caption", [Panel(x, y, [bars, boxes, step])])
        drawn = draw(chart)
        (axes,) = drawn.axes
        corners = axes.collections[0].get_paths()[0].get_extents()
        self.assertEqual([round(v, 6) for v in corners.extents], [2.0, 0.6, 6.0, 1.4])
        self.assertEqual(axes.get_ylim(), (5.0, 0.0))
        self.assertEqual(axes.get_lines()[-1].get_drawstyle(), "steps-post")
        plt.close(drawn)
        bar, box, line = interactive(chart).data
        self.assertEqual((bar.base, bar.x, bar.orientation), ((2.0,), (4.0,), "h"))
        self.assertEqual((box.q1, box.median, box.upperfence), ((1.0,), (2.0,), (4.0,)))
        self.assertEqual(line.line.shape, "hv")


class Thinning(unittest.TestCase):
    def test_keeps_every_nth_item_of_long_marks_alone_and_says_so(self):
        count = 2 * MOST_ITEMS + 1
        long = Points(range(count), range(count), "long", "#000000", hover=[str(i) for i in range(count)])
        short = Line([0, 9], [5, 6], "short", "#000000")
        chart = Chart("name", "title", "A caption.", [Panel(Axis("x"), Axis("y"), [long, short])])
        thin = thinned(chart)
        points, line = thin.panels[0].marks
        self.assertEqual(points.x[:3], [0, 3, 6])
        self.assertEqual(points.hover[:3], ["0", "3", "6"])
        self.assertEqual(len(points.y), len(points.x))
        self.assertEqual(points.label, "long")
        self.assertEqual(line, short)
        self.assertTrue(thin.caption.endswith("one in 3 is shown."))

    def test_leaves_a_chart_of_few_items_as_it_is(self):
        chart = FIGURES["workers"]([whole_search()])
        self.assertIs(thinned(chart), chart)


if __name__ == "__main__":
    unittest.main()
