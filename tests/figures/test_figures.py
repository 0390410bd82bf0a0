"""Figures: each on a real case, with words that are true, the same bytes twice, and no mark that is not proved."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from evidence import scene

from verify.errors import InputError
from verify.figures.drawn import figure_of, figures_of
from verify.figures.kinds import figure_kinds
from verify.figures.scene import Scene
from verify.figures.sketch import FigureError

SHOWN = {"fit": "bad-minima/one-tanh"}
"""A case on which each figure is drawn."""


def drawn(name: str, case: str, form: str = "svg"):
    at = scene(case)
    return figure_of(at.case, at.proved, name, form)


def test_every_figure_is_drawn_here() -> None:
    assert [kind.name for kind in figure_kinds()] == list(SHOWN)


@pytest.mark.parametrize("name", SHOWN)
def test_a_figure_is_one_element_with_a_title_and_a_description(name: str) -> None:
    found, _ = drawn(name, SHOWN[name])
    root = ET.fromstring(found.svg)
    assert root.get("role") == "img"
    title, description = (root.find(f"{{http://www.w3.org/2000/svg}}{tag}") for tag in ("title", "desc"))
    assert title is not None
    assert title.text == found.title
    assert description is not None
    assert description.text == found.alternative
    assert root.get("aria-labelledby") == title.get("id")
    ids = re.findall(r'\bid="([^"]*)"', found.svg)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:href="#|url\(#)([^")]*)', found.svg)) <= set(ids)
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", found.svg)
    assert "<script" not in found.svg
    assert found.alternative.endswith(".")
    assert found.caption.endswith(".")


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
@pytest.mark.parametrize("name", SHOWN)
def test_the_same_figure_has_the_same_bytes(name: str, form: str) -> None:
    first, again = (drawn(name, SHOWN[name], form)[1] for _ in range(2))
    assert first == again
    assert first.startswith({"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}[form])


def test_figures_of_two_cases_share_no_id() -> None:
    ids = [
        set(re.findall(r'\bid="([^"]*)"', drawn("fit", case)[0].svg))
        for case in ("bad-minima/one-tanh", "bad-minima/dead-relu")
    ]
    assert ids[0].isdisjoint(ids[1])


def test_the_words_of_the_fit_have_the_values_that_were_proved() -> None:
    found, _ = drawn("fit", "bad-minima/one-tanh")
    facts = next(scene("bad-minima/one-tanh").of_kind("lower-value")).facts
    for fact in ("L", "L_better"):
        assert f"{float(facts[fact]):.4g} (proved)" in found.alternative
        assert f"{float(facts[fact]):.4g} (proved)" in found.svg
    assert "float" not in found.svg


def test_a_value_that_was_not_proved_is_not_said_to_be() -> None:
    at = scene("bad-minima/one-tanh")
    kept = tuple(e for e in at.proved if e.kind == "residual-gradient")
    found, _ = figure_of(at.case, kept, "fit")
    assert "1.324 (float)" in found.alternative
    assert "proved)" not in found.alternative + found.svg
    assert "floating point" in found.caption


def test_a_figure_that_would_say_another_value_than_the_certificate_is_not_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    true = Scene.risk
    monkeypatch.setattr(Scene, "risk", lambda self, at: true(self, at) * (1 + 2**-20))
    with pytest.raises(FigureError, match=r"would say 1\.3242635769\d*, as lower-value states"):
        drawn("fit", "bad-minima/one-tanh")


def test_a_figure_that_does_not_apply_says_why() -> None:
    with pytest.raises(InputError, match=r"xor-tanh-logistic\.toml: the figure fit does not apply: the network has 2"):
        drawn("fit", "bad-minima/xor-tanh-logistic")
    with pytest.raises(InputError, match="there is no figure 'fits'; the figures are fit"):
        drawn("fits", "bad-minima/xor-tanh-logistic")


def test_only_figures_that_apply_are_drawn() -> None:
    at = scene("bad-minima/one-tanh")
    assert {f.name for f in figures_of(at.case, at.proved)} >= {"fit"}
