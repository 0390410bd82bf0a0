"""A case: what one file of ``counterexamples/`` states, parsed and exact, before anything is proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .expression import Expr
from .objective import Problem


@dataclass(frozen=True)
class Text:
    """A text of the file with the place where it stands, such as ``counterexamples/bad-minima/x.toml:21``."""

    text: str
    place: str


@dataclass(frozen=True, eq=False)
class StatedPoint:
    """What a file says of a point theta.

    With ``refine`` the texts are decimals, and mean: the one critical point of L whose coordinates round to them.
    Otherwise they are exact constants such as ``-log(2)``.
    """

    theta: tuple[Text, ...]
    values: tuple[Expr, ...]
    refine: bool
    place: str


@dataclass(frozen=True, eq=False)
class Family:
    """A curve, surface, ... of parameters: theta as expressions in the family's own parameters, and where the point is.

    At ``at`` the expressions give the point; the claim to be proved is that the gradient of L vanishes all along.
    ``theta_texts`` and ``at_texts`` are the same as the file has them.
    """

    parameters: tuple[str, ...]
    theta_texts: tuple[str, ...]
    theta: tuple[Expr, ...]
    at_texts: tuple[str, ...]
    at: tuple[Expr, ...]
    place: str


@dataclass(frozen=True)
class Center:
    """Added parameters (b, W), exact, at which ``(theta, 0, b, W)`` is examined besides the standard ones."""

    b: tuple[Fraction, ...]
    W: tuple[tuple[Fraction, ...], ...]
    place: str


@dataclass(frozen=True)
class Flow:
    """A start of the gradient flow of L~ at the point, how far to follow it, and the limit of ``c = a e^b``."""

    a: tuple[Fraction, ...]
    b: tuple[Fraction, ...]
    W: tuple[tuple[Fraction, ...], ...]
    until: Fraction
    limit: Fraction
    place: str


@dataclass(frozen=True, eq=False)
class Witness:
    """Added parameters, in the order a, b, W row by row, at which a variant of a statement is false.

    With ``refine`` the texts are decimals: the point is the critical point of L~ that rounds to them, in the
    coordinates on which L~ depends there. ``method`` is a key of ``WITNESS_METHODS``.
    """

    texts: tuple[Text, ...]
    values: tuple[Expr, ...]
    refine: bool
    method: Text
    place: str


@dataclass(frozen=True)
class Statement:
    """A variant of a claim, said to be false: which claim, what is dropped from its assumptions, what it concludes.

    Attributes:
        claim: the claim that is varied.
        changes: what is different, in words.
        dropped: the assumptions (keys) that are given up; all others of the claim are checked.
        points: ``local-minima`` or ``critical-points`` of L~, over which the conclusion is said.
        conclusion: a key of ``CONCLUSIONS``.
    """

    claim: Text
    changes: str
    dropped: tuple[Text, ...]
    points: str
    conclusion: str
    place: str


@dataclass(frozen=True, eq=False)
class BasisTable:
    """The table ``[basis]`` as written: what PGB needs at the point besides L, and a model that costs less.

    Attributes:
        table: ``psi``, ``penalty``, ``h``, ``r``; ``points``, ``alpha`` and ``model``.
        place: where it stands.
    """

    table: Mapping[str, Any]
    place: str


@dataclass(frozen=True)
class Expectations:
    """What the file says will come out; each is compared in both directions.

    Values are exact constants (``"1/3"``), or decimals after a tilde (``"~1.3242"``: rounds to exactly this).

    Attributes:
        value: L at the point; None only in a file of the kind ``point``.
        better_value: L at the better point.
        method: how the point is proved a local minimum of L, a key of ``METHODS``.
        residual_gradients: rho_k(x), one row per distinct input, one text per output.
        order: the least order of descent at the file's first center ``[[center]]``.
        norm: |theta|^2 at the point: it pins coordinates on which nothing else depends, such as those of a dead unit.
        witness_norm: the same for all coordinates of the witness, theta, a, b, W, as they are written.
        claims: claim name -> the verdict of its instance check.
        answer: what is proved of L near the point, a ``PointAnswer``; of a file of the kind ``point`` alone.
        rank: whether L is least there, a ``Rank``; of such a file alone.
    """

    value: Text | None
    better_value: Text | None
    method: Text | None
    residual_gradients: tuple[tuple[Text, ...], ...] | None
    order: Text | None
    claims: Mapping[str, Text]
    norm: Text | None = None
    witness_norm: Text | None = None
    answer: Text | None = None
    rank: Text | None = None


METHODS = {
    "strict": "one critical point in a box, positive definite Hessian",
    "morse-bott": "the gradient vanishes on a family, the Hessian is positive definite across it",
    "supporting-hyperplane": "convex loss; one linear functional of the outputs is constant around the point",
    "data-optimal": "the residual gradients vanish exactly, so the loss attains its data-wise infimum",
    "critical-orbit": "critical point, positive definite Hessian, both across the orbits of symmetries of L",
    "critical-family": "as for morse-bott, on the family that a critical point of a network with fewer units makes",
    "sharp-minimum": "the point is on kinks, from which L rises on every side and along which it curves upward",
}

DEGENERATE = ("critical-orbit", "critical-family", "sharp-minimum")
"""Methods for a minimum that is not isolated, or on kinks, near decimals: some coordinates may be chosen freely."""

KINDS = {
    "bad-minimum": "a local minimum of L that is not global, and a better point",
    "failure-mode": "a point at which L~ has no local minimum in (a, b, W), and how it escapes",
    "data-optimal": "a point at which no function at all does better on the data",
    "necessity": "a claim with an assumption dropped or a conclusion changed, and an instance on which it is false",
    "point": "a point, such as the weights of a trained network: what L is there has to be found out",
}

WITNESS_METHODS = {
    "isolated": "L~ is constant on a slice through the point and has a nondegenerate minimum across it",
    "symmetric": "as for isolated, on a slice to which a symmetry of L~ takes all points nearby",
    "jump": "jumps of L~ meet at the point; with their upper sides it is as for isolated, the other sides lie higher",
    "kink": "the amplitude is 0 and L~ rises on both sides of it",
    "cusp": "all amplitudes are 0, where the penalty has a corner that is steeper than the data term",
    "hyperplane": "convex loss, whose gradient is constant along all outputs of the augmented network near the point",
    "samplewise": "at every input the loss itself has a strict local minimum in the output",
    "optimal": "every output of the augmented network minimises its loss",
    "least-value": "L~ is lower at the point than where any of (a, b, W) is large: a least value over them is attained",
    "stationary": "the gradient of L~ vanishes exactly (for statements about critical points)",
}

BASIS = {
    "basis": "no model that is linear in derivatives at theta and at points nearby with the same outputs costs less",
    "basis-without-h": "no such model costs less, though no numbers h reproduce the outputs",
    "basis-without-r": "no such model costs less without the term in 1 - r",
    "basis-of-each-sample": "no such model with coefficients of its own for each sample costs less",
    "basis-of-all-nearby": "no model that is linear in derivatives at points nearby costs less, whatever their outputs",
    "basis-suffices": "if no such model costs less, theta is a local minimum of L",
}
"""Conclusions about L and the models of PGB."""

CONCLUSIONS = {
    "vanish": "a = 0",
    "value": "L~ = L(theta)",
    "elimination": "theta is a global minimum of L",
    "data-optimal": "no function does better than theta on the data",
    "realizable": "f(x_i; theta) minimises the loss of every single sample",
    "exists-local-minimum": "L~ has a local minimum",
    "converse": "if theta is a global minimum of L then (theta, 0, b, W) is a local minimum of L~",
    "same-infimum": "inf L~ = inf L",
    **BASIS,
}

POINTS = ("local-minima", "critical-points")

NOT_OF_POINTS = ("exists-local-minimum", "converse", "same-infimum", "basis-suffices")
"""Conclusions that say themselves what they are about: it makes no difference to them which points are meant."""

FOLDERS = {
    "bad-minimum": "bad-minima",
    "failure-mode": "failure-modes",
    "data-optimal": "data-optimal",
    "necessity": "necessity",
    "point": "points",
}
"""Where files of each kind are kept below ``counterexamples``."""


@dataclass(frozen=True, eq=False)
class Case:
    """One file.

    Attributes:
        name: its path inside the folder, without the ending: ``bad-minima/two-sigmoids``.
        path: its path as given.
        title, kind, source: as written.
        story: ``belief``, ``catch``, ``restores`` as far as written.
        tables: the ``[problem]`` and ``[augment]`` tables as written: the text that ``problem.digest`` binds.
        problem: what they denote.
        place: the place of ``[problem]``.
        statement, witness, basis: of a ``necessity`` file.
        file: everything else that the file says, as written: verdicts are bound to it.
    """

    name: str
    path: str
    title: str
    kind: str
    source: str
    story: Mapping[str, str]
    tables: Mapping[str, Any]
    problem: Problem
    point: StatedPoint
    better: StatedPoint | None
    family: Family | None
    subgradients: tuple[tuple[str, ...], ...] | None
    centers: tuple[Center, ...]
    flow: Flow | None
    expect: Expectations
    place: str
    statement: Statement | None = None
    witness: Witness | None = None
    basis: BasisTable | None = None
    file: Mapping[str, Any] = field(default_factory=dict)
