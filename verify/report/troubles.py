"""What needs the reader's attention in a run: everything that is refuted or not decided, one line each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Trouble:
    """One line: ``refuted``, ``fails`` or ``unknown``, and where, what, why."""

    verdict: str
    words: str

    @property
    def text(self) -> str:
        return f"{self.verdict} {self.words}"


def troubles(cases: Sequence[dict[str, Any]]) -> list[Trouble]:
    """The troubles of ``cases``, without repetitions; where a case is refuted, nothing else is said about it."""
    lines: list[Trouble] = []
    for case in cases:
        refuted = [f for f in case["findings"] if f["verdict"] == "refuted"]
        lines += [Trouble("refuted", f"{f['place']}: {f['message']}") for f in refuted]
        if refuted:
            continue
        for finding in case["findings"]:
            if finding["verdict"] == "unknown":
                words = f"{case['path']}: {finding['name']}: {finding['reason']}: {finding['message']}"
                lines.append(Trouble("unknown", words))
        for name, outcome in case["claims"].items():
            if outcome["verdict"] in ("fails", "unknown"):
                lines.append(Trouble(outcome["verdict"], f"{case['path']}: {name}: {outcome['detail']}"))
    return list(dict.fromkeys(lines))
