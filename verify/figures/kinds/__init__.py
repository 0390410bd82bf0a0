"""The kinds of figures, one file each: the ``FIGURE`` of every file of this folder."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from ...errors import InputError
from ..figure_kind import FigureKind


@cache
def figure_kinds() -> tuple[FigureKind, ...]:
    """Every kind, in the order in which they are shown."""
    found = [importlib.import_module(f"{__name__}.{module.name}").FIGURE for module in pkgutil.iter_modules(__path__)]
    return tuple(sorted(found, key=lambda kind: (kind.order, kind.name)))


def figure_kind(name: str) -> FigureKind:
    """The kind of this name.

    Raises:
        InputError: there is none.
    """
    for kind in figure_kinds():
        if kind.name == name:
            return kind
    raise InputError(f"there is no figure {name!r}; the figures are {', '.join(k.name for k in figure_kinds())}")
