"""The data of a certificate as a page shows it: what its kind proves, and every field, long ones shortened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ...kernel.certificate import Certificate
from ...kernel.checker import CHECKS, COMPOSED
from ...kernel.ground import certificate_digest

FEW, LONG = 4, 44
"""So many entries of a list, and characters of a text, are shown; the file has all of them."""


@dataclass(frozen=True)
class Exhibited:
    """A certificate: its kind, what the kernel proves from it, its place in its file, and its fields in words."""

    kind: str
    proves: str
    place: int
    count: int
    fields: tuple[tuple[str, str], ...]


def exhibits(documents: Mapping[str, Any]) -> dict[tuple[str, str], Exhibited]:
    """The certificates of the documents, by the path of the file and their hash."""
    return {
        (path, digest): shown
        for path, content in documents.items()
        if isinstance(content, dict) and "problem" in content
        for digest, shown in _of(content)
    }


def _of(document: Mapping[str, Any]) -> Iterator[tuple[str, Exhibited]]:
    listed = document["certificates"]
    for place, entry in enumerate(listed, start=1):
        kind, data = str(entry["kind"]), entry["data"]
        digest = certificate_digest(Certificate(kind, document["problem"]["sha256"], data))
        fields = tuple((name.replace("_", " "), _shown(value)) for name, value in sorted(data.items()))
        yield digest, Exhibited(kind, proves(kind), place, len(listed), fields)


@cache
def proves(kind: str) -> str:
    """What the kernel proves from a certificate of this kind: the first paragraph of what its check says of itself."""
    check = CHECKS[kind].check if kind in CHECKS else COMPOSED.get(kind)
    return " ".join((check.__doc__ or "").split("\n\n")[0].split()) if check is not None else ""


def _shown(value: Any) -> str:
    """A JSON value on one line; what is left out of it is counted."""
    if isinstance(value, list):
        more = f", … {len(value)} in all" if len(value) > FEW else ""
        return f"[{', '.join(map(_shown, value[:FEW]))}{more}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {_shown(part)}' for name, part in sorted(value.items()))}}}"
    if value is None or isinstance(value, bool):
        return {None: "none", True: "yes", False: "no"}[value]
    text = str(value)
    return text if len(text) <= LONG else f"{text[:LONG]}… {len(text)} characters"
