"""Figures of a run, after those of Baker et al. 2017."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
import pandas  # noqa: E402

from metaqnn_analysis.journal import Journal  # noqa: E402

# Okabe and Ito's palette: told apart by people with any kind of colour vision.
BLUE, ORANGE, GREY = "#0072B2", "#E69F00", "#999999"


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


def plot_search_progress(journal: Journal, window: int | None = None) -> plt.Figure:
    """Fig. 3 of the paper: rolling mean of validation accuracy, and its mean for each epsilon as bars.

    window: networks in the rolling mean; by default the paper's 100, or a tenth of a short search.
    """
    trained = journal.trained()
    figure, axes = plt.subplots(figsize=(9, 4.5), layout="constrained")
    if trained.empty:
        axes.text(0.5, 0.5, "no network has been trained yet", ha="center", va="center")
        axes.set_axis_off()
        return figure
    if window is None:
        window = min(100, max(5, len(trained) // 10))
    stages = accuracy_per_epsilon(trained)
    axes.bar(
        stages["first"] - 0.5,
        100 * stages["mean"],
        width=stages["count"],
        align="edge",
        color=ORANGE,
        alpha=0.35,
        edgecolor=ORANGE,
        label="mean for each epsilon",
    )
    iteration = range(1, len(trained) + 1)
    axes.plot(iteration, 100 * trained["accuracy"], ".", color=GREY, markersize=3, label="network")
    rolling = 100 * trained["accuracy"].rolling(window, min_periods=1).mean()
    axes.plot(iteration, rolling, color=BLUE, linewidth=2, label=f"rolling mean of {window}")
    for stage in stages.itertuples():
        axes.annotate(
            f"{stage.epsilon:.1f}",
            ((stage.first + stage.last) / 2, 0.01),
            xycoords=("data", "axes fraction"),
            ha="center",
            fontsize=8,
        )
    axes.set_xlabel("networks trained (epsilon below)")
    axes.set_ylabel("validation accuracy (%)")
    axes.set_xlim(0.5, len(trained) + 0.5)
    lowest = 100 * trained["accuracy"].quantile(0.02)
    axes.set_ylim(max(0, lowest - 5), min(100, 100 * trained["accuracy"].max() + 4))
    axes.set_title("What the search found as it turned from exploring to exploiting")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=3, frameon=False)
    return figure
