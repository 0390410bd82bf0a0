"""Whether a drawn statement is true: ``notes/theory.md``, section 9, applied to the shapes of its pieces."""

from __future__ import annotations

from .known_pieces import KnownNeuron, KnownPenalty, KnownSurroundings

Truth = tuple[bool, str]
"""Whether it is true, and why."""

SHIFTED = ("exponential", "blind", "cut")
"""Shapes that a shift of b multiplies by a number; the others, but for ``step`` and ``free``, a factor of (b, w)."""

AT_B = ("upwards", "downwards", "away")


def fits(n: KnownNeuron, p: KnownPenalty) -> bool:
    """Whether the theorems say what holds for these two together; other pairs are not drawn."""
    if p.shape == "negative" and (n.order > 1 or not n.signed):
        return False
    if n.shape in ("root", "pole", "cut") and p.jump in AT_B:
        return False
    return not (n.half and p.jump == "drop")


def truth(n: KnownNeuron, p: KnownPenalty, around: KnownSurroundings, conclusion: str) -> Truth:
    """Whether ``vanish`` or ``elimination`` holds, for every lam > 0, all data, networks and convex smooth losses."""
    vanishes = _vanish(n, p, around)
    return vanishes if conclusion == "vanish" or not vanishes[0] else _eliminates(n, p, around)


def _vanish(n: KnownNeuron, p: KnownPenalty, around: KnownSurroundings) -> Truth:
    if n.shape == "free":
        return False, "free neurons: the fibre is a point, so FIBRE (2) refutes it"
    if n.shape == "step":
        return False, "near a sample beyond the jump the neuron is its amplitude, which rests"
    if p.shape == "none":
        return False, "no penalty: targets at the outputs of a neuron, L~ = 0 there"
    if p.shape == "decay" and n.shape != "pole":
        return False, "along the fibre the penalty is convex with a minimum at a != 0: FIBRE (2)"
    if p.jump == "pinned" and around.shared and n.shape != "pole":
        return False, "one amplitude stays at 0, where b^2 counts, and holds b against the other: FIBRE (2)"
    if around.coordinate == "a" and not around.open and _excludes_zero(around):
        return False, "the bound keeps a from 0: targets at the outputs of a neuron on the bound"
    if _stopped(n, p, around):
        return False, "the motion that lowers the penalty is stopped: EDGE"
    return True, "the penalty falls strictly along the orbit, which nothing stops: FIBRE (1)"


def _excludes_zero(around: KnownSurroundings) -> bool:
    return around.side * around.bound < 0


def _stopped(n: KnownNeuron, p: KnownPenalty, around: KnownSurroundings) -> bool:
    """Whether some point is stopped at a closed bound or below a jump, when it moves to where the penalty is less."""
    direction = -n.growth if p.shape == "negative" else n.growth
    bounded = not around.open and around.coordinate
    if n.shape not in SHIFTED:
        return bounded in ("b", "W") and around.bound * around.side * direction > 0
    if n.shape == "cut" and n.outwards != (direction > 0):
        return True
    if p.jump == ("upwards" if direction > 0 else "downwards"):
        return True
    return bounded == "b" and around.side == direction


def _eliminates(n: KnownNeuron, p: KnownPenalty, around: KnownSurroundings) -> Truth:
    """The same of elimination, where vanish is true."""
    out_of_reach = around.coordinate == "a" and around.open and around.side * around.bound <= 0
    if p.jump == "drop" or out_of_reach:
        return True, "no point with a = 0 is a local minimum, or there is none: there are no local minima"
    if p.jump in ("wall", "pinned"):
        return False, "the jump beside a = 0 outweighs every residual: ORDERS (2)"
    if n.half or (around.coordinate == "a" and around.bound == 0):
        return False, "a bound at a = 0, and residuals that push against it"
    if n.cone and around.coordinate == "b" and around.side > 0 and around.bound == 0 and not around.open:
        return False, "at the input 0 the domain and the bound leave b = 0 alone, where the neuron sees nothing"
    if not n.signed:
        return False, "the neuron has one sign, and residuals of that sign stay: ORDERS (2)"
    if n.shape in ("blind", "power"):
        return False, "it sees only polynomials, or only the sum: residuals orthogonal to them stay"
    if n.shape == "cut":
        return False, "where the neuron is 0 at all inputs, all residuals stay"
    if p.shape == "decay":
        return False, "b = 0, where a pole sees one sum of the residuals: POLES"
    if p.shape == "negative" or p.order > n.order:
        return True, "ORDERS (1) with EXPSUM, or with ROOTS"
    return False, "the penalty is of the order of the neuron, or a lower one, and outweighs small residuals: ORDERS (2)"
