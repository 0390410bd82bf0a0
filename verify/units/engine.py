"""Whoever does many units of work, each of which needs nothing of the others: one interface for all who can.

A unit is a function of the package and an item: small, seeded, and the same whoever does it and however often. So one
that is lost is done again, and results that are put in the order of their items are the same bytes with any workers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol, TypeVar

from ..errors import WorkError

T = TypeVar("T")
R = TypeVar("R")

TRIES = 3
"""How often a unit is begun whose process or machine is killed; then it is ``Lost``."""


@dataclass(frozen=True)
class Lost:
    """Work that ended without a result, and why, in words."""

    why: str


@dataclass(frozen=True)
class Allowance:
    """What a unit may use: ``seconds``, None for no limit, and ``memory``, bytes of address space of its process."""

    seconds: float | None
    memory: int


class Engine(Protocol):
    """Does units of work."""

    def each(
        self, function: Callable[[T], R], items: Iterable[T], limits: Allowance | None = None
    ) -> Iterator[tuple[int, R | Lost]]:
        """``(i, function(item))`` for the item of each number i, as each one ends; ``Lost`` for one without a result.

        Items are taken as there is somebody to do them, so that there may be no end of them: whoever wants no more
        results closes the iterator, which ends the work. An exception of ``function`` comes through.

        Args:
            function: of the package, at the top of its module, or ``partial`` of one.
            items: what there is to do.
            limits: for each item, which is then done in a process of its own: whatever it does to that, the others have
                their results. None for none.
        """
        ...


def whole(found: Iterable[tuple[int, R | Lost]]) -> Iterator[tuple[int, R]]:
    """The results of ``Engine.each``, where one that is lost is an error."""
    for i, result in found:
        if isinstance(result, Lost):
            raise WorkError(f"a part of the work was lost: {result.why}")
        yield i, result


def engine(jobs: int, scheduler: str | None = None) -> AbstractContextManager[Engine]:
    """So many processes of this machine, or the workers of the Dask scheduler at this address.

    Raises:
        WorkError: Dask is not installed, or no scheduler with workers answers there.
    """
    if scheduler is None:
        from .processes import Processes

        return nullcontext(Processes(jobs))
    from .cluster import Cluster

    return Cluster(scheduler)
