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
from ..files.problem_table import canonical, digest

__all__ = ["FORMAT", "VERSION", "Certificate", "Fields", "canonical", "digest", "document", "matrix", "numbers", "read"]

FORMAT = "verify-minima certificates"
VERSION = 1
MAX_BITS = 100_000
MAX_BYTES = 64 * 2**20


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


def read(path: Path) -> tuple[Mapping[str, Any], list[Certificate]]:
    """The problem's text and the certificates of a file.

    Raises:
        CertificateError: no such file, not this format, another version, or the text does not have the stated hash.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CertificateError(f"{path}: larger than {MAX_BYTES} bytes")
        loaded = json.loads(path.read_bytes(), parse_float=_no_float, parse_constant=_no_float)
    except OSError as error:
        raise CertificateError(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise CertificateError(f"{path}: is not JSON of exact numbers ({error})") from error
    if not isinstance(loaded, dict) or loaded.get("format") != FORMAT:
        raise CertificateError(f"{path}: is not a file of certificates (its 'format' is not {FORMAT!r})")
    if loaded.get("version") != VERSION:
        raise CertificateError(f"{path}: has version {loaded.get('version')!r}; this package reads {VERSION}")
    problem, entries = loaded.get("problem"), loaded.get("certificates")
    if not isinstance(problem, dict) or not isinstance(problem.get("text"), dict) or not isinstance(entries, list):
        raise CertificateError(f"{path}: 'problem' with 'text', and the list 'certificates', must be there")
    stated = digest(problem["text"])
    if stated != problem.get("sha256"):
        raise CertificateError(f"{path}: the text of the problem has the hash {stated}, not the one that is written")
    return problem["text"], [_entry(entry, stated, path) for entry in entries]


def _entry(entry: Any, problem: str, path: Path) -> Certificate:
    if not isinstance(entry, dict) or not isinstance(entry.get("kind"), str) or not isinstance(entry.get("data"), dict):
        raise CertificateError(f"{path}: each certificate is an object with 'kind' (text) and 'data' (object)")
    return Certificate(entry["kind"], problem, entry["data"])


def _no_float(text: str) -> Any:
    raise ValueError(f"the number {text} is a float; exact numbers are written as text")


class Fields:
    """The fields of a certificate's data, each read once and with its type; ``finish`` refuses what was not read."""

    def __init__(self, data: Mapping[str, Any], where: str) -> None:
        self.data, self.where = data, where
        self.read: set[str] = set()

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

    def group(self, key: str) -> Fields:
        """A field that is an object."""
        value = self.raw(key)
        if not isinstance(value, dict):
            raise CertificateError(f"{self.where}.{key}: an object is expected, not {shorten(repr(value))}")
        return Fields(value, f"{self.where}.{key}")

    def groups(self, key: str) -> list[Fields]:
        """A field that is a list of objects."""
        groups = []
        for i, value in enumerate(self._list(self.raw(key), key, None)):
            if not isinstance(value, dict):
                raise CertificateError(f"{self.where}.{key}[{i}]: an object is expected, not {shorten(repr(value))}")
            groups.append(Fields(value, f"{self.where}.{key}[{i}]"))
        return groups

    def finish(self) -> None:
        """Refuse fields that no check has read: a checker must not pass over what a certificate says."""
        unread = sorted(set(self.data) - self.read)
        if unread:
            raise CertificateError(f"{self.where}: unknown field {unread[0]!r}")

    def _number(self, value: Any, key: str) -> Fraction:
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
