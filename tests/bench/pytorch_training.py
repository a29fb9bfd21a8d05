"""The training step of the paper's recipe as a plain PyTorch program: what metaqnn-trainer is measured against.

Prints the seconds of each step, one a line, after `--warm-up` steps that are not counted.
    pytorch_training.py "[C(64,3,1), P(2,2), SM(10)]" --input 1,28,28 --batch 128 --steps 10
"""

import argparse
import re
import time

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("architecture")
    parser.add_argument("--input", default="1,28,28", help="channels,side,side")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--warm-up", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    channels, side, _ = (int(n) for n in arguments.input.split(","))
    images = torch.randint(0, 256, (10 * arguments.batch, channels, side, side), dtype=torch.uint8)
    labels = torch.randint(0, 10, (10 * arguments.batch,))
    mean = images.float().mean((0, 2, 3)).view(1, -1, 1, 1)
    deviation = images.float().std((0, 2, 3)).view(1, -1, 1, 1)

    network = build(arguments.architecture, channels, side).to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.001)
    loss_function = nn.CrossEntropyLoss()
    network.train()
    for step in range(arguments.warm_up + arguments.steps):
        start = time.perf_counter()
        chosen = torch.randint(0, len(images), (arguments.batch,))
        batch = ((images[chosen].float() - mean) / deviation).contiguous(memory_format=torch.channels_last)
        loss = loss_function(network(batch), labels[chosen])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        loss.item()
        if step >= arguments.warm_up:
            print(f"{time.perf_counter() - start:.6f}", flush=True)


if __name__ == "__main__":
    main()
