"""The numbers of one problem at 1,000 bits and more, with derivatives by differences and points by Newton's method."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..exact import exact, half_unit
from ..problem.expression import Expr
from ..problem.formula import constant
from ..problem.objective import Problem
from .high_precision import context, derivative, exactly, values

Data = Mapping[str, Any]
Function = Callable[[Sequence[Any]], Any]
Functions = Callable[[Sequence[Any]], list[Any]]
TOLERANCE = -600
FEW_BITS = 480
"""With these a derivative by differences is off by some 2**-190, relative to the function and to its derivatives."""


class Opinion:
    """The numbers of one problem in one precision."""

    def __init__(self, problem: Problem, bits: int) -> None:
        self.problem = problem
        self.mp = context(max(2200, 2 * bits + 600))
        self.zero = self.mp.ldexp(1, TOLERANCE)

    def number(self, text: str) -> Any:
        """An exact number."""
        return exactly(self.mp, exact(text))

    def numbers(self, texts: Sequence[str]) -> list[Any]:
        """Exact numbers."""
        return [self.number(text) for text in texts]

    def value(self, x: Expr, names: Sequence[str], at: Sequence[Any]) -> Any:
        """An expression at a point; a number that compares with nothing if it has no value."""
        found = values(self.mp, [x], dict(zip(names, at, strict=True)))[0]
        return self.mp.nan if found is None else found

    def values(self, xs: Sequence[Expr], names: Sequence[str], at: Sequence[Any]) -> list[Any]:
        """Expressions at a point, as ``value`` has them."""
        found = values(self.mp, xs, dict(zip(names, at, strict=True)))
        return [self.mp.nan if x is None else x for x in found]

    def length(self, vector: Sequence[Any]) -> Any:
        """The Euclidean norm."""
        return self.mp.sqrt(sum((x * x for x in vector), self.mp.zero))

    def constant(self, text: str) -> Any:
        """A constant that a certificate writes."""
        return self.value(constant(text), [], [])

    def critical(self, f: Function, start: Sequence[Any]) -> list[Any]:
        """The zero of the gradient of a function to which Newton's method leads."""
        return self._newton(lambda at: self.gradient(f, at), self.hessian(f, start), start)

    def zero_of(self, functions: Functions, start: Sequence[Any]) -> list[Any]:
        """The zero of as many functions as coordinates to which Newton's method leads."""
        return self._newton(functions, self.jacobian(functions, start), start)

    def _newton(self, functions: Functions, slopes: Any, start: Sequence[Any]) -> list[Any]:
        """Newton's method with the slopes at its start: what a certificate names is so near that this is enough."""
        at, matrix = list(start), self.mp.matrix(slopes)
        for _ in range(40):
            now = functions(at)
            if max(map(abs, now), default=self.mp.zero) < self.zero**2 / 2**200:
                break
            step = self.mp.lu_solve(matrix, self.mp.matrix(now))
            at = [x - step[i] for i, x in enumerate(at)]
            if max(map(abs, step)) < self.zero:
                break
        else:
            raise ArithmeticError("Newton's method came to no end")
        return at

    def jacobian(self, functions: Functions, at: Sequence[Any]) -> list[list[Any]]:
        """The first derivatives of functions, a row for each function, by central differences."""
        step, columns = self.mp.ldexp(1, -self.mp.prec // 5), []
        for i in range(len(at)):
            ahead, behind = (functions([x + s * step * (j == i) for j, x in enumerate(at)]) for s in (1, -1))
            columns.append([(p - q) / (2 * step) for p, q in zip(ahead, behind, strict=True)])
        return [list(row) for row in zip(*columns, strict=True)]

    def slope(self, at: Sequence[Any], order: Sequence[int], f: Function | None = None) -> Any:
        """A derivative of a function, or of L."""
        return derivative(self.risk if f is None else f, at, order, self.mp.ldexp(1, -self.mp.prec // 5))

    def steep(self, f: Function, at: Sequence[Any], order: Sequence[int]) -> Any:
        """A derivative of which the sign is asked: in few bits, and in all of them if it is small among these."""
        with self.mp.workprec(FEW_BITS):
            found = self.slope(at, order, f)
            small = not abs(found) > self.mp.ldexp(1 + abs(f(at)), -FEW_BITS // 5)
        return self.slope(at, order, f) if small else found

    def gradient(self, f: Function, at: Sequence[Any]) -> list[Any]:
        """All first derivatives of a function."""
        return [self.slope(at, (i,), f) for i in range(len(at))]

    def hessian(self, f: Function, at: Sequence[Any]) -> list[list[Any]]:
        """All second derivatives of a function, in a third of the bits: they are many, and no more is asked of them."""
        with self.mp.workprec(self.mp.prec * 4 // 11):
            lower = [[self.slope(at, (i, j), f) for j in range(i + 1)] for i in range(len(at))]
        return [[lower[max(i, j)][min(i, j)] for j in range(len(at))] for i in range(len(at))]

    def risk(self, at: Sequence[Any]) -> Any:
        """L."""
        return self.value(self.problem.risk, self.problem.names, at)

    def augmented(self, at: Sequence[Any], a: Sequence[Any], b: Sequence[Any], rows: Sequence[Sequence[Any]]) -> Any:
        """L~."""
        added = [*a, *b, *(v for row in rows for v in row)]
        return self.value(self.problem.augmented_risk, self.problem.augmented_names, [*at, *added])

    def compared(self, data: Data, value: Any) -> bool:
        """``equals`` or ``rounds_to``."""
        if "equals" in data:
            return bool(abs(value - self.constant(data["equals"])) < self.zero * (1 + abs(value)))
        text = data["rounds_to"]
        return bool(abs(value - self.number(text)) < exactly(self.mp, half_unit(text)))
