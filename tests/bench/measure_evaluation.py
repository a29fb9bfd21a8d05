"""Measures the test of stored networks: five of them, each on 10,000 images of 28x28x1, one thread, float32.

Prints the rate of all floating-point operations in the trainer and of the whole commands `evaluate` and `ensemble` (with
the start of the process and all that is done with the predictions), as parts of the rate of a 2048^3 matrix product that
is measured before and after.

Usage: measure_evaluation.py BUILD_FOLDER
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from compare_training import MATMUL, layer_flop, numbers_of

NETWORKS = [f"[C(64,3,1), C(64,3,1), P(2,2), C({filters},3,1), P(2,2), SM(10)]" for filters in (96, 112, 128, 144, 160)]
TEST_IMAGES, VALIDATION_IMAGES = 10_000, 100
CONFIG = f"""
[data]
kind = "synthetic"
validation = {VALIDATION_IMAGES}
[data.synthetic]
images = 612
test_images = {TEST_IMAGES}
[training]
epochs = 1
chance_factor = 0.0
precision = "float32"
[workers]
device = "cpu"
"""


def run(program, folder, *arguments):
    start = time.perf_counter()
    out = subprocess.run(
        [program, "--log-level", "off", *arguments], check=True, cwd=folder, capture_output=True, text=True
    ).stdout
    return out, time.perf_counter() - start


def matmul():
    return statistics.median(numbers_of([sys.executable, "-c", MATMUL.format(precision="float32")]))


def main():
    program = Path(sys.argv[1]).resolve() / "metaqnn"
    images = TEST_IMAGES + VALIDATION_IMAGES
    flop = [images * sum(layer_flop(text, 1, 28)) for text in NETWORKS]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TMPDIR"] = folder
        (Path(folder) / "made.toml").write_text(CONFIG)
        networks = [word for text in NETWORKS for word in ("--architecture", text)]
        run(program, folder, "train", "made.toml", *networks, "--out", "run")
        rates = [matmul()]
        out, evaluate_seconds = run(program, folder, "evaluate", "run", "--json")
        rates.append(matmul())
        shutil.rmtree(Path(folder) / "run" / "predictions")
        _, ensemble_seconds = run(program, folder, "ensemble", "run")
        rates.append(matmul())
    best = statistics.mean(rates)
    tested = json.loads(out)["networks"]
    trainer_seconds = sum(images / network["images_per_second"] for network in tested)
    print(f"matmul: {best / 1e9:.1f} GFLOP/s ({min(rates) / 1e9:.1f} to {max(rates) / 1e9:.1f})")
    for name, seconds in (
        ("in the trainer", trainer_seconds),
        ("metaqnn evaluate", evaluate_seconds),
        ("metaqnn ensemble", ensemble_seconds),
    ):
        rate = sum(flop) / seconds
        print(f"{name}: {seconds:.1f} s, {rate / 1e9:.1f} GFLOP/s, {rate / best:.2f} of matmul")


if __name__ == "__main__":
    main()
