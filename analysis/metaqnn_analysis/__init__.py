"""Reads the journals of metaqnn and draws what happened."""

from metaqnn_analysis.draw import draw
from metaqnn_analysis.figures import FIGURES
from metaqnn_analysis.journal import Journal, JournalError, read_journal

__all__ = ["FIGURES", "Journal", "JournalError", "draw", "read_journal"]
