"""Reads the journals of metaqnn and draws what happened."""

from metaqnn_analysis.figures import accuracy_per_epsilon, plot_search_progress
from metaqnn_analysis.journal import Journal, JournalError, read_journal

__all__ = ["Journal", "JournalError", "accuracy_per_epsilon", "plot_search_progress", "read_journal"]
