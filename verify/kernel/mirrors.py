"""Symmetries of L that permute coordinates and change signs, and the pieces of a box that they make superfluous.

Let G be the group that some such symmetries generate, each of which maps the box B onto itself and leaves L as it is,
and let ``phi(x) = sum_i w_i x_i``. G is finite, so each orbit in B has a point z at which phi is greatest on it. A
piece on which ``phi(g x) > phi(x)`` for one g of G holds no such z. So whoever looks at the other pieces alone misses
no critical point but those that G makes of what is found.

A point where a piece was cut belongs to its upper half alone here, so that every point of B is in exactly one piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..numerics.arrays import Floats
from ..numerics.identity import vanish
from ..problem.expression import substitute, var
from ..problem.objective import Problem
from .certificate import Fields
from .finding import require

MOST = 64
LARGEST = 10**6


@dataclass(frozen=True)
class Mirror:
    """The map ``(g x)_i = sign_i x_(place_i)``."""

    places: tuple[int, ...]
    signs: tuple[int, ...]

    def maps_onto_itself(self, low: Floats, high: Floats) -> bool:
        """Whether the image of a box is the box."""
        for i, (place, sign) in enumerate(zip(self.places, self.signs, strict=True)):
            ends = (low[place], high[place]) if sign > 0 else (-high[place], -low[place])
            if ends != (low[i], high[i]):
                return False
        return True

    def rise(self, weights: Sequence[int]) -> tuple[int, ...]:
        """The coefficients of ``phi(g x) - phi(x)``, phi being the sum with these weights."""
        found = [-w for w in weights]
        for w, place, sign in zip(weights, self.places, self.signs, strict=True):
            found[place] += w * sign
        return tuple(found)


def mirror(problem: Problem, fields: Fields, low: Floats, high: Floats) -> Mirror:
    """The symmetry that a group of fields names.

    Raises:
        CertificateError: it is no permutation, it does not map the box onto itself, or L was not proved to keep.
    """
    n = len(problem.names)
    places, signs = fields.indices("places", n), fields.numbers("signs", n)
    require(sorted(places) == list(range(n)), f"{fields.where}: 'places' has each parameter once")
    require(all(abs(s) == 1 for s in signs), f"{fields.where}: a sign is 1 or -1")
    found = Mirror(places, tuple(int(s) for s in signs))
    require(found.maps_onto_itself(low, high), f"{fields.where}: the box is not mapped onto itself")
    require(keeps_risk(problem, found), f"{fields.where}: L was not proved to be the same at the image")
    return found


def keeps_risk(problem: Problem, found: Mirror) -> bool:
    """Whether L was proved to be the same at the image: all outputs and the term in theta alone are, or L itself is."""
    pairs = zip(problem.names, found.places, found.signs, strict=True)
    image = {name: sign * var(problem.names[place]) for name, place, sign in pairs}
    parts = [f for group in problem.distinct for f in problem.outputs[group[0]]] + [problem.regularizer]
    return any(
        vanish([y - x for x, y in zip(same, substitute(same, image), strict=True)]) for same in (parts, [problem.risk])
    )


def superfluous(
    rises: Sequence[Sequence[int]], low: Sequence[float], high: Sequence[float], top: Sequence[float]
) -> bool:
    """Whether one of these sums, ``sum_k c_k x_k``, is greater than 0 all over a piece, without its upper ends.

    An upper end that is that of the whole box, ``top``, belongs to the piece.
    """
    for coefficients in rises:
        least, attained = Fraction(0), True
        for k, c in enumerate(coefficients):
            if c > 0:
                least += c * Fraction(low[k])
            elif c < 0:
                least += c * Fraction(high[k])
                attained = attained and high[k] == top[k]
        if least > 0 or (least == 0 and not attained):
            return True
    return False
