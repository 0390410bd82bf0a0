"""What is found of a case: in a few sentences, and one by one, each with the reason and its certificate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ..commands.checked import FindingRow, ProvedFinding
from ..store.marks import urgent_first
from ..verdict import Verdict
from .because import because, interval
from .blocks import Block, Details, Entries, Exhibit, Pairs, Paragraph, VerdictEntry
from .phrases import badge, code, number, prose, strong, told

REPEATED = 2
"""Of more findings of one kind in a row the first is shown, and the others on demand."""
COUNTED = {
    "descent": "(theta, 0, b, W) is no local minimum of L~ at any of the {count} (b, W) that were examined",
    "orbit": "No point of L~ with one of the {count} amplitudes that were examined is a local minimum",
}
"""Kinds of which a case has many, which are said together."""
KEY = (
    "answer", "critical-point", "strict-minimum", "sharp-minimum", "morse-bott", "critical-orbit", "critical-family",
    "supporting-hyperplane", "lower-value", "data-optimal", "unattained", "unreachable", "nowhere-stationary",
    "descent", "orbit", "escape", "flow-law", "flow-limit", "auxiliary-minimum", "augmented-isolated",
    "augmented-symmetric", "augmented-jump", "augmented-kink", "augmented-cusp", "augmented-hyperplane",
    "augmented-samplewise", "augmented-optimal", "augmented-stationary", "least-value", "violation",
)  # fmt: skip
"""The kinds that make the story of a case, in its order."""


def in_short(found: Sequence[FindingRow]) -> list[str]:
    """What is not so, then what is not decided, then what is proved that matters most; a sentence each."""
    said = [f"Not so: {f['message']}." for f in found if f["verdict"] in (Verdict.REFUTED, Verdict.CONTRADICTION)]
    said += [f"Not decided: {f['name']} ({f['reason']})." for f in found if f["verdict"] == Verdict.UNKNOWN]
    proved = [f for f in found if f["verdict"] == Verdict.PROVED]
    for kind in KEY:
        of_kind = [f for f in proved if f["kind"] == kind]
        if kind in COUNTED and of_kind:
            said.append(f"{COUNTED[kind].format(count=len(of_kind))}.")
        else:
            said += list(dict.fromkeys(_sentence(_stated(f)) for f in of_kind))
    return said


def _stated(finding: ProvedFinding) -> str:
    """The statement; of a critical point with what makes it so."""
    least = finding["facts"].get("least_eigenvalue")
    more = "" if least is None else f": the least eigenvalue of the Hessian lies in {interval(least)}"
    return f"{finding['statement']}{more}"


def _sentence(words: str) -> str:
    """Words with a capital in front, unless they begin with a symbol, and a full stop."""
    first = words.split(maxsplit=1)[0] if words else ""
    return f"{words[:1].upper() if first.isalpha() and first not in ('theta', 'lam') else words[:1]}{words[1:]}."


def findings(found: Sequence[FindingRow], file: str) -> Iterator[Block]:
    """All of them, what is not proved first; of many of one kind in a row the first, and the others on demand."""
    if not found:
        yield Paragraph(("Not looked at in this run.",), "soft")
    for _, group in groupby(urgent_first(found, lambda f: f["verdict"]), lambda f: (f["verdict"], f.get("kind"))):
        same = list(group)
        many = len(same) > REPEATED and same[0]["verdict"] == Verdict.PROVED
        first = same[:1] if many else same
        yield Entries(tuple(_entry(f, file) for f in first), graded=True)
        if many:
            others = Entries(tuple(_entry(f, file) for f in same[1:]), graded=True)
            yield Details(f"{number(len(same) - 1, 'other')} of this kind", (others,))


def _entry(finding: FindingRow, file: str) -> VerdictEntry:
    if finding["verdict"] == Verdict.PROVED:
        return VerdictEntry(badge(finding["verdict"]), _proved(finding, file), finding["grade"])
    if finding["verdict"] == Verdict.UNKNOWN:
        return told(finding["verdict"], strong(finding["name"]), f": {finding['reason']}: {finding['message']}")
    return told(finding["verdict"], strong(finding["name"]), f": {finding['message']} ", code(finding["place"]))


def _proved(finding: ProvedFinding, file: str) -> tuple[Block, ...]:
    """The statement, why it holds, the facts if no sentence says them, and the certificate."""
    blocks: list[Block] = [Paragraph((strong(finding["name"]), ": ", prose(finding["statement"])))]
    if why := because(finding):
        blocks.append(Paragraph((prose(why),), "soft small"))
    elif finding["facts"]:
        facts = tuple(((key.replace("_", " "),), (value,)) for key, value in finding["facts"].items())
        blocks.append(Pairs(facts, "facts"))
    return (*blocks, Exhibit(file, finding["sha256"]))
