"""The second checker on the cells of an atlas: two that are true, and two with a witness."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from verify import recheck

Json = dict[str, Any]
NEURONS, PENALTIES = {"exp": "a*exp(u + b)"}, {"a^2": "lam*a**2", "|a|": "lam*abs(a)"}


def statement(penalty: str, conclusion: str, dropped: list[str]) -> Json:
    words = f"the neuron a*exp(u + b) and the penalty {penalty}"
    return {"claim": "ELIM", "changes": words, "dropped": dropped, "conclusion": conclusion}


def true_cell(name: str, conclusion: str, kind: str, slope: str, **seen: Any) -> Json:
    penalty = PENALTIES[name]
    toml = {
        "title": f"a*exp(u + b) at the penalty {penalty}",
        "kind": "statement",
        "source": "A cell of the atlas.",
        "statement": statement(penalty, conclusion, [] if name == "a^2" else ["paper-augmentation"]),
        "augment": {"neuron": "a*exp(u + b)", "penalty": penalty},
    }
    orbit = {
        "lam": "positive",
        "field": "shift",
        "alpha": "1",
        "beta": "1",
        "kinks": {},
        "above": slope,
        "below": slope,
    }
    data = {"assumptions": ASSUMPTIONS, "orbits": [orbit], **seen}
    head = {"format": "verify-minima statement certificate", "version": 1, "kind": kind}
    certificate = {**head, "statement": recheck.sha256(toml), "data": data}
    return {"neuron": "exp", "penalty": name, "conclusion": conclusion, "verdict": "true", "certificate": certificate}


ASSUMPTIONS = ["paper-augmentation", "lam-nonzero", "convex", "differentiable", "data-only"]
CLAIMS = {"ELIM": {"assumptions": ASSUMPTIONS}}
FILE = """
kind = "necessity"
title = "A corner"
[statement]
claim = "ELIM"
changes = "the neuron a*exp(u + b) and the penalty lam*abs(a)"
dropped = ["paper-augmentation"]
conclusion = "elimination"
[problem]
network = { formula = ["relu(t1 - 1)"], parameters = ["t1"] }
loss = "logistic"
reduction = "sum"
inputs = [["0"]]
targets = [["1"]]
[augment]
neuron = "a*exp(u + b)"
penalty = "lam*abs(a)"
[point]
theta = ["0"]
[witness]
a = ["0"]
b = ["0"]
W = [["0"]]
method = "kink"
[better]
theta = ["2"]
[expect]
value = "~0.69314718"
better_value = "~0.31326169"
"""


def false_cell() -> Json:
    toml = recheck.toml_tables(FILE, "the file")
    text = {"problem": toml["problem"], "augment": toml["augment"]}
    file = {k: v for k, v in toml.items() if k not in text}
    point, at = {"exact": ["0"]}, ["0"] * 4
    certificates = [
        {"kind": "augmented-kink", "data": {"at": at}},
        {"kind": "lower-value", "data": {"point": point, "better": {"exact": ["2"]}, "bits": 64}},
    ]
    digests = [recheck.sha256({**c, "problem": recheck.sha256(text)}) for c in certificates]
    said = {"claim": "ELIM", "dropped": ["paper-augmentation"], "points": "local-minima", "conclusion": "elimination"}
    data = {**said, "witness": at, "point": point, "file": recheck.sha256(file), "rests_on": digests}
    document = {
        "format": "verify-minima certificates",
        "version": 1,
        "case": "found",
        "problem": {"text": text, "sha256": recheck.sha256(text)},
        "file": file,
        "certificates": [*certificates, {"kind": "violation", "data": data}],
    }
    cell = {"neuron": "exp", "penalty": "|a|", "conclusion": "elimination", "verdict": "false"}
    return {**cell, "file": FILE, "certificates": document}


@pytest.fixture
def atlas() -> Json:
    met = {name: "kept" for name in ("convex", "differentiable", "data-only")}
    seen = {"seen": {"by": "rate", "rate": "1", "at": ["0", "0"]}, "met": met}
    cells = [
        true_cell("a^2", "vanish", "orbit-vanish", "2*lam*a**2"),
        true_cell("a^2", "elimination", "residuals-seen", "2*lam*a**2", **seen),
        true_cell("|a|", "vanish", "orbit-vanish", "lam*a"),
        false_cell(),
    ]
    return {"format": "verify-minima atlas", "neurons": NEURONS, "penalties": PENALTIES, "cells": cells, "seconds": 0.5}


def test_the_cells_are_valid(atlas: Json, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert {verdict for _, verdict, _ in recheck.check_atlas(atlas, CLAIMS)} == {"valid"}
    (tmp_path / "atlas.json").write_text(json.dumps(atlas))
    (tmp_path / "claims.json").write_text(json.dumps(CLAIMS))
    assert recheck.main([str(tmp_path), str(tmp_path)]) == 1  # claims.json is no file of certificates
    assert recheck.main([str(tmp_path / "atlas.json"), str(tmp_path)]) == 0
    assert capsys.readouterr().out.split()[-4:] == ["all", "6", "0", "0"]


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["cells"].pop(),
        lambda d: d["cells"].append(d["cells"][0]),
        lambda d: d["cells"][0].update(conclusion="elimination"),
        lambda d: d["cells"][0].update(verdict="false"),
        lambda d: d["cells"][0].update(verdict="perhaps"),
        lambda d: d["cells"][0].update(certificate=None),
        lambda d: d["cells"][0]["certificate"]["data"]["orbits"][0].update(beta="2"),
        lambda d: d["cells"][3].update(verdict="true"),
        lambda d: d["cells"][3].update(file=FILE.replace('"elimination"', '"vanish"')),
        lambda d: d["cells"][3].update(file=FILE.replace("dropped = [", 'dropped = ["convex", ')),
        lambda d: d["cells"][3].update(file=FILE.replace('"lam*abs(a)"', '"lam*abs(a)"\nfrozen = ["b"]')),
        lambda d: d["cells"][3].update(file=FILE.replace('targets = [["1"]]', 'targets = [["-1"]]')),
        lambda d: d["cells"][3].update(file="["),
        lambda d: d["cells"][3]["certificates"]["certificates"].pop(),
        lambda d: d["cells"][3]["certificates"]["certificates"].pop(0),
        lambda d: d["penalties"].update({"|a|": "2*lam*abs(a)"}),
        lambda d: d["neurons"].update(exp="a*exp(2*(u + b))"),
        lambda d: d.update(format="another atlas"),
    ],
)
def test_a_changed_cell_is_refused(atlas: Json, change: Callable[[Json], object]) -> None:
    change(atlas)
    verdicts = recheck.gathered_verdicts("atlas", recheck.check_atlas(atlas, CLAIMS))
    assert {verdict for _, verdict, _ in verdicts} & {"invalid", "holey"}
    assert not any("malformed (AttributeError" in why for _, _, why in verdicts)
