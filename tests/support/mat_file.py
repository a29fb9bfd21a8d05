"""Writes MATLAB 5 files of the layout of SVHN's cropped digits (MathWorks, "MAT-File Format")."""

import struct
import zlib

INT8, UINT8, INT32, UINT32, MATRIX, COMPRESSED = 1, 2, 5, 6, 14, 15
DOUBLE_CLASS, UINT8_CLASS = 6, 9


def element(kind, content):
    padding = 0 if kind == COMPRESSED else -len(content) % 8
    return struct.pack("<II", kind, len(content)) + content + bytes(padding)


def array(name, array_class, sides, numbers):
    """Numbers are stored as bytes, as MATLAB stores whole numbers that fit."""
    parts = element(UINT32, struct.pack("<II", array_class, 0))
    parts += element(INT32, struct.pack(f"<{len(sides)}i", *sides))
    parts += element(INT8, name.encode()) + element(UINT8, numbers)
    return element(MATRIX, parts)


def digits(images, labels, compressed=True):
    """images: bytes in MATLAB's order, rows fastest, then columns, channels and images; labels: 1 to 10."""
    arrays = [
        array("X", UINT8_CLASS, (32, 32, 3, len(labels)), bytes(images)),
        array("y", DOUBLE_CLASS, (len(labels), 1), bytes(labels)),
    ]
    if compressed:
        arrays = [element(COMPRESSED, zlib.compress(part)) for part in arrays]
    return b"MATLAB 5.0 MAT-file".ljust(124) + b"\x00\x01IM" + b"".join(arrays)
