"""The kernel's check that a vector field forces a = 0: theorem SLIDE of ``notes/theory.md``, section 9.

The field ``f d/da + g d/db + h w d/dw`` may be another one for a > 0 and for a < 0, and is one along which the neuron
stays as it is and the penalty falls. It asks for less than an orbit in closed form: neuron and penalty may jump, or
have no value somewhere, as long as a short way along the field leads over no jump upwards and out of no domain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from ...errors import CertificateError, FormulaError
from ...files.statement_file import StatementFile
from ...numerics.identity import vanish
from ...problem.derivatives import gradient
from ...problem.expression import ONE, ZERO, Expr, num, rebuild, substitute, text, topological, var, variables
from ...problem.formula import parse
from ...truth import Truth
from .. import gate
from ..certificate import Fields
from ..finding import require
from ..region import Region
from ..sides import cases, strict
from .orbits import ANYWHERE, ONE_SIDE, W2, A, U, penalty_at

SLIDE = "slide"

FIELD_NAMES = ("a", "b", "w2")
NAMES = ("a", "b", "u", "w", "w2", "lam")
"""In formulas about one side of a = 0, a stands for the size of a; w stands for any one weight."""

W = var("w")
NO_FALL = "the penalty was not proved to fall along the field"
SIDES = {"above": 1, "below": -1}
MOST_ROOTS = 3

Pieces = Sequence[tuple[Expr, Mapping[Expr, int]]]
"""A formula without its kinks, for each choice of sides of them."""


class Motion(NamedTuple):
    """The field ``a d/da + b d/db + w (w d/dw)`` of these three coefficients."""

    a: Expr
    b: Expr
    w: Expr

    def along(self, x: Expr) -> Expr:
        """The derivative of x, a function of (a, b, u, w, w2) without kinks, along the field."""
        by_a, by_b, by_u, by_w, by_w2 = gradient(x, ["a", "b", "u", "w", "w2"])
        return self.a * by_a + self.b * by_b + self.w * (U * by_u + W * by_w + 2 * W2 * by_w2)


def one_side(x: Expr, side: int) -> Expr:
    """x for amplitudes of this sign, as a function of their size a."""
    return substitute([x], {"a": A * side})[0]


def margins(statement: StatementFile, side: int) -> list[Expr]:
    """What the bounds of the statement keep from being negative, for amplitudes of this sign."""
    values = {"a": A * side, "b": var("b"), "W": W}
    signs = {">=": 1, "<=": -1}
    return [signs[c.relation] * (values[c.name] - num(c.bound)) for c in statement.augmentation.constraints]


def is_empty(statement: StatementFile, lam: Expr, side: int) -> bool:
    """True proves that no point of L~ has an amplitude of this sign: a bound, or a domain, excludes it."""
    formulas = [statement.augmentation.neuron, penalty_at(statement.augmentation, lam)]
    nowhere = any(known.nowhere for known in gate.look([one_side(x, side) for x in formulas], ONE_SIDE))
    return nowhere or any(strict(margin, ONE_SIDE) == -1 for margin in margins(statement, side))


def check_slide(statement: StatementFile, lam: Expr, group: Fields) -> str:
    """At every local minimum, and critical point, of L~ all amplitudes are 0, for this sign of lam; why, in words."""
    augmentation = statement.augmentation
    fields = {name: group.group(name) for name in SIDES}
    motions: dict[str, Motion] = {}
    for name, side in SIDES.items():
        if is_empty(statement, lam, side):
            continue
        motion = motions[name] = _motion(fields[name], augmentation.frozen)
        kept = KeptConditions(fields[name], motion, ONE_SIDE)
        for margin in margins(statement, side):
            kept.require(margin)
        _check_neuron(one_side(augmentation.neuron, side), kept)
        _check_penalty(one_side(penalty_at(augmentation, lam), side), kept, _falls)
    require(bool(motions), "L~ has no value where an amplitude is not 0: the statement says nothing")
    if augmentation.shared and len(augmentation.neurons(statement.outputs)) > 1:
        _check_others(statement, lam, group.group("zero"), list(motions.values()))
    words = {f"({text(m.a)}, {text(m.b)}, {text(m.w)} w)" for m in motions.values()}
    return f"along the field {' or '.join(sorted(words)) or '0'} the neuron stays as it is, and the penalty falls"


def _motion(group: Fields, frozen: tuple[str, ...]) -> Motion:
    """The field of one side: continuously differentiable, and 0 in all that is not trained."""
    found = []
    for key, name in (("a", "a"), ("b", "b"), ("w", "W")):
        part = formula(group, key, FIELD_NAMES)
        require(name not in frozen or vanish([part]), "the field moves what is not trained")
        known = gate.differentiable(part, ONE_SIDE)
        require(known is Truth.YES, f"{group.where}.{key} was not proved to be continuously differentiable")
        found.append(part)
    return Motion(*found)


def formula(group: Fields, key: str, names: tuple[str, ...] = NAMES) -> Expr:
    """A formula of the certificate in these names."""
    return parsed(group.text(key), f"{group.where}.{key}", names)


def parsed(written: str, where: str, names: tuple[str, ...] = NAMES) -> Expr:
    """A formula in these names.

    Raises:
        CertificateError: it is none.
    """
    try:
        return parse(written, names, where)
    except FormulaError as error:
        raise CertificateError(str(error)) from error


class Forms:
    """Formulas in forms that show their signs: each that is asked for is one of them, and each of them is asked for."""

    def __init__(self, group: Fields, key: str) -> None:
        self.where = f"{group.where}.{key}"
        self.forms = [parsed(written, f"{self.where}[{i}]") for i, written in enumerate(group.texts(key))]
        self.used: set[int] = set()

    def of(self, x: Expr) -> Expr:
        """The form that was proved to be the same as x."""
        i = next((i for i, form in enumerate(self.forms) if vanish([x - form])), None)
        require(i is not None, f"{self.where} has no form of {text(x)[:80]}")
        assert i is not None
        self.used.add(i)
        return self.forms[i]

    def finish(self) -> None:
        """Refuse forms that nothing asked for."""
        require(len(self.used) == len(self.forms), f"{self.where} has a form of nothing")


class KeptConditions:
    """What a short way along the field keeps: of a condition c, that c >= 0 stays so; by ``X c >= rate c``."""

    def __init__(self, group: Fields, motion: Motion, region: Region) -> None:
        self.group, self.motion, self.region = group, motion, region
        self.table = group.group("kept")
        self.found: dict[Expr, int] = {}

    def holds(self, c: Expr) -> bool:
        """True proves that c >= 0 is kept. The certificate has a rate, and a form of ``X c - rate c`` that is >= 0."""
        if strict(c, self.region) == 1:
            return True
        if c not in self.found:
            if not self.table.has(text(c)):
                return False
            group = self.table.group(text(c))
            rate, form = formula(group, "rate"), formula(group, "form")
            smooth = gate.differentiable(c, self.region) is Truth.YES
            require(smooth, f"{text(c)} was not proved to be continuously differentiable")
            known = gate.continuous(rate, self.region)
            require(known is Truth.YES, f"{group.where}.rate was not proved to be continuous")
            same = vanish([self.motion.along(c) - rate * c - form])
            require(same, f"{group.where}.form is not the derivative of {text(c)} along the field, less rate times it")
            sign = gate.sign(form, self.region)
            require(sign is not None and sign.at_least_zero, f"{group.where}.form was not proved to be >= 0")
            self.found[c] = 0 if vanish([form]) else strict(form, self.region) or -1
        return True

    def require(self, c: Expr) -> None:
        """Refuse if c >= 0 was not proved to be kept."""
        require(self.holds(c), f"the field was not proved to keep {text(c)} >= 0")

    def grows(self, c: Expr) -> int:
        """Of a condition that is kept: 1 if ``X c > rate c`` everywhere, 0 if both are the same, -1 if not known."""
        return self.found.get(c, 1)


def _check_neuron(x: Expr, kept: KeptConditions) -> None:
    """The neuron is constant along the field, for a short time, from each point where it has a value."""
    known = list(cases(x, kept.region))
    if not is_continuous(x, known, kept.region):
        for c in dict.fromkeys(c for _, sides in known for c in sides):
            kept.require(c)
    for piece, _ in known:
        for variant in variants(piece, kept):
            require(is_constant(variant, kept.motion), "the neuron was not proved to stay as it is along the field")


def is_constant(piece: Expr, motion: Motion) -> bool:
    """True proves that the derivative along the field is 0 wherever all roots in the piece are of positive numbers.

    It is multiplied by what makes whole powers of these roots.
    """
    factor: Expr = ONE
    for x in topological([piece]):
        if is_root(x):
            factor = factor * x.args[0] ** (-Fraction(x.data) % 1)
    return vanish([motion.along(piece) * factor])


def is_continuous(x: Expr, known: Pieces, region: Region) -> bool:
    """Whether x is continuous, and each of its pieces smooth everywhere: then no side of a kink needs to be kept."""
    smooth = all(gate.differentiable(piece, region) is Truth.YES for piece, _ in known)
    return smooth and gate.continuous(x, region) is Truth.YES


def variants(piece: Expr, kept: KeptConditions) -> Iterator[Expr]:
    """The piece, and what it is where a base of a root in it is 0, and stays 0 along the field."""
    bases = list(dict.fromkeys(x.args[0] for x in topological([piece]) if is_root(x)))
    still = []
    for c in bases:
        if strict(c, kept.region) == 1:
            continue
        kept.require(c)
        require(kept.grows(c) >= 0, f"whether {text(c)} stays 0 along the field is not known")
        if kept.grows(c) == 0:
            still.append(c)
    require(len(still) <= MOST_ROOTS, f"there are more than {MOST_ROOTS} roots of what may be 0")
    for chosen in range(2 ** len(still)):
        yield _without_roots(piece, {c for i, c in enumerate(still) if chosen >> i & 1})


def is_root(x: Expr) -> bool:
    """Whether it is a power with a fraction > 0 as exponent, which has a value where its base is >= 0."""
    return x.op == "pow" and Fraction(x.data).denominator > 1 and Fraction(x.data) > 0


def _without_roots(x: Expr, bases: set[Expr]) -> Expr:
    new: dict[Expr, Expr] = {}
    for y in topological([x]):
        new[y] = ZERO if is_root(y) and y.args[0] in bases else rebuild(y, [new[a] for a in y.args])
    return new[x]


Accept = Callable[[Expr, Region], bool]


def _falls(form: Expr, region: Region) -> bool:
    return strict(form, region) == -1


def _does_not_rise(form: Expr, region: Region) -> bool:
    known = gate.sign(form, region)
    return (known is not None and known.at_most_zero) or vanish([form])


def _check_penalty(x: Expr, kept: KeptConditions, accept: Accept) -> None:
    """The penalty falls (or does not rise) along the field, for a short time, from each point where it has a value."""
    known = list(cases(x, kept.region))
    crossed: set[Expr] = set()
    if not is_continuous(x, known, kept.region):
        crossed = {c for _, sides in known for c in sides if not kept.holds(c)}
    forms = Forms(kept.group, "changes")
    for piece, _ in known:
        for variant in variants(piece, kept):
            require(accept(forms.of(kept.motion.along(variant)), kept.region), NO_FALL)
    forms.finish()
    _check_drops(known, crossed, kept)


def _check_drops(known: Pieces, crossed: set[Expr], kept: KeptConditions) -> None:
    """Where the field leads from the upper side of a jump to the lower one, the penalty does not rise."""
    for c in crossed:
        require(gate.continuous(c, kept.region) is Truth.YES, f"{text(c)} was not proved to be continuous")
    pairs = [(p, q) for p, mine in known for q, other in known if below(mine, other, crossed)]
    forms = Forms(kept.group, "drops")
    for p, q in pairs:
        smooth = gate.differentiable(q, kept.region) is Truth.YES
        require(smooth, "the penalty below a jump was not proved to be smooth")
        sign = gate.sign(forms.of(p - q), kept.region)
        require(sign is not None and sign.at_least_zero, "the penalty was not proved to drop where the field crosses")
    forms.finish()


def below(mine: Mapping[Expr, int], other: Mapping[Expr, int], crossed: set[Expr]) -> bool:
    """Whether the sides ``other`` are reached from ``mine`` by going to the lower side of some jumps in ``crossed``."""
    shared = mine.keys() & other.keys()
    moved = {c for c in shared if mine[c] != other[c]}
    return bool(moved) and moved <= crossed and all(mine[c] == 1 for c in moved)


def _check_others(statement: StatementFile, lam: Expr, group: Fields, motions: list[Motion]) -> None:
    """On a shared neuron all amplitudes move with one b and w, and those that are 0 stay 0, at no cost."""
    moves = [(m.b, m.w) for m in motions]
    for b, w in moves:
        require(not variables([b, w]) & {"a"}, "on a shared neuron b and w are to move alike for all amplitudes")
        require(vanish([b - moves[0][0], w - moves[0][1]]), "on a shared neuron both sides are to move b and w alike")
    kept = KeptConditions(group, Motion(ZERO, *moves[0]), ANYWHERE)
    at_zero = [statement.augmentation.neuron, penalty_at(statement.augmentation, lam)]
    neuron, penalty = substitute(at_zero, {"a": ZERO})
    _check_neuron(neuron, kept)
    _check_penalty(penalty, kept, _does_not_rise)
