"""What is other than in an earlier report. Nothing here decides anything: it compares what is written in both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..commands.checked import CaseValues
from ..errors import InputError
from .results import read
from .results_schema import Results

NAMED = 3
"""So many things that came out otherwise in the same way are named."""


@dataclass(frozen=True)
class Changes:
    """What came, went, and came out otherwise.

    Attributes:
        new: names of cases and statements that no earlier report has.
        gone: names that the earlier report of the same has, and this one has not.
        lines: what came out otherwise: where, what it is, what it was, and of what; a line for all that changed alike.
    """

    new: tuple[str, ...]
    gone: tuple[str, ...]
    lines: tuple[str, ...]


def earlier(folders: Sequence[Path]) -> list[Results]:
    """The reports that are in these folders; one that cannot be read is none: its command says so when it is asked."""
    found = []
    for folder in folders:
        try:
            found.append(read(folder))
        except InputError:
            continue
    return found


def changes(before: Sequence[Results], now: Results) -> Changes | None:
    """What is other than before, where the first report that has a name counts; None if there is no report before.

    What went is said of a report of everything alone: a report of a part names what its arguments name.
    """
    if not before:
        return None
    verdicts = _all(now)
    known: dict[str, Mapping[str, str]] = {}
    for results in reversed(before):
        known |= _all(results)
    gone = [] if now["partial"] is not None else [name for name in _all(before[0]) if name not in verdicts]
    return Changes(
        tuple(name for name in verdicts if name not in known),
        tuple(gone),
        tuple(line for name, said in verdicts.items() if name in known for line in _compared(name, known[name], said)),
    )


def _all(results: Results) -> dict[str, Mapping[str, str]]:
    """Every case, statement and claim that was asked, each with what is said of it, by what it is said of."""
    found: dict[str, Mapping[str, str]] = {case["name"]: _of_case(case) for case in results["cases"]}
    found |= {row["name"]: {"verdict": row["verdict"]} for row in results["statements"]}
    return found | {
        claim["name"]: {"the steps of its proof": claim["proof"]["verdict"]}
        for claim in results["claims"]
        if claim["proof"]["checked"]
    }


def _of_case(case: CaseValues) -> dict[str, str]:
    found = {"status": str(case["status"])}
    found |= {finding["name"]: str(finding["verdict"]) for finding in case["findings"]}
    return found | {name: str(outcome["verdict"]) for name, outcome in case["claims"].items()}


def _compared(name: str, before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    other: dict[tuple[str, str], list[str]] = {}
    for what, said in now.items():
        if what in before and before[what] != said:
            other.setdefault((said, before[what]), []).append(what)
    for (said, was), things in other.items():
        more = f"; and {len(things) - NAMED} more" if len(things) > NAMED else ""
        yield f"{name}: {said}, was {was}: {'; '.join(things[:NAMED])}{more}"
