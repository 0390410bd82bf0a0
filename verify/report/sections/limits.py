"""What this does not say: the limits of each sentence of the abstract, with the claims and cases that show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...store.abstract import SENTENCES, Limit
from ...store.results_schema import Results
from ..blocks import Block, Inline, Items, Line, Link, Paragraph, Section, nothing
from ..phrases import joined, prose, stem, to

ABOUT = "The theorems do not say, and nothing here shows:"


@dataclass(frozen=True)
class Limits:
    """What the abstract does not say, and the names of the cases that the report has."""

    limits: Sequence[Limit]
    cases: set[str]


def _takes(results: Results) -> Limits:
    """All limits with a report of everything; in a report of a part they would speak of what is not there."""
    limits = [limit for sentence in SENTENCES for limit in sentence.limits] if results["partial"] is None else []
    return Limits(limits, {case["name"] for case in results["cases"]})


def _page(found: Limits) -> Sequence[Block]:
    if not found.limits:
        return []
    return [Paragraph((ABOUT,)), Items(tuple(_limit(limit) for limit in found.limits))]


def _limit(limit: Limit) -> Line:
    see: list[Inline | Line] = [Link("case", n, stem(n)) if "/" in n else to("claim", n) for n in limit.see]
    return (prose(limit.words), " (", *joined(see, ", "), ")")


SECTION = Section("limits", "What this does not say", 25, _takes, _page, nothing, front=True)
