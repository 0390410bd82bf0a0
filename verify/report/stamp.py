"""The stamp of a formal check: which theorems Coq has checked, bound to the hashes of the sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..formal import build

Json = dict[str, Any]

NAME = "formal.json"


def write(folder: Path, result: Json) -> None:
    """Keep the result of ``verify formal`` for the reports that are built in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAME).write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(folder: Path) -> Json | None:
    """The result of the last ``verify formal`` here; None if there is none, or the sources have changed since."""
    try:
        loaded = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(loaded, dict) or loaded.get("sources") != build.digests():
        return None
    return loaded
