"""A reading of the paper's abstract: ``verify paper`` writes ``notes/paper.md`` and the README's table of claims.

What is shown, the sentences and the evidence for each claim, is from ``store/abstract.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import fill

from ..claims.registry import claims
from ..errors import InputError
from ..prove.claim import Claim
from ..store.abstract import FILES, ROOT, SENTENCES, ClaimEvidence, beside, evidence
from ..store.atomic import write_text
from . import api_page
from .markdown import plain

# ------------------------------------------------------------------------------------------------------------ the page


def page() -> str:
    """``notes/paper.md``: each sentence, our reading, the evidence for each claim that carries it, and its limits."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "<!-- Written by `verify paper`; do not edit. -->"
    yield from ("", "# What the paper claims, sentence by sentence", "", *_filled(INTRODUCTION), "", *_filled(COLUMNS))
    for number, sentence in enumerate(SENTENCES, start=1):
        yield from ("", f"## Sentence {number}", "", *_filled(plain(sentence.quote), "> ", "> "), "")
        yield from (*_filled(plain(sentence.reading)), "")
        yield from _table([claims()[name] for name in sentence.claims])
        yield from ("", "What it does not say:", "")
        for limit in sentence.limits:
            yield from _filled(f"{plain(limit.words)} ({', '.join(map(_link, limit.see))})", "* ", "  ")
    yield from ("", "## Beside the abstract", "", "Claims that no sentence of the abstract makes:", "")
    yield from _table(beside())


INTRODUCTION = (
    "K. Kawaguchi and L. P. Kaelbling, *Elimination of All Bad Local Minima in Deep Learning* (AISTATS 2020, arXiv "
    "1901.00279). The abstract, one sentence at a time: what we take it to say, what carries it here, and what it "
    "does not say. The readings are ours; statements and proofs are in [theory.md](theory.md)."
)
COLUMNS = (
    "The evidence, by grade. **Formal**: theorems proved in Coq, which `verify formal` checks. **Symbolic**: steps of "
    "the proof, which SymPy carries out. **Certified**: cases that meet the claim's assumptions, and instances of its "
    "own; `verify check` proves the claim there or says that it is vacuous or has nothing to say. **Search**: false "
    "variants, each certified false on an instance, and statements that stand, by identities or in all examples drawn."
)


def _filled(text: str, first: str = "", others: str = "") -> list[str]:
    return fill(
        text, 120, initial_indent=first, subsequent_indent=others, break_long_words=False, break_on_hyphens=False
    ).splitlines()


def _link(name: str) -> str:
    """A case as a link to its file; the name of a claim as it is."""
    return f"[{name}](../{FILES.name}/{name}.toml)" if "/" in name else name


def _table(rows: Sequence[Claim]) -> Iterator[str]:
    yield "| claim | says | source | formal | symbolic | certified | search |"
    yield "|---|---|---|---|---|---|---|"
    for claim in rows:
        found = evidence(claim)
        said = (plain(claim.name), plain(claim.title), plain(claim.source), _formal(found))
        yield f"| {' | '.join((*said, _number(found.steps, 'step'), _cases(found), plain(_search(found))))} |"


def _formal(found: ClaimEvidence) -> str:
    names = ", ".join(f"`{name}`" for name in found.theorems)
    return f"{_number(len(found.theorems), 'theorem')}: {names}" if names else "none"


def _cases(found: ClaimEvidence) -> str:
    own = f", {_number(found.own, 'instance')} of its own" if found.own else ""
    return f"{found.meeting} of {found.cases} cases{own}"


def _search(found: ClaimEvidence) -> str:
    said = {
        "variant refuted": found.refuted,
        "statement proved by identities": found.by_identities,
        "statement without a proof, not refuted": found.unproved,
    }
    words = [_number(n, what) for what, n in said.items() if n]
    words += [f"no violation in {found.held} of {_number(found.drawn, 'instance')} drawn"] if found.drawn else []
    return "; ".join(words) or found.unsearched or "none"


def _number(count: int, noun: str) -> str:
    first, _, others = noun.partition(" ")
    return f"{count} {first}{'s' if count != 1 else ''} {others}".strip()


def readme(text: str) -> str:
    """The README with a row for each claim, as the claims are now, in its table of claims."""
    head = "| claim | says | source |\n|---|---|---|\n"
    before, _, after = text.partition(head)
    rows = "".join(f"| {c.name} | {plain(c.title)} | {plain(c.source)} |\n" for c in claims().values())
    return before + head + rows + after[after.index("\n\n") + 1 :]


def write() -> Path:
    """Write the page beside the other notes of these sources, the README's table, and ``api.md``; return its path.

    Raises:
        InputError: this is an installed package, without its notes.
    """
    file, front = ROOT / "notes" / "paper.md", ROOT / "README.md"
    if not file.parent.is_dir():
        raise InputError("there is no such folder: run this in the sources of the suite", str(file.parent))
    write_text(file, page())
    write_text(front, readme(front.read_text(encoding="utf-8")))
    write_text(ROOT / "notes" / "api.md", api_page.page())
    return file
