"""The claims on the cases, one letter each: what is drawn, and where. The template ``matrix.svg.jinja`` draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import ceil

from ...store.marks import URGENT, Mark, graded_mark, mark, urgent_first
from ...store.results_schema import CaseRow, ClaimRow, Results
from ...store.totals import Proved, own_instances

LETTERS = {
    Mark.HOLDS: "H", Mark.FAILS: "F", Mark.VACUOUS: "V", Mark.UNKNOWN: "?", Mark.NONE: "–",
}  # fmt: skip
LEGEND = {
    Mark.HOLDS: "holds",
    Mark.FAILS: "fails",
    Mark.VACUOUS: "vacuous: nothing to conclude about",
    Mark.UNKNOWN: "unknown: not decided",
    Mark.NONE: "not applicable, or not run",
}
ANGLE = 52
"""By which the names of the claims are turned, in degrees, with its sine and cosine."""
SINE, COSINE = 0.788, 0.616
LINE = 24
"""Height of a row."""
CHARACTER = 7.3
"""Width of a monospaced character of a label."""
CAPITAL = 9.0
"""Width of a capital letter in the name of a claim."""


@dataclass(frozen=True)
class MatrixField:
    """One verdict: its letters, how it is drawn (see ``marks.mark``), its words, and what it leads to."""

    text: str
    mark: Mark
    title: str
    kind: str = ""
    name: str = ""


@dataclass(frozen=True)
class PlacedField:
    """A field in its place."""

    x: float
    y: float
    width: float
    field: MatrixField


@dataclass(frozen=True)
class Label:
    """Words in their place, turned by ``angle`` degrees, with what they lead to."""

    x: float
    y: float
    text: str
    style: str = ""
    angle: int = 0
    kind: str = ""
    name: str = ""


@dataclass
class MatrixDrawing:
    """Boxes and labels, and the same in one line of words."""

    words: str
    boxes: list[PlacedField] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    width: int = 0
    height: int = 0

    def row(self, y: float, xs: Sequence[float], width: float, fields: Sequence[MatrixField | None]) -> None:
        """Boxes side by side; where there is no field, nothing is drawn."""
        self.boxes += [PlacedField(x, y, width, f) for x, f in zip(xs, fields, strict=True) if f is not None]


# ------------------------------------------------------------------------------------------------------- two drawings


def tall(results: Results) -> MatrixDrawing:
    """A row for each case on which claims are judged as they stand: for a page."""
    cases = judged(results["cases"])
    claims, groups = results["claims"], _grouped(cases)
    stems = [stem(case["name"]) for case in cases]
    file, cell = 58, 38
    longest = max([len("file"), *(len(claim["name"]) for claim in claims)]) * CAPITAL
    head = ceil(longest * SINE) + 16
    left = max([len("proof steps"), *map(len, stems)]) * CHARACTER + 26
    xs = [left + file + i * cell for i in range(len(claims))]
    drawing = MatrixDrawing(_words(results))
    drawing.labels.append(Label(left + file / 2 + 4, head - 8, "file", angle=-ANGLE))
    for x, claim in zip(xs, claims, strict=True):
        drawing.labels.append(Label(x + cell / 2 + 4, head - 8, claim["name"], "", -ANGLE, "claim", claim["name"]))
    y: float = head
    drawing.labels.append(Label(8, y + 16, "proof steps"))
    drawing.row(y, xs, cell, [proof(claim) for claim in claims])
    for heading, cases in groups:
        y += LINE + 6
        drawing.labels.append(Label(8, y + 16, heading, "heading"))
        for case in cases:
            y += LINE
            style = "label urgent" if mark(case["status"]) in URGENT else "label"
            drawing.labels.append(Label(20, y + 16, stem(case["name"]), style, 0, "case", case["name"]))
            drawing.row(y, [left], file, [stated(case)])
            drawing.row(y, xs, cell, [outcome(claim["name"], case) for claim in claims])
    y += LINE + 6
    drawing.labels.append(Label(8, y + 16, "the claims' own instances"))
    drawing.row(y, xs, cell, [own(claim, results["cases"]) for claim in claims])
    _legend(drawing, y + LINE + 14, columns=1)
    drawing.width = ceil(left + file + len(claims) * cell + longest * COSINE)
    return drawing


def wide(results: Results) -> MatrixDrawing:
    """A column for each case on which claims are judged; instances of false variants are counted: for a README."""
    variants = [case for case in results["cases"] if case["statement"] is not None]
    cases = judged(results["cases"])
    claims, groups = results["claims"], _grouped(cases)
    side, cell, gap = 46, 17, 12
    longest = max([len("own instances"), *(len(stem(case["name"])) for case in cases)])
    left = max([84.0, *(len(claim["name"]) * CAPITAL + 12 for claim in claims)])
    top = 38 + longest * CHARACTER
    words = f"{len(claims)} claims on {len(cases)} cases"
    drawing = MatrixDrawing(f"{words}, and {len(variants)} false variants: {results['status']}")
    drawing.labels.append(Label(8, 20, drawing.words, "title"))
    ys = [top + i * LINE for i in range(len(claims))]
    for y, claim in zip(ys, claims, strict=True):
        drawing.labels.append(Label(8, y + 16, claim["name"], "", 0, "claim", claim["name"]))
        drawing.row(y, [left], side, [proof(claim)])
    drawing.labels.append(Label(left + side / 2 + 4, top - 8, "proof steps", "label", -90))
    x = left + side
    for heading, cases in groups:
        start = x = x + gap
        drawing.labels.append(Label(x, top + len(claims) * LINE + 16, heading, "heading"))
        for case in cases:
            style = "label urgent" if mark(case["status"]) in URGENT else "label"
            drawing.labels.append(Label(x + cell / 2 + 4, top - 8, stem(case["name"]), style, -90))
            for y, claim in zip(ys, claims, strict=True):
                drawing.row(y, [x], cell, [outcome(claim["name"], case)])
            x += cell
        x = max(x, start + len(heading) * CHARACTER)
    ends = [x + gap, x + gap + side]
    for x, name in zip(ends, ("own instances", "false variants"), strict=True):
        drawing.labels.append(Label(x + side / 2 + 4, top - 8, name, "label", -90))
    for y, claim in zip(ys, claims, strict=True):
        drawing.row(y, ends, side, [own(claim, results["cases"]), varied(claim)])
    drawing.width = max(ceil(ends[-1] + side + 8), 600)
    _legend(drawing, top + len(claims) * LINE + 32, columns=2)
    return drawing


def _legend(drawing: MatrixDrawing, top: float, columns: int) -> None:
    """What the letters mean, at the foot of the drawing."""
    each = ceil(len(LEGEND) / columns)
    for i, (drawn, words) in enumerate(LEGEND.items()):
        x, y = 8 + (i // each) * 280, top + (i % each) * LINE
        drawing.boxes.append(PlacedField(x, y, 38, MatrixField(LETTERS[drawn], drawn, "")))
        drawing.labels.append(Label(x + 48, y + 16, words))
    drawing.height = ceil(top + each * LINE + 4)


def _words(results: Results) -> str:
    return f"{len(results['claims'])} claims on {len(judged(results['cases']))} cases: {results['status']}"


def judged(cases: Sequence[CaseRow]) -> list[CaseRow]:
    """The cases on which claims are judged as they stand: no false variant, and no point without a claim."""
    return [case for case in cases if case["statement"] is None and case["claims"]]


def _grouped(cases: Sequence[CaseRow]) -> list[tuple[str, list[CaseRow]]]:
    """The cases by folder; in each, what needs attention first."""
    by_folder = sorted(cases, key=lambda case: folder(case["name"]))
    groups = groupby(by_folder, key=lambda case: folder(case["name"]))
    return [(heading, urgent_first(group, lambda case: str(case["status"]))) for heading, group in groups]


def stem(name: str) -> str:
    """The last part of a case's name."""
    return name.rpartition("/")[2]


def folder(name: str) -> str:
    """The folder in a case's name."""
    return name.rpartition("/")[0] or "files"


# ----------------------------------------------------------------------------------------------------------- the fields


def proof(claim: ClaimRow) -> MatrixField:
    """How many steps of the proof were carried out, of all."""
    if not claim["proof"]["checked"]:
        return MatrixField(
            "–", Mark.NONE, f"{claim['name']}, symbolic steps of the proof: not run", "claim", claim["name"]
        )
    counted = Proved.of_steps(claim["steps"]).text
    verdict = claim["proof"]["verdict"]
    title = f"{claim['name']}, symbolic steps of the proof: {verdict}, {counted}"
    return MatrixField(counted, mark(verdict), title, "claim", claim["name"])


def stated(case: CaseRow) -> MatrixField:
    """How much of what the file states is proved."""
    found = Proved.of(case["findings"])
    title = f"{case['name']}: what the file states, proved: {found.text}"
    return MatrixField(found.text, mark(found.worst), title, "case", case["name"])


def outcome(claim: str, case: CaseRow) -> MatrixField:
    """The verdict of a claim on a case."""
    found = case["claims"].get(claim)
    if found is None:
        return MatrixField("", Mark.NONE, f"{claim} on {case['name']}: not run", "case", case["name"])
    drawn, grade = graded_mark(found), f" ({found['grade']})" if found["grade"] else ""
    title = f"{claim} on {case['name']}: {found['verdict']}{grade}"  # the reason is where it leads to
    return MatrixField(LETTERS[drawn], drawn, title, "case", case["name"])


def own(claim: ClaimRow, cases: Sequence[CaseRow]) -> MatrixField | None:
    """The claim's own instances: how many there are, or how many of the least favourable kind if they differ."""
    found = own_instances(claim, cases)
    if found is None:
        return None
    title = f"{claim['name']}, own instances: {found.words}"
    return MatrixField(f"{found.count}{LETTERS[found.worst]}", found.worst, title, "claim", claim["name"])


def varied(claim: ClaimRow) -> MatrixField | None:
    """How many variants of the claim are refuted."""
    count = claim["search"]["refuted"]
    title = f"{claim['name']}, variants refuted: {count}"
    return MatrixField(str(count), Mark.HOLDS, title, "claim", claim["name"]) if count else None
