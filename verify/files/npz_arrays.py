"""Arrays of an ``.npz`` file of NumPy, each number the exact rational number that it is. Nothing is ever unpickled."""

from __future__ import annotations

import struct
import tokenize
import zipfile
import zlib
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from ..errors import InputError
from ..exact import shorten, write
from ..spelling import meant

MAX_ENTRIES = 10**6
"""Of one array: an array says its size itself, and is not believed a larger one."""

Array = NDArray[Any]

BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, tokenize.TokenError,
    ValueError, TypeError, OSError, EOFError, RuntimeError, SyntaxError,
)  # fmt: skip
"""What is raised on reading an archive that is none, or is damaged; ``NotImplementedError`` is a ``RuntimeError``."""

_ENDING = ".npy"


@dataclass(frozen=True)
class NpzArrays:
    """The arrays of a file, by name; an array is read when it is asked for.

    Attributes:
        place: the file, as messages name it.
        source: its bytes.
        names: of its arrays, in their order.
    """

    place: str
    source: bytes
    names: tuple[str, ...]

    def array(self, name: str, place: str = "") -> Array:
        """The array of this name, of numbers or of texts.

        Raises:
            InputError: at ``place``, there is none; or it is none of numbers or texts, too large, or broken.
        """
        if name not in self.names:
            raise InputError(f"{self.place} has no array {shorten(name)!r}{meant(name, self.names)}", place)
        try:
            with zipfile.ZipFile(BytesIO(self.source)) as archive, archive.open(name + _ENDING) as member:
                return self._checked(name, member)
        except BROKEN as error:
            raise InputError(f"the array {name!r} cannot be read ({shorten(str(error), 100)})", self.place) from error

    def _checked(self, name: str, member: Any) -> Array:
        # The header first: an array of objects would be unpickled, and a wrong size allocated.
        version = npy.read_magic(member)
        header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, fortran, dtype = header(member)
        if dtype.hasobject or dtype.kind not in "iufU" or (dtype.kind == "f" and dtype.itemsize > 8):
            words = f"the array {name!r} has the type {dtype}: integers, floats of 16 to 64 bits, or texts are read"
            raise InputError(words, self.place)
        entries = 1
        for length in shape:
            entries *= length
        if entries > MAX_ENTRIES or dtype.itemsize > 4000:
            raise InputError(f"the array {name!r} has {entries} entries: at most {MAX_ENTRIES} are read", self.place)
        content = member.read(entries * dtype.itemsize + 1)
        if len(content) != entries * dtype.itemsize:
            raise InputError(f"the array {name!r} does not have the length that its header says", self.place)
        return np.frombuffer(content, dtype).reshape(shape, order="F" if fortran else "C")


def read_npz(source: bytes, place: str) -> NpzArrays:
    """The arrays of an ``.npz`` file.

    Raises:
        InputError: it is no such file.
    """
    try:
        with zipfile.ZipFile(BytesIO(source)) as archive:
            names = archive.namelist()
    except BROKEN as error:
        raise InputError("is no .npz file: write it with numpy.savez", place) from error
    return NpzArrays(place, source, tuple(n.removesuffix(_ENDING) for n in names if n.endswith(_ENDING)))


def exact_texts(array: Array, what: str, place: str) -> list[str]:
    """The entries of an array of numbers, row by row, each as the text of the exact number that it is.

    Raises:
        InputError: an entry is infinite or no number, or the array holds texts.

    >>> exact_texts(np.array([0.1, -2.0], "f4"), "the array 'a'", "a.npz")
    ['13421773/134217728', '-2']
    """
    if array.dtype.kind not in "iuf":
        raise InputError(f"{what} holds no numbers", place)
    texts = []
    for where, value in np.ndenumerate(array):
        if array.dtype.kind == "f" and not np.isfinite(value):
            at = "".join(f"[{i}]" for i in where)
            raise InputError(f"{what}{at} is {value}: every number has to be finite", place)
        texts.append(write(Fraction(int(value) if array.dtype.kind in "iu" else float(value))))
    return texts


def npz_rows(source: bytes, name: str, file: str, place: str) -> list[list[str]]:
    """The rows of an array of two axes, or one row for each number of an array of one."""
    array = read_npz(source, file).array(name, place)
    if array.ndim not in (1, 2) or not array.size:
        words = f"the array {name!r} has the shape {array.shape}: rows and columns are expected, or one row"
        raise InputError(words, file)
    texts = exact_texts(array, f"the array {name!r}", file)
    width = array.shape[1] if array.ndim == 2 else 1
    return [texts[i : i + width] for i in range(0, len(texts), width)]
