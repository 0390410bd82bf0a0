"""Digests put right: an altered document that names what it holds."""

from __future__ import annotations

from typing import Any

from ..errors import VerifyError
from ..kernel.certificate import Certificate
from ..kernel.ground import certificate_digest

Json = Any


def rebound(new: Json, old: Json) -> Json:
    """The document with every digest of a certificate put right, as a forger would: then its content has to decide."""
    problem, entries = new["problem"]["sha256"], []
    renamed: dict[str, str] = {}
    for before, after in zip(old["certificates"], new["certificates"], strict=True):
        data = dict(after["data"])
        if isinstance(data.get("rests_on"), list):
            data["rests_on"] = [renamed.get(str(text), text) for text in data["rests_on"]]
        entry = {**after, "data": data}
        if entry != before:
            was = certificate_digest(Certificate(before["kind"], problem, before["data"]))
            renamed[was] = certificate_digest(Certificate(str(entry.get("kind")), problem, data))
        entries.append(entry)
    return {**new, "certificates": entries}


def bound_anew(new: Json, old: Json) -> Json:
    """The same, or the document as it is, where it is too broken for a forger."""
    try:
        return rebound(new, old)
    except (TypeError, ValueError, KeyError, AttributeError, VerifyError):
        return new
