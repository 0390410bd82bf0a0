"""What of a report was not proved in this run: taken from the store, with the day and the code of each proof."""

from __future__ import annotations

from collections.abc import Sequence

from ...store.results_schema import Results, StoreValues
from ..blocks import Block, Items, Line, Paragraph, Section
from ..phrases import code, command, soft, to

KINDS = ("case", "claim")
"""The tasks whose names are links."""


def in_words(store: StoreValues) -> str:
    """How much is from the store, since when, and under which code."""
    days = sorted(day[:10] for day in store["kept"].values())
    when = days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
    return (
        f"{len(store['kept'])} of {store['of']} parts are from the store, checked on {when} under the code "
        f"{store['code'][:12]}, and were not proved in this run"
    )


def _page(results: Results) -> Sequence[Block]:
    store = results["store"]
    if store is None:
        return []
    again = (
        "That they hold is what the store says of that day; their certificates are here, and ",
        code("verify reprove"),
        " proves them all again. ",
        command(results["settings"], "--fresh"),
        " takes nothing from the store.",
    )
    rows = tuple(_row(name, when) for name, when in store["kept"].items())
    return [Paragraph((f"{in_words(store)}. ", *again)), Items(rows)]


def _row(name: str, when: str) -> Line:
    kind, _, short = name.partition("/")
    return (kind, " ", to(kind, short) if kind in KINDS else short, soft(f", checked on {when}"))


def _brief(results: Results) -> Sequence[Block]:
    return [] if results["store"] is None else [Paragraph((soft(f"{in_words(results['store'])}."),))]


SECTION = Section(
    "store", "From the store", 117, lambda results: results, _page, _brief, _brief, short="From the store"
)
