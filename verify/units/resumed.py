"""Units of work of which some were done before: what is known is taken, the others are done and kept at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from .engine import Allowance, Engine, Lost

T = TypeVar("T")
R = TypeVar("R")
S = TypeVar("S", contravariant=True)
Q = TypeVar("Q")


class KeptUnits(Protocol[S, Q]):
    """What units of one sort came to before."""

    def get(self, item: S, /) -> Q | None:
        """What came of this item; None if that is not known."""
        ...

    def put(self, item: S, result: Q, /) -> None:
        """Keep what came of this item, if it is to be had again."""
        ...


def known(items: Sequence[T], kept: KeptUnits[T, R] | None) -> dict[int, R]:
    """What came of items before, by their numbers."""
    if kept is None:
        return {}
    return {i: found for i, item in enumerate(items) if (found := kept.get(item)) is not None}


def others(
    workers: Engine, function: Callable[[T], R], items: Sequence[T], found: Mapping[int, R],
    kept: KeptUnits[T, R] | None, limits: Allowance | None = None,
) -> Iterator[tuple[int, R | Lost]]:  # fmt: skip
    """``Engine.each`` of the items of which nothing was found, with their numbers; kept as each one ends."""
    left = [i for i in range(len(items)) if i not in found]
    for n, result in workers.each(function, [items[i] for i in left], limits):
        if kept is not None and not isinstance(result, Lost):
            kept.put(items[left[n]], result)
        yield left[n], result
