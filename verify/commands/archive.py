"""All certificates of a report in one file that can be cited, with the files that they are about and an index."""

from __future__ import annotations

import hashlib
import io
import tarfile
from dataclasses import dataclass
from pathlib import Path

import zstandard

from ..errors import InputError
from ..files.json_file import read_json
from ..kernel.certificate import canonical
from .reprove import ATLAS, CLAIMS, FOLDERS, RESULTS

INDEX, REPORT, CASES = "index.json", "reports", "counterexamples"
FORMAT, VERSION = "verify-minima archive", 1
LEVEL = 19
"""Of the compression; the bytes are the same at each run."""
README = f"""Certificates of a report of verify-minima, and the files that they are about. Unpacked by

    tar --zstd -xf FILE

each verdict is proved again from them, by two checkers that share no code:

    verify reprove {REPORT} {CASES}
    verify recheck {REPORT} {CASES}

{INDEX} names every file with its SHA-256.
"""


@dataclass(frozen=True)
class Archive:
    """What was written: the file, its SHA-256, by which it can be cited, and how many documents it holds."""

    path: Path
    sha256: str
    documents: int


def archive(reports: Path, cases: Path, path: Path) -> Archive:
    """Write the certificates below ``reports`` and the cases below ``cases`` to ``path``; same files, same bytes.

    Raises:
        InputError: there are no certificates, or the file cannot be written.
    """
    documents = [p for folder in FOLDERS for p in sorted((reports / folder).rglob("*.json"))]
    if not documents:
        raise InputError("holds no certificates; run `verify check` first", str(reports))
    results = read_json(reports / RESULTS)
    parts = {f"{REPORT}/{p.relative_to(reports).as_posix()}": p.read_bytes() for p in documents}
    parts |= {f"{REPORT}/{n}": (reports / n).read_bytes() for n in (CLAIMS, RESULTS, ATLAS) if (reports / n).exists()}
    files = [p for p in sorted(cases.rglob("*")) if p.is_file()]
    parts |= {f"{CASES}/{p.relative_to(cases).as_posix()}": p.read_bytes() for p in files}
    index = {
        "format": FORMAT, "version": VERSION, "environment": results["environment"],
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(parts.items())},
    }  # fmt: skip
    whole = {INDEX: canonical(index).encode(), "README.txt": README.encode(), **parts}
    packed = zstandard.ZstdCompressor(level=LEVEL).compress(_tar(whole))
    try:
        path.write_bytes(packed)
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror})", str(path)) from error
    return Archive(path, hashlib.sha256(packed).hexdigest(), len(documents))


def _tar(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, content in parts.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return stream.getvalue()
