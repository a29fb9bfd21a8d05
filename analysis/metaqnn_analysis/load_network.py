"""A stored network (RUN/models/trial-N.h5, or metaqnn export --format hdf5) as a torch module.

Needs h5py and torch only. The layout of the file: io/weights.hpp.
"""

import re
from pathlib import Path

import h5py
import torch
from torch import nn

ACTIVATIONS = {"relu": nn.ReLU, "gelu": nn.GELU, "elu": nn.ELU}


class NetworkError(Exception):
    """The file is no stored network that can be loaded; the message says why."""


class Normalise(nn.Module):
    """Grey levels 0 to 255 [N, C, H, W], uint8 or float, to what the first layer reads: `channel`."""

    def __init__(self, mean: torch.Tensor, deviation: torch.Tensor):
        super().__init__()
        self.register_buffer("mean", mean.view(1, -1, 1, 1))
        self.register_buffer("scale", deviation.view(1, -1, 1, 1).reciprocal())

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        return (pixels.to(self.mean.dtype) - self.mean) * self.scale


class GlobalContrast(nn.Module):
    """The same for `global_contrast`: each image to mean 0 and deviation 1."""

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        levels = pixels.float()
        centred = levels - levels.mean((1, 2, 3), keepdim=True)
        deviation = centred.square().mean((1, 2, 3), keepdim=True).sqrt()
        return centred / deviation.clamp_min(1.0)


class LocalContrast(nn.Module):
    """The same for `local_contrast`: less the mean around each pixel, over the deviation there."""

    def __init__(self, side: int):
        super().__init__()
        row = torch.exp(-0.5 * ((torch.arange(9.0) - 4) / 2.25) ** 2)
        self.register_buffer("window", torch.outer(row, row).div(row.sum() ** 2).view(1, 1, 9, 9))
        self.register_buffer("inside", self.blur(torch.ones(1, 1, side, side)))

    def blur(self, maps: torch.Tensor) -> torch.Tensor:
        return nn.functional.conv2d(maps, self.window, padding=4)

    def mean_around(self, maps: torch.Tensor) -> torch.Tensor:
        return self.blur(maps.mean(1, keepdim=True)) / self.inside

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        levels = pixels.float()
        centred = levels - self.mean_around(levels)
        deviation = self.mean_around(centred.square()).sqrt()
        return centred / deviation.maximum(deviation.mean((1, 2, 3), keepdim=True).clamp_min(1.0))


def load_network(path: str | Path) -> nn.Sequential:
    """The network in evaluation mode: raw pixels [N, C, H, W] to logits [N, classes].

    Dropout is not in it. Raises NetworkError if the file is none, or is of version 1, which does not
    tell how images are normalised.
    """
    try:
        with h5py.File(path, "r") as file:
            kind, version = _text(file.attrs["format"]), int(file.attrs["version"])
            if kind != "metaqnn weights" or version != 2:
                raise NetworkError(f"{path} is {kind} of version {version}, not metaqnn weights of 2")
            return _Builder(file).build().eval()
    except (OSError, KeyError) as error:
        raise NetworkError(f"cannot read {path} ({error})") from error


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


class _Builder:
    """Follows build_network() of src/train."""

    def __init__(self, file: h5py.File):
        self.layers = [
            (kind, [int(number) for number in numbers.split(",")])
            for kind, numbers in re.findall(r"([A-Z]+)\(([\d,]+)\)", _text(file.attrs["architecture"]))
        ]
        self.tensors = {
            name.partition(":")[2]: torch.from_numpy(dataset[()])
            for name, dataset in file.items()
            if ":" in name
        }
        self.activation = ACTIVATIONS[_text(file.attrs["activation"])]
        self.batch_norm, self.dropout, self.gap_relu = (
            bool(file.attrs[name]) for name in ("batch_norm", "dropout", "gap_relu")
        )
        self.side = int(file.attrs["side"])  # of the map that the next layer reads
        self.stages: list[nn.Module] = [self.normalisation(file)]

    def normalisation(self, file: h5py.File) -> nn.Module:
        kind = _text(file.attrs["normalisation"])
        if kind == "global_contrast":
            return GlobalContrast()
        if kind == "local_contrast":
            return LocalContrast(self.side)
        if kind != "channel":
            raise KeyError(f"normalisation {kind}")
        return Normalise(*(torch.from_numpy(file[name][()]) for name in ("mean", "deviation")))

    def build(self) -> nn.Sequential:
        number = 0
        while number < len(self.layers):
            kind, values = self.layers[number]
            taken = 1
            if kind == "P":
                self.pool(*values)
            elif kind in ("C", "FC"):
                _, field, stride = values if kind == "C" else (None, self.side, 1)
                self.convolve(number, field, stride, same=kind == "C")
                taken += self.finish(number)
            else:
                self.convolve(number, 1 if kind == "GAP" else self.side, 1, same=False)
                if kind == "GAP":
                    self.stages += [nn.ReLU()] * self.gap_relu + [nn.AdaptiveAvgPool2d(1)]
            number += taken
        return nn.Sequential(*self.stages, nn.Flatten())

    def convolve(self, number: int, field: int, stride: int, same: bool) -> None:
        """A convolution; without "same" padding and as large as the map, a layer that connects all."""
        weight = self.tensors[f"{number}.weight"]
        bias = self.tensors[f"{number}.bias"]
        ends = number + 1 == len(self.layers)
        output = -(-self.side // stride) if same else self.side - field + 1
        total = max(0, (output - 1) * stride + field - self.side) if same else 0
        if total:
            before, after = total // 2, total - total // 2
            self.stages.append(nn.ZeroPad2d((before, after, before, after)))
        plain = ends or not self.batch_norm
        stage = nn.Conv2d(weight.shape[1], weight.shape[0], field, stride, bias=plain)
        stage.load_state_dict({"weight": weight, "bias": bias} if plain else {"weight": weight})
        self.stages.append(stage)
        self.side = output

    def finish(self, number: int) -> int:
        """What follows the weights of a layer, a pooling included. Returns 1 if there was one."""
        following, values = self.layers[number + 1]
        pools = following == "P"
        pools_first = self.batch_norm and not (self.dropout and number % 2 == 1)
        if pools and pools_first:
            self.pool(*values)
        if self.batch_norm:
            self.normalise(number)
        self.stages.append(self.activation())
        if pools and not pools_first:
            self.pool(*values)
        return int(pools)

    def normalise(self, number: int) -> None:
        bias, mean, variance = (
            self.tensors[f"{number}.{name}"] for name in ("bias", "running_mean", "running_variance")
        )
        stage = nn.BatchNorm2d(len(bias), eps=1e-5)
        parts = {"weight": torch.ones_like(bias), "bias": bias, "running_mean": mean, "running_var": variance}
        stage.load_state_dict({**stage.state_dict(), **parts})
        self.stages.append(stage)

    def pool(self, field: int, stride: int) -> None:
        self.stages.append(nn.MaxPool2d(field, stride))
        self.side = (self.side - field) // stride + 1
