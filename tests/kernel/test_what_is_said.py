"""The statement and the facts of true certificates whose numbers are known by hand: they say this, and nothing else."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy
import test_basis_violation
import test_falling_path
import test_gradient_bases
import test_kernel
import test_point_boxes
import test_related
import test_smallest_lies
from problems import formula

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.answer import LEAST, LOWER, MEANINGS, Index, Spread, distance_between, proofs_of, proves, ranks, says
from verify.kernel.certificate import Certificate
from verify.kernel.checker import check_step
from verify.kernel.claim_statement import Have
from verify.kernel.evidence import _SEAL, Evidence, Grade
from verify.kernel.ground import Ground, file_digest
from verify.kernel.symbolic_terms import written
from verify.numerics.point import Exact
from verify.problem.expression import num
from verify.verdict import PointAnswer, Rank

Json = dict[str, Any]

FOUND = {**test_kernel.TRUE, **test_related.TRUE, **test_gradient_bases.TRUE, **test_basis_violation.TRUE}

# By name: pieces of the statement, and facts; a number may have any number of digits.
SAID: dict[str, tuple[list[str], Json]] = {
    "strict": (["the one critical point of L in the box is nondegenerate and a strict local minimum"],
               {"index": "0", "minimum": "yes"}),
    "saddle": (["the point is a critical point of L; it is nondegenerate and a saddle of index 1"],
               {"L": "1/2", "index": "1", "minimum": "no"}),
    "stationary": (["the point is a critical point of L"], {}),
    "morse-bott": (["6-parameter family", "a local minimum of L, not strict"], {"L": "1/3", "dimension": "6"}),
    "hyperplane": ([": a local minimum of L"], {}),
    "optimal": (["no function of x has a smaller data term", ": a global minimum of L"], {}),
    "lower": (["is below L at the point"], {"L": "1/3", "L_better": "0"}),
    "value": (["L = 1/3 exactly"], {}),
    "norm": (["|theta|^2 = 559/36 exactly"], {}),
    "residual": (["the residual gradient of output 1 at distinct input 1 is 1.0"], {"rho": "1"}),
    "sample-lower": (["the loss of sample 1 is 0 at another output"], {"loss": "1/2", "loss_there": "0"}),
    "input-lower": (["the summed loss at distinct input 1 is 1.0"], {"loss": "2", "loss_there": "1"}),
    "residual-value": (["rho_1 at distinct input 2 = -1 exactly"], {}),
    "descent": (["with theta frozen it descends at order 1 in output 1 along (1), and no slope in an amplitude"],
                {"kappa": "-1", "order": "1", "radii": "1 from 0.5 to 0.5"}),
    "orbit": (["whatever theta, b, W, is no local minimum: the orbit descends"], {"radii": "1 from 0.125 to 0.125"}),
    "escape": (["below L = 0.5"], {"L": "1/2", "limit": "0"}),
    "unattained": (["the loss logistic has no minimiser for the targets at distinct input 1"], {}),
    "auxiliary-orbit": (["with a = -3, whatever theta and b"], {"radii": "1 from 0.125 to 0.125"}),
    "auxiliary-slope": (["dM/da = -2 L(theta) e^b"], {"L": "1/3", "radii": "2 from 0.5 to 0.000977"}),
    "margins": (["the least margin is 1.5"], {"margin": "3/2"}),
    "bound": (["in 6 derivatives"], {"L": "2", "bound": "2", "columns": "6", "eps": "1/2"}),
    "decay": (["in 2 derivatives"], {"L": "11/50", "bound": "11/50", "columns": "2", "eps": "0"}),
    "tangent": (["in the 7 derivatives of the outputs"], {"L": "1/3", "models": "1", "compared": "yes"}),
    "interpolating": (["3 perturbed derivatives in each amplitude", "at the 2 inputs"], {"moves": "3"}),
    "nearby": (["and as near to it as one likes costs 1.5"], {"L": "2", "model": "3/2", "moved": "1"}),
    "here": (["one model in derivatives at z costs 0"], {"L": "2", "model": "0", "moved": "0"}),
    "term": (["one model in derivatives at z costs 0"], {"L": "1", "model": "0", "moved": "0"}),
    "alone": (["no other theta near the point has the same outputs"], {"determinant": "1"}),
}  # fmt: skip


def said_by(evidence: Evidence, pieces: list[str], facts: Json) -> None:
    for piece in pieces:
        assert piece in evidence.statement
    for name, value in facts.items():
        found = evidence.facts[name]
        same = found == value or abs(sympy.Rational(found) - sympy.Rational(value)) < sympy.Rational(1, 10**8)
        assert same, (name, found)


@pytest.mark.parametrize("name", SAID)
def test_what_a_true_certificate_says(name: str) -> None:
    said_by(test_kernel.check(*FOUND[name]), *SAID[name])


def test_a_critical_point_is_what_its_index_says() -> None:
    for text, index, words in (
        ("t1**2 + t2**2", 0, "a strict local minimum"),
        ("t1**2 - t2**2", 1, "a saddle of index 1"),
        ("-t1**2 - t2**2", 2, "a strict local maximum"),
    ):
        tables = formula("0", ["t1", "t2"], [("0", "0")], regularizer=text)
        data = {"point": {"exact": ["0", "0"]}, "congruence": [["1", "0"], ["0", "1"]], "bits": 64}
        said_by(
            test_kernel.check(tables, "critical-point", data), [f"nondegenerate and {words}"], {"index": str(index)}
        )


def test_a_step_says_its_terms() -> None:
    p = sympy.Symbol("p", positive=True)
    data = {
        "claim": "REAL",
        "step": "least",
        "relation": ">",
        "derived": written(p),
        "stated": written(sympy.Integer(0)),
    }
    found = check_step(Certificate("step", "", data))
    assert (found.statement, found.grade) == ("REAL, least: p > 0", Grade.SYMBOLIC)
    assert found.facts == {"claim": "REAL", "step": "least"}


# ------------------------------------------------------------------------------------------------ answers


def answered(tables: Json, answer: str, rank: str, point: Json, *proofs: tuple[str, Json]) -> Evidence:
    problem = problem_from_tables(tables)
    proved = [checker.check(problem, Certificate(kind, problem.digest, data)) for kind, data in proofs]
    data = {"answer": answer, "rank": rank, "distance": "0", "point": point, "file": file_digest({}),
            "rests_on": [e.digest for e in proved]}  # fmt: skip
    ground = Ground({}, {}, {e.digest: e for e in proved})
    return checker.check(problem, Certificate("answer", problem.digest, data), ground)


PATHS = {
    "to 0": ("open", "; along it L tends to 0, and nowhere reaches that"),
    "a logistic loss": ("global", "; L is nowhere lower than that"),
    "a bad plateau": ("bad", "; that is not the least: L is 0.117"),
}


@pytest.mark.parametrize("name", PATHS)
def test_what_is_said_of_the_limit_along_a_path(name: str) -> None:
    (tables, data), (rank, words) = test_falling_path.TRUE[name], PATHS[name]
    found = answered(tables, "falls-for-ever", rank, data["point"], ("falling-path", data))
    assert words in found.statement
    assert ("not the least" in found.statement, "nowhere lower" in found.statement) == (rank == "bad", rank == "global")
    assert "no critical point" not in found.statement
    for other in {"open", "global", "bad"} - {rank}:
        with pytest.raises(CertificateError, match=f"{other} was not proved of the limit"):
            answered(tables, "falls-for-ever", other, data["point"], ("falling-path", data))


def test_that_nothing_is_critical_is_said_beside_the_path() -> None:
    tables, data = test_falling_path.TRUE["to 0"]
    proofs = [("falling-path", data), ("nowhere-critical", {"field": {"t1": "1"}})]
    found = answered(tables, "falls-for-ever", "open", data["point"], *proofs)
    assert found.statement.endswith("; and L has no critical point, and no local minimum, anywhere")


LINE = formula("t1", ["t1"], [("0", "0")], loss={"formula": "q"})
AWAY: Json = {"exact": ["3"]}
BELOW: tuple[str, Json] = ("lower-value", {"point": AWAY, "better": {"exact": ["1"]}, "bits": 64})


def test_the_rank_is_said_of_the_point_or_of_the_one_near_it() -> None:
    box = ("no-critical-point", {"point": AWAY, "radius": "0", "parameter": 0, "bits": 64})
    found = answered(LINE, "not-critical-within", "bad", AWAY, box, BELOW)
    assert "; the point is no global minimum: L is 1.0" in found.statement
    assert found.statement.endswith("0 there")
    square = formula("t1", ["t1"], [("0", "0")])
    here = {"point": {"exact": ["0"]}}
    said = answered(square, "local-minimum", "global", here["point"], ("data-optimal", here)).statement
    assert said.endswith("; it is a global minimum of L")


def test_an_answer_without_ground_is_none() -> None:
    problem = problem_from_tables(LINE)
    data = {"answer": "nowhere-critical", "rank": "open", "distance": "0", "point": AWAY, "file": file_digest({}),
            "rests_on": []}  # fmt: skip
    with pytest.raises(CertificateError, match="was not proved"):
        checker.check(problem, Certificate("answer", problem.digest, data))


def test_which_way_l_goes_everywhere_is_said() -> None:
    for side, words in ((1, "rises"), (-1, "falls")):
        tables = test_point_boxes.objective(f"{side}*t1")
        found = test_point_boxes.check(tables, "nowhere-critical", {"field": {"t1": "1"}})
        assert words in found.statement


# By answer, the kinds that prove it, with the Morse indices in a plane with which they do.
PROOFS: dict[PointAnswer, tuple[dict[str, tuple[str, ...]], Spread]] = {
    PointAnswer.STRICT_MINIMUM: ({"critical-point": ("0",), "strict-minimum": ("0",)}, Spread.NEAR),
    PointAnswer.LOCAL_MINIMUM: (
        dict.fromkeys(
            (
                "data-optimal",
                "supporting-hyperplane",
                "morse-bott",
                "critical-orbit",
                "critical-family",
                "sharp-minimum",
                "rank-bound",
                "minimum-in-ball",
            ),
            ("0", "1", "2"),
        ),
        Spread.NEAR,
    ),
    PointAnswer.SADDLE: (dict.fromkeys(("critical-point", "critical-orbit", "critical-family"), ("1",)), Spread.NEAR),
    PointAnswer.STRICT_MAXIMUM: ({"critical-point": ("2",)}, Spread.NEAR),
    PointAnswer.FALLS_FOR_EVER: ({"falling-path": ("0", "1", "2")}, Spread.NEAR),
    PointAnswer.NOWHERE_CRITICAL: ({"nowhere-critical": ("0", "1", "2")}, Spread.ANYWHERE),
    PointAnswer.NOT_CRITICAL: (
        dict.fromkeys(("no-critical-point", "no-local-minimum"), ("0", "1", "2")),
        Spread.WITHIN,
    ),
    PointAnswer.NO_LOCAL_MINIMUM: (dict.fromkeys(("no-local-minimum", "descent-path"), ("0", "1", "2")), Spread.WITHIN),
    PointAnswer.CRITICAL_POINT: ({"stationary": ("0", "1", "2")}, Spread.NEAR),
}
PLANE = problem_from_tables(formula("t1 + t2", ["t1", "t2"], [("1", "1")]))
ORIGIN: Json = {"exact": ["0", "0"]}
AT_ORIGIN = Exact(("0", "0"), (num(0), num(0)))


def evidence(kind: str, point: Json = ORIGIN, **facts: str) -> Evidence:
    """As the kernel would make it, about the plane."""
    data = {"point": point, "radius": "1/4"}
    return Evidence(Certificate(kind, PLANE.digest, data), kind, Grade.CERTIFIED, facts, _SEAL, (), kind)


@pytest.mark.parametrize("answer", PROOFS)
def test_an_answer_is_proved_by_its_kinds_alone(answer: PointAnswer) -> None:
    kinds, spread = PROOFS[answer]
    (meaning,) = [m for m in MEANINGS if m.answer == answer]
    every = {kind for known, _ in PROOFS.values() for kind in known} | {"value", "lower-value", "convex-model"}
    for kind in every:
        for index in ("0", "1", "2"):
            mine = evidence(kind, index=index, minimum="yes", down="0", above="0", within="0")
            assert says(PLANE, meaning, mine) is (index in kinds.get(kind, ())), (kind, index)
    assert meaning.spread is spread
    for kind in kinds:
        index = kinds[kind][0]
        mine = evidence(kind, index=index, minimum="yes", down="0", above="0", within="0")
        for distance, spreads in (("0", Spread), ("1/4", (Spread.NEAR, Spread.WITHIN)), ("1/3", (Spread.NEAR,))):
            reached = proves(PLANE, meaning, mine, AT_ORIGIN, ORIGIN, Fraction(distance))
            assert reached is (spread in spreads), (kind, distance)
        assert not proves(PLANE, meaning, mine, AT_ORIGIN, ORIGIN, Fraction("-1"))
        away = evidence(kind, {"exact": ["1/8", "0"]}, index=index, minimum="yes", down="0", above="0", within="0")
        assert proves(PLANE, meaning, away, AT_ORIGIN, ORIGIN, Fraction("1/8")) is (spread is Spread.NEAR)
        assert proves(PLANE, meaning, away, AT_ORIGIN, ORIGIN, Fraction("1/9")) is False


def test_what_is_no_minimum_is_not_answered_to_be_one() -> None:
    (least,) = [m for m in MEANINGS if m.answer == PointAnswer.LOCAL_MINIMUM]
    (none,) = [m for m in MEANINGS if m.answer == PointAnswer.NOT_CRITICAL]
    assert not any(says(PLANE, least, evidence(k, minimum="no")) for k in ("critical-orbit", "critical-family"))
    for down, above in (("1", "0"), ("0", "1")):
        assert not says(PLANE, none, evidence("no-local-minimum", down=down, above=above))
    decayed = problem_from_tables(formula("t1 + t2", ["t1", "t2"], [("1", "1")], regularizer="t1**2"))
    assert not says(decayed, least, evidence("data-optimal"))


def test_points_without_coordinates_are_not_apart() -> None:
    assert distance_between(Exact((), ()), Exact((), ())) == 0
    assert distance_between(AT_ORIGIN, Exact(("0", "-3"), (num(0), num(-3)))) == 3


def test_a_rank_is_proved_by_evidence_of_the_same_point() -> None:
    assert proofs_of(Rank.BAD, PointAnswer.SADDLE) == (LOWER,)
    assert proofs_of(Rank.GLOBAL, PointAnswer.SADDLE) == (LEAST,)
    kinds = {have.kind for have in proofs_of(Rank.GLOBAL, PointAnswer.LOCAL_MINIMUM)}
    decayed = {"decayed-linear", "decayed-to-constant"}
    assert kinds == {"data-optimal", "convex-model", "rank-bound", "linear-layers"} | decayed
    assert ranks(PLANE, LOWER, evidence("lower-value"), ORIGIN)
    assert ranks(PLANE, LEAST, evidence("data-optimal"), ORIGIN)
    for have, kind in ((LOWER, "data-optimal"), (LEAST, "lower-value"), (Have("value", here=False), "norm")):
        assert not ranks(PLANE, have, evidence(kind), ORIGIN)
    assert not ranks(PLANE, LOWER, evidence("lower-value"), {"exact": ["0", "1"]})
    assert {m.index for m in MEANINGS} == set(Index)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("a family", "1-parameter family of critical points of L, nondegenerate across it: a local minimum of L"),
        ("flat on one side", "L is nowhere less than with one branch of each kink there, which has a local minimum"),
        ("symmetric in t1", "nondegenerate across 1 symmetries of L: a local minimum of L, strict but for them"),
        ("a corner", "L rises from the 2 kinks that meet at the point"),
        ("a ratio of classes", "1 (f_1 - f_2)(x_1) = 0 for every theta"),
        ("two jumps", "where 2 jumps meet"),
        ("a model from beside the point", "costs 1.5"),
    ],
)
def test_what_a_true_one_says(entry: str, words: str) -> None:
    assert words in test_smallest_lies.check(*test_smallest_lies.TRUE[entry]).statement


def test_a_family_of_saddles_says_so() -> None:
    found = test_smallest_lies.check("critical-family", test_smallest_lies.risk("0*t1 - t2**2"), {
        **test_smallest_lies.FAMILY, "point": {**test_smallest_lies.FAMILY["point"], "preconditioner": [["-1/2"]]},
    })  # fmt: skip
    assert "no local minimum, of index 1 at least" in found.statement
    assert (found.facts["index"], found.facts["minimum"]) == ("1", "no")


@pytest.mark.parametrize(("order", "words"), [(1, "L falls as -1.0000000000000000000 t:"), (2, "0000 t^2: it is no")])
def test_how_fast_l_falls_is_said(order: int, words: str) -> None:
    tables = formula("t1", ["t1"], [("0", "0")], loss={"formula": f"-q**{order}"})
    data = {"point": {"exact": ["0"]}, "path": ["t"], "order": order, "bits": 64}
    assert words in test_kernel.check(tables, "descent-path", data).statement
