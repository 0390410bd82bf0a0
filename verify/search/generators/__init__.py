"""Strategies of examples, one file for each reason for which a statement can fail. They are chosen by its parts."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from ...files.statement_file import StatementFile
from .. import admissible
from ..trial import Generator


@cache
def generators() -> dict[str, Generator]:
    """Every generator by the name of its file, which defines ``GENERATOR``: simplest first."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    found = {name: importlib.import_module(f"{__name__}.{name}").GENERATOR for name in names}
    return dict(sorted(found.items(), key=lambda entry: (entry[1].rank, entry[0])))


def ways(statement: StatementFile) -> dict[str, Generator]:
    """The generators that suit the parts of a statement, simplest first; none if no loss meets its assumptions."""
    if not admissible.losses(statement):
        return {}
    return {name: generator for name, generator in generators().items() if generator.suits(statement)}
