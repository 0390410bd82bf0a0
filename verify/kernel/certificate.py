"""Certificates: exact numbers as text in canonical JSON, bound to the hash of the problem they are about.

``notes/certificate-format.md`` documents every kind for the author of another checker.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..errors import CertificateError, InputError
from ..exact import exact, shorten, write
from ..files.json_file import MAX_BYTES, contents, refuse_nesting
from ..files.problem_table import canonical, digest

__all__ = [
    "FORMAT", "VERSION", "Certificate", "Document", "Fields", "canonical", "closed", "digest", "document", "matrix",
    "numbers",
    "read", "read_file",
]  # fmt: skip

FORMAT = "verify-minima certificates"
VERSION = 1
MAX_BITS = 100_000
MAX_INTEGER = 9
MAX_NESTING = 32


@dataclass(frozen=True, eq=False)
class Certificate:
    """All the data of one decisive inequality or identity; claims nothing until the kernel has checked it.

    Attributes:
        kind: a key of ``checker.CHECKS``.
        problem: SHA-256 of the problem's canonical text.
        data: JSON values in which every number that counts is exact and written as text.
    """

    kind: str
    problem: str
    data: Mapping[str, Any]


def document(case: str, tables: Mapping[str, Any], certificates: Sequence[Certificate]) -> dict[str, Any]:
    """The file that holds all certificates of one case, with the problem's text."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "case": case,
        "problem": {"sha256": digest(tables), "text": tables},
        "certificates": [{"kind": c.kind, "data": c.data} for c in certificates],
    }


@dataclass(frozen=True, eq=False)
class Document:
    """What a file of certificates holds, as it is written; nothing of it is checked but its form and its hash.

    Attributes:
        case: the name of the case.
        tables: the problem's text.
        file: what else the file of the case states; empty for an instance that no file states.
        certificates: in their order.
        content: the whole document.
    """

    case: str
    tables: Mapping[str, Any]
    file: Mapping[str, Any]
    certificates: tuple[Certificate, ...]
    content: Mapping[str, Any]


def read(source: str | bytes, place: str = "") -> Document:
    """The document that a text states: JSON in ASCII, every object closed and with each key once, no float.

    Raises:
        CertificateError: it is not of this format and version, or the problem's text does not have the stated hash.
    """
    loaded = closed(source, place)
    if not isinstance(loaded, dict) or loaded.get("format") != FORMAT:
        raise CertificateError(f"{place}: is not a file of certificates (its 'format' is not {FORMAT!r})")
    top = Fields(loaded, place or "document")
    top.text("format")
    version = top.index("version", 10**9)
    if version != VERSION:
        raise CertificateError(f"{place}: has version {version}; this package reads {VERSION}")
    problem = top.group("problem")
    tables, stated = problem.table("text"), problem.text("sha256")
    if set(tables) != {"problem", "augment"}:
        raise CertificateError(f"{place}: the text of the problem has the tables 'problem' and 'augment', and no other")
    found = digest(tables)
    if stated != found:
        raise CertificateError(f"{place}: the text of the problem has the hash {found}, not the one that is written")
    entries = [Certificate(entry.text("kind"), found, entry.table("data")) for entry in top.groups("certificates")]
    file = top.table("file")
    document = Document(top.text("case"), tables, file, tuple(entries), loaded)
    top.finish()
    return document


def closed(source: str | bytes, place: str = "", nesting: int = MAX_NESTING) -> Any:
    """The values of a text of JSON in ASCII, with each key of an object once, no float, and no deeper than ``nesting``.

    Raises:
        CertificateError: it is no such text.
    """
    try:
        text = source.decode("ascii") if isinstance(source, bytes) else source
        if len(text) > MAX_BYTES:
            raise ValueError(f"it is longer than {MAX_BYTES} characters")
        if not text.isascii():
            raise ValueError("a character beyond ASCII")
        loaded = json.loads(
            text, object_pairs_hook=_object, parse_int=_integer, parse_float=_no_float, parse_constant=_no_float
        )
        refuse_nesting(loaded, nesting)
        canonical(loaded)
        json.dumps(loaded, ensure_ascii=False).encode()  # a lone surrogate is no text
    except (ValueError, RecursionError) as error:
        raise CertificateError(f"{place}: is not JSON of exact numbers ({shorten(str(error), 200)})") from error
    return loaded


def read_file(path: Path) -> Document:
    """The document in a file.

    Raises:
        CertificateError: the file cannot be read, or is no document (see ``read``).
    """
    try:
        source = contents(path, MAX_BYTES)
    except InputError as error:
        raise CertificateError(str(error)) from error
    return read(source, str(path))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for i, (key, _) in enumerate(pairs) if key in dict(pairs[:i]))
        raise ValueError(f"the key {shorten(twice)!r} stands twice in an object")
    return found


def _integer(text: str) -> int:
    if len(text) > MAX_INTEGER:
        raise ValueError(f"the integer {shorten(text)} is too long: exact numbers are written as text")
    return int(text)


def _no_float(text: str) -> Any:
    raise ValueError(f"the number {shorten(text)} is a float; exact numbers are written as text")


class Fields:
    """The fields of an object, each read with its type; ``finish`` refuses what was not read, in it and in its objects.

    An object in it (``group``, ``groups``) belongs to it, so no kind of certificate can forget to finish one.
    """

    def __init__(self, data: Any, where: str) -> None:
        if not isinstance(data, Mapping):
            raise CertificateError(f"{where}: an object is expected, not {shorten(repr(data))}")
        self.data, self.where = data, where
        self.read: set[str] = set()
        self.inner: list[Fields] = []

    def has(self, key: str) -> bool:
        return key in self.data

    def raw(self, key: str) -> Any:
        if key not in self.data:
            raise CertificateError(f"{self.where}: the field {key!r} is missing")
        self.read.add(key)
        return self.data[key]

    def text(self, key: str) -> str:
        value = self.raw(key)
        if not isinstance(value, str):
            raise CertificateError(f"{self.where}.{key}: text is expected, not {shorten(repr(value))}")
        return value

    def index(self, key: str, limit: int) -> int:
        """An integer from 0 to ``limit - 1``."""
        value = self.raw(key)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < limit:
            raise CertificateError(f"{self.where}.{key}: an integer from 0 to {limit - 1}, not {shorten(repr(value))}")
        return value

    def bits(self) -> int:
        value = self.index("bits", MAX_BITS + 1)
        if value < 2:
            raise CertificateError(f"{self.where}.bits: at least 2, not {value}")
        return value

    def number(self, key: str) -> Fraction:
        return self._number(self.raw(key), key)

    def numbers(self, key: str, length: int) -> tuple[Fraction, ...]:
        return tuple(self._number(v, key) for v in self._list(self.raw(key), key, length))

    def matrix(self, key: str, rows: int, columns: int) -> tuple[tuple[Fraction, ...], ...]:
        return tuple(
            tuple(self._number(v, key) for v in self._list(row, key, columns))
            for row in self._list(self.raw(key), key, rows)
        )

    def texts(self, key: str, length: int | None = None) -> tuple[str, ...]:
        values = self._list(self.raw(key), key, length)
        for value in values:
            if not isinstance(value, str):
                raise CertificateError(f"{self.where}.{key}: a list of texts is expected, not {shorten(repr(value))}")
        return tuple(values)

    def boolean(self, key: str) -> bool:
        value = self.raw(key)
        if not isinstance(value, bool):
            raise CertificateError(f"{self.where}.{key}: true or false, not {shorten(repr(value))}")
        return value

    def indices(self, key: str, limit: int) -> tuple[int, ...]:
        """A list of integers from 0 to ``limit - 1``."""
        values = self._list(self.raw(key), key, None)
        return tuple(Fields({str(i): v}, f"{self.where}.{key}").index(str(i), limit) for i, v in enumerate(values))

    def rows_of_texts(self, key: str, columns: int) -> tuple[tuple[str, ...], ...]:
        """A list of lists of ``columns`` texts."""
        rows = self._list(self.raw(key), key, None)
        return tuple(Fields({str(i): r}, f"{self.where}.{key}").texts(str(i), columns) for i, r in enumerate(rows))

    def group(self, key: str) -> Fields:
        """A field that is an object."""
        return self._inner(self.raw(key), f"{self.where}.{key}")

    def groups(self, key: str) -> list[Fields]:
        """A field that is a list of objects."""
        values = self._list(self.raw(key), key, None)
        return [self._inner(value, f"{self.where}.{key}[{i}]") for i, value in enumerate(values)]

    def table(self, key: str) -> Mapping[str, Any]:
        """A field that is an object, for another reader, which has to refuse what it does not know."""
        return self.group(key).whole()

    def whole(self) -> Mapping[str, Any]:
        """All of the object, for another reader, which has to refuse what it does not know."""
        self.read.update(self.data)
        return self.data

    def finish(self) -> None:
        """Refuse fields that no check has read: a checker must not pass over what a certificate says."""
        unread = sorted(set(self.data) - self.read)
        if unread:
            raise CertificateError(f"{self.where}: unknown field {shorten(unread[0])!r}")
        for fields in self.inner:
            fields.finish()

    def _inner(self, value: Any, where: str) -> Fields:
        fields = Fields(value, where)
        self.inner.append(fields)
        return fields

    def _number(self, value: Any, key: str) -> Fraction:
        if not isinstance(value, str):
            words = f"{shorten(repr(value))} is not an exact number: it is written as text"
            raise CertificateError(f"{self.where}.{key}: {words}")
        try:
            return exact(value, f"{self.where}.{key}")
        except InputError as error:
            raise CertificateError(str(error)) from error

    def _list(self, value: Any, key: str, length: int | None) -> list[Any]:
        if not isinstance(value, list) or (length is not None and len(value) != length):
            wanted = "a list" if length is None else f"a list of length {length}"
            raise CertificateError(f"{self.where}.{key}: {wanted} is expected, not {shorten(repr(value))}")
        return value


def numbers(values: Sequence[Fraction]) -> list[str]:
    """Exact numbers as a certificate writes them."""
    return [write(v) for v in values]


def matrix(rows: Sequence[Sequence[Fraction]]) -> list[list[str]]:
    """A matrix of exact numbers as a certificate writes it."""
    return [numbers(row) for row in rows]
