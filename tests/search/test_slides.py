"""Fields along which the penalty falls: what they prove, and that neither checker accepts an altered certificate."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from verify import recheck
from verify.claims.registry import claims
from verify.errors import CertificateError
from verify.files.statement_file import StatementFile, statement_from_tables
from verify.kernel.certificate import Certificate
from verify.kernel.statements import check_statement, statement_digest, statement_document
from verify.search.standing import proved
from verify.verdict import Verdict

Json = dict[str, Any]


def statement(
    neuron: str, penalty: str, conclusion: str = "vanish", more: Json | None = None, **keys: Any
) -> StatementFile:
    table = {"claim": "ELIM", "changes": "it", "dropped": ["paper-augmentation"], "conclusion": conclusion, **keys}
    augment = {"neuron": neuron, "penalty": penalty, **(more or {})}
    tables = {"title": "t", "kind": "statement", "source": "s", "statement": table, "augment": augment}
    return statement_from_tables(tables, "t")


def rechecked(about: StatementFile, kind: str, data: Json) -> str:
    known = {name: {"assumptions": list(claim.assumptions)} for name, claim in claims().items()}
    checker = recheck.Statement(json.loads(json.dumps(dict(about.tables))), known)
    return str(recheck.guarded(lambda: checker.check(kind, data))[1])


P, EXP = "lam*a**2", "a*exp(u + b)"
VANISH = {
    "a cubic amplitude": ("(a + a**3)*exp(u + b)", P, {}),
    "a power of the bias": ("a*exp(u + b + b**3)", "lam*(a**2 + step(-b))", {}),
    "a jump of the penalty that is crossed downwards": (EXP, "lam*(a**2 + step(-b))", {}),
    "a jump of the penalty that the way keeps above": (EXP, "lam*(a**2 + step(b))", {}),
    "a jump at a size of a": (EXP, "lam*(sqrt(abs(a)) + step(abs(a) - 1) - step(a))", {}),
    "a neuron that is cut where the way leads inside": ("a*exp(u + b)*step(u + b)", P, {}),
    "a kink of the neuron": ("a*relu(u + b)", "lam*(a**2 + step(b))", {}),
    "a root": ("a*sqrt(u + b)", P, {}),
    "a root that stays 0": ("a*abs(u + b)**(3/2)", "lam*abs(a)", {}),
    "a pole": ("a/(u + b)", "lam*(a**2 + b**2)", {}),
    "amplitudes of one sign": (f"{EXP} + a**(3/2)*exp(3/2*(u + b))", P, {}),
    "a domain that is open": (EXP, "lam*(a**2 + (log(4) - 2*log(2))*log(2 - a))", {}),
    "a weight that grows away from its bound": ("a*(u + b)**2", P, {"constraints": ["W >= 1"]}),
    "amplitudes that are 0 on a shared neuron": (
        EXP, "lam*(a**2 + step(-b)*step(a)*step(-a))", {"shared": True},
    ),
    "a negative penalty": ("a*sqrt(u + b)", "-lam*a**2", {}),
}  # fmt: skip


@pytest.mark.parametrize("name", VANISH)
def test_both_checkers_accept_that_amplitudes_vanish(name: str) -> None:
    neuron, penalty, more = VANISH[name]
    about = statement(neuron, penalty, more=more, outputs=2 if more.get("shared") else 1)
    found = proved(about)
    assert found is not None
    assert found.facts["verdict"] == Verdict.HOLDS
    assert "the penalty falls" in found.facts["because"]
    document = statement_document(found.certificate)
    assert rechecked(about, document["kind"], document["data"]) == "valid"


SEEN = {
    "a square with a sign": ("a*abs(a)*exp(u + b)", "lam*a**4"),
    "two slopes": ("(a + abs(a)/2)*exp(u + b)", P),
    "a function of the product": ("log(1 + a*exp(u + b))", "-lam*a**2"),
    "a jump in the bias": (EXP, "lam*(a**2 + step(b))"),
    "a domain in the bias": (EXP, "lam*(a**2 + (log(4) - 2*log(2))*(b + 3)**(3/2))"),
    "an open domain": (EXP, "lam*(a**2 + (log(4) - 2*log(2))*log(b - 2))"),
    "roots on both sides": ("a*abs(u + b)**(1/2)", P),
    "roots on one side": ("a*(u + b)*sqrt(u + b)", P),
    "a pole": ("a/(u + b)", P),
}


@pytest.mark.parametrize("name", SEEN)
def test_both_checkers_accept_that_residuals_are_seen(name: str) -> None:
    about = statement(*SEEN[name], "elimination")
    found = proved(about)
    assert found is not None
    assert found.kind == "residuals-seen"
    document = statement_document(found.certificate)
    assert rechecked(about, document["kind"], document["data"]) == "valid"


NEVER = {
    "a drop": (EXP, "lam*(a**2 + step(-a))"),
    "a drop of a neuron with a jump": ("a*exp(u + b)*step(u + b)", "lam*(a**2 - 1 + step(a))"),
    "a drop of a root": ("a*sqrt(u + b)", "lam*(a**2 + step(a)*step(-a))"),
    "no value": (EXP, "lam*(a**2 + (log(4) - 2*log(2))*log(a))"),
}


@pytest.mark.parametrize("name", NEVER)
def test_where_there_is_no_local_minimum_a_statement_is_vacuous(name: str) -> None:
    about = statement(*NEVER[name], "elimination")
    found = proved(about)
    assert found is not None
    assert (found.kind, found.facts["verdict"]) == ("no-local-minimum", Verdict.VACUOUS)
    document = statement_document(found.certificate)
    assert rechecked(about, document["kind"], document["data"]) == "valid"


FALSE = {
    "a jump upwards": (EXP, "lam*(a**2 + 1 - step(-b))", "vanish", {}),
    "a cut that is met from inside": ("a*exp(u + b)*step(-u - b)", P, "vanish", {}),
    "a bound that is met": ("a*(u + b)**2", P, "vanish", {"constraints": ["W <= 1"]}),
    "a root that ends": ("a*exp(u + b)", "lam*(a**2 + (log(4) - 2*log(2))*sqrt(2 - b))", "vanish", {}),
    "an amplitude that is 0 and pays": (EXP, "lam*(a**2 + (b**2 - 9)*step(a)*step(-a))", "vanish", {"shared": True}),
    "no point at all": (EXP, "lam*(a**2 + 1/(1 - step(a*a)))", "vanish", {}),
    "a penalty of the order of the neuron": ("a*abs(a)*exp(u + b)", P, "elimination", {}),
    "one sign": ("a**2*exp(u + b)", "lam*a**4", "elimination", {}),
    "a wall": (EXP, "lam*(a**2 - step(a)*step(-a))", "elimination", {}),
    "amplitudes of one sign by a domain": (
        f"{EXP} + (log(4) - 2*log(2))*sqrt(a)", P, "elimination", {},
    ),
    "amplitudes of one sign by the penalty": (EXP, "lam*(a**2 + (log(4) - 2*log(2))*sqrt(a))", "elimination", {}),
    "a root, and amplitudes of one sign": (
        "a*sqrt(u + b) + (log(4) - 2*log(2))*sqrt(a)", P, "elimination", {},
    ),
    "a root and a bound that leave no room": ("a*sqrt(u + b)", P, "elimination", {"constraints": ["b <= 0"]}),
    "a root of the other sign": ("a*sqrt(-u - b)", P, "elimination", {"constraints": ["b >= 0"]}),
    "a power": ("a*abs(u + b)**2", P, "elimination", {}),
    "a half power": ("a*relu(u + b)**(3/2)", P, "elimination", {}),
    "a jump that pins the bias": (EXP, "lam*(a**2 - step(b)*step(-b))", "elimination", {}),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_has_no_proof(name: str) -> None:
    neuron, penalty, conclusion, more = FALSE[name]
    assert proved(statement(neuron, penalty, conclusion, more, outputs=2 if more.get("shared") else 1)) is None


def _edit(*path: Any, to: Any) -> Callable[[Json], None]:
    def change(data: Json) -> None:
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = to

    return change


ABOVE = ("orbits", 0, "above")
CUT = statement("a*exp(u + b)*step(u + b)", "lam*(a**2 + step(-b))")
LIES: dict[str, tuple[StatementFile, Callable[[Json], None]]] = {
    "the field is turned": (CUT, _edit(*ABOVE, "b", to="-1")),
    "another field": (CUT, _edit(*ABOVE, "a", to="-2*a")),
    "a field with a pole": (CUT, _edit(*ABOVE, "a", to="-a + 1/b - 1/b")),
    "another change": (CUT, _edit(*ABOVE, "changes", to=["-lam*a**2"])),
    "a change of nothing": (CUT, _edit(*ABOVE, "changes", to=["-2*lam*a**2", "-lam"])),
    "no drop": (CUT, _edit(*ABOVE, "drops", to=[])),
    "another drop": (CUT, _edit(*ABOVE, "drops", to=["2*lam"])),
    "nothing is kept": (CUT, _edit(*ABOVE, "kept", to={})),
    "a rate that is none": (CUT, _edit(*ABOVE, "kept", "(u + b)", "rate", to="1/b")),
    "a form that is another": (CUT, _edit(*ABOVE, "kept", "(u + b)", "form", to="2")),
    "a condition of nothing": (CUT, _edit(*ABOVE, "kept", "a", to={"rate": "-1", "form": "0"})),
    "a field on a side where there are no points": (
        statement(EXP, "lam*(a**2 + (log(4) - 2*log(2))*log(a))"), _edit("orbits", 0, "below", "a", to="-a"),
    ),
    "another ratio": (
        statement("(a + abs(a)/2)*exp(u + b)", P, "elimination"), _edit("seen", "ratio", to="1/2"),
    ),
    "another power": (statement("a*sqrt(u + b)", P, "elimination"), _edit("seen", "power", to="3/2")),
    "another line": (statement("a*sqrt(u + b)", P, "elimination"), _edit("seen", "along", to=["1", "2"])),
    "another formula of a side": (
        statement("a*sqrt(u + b)", P, "elimination"), _edit("seen", "sides", 0, "above", to="2*a*sqrt(s)"),
    ),
    "a side too many": (
        statement("a*sqrt(u + b)", P, "elimination"),
        lambda data: data["seen"]["sides"].append(data["seen"]["sides"][0]),
    ),
    "another penalty": (
        statement("2*a*exp(u + b)", "lam*(a**2 + (log(4) - 2*log(2))*b)", "elimination"),
        _edit("penalties", to=["lam*a**4"]),
    ),
    "a drop on the other side": (
        statement(EXP, "lam*(a**2 + step(-a))", "elimination"), _edit("never", 0, "by", to="below"),
    ),
    "a drop that is greater": (
        statement(EXP, "lam*(a**2 + step(-a))", "elimination"), _edit("never", 0, "form", to="-2*lam"),
    ),
    "no value, where there is one": (
        statement(EXP, "lam*(a**2 + step(-a))", "elimination"), _edit("never", 0, to={"by": "value"}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LIES)
def test_an_altered_certificate_is_refused_by_both_checkers(name: str) -> None:
    about, lie = LIES[name]
    found = proved(about)
    assert found is not None
    data = copy.deepcopy(json.loads(json.dumps(dict(found.certificate.data))))
    assert rechecked(about, found.kind, data) == "valid"
    lie(data)
    with pytest.raises(CertificateError):
        check_statement(about, Certificate(found.kind, statement_digest(about), data), data["assumptions"])
    assert rechecked(about, found.kind, data) != "valid"


def test_a_field_of_a_shared_neuron_moves_all_amplitudes_alike() -> None:
    about = statement(*VANISH["amplitudes that are 0 on a shared neuron"][:2], more={"shared": True}, outputs=2)
    found = proved(about)
    assert found is not None
    for lie in (_edit(*ABOVE, "b", to="1/(1 + a)"), _edit("orbits", 0, "zero", "drops", to=[])):
        data = json.loads(json.dumps(dict(found.certificate.data)))
        lie(data)
        with pytest.raises(CertificateError):
            check_statement(about, Certificate(found.kind, statement_digest(about), data), data["assumptions"])
        assert rechecked(about, found.kind, data) != "valid"


def test_a_sigmoid_of_the_bias_is_known_to_be_less_than_1_to_the_kernel_only() -> None:
    about = statement("a*sigmoid(b)*exp(u)", "lam*(a**2 + step(-b))")
    found = proved(about)
    assert found is not None
    assert rechecked(about, found.kind, json.loads(json.dumps(dict(found.certificate.data)))) == "holey"


def test_what_is_frozen_is_not_moved() -> None:
    assert proved(statement("a*sqrt(u + b)", P, more={"frozen": ["W"]})) is None
    assert proved(statement("a*exp(u + b)*step(u + b)", P, more={"frozen": ["W"]})) is not None
    assert proved(statement("a*exp(u + b)*step(u + b)", P, more={"frozen": ["b"]})) is None


def test_both_checkers_accept_that_no_instance_meets_what_is_assumed() -> None:
    about = statement(EXP, "lam*(a**2 + (log(4) - 2*log(2))*b)", "elimination")
    found = proved(about)
    assert found is not None
    assert found.kind == "no-instance"
    data = json.loads(json.dumps(dict(found.certificate.data)))
    assert rechecked(about, found.kind, data) == "valid"
    assert rechecked(about, found.kind, {**data, "assumption": "convex"}) != "valid"
    assert rechecked(about, found.kind, {**data, "assumptions": []}) != "valid"


def test_the_field_may_lead_away_from_0_on_one_side() -> None:
    assert proved(statement(EXP, "lam*(a**3 + step(-b) + step(b))")) is not None
    assert proved(statement(EXP, "lam*(a**3 + 1 - step(b))")) is None  # a < 0: the bias falls, over a jump upwards


def test_distinct_inputs_are_realizable() -> None:
    about = statement("2*a*exp(u + b)", P, "realizable", claim="REAL", data="distinct")
    found = proved(about)
    assert found is not None
    assert rechecked(about, found.kind, json.loads(json.dumps(dict(found.certificate.data)))) == "valid"
