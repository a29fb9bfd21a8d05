"""Tests of the numbers behind the figures."""

import unittest

import pandas
from made import made_journal, made_search

from metaqnn_analysis import measures


class AccuracyPerEpsilon(unittest.TestCase):
    def test_gives_one_row_for_each_stage_in_order(self):
        stages = measures.accuracy_per_epsilon(made_search().trained())
        self.assertEqual(stages["epsilon"].tolist(), [1.0, 0.5])
        self.assertEqual(stages["first"].tolist(), [1, 3])
        self.assertEqual(stages["last"].tolist(), [2, 3])
        self.assertAlmostEqual(stages["mean"][0], 0.3)
        self.assertAlmostEqual(stages["mean"][1], 0.9)
        self.assertEqual(stages["count"].tolist(), [2, 1])


class Quantiles(unittest.TestCase):
    def test_are_of_each_group(self):
        values = pandas.Series([1.0, 2.0, 3.0, 10.0])
        table = measures.quantiles(values, pandas.Series([1, 1, 1, 2]), {"low": 0.0, "median": 0.5})
        self.assertEqual(table["low"].tolist(), [1.0, 10.0])
        self.assertEqual(table["median"].tolist(), [2.0, 10.0])
        self.assertEqual(table["mean"].tolist(), [2.0, 10.0])
        self.assertEqual(table["count"].tolist(), [3, 1])


class QValues(unittest.TestCase):
    ROWS = [
        (5, 1.0, 0, "start/0/8", "C(64,3,1)", 0.1),
        (9, 0.5, 0, "start/0/8", "C(64,3,1)", 0.6),
        (9, 0.5, 1, "start/0/8", "C(64,5,1)", 0.8),
        (9, 0.5, 2, "C(64,3,1)/1/8", "P(2,2)", 0.7),
        (9, 0.5, 3, "FC(128)/2/4/1", "SM(10)", 0.9),
    ]

    def test_are_those_of_the_last_snapshot_with_depth_and_kind(self):
        values = measures.final_q_values(made_journal(q_values=self.ROWS))
        self.assertEqual(values["depth"].tolist(), [1, 1, 2, 3])
        self.assertEqual(values["kind"].tolist(), ["convolution", "convolution", "pooling", "termination"])
        self.assertEqual(values["value"].tolist(), [0.6, 0.8, 0.7, 0.9])

    def test_written_twice_at_one_step_count_once(self):
        again = [*self.ROWS, (9, 0.4, 0, "start/0/8", "C(64,3,1)", 0.65)]
        values = measures.final_q_values(made_journal(q_values=again))
        self.assertEqual(len(values), 4)
        self.assertIn(0.65, values["value"].tolist())

    def test_are_averaged_by_kind_and_depth(self):
        values = measures.final_q_values(made_journal(q_values=self.ROWS))
        table = measures.mean_q(values, values["kind"])
        row = table[(table["by"] == "convolution") & (table["depth"] == 1)].iloc[0]
        self.assertAlmostEqual(row["mean"], 0.7)
        self.assertEqual(row["count"], 2)

    def test_are_grouped_by_the_field_of_convolutions_alone(self):
        values = measures.final_q_values(made_journal(q_values=self.ROWS))
        table = measures.mean_q(values, measures.convolution_field(values["action"]))
        self.assertEqual(table["by"].tolist(), [3.0, 5.0])
        self.assertEqual(table["mean"].tolist(), [0.6, 0.8])

    def test_of_an_empty_journal_are_none(self):
        self.assertTrue(measures.final_q_values(made_journal()).empty)


class ParetoFront(unittest.TestCase):
    def test_holds_what_no_other_network_beats(self):
        trained = pandas.DataFrame(
            {
                "trial": [0, 1, 2, 3, 4],
                "parameters": [30, 10, 20, 20, 40],
                "accuracy": [0.8, 0.5, 0.4, 0.7, 0.8],
            }
        )
        front = measures.pareto_front(trained, "parameters")
        self.assertEqual(front["trial"].tolist(), [1, 3, 0])

    def test_of_one_network_is_that_network_even_if_it_knows_nothing(self):
        trained = pandas.DataFrame({"trial": [7], "parameters": [3], "accuracy": [0.0]})
        self.assertEqual(measures.pareto_front(trained, "parameters")["trial"].tolist(), [7])


class LastAttempts(unittest.TestCase):
    def test_leave_out_what_was_restarted(self):
        epochs = [(1, 0, 1, 0.1, 2.0), (1, 1, 1, 0.3, 1.5), (0, 0, 1, 0.4, 1.0), (1, 1, 2, 0.5, 1.2)]
        last = measures.last_attempts(made_journal(epochs=epochs).epochs)
        self.assertEqual(last[["trial", "epoch"]].values.tolist(), [[0, 1], [1, 1], [1, 2]])
        self.assertEqual(last["validation_accuracy"].tolist(), [0.4, 0.3, 0.5])


def spans(events, trials=()):
    rows = [(trial, status, 0.5, 1, 1, begin, end, "[SM(10)]") for trial, status, begin, end in trials]
    table = measures.training_spans(made_journal(events=[(*event, 0.0) for event in events], trials=rows))
    return [tuple(row) for row in table.itertuples(index=False)]


class TrainingSpans(unittest.TestCase):
    def test_end_when_the_result_came_not_when_it_was_learned(self):
        events = [(1.0, "dispatched", 0, 2), (9.0, "learned", 0, 2)]
        self.assertEqual(spans(events, [(0, "ok", 1.0, 4.0)]), [(2, 0, 1.0, 4.0, "ok")])

    def test_of_a_trial_that_killed_its_trainer_are_two(self):
        events = [
            (1.0, "dispatched", 0, 2),
            (3.0, "retried", 0, 2),
            (5.0, "dispatched", 0, 1),
            (8.0, "failed", 0, 1),
        ]
        expected = [(2, 0, 1.0, 3.0, "interrupted"), (1, 0, 5.0, 8.0, "crashed")]
        self.assertEqual(spans(events, [(0, "crashed", 5.0, 8.0)]), expected)

    def test_end_with_their_worker(self):
        events = [(1.0, "dispatched", 0, 2), (1.0, "dispatched", 1, 3), (4.0, "lost", -1, 2)]
        expected = [(2, 0, 1.0, 4.0, "interrupted"), (3, 1, 1.0, 4.0, "in work")]
        self.assertEqual(spans(events), expected)

    def test_of_a_killed_session_end_with_its_last_event(self):
        events = [(1.0, "dispatched", 0, 0), (2.0, "proposed", 1, -1), (7.0, "started", -1, -1)]
        self.assertEqual(spans(events), [(0, 0, 1.0, 2.0, "interrupted")])

    def test_without_an_end_are_in_work_until_the_last_event(self):
        events = [(1.0, "dispatched", 0, 0), (6.0, "proposed", 1, -1)]
        self.assertEqual(spans(events), [(0, 0, 1.0, 6.0, "in work")])


class Workers(unittest.TestCase):
    def test_in_training_are_averaged_over_windows(self):
        table = pandas.DataFrame({"begin": [0.0, 1.0], "end": [2.0, 4.0]})
        busy = measures.busy_workers(table, 4.0, 4)
        self.assertEqual(busy["seconds"].tolist(), [0, 1, 2, 3, 4])
        self.assertEqual(busy["training"].tolist(), [1, 2, 1, 1, 1])

    def test_in_training_for_half_a_window_count_half(self):
        busy = measures.busy_workers(pandas.DataFrame({"begin": [0.0], "end": [1.0]}), 4.0, 2)
        self.assertEqual(busy["training"].tolist(), [0.5, 0.0, 0.0])

    def test_are_there_from_ready_until_lost_or_the_end_of_the_session(self):
        events = [
            (0.0, "started", -1, -1, 2),
            (1.0, "worker_ready", -1, 0, 0),
            (2.0, "worker_ready", -1, 1, 0),
            (3.0, "worker_ready", -1, 1, 0),  # its trainer was replaced
            (4.0, "dispatched", 0, 1, 0),
            (5.0, "lost", -1, 0, 0),
            (6.0, "paused", -1, -1, 0),
        ]
        ready = measures.ready_workers(made_journal(events=events).events)
        self.assertEqual(ready["seconds"].tolist(), [0, 1, 2, 3, 5, 6])
        self.assertEqual(ready["ready"].tolist(), [0, 1, 2, 2, 1, 0])


class FailuresByLayer(unittest.TestCase):
    def test_count_each_network_once_for_each_of_its_layers(self):
        trials = pandas.DataFrame(
            {
                "status": ["ok", "crashed", "diverged", "ok"],
                "architecture": [
                    "[C(64,3,1), SM(10)]",
                    "[C(64,3,1), C(64,3,1), SM(10)]",
                    "[P(2,2), SM(10)]",
                    "[C(64,3,1), GAP(10)]",
                ],
            }
        )
        table = measures.failures_by_layer(trials)
        self.assertEqual(table.index.tolist(), ["P(2,2)", "SM(10)", "C(64,3,1)", "GAP(10)"])
        self.assertEqual(table["networks"].tolist(), [1, 3, 3, 1])
        self.assertEqual(table["failed"].tolist(), [1, 2, 1, 0])
        self.assertEqual(table["crashed"].tolist(), [0, 1, 1, 0])
        self.assertEqual(table["diverged"].tolist(), [1, 1, 0, 0])

    def test_are_counted_where_nothing_went_well(self):
        table = measures.failures_by_layer(
            pandas.DataFrame({"status": ["timeout"], "architecture": ["[SM(10)]"]})
        )
        self.assertEqual(table.loc["SM(10)", ["networks", "failed"]].tolist(), [1, 1])


class Facts(unittest.TestCase):
    def test_tell_what_a_run_came_to(self):
        trials = [
            (0, "ok", 0.5, 1, 1, 0.0, 4.0, "[SM(10)]"),
            (1, "crashed", 0.0, 1, 1, 0.0, 5.0, "[GAP(10)]"),
        ]
        events = [(4.0, "learned", 0, 0, 0.5), (6.0, "paused", -1, -1, 0)]
        facts = measures.facts(made_journal(trials=trials, events=events))
        self.assertEqual(facts["state"], "paused")
        self.assertEqual((facts["trained"], facts["failures"]), (1, {"crashed": 1}))
        self.assertEqual((facts["best"], facts["seconds"]), (0.5, 6.0))

    def test_of_a_search_that_has_just_begun_are_there(self):
        facts = measures.facts(made_journal())
        self.assertEqual((facts["trained"], facts["best"], facts["seconds"]), (0, None, 0.0))

    def test_name_the_unit_of_a_time(self):
        units = [measures.time_unit(seconds)[1] for seconds in (299, 300, 10_800)]
        self.assertEqual(units, ["s", "minutes", "hours"])


if __name__ == "__main__":
    unittest.main()
