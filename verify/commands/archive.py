"""All certificates of a report in one file that can be cited, with the files that they are about and an index."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import zstandard

from ..errors import InputError
from ..files.json_file import read_json
from ..kernel.certificate import canonical
from .reprove import ATLAS, CASE_DOCUMENTS, CLAIMS, FOLDERS, RESULTS, STATEMENT_DOCUMENTS

INDEX, REPORT, CASES = "index.json", "reports", "counterexamples"
FORMAT, VERSION = "verify-minima archive", 1
BESIDE = (".csv", ".npz")
"""Endings of the data files that cases name."""
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
    """What a file is to hold, its SHA-256, by which it can be cited, and how many documents are in it."""

    content: bytes
    sha256: str
    documents: int


def archive(reports: Path, cases: Path) -> Archive:
    """The certificates below ``reports``, and the files below ``cases`` that they are about; same files, same bytes.

    Raises:
        InputError: there are no certificates, no results, or no file that states one of the cases.
    """
    documents = [p for folder in FOLDERS for p in sorted((reports / folder).rglob("*.json"))]
    if not documents:
        raise InputError("holds no certificates; run `verify check` first", str(reports))
    results = read_json(reports / RESULTS)
    if not isinstance(results, dict) or "environment" not in results:
        raise InputError("is no result of `verify check`; run it again", str(reports / RESULTS))
    parts = {f"{REPORT}/{p.relative_to(reports).as_posix()}": p.read_bytes() for p in documents}
    parts |= {f"{REPORT}/{n}": (reports / n).read_bytes() for n in (CLAIMS, RESULTS, ATLAS) if (reports / n).exists()}
    files = [*_stating(documents, reports, cases), *(p for p in sorted(cases.rglob("*")) if p.suffix in BESIDE)]
    parts |= {f"{CASES}/{p.relative_to(cases).as_posix()}": p.read_bytes() for p in files}
    index = {
        "format": FORMAT, "version": VERSION, "environment": results["environment"],
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(parts.items())},
    }  # fmt: skip
    whole = {INDEX: canonical(index).encode(), "README.txt": README.encode(), **parts}
    packed = zstandard.ZstdCompressor(level=LEVEL).compress(_tar(whole))
    return Archive(packed, hashlib.sha256(packed).hexdigest(), len(documents))


def _stating(documents: Sequence[Path], reports: Path, cases: Path) -> Iterator[Path]:
    """The file that states each case or statement: another one would have no certificate here, and be missing."""
    for document in documents:
        folder, *name = document.relative_to(reports).with_suffix(".toml").parts
        if folder in (CASE_DOCUMENTS, STATEMENT_DOCUMENTS):
            path = cases.joinpath(*name)
            if not path.is_file():
                raise InputError("states a case of the report, and is not there; archive where it is", str(path))
            yield path


def _tar(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, content in parts.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return stream.getvalue()
