"""The paper's recipe as a plain PyTorch program: what metaqnn-trainer is measured against.

Prints the seconds of each step, one a line, after `--warm-up` steps that are not counted; or trains for `--epochs`
on `--images` images, with a validation after each epoch, and prints the wall and the processor seconds of that.
    pytorch_training.py "[C(64,3,1), P(2,2), SM(10)]" --input 1,28,28 --batch 128 --steps 10
    pytorch_training.py "[C(64,3,1), P(2,2), SM(10)]" --input 1,28,28 --epochs 2 --images 2048,512 \\
        --folder /usr/share/datasets/fashion-mnist
"""

import argparse
import gzip
import re
import time
from collections.abc import Callable
from pathlib import Path

import numpy
import torch
from torch import nn


def build(architecture: str, channels: int, side: int) -> nn.Sequential:
    """ReLU after each convolution and FC; dropout i/(2n) after every second layer (Baker et al. 2017, Sec. 5)."""
    layers = [(kind, [int(n) for n in numbers.split(",")])
              for kind, numbers in re.findall(r"([A-Z]+)\(([\d,]+)\)", architecture)]
    dropouts = (len(layers) - 1) // 2
    modules = []
    flat = False
    for position, (kind, numbers) in enumerate(layers, start=1):
        if kind == "C":
            filters, field, stride = numbers
            modules += [nn.Conv2d(channels, filters, field, stride, padding="same" if stride == 1 else field // 2),
                        nn.ReLU(inplace=True)]
            channels, side = filters, -(-side // stride)
        elif kind == "P":
            field, stride = numbers
            modules.append(nn.MaxPool2d(field, stride))
            side = (side - field) // stride + 1
        elif kind == "GAP":
            modules += [nn.Conv2d(channels, numbers[0], 1), nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
        else:
            if not flat:
                modules.append(nn.Flatten())
                channels, flat = channels * side * side, True
            modules.append(nn.Linear(channels, numbers[0]))
            channels = numbers[0]
            if kind == "FC":
                modules.append(nn.ReLU(inplace=True))
        if position % 2 == 0 and position < len(layers):
            modules.append(nn.Dropout(position // 2 / (2 * dropouts)))
    network = nn.Sequential(*modules)
    for module in network:
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.xavier_uniform_(module.weight)
            nn.init.zeros_(module.bias)
    return network


def read_images(folder: Path, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """The first images and labels of a folder in the format of MNIST."""
    pixels = numpy.frombuffer(gzip.open(folder / "train-images-idx3-ubyte.gz").read(), numpy.uint8, offset=16)
    labels = numpy.frombuffer(gzip.open(folder / "train-labels-idx1-ubyte.gz").read(), numpy.uint8, offset=8)
    images = torch.from_numpy(pixels.reshape(-1, 1, 28, 28)[:count].copy())
    return images, torch.from_numpy(labels[:count].astype(numpy.int64))


def made_images(shape: tuple[int, int, int], count: int) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.randint(0, 256, (count, *shape), dtype=torch.uint8), torch.randint(0, 10, (count,))


class Training:
    """A network with its images, standardised by the first `training` of them."""

    def __init__(self, arguments: argparse.Namespace, images: torch.Tensor, labels: torch.Tensor, training: int):
        images, labels = images.to(arguments.device), labels.to(arguments.device)
        pixels = images[:training].float()
        self.mean = pixels.mean((0, 2, 3)).view(1, -1, 1, 1)
        self.deviation = pixels.std((0, 2, 3)).view(1, -1, 1, 1)
        self.images, self.labels, self.training, self.batch = images, labels, training, arguments.batch
        self.autocast = torch.autocast(arguments.device, torch.bfloat16, enabled=arguments.precision == "bfloat16")
        self.network = build(arguments.architecture, images.shape[1], images.shape[2])
        self.network.to(arguments.device, memory_format=torch.channels_last)
        self.optimizer = torch.optim.Adam(self.network.parameters(), lr=0.001)
        self.loss_function = nn.CrossEntropyLoss()

    def logits(self, chosen: torch.Tensor) -> torch.Tensor:
        batch = ((self.images[chosen].float() - self.mean) / self.deviation).contiguous(memory_format=torch.channels_last)
        with self.autocast:
            return self.network(batch).float()

    def order(self, numbers: Callable, *range_: int) -> tuple[torch.Tensor, ...]:
        return numbers(*range_, device=self.images.device).split(self.batch)

    def step(self, chosen: torch.Tensor) -> torch.Tensor:
        loss = self.loss_function(self.logits(chosen), self.labels[chosen])
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    def epoch(self) -> float:
        """Whole batches in a new order, then the accuracy on the images that are not trained on."""
        self.network.train()
        losses = [self.step(chosen) for chosen in self.order(torch.randperm, self.training)
                  if len(chosen) == self.batch]
        torch.stack(losses).sum().item()
        self.network.eval()
        with torch.inference_mode():
            correct = sum((self.logits(chosen).argmax(1) == self.labels[chosen]).sum()
                          for chosen in self.order(torch.arange, self.training, len(self.images)))
        return correct.item() / (len(self.images) - self.training)


def time_steps(training: Training, warm_up: int, steps: int) -> None:
    training.network.train()
    for step in range(warm_up + steps):
        start = time.perf_counter()
        training.step(torch.randint(0, training.training, (training.batch,), device=training.images.device)).item()
        if step >= warm_up:
            print(f"{time.perf_counter() - start:.6f}", flush=True)


def time_training(arguments: argparse.Namespace, images: torch.Tensor, labels: torch.Tensor, count: int) -> None:
    # What PyTorch loads at its first step, seconds long, does not count.
    Training(arguments, images, labels, count).step(torch.arange(arguments.batch, device=arguments.device)).item()
    start, processor_start = time.perf_counter(), time.process_time()
    training = Training(arguments, images, labels, count)
    for _ in range(arguments.epochs):
        training.epoch()
    print(f"{time.perf_counter() - start:.3f} {time.process_time() - processor_start:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("architecture")
    parser.add_argument("--input", default="1,28,28", help="channels,side,side of made images")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--warm-up", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=0, help="time whole trainings of so many epochs, not steps")
    parser.add_argument("--images", default="1280,256", help="training,validation")
    parser.add_argument("--folder", type=Path, help="real images (idx) instead of made ones")
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    shape = tuple(int(n) for n in arguments.input.split(","))
    training, validation = (int(n) for n in arguments.images.split(","))
    if arguments.epochs == 0:
        training, validation = 10 * arguments.batch, 0
    count = training + validation
    images, labels = read_images(arguments.folder, count) if arguments.folder else made_images(shape, count)
    if arguments.epochs == 0:
        time_steps(Training(arguments, images, labels, training), arguments.warm_up, arguments.steps)
    else:
        time_training(arguments, images, labels, training)


if __name__ == "__main__":
    main()
