"""What evidence serves for: its kind, its point, its facts, the problem and the file; and what contradicts what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from problems import formula

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel.certificate import Certificate, Fields
from verify.kernel.claim_statement import ClaimStatement, Have, Rule
from verify.kernel.contradiction import ANYWHERE, AT_ONE_POINT, MINIMUM, NO_MINIMUM, contradictions
from verify.kernel.evidence import _SEAL, Evidence, Grade
from verify.kernel.ground import Ground, assumed, certificate_digest, file_digest, same_point, serves, stands
from verify.kernel.judgement import applicable, judgement, said, unmet, used
from verify.problem.objective import Problem
from verify.verdict import Sense, Verdict

HERE: dict[str, Any] = {"exact": ["1/2"]}
THERE: dict[str, Any] = {"exact": ["1/3"]}


def about(**more: Any) -> Problem:
    return problem_from_tables(formula("t1*x1", ["t1"], [("1", "1"), ("2", "3"), ("2", "3")], **more))


PROBLEM = about()
CONFLICTING = problem_from_tables(formula("t1*x1", ["t1"], [("1", "1"), ("1", "2")]))


def evidence(kind: str, point: Any = HERE, grade: Grade = Grade.SYMBOLIC, /, **facts: str) -> Evidence:
    """As the kernel would make it."""
    data = {"point": point, "limit": "2"}
    return Evidence(Certificate(kind, PROBLEM.digest, data), f"{kind} holds", grade, facts, _SEAL, (), kind)


SOME = Have("value", facts=(("order", "2"),), also=("lam-positive",), stated=(("limit", "flow.limit"),))
FILE = {"flow": {"limit": "4/2"}}


def test_evidence_serves_if_all_that_is_asked_for_is_so() -> None:
    mine = evidence("value", order="2")
    assert serves(PROBLEM, SOME, mine, HERE, FILE)
    assert not serves(PROBLEM, SOME, evidence("norm", order="2"), HERE, FILE)
    assert not serves(PROBLEM, SOME, evidence("value", order="3"), HERE, FILE)
    assert not serves(PROBLEM, SOME, evidence("value"), HERE, FILE)
    assert not serves(PROBLEM, SOME, mine, THERE, FILE)
    assert not serves(PROBLEM, SOME, mine, None, FILE)
    assert not serves(PROBLEM, SOME, mine, HERE, {"flow": {"limit": "3"}})
    assert not serves(PROBLEM, SOME, mine, HERE, {})
    assert not serves(about(regularizer="t1**2"), replace(SOME, also=("data-only",)), mine, HERE, FILE)
    assert serves(PROBLEM, replace(SOME, here=False), mine, None, FILE)
    assert not serves(PROBLEM, replace(SOME, here=False), mine, None, {})


@pytest.mark.parametrize(
    ("number", "serving"),
    [("0", True), ("1", True), ("2", False), ("", False), ("-1", False), ("²", False), ("x", False)],
)
def test_a_number_below_that_of_the_distinct_inputs(number: str, serving: bool) -> None:
    have = Have("value", below_inputs="rank")
    assert serves(PROBLEM, have, evidence("value", rank=number), HERE, {}) is serving


def test_the_numbers_of_a_file_are_compared_as_numbers() -> None:
    file = {"a": "1/2", "b": {"c": ["1", "4/2"], "d": [["3"], []]}, "e": 1}
    assert stands(file, "a", "2/4")
    assert stands(file, "b.c", ["1", "2"])
    assert stands(file, "b.d", [["3"], []])
    for place, numbers in (
        ("a", "1/3"), ("b.c", ["1"]), ("b.c", ["2", "1"]), ("b.c", "1"), ("a", ["1/2"]), ("e", "1"), ("e", 1),
        ("b", None), ("x", None), ("a.c", "1/2"), ("b.x", "1"), ("a", "t"), ("b.d", [["3"]]),
    ):  # fmt: skip
        assert not stands(file, place, numbers), place


def box(center: str, radius: str) -> dict[str, Any]:
    return {"center": [center, "0"], "radius": radius}


def test_boxes_are_of_one_point_if_one_lies_in_the_other() -> None:
    for one, other, same in (
        (box("0", "1"), box("1/2", "1/2"), True),
        (box("0", "1"), box("1/2", "1/2 + 1/1000"), False),
        (box("0", "1"), box("-1/2", "1/2"), True),
        (box("0", "1"), box("0", "1"), True),
        (box("0", "1"), box("1/4", "1"), False),
    ):
        one, other = ({**b, "radius": b["radius"].replace("1/2 + 1/1000", "501/1000")} for b in (one, other))
        assert same_point(one, other) is same_point(other, one) is same
    beside = {"center": ["0", "1"], "radius": "1/8"}
    assert not same_point(box("0", "1/4"), beside)
    assert same_point({"exact": [" 1/2"]}, {"exact": ["1/2 "]})
    assert not same_point(HERE, THERE)
    assert not same_point(HERE, box("1/2", "1"))
    assert not same_point(box("1/2", "1"), HERE)
    assert not same_point(HERE, "1/2")


def grounded(*known: Evidence, file: Any = None) -> Ground:
    return Ground({CLAIM.name: CLAIM}, {} if file is None else file, {e.digest: e for e in known})


def rests(*names: str) -> Fields:
    return Fields({"rests_on": list(names)}, "test")


def test_a_certificate_rests_on_what_was_proved_before_it_and_once() -> None:
    one, other = evidence("value"), evidence("norm")
    assert grounded(one, other).evidence(rests("norm", "value")) == [other, one]
    assert grounded(one).evidence(rests()) == []
    with pytest.raises(CertificateError, match="not proved before it"):
        grounded(one).evidence(rests("value", "norm"))
    with pytest.raises(CertificateError, match="the same evidence twice"):
        grounded(one).evidence(rests("value", "value"))
    with pytest.raises(CertificateError, match="there is no claim other"):
        grounded().claim(Fields({"claim": "other"}, "test"))
    assert grounded().claim(Fields({"claim": "TEST"}, "test")) is CLAIM


def test_a_certificate_is_of_its_file_and_of_the_point_that_the_file_names() -> None:
    for file, point, accepted in (
        ({}, HERE, True),
        ({"point": {"theta": ["1/2"]}}, {"exact": [" 1/2 "]}, True),
        ({"point": {"theta": [" 1/2"]}}, THERE, False),
        ({"point": {"theta": ["0.5"]}}, HERE, False),
        ({"point": {"theta": ["0.5"], "refine": True}}, {"rounds_to": ["0.5"], "exact": ["0"]}, True),
        ({"point": {"theta": ["0.5"], "refine": True}}, {"exact": ["0.5"]}, False),
        ({"point": {"theta": ["0.5"], "refine": False}}, {"exact": ["0.5"]}, True),
        ({"point": {}}, HERE, True),
    ):
        fields = Fields({"file": file_digest(file)}, "test")
        if accepted:
            grounded(file=file).require_file(fields, point)
            continue
        with pytest.raises(CertificateError, match="another point"):
            grounded(file=file).require_file(fields, point)
    with pytest.raises(CertificateError, match="a file that said other"):
        grounded(file={"x": "1"}).require_file(Fields({"file": file_digest({})}, "test"), HERE)


def test_digests_depend_on_all_that_a_certificate_says() -> None:
    mine = Certificate("value", "p", {"a": "1"})
    others = [replace(mine, kind="norm"), replace(mine, problem="q"), replace(mine, data={"a": "2"})]
    assert len({certificate_digest(c) for c in (mine, *others)}) == 4
    assert certificate_digest(replace(mine, data={"a": "1"})) == certificate_digest(mine)
    assert file_digest({"a": "1", "b": "2"}) == file_digest({"b": "2", "a": "1"}) != file_digest({"a": "1"})


# ----------------------------------------------------------------------------------------------------------------
# Rules.

VALUE, NORM, RANK = Have("value"), Have("norm"), Have("gradient-rank", here=False)
RULE = Rule(
    "first", Verdict.HOLDS, Sense.ATTAINED, ((VALUE, NORM), (RANK,)), "{value} of {norm}: {gradient_rank_rank}."
)
OTHER = Rule("second", Verdict.FAILS, None, ((VALUE,),), "no", also=("realizable",), stated=(("flow.limit", "2"),))
CLAIM = ClaimStatement("TEST", "x", ("lam-positive",), (RULE, OTHER))


def test_what_a_rule_needs_and_what_it_has_no_use_for() -> None:
    value, norm, rank = evidence("value"), evidence("norm"), evidence("gradient-rank", THERE, rank="3")
    assert unmet(PROBLEM, RULE, [], HERE, {}) == ["value or norm", "gradient-rank"]
    assert unmet(PROBLEM, RULE, [norm], HERE, {}) == ["gradient-rank"]
    assert unmet(PROBLEM, RULE, [value, rank], HERE, {}) == []
    assert unmet(PROBLEM, RULE, [value, rank], THERE, {}) == ["value or norm"]
    assert used(PROBLEM, RULE, norm, HERE, {})
    assert not used(PROBLEM, RULE, norm, THERE, {})
    assert not used(PROBLEM, OTHER, norm, HERE, {})


def test_the_words_of_a_rule_have_the_numbers_of_the_evidence() -> None:
    ranks = [evidence("gradient-rank", HERE, rank="3"), evidence("gradient-rank", THERE, other="x")]
    assert said(RULE, [evidence("value"), *ranks]) == "1 of 0: 3, ?."
    spoken = replace(RULE, words="{value_statement}")
    assert said(spoken, [evidence("value"), evidence("value")]) == "value holds; value holds"


def test_the_first_rule_that_is_met_applies() -> None:
    value, rank = evidence("value"), evidence("gradient-rank", rank="3")
    assert applicable(CLAIM, PROBLEM, [value, rank], HERE, FILE) is RULE
    assert applicable(CLAIM, PROBLEM, [value], HERE, FILE) is OTHER
    assert applicable(CLAIM, PROBLEM, [value], HERE, {}) is None
    assert applicable(CLAIM, PROBLEM, [rank], HERE, FILE) is None
    assert applicable(CLAIM, CONFLICTING, [value], HERE, FILE) is None


def judged(rule: str, *known: Evidence, file: Any = None, problem: Problem = PROBLEM, **other: Any) -> Any:
    ground = grounded(*known, file=file)
    data = {"claim": "TEST", "statement": CLAIM.digest, "rule": rule, "point": HERE, "file": file_digest(ground.file)}
    return judgement(problem, Fields({**data, "rests_on": [e.digest for e in known], **other}, "judgement"), ground)


def test_a_judgement_is_as_strong_as_its_weakest_ground() -> None:
    value, rank = evidence("value"), evidence("gradient-rank", THERE, Grade.CERTIFIED, rank="3")
    found = judged("first", value, rank)
    assert (found.grade, found.facts) == (Grade.CERTIFIED, {"claim": "TEST", "verdict": "holds", "sense": "attained"})
    assert judged("second", value, file=FILE).facts == {"claim": "TEST", "verdict": "fails", "sense": ""}


REFUSED: dict[str, tuple[str, list[str], dict[str, Any], str]] = {
    "another wording": ("first", ["value", "gradient-rank"], {"statement": "0"}, "not as it was"),
    "no such rule": ("third", ["value"], {}, "no such rule"),
    "an assumption is not met": ("first", ["value"], {"problem": about(augment={"lam": "-1"})}, "lam > 0"),
    "a place in the file": ("second", ["value"], {"file": {"flow": {"limit": "3"}}}, "flow.limit = 2"),
    "a condition of the rule": (
        "second", ["value"], {"problem": CONFLICTING, "file": FILE},
        "equal inputs carry equal targets",
    ),
    "a need is not met": ("first", ["value"], {}, "was not proved: gradient-rank"),
    "no use for it": ("second", ["value", "norm"], {"file": FILE}, "no use for norm"),
    "another point": ("first", ["value"], {"file": {"point": {"theta": ["1"]}}}, "names another point"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_judgement_is_refused(name: str) -> None:
    rule, kinds, other, piece = REFUSED[name]
    with pytest.raises(CertificateError, match=piece):
        judged(rule, *map(evidence, kinds), **other)


# ----------------------------------------------------------------------------------------------------------------
# Contradictions.


@pytest.mark.parametrize(("first", "second", "words"), AT_ONE_POINT)
def test_what_cannot_be_so_at_one_point(first: str, second: Have, words: str) -> None:
    facts = dict(second.facts)
    pair = [evidence(first), evidence(second.kind, **facts)]
    assert contradictions(PROBLEM, pair) == contradictions(PROBLEM, pair[::-1]) == [words]
    assert contradictions(PROBLEM, [pair[0]]) == contradictions(PROBLEM, [pair[1]]) == []
    assert contradictions(PROBLEM, [pair[0], evidence(second.kind, THERE, **facts)]) == []
    if facts:
        assert contradictions(PROBLEM, [pair[0], evidence(second.kind)]) == []
    if "data-only" in second.also:
        assert contradictions(about(regularizer="t1**2"), pair) == []
    if "paper-augmentation" in second.also:
        assert contradictions(about(augment={"penalty": "lam*a**4"}), pair) == []
        assert contradictions(about(augment={"lam": "-1"}), pair) == []


@pytest.mark.parametrize(("one", "other", "words"), ANYWHERE)
def test_what_cannot_be_so_anywhere(one: str, other: str, words: str) -> None:
    assert contradictions(PROBLEM, [evidence(one), evidence(other, THERE)]) == [words]
    assert contradictions(PROBLEM, [evidence(one)]) == contradictions(PROBLEM, [evidence(other)]) == []


@pytest.mark.parametrize("least", MINIMUM)
@pytest.mark.parametrize("none", NO_MINIMUM)
def test_a_local_minimum_is_not_proved_to_be_none(least: Have, none: Have) -> None:
    one, other = (evidence(want.kind, **dict(want.facts)) for want in (least, none))
    words = ["theta is a local minimum of L, and it is none"]
    assert contradictions(PROBLEM, [one, other]) == contradictions(PROBLEM, [other, one]) == words
    assert contradictions(PROBLEM, [one]) == contradictions(PROBLEM, [other]) == []
    assert contradictions(PROBLEM, [evidence(least.kind, THERE, **dict(least.facts)), other]) == []
    for want, rest in ((least, other), (none, one)):
        if want.facts:
            assert contradictions(PROBLEM, [evidence(want.kind, minimum="unknown"), rest]) == []
    if least.also:
        assert contradictions(about(regularizer="t1**2"), [one, other]) == []


def test_a_claim_that_fails_on_a_case_and_a_theorem_that_is_refuted() -> None:
    failed = evidence("judgement", claim="ELIM", verdict="fails")
    assert contradictions(PROBLEM, [failed, failed]) == ["ELIM fails, though the case meets every assumption"]
    assert contradictions(PROBLEM, [evidence("judgement", claim="ELIM", verdict="holds")]) == []
    assert contradictions(PROBLEM, [evidence("violation", claim="ELIM", verdict="fails", contradiction="it")]) == ["it"]
    assert contradictions(PROBLEM, []) == []


def test_what_the_file_declares_is_named_with_a_contradiction() -> None:
    failed = replace(evidence("judgement", claim="ELIM", verdict="fails"), assuming=("nonnegative", "convex"))
    assert contradictions(PROBLEM, [failed])[0].endswith("; the file declares that the loss is convex and nonnegative")


def test_only_what_the_file_vouches_for_is_assumed() -> None:
    declared = about(loss={"formula": "(q - y)**4 + (q - y)**2*exp(q)", "facts": ["convex", "stationary-is-global"]})
    assert set(declared.loss.assumed) == {"convex", "stationary-is-global"}
    rests_on_one = replace(evidence("value"), assuming=("convex", "differentiable"))
    assert assumed(declared, [rests_on_one, evidence("norm")]) == ("convex",)
    assert assumed(declared, [evidence("norm")]) == ()


def test_two_points_across_a_slice_are_one_only_if_they_are_written_alike() -> None:
    """Of boxes one within the other the critical point is the same; of L on two slices it need not be."""
    inner = {"center": ["0", "0"], "radius": "1/8"}
    outer = {"center": ["0", "0"], "radius": "1"}
    assert same_point(inner, outer)
    for one, other in (({"slice": [0]}, {"slice": [1]}), ({"slice": [0]}, {}), ({}, {"slice": [0]})):
        assert not same_point({**inner, **one}, {**outer, **other})
    assert same_point({**inner, "slice": [0]}, {"slice": [0], **inner})
