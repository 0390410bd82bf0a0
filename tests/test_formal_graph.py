"""The graph of the Coq results: on a small text by hand, on the sources, and against what Coq itself recorded."""

from __future__ import annotations

import re
import shutil
import subprocess
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from verify.formal import build, graph
from verify.formal.agreed import LIBRARY, Theorem
from verify.formal.sources import without_comments

SMALL = {
    "_CoqProject": "-Q . BadMinima\nBase.v\nTop.v\n",
    "Base.v": """(* Lemma not_there : the (* nested *) comment. *)
Definition two : nat := 2.
Lemma two_two : two = 2. Proof. reflexivity. Qed.
Section S.
Variables (n : nat) (two : nat -> nat).
Hypothesis big : two n = 7.
Lemma hides : two n = 7.
Proof. exact big. Qed.
Let local := two_two.
Corollary through : 2 = 2.
Proof. by case: local. Qed.
End S.
""",
    "Top.v": """From BadMinima Require Import Base.
Theorem TOP : Base.two = 2.
Proof. by apply: through; rewrite helper. Qed.
Theorem LAST (n : nat) : n <> two -> (forall k, k = two -> k = n) -> n = n.
Proof.
- apply TOP.
- apply two_two.
Qed.
Definition other := Top.hides.
""",
    "statements.txt": """=== definition Base.two
2
: nat
=== theorem Top.TOP
(Base.two = 2)
=== theorem Top.LAST
(forall n : nat, n <> Base.two -> (forall k : nat, k = Base.two (n:=f (x)) -> k = n) -> forall m, n = n)
""",
}


THEOREMS = (Theorem("A", "Base", "two_two"), Theorem("B", "Top", "TOP"), Theorem("C", "Top", "LAST"))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    for name, text in SMALL.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_small_text(small: Path) -> None:
    found = graph.graph(small, THEOREMS)
    assert found["edges"] == [
        ["LAST", "TOP"],
        ["LAST", "two"],
        ["LAST", "two_two"],
        ["TOP", "through"],
        ["TOP", "two"],
        ["through", "two_two"],
        ["two_two", "two"],
    ]
    assert [node["name"] for node in found["nodes"]] == ["LAST", "TOP", "hides", "other", "through", "two", "two_two"]
    assert found["nodes"][0] == {
        "name": "LAST",
        "file": "Top.v",
        "kind": "theorem",
        "claim": "C",
        "premises": ["n <> two", "(forall k : nat, k = two -> k = n)"],
        "assumes": ["two"],
    }
    assert graph.claim_edges(small, THEOREMS) == [["B", "A"], ["C", "A"], ["C", "B"]]


def test_a_result_that_is_not_imported_is_not_used(small: Path) -> None:
    (small / "Top.v").write_text(SMALL["Top.v"].partition("\n")[2], encoding="utf-8")
    assert graph.graph(small, THEOREMS)["edges"] == [["LAST", "TOP"], ["through", "two_two"], ["two_two", "two"]]


def test_the_sources() -> None:
    found = graph.graph()
    nodes = {node["name"]: node for node in found["nodes"]}
    for theorem in build.theorems():
        assert nodes[theorem.name]["file"] == f"{theorem.file}.v"
        assert nodes[theorem.name]["claim"] == theorem.claim
        assert "premises" in nodes[theorem.name]
    uses: dict[str, set[str]] = {name: set() for name in nodes}
    for one, other in found["edges"]:
        assert one != other
        uses[one].add(other)
    tuple(TopologicalSorter(uses).static_order())  # raises at a cycle
    assert found["edges"] == sorted(found["edges"])
    assert {"VANISH", "residual_from_slopes", "is_derive_risk_a"} <= uses["RESIDUAL"]
    assert nodes["ELIM"]["assumes"] == ["convex_losses", "differentiable_at_outputs", "frozen_local_minimum"]
    assert nodes["ELIM"]["premises"][0] == "lam <> 0"
    assert nodes["AUX"]["assumes"] == []  # its L is a variable
    assert nodes["MASK_gain"]["premises"][0] == "0 < lam + B"  # after three definitions by let
    assert ["ELIM", "RESIDUAL"] in graph.claim_edges()
    assert ["VANISH", "ELIM"] not in graph.claim_edges()


FILES = ("Sums", "Setting", "Orbit")


@pytest.mark.skipif(not build.available(), reason=f"Coq is not installed: {build.INSTALL}")
def test_coq_has_recorded_the_same_uses(tmp_path: Path) -> None:
    items = graph.parse()
    found = set()
    for file in FILES:
        shutil.copy(build.SOURCES / f"{file}.v", tmp_path)
        command = ["coqc", "-q", "-w", "none", "-Q", ".", LIBRARY, f"{file}.v"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        found |= recorded(tmp_path, file, items)
    named = {(i.name, other) for i in items.values() if i.file in FILES for other in i.stated | i.used}
    assert named <= found
    assert {other for _, other in found - named} <= {"vec"}  # in the types of variables that are left implicit


def recorded(folder: Path, file: str, items: dict[str, graph.NamedResult]) -> set[tuple[str, str]]:
    """The uses in the .glob file of a compiled source; a section variable stands for what its declaration refers to."""
    text = (folder / f"{file}.v").read_text(encoding="utf-8")
    spans = [(start, stop) for start, stop, _ in graph.sentences(without_comments(text))]
    lines = (folder / f"{file}.glob").read_text(encoding="utf-8")
    references = re.findall(r"^R(\d+):\d+ BadMinima\.(\w+) \S+ (\S+) \w+$", lines, re.M)
    variables = {
        f"{section}.{name}": int(at) for at, section, name in re.findall(r"^var (\d+):\d+ (\S+) (\S+)$", lines, re.M)
    }

    def within(start: int, stop: int) -> set[str]:
        names = set()
        for at, source, name in references:
            if start <= int(at) < stop:
                if name in items and items[name].file == source:
                    names.add(name)
                elif source == file and name in variables:
                    names |= within(*next(span for span in spans if span[0] <= variables[name] < span[1]))
        return names

    return {(i.name, name) for i in items.values() if i.file == file for name in within(i.start, i.stop)}
