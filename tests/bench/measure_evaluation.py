"""Measures a long training, and the test of five stored networks on 10,000 images each; 28x28x1, one thread, float32.

Prints the rate of all floating-point operations in the whole commands `train`, `evaluate` and `ensemble` (with the
start of the trainer and all that is done with the predictions), as parts of the rate of a 2048^3 matrix product that is measured
before and after. Seconds are of the processor, so other work on the machine disturbs little.

Usage: measure_evaluation.py BUILD_FOLDER
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from compare_training import MATMUL, layer_flop, numbers_of

NETWORKS = [f"[C(64,3,1), C(64,3,1), P(2,2), C({filters},3,1), P(2,2), SM(10)]" for filters in (96, 112, 128, 144, 160)]
TEST_IMAGES, VALIDATION_IMAGES = 10_000, 100
TRAINED, EPOCHS = 2_560, 4  # of the long training: twenty batches of 128


def configuration(training_images, test_images, epochs):
    return f"""
[data]
kind = "synthetic"
validation = {VALIDATION_IMAGES}
[data.synthetic]
images = {training_images + VALIDATION_IMAGES}
test_images = {test_images}
[training]
epochs = {epochs}
learning_rates = 1
chance_factor = 0.0
precision = "float32"
[workers]
device = "cpu"
"""


def training_flop(layers):
    """Of the long training with its validations and its test; the gradient of the images is not computed."""
    tested = EPOCHS * VALIDATION_IMAGES + 2 * VALIDATION_IMAGES
    return EPOCHS * TRAINED * (3 * sum(layers) - layers[0]) + tested * sum(layers)


def seconds_of(program, folder, *arguments):
    """Seconds that the processor spends on a command, its trainer included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([program, "--log-level", "off", *arguments], check=True, cwd=folder, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def matmul():
    code = MATMUL.format(precision="float32").replace("perf_counter", "process_time")
    return statistics.median(numbers_of([sys.executable, "-c", code]))


def main():
    program = Path(sys.argv[1]).resolve() / "metaqnn"
    flop = (TEST_IMAGES + VALIDATION_IMAGES) * sum(sum(layer_flop(text, 1, 28)) for text in NETWORKS)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TMPDIR"] = folder
        (Path(folder) / "made.toml").write_text(configuration(256, TEST_IMAGES, 1))
        (Path(folder) / "long.toml").write_text(configuration(TRAINED, VALIDATION_IMAGES, EPOCHS))
        networks = [word for text in NETWORKS for word in ("--architecture", text)]
        seconds_of(program, folder, "train", "made.toml", *networks, "--out", "run")
        shutil.rmtree(Path(folder) / "run" / "predictions")
        rates = [matmul()]
        done = {}  # command: floating-point operations, seconds
        trained = seconds_of(program, folder, "train", "long.toml", "--architecture", NETWORKS[2], "--out", "long")
        done["train"] = training_flop(layer_flop(NETWORKS[2], 1, 28)), trained
        rates.append(matmul())
        for command in ("evaluate", "ensemble"):
            done[command] = flop, seconds_of(program, folder, command, "run")
            rates.append(matmul())
    best = statistics.mean(rates)
    print(f"matmul: {best / 1e9:.1f} GFLOP/s ({min(rates) / 1e9:.1f} to {max(rates) / 1e9:.1f})")
    for command, (flop, taken) in done.items():
        print(f"{command}: {taken:.1f} s, {flop / taken / 1e9:.1f} GFLOP/s, {flop / taken / best:.2f} of matmul")


if __name__ == "__main__":
    main()
