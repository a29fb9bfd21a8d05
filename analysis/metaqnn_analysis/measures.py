"""The numbers behind the figures, as pandas tables: no drawing here."""

import re

import numpy
import pandas

from metaqnn_analysis.journal import Journal

LAYER = re.compile(r"[A-Z]+\([^)]*\)")
LAYER_KINDS = {
    "C": "convolution",
    "P": "pooling",
    "B": "block",
    "FC": "fully connected",
    "GAP": "termination",
    "SM": "termination",
}


def follows_epsilon(trained: pandas.DataFrame) -> bool:
    """Whether the networks were chosen by an agent that makes random choices with probability epsilon.

    Other agents, and lists of networks to train, have epsilon 0 throughout.
    trained: as Journal.trained() gives it.
    """
    return bool((trained["epsilon"] > 0).any())


def accuracy_per_epsilon(trained: pandas.DataFrame) -> pandas.DataFrame:
    """Mean accuracy for each stage of epsilon: columns epsilon, first, last (iterations), mean, count.

    trained: as Journal.trained() gives it.
    """
    stage = (trained["epsilon"] != trained["epsilon"].shift()).cumsum()
    iteration = pandas.Series(range(1, len(trained) + 1), index=trained.index)
    groups = trained.assign(iteration=iteration).groupby(stage)
    return pandas.DataFrame(
        {
            "epsilon": groups["epsilon"].first(),
            "first": groups["iteration"].min(),
            "last": groups["iteration"].max(),
            "mean": groups["accuracy"].mean(),
            "count": groups.size(),
        }
    ).reset_index(drop=True)


def quantiles(values: pandas.Series, by: pandas.Series, at: dict[str, float]) -> pandas.DataFrame:
    """Quantiles of values for each value of by (the index): a column for each name in `at`, mean, count."""
    groups = values.groupby(by)
    table = pandas.DataFrame({name: groups.quantile(fraction) for name, fraction in at.items()})
    return table.assign(mean=groups.mean(), count=groups.size())


def final_q_values(journal: Journal) -> pandas.DataFrame:
    """The last snapshot of Q: columns depth (of the layer that is chosen, from 1), action, kind, value.

    Only pairs of state and action that the agent has learned something about; empty before the end of the
    first stage of epsilon, and for an agent without Q values.
    """
    last = journal.q_values[journal.q_values["step"] == journal.q_values["step"].max()]
    last = last.drop_duplicates("slot", keep="last")
    return pandas.DataFrame(
        {
            "depth": last["state"].str.split("/").str[1].astype(int) + 1,
            "action": last["action"],
            "kind": last["action"].str.extract(r"^([A-Z]+)")[0].map(LAYER_KINDS),
            "value": last["value"],
        }
    ).reset_index(drop=True)


def mean_q(values: pandas.DataFrame, by: pandas.Series) -> pandas.DataFrame:
    """Mean Q for each value of by and each depth: columns by, depth, mean, count; sorted."""
    groups = values.groupby([by.rename("by"), values["depth"]])["value"]
    return groups.agg(["mean", "count"]).reset_index()


def convolution_field(actions: pandas.Series) -> pandas.Series:
    """Side of the receptive field of C(filters,field,stride), pixels; not a number for other layers."""
    return actions.str.extract(r"^C\(\d+,(\d+),\d+\)")[0].astype(float)


def pareto_front(trained: pandas.DataFrame, cost: str) -> pandas.DataFrame:
    """The networks that no other beats: none is as accurate at less cost, or more accurate at the same.

    cost: the column "parameters" or "multiply_adds". Sorted by rising cost and accuracy.
    """
    ordered = trained.sort_values([cost, "accuracy"], ascending=[True, False], kind="stable")
    best_before = ordered["accuracy"].cummax().shift(fill_value=-1.0)
    return ordered[ordered["accuracy"] > best_before].reset_index(drop=True)


def last_attempts(epochs: pandas.DataFrame) -> pandas.DataFrame:
    """The epochs of each training's last try, sorted by trial and epoch; columns as in the journal."""
    last = epochs.groupby("trial")["attempt"].transform("max")
    return epochs[epochs["attempt"] == last].sort_values(["trial", "epoch"]).reset_index(drop=True)


def end_of_journal(journal: Journal) -> float:
    """Time of the last thing that was recorded, seconds since the start of the run."""
    events, trials = journal.events["seconds"], journal.trials["finished_seconds"]
    return max(events.max() if len(events) else 0.0, trials.max() if len(trials) else 0.0)


def training_spans(journal: Journal) -> pandas.DataFrame:
    """When each worker trained what: columns worker, trial, begin, end (s), outcome.

    outcome: the status of the trial; "interrupted" if the run was stopped or its worker lost and the trial
    had to wait again; "in work" if it has not ended.
    """
    results = {row.trial: (row.finished_seconds, row.status) for row in journal.trials.itertuples()}
    open_spans: dict[int, tuple[int, float]] = {}  # trial -> worker, begin
    rows = []

    def close(trial: int, now: float) -> None:
        worker, begin = open_spans.pop(trial)
        finished, status = results.get(trial, (float("inf"), ""))
        # An earlier try of a trial that was given out again ends before the result that came at last.
        end, outcome = (finished, status) if begin <= finished <= now else (now, "interrupted")
        rows.append((worker, trial, begin, end, outcome))

    before = 0.0
    for event in journal.events.itertuples():
        if event.kind == "dispatched":
            open_spans[event.trial] = (event.worker, event.seconds)
        elif event.kind in ("learned", "failed", "stopped", "retried") and event.trial in open_spans:
            close(event.trial, event.seconds)
        elif event.kind == "lost":
            for trial in [t for t, (worker, _) in open_spans.items() if worker == event.worker]:
                close(trial, event.seconds)
        elif event.kind == "started":  # what a killed session left
            for trial in list(open_spans):
                close(trial, before)
        before = event.seconds
    end = end_of_journal(journal)
    for trial, (worker, begin) in open_spans.items():
        finished, status = results.get(trial, (end, "in work"))
        rows.append((worker, trial, begin, finished, status))
    columns = ["worker", "trial", "begin", "end", "outcome"]
    return pandas.DataFrame(rows, columns=columns).sort_values(["begin", "worker"], ignore_index=True)


def busy_workers(spans: pandas.DataFrame, end: float, windows: int) -> pandas.DataFrame:
    """Mean number of workers that trained in each of equal windows from 0 to end: columns seconds, training.

    seconds: where a window begins; the last row is the end, with the value of the last window.
    """
    edges = numpy.linspace(0.0, end, windows + 1)
    begins, ends = numpy.sort(spans["begin"]), numpy.sort(spans["end"])
    # Seconds of training until each edge: what has begun less what has ended.
    worked = _seconds_since(begins, edges) - _seconds_since(ends, edges)
    training = numpy.diff(worked) * windows / end
    return pandas.DataFrame({"seconds": edges, "training": [*training, training[-1]]})


def _seconds_since(moments: numpy.ndarray, edges: numpy.ndarray) -> numpy.ndarray:
    """For each edge, the sum of the times since those of the sorted moments that lie before it."""
    count = numpy.searchsorted(moments, edges)
    sums = numpy.concatenate([[0.0], numpy.cumsum(moments)])
    return count * edges - sums[count]


def ready_workers(events: pandas.DataFrame) -> pandas.DataFrame:
    """How many workers there were from a moment on: columns seconds, ready."""
    ready: set[int] = set()
    rows = []
    for event in events.itertuples():
        if event.kind in ("started", "paused", "finished"):
            ready.clear()
        elif event.kind == "worker_ready":
            ready.add(event.worker)
        elif event.kind == "lost":
            ready.discard(event.worker)
        else:
            continue
        rows.append((event.seconds, len(ready)))
    return pandas.DataFrame(rows, columns=["seconds", "ready"])


def failures_by_layer(trials: pandas.DataFrame) -> pandas.DataFrame:
    """How many networks with a layer failed: index layer; columns networks, a count for each status, failed.

    A network counts once for each different layer that it has. Sorted by falling share of failures, then by
    falling count of networks.
    """
    exploded = trials.assign(layer=trials["architecture"].map(lambda text: sorted(set(LAYER.findall(text)))))
    exploded = exploded[["layer", "status"]].explode("layer").dropna()
    counts = pandas.crosstab(exploded["layer"], exploded["status"])
    good = counts.pop("ok") if "ok" in counts else 0
    failed = counts.sum(axis=1)
    table = counts.assign(networks=failed + good, failed=failed)
    order = table.assign(share=failed / table["networks"]).sort_values(["share", "networks"], ascending=False)
    return table.loc[order.index]


def time_unit(seconds: float) -> tuple[float, str]:
    """The unit to show a time in: its length in seconds, and its name."""
    if seconds < 300:
        return 1.0, "s"
    return (60.0, "minutes") if seconds < 3 * 3600 else (3600.0, "hours")


def facts(journal: Journal) -> dict:
    """What a run came to: state, trained and sampled (counts), failures (count by status), best, seconds.

    best: the highest validation accuracy, None if there is none.
    """
    last = journal.events["kind"].iloc[-1] if len(journal.events) else ""
    outcomes = journal.trials["status"].value_counts()
    good = journal.trials[journal.trials["status"] == "ok"]
    return {
        "state": last if last in ("finished", "paused") else "running, or ended by force",
        "trained": len(good),
        "failures": {status: count for status, count in outcomes.items() if status != "ok"},
        "sampled": len(journal.episodes),
        "best": good["accuracy"].max() if len(good) else None,
        "seconds": end_of_journal(journal),
    }


def best_networks(journal: Journal, count: int) -> pandas.DataFrame:
    """The networks of the highest validation accuracy, the best first, with their test_accuracy if they have one.

    Of equals the one that was proposed first.
    """
    best = journal.trained().nlargest(count, "accuracy")
    tests = journal.tests.drop_duplicates("trial", keep="last").set_index("trial")["accuracy"]
    return best.assign(test_accuracy=best["trial"].map(tests))
