"""The kernel's check that a list of critical points of L in a box is complete, but for pieces that are left open.

**Theorem.** Let L be twice continuously differentiable near a box B, and let B be covered by pieces, for each of which
one of these is so:

1. *slope*: one partial derivative of L is nowhere 0 on it;
2. *newton*: for a matrix Y and a point c of it, ``Y (grad L(c) + D^2 L(x) (y - c))`` is 0 for no x and y of it;
3. *down*: ``v' D^2 L v < 0`` all over it, for one vector v;
4. *one*: it lies in a box U in which L has at most one critical point, and one that is listed;
5. *mirrored*: a symmetry of L makes it superfluous (``mirrors.py``).

Then each critical point of L in B is listed, but for symmetries that are named, if no piece is of the third sort; and
in any case each local minimum of L in B is.

*Proof.* ``notes/theory.md``, section 5. A point of B lies in a piece. On one of the first two sorts the gradient is not
0: in the second, by the mean value theorem, ``Y grad L(y)`` would be. On one of the third a local minimum would have a
Hessian with ``v'Hv >= 0``. On one of the fourth a critical point is the one in U. For one of the fifth another point of
its orbit is looked at, which is critical, or a local minimum, as it is. QED
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np

from ...errors import CertificateError
from ...numerics import landscape_batch as tests
from ...numerics.arrays import Booleans, Floats, Indices
from ...numerics.ball_matrix import require_nearest
from ...numerics.landscape_batch import LandscapeBatch
from ...problem.objective import Problem
from ..bisection import DOWN, MIRRORED, NEWTON, ONE, OPEN, SLOPE, Generation, generations
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..kind import Kind
from ..mirrors import LARGEST as HEAVIEST
from ..mirrors import MOST, mirror, superfluous
from ..only_points import OnlyPoint, batch, floats_of, only_point, twice_differentiable

CHUNK = 2048
SEEK = ("critical-points", "local-minima")
LARGEST = 12
"""The entries of a direction are whole numbers up to this size, and ``M`` is 0."""
MOST_POINTS = 10_000


def _complete_list(problem: Problem, fields: Fields) -> Finding:
    """Every critical point, or local minimum, of L in a box is in a list, but for pieces that are left open."""
    n, bits, seek = len(problem.names), fields.bits(), fields.text("seek")
    low, high = floats_of(fields, "low", n), floats_of(fields, "high", n)
    tree, directions = fields.texts("tree"), fields.text("directions")
    require(seek in SEEK, f"'seek' is one of {', '.join(SEEK)}")
    require(n > 0, "L has no parameters")
    require(bool(np.all(low < high)), "the box has an interior")
    require(twice_differentiable(problem, low, high), "L was not proved twice continuously differentiable near the box")
    require_nearest()
    groups = fields.groups("points")
    require(len(groups) <= MOST_POINTS, f"there are at most {MOST_POINTS} points")
    points = [only_point(problem, group, bits) for group in groups]
    require(all(x.apart(y) for x, y in combinations(points, 2)), "two of the points may be one")
    rises = _rises(problem, fields, low, high)
    counts, used, share, left = dict.fromkeys((SLOPE, NEWTON, DOWN, ONE, OPEN, MIRRORED), 0), 0, 1.0, 0.0
    for generation in generations(tree, low[None, :], high[None, :]):
        down = generation.of(DOWN)
        vectors = _vectors(directions[used : used + n * len(down)], n, len(down))
        used += n * len(down)
        found = _checked(batch(problem), generation, points, vectors)
        found[MIRRORED] = _mirrored(generation, rises, high)
        require(
            sum(found.values()) + generation.cuts.size == len(generation.letters), "a piece has no reason that is known"
        )
        for letter, count in found.items():
            counts[letter] += count
        left += share * found[OPEN]
        share /= 2
    require(used == len(directions), "there are more directions than pieces that need one")
    require(seek == "local-minima" or not counts[DOWN], "a piece on which L curves down may hold a critical point")
    return _said(problem, points, low, high, seek, counts, left, len(rises) * counts[MIRRORED] > 0)


def _vectors(text: str, n: int, count: int) -> Floats:
    """The directions that a text names, n letters for each."""
    require(len(text) == n * count and text.isascii(), "a direction is missing, or has a letter that is none")
    found = np.frombuffer(text.encode(), dtype=np.uint8).astype(np.float64).reshape(count, n) - ord("M")
    require(bool(np.all(np.abs(found) <= LARGEST)), "a direction has a letter that is none")
    return found


def _checked(
    scape: LandscapeBatch, generation: Generation, points: Sequence[OnlyPoint], vectors: Floats
) -> dict[int, int]:
    """How many leaves of a generation there are of each sort.

    Raises:
        CertificateError: the reason that stands for a piece was not proved of it, or there is no such reason.
    """
    n, counts = generation.low.shape[1], dict[int, int]()
    for k in range(n):
        places = generation.of(SLOPE + k)
        counts[SLOPE] = counts.get(SLOPE, 0) + len(places)
        for part in _parts(generation, places):
            _require(_slope(scape, k, *part), "slope")
    for letter, name in ((NEWTON, "newton"), (ONE, "one")):
        places = generation.of(letter)
        counts[letter] = len(places)
        for low, high in _parts(generation, places):
            _require(_newton(scape, low, high) if letter == NEWTON else _one(points, low, high), name)
    places = generation.of(DOWN)
    counts[DOWN], counts[OPEN] = len(places), len(generation.of(OPEN))
    for i, (low, high) in enumerate(_parts(generation, places)):
        _require(tests.curves_down(scape.hessian(low, high), vectors[i * CHUNK : (i + 1) * CHUNK]), "down")
    return counts


def _rises(problem: Problem, fields: Fields, low: Floats, high: Floats) -> list[tuple[int, ...]]:
    """What each symmetry that is named adds to the weighted sum of the coordinates."""
    groups, weights = fields.groups("symmetries"), fields.numbers("weights", len(problem.names))
    require(len(groups) <= MOST, f"there are at most {MOST} symmetries")
    require(all(w.denominator == 1 and abs(w) <= HEAVIEST for w in weights), "a weight is a whole number")
    return [mirror(problem, group, low, high).rise([int(w) for w in weights]) for group in groups]


def _mirrored(generation: Generation, rises: Sequence[Sequence[int]], top: Floats) -> int:
    """How many pieces symmetries make superfluous."""
    places = generation.of(MIRRORED)
    lows, highs, ends = generation.low[places].tolist(), generation.high[places].tolist(), top.tolist()
    good = all(superfluous(rises, low, high, ends) for low, high in zip(lows, highs, strict=True))
    require(good, "mirrored was not proved of a piece")
    return len(places)


def _parts(generation: Generation, places: Indices) -> list[tuple[Floats, Floats]]:
    chunks = [places[i : i + CHUNK] for i in range(0, len(places), CHUNK)]
    return [(generation.low[chunk], generation.high[chunk]) for chunk in chunks]


def _require(proved: Booleans, name: str) -> None:
    if not bool(np.all(proved)):
        raise CertificateError(f"{name} was not proved of {int(np.count_nonzero(~proved))} pieces")


def _slope(scape: LandscapeBatch, k: int, low: Floats, high: Floats) -> Booleans:
    """Whether slope k is nowhere 0: by its formula, or from a middle by the mean value theorem."""
    good = tests.nonzero(scape.slope(k, low, high))
    rest = np.flatnonzero(~good)
    if len(rest):
        low, high = low[rest], high[rest]
        center = tests.centers(low, high)
        here, row = scape.slope(k, center, center)[:, :, None], scape.row(k, low, high)[:, :, None, :]
        good[rest] = tests.nonzero_by_mean_value(here, row, tests.reaches(low, high, center))[:, 0]
    return good


def _newton(scape: LandscapeBatch, low: Floats, high: Floats) -> Booleans:
    hessians, center = scape.hessian(low, high), tests.centers(low, high)
    here, reach = scape.gradient(center, center), tests.reaches(low, high, center)
    return tests.no_zero_by_newton(here, hessians, reach, tests.inverses(hessians))


def _one(points: Sequence[OnlyPoint], low: Floats, high: Floats) -> Booleans:
    good = np.zeros(len(low), dtype=bool)
    for point in points:
        good |= point.holds(low, high)
    return good


def _said(
    problem: Problem,
    points: Sequence[OnlyPoint],
    low: Floats,
    high: Floats,
    seek: str,
    counts: dict[int, int],
    left: float,
    mirrored: bool,
) -> Finding:
    """What is proved, in words and numbers."""
    n = len(problem.names)
    places = [_place(point, low, high) for point in points]
    inside = [p for p, place in zip(points, places, strict=True) if place == "inside"]
    faces = places.count("at the faces")
    indices = [p.index for p in inside]
    minima = indices.count(0)
    kinds = {"local minima": minima, "saddles": sum(0 < i < n for i in indices), "local maxima": indices.count(n)}
    what = "critical points" if seek == "critical-points" else "local minima"
    number = len(inside) if seek == "critical-points" else minima
    few = [p.index for p, place in zip(points, places, strict=True) if place == "at the faces"]
    faces = sum(seek == "critical-points" or i == 0 for i in few)
    some = counts[OPEN] or faces
    if mirrored:
        sure = "each of those that are decided" if some else "each"
        words = (
            f"of the {what} of L in the box, {sure} is one of {number} that are listed, or an image under symmetries"
        )
    else:
        one = what.replace("points", "point").replace("minima", "minimum") if number == 1 else what
        words = f"L has {'at least' if some else 'exactly'} {number} {one} in the box, all listed"
    if faces:
        words += f"; of {faces} more it is not known whether they are in the box, or at its faces outside"
    if counts[OPEN]:
        words += f"; {counts[OPEN]} pieces, about {left:.1e} of the box, are not decided, and may hold more"
    facts = {
        "seek": seek,
        "symmetries": "yes" if mirrored else "no",
        "complete": "no" if counts[OPEN] else "yes",
        "points": str(len(inside)),
        **{key.replace(" ", "_"): str(value) for key, value in kinds.items()},
        "at_the_faces": str(faces),
        "places": "; ".join(places),
        "indices": "; ".join(str(p.index) for p in points),
        "values": "; ".join(p.value for p in points),
        "pieces": str(sum(counts.values())),
        "undecided": str(counts[OPEN]),
        "undecided_share": f"{left:.6g}",
    }
    return Finding(words, Grade.CERTIFIED, facts)


def _place(point: OnlyPoint, low: Floats, high: Floats) -> str:
    """Whether a point is in the box, outside, or so near to a face that this is not known."""
    ends = [(Fraction(a), Fraction(b)) for a, b in zip(low.tolist(), high.tolist(), strict=True)]
    r, pairs = point.at.box.radius, list(zip(point.at.box.center, ends, strict=True))
    if all(a <= c - r and c + r <= b for c, (a, b) in pairs):
        return "inside"
    return "outside" if any(c + r < a or c - r > b for c, (a, b) in pairs) else "at the faces"


CHECKS: dict[str, Kind] = {"complete-list": Kind(_complete_list, asks=())}
