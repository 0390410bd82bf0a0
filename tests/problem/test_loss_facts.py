"""Every fact of every loss of the table is proved, so that a wrong one makes a test red for certain.

What is prose: the loss is the sum over its outputs of the function that is examined (compared with the expressions for
two outputs), so it is convex if this is, and stationary, least, or nonnegative where each term is; a sum of functions
that fall up to some number and rise from another one on does so, too, and attains its minimum between them if it is
continuous. Softmax cross-entropy, the only one that is no such sum, is examined for 2, 3 and 4 classes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations_with_replacement, product
from typing import Any, NamedTuple

import loss_proofs as prove
import pytest

from verify.kernel import gate
from verify.kernel.region import EVERYWHERE, Range
from verify.numerics.identity import vanish
from verify.problem.activations import ANALYTIC
from verify.problem.derivatives import gradient, hessian
from verify.problem.expression import ZERO, Expr, function, num, power, substitute, var
from verify.problem.formula import parse
from verify.problem.losses import ALWAYS, BOTH_LABELS, LOSSES, MEAN_INSIDE, Attained, Loss
from verify.problem.target_sets import TARGET_SETS

SUMS = pytest.mark.parametrize(
    "record",
    [r for r in LOSSES.values() if r.targets != "distribution"],
    ids=[r.name for r in LOSSES.values() if r.targets != "distribution"],
)
Row = tuple[Fraction, ...]
Params = dict[str, Fraction]

UNITY = num(1)
Q, Y, SCALE = var("q"), var("y"), function("exp", var("d"))
UNIT = {"y": Range(0, 1)}
NULL, ONE, HALF, THIRD = Fraction(0), Fraction(1), Fraction(1, 2), Fraction(1, 3)
DELTAS, POWERS = (HALF, ONE, Fraction(3)), tuple(map(Fraction, range(2, 21)))

# What a proof needs besides the formula, by the loss; each is checked, see ``loss_proofs``.
WRITTEN = {"binary-cross-entropy": "(1 - y)*softplus(q) + y*softplus(-q)"}
FACTOR = {"pseudo-huber": "(1 + (q/delta)**2)**(3/2)"}
RISING = {
    "geman-mcclure": ("2/(1 + q**2)**2", "q"),
    "cauchy": ("2/(1 + q**2)", "q"),
    "squared-on-sigmoid": ("2*sigmoid(q)*(1 - sigmoid(q))", "N*sigmoid(q) - A"),  # of one sample: N = 1, A = y
}
HIGHER = {"double-well": ("7/4", "0")}
STATIONARY = dict.fromkeys(("logistic", "binary-cross-entropy", "squared-on-sigmoid"), "a - b")  # A = e^a, B = e^b
FALLING = {"geman-mcclure"}  # f' is of one sign beside 0, by w and g, not by intervals


class Part(NamedTuple):
    """One function of one output that a loss consists of, and the ranges of its other variables."""

    f: Expr
    ranges: prove.Ranges
    params: Params


def read(source: str, **values: Expr) -> Expr:
    """The formula with values for its variables."""
    return substitute([parse(source, ["q", "y", "a", "b", *values])], values)[0]


def build(record: Loss, y: Expr, params: Params, q: Expr = Q) -> Expr:
    return record.build([q], [y], params)


def settings(record: Loss) -> Iterator[Params]:
    """All values of the parameters that are examined; of delta the others follow by scaling, see below."""
    choices = {"delta": DELTAS, "p": POWERS}
    keys = list(record.params)
    for values in product(*(choices[key] for key in keys)):
        yield dict(zip(keys, values, strict=True))


def parts(record: Loss) -> Iterator[Part]:
    for params in settings(record):
        if record.targets == "unit":
            yield Part(build(record, Y, params), UNIT, params)
        for y in {"sign": (-1, 1), "real": (0,)}.get(record.targets, ()):
            yield Part(build(record, num(y), params), {}, params)


def is_convex(record: Loss, part: Part) -> bool | None:
    factor = FACTOR.get(record.name)
    names = {key: num(value) for key, value in part.params.items()}
    return prove.convex(part.f, part.ranges, num(1) if factor is None else read(factor, **names))


def is_global(record: Loss, part: Part, a: Expr = Y, n: Expr = UNITY) -> bool | None:
    rising, higher = RISING.get(record.name), HIGHER.get(record.name)
    return prove.stationary_is_global(
        part.f,
        part.ranges,
        is_convex(record, part),
        None if rising is None else (read(rising[0]), read(rising[1], A=a, N=n)),
        None if higher is None else (read(higher[0]), read(higher[1])),
    )


def agreed(answers: Sequence[bool | None]) -> bool | None:
    """The fact of a loss from those of its parts: it is false if it is so of one."""
    return False if False in answers else None if None in answers else True


@SUMS
def test_a_loss_is_a_sum_over_the_outputs(record: Loss) -> None:
    """And, for real targets, a function of q - y."""
    params = next(settings(record))
    q, y = [var("q1"), var("q2")], [var("y1"), var("y2")]
    assert record.build(q, y, params) is sum((build(record, y[k], params, q[k]) for k in (0, 1)), start=ZERO)
    if record.targets == "real":
        assert build(record, Y, params) is substitute([build(record, ZERO, params)], {"q": Q - Y})[0]


@SUMS
def test_order_of_smoothness(record: Loss) -> None:
    """Each kink has as many continuous derivatives as its node says; the least number is the record's."""
    for part in parts(record):
        order = prove.order(part.f)
        if record.order == ANALYTIC:
            assert order is None
        else:
            assert order is not None
            assert order == record.order if part.params == _defaults(record) else order >= record.order


def _defaults(record: Loss) -> Params:
    return {key: param.default for key, param in record.params.items()}


@SUMS
def test_convexity(record: Loss) -> None:
    assert agreed([is_convex(record, part) for part in parts(record)]) is record.convex


@SUMS
def test_stationary_points(record: Loss) -> None:
    assert agreed([is_global(record, part) for part in parts(record)]) is record.stationary_is_global


@SUMS
def test_sign(record: Loss) -> None:
    written = WRITTEN.get(record.name)
    form = None if written is None else read(written)
    answers = [prove.nonnegative(part.f, part.ranges, is_convex(record, part), form) for part in parts(record)]
    assert agreed(answers) is record.nonnegative


@pytest.mark.parametrize("name", ["huber", "pseudo-huber"])
def test_what_holds_for_one_delta_holds_for_all(name: str) -> None:
    """l(delta s; delta) = delta^2 l(s; 1), for every delta = e^d, on each side of the kinks."""
    record = LOSSES[name]
    delta: Any = SCALE  # the formulas only calculate with it
    wide = substitute([record.build([Q], [ZERO], {"delta": delta})], {"q": SCALE * Q})[0]
    unit = build(record, ZERO, {"delta": ONE})
    for s in (Fraction(-2), Fraction(1, 4), Fraction(2)):
        assert vanish([wide - power(SCALE, Fraction(2)) * unit], {"q": num(s), "d": ZERO})
    assert prove.kinks(unit) == ([] if name == "pseudo-huber" else [-1, 1])


# Which sums at one input have a minimiser.


def classes(record: Loss) -> dict[tuple[bool, bool], bool | None]:
    """Whether the weighted sum at one input attains its minimum in one output; by: targets high, targets low occur.

    For real targets it is one answer. The weights are A = e^a of the targets 1 and B = e^b of the others; between 0 and
    1 a target y counts y to A and 1 - y to B.
    """
    found: dict[tuple[bool, bool], bool | None] = {}
    a, b = function("exp", var("a")), function("exp", var("b"))
    for params in settings(record):
        if record.targets == "real":
            f = build(record, ZERO, params)
            convex = is_convex(record, Part(f, {}, params)) is True
            turns = prove.turns(f, {}, convex) or (record.name in FALLING and _turns_at_0(record))
            answers = {(True, True): True if turns else prove.attained(f, {}, None, None)}
        else:
            low = num(-1) if record.targets == "sign" else ZERO
            lower, upper = build(record, low, params), build(record, num(1), params)
            both = Part(a * upper + b * lower, {}, params)
            at = STATIONARY.get(record.name)
            point = None if at is None else read(at)
            answers = {
                (True, True): prove.attained(both.f, {}, is_global(record, both, a, a + b), point),
                (True, False): prove.attained(upper, {}, None, None),
                (False, True): prove.attained(lower, {}, None, None),
            }
        for key, answer in answers.items():
            found[key] = answer if key not in found or found[key] is answer else None
    return found


def _turns_at_0(record: Loss) -> bool:
    """f' = w g with w > 0, g' > 0 and g(0) = 0: it falls up to 0, and rises from there on."""
    w, g = (read(source) for source in RISING[record.name])
    part = Part(build(record, ZERO, _defaults(record)), {}, _defaults(record))
    return is_global(record, part) is True and vanish(substitute([g], {"q": ZERO})) and w is not ZERO


ROWS: dict[str, list[Row]] = {
    "real": [(NULL,), (Fraction(5),), (Fraction(-2),)],
    "sign": [(ONE,), (-ONE,)],
    "unit": [(NULL,), (ONE,), (THIRD,)],
}


@SUMS
def test_attains(record: Loss) -> None:
    """The record's answer for each group of up to three targets is what is proved for its class."""
    found = classes(record)
    assert None not in found.values()
    if record.targets == "unit":  # f' is affine in y, so that the sum is one of the two ends
        ends = [prove.slope(build(record, num(y), {})) for y in (1, 0)]
        assert vanish([prove.slope(build(record, Y, {})) - Y * ends[0] - (1 - Y) * ends[1]])
    rows = [*ROWS[record.targets], *(a + b for a in ROWS[record.targets] for b in ROWS[record.targets])]
    for size in (1, 2, 3):
        for group in combinations_with_replacement(rows, size):
            if len({len(row) for row in group}) > 1:
                continue
            columns = list(zip(*group, strict=True))
            assert record.attains(group) is all(found[occur(record, column)] for column in columns), group


def occur(record: Loss, column: Sequence[Fraction]) -> tuple[bool, bool]:
    if record.targets == "real":
        return True, True
    low = -ONE if record.targets == "sign" else NULL
    return any(y != low for y in column), any(y != ONE for y in column)


# Softmax cross-entropy.


@pytest.mark.parametrize("k", [2, 3, 4])
def test_softmax_cross_entropy(k: int) -> None:
    record = LOSSES["softmax-cross-entropy"]
    names = [f"q{i}" for i in range(k)]
    q, rest = [var(name) for name in names], [var(f"y{i}") for i in range(1, k)]
    y = [1 - sum(rest, start=ZERO), *rest]
    loss = record.build(q, y, {})
    log_p = [function("log", sum((function("exp", q[j] - q[i]) for j in range(k)), start=ZERO)) for i in range(k)]
    # It is the mean of the numbers -log p_i, weighted with the y_i, and each of these is > 0.
    assert vanish([loss - sum((y[i] * log_p[i] for i in range(k)), start=ZERO)]) is record.nonnegative is True
    assert all(gate.sign(x, EVERYWHERE) in (gate.Sign.POSITIVE, gate.Sign.NONNEGATIVE) for x in log_p)
    # H = diag(p) - p p', with the p_i > 0 of sum 1; so v' H v is the sum over the pairs of p_i p_j (v_i - v_j)^2 >= 0.
    p = [function("exp", q[i] - q[0]) / sum((function("exp", x - q[0]) for x in q), start=ZERO) for i in range(k)]
    second = hessian(loss, names)
    entries = [second[i][j] - ((p[i] if i == j else ZERO) - p[i] * p[j]) for i in range(k) for j in range(k)]
    assert vanish([*entries, sum(p, start=ZERO) - 1])
    assert all(gate.sign(x, EVERYWHERE) is gate.Sign.POSITIVE for x in p)
    v, tail = [var(f"v{i}") for i in range(k)], [var(f"p{i}") for i in range(1, k)]
    p = [1 - sum(tail, start=ZERO), *tail]
    mean = sum((x * w for x, w in zip(p, v, strict=True)), start=ZERO)
    form = sum((x * w * w for x, w in zip(p, v, strict=True)), start=ZERO) - mean * mean
    squares = sum((p[i] * p[j] * (v[i] - v[j]) ** 2 for i in range(k) for j in range(i)), start=ZERO)
    assert vanish([form - squares]) is record.convex is True
    assert record.stationary_is_global is True  # as it is convex
    assert record.order == ANALYTIC
    assert gate.regularity(loss, EVERYWHERE) is gate.Regularity.ANALYTIC


@pytest.mark.parametrize("k", [2, 3, 4])
def test_softmax_cross_entropy_attains(k: int) -> None:
    """With the weights N_c = e^(a_c) of all classes the slopes vanish at q = a; without one class its slope is > 0."""
    record = LOSSES["softmax-cross-entropy"]
    names = [f"q{i}" for i in range(k)]
    q, a = [var(name) for name in names], [var(f"a{i}") for i in range(k)]
    hard = [record.build(q, [num(int(i == c)) for i in range(k)], {}) for c in range(k)]
    total = sum((function("exp", a[c]) * hard[c] for c in range(k)), start=ZERO)
    y = [1 - sum((var(f"y{i}") for i in range(1, k)), start=ZERO), *(var(f"y{i}") for i in range(1, k))]
    mixed = sum((y[c] * hard[c] for c in range(k)), start=ZERO)
    assert vanish([record.build(q, y, {}) - mixed])  # it is affine in the targets
    assert vanish(substitute(gradient(total, names), dict(zip(names, a, strict=True))))
    for c in range(k):
        without = sum((function("exp", a[i]) * hard[i] for i in range(k) if i != c), start=ZERO)
        mass = sum((function("exp", a[i]) for i in range(k) if i != c), start=ZERO)
        p = 1 / sum((function("exp", q[j] - q[c]) for j in range(k)), start=ZERO)
        assert vanish([gradient(without, names)[c] - mass * p])
        assert gate.sign(mass * p, EVERYWHERE) is gate.Sign.POSITIVE
    corners = [tuple(Fraction(int(i == c)) for i in range(k)) for c in range(k)]
    for rows in ([*corners], corners[1:], [tuple([Fraction(1, k)] * k)], [corners[0]]):
        assert record.attains(rows) is all(sum(column) > 0 for column in zip(*rows, strict=True))


# The proofs notice.


@SUMS
@pytest.mark.parametrize("fact", ["convex", "stationary_is_global", "nonnegative"])
def test_a_wrong_fact_is_noticed(record: Loss, fact: str) -> None:
    test = {"convex": test_convexity, "stationary_is_global": test_stationary_points, "nonnegative": test_sign}[fact]
    with pytest.raises(AssertionError):
        test(replace(record, **{fact: not getattr(record, fact)}))


@SUMS
def test_a_wrong_order_is_noticed(record: Loss) -> None:
    for order in {0, 1, 2, ANALYTIC} - {record.order}:
        with pytest.raises(AssertionError):
            test_order_of_smoothness(replace(record, order=order))


@SUMS
def test_a_wrong_condition_for_a_minimiser_is_noticed(record: Loss) -> None:
    for other in (ALWAYS, MEAN_INSIDE, BOTH_LABELS, Attained("never", lambda targets: False)):
        if other is not record.attains:
            with pytest.raises(AssertionError):
                test_attains(replace(record, attains=other))


def test_the_set_of_targets_is_one_that_is_examined() -> None:
    assert set(TARGET_SETS) == {*ROWS, "distribution"}
