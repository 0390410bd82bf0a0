"""Not proved, though nothing is amiss: what was not run, says nothing, or was seen on samples only."""

from __future__ import annotations

from collections.abc import Sequence

from ...store.attention import Item, nothing_proved
from ..blocks import Block, Section
from ..phrases import entries


def _page(silent: Sequence[Item]) -> Sequence[Block]:
    return [entries(silent)] if silent else []


SECTION = Section("not-proved", "Not proved, though nothing is amiss", 27, nothing_proved, _page, front=True)
