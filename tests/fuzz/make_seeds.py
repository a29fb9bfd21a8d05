"""Makes the seeds of the fuzzing targets again, from what the program writes.

Usage: .venv/bin/python tests/fuzz/make_seeds.py BUILD   (a folder with the program metaqnn)

To be run after each change of a format. Files that begin with "whole" must be read whole: the tests
fuzz.* say when they are not. HDF5 files come twice: as the program writes them, with chunks of a few
rows, and in the oldest format, whose parts carry no checksums that a changed byte would break.
"""

import gzip
import io
import json
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy
from PIL import Image

sys.path.append(str(Path(__file__).resolve().parents[1] / "support"))
import mat_file  # noqa: E402

CORPUS = Path(__file__).resolve().parent / "corpus"

SMALL_RUN = """
[data]
kind = "{kind}"
path = "{path}"
validation = 4
[space]
preset = "small"
[agent]
kind = "paper"
epsilon = [{{value = 1.0, models = 2}}, {{value = 0.1, models = 2}}]
epsilon_scale = "models"
[search]
trials = 4
checkpoint_results = 1
[workers]
trainer = "null"
[output]
image_folder = "{folder}"
"""


def save(target, name, content):
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def copy_attributes(source, target):
    for name in source.attrs:
        stored = h5py.h5a.open(source.id, name.encode())
        kind = stored.get_type()
        value = numpy.empty(stored.shape, dtype=stored.dtype)
        stored.read(value, mtype=kind)
        h5py.h5a.create(target.id, name.encode(), kind, stored.get_space()).write(value, mtype=kind)


def copy_group(source, target, chunk_rows):
    """Copies a group; tables get chunks of so many rows, or none if that is 0."""
    copy_attributes(source, target)
    for name, item in source.items():
        if isinstance(item, h5py.Group):
            copy_group(item, target.create_group(name), chunk_rows)
            continue
        kind = item.id.get_type()
        space = h5py.h5s.create(h5py.h5s.SCALAR)
        layout = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        if item.shape:
            chunked = chunk_rows > 0 and item.chunks is not None
            largest = (h5py.h5s.UNLIMITED,) * len(item.shape) if chunked else item.shape
            space = h5py.h5s.create_simple(item.shape, largest)
            if chunked:
                layout.set_chunk((chunk_rows,) * len(item.shape))
                if item.fletcher32:
                    layout.set_fletcher32()
        copy = h5py.h5d.create(target.id, name.encode(), kind, space, layout)
        values = numpy.empty(item.shape, dtype=item.dtype)
        item.id.read(h5py.h5s.ALL, h5py.h5s.ALL, values, mtype=kind)
        copy.write(h5py.h5s.ALL, h5py.h5s.ALL, values, mtype=kind)
        copy_attributes(item, h5py.Dataset(copy))


def save_hdf5(target, source):
    """Copies a file into the corpus, in the newest format of HDF5 1.10 and in the oldest."""
    with tempfile.TemporaryDirectory() as folder, h5py.File(source, "r") as original:
        for name, versions, chunk_rows in (
            ("whole_new.h5", ("v110", "v110"), 2),
            ("whole_old.h5", ("earliest", "v108"), 0),
        ):
            path = Path(folder) / name
            with h5py.File(path, "w", libver=versions) as file:
                copy_group(original, file, chunk_rows)
            save(target, name, path.read_bytes())


def idx(dimensions, values):
    header = struct.pack(f">BBBB{len(dimensions)}I", 0, 0, 8, len(dimensions), *dimensions)
    return header + bytes(values)


def two_parts(first, second):
    """As target.hpp's parts_of() takes them apart."""
    return struct.pack("<I", len(first)) + first + second


def make_idx(folder):
    """Writes a small data set for runs; saves it as seeds too."""
    images = idx((8, 8, 8), [7 * i % 256 for i in range(512)])
    labels = idx((8,), [0, 1] * 4)
    for part in ("train", "t10k"):
        (folder / f"{part}-images-idx3-ubyte").write_bytes(images)
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(labels)
    save("idx", "whole_plain.bin", two_parts(images, labels))
    packed = two_parts(gzip.compress(images, mtime=0), gzip.compress(labels, mtime=0))
    save("idx", "whole_gzip.bin", packed)


def make_runs(program, folder):
    """A run on made images for the journal, one on image files for what a node keeps of them."""
    for kind in ("synthetic", "idx"):
        config = folder / f"{kind}.toml"
        config.write_text(SMALL_RUN.format(kind=kind, path=folder, folder=folder))
        command = [program, "--log-level", "off", "search", config, "--out", folder / kind]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    save_hdf5("journal", folder / "synthetic" / "run.h5")
    save_hdf5("checkpoint", folder / "synthetic" / "checkpoint.h5")
    (images,) = folder.glob("metaqnn-*.images")
    save("image_file", "whole.bin", images.read_bytes())


def make_weights(folder):
    """Layout: io/weights.hpp."""
    path = folder / "trial-0.h5"
    text = h5py.string_dtype("utf-8", 32)
    with h5py.File(path, "w", libver=("v110", "v110")) as file:
        file.attrs.create("format", b"metaqnn weights", dtype=text)
        file.attrs.create("architecture", b"[C(2,1,1), SM(3)]", dtype=text)
        file.attrs.create("activation", b"relu", dtype=text)
        file.attrs.create("normalisation", b"channel", dtype=text)
        for name, value in (("version", 2), ("trial", 0), ("channels", 1), ("side", 2),
                            ("classes", 3), ("batch_norm", 0), ("dropout", 1), ("gap_relu", 1),
                            ("tensors", 2)):  # fmt: skip
            file.attrs.create(name, value, dtype="i8")
        file.create_dataset("mean", data=numpy.ones(1, "f4"))
        file.create_dataset("deviation", data=numpy.ones(1, "f4"))
        file.create_dataset("0:0.weight", data=numpy.ones((2, 1, 1, 1), "f4"))
        file.create_dataset("1:0.bias", data=numpy.ones(2, "f4"))
    save_hdf5("weights", path)


def make_onnx(program, folder):
    """The network of make_weights(), whole, exported."""
    path = folder / "trial-0.h5"
    with h5py.File(path, "r+") as file:
        file.create_dataset("2:1.weight", data=numpy.ones((3, 2, 2, 2), "f4"))
        file.create_dataset("3:1.bias", data=numpy.ones(3, "f4"))
        file.attrs["tensors"] = 4
    command = [program, "export", path, "--format", "onnx", "--out", folder / "whole.onnx"]
    subprocess.run(command, check=True)
    save("onnx", "whole.onnx", (folder / "whole.onnx").read_bytes())


def make_training(folder):
    """Layout: io/training_files.hpp; whose it is: training_target.cpp."""
    path = folder / "training-0.h5"
    text = h5py.string_dtype("utf-8", 32)
    with h5py.File(path, "w", libver=("v110", "v110")) as file:
        file.attrs.create("format", b"metaqnn training", dtype=text)
        file.attrs.create("architecture", b"[C(2,1,1), SM(3)]", dtype=text)
        for name, value in (("seed", 1), ("recipe", 1)):
            file.attrs.create(name, value, dtype="u8")
        for name, value in (("version", 2), ("trial", 0), ("attempt", 1), ("epochs", 2), ("step", 3),
                            ("correct", 4), ("best_epoch", 1), ("continued", 1), ("tensors", 2)):  # fmt: skip
            file.attrs.create(name, value, dtype="i8")
        for name, value in (("loss", 6.5), ("epoch_seconds", 1.5), ("seconds", 9.5), ("energy_joules", 640.0), ("best_accuracy", 0.75)):
            file.attrs.create(name, value, dtype="f8")
        reports = numpy.array([[1, epoch, 0.001, 1.5, 0.5, 1.25, 0.75, 4] for epoch in (1, 2)], "f8")
        for name, values in (("reports", reports), ("0:0.weight", numpy.ones((2, 1, 1, 1), "f4")),
                             ("1:steps", numpy.ones(1, "f4"))):  # fmt: skip
            file.create_dataset(name, data=values, chunks=values.shape, fletcher32=True)
    save_hdf5("training", path)


def make_predictions(folder):
    """Layout: io/predictions.hpp."""
    path = folder / "predictions-0.h5"
    text = h5py.string_dtype("utf-8", 32)
    with h5py.File(path, "w", libver=("v110", "v110")) as file:
        file.attrs.create("format", b"metaqnn predictions", dtype=text)
        file.attrs.create("architecture", b"[C(2,1,1), SM(3)]", dtype=text)
        for name, value in (("version", 1), ("trial", 0), ("images", 1), ("classes", 3)):
            file.attrs.create(name, value, dtype="i8")
        for part, labels in (("validation", [2]), ("test", [0, 1])):
            arrays = {"labels": numpy.array(labels, "u2"), "probabilities": numpy.eye(3, dtype="f4")[labels]}
            for name, values in arrays.items():
                file.create_dataset(f"{part}/{name}", data=values, chunks=values.shape, fletcher32=True)
    save_hdf5("predictions", path)


def make_hdf5_images(folder):
    """Layout: data/readers.hpp."""
    path = folder / "images.h5"
    with h5py.File(path, "w") as file:
        for part in ("train", "test", "extra"):
            pixels = numpy.arange(4 * 8, dtype="u1").reshape(4, 2, 2, 2)
            file.create_dataset(f"{part}/images", data=pixels, chunks=(2, 2, 2, 2))
            file.create_dataset(f"{part}/labels", data=numpy.array([0, 1, 0, 1], "i2"))
    save_hdf5("hdf5_images", path)
    with h5py.File(path, "r+") as file:
        packed = file["extra/images"][()]
        del file["extra/images"]
        file.create_dataset("extra/images", data=packed, chunks=(4, 2, 2, 2), compression="gzip",
                            shuffle=True, fletcher32=True)  # fmt: skip
    save("hdf5_images", "whole_filters.h5", path.read_bytes())


def make_texts(program):
    dump = subprocess.run([program, "config", "--dump-default"], check=True, capture_output=True)
    lines = [line for line in dump.stdout.splitlines() if line and not line.startswith(b"#")]
    save("configuration", "whole_default.bin", b"\n".join(lines) + b"\n")
    small = SMALL_RUN.format(kind="synthetic", path="", folder="").encode()
    save("configuration", "whole_small.bin", small)
    save("configuration", "override.bin", b"agent.epsilon=[{value=1.0,models=2}]")
    save("architecture", "whole.bin", b"[C(64,3,1), P(2,2), FC(128), SM(10)]")
    save("architecture", "whole_average.bin", b" [ C(512,5,2),\n P(5,3), GAP(10) ] ")


def make_cifar():
    save("cifar", "whole_10.bin", bytes([9] + [i % 256 for i in range(3072)]))
    save("cifar", "whole_100.bin", bytes([19, 99] + [i % 256 for i in range(3072)]))


def make_svhn():
    images = bytes(i % 256 for i in range(2 * 3072))
    save("svhn", "whole_packed.mat", mat_file.digits(images, [1, 10]))
    save("svhn", "whole_plain.mat", mat_file.digits(images[:3072], [1], compressed=False))


def make_tables():
    entry = {"test_acc": [93.1, 92.9, 93.0], "mean_acc": 93.0, "std": 0.08, "flops": 99614720, "params": 2241578.5}
    text = json.dumps({"01201201": entry, "00000000": entry}) + "\n"
    save("result_table", "whole.json", text.encode())
    lines = (
        "# metaqnn table: images 3x32x32, 10 classes",
        "architecture,seed,accuracy,parameters,multiply_adds,seconds,curve",
        '"[C(64,3,1), SM(10)]",0,0.75,657226,1835008,85.2,0.5 0.625 0.75',
        "[GAP(10)],1,0.25,40,30720,,",
    )
    save("result_table", "whole.csv", ("\n".join(lines) + "\n").encode())


def make_pictures():
    levels = numpy.arange(8 * 8 * 3, dtype="u1").reshape(8, 8, 3)
    for name, picture, options in (
        ("whole_rgb.png", Image.fromarray(levels), {}),
        ("whole_grey.png", Image.fromarray(levels[:, :, 0]), {}),
        ("whole_palette.png", Image.fromarray(levels).quantize(16), {"transparency": 0}),
        ("whole_16_bits.png", Image.fromarray(levels[:, :, 0].astype("u2") * 257), {}),
        ("whole_rgb.jpg", Image.fromarray(levels), {}),
        ("whole_progressive.jpg", Image.fromarray(levels), {"progressive": True}),
        ("whole_grey.jpg", Image.fromarray(levels[:, :, 0]), {}),
    ):
        content = io.BytesIO()
        picture.save(content, "PNG" if name.endswith("png") else "JPEG", **options)
        save("picture", name, content.getvalue())


def main():
    program = Path(sys.argv[1]).resolve() / "metaqnn"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_idx(folder)
        make_runs(program, folder)
        make_weights(folder)
        make_onnx(program, folder)
        make_training(folder)
        make_predictions(folder)
        make_hdf5_images(folder)
    make_texts(program)
    make_cifar()
    make_svhn()
    make_pictures()
    make_tables()


if __name__ == "__main__":
    main()
