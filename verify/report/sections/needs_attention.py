"""Needs attention: everything that is refuted, fails or is not decided, the failures first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...store.attention import Item, items
from ...store.faults import Trouble, troubles
from ...store.results_schema import Results
from ..blocks import Block, Entries, Section
from ..phrases import entries, told


@dataclass(frozen=True)
class Amiss:
    """What is amiss, for a page with links, and as lines with their places."""

    items: Sequence[Item]
    lines: Sequence[Trouble]


def _takes(results: Results) -> Amiss:
    return Amiss(items(results), troubles(results["cases"], results["claims"], results["statements"]))


def _page(amiss: Amiss) -> Sequence[Block]:
    return [entries(amiss.items)] if amiss.items else []


def _terminal(amiss: Amiss) -> Sequence[Block]:
    found = tuple(told(line.verdict, line.words) for line in amiss.lines)
    return [Entries(found)] if found else []


SECTION = Section("attention", "Needs attention", 10, _takes, _page, terminal=_terminal, urgent=True, front=True)
