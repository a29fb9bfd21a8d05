"""Tests of the HTML page's text and of the command; browser_test.py opens the page in a browser."""

import contextlib
import io
import re
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from made import made_journal, made_search
from plotly.offline import get_plotlyjs
from test_figures import whole_search

from metaqnn_analysis import FIGURES, JournalError, make_page
from metaqnn_analysis.__main__ import main


def page_of(*journals):
    """The page without the text of plotly.js."""
    text = make_page(journals, [figure(journals) for figure in FIGURES.values()])
    return text.replace(get_plotlyjs(), "PLOTLY.JS")


class Page(unittest.TestCase):
    def test_holds_plotly_once_and_asks_the_network_for_nothing(self):
        page = page_of(whole_search())
        self.assertEqual(page.count("PLOTLY.JS"), 1)
        self.assertFalse(re.findall(r"(?:src|href)\s*=", page))
        self.assertFalse(re.findall(r"https?://(?!www\.w3\.org)", page))
        self.assertIn("default-src 'none'", page)

    def test_has_a_chart_for_each_figure(self):
        page = page_of(whole_search())
        for name in FIGURES:
            self.assertIn(f'id="{name}"', page)

    def test_says_why_where_there_is_nothing_to_see(self):
        page = page_of(made_search())
        self.assertNotIn('id="failures"', page)
        self.assertIn("<p>no training has failed</p>", page)

    def test_tells_the_best_networks_with_their_test_accuracy(self):
        layers = "[C(64,3,1), SM(10)]"
        page = page_of(
            made_journal(
                episodes=[(i, i, 1.0, "fresh", layers) for i in (0, 1)],
                trials=[(0, "ok", 0.5, 1234, 9, 0, 1, layers), (1, "ok", 0.875, 10, 9, 0, 1, layers)],
                tests=[(1, 0.8125)],
            )
        )
        best = page.index("<td>1</td><td>87.50 %</td><td>81.25 %</td>")
        self.assertLess(best, page.index("<td>0</td><td>50.00 %</td><td>not tested</td><td>1,234</td>"))

    def test_takes_no_text_of_a_journal_as_markup(self):
        evil = "</script><script>alert(1)</script><img src=x>"
        journal = made_journal(
            "run",
            configuration=evil,
            episodes=[(0, 0, 1.0, "fresh", evil)],
            trials=[(0, "ok", 0.5, 10, 100, 0.0, 1.0, evil)],
        )
        page = page_of(journal)
        self.assertNotIn("<script>alert", page)
        self.assertNotIn("<img", page)

    def test_shows_several_runs_in_one_page(self):
        page = page_of(whole_search("first"), whole_search("second"))
        for text in (
            "<td>first</td>",
            "<td>second</td>",
            "Best networks of second",
            "Configuration of first",
        ):
            self.assertIn(text, page)


class Command(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_command(self, *arguments, expect=0):
        """Runs the command on a made journal; the names of the files it says it wrote, and its errors."""
        read = mock.patch("metaqnn_analysis.__main__.read_journal", lambda run: whole_search(run))
        out, error = io.StringIO(), io.StringIO()
        with read, contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
            try:
                code = main([*arguments])
            except SystemExit as end:
                code = end.code
        self.assertEqual(code, expect, error.getvalue())
        return [Path(line).name for line in out.getvalue().splitlines()], error.getvalue()

    def test_draws_all_figures_and_the_page(self):
        names, _ = self.run_command("run", "--out", str(self.folder))
        self.assertEqual(names, [*(f"{name}.png" for name in FIGURES), "report.html"])
        self.assertEqual(sorted(names), sorted(path.name for path in self.folder.iterdir()))
        self.assertTrue((self.folder / "workers.png").read_bytes().startswith(b"\x89PNG"))

    def test_draws_only_the_figures_that_are_named(self):
        options = ("--figure", "workers", "--figure", "failures")
        names, _ = self.run_command("a", "b", *options, "--out", str(self.folder))
        self.assertEqual(names, ["workers.png", "failures.png"])

    def test_makes_only_the_page(self):
        self.assertEqual(self.run_command("a", "--html", "--out", str(self.folder))[0], ["report.html"])

    def test_refuses_what_makes_no_sense_in_one_line(self):
        for arguments, problem in (
            (["a", "--window", "0"], "--window must be at least 1"),
            (["a", "b"], "several runs: name the folder of their figures with --out"),
            (["a", "--figure", "none"], "invalid choice: 'none'"),
        ):
            self.assertIn(problem, self.run_command(*arguments, expect=2)[1].splitlines()[-1])

    def test_says_which_file_cannot_be_written(self):
        (self.folder / "file").write_text("")
        _, error = self.run_command("a", "--out", str(self.folder / "file" / "report"), expect=1)
        self.assertRegex(error, r"^metaqnn-analysis: cannot write the figures \(.*file/report.*\)\n$")

    def test_says_that_there_is_no_journal(self):
        error = io.StringIO()
        with contextlib.redirect_stderr(error):
            self.assertEqual(main([str(self.folder)]), 2)
        self.assertIn("no journal at", error.getvalue())
        self.assertTrue(issubclass(JournalError, Exception))


if __name__ == "__main__":
    unittest.main()
