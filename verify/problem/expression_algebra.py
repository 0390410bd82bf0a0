"""Expressions as the algebra in which the records of ``functions.py`` are written."""

from __future__ import annotations

from .expression import PI, Expr, function


class _Expressions:
    """Its constants and functions; ``+``, ``*`` and the like are those of ``Expr``."""

    pi = PI

    @staticmethod
    def apply(name: str, x: Expr) -> Expr:
        return function(name, x)


EXPRESSIONS = _Expressions()
