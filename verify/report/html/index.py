"""The results as one page, ``index.html``: no network, no script, every picture and every formula within it."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ...store import atlas_cells
from ...store.dependencies import relations, users
from ..attention import (
    URGENT,
    claim_mark,
    graded_mark,
    items,
    mark,
    nothing_proved,
    searched,
    senses,
    urgent_first,
    word,
)
from . import figures, layers, matrix
from .typeset import prose, statement

Json = dict[str, Any]

TEMPLATES = Path(__file__).parent / "templates"
STORY = {"belief": "What one might believe", "catch": "The catch", "restores": "What restores the theorem"}
HEADLINES = {
    "as expected": "Nothing is refuted, no claim fails, and nothing that was asked is left undecided.",
    "not as expected": "Something is refuted, a claim fails, or a step of a proof was not carried out.",
    "undecided": "Nothing is refuted and no claim fails, but something could not be decided.",
}


def page(results: Json) -> str:
    """The page. The same results give the same bytes."""
    cases = urgent_first(results["cases"], lambda case: str(case["status"]))
    return (
        _environment()
        .get_template("index.html.jinja")
        .render(
            results=results,
            partial=PARTIAL,
            claims=results["claims"],
            cases=cases,
            statements=urgent_first(results["statements"], lambda row: str(row["verdict"])),
            claim_names={claim["name"] for claim in results["claims"]},
            case_names={case["name"] for case in cases},
            headline=headline(results),
            counts=counts(results),
            attention=items(results),
            silent=nothing_proved(results),
            grids=atlas_cells.grids(results["atlas"]) if results["atlas"] else [],
            necessary=any(results["necessity"].values()),
            levels=figures.levels(results),
            depths=figures.depths(results),
            story=STORY,
            options=_options(results["settings"]),
            drawing=matrix.tall(results),
            layers=layers.drawing(results),
            relations=relations(results["graph"]),
            shared_steps={step: names for step, names in users(results["graph"]["steps"]).items() if len(names) > 1},
            assumed=users([(words, claim["name"]) for claim in results["claims"] for words in claim["assumptions"]]),
            alone=False,
        )
    )


def picture(results: Json) -> str:
    """The claims on the cases as an SVG file that stands alone, for a README."""
    template = _environment().get_template("matrix.svg.jinja")
    return template.render(drawing=matrix.wide(results), alone=True) + "\n"


PARTIAL = "A partial report"
"""What a report of a part says first, followed by which part."""


def headline(results: Json) -> str:
    """One sentence for the status that the results have."""
    return HEADLINES.get(results["status"], "The status of these results is not known to this report.")


def counts(results: Json) -> list[tuple[str, str]]:
    """What the run consists of, in numbers with their words."""
    steps = [step for claim in results["claims"] for step in claim["steps"]]
    findings = [f["verdict"] for case in results["cases"] for f in case["findings"]]
    verdicts = (word(claim["instances"]) for claim in results["claims"])
    drawn = results["atlas"]
    cells = [(str(len(drawn["cells"])), f"cells of the atlas; {atlas_cells.tally(drawn)}")] if drawn else []
    return [
        (str(len(results["claims"])), f"claims; on their instances {tally(verdicts)}"),
        (f"{sum(s['proved'] is True for s in steps)}/{len(steps)}", "symbolic steps of proofs proved"),
        (str(len(results["cases"])), f"cases; {tally(case['status'] for case in results['cases'])}"),
        (f"{findings.count('proved')}/{len(findings)}", "statements about the cases proved"),
        (str(len(results["statements"])), f"statements without a witness; {tally(map(word, results['statements']))}"),
        *cells,
        (str(sum(case["certificates"]["count"] for case in results["cases"])), "certificates to check again"),
    ]


def tally(verdicts: Iterable[str]) -> str:
    """``3 holds, 1 vacuous``: the worst first."""
    counted = Counter(verdicts)
    order = urgent_first(sorted(counted, key=lambda v: (-counted[v], v)), str)
    return ", ".join(f"{counted[verdict]} {verdict}" for verdict in order) or "none"


def anchor(name: str) -> str:
    """A name as part of an id; different names have different anchors, and none needs quoting."""
    return re.sub(r"[^A-Za-z0-9-]", lambda m: "." if m[0] == "/" else f"_{ord(m[0]):x}_", name)


def _options(settings: Json) -> str:
    """The options of the command that repeats the run."""
    seed = f" --seed {settings['seed']}" if settings["seed"] else ""
    return seed + (f" --budget {settings['budget']}" if settings["budget"] is not None else "")


def _listed(value: Any, between: str) -> str:
    return between.join(map(str, value)) if isinstance(value, list) else str(value)


def _by_verdict(rows: list[Json]) -> list[Json]:
    return urgent_first(rows, lambda row: str(row["verdict"]))


def _outcomes(outcomes: Mapping[str, Json]) -> list[tuple[str, Json]]:
    return urgent_first(outcomes.items(), lambda pair: str(pair[1]["verdict"]))


def _text(function: Callable[[str], str]) -> Callable[[object], str]:
    """``function`` as a filter: a missing value raises jinja's own error before it gets there."""
    return lambda value: function(str(value))


@cache
def _environment() -> Environment:
    """Templates that escape what they show, and in which a missing value is an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= {
        "anchor": _text(anchor),
        "applicable": lambda rows: [row for row in rows if mark(row["verdict"]) != "none"],
        "claim_mark": claim_mark,
        "folder": matrix.folder,
        "graded_mark": graded_mark,
        "inapplicable": lambda rows: [row for row in rows if mark(row["verdict"]) == "none"],
        "listed": _listed,
        "mark": mark,
        "prose": _text(prose),
        "searched": searched,
        "senses": senses,
        "shell": _text(shlex.quote),
        "statement": _text(statement),
        "stem": matrix.stem,
        "tally": tally,
        "urgent": lambda rows: [row for row in rows if mark(row["verdict"]) in URGENT],
        "urgent_outcomes": _outcomes,
        "urgent_verdicts": _by_verdict,
        "word": word,
    }
    return environment
