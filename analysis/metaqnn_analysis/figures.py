"""The figures by name: each makes a chart from the journals of one or several runs."""

from metaqnn_analysis.search_figures import accuracy_by_epsilon, q_by_field, q_by_layer, search_progress
from metaqnn_analysis.training_figures import accuracy_by_cost, failures, learning_curves, workers

FIGURES = {
    figure.__name__: figure
    for figure in (
        search_progress,
        accuracy_by_epsilon,
        q_by_layer,
        q_by_field,
        accuracy_by_cost,
        learning_curves,
        workers,
        failures,
    )
}
