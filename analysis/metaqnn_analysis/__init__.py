"""Reads the journals of metaqnn and draws what happened."""

from metaqnn_analysis.draw import draw
from metaqnn_analysis.figures import FIGURES
from metaqnn_analysis.journal import Journal, JournalError, read_journal
from metaqnn_analysis.page import make_page

__all__ = ["FIGURES", "Journal", "JournalError", "draw", "make_page", "read_journal"]
