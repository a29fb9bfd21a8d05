"""Times whole trainings, by metaqnn's trainer processes and by plain PyTorch programs, in turns on the same cores.

A training: the paper's recipe for some epochs with a validation after each; metaqnn's with mapped images, messages and
the pool of a search. Starting the programs, reading the images and the first step do not count. Prints a Markdown
table: seconds of a training of both (medians), how many times metaqnn is faster (least, median, most of the turns),
and the part of the rate of a 2048 x 2048 matrix product (8192 x 8192 on a GPU), measured in the same turn with as many
processes, that metaqnn reaches. Processor seconds judge fairly on a machine that others use as well. A GPU needs more images to be
measured: --scale multiplies them.
    compare_trials.py build/release [--rounds 3] [--processes 1 2] [--precision float32] [--wall]
    compare_trials.py build/release --device cuda --scale 30 --wall
"""

import argparse
import os
import statistics
import subprocess
import sys
from pathlib import Path

from compare_training import layer_flop

FASHION_MNIST = Path("/usr/share/datasets/fashion-mnist")
# architecture, channels, side, images to train on and to validate with, epochs, settings of metaqnn
CASES = [
    ("[C(64,3,1), C(64,3,1), P(2,2), C(128,3,1), P(2,2), SM(10)]", 1, 28, 1280, 256, 2,
     ["data.kind=idx", f"data.path={FASHION_MNIST}", "data.limit=1536"]),
    ("[C(256,3,1), C(256,3,1), P(5,3), C(256,1,1), C(128,3,1), P(2,2), C(128,3,1), SM(10)]", 3, 32, 384, 128, 2,
     ["data.kind=synthetic", "data.synthetic.channels=3", "data.synthetic.side=32", "data.synthetic.images=512"]),
]
BATCH = 128
MATMUL = """
import time, torch
torch.set_num_threads(1)
a, b = (torch.randn({side}, {side}, dtype=torch.{precision}, device="{device}") for _ in range(2))
(a @ b).sum().item()
wall, processor = time.perf_counter(), time.process_time()
for _ in range(10):
    c = a @ b
c.sum().item()
print((time.perf_counter() - wall) / 10, (time.process_time() - processor) / 10)
"""


def run_all(commands: list[list[str]]) -> tuple[float, float]:
    """Runs programs at the same time; the longest wall and the mean processor seconds that they print."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) for command in commands]
    times = [[float(number) for number in process.communicate()[0].split()] for process in running]
    if any(process.returncode != 0 for process in running):
        sys.exit(f"{commands[0]} failed")
    return max(wall for wall, _, *_ in times), statistics.mean(processor for _, processor, *_ in times)


def scaled(case: tuple, scale: int) -> tuple:
    """The case with so many times its images."""
    architecture, channels, side, training, validation, epochs, settings = case
    total = scale * (training + validation)
    counted = ("data.limit=", "data.synthetic.images=")
    settings = [f"{s.split('=')[0]}={total}" if s.startswith(counted) else s for s in settings]
    return architecture, channels, side, scale * training, scale * validation, epochs, settings


def measure(build: Path, case: tuple, processes: int, precision: str, device: str) -> tuple[tuple[float, float], ...]:
    """Wall and processor seconds of a training by metaqnn, by PyTorch, and of a matrix product."""
    architecture, channels, side, training, validation, epochs, settings = case
    ours = [str(build / "metaqnn_training_bench"), str(build / "metaqnn-trainer"), architecture, str(processes),
            *settings, f"data.validation={validation}", f"training.batch={BATCH}", f"training.epochs={epochs}",
            f"training.precision={precision}", f"workers.device={device}", "training.learning_rates=1", "training.chance_factor=0.0"]
    theirs = [sys.executable, str(Path(__file__).with_name("pytorch_training.py")), architecture, "--input",
              f"{channels},{side},{side}", "--batch", str(BATCH), "--precision", precision, "--epochs", str(epochs),
              "--images", f"{training},{validation}", "--device", device]
    if any("idx" in setting for setting in settings):
        theirs += ["--folder", str(FASHION_MNIST)]
    matmul = [sys.executable, "-c", MATMUL.format(precision=precision, device=device, side=matrix_side(device))]
    return run_all([ours]), run_all([theirs] * processes), run_all([matmul] * processes)


def matrix_side(device: str) -> int:
    return 2048 if device == "cpu" else 8192


def training_flop(case: tuple) -> float:
    """Floating-point operations of a training; the gradient of the images is not computed."""
    architecture, channels, side, training, validation, epochs, _ = case
    forward = layer_flop(architecture, channels, side)
    return epochs * (training * (3 * sum(forward) - forward[0]) + validation * sum(forward))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path, help="folder of the programs, with METAQNN_BUILD_BENCHMARKS=ON")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--scale", type=int, default=1, help="how many times the images")
    parser.add_argument("--wall", action="store_true", help="wall seconds: on a machine that is quiet")
    arguments = parser.parse_args()
    kind = 0 if arguments.wall else 1

    print(f"{arguments.precision}, {'wall' if arguments.wall else 'processor'} seconds, {arguments.rounds} turns")
    print("| network | processes | PyTorch s | metaqnn s | times faster: least, median, most | GFLOP/s | part of matmul |")
    print("|---|---|---|---|---|---|---|")
    product_flop = 2 * matrix_side(arguments.device) ** 3
    for case in (scaled(case, arguments.scale) for case in CASES):
        for processes in arguments.processes:
            turns = [measure(arguments.build, case, processes, arguments.precision, arguments.device)
                     for _ in range(arguments.rounds)]
            ours, theirs, matmul = ([turn[who][kind] for turn in turns] for who in range(3))
            faster = sorted(theirs[i] / ours[i] for i in range(len(turns)))
            flop = training_flop(case)
            part = statistics.median(flop / ours[i] * matmul[i] / product_flop for i in range(len(turns)))
            print(f"| {case[0]} | {processes} | {statistics.median(theirs):.2f} | {statistics.median(ours):.2f} | "
                  f"{faster[0]:.2f}, {statistics.median(faster):.2f}, {faster[-1]:.2f} | "
                  f"{flop / statistics.median(ours) / 1e9:.0f} | {part:.2f} |", flush=True)


if __name__ == "__main__":
    main()
