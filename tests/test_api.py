"""The suite from Python: numbers go in exactly, answers are those of the commands, names are documented."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import verify
from verify.api.exact_arrays import flat, text
from verify.commands.check import Settings, check_case
from verify.kernel.certificate import canonical
from verify.report import api_page

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CASES = ROOT / "counterexamples"
QUICK = CASES / "bad-minima/sine-frequency.toml"
FUNCTIONS = {"check", "classify", "load", "locate", "refute", "variant"}

X, Y = np.arange(-2, 3), [0, 1, -1, -2, -2]
HUMP = verify.Formulas(["t1*tanh(t2*x1 + t3)"], ["t1", "t2", "t3"])
MINIMUM = ["1.385950707821873", "-1.614492744779823", "-0.875835112049511"]


@pytest.fixture(scope="module")
def L() -> verify.Objective:
    return verify.Objective(HUMP, X, Y)


# ------------------------------------------------------------------------------------------------- names and imports


def test_the_page_of_the_api_is_the_one_that_is_made_from_the_docstrings() -> None:
    assert (ROOT / "notes/api.md").read_text(encoding="utf-8") == api_page.page(), "run `verify paper`"


def test_every_public_name_is_documented_and_typed() -> None:
    page = api_page.page()
    for name in verify.__all__:
        assert f"\n### {name}\n" in page
        value = getattr(verify, name)
        assert str(value.__doc__ or "").strip(), name
    assert {name for name in verify.__all__ if name[0].islower()} == FUNCTIONS
    for name in FUNCTIONS:
        function = getattr(verify, name)
        assert set(function.__annotations__) == {*function.__code__.co_varnames[: function.__code__.co_argcount + (
            function.__code__.co_kwonlyargcount)], "return"}  # fmt: skip
        assert "Raises:" in function.__doc__


def test_a_name_that_there_is_not_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'prove_everything'"):
        _ = verify.prove_everything
    assert set(verify.__all__) <= set(dir(verify))


def test_import_verify_imports_nothing_else_and_one_thread_is_set_before_numpy() -> None:
    code = (
        "import sys, __future__\nbefore = set(sys.modules)\nimport verify\n"
        "print(sorted(set(sys.modules) - before - {'verify'}))\n"
        "import os\nverify.Objective\nassert 'numpy' in sys.modules\n"
        "print(os.environ['OPENBLAS_NUM_THREADS'])"
    )
    plain = {key: value for key, value in os.environ.items() if not key.endswith("_NUM_THREADS")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=plain, check=True)
    assert done.stdout.splitlines() == ["[]", "1"]


# --------------------------------------------------------------------------------------------------- numbers go in


@pytest.mark.parametrize(
    ("number", "meant"),
    [
        (0.1, Fraction(0.1)), (np.float64(0.1), Fraction(0.1)), (np.float32(0.1), Fraction(float(np.float32(0.1)))),
        (np.float16(0.1), Fraction(float(np.float16(0.1)))), ("0.1", Fraction(1, 10)), (Fraction(1, 3), Fraction(1, 3)),
        (7, Fraction(7)), (np.int64(-7), Fraction(-7)), (np.uint8(255), Fraction(255)), (-0.0, Fraction(0)),
        (5e-324, Fraction(5e-324)), (1.7976931348623157e308, Fraction(1.7976931348623157e308)), 
        (2**100, Fraction(2**100)),
    ],
)  # fmt: skip
def test_a_number_is_the_exact_number_that_it_is(number: Any, meant: Fraction) -> None:
    from verify.exact import exact

    assert exact(text(number, "x")) == meant
    (entry,) = flat([number], "x")
    assert exact(entry) == meant
    if not isinstance(number, str | Fraction | int):
        (entry,) = flat(np.array([number]), "x")
        assert exact(entry) == meant


@pytest.mark.parametrize(
    "number", [float("nan"), float("inf"), np.float32("nan"), True, None, 1j, np.longdouble(1) / 3]
)
def test_what_is_no_exact_number_is_refused_with_its_place(number: Any) -> None:
    for numbers in (number, np.array([number])):
        with pytest.raises(verify.InputError) as refused:
            flat([0, numbers], "theta")
        assert str(refused.value).startswith("theta")


def test_the_objective_is_the_problem_of_the_file_with_these_numbers(L: verify.Objective, tmp_path: Path) -> None:
    file = L.save(tmp_path / "mine.toml", MINIMUM)
    case = verify.load(file)
    assert isinstance(case, verify.Case)
    assert case.problem.digest == L.problem.digest == L.case(MINIMUM).problem.digest
    other = verify.Objective(HUMP, X, [*Y[:-1], np.nextafter(-2, 0)])
    assert other.problem.digest != L.problem.digest
    with pytest.raises(verify.InputError, match="exists already"):
        L.save(file, MINIMUM)


def test_theta_is_flat_or_layer_by_layer() -> None:
    layered = verify.Objective(verify.Layers([1, 2, 1], "tanh"), X, Y)
    assert layered.parameters == ("W1_1_1", "W1_2_1", "b1_1", "b1_2", "W2_1_1", "W2_1_2", "b2_1")
    arrays = [np.array([[1.0], [2.0]]), np.array([3.0, 4.0]), np.array([[5.0, 6.0]]), np.array([7.0])]
    flat_one, by_layers = layered.case(range(1, 8)), layered.case(arrays)
    assert [t.text for t in flat_one.point.theta] == [t.text for t in by_layers.point.theta] == list("1234567")


MISTAKES: dict[str, Any] = {
    "too few parameters": lambda L: verify.classify(L, [1, 2]),
    "no point": lambda L: verify.classify(L),
    "a point for a case": lambda L: verify.classify(QUICK, [1]),
    "no such loss": lambda L: verify.Objective(HUMP, X, Y, loss="hingeloss"),
    "no such activation": lambda L: verify.Objective(verify.Layers([1, 1, 1], "tan"), X, Y),
    "fewer targets than inputs": lambda L: verify.Objective(HUMP, X, Y[:-1]),
    "no rows": lambda L: verify.Objective(HUMP, 3, Y),
    "an empty box": lambda L: verify.locate(L, (1, 1)),
    "a radius of 0": lambda L: verify.classify(L, MINIMUM, radius=0),
    "no such claim": lambda L: verify.check(QUICK, only=["ELIMINATION"]),
    "no such file": lambda L: verify.load("nowhere.toml"),
    "no formula": lambda L: verify.variant("ELIM", neuron="a*exp("),
    "no such conclusion": lambda L: verify.variant("ELIM", conclusion="everything"),
    "no such claim to vary": lambda L: verify.refute(verify.variant("ELIMINATION"), budget=1),
    "a case in place of a statement": lambda L: verify.refute(QUICK, budget=1),
    "a statement in place of a case": lambda L: verify.check(CASES / "necessity/standing/any-network.toml"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_message(name: str, L: verify.Objective) -> None:
    with pytest.raises(verify.InputError):
        MISTAKES[name](L)


# ------------------------------------------------------------------------------------------------------- answers


def test_the_answer_about_a_point_is_that_of_the_command(L: verify.Objective) -> None:
    found = verify.classify(L, MINIMUM)
    assert (found.answer, found.rank) == (verify.PointAnswer.STRICT_MINIMUM, verify.Rank.BAD)
    assert isinstance(found.distance, Fraction)
    assert 0 < found.distance < Fraction(1, 10**15)
    assert found.status == verify.Status.AS_EXPECTED
    assert found.sentences[0].startswith("Proved: L has a strict local minimum")
    assert repr(found).splitlines()[0] == "strict-minimum, bad"
    proved = {fact.statement for fact in found.checked.proved}
    assert set(found.checked.prove_again()) == proved
    again = verify.classify(L.case(MINIMUM))
    assert canonical(again.checked.certificate) == canonical(found.checked.certificate)


def test_an_altered_certificate_proves_nothing(L: verify.Objective) -> None:
    found = verify.classify(L, MINIMUM).checked
    content = json.loads(canonical(found.certificate))
    kinds = [certificate["kind"] for certificate in content["certificates"]]
    data = content["certificates"][kinds.index("answer")]["data"]
    assert data["answer"] == "strict-minimum"
    data["answer"] = "saddle"
    found.values["certificates"] = content
    with pytest.raises(verify.CertificateError):
        found.prove_again()
    data["answer"] = "strict-minimum"
    assert found.prove_again()
    content["certificates"].pop(kinds.index("critical-point"))
    with pytest.raises(verify.CertificateError):
        found.prove_again()


def test_a_check_is_that_of_the_command_and_knows_what_is_not_so(tmp_path: Path) -> None:
    answer = verify.check(QUICK, only=["ELIM", "FAIL"])
    case = verify.load(QUICK)
    assert isinstance(case, verify.Case)
    assert answer.values == check_case(case, Settings(only=("ELIM", "FAIL")))
    assert set(answer.verdicts) == {"ELIM", "FAIL"}
    lines = QUICK.read_text(encoding="utf-8").splitlines()
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("\n".join('value = "1"' if line.startswith("value =") else line for line in lines))
    spoiled = verify.check(wrong)
    assert spoiled.status == verify.Status.NOT_AS_EXPECTED
    (said,) = [words for words in spoiled.refuted if "L(theta) is" in words]
    assert "wrong.toml:" in said
    assert f"not so: {said}" in repr(spoiled)
    late = verify.check(QUICK, budget=1e-9)
    assert late.status == verify.Status.UNDECIDED
    assert not late.proved
    assert late.undecided


def test_critical_points_are_those_of_the_command(L: verify.Objective) -> None:
    found = verify.locate(L, (-3, 3), starts=30)
    types = [point["type"] for point in found.points]
    assert types.count("strict local minimum") >= 2
    assert found.starts == 30
    assert found.converged + found.escaped + found.stalled == 30
    assert "critical points certified" in repr(found)


def test_a_false_variant_is_refuted_by_a_witness_that_is_a_case_and_a_true_one_holds() -> None:
    relu = verify.refute(verify.variant("ELIM", neuron="a*relu(u + b)"), budget=60)
    assert relu.verdict == verify.Verdict.REFUTED
    assert relu.witness is not None
    checked = verify.check(relu.witness)
    assert checked.status == verify.Status.AS_EXPECTED
    assert any(fact.kind == "violation" for fact in checked.proved)
    power = verify.refute(verify.variant("ELIM", neuron="a*2**(u + b)"), budget=2)
    assert (power.verdict, power.grade, power.witness) == (verify.Verdict.HOLDS, "symbolic", None)
    assert power.certificate is not None
    assert "an orbit forces a = 0" in repr(power)


def test_an_answer_is_no_truth_value_and_its_html_is_escaped(L: verify.Objective) -> None:
    from verify.api.said import ProvedFact, StatementAnswer

    answer = verify.check(QUICK, only=["ELIM"])
    said = StatementAnswer("a < b", verify.Verdict.UNKNOWN, None, "", (), None, None, 0, "budget: <script>")
    for found in (answer, said, verify.locate(L, starts=1)):
        with pytest.raises(TypeError, match="neither true nor false"):
            bool(found)
    assert "<script>" not in said._repr_html_()
    assert "a &lt; b: unknown" in said._repr_html_()
    fact = ProvedFact("x", "L < 1", "certified", {}, (), "value", "")
    assert "L &lt; 1" in fact._repr_html_()
    assert repr(fact) == "proved (certified): L < 1"


# ---------------------------------------------------------------------------------------------- the pages that use it


def test_the_snippet_of_the_readme_says_what_it_says_there() -> None:
    (program,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(program, "README.md", "exec"), names)
    said = re.findall(r"^# (.*)$", program, re.MULTILINE)
    assert said
    shown = f"{names['found']!r}\n{names['answer']!r}"
    for line in said:
        assert line in shown


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (
            "am-i-stuck",
            ["strict-minimum, bad", "not-critical-within, bad", "<Rank.BAD: 'bad'>", "critical points certified"],
        ),
        ("which-neuron", ["relu(u + b): refuted", "2**(u + b): holds", "b**2): refuted", "witness: as expected"]),
    ],
)
def test_a_notebook_says_what_it_is_about(name: str, says: list[str]) -> None:
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
    pytest.importorskip("nbclient", reason="nbclient is not installed")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    path = ROOT / "notes/notebooks" / f"{name}.ipynb"
    cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)
    code = (
        "import sys, json, nbformat, nbclient\n"
        "notebook = nbformat.read(sys.argv[1], 4)\n"
        "nbclient.NotebookClient(notebook, timeout=240, kernel_name='python3').execute()\n"
        "for cell in notebook.cells:\n"
        "    for output in cell.get('outputs', []):\n"
        "        print(output.get('text') or output['data']['text/plain'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for words in says:
        assert words in done.stdout
