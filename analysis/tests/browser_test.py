"""Opens the page in headless Chromium: it draws every chart, without a network and without an error."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import matplotlib.colors
import matplotlib.image
import numpy
from test_figures import whole_search

from metaqnn_analysis import FIGURES, make_page
from metaqnn_analysis.chart import BLUE, ORANGE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@unittest.skipUnless(CHROMIUM, "no Chromium here; scripts/setup --with-browser installs it")
class Browser(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.page = self.folder / "report.html"
        journals = [whole_search("<img src=x onerror='document.title=1'>")]
        charts = [figure(journals) for figure in FIGURES.values()]
        self.page.write_text(make_page(journals, charts), encoding="utf-8")

    def browse(self, *options):
        """Opens the page; what the browser wrote to stdout and stderr."""
        command = [
            CHROMIUM,
            "--headless=new",
            "--disable-gpu",
            "--hide-scrollbars",
            "--enable-logging=stderr",
        ]
        command += [f"--user-data-dir={self.folder / 'profile'}", "--host-resolver-rules=MAP * ~NOTFOUND"]
        command += ["--virtual-time-budget=20000", "--window-size=1200,5000", "--no-first-run"]
        command += ["--no-sandbox"] if os.geteuid() == 0 else []
        command += [*options, self.page.as_uri()]
        environment = {**os.environ, "HOME": str(self.folder)}
        ended = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return ended.stdout, ended.stderr

    def test_draws_every_chart_and_says_no_error(self):
        page, words = self.browse("--dump-dom")
        self.assertNotIn("CONSOLE", words)
        drawn = page[page.index("<body>") :]
        for name in FIGURES:
            self.assertRegex(drawn, rf'<div id="{name}"[^>]*class="[^"]*js-plotly-plot')
        self.assertGreaterEqual(drawn.count('class="main-svg"'), len(FIGURES))
        for label in ("validation accuracy (%)", "time since the start of the run (s)", "depth of the layer"):
            self.assertRegex(drawn, rf"<text[^>]*>{re.escape(label)}</text>")

    def test_runs_no_text_of_a_run_and_offers_no_upload(self):
        page, _ = self.browse("--dump-dom")
        self.assertRegex(page, "<title>metaqnn: &lt;img src=x onerror=")
        buttons = set(re.findall(r'class="modebar-btn[^>]*data-title="([^"]*)"', page))
        self.assertIn("Download plot as a PNG", buttons)
        self.assertFalse([button for button in buttons if "Share" in button or "Cloud" in button])

    def test_shows_the_marks_of_the_charts(self):
        picture = self.folder / "page.png"
        self.browse(f"--screenshot={picture}")
        pixels = matplotlib.image.imread(picture)[..., :3]
        self.assertEqual(pixels.shape[:2], (5000, 1200))
        for color, least in ((BLUE, 2000), (ORANGE, 50)):
            distance = numpy.abs(pixels - matplotlib.colors.to_rgb(color)).max(axis=-1)
            self.assertGreater((distance < 0.02).sum(), least, color)


if __name__ == "__main__":
    unittest.main()
