"""Figures: each on a real case, with words that are true, the same bytes twice, and no mark that is not proved."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from fractions import Fraction
from typing import Any

import pytest
from evidence import CASES, scene

from verify.commands.illustrate import ILLUSTRATIONS
from verify.errors import InputError
from verify.exact import exact
from verify.figures import scene as scenes
from verify.figures.drawn import Drawn, figure_of, figures_of, refusals
from verify.figures.kinds import data_and_fit, figure_kind, figure_kinds, pit
from verify.figures.kinds.descent_steps import known
from verify.figures.scene import FigureError, Level, Scene, sharp
from verify.figures.sketch import Sketch, sketching
from verify.figures.style import DARK, INK
from verify.kernel.theta_point import augmented, landscape
from verify.numerics import ball

NOTES = CASES.parent / "notes"

SHOWN = {
    "fit": "bad-minima/one-tanh",
    "plane": "bad-minima/xor-tanh-logistic",
    "segment": "bad-minima/dead-relu",
    "slice": "bad-minima/one-tanh",
    "pit": "bad-minima/dead-relu",
    "descent": "failure-modes/masked-hat",
    "mask": "failure-modes/mask-12",
    "flow": "failure-modes/runaway-bias",
    "cells": "bad-minima/dead-relu",
    "network": "failure-modes/masked-hat",
}
"""A case on which each figure is drawn."""


def drawn(name: str, case: str, form: str = "svg") -> tuple[Drawn, bytes]:
    at = scene(case)
    return figure_of(at.case, at.proved, name, form)


def fact(case: str, kind: str, name: str) -> Fraction:
    """A number that the kernel has proved of a case."""
    return exact(next(scene(case).of_kind(kind)).facts[name])


def test_every_figure_is_drawn_here() -> None:
    assert [kind.name for kind in figure_kinds()] == list(SHOWN)


@pytest.mark.parametrize("name", SHOWN)
def test_a_figure_is_one_element_with_a_title_and_a_description(name: str) -> None:
    found, content = drawn(name, SHOWN[name])
    assert content.decode() == found.svg
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
    assert not re.search(r"\b(nan|inf|None)\b", found.alternative)


@pytest.mark.parametrize("name", SHOWN)
def test_the_same_figure_has_the_same_bytes(name: str) -> None:
    forms = ("svg", "png", "pdf") if name == "fit" else ("svg",)
    for form in forms:
        first, again = (drawn(name, SHOWN[name], form)[1] for _ in range(2))
        assert first == again
        assert first.startswith({"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}[form])


def test_a_figure_is_the_same_in_another_process() -> None:
    """Nothing in it depends on the order of a set, or on what was drawn before it."""
    code = (
        "import sys\nsys.path.insert(0, 'tests/figures')\nfrom evidence import scene\n"
        "from verify.figures.drawn import figure_of\nat = scene('bad-minima/dead-relu')\n"
        "sys.stdout.write(figure_of(at.case, at.proved, 'cells')[0].svg)"
    )
    root = scenes.__file__.split("/verify/")[0]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == drawn("cells", "bad-minima/dead-relu")[0].svg


@pytest.mark.parametrize("name", SHOWN)
def test_ink_and_paper_change_places_on_a_dark_page(name: str) -> None:
    """Every ink has a rule, and no shape that is used elsewhere keeps one of its own."""
    svg = drawn(name, SHOWN[name])[0].svg
    drawing = svg.split("</style>", 1)[1]
    for light, dark in DARK.items():
        for part in set(re.findall(rf"(fill|stroke): {light}", drawing)):
            assert f'[style*="{part}: {light}"]{{{part}:{dark} !important}}' in svg
    assert re.search(rf"(fill|stroke): {INK}", drawing)
    for shapes in re.findall(r"<defs>(.*?)</defs>", drawing, re.DOTALL):
        assert "stroke: #" not in shapes


def test_figures_of_two_cases_share_no_id() -> None:
    ids = [
        set(re.findall(r'\bid="([^"]*)"', drawn("fit", case)[0].svg))
        for case in ("bad-minima/one-tanh", "bad-minima/dead-relu")
    ]
    assert ids[0].isdisjoint(ids[1])


# ------------------------------------------------------------------------------------------------- words that are true


@pytest.mark.parametrize("name", ["fit", "segment", "slice"])
def test_the_words_have_the_values_that_were_proved(name: str) -> None:
    found, _ = drawn(name, "bad-minima/one-tanh")
    for value in (fact("bad-minima/one-tanh", "lower-value", key) for key in ("L", "L_better")):
        assert f"{float(value):.4g} (proved)" in found.alternative
        assert f"{float(value):.4g} (proved)" in found.svg
    assert "(float)" not in found.svg


def test_a_value_that_was_not_proved_is_not_said_to_be() -> None:
    at = scene("bad-minima/one-tanh")
    kept = tuple(e for e in at.proved if e.kind == "residual-gradient")
    found, _ = figure_of(at.case, kept, "fit")
    assert "1.324 (float)" in found.alternative
    assert "proved)" not in found.alternative + found.svg
    assert "floating point" in found.caption


def test_evidence_about_another_point_proves_nothing_of_theta() -> None:
    """Near the weights of a file of the kind ``point`` there may be a minimum, of which a value was proved."""
    at = scene("bad-minima/one-tanh")
    moved = at.case.__class__(**{**vars(at.case), "point": at.case.better})
    other = Scene(moved, tuple(e for e in at.proved if e.kind in ("lower-value", "value")))
    assert other.better is None
    assert other.theta_level is not None
    assert at.case.expect.better_value is not None
    assert other.theta_level.value == exact(at.case.expect.better_value.text.removeprefix("~"))


def test_the_fit_says_what_its_samples_are() -> None:
    """f is 1 everywhere: the target 3 at x = 2 is 2 away."""
    found, _ = drawn("fit", "bad-minima/dead-relu")
    assert found.alternative.startswith("3 samples at 3 different inputs from 0 to 2,")
    assert "farthest from its target at θ is 2 away from it, at x = 2." in found.alternative


def test_the_segment_says_how_high_it_rises() -> None:
    """L on the line from (-1, -1, 1, 1) to (1, -1, 3, 0), at t = 3/4: (1/2, -1, 5/2, 1/4), L = (2/16 + 121/16) / 3."""
    found, _ = drawn("segment", "bad-minima/dead-relu")
    assert "2 (proved) at θ and 0 (proved) at the better point. In between it rises to 2.562." in found.alternative
    high = [ball.ball(v) for v in (Fraction(1, 2), Fraction(-1), Fraction(5, 2), Fraction(1, 4))]
    assert float(landscape(scene("bad-minima/dead-relu").problem).value(high)) == pytest.approx(123 / 48) == 2.5625


def test_the_pit_ends_at_the_limit_that_was_proved() -> None:
    found, _ = drawn("pit", "bad-minima/dead-relu")
    limit = float(fact("bad-minima/dead-relu", "escape", "limit"))
    assert f"to the limit {limit:.4g} (proved) as b grows" in found.alternative
    (lowest,) = map(float, re.findall(r"at θ L~ comes down to ([\d.]+) as b", found.alternative))
    assert lowest <= limit + 5e-5
    assert f"limit = {limit:.4g} (proved)" in found.svg


def test_the_descent_says_the_falls_that_were_proved() -> None:
    found, _ = drawn("descent", "failure-modes/masked-hat")
    for evidence in scene("failure-modes/masked-hat").of_kind("descent"):
        mantissa, exponent = f"{float(evidence.facts['drop_at_smallest_radius']):.1e}".split("e")
        words = f"it is of order {evidence.facts['order']} and falls by {mantissa}e{int(exponent)}".replace("e-", "e−")
        assert words in found.alternative


def test_the_mask_says_where_doubles_are_blind() -> None:
    """At the smallest distance doubles see no change at any of the 40 points."""
    found, _ = drawn("mask", "failure-modes/mask-12")
    assert "its descent is of order 11: within 2⁻¹" in found.alternative
    assert found.alternative.endswith(
        "within 2⁻⁴⁰ it falls by 7.8e−278, and doubles have the sign of the change at 0 of 40 points."
    )


def test_the_flow_says_where_it_comes_from_and_goes() -> None:
    """At t = 1e10: a sqrt(4 lam t) is about 1, and b about log(4 lam t) / 2, with lam = 1/2."""
    found, _ = drawn("flow", "failure-modes/runaway-bias")
    assert "L of the network alone from 1," in found.alternative
    assert "a from 0.0197 to 7.07e−06; b from 0.000195 to 11.9." in found.alternative
    assert "a and b tend to the dotted rates" in found.caption
    assert "dotted" not in drawn("flow", "failure-modes/masked-hat")[0].caption


def test_the_masked_hat_gets_worse_while_the_new_loss_falls() -> None:
    words = drawn("flow", "failure-modes/masked-hat")[0].alternative
    assert "from time 0.01 to 1e+07: L~ goes from 0.333 to 1.23e−08; L of the network alone from 0.333," in words
    assert "as the highest value, to 2.05;" in words


def test_the_cells_are_those_of_the_kinks() -> None:
    """w x + b at x = 0, 1, 2: three lines through 0 in the plane of (w, b), so six cells."""
    words = drawn("cells", "bad-minima/dead-relu")[0].alternative
    assert "The plane of the parameters W1_1_1 and b1_1" in words
    assert "3 lines, on which a unit changes its side at a sample, cut it into 6 cells; θ is at (-1, -1)." in words


def test_the_network_is_the_one_of_the_file() -> None:
    words = drawn("network", "failure-modes/masked-hat")[0].alternative
    assert words.startswith("A network of layers of 1, 2, 1 units, with relu between them, and an exponential neuron")
    assert "Of its 4 weights at θ 0 are 0; the largest, W1_2_1, is 1." in words


def test_the_plane_counts_the_samples_on_their_side() -> None:
    assert (
        "4 of 4 samples are on the side of their class."
        in drawn("plane", "bad-minima/xor-tanh-logistic")[0].alternative
    )


# -------------------------------------------------------------------------------------------------------- planted lies


def test_a_figure_that_would_say_another_value_than_the_certificate_is_not_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    true = Scene.risk
    monkeypatch.setattr(Scene, "risk", lambda self, at: true(self, at) * (1 + ball.ball(Fraction(1, 2**20))))
    with pytest.raises(FigureError, match=r"would say 1\.3242635769\d*, as lower-value states"):
        drawn("fit", "bad-minima/one-tanh")


def test_a_mark_that_is_not_where_its_evidence_says_is_not_drawn() -> None:
    at = scene("bad-minima/dead-relu")
    level = at.theta_level
    assert level is not None
    for off, wrong in ((0.0, False), (0.1, True), (-0.1, True), (float("nan"), True)):
        with sketching():
            sketch = Sketch(2.0)
            (axes,) = sketch.panels()
            axes.set_ylim(0, 4)
            sketch.proved(axes, 0.0, 2.0 + off, level)
            if wrong:
                with pytest.raises(FigureError, match="as proved, where lower-value states 2"):
                    sketch.finish()
            else:
                sketch.finish()


@pytest.mark.parametrize("name", ["segment", "pit", "descent", "mask", "flow"])
def test_every_mark_is_compared_with_its_evidence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each figure that marks a value as proved is red if the evidence has another one."""
    true = Sketch.proved
    monkeypatch.setattr(
        Sketch,
        "proved",
        lambda self, axes, x, y, level, *words, **look: true(
            self, axes, x, y, Level(level.value * 2 + 5, level.evidence), *words, **look
        ),
    )
    with pytest.raises(FigureError, match=r"would mark .* as proved, where"):
        drawn(name, SHOWN[name])


def test_a_curve_that_is_not_known_to_a_pixel_is_not_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "enclosed to less than a pixel" in drawn("fit", "bad-minima/dead-relu")[0].caption
    monkeypatch.setattr(data_and_fit, "BITS", 4)
    monkeypatch.setattr("verify.figures.sampled.BITS", 4)
    true = data_and_fit.enclosed
    monkeypatch.setattr(data_and_fit, "enclosed", lambda program, points: true(program, points, 4))
    caption = drawn("fit", "bad-minima/one-tanh")[0].caption
    assert "enclosed" not in caption
    assert caption == "What is not marked as proved is drawn from floating point and claims nothing."


def test_a_descent_that_does_not_fall_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verify.figures.kinds.descent_steps._value", lambda *_: ball.ball(1))
    with pytest.raises(FigureError, match="finds no certain fall within 1/2, where one was proved"):
        drawn("descent", "failure-modes/masked-hat")


def test_the_limit_of_the_path_is_that_of_its_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    class Other:
        results = augmented(scene("bad-minima/dead-relu").problem).results

        def run(self, arithmetic: Any, values: list[Any]) -> list[Any]:
            return [v * 2 for v in augmented(scene("bad-minima/dead-relu").problem).run(arithmetic, values)]

    monkeypatch.setattr(pit, "augmented", lambda problem: Other())
    with pytest.raises(FigureError, match="as escape states"):
        drawn("pit", "bad-minima/dead-relu")


def test_a_number_that_is_stated_to_few_digits_is_not_marked() -> None:
    """``1e-16`` may be 1.4e-16: such a fact is no number for a figure, and what it would mark is a float's."""
    assert sharp("1e-16") is None
    assert sharp("1.2345") is None
    assert sharp("0e-36") is None
    assert sharp("0 to within 1e-30") is None
    assert sharp("0") == 0
    assert sharp("1.23456789") == Fraction(123456789, 10**8)
    assert known("0e-36") is None
    assert known("1e-16") is None
    assert known("1.43e-16") == Fraction(143, 10**18)


# -------------------------------------------------------------------------------------------------- what does not apply


@pytest.mark.parametrize(
    ("name", "case", "why"),
    [
        ("fit", "bad-minima/xor-tanh-logistic", "the network has 2 inputs, and it is of networks with one"),
        ("plane", "bad-minima/dead-relu", "the network has 1 inputs, and it is of networks with two"),
        ("segment", "failure-modes/masked-hat", "no point was proved to be better than the point of the file"),
        ("slice", "failure-modes/runaway-bias", "there are 0 parameters, and a plane needs two"),
        ("pit", "failure-modes/runaway-bias", "there are no parameters, so L is one number"),
        ("descent", "data-optimal/relu-fit", "no descent of L~ from the point was proved"),
        ("mask", "bad-minima/one-tanh", "no descent of an order above 0 was proved there that is hidden from doubles"),
        ("flow", "bad-minima/one-tanh", "the file names no start of a gradient flow, [flow]"),
        ("cells", "bad-minima/one-tanh", "the network has no kinks, such as those of relu"),
        ("network", "bad-minima/one-tanh", "the network is given by formulas, not by layers"),
    ],
)
def test_a_figure_that_does_not_apply_says_why(name: str, case: str, why: str) -> None:
    at = scene(case)
    with pytest.raises(InputError, match=re.escape(f"{case}.toml: the figure {name} does not apply: {why}")):
        figure_of(at.case, at.proved, name)
    assert refusals(at.case, at.proved)[name] == why


def test_nothing_is_drawn_at_a_point_that_was_not_proved_to_be_there() -> None:
    at = scene("bad-minima/one-tanh")
    assert figures_of(at.case, ()) == ()
    assert "no point that rounds to them was proved to be there" in refusals(at.case, ())["fit"]


def test_only_figures_that_apply_are_drawn() -> None:
    at = scene("bad-minima/one-tanh")
    names = [figure.name for figure in figures_of(at.case, at.proved)]
    assert names == [kind.name for kind in figure_kinds() if kind.name not in refusals(at.case, at.proved)]
    brief = [figure.name for figure in figures_of(at.case, at.proved, brief=True)]
    assert brief == [name for name in names if figure_kind(name).brief]


# --------------------------------------------------------------------------------------------------- notes and pictures


def test_the_notes_describe_every_figure() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (yes|) ?\|", (NOTES / "figures.md").read_text("utf-8"), re.MULTILINE)
    assert rows == [(kind.name, "yes" if kind.brief else "") for kind in figure_kinds()]


@pytest.mark.parametrize("file", ILLUSTRATIONS)
def test_the_pictures_of_the_notes_are_what_is_drawn(file: str) -> None:
    """Their words, and every number of the descriptions; ticks and biases depend on how other libraries round."""
    case, name = ILLUSTRATIONS[file]
    kept, made = (NOTES / "images" / file).read_text("utf-8"), drawn(name, case)[0].svg
    for tag in ("title", "desc", "text", "tspan"):
        found = [re.findall(rf"<{tag}[^>]*>([^<]*)", svg) for svg in (kept, made)]
        if tag in ("text", "tspan"):
            words = [[re.sub(r"[−\d.]+", "#", text) for text in texts] for texts in found]
            found = [[text for text in texts if re.search(r"[^\W\d_]", text)] for texts in words]
        assert found[0] == found[1], "run `verify illustrate`"
    shown = "".join((NOTES.parent / page).read_text("utf-8") for page in ("README.md", "notes/theory.md"))
    assert f"images/{file})" in shown
