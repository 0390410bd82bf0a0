"""Cases as theorems of Coq: two are proved, altered ones are refused, and so is a lie that a broken kernel accepts.

The library is compiled once. Coq and CoqInterval are needed: ``apt-get install --no-install-recommends coq
libcoq-mathcomp-ssreflect libcoq-coquelicot libcoq-interval``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from verify.cli import commands
from verify.commands import formal_cases
from verify.errors import FormalError, InputError, UncheckedError
from verify.files.load import load
from verify.formal import agreed, build, case_build, case_library, coq, review
from verify.formal.case_build import CaseCompiler, FormalCase
from verify.formal.case_theorem import CaseTheorem, number, printed, problem_hash
from verify.kernel.certificate import Certificate, matrix
from verify.kernel.checker import check
from verify.kernel.evidence import Unknown
from verify.kernel.kinds import risk
from verify.kernel.theta_point import landscape
from verify.numerics.point import Boxed
from verify.propose.newton import refine
from verify.store import proved_cases

CASES = Path(__file__).parent.parent / "counterexamples" / "bad-minima"

needs_coq = pytest.mark.skipif(not build.available(), reason=f"Coq is not installed: {build.INSTALL}")


def theorem(name: str = "sine-frequency") -> CaseTheorem:
    found = formal_cases.theorem_of(load(CASES / f"{name}.toml"))
    assert isinstance(found, CaseTheorem)
    return found


@pytest.fixture(scope="module")
def compiler() -> Iterator[CaseCompiler]:
    try:
        with case_build.library() as made:
            yield made
    except UncheckedError as error:  # CoqInterval is missing
        pytest.skip(str(error))


@needs_coq
@pytest.mark.parametrize("name", ["sine-frequency", "logistic-weight"])
def test_a_case_is_a_theorem_about_the_text_of_its_file(compiler: CaseCompiler, name: str) -> None:
    case = load(CASES / f"{name}.toml")
    row = compiler.prove(theorem(name), case.problem.digest)
    assert row["verdict"] == "proved", row
    assert row["claim"] == "eliminated_bad_minimum"
    assert set(row["axioms"]) == agreed.PROJECT.allowed


Change = Callable[[CaseTheorem], CaseTheorem]


def rewritten(old: str, new: str) -> Change:
    def change(t: CaseTheorem) -> CaseTheorem:
        assert old in t.text
        return replace(t, text=t.text.replace(old, new, 1))

    return change


MUTANTS: dict[str, Change] = {
    "a digit of a target": rewritten('"3/5"', '"3/4"'),
    "a sign in the formula": rewritten("sin(t1*x1)", "sin(-t1*x1)"),
    "a weight": rewritten('"targets"', '"weights":["1","2"],"targets"'),
    "another reduction": rewritten('"targets"', '"reduction":"sum","targets"'),
    "another loss": rewritten('"squared"', '"double-well"'),
    "a loss that is not known": rewritten('"squared"', '"squarred"'),
    "a key that is not known": rewritten('"targets"', '"wieghts":["1","2"],"targets"'),
    "a sample without a target": rewritten('"inputs":[["1"],', '"inputs":[["1"],["3"],'),
    "the point": lambda t: replace(t, theta=(t.theta[0] + Fraction(1, 2**90),)),
    "a coordinate more": lambda t: replace(t, theta=(*t.theta, Fraction(0))),
    "the radius": lambda t: replace(t, radius=250),
    "R": lambda t: replace(t, root=((2 * t.root[0][0],),)),
    "mu": lambda t: replace(t, margin=100 * t.margin),
    "mu that is not positive": lambda t: replace(t, margin=Fraction(0)),
    "the value": lambda t: replace(t, value=t.value + Fraction(1, 10**24)),
    "the error": lambda t: replace(t, error=Fraction(0)),
    "the better point": lambda t: replace(t, better=(-t.better[0],)),
    "the same point as the better one": lambda t: replace(t, better=t.theta),
    "too few bits": lambda t: replace(t, bits=20),
}


def asked(name: str, t: CaseTheorem) -> str:
    """The question of the checker in a module of its own, which Coq answers by true or false."""
    arguments = re.search(r"_by \((bits := .*?)\)\)?\.\n", printed(t), re.S)
    assert arguments is not None
    definitions = re.search(r"Definition text .*?(?=\nTheorem)", printed(t), re.S)
    assert definitions is not None
    root = "; ".join(f"[{'; '.join(number(v) for v in row)}]" for row in t.root)
    return (
        f"Module {name}.\n{definitions[0]}\nEval vm_compute in (check_{t.claim} {t.bits}%Z text theta "
        f"(1 # 2 ^ {t.radius}) value error better [{root}] {number(t.margin)}).\nEnd {name}.\n"
    )


@needs_coq
def test_the_checker_says_yes_to_a_case_and_no_to_each_altered_one(compiler: CaseCompiler) -> None:
    true = theorem()
    lines = ["From Coq Require Import String QArith List.", "From BadMinima Require Import Bad_minima."]
    lines += ["Import ListNotations.", asked("True", true)]
    lines += [asked(f"M{i}", change(true)) for i, change in enumerate(MUTANTS.values())]
    (compiler.place / "Mutants.v").write_text("\n".join(lines), encoding="utf-8")
    said = coq.compiled("Mutants", compiler.place, case_library.AGREEMENT.libraries)
    answers = re.findall(r"^ += (true|false)$", said, re.M)
    assert answers[0] == "true"
    assert dict(zip(MUTANTS, answers[1:], strict=True)) == dict.fromkeys(MUTANTS, "false")


@needs_coq
def test_what_the_checker_denies_is_no_theorem(compiler: CaseCompiler) -> None:
    lie = MUTANTS["the better point"](theorem())
    row = compiler.prove(lie, problem_hash(printed(lie)))
    assert (row["verdict"], row.get("reason")) == ("unknown", "method")
    assert "does not say yes" in row["why"]


@needs_coq
def test_a_lie_that_a_broken_kernel_accepts_is_refused_by_coq(
    compiler: CaseCompiler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A maximum of L: the kernel, once it no longer counts negative curvatures, calls it a strict minimum."""
    case = load(CASES / "sine-frequency.toml")
    scape = landscape(case.problem)
    found = refine(scape, [Fraction(-9, 10)], 320)
    assert found is not None
    assert scape.float_hessian(found[0].center)[0][0] < 0
    point = Boxed(*found, 384, tuple(f"{float(c):.6f}" for c in found[0].center))
    data = {"point": point.written(), "congruence": matrix([[Fraction(1)]]), "bits": 512}
    lie = Certificate("critical-point", case.problem.digest, data)
    assert check(case.problem, lie).facts["minimum"] == "no"
    monkeypatch.setattr(risk, "negative_eigenvalues", lambda *_: 0)
    again = Certificate(
        "critical-point", case.problem.digest, {**data, "bits": 520}
    )  # what was proved is not proved again
    assert check(case.problem, again).facts["minimum"] == "yes"
    theta = (round(found[0].center[0], 60),)
    said = coq_says(compiler, replace(theorem(), theta=theta, error=Fraction(10)))
    assert said == ["false"]
    assert coq_says(compiler, replace(theorem(), error=Fraction(10))) == ["true"]


def coq_says(compiler: CaseCompiler, t: CaseTheorem) -> list[str]:
    source = "From Coq Require Import String QArith List.\nFrom BadMinima Require Import Bad_minima.\n"
    (compiler.place / "Lie.v").write_text(f"{source}Import ListNotations.\n{asked('Lie', t)}", encoding="utf-8")
    said = coq.compiled("Lie", compiler.place, case_library.AGREEMENT.libraries)
    return re.findall(r"^ += (true|false)$", said, re.M)


@needs_coq
def test_a_proof_from_another_axiom_is_refused(compiler: CaseCompiler) -> None:
    true = theorem()
    source = case_build.source_of(true).replace("Theorem ", "Axiom easy : forall P : Prop, P.\nTheorem ", 1)
    source = re.sub(r"apply .*?true\)\.\n", "apply easy.\n", source, flags=re.S)
    with pytest.raises(FormalError, match="not agreed: easy"):
        compiler.compiled(true, source, problem_hash(source))


def test_a_theorem_about_another_text_is_refused(tmp_path: Path) -> None:
    case = load(CASES / "sine-frequency.toml")
    true = theorem()
    assert problem_hash(printed(true)) == case.problem.digest
    altered = MUTANTS["a digit of a target"](true)
    row = CaseCompiler(tmp_path).prove(altered, case.problem.digest)
    assert (row["verdict"], row["why"]) == ("refuted", "the theorem is about another problem than the case")
    assert not list(tmp_path.iterdir())  # without Coq


def test_a_quotation_mark_in_a_text_does_not_end_it() -> None:
    tricky = replace(theorem(), text='{"a":"b"}". Axiom x : False. Definition y := "')
    line = next(line for line in printed(tricky).splitlines() if line.startswith("Definition text"))
    assert line.replace('""', "").count('"') == 2


def test_the_review_is_of_the_meanings() -> None:
    entries = review.read(case_library.AGREEMENT.review)
    assert list(entries) == [t.label for t in case_library.AGREEMENT.theorems]
    notes = (agreed.SOURCES.parents[1] / "notes" / "formal-cases.md").read_text(encoding="utf-8")
    for entry in entries.values():
        assert f"| {entry.claim} | `{entry.label}` |" in notes
        assert entry.digest in notes


def test_a_case_of_another_method_has_a_reason() -> None:
    found = formal_cases.theorem_of(load(CASES / "dead-relu.toml"))
    assert isinstance(found, Unknown)
    assert found.reason == "method"
    with pytest.raises(InputError, match="no case"):
        formal_cases.chosen(["no-such-case"])


def test_the_table_says_what_was_proved_and_why_not_and_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[str]] = []

    def made(
        names: tuple[str, ...], before: dict[str, FormalCase], keep: Callable, advance: Callable
    ) -> list[FormalCase]:
        calls.append(sorted(before))
        axioms = sorted(agreed.PROJECT.allowed)
        proved: FormalCase = {
            "case": "a",
            "verdict": "proved",
            "claim": "bad_minimum",
            "axioms": axioms,
            "seconds": 1.5,
        }
        rows: list[FormalCase] = [
            {**proved, "theorem": "case_a", "key": "k"},
            {"case": "b", "verdict": "unknown", "reason": "method", "why": "no way"},
        ]
        keep(rows)
        return rows

    monkeypatch.setattr(formal_cases, "cases_of", made)
    arguments = ["formal", "--cases", "sine-frequency", "--reports", str(tmp_path)]
    done = CliRunner().invoke(commands, arguments)
    assert done.exit_code == 0
    assert "1 of 2 cases are theorems of Coq." in done.output
    assert "1 unknown (method): no way: b" in done.output
    CliRunner().invoke(commands, arguments)
    assert calls == [[], ["k"]]
    kept = tmp_path / proved_cases.FILE
    kept.write_text(kept.read_text().replace("1.5", "0.5"))
    assert proved_cases.read(tmp_path) == {}
    assert CliRunner().invoke(commands, ["formal", "sine-frequency"]).exit_code == 2
