"""Formulas without their kinks: on a region that lies on one side of a kink, or only touches it, and on none else."""

from __future__ import annotations

import pytest

from verify.errors import CertificateError
from verify.kernel.region import NONNEGATIVE, POSITIVE, Region
from verify.kernel.sides import MOST_CASES, cases, constant_sign, on_sides, one_case, strict
from verify.numerics.identity import vanish
from verify.problem.expression import ONE, UNDEFINED, ZERO, Expr, num, var, where
from verify.problem.formula import parse

CLOSED, OPEN = Region({"w2": NONNEGATIVE}), Region({"w2": POSITIVE})
SLOPE_OF_RELU = where(var("w2"), ONE, ZERO, UNDEFINED)


@pytest.mark.parametrize(
    ("x", "region", "found"),
    [
        (parse("step(w2)", ["w2"]), CLOSED, ONE),  # step(0) = 1
        (parse("step(-w2)", ["w2"]), CLOSED, None),  # 1 at w2 = 0, and 0 elsewhere
        (parse("step(-w2)", ["w2"]), OPEN, ZERO),
        (parse("step(w2 - 1)", ["w2"]), CLOSED, None),
        (parse("2*relu(w2)", ["w2"]), CLOSED, parse("2*w2", ["w2"])),
        (SLOPE_OF_RELU, OPEN, ONE),
        (SLOPE_OF_RELU, CLOSED, None),  # no value at w2 = 0
        (where(-var("w2"), num(2), num(3), UNDEFINED), OPEN, num(3)),
        (where(-var("w2"), num(2), num(3), UNDEFINED), CLOSED, None),
    ],
)
def test_a_kink_that_is_touched_has_its_upper_value_if_any(x: Expr, region: Region, found: Expr | None) -> None:
    assert one_case(x, region) is found


@pytest.mark.parametrize(
    ("x", "region", "sign"),
    [("1 + w2", CLOSED, 1), ("-1 - w2", CLOSED, -1), ("w2", CLOSED, None), ("w2", OPEN, 1), ("-w2", OPEN, -1)],
)
def test_a_strict_sign_is_that_of_all_values(x: str, region: Region, sign: int | None) -> None:
    assert strict(parse(x, ["w2"]), region) is sign


@pytest.mark.parametrize(("x", "sign"), [("sqrt(2)", 1), ("-pi", -1), ("0", 0), ("4*atan(1) - pi", None)])
def test_the_sign_of_a_constant_is_0_only_if_it_is_the_number_0(x: str, sign: int | None) -> None:
    assert constant_sign(parse(x, [])) is sign


def test_no_side_of_a_kink_is_left_out() -> None:
    b = var("b")
    found = {(x, tuple(sides.items())) for x, sides in cases(parse("2*abs(b)", ["b"]), CLOSED)}
    assert found == {(2 * b, ((b, 1),)), (-2 * b, ((b, -1),))}
    both = cases(parse("relu(b) + 3*abs(b)", ["b"]), CLOSED)  # at one place: two choices, not four
    assert {vanish([x - 4 * b]) or vanish([x + 3 * b]) for x, _ in both} == {True}


def test_the_number_of_choices_is_bounded() -> None:
    def kinks(count: int) -> Expr:
        names = [f"t{i}" for i in range(count)]
        return parse(" + ".join(f"abs({name})" for name in names), names)

    assert len(list(cases(kinks(6), CLOSED))) == MOST_CASES == 64
    with pytest.raises(CertificateError, match="more than 64 choices"):
        list(cases(kinks(7), CLOSED))


def test_a_kink_is_the_one_that_is_named_however_its_condition_is_written() -> None:
    names = ["a", "b", "u"]
    kink, product = parse("relu(a*(b + u)) + 0*leaky_relu(a*b + u*a)", names), parse("a*(b + u)", names)
    for named, upper in (("a*b + a*u", 1), ("-a*b - a*u", -1)):
        condition = parse(named, names)
        assert vanish([on_sides(kink, Region(), [condition], [upper]) - product])
        assert vanish([on_sides(kink, Region(), [condition], [-upper])])
    for other in ("2*(a*b + a*u)", "a*b + a*u + 1", "0*a", "a"):
        with pytest.raises(CertificateError, match="is not named"):
            on_sides(kink, Region(), [parse(other, names)], [1])


def test_of_several_kinks_each_is_on_its_own_side() -> None:
    names = ["a", "b"]
    x = parse("relu(a) + 2*relu(b) + 4*relu(a + b)", names)
    kinks = [parse(text, names) for text in names]
    for sides, found in (((1, 1), "relu"), ((1, -1), "a"), ((-1, 1), "2*b"), ((-1, -1), "0")):
        with pytest.raises(CertificateError, match="is not named"):
            on_sides(x, Region(), kinks, sides)
        if found != "relu":
            alone = parse("relu(a) + 2*relu(b)", names)
            assert vanish([on_sides(alone, Region(), kinks, sides) - parse(found, names)])


def test_a_choice_counts_for_a_kink_that_appears_after_it() -> None:
    """Of relu(leaky_relu(a)) the inner kink is taken first; where a > 0, relu(a) is left, and its side is known."""
    a = var("a")
    assert {case for case, _ in cases(parse("relu(leaky_relu(a))", ["a"]), Region())} == {a, a / num(100), ZERO}
    assert {case for case, _ in cases(parse("relu(relu(a) - 1)", ["a"]), Region())} == {a - 1, ZERO}
