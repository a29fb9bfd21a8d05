"""Times the training step of metaqnn-trainer and of a plain PyTorch program, in turns on one core.

Prints a Markdown table: median seconds a step of both, their ratio, and the part of the rate of a 2048 x 2048 matrix
product (measured between the turns) that metaqnn-trainer reaches.
    compare_training.py build/release/metaqnn-trainer [--rounds 3] [--precision float32]
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

CASES = [
    ("[C(64,3,1), C(64,3,1), P(2,2), C(128,3,1), P(2,2), SM(10)]", 1, 28, 128, 8),
    ("[C(256,3,1), C(256,3,1), P(5,3), C(256,1,1), C(128,3,1), P(2,2), C(128,3,1), SM(10)]", 3, 32, 128, 2),
]
MATMUL = """
import time, torch
torch.set_num_threads(1)
a, b = (torch.randn(2048, 2048, dtype=torch.{precision}) for _ in range(2))
a @ b
for _ in range(3):
    start = time.perf_counter(); a @ b; print(2 * 2048**3 / (time.perf_counter() - start))
"""


def layer_flop(architecture: str, channels: int, side: int) -> list[float]:
    """Floating-point operations of each layer with weights for one image, forward."""
    forward = []
    for kind, numbers in re.findall(r"([A-Z]+)\(([\d,]+)\)", architecture):
        values = [int(n) for n in numbers.split(",")]
        if kind == "C":
            side = -(-side // values[2])
            forward.append(2.0 * channels * values[0] * values[1] ** 2 * side**2)
            channels = values[0]
        elif kind == "P":
            side = (side - values[0]) // values[1] + 1
        else:
            forward.append(2.0 * channels * side**2 * values[0])
            channels, side = values[0], 1
    return forward


def step_flop(architecture: str, channels: int, side: int, batch: int) -> float:
    """Floating-point operations of a step: forward, gradient of the weights, gradient of the input but for the first."""
    forward = layer_flop(architecture, channels, side)
    return batch * (3 * sum(forward) - forward[0])


def numbers_of(command: list[str]) -> list[float]:
    """The numbers that a program prints, one a line; it computes with one thread."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    output = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    return [float(line) for line in output.split()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trainer", help="path of metaqnn-trainer")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32")
    arguments = parser.parse_args()
    script = Path(__file__).with_name("pytorch_training.py")

    print("| network | batch | PyTorch s | metaqnn s | ratio | GFLOP/s | matmul GFLOP/s | part |")
    print("|---|---|---|---|---|---|---|---|")
    for architecture, channels, side, batch, steps in CASES:
        ours, theirs, matmul = [], [], []
        for _ in range(arguments.rounds):
            matmul += numbers_of([sys.executable, "-c", MATMUL.format(precision=arguments.precision)])
            ours += numbers_of([arguments.trainer, "--benchmark", architecture, str(channels), str(side), str(batch),
                                str(steps), "paper", "cpu", arguments.precision])
            theirs += numbers_of([sys.executable, str(script), architecture, "--input", f"{channels},{side},{side}",
                                  "--batch", str(batch), "--steps", str(steps), "--precision", arguments.precision])
        our_seconds, their_seconds = statistics.median(ours), statistics.median(theirs)
        rate = step_flop(architecture, channels, side, batch) / our_seconds
        best = statistics.median(matmul)
        print(f"| {architecture} | {batch} | {their_seconds:.3f} | {our_seconds:.3f} | {their_seconds / our_seconds:.2f} "
              f"| {rate / 1e9:.1f} | {best / 1e9:.1f} | {rate / best:.2f} |", flush=True)


if __name__ == "__main__":
    main()
