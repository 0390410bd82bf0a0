"""One thing in words: a claim, a kind of certificate, a word of a verdict, or whatever else has a name."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from ..claims.registry import claims
from ..errors import InputError
from ..glossary import GLOSSARY
from ..kernel.assumptions import ASSUMPTIONS
from ..kernel.claim_statement import Rule
from ..prove.claim import Claim
from ..spelling import meant
from .blocks import Block, Code, Heading, Items, Paragraph
from .catalogue import CATALOGUE, WORDS, certificate_docs
from .phrases import soft, strong

THEORY, FORMATS = "notes/theory.md", "notes/certificate-format.md"


def explained(name: str) -> list[Block]:
    """What has this name, in words: all of it, if several things have it.

    Raises:
        InputError: nothing has.
    """
    if name.upper() in claims():
        return list(_claim(claims()[name.upper()]))
    found: list[Block] = []
    known: list[str] = list(claims())
    for what in WORDS:
        names = CATALOGUE[what]()
        known += names
        if name in names:
            found += [Heading(f"{name}: {WORDS[what]}"), *_named(what, name, names[name])]
    if not found:
        places = "; see verify list" if "known" in meant(name, known) else meant(name, known)
        raise InputError(f"nothing has this name: no claim, no file, no kind, no word of a verdict{places}", name)
    return found


def _verdict(rule: Rule) -> str:
    """The verdict of a rule, in words with n in place of the numbers that a case has."""
    words = re.sub(r"{\w+}", "n", rule.words)
    sense = f" ({rule.sense})" if rule.sense else ""
    return f"{rule.verdict}{sense}" if words == "n" else f"{rule.verdict}{sense}: {words}"


def _named(what: str, name: str, line: str) -> Iterator[Block]:
    if what == "kinds":
        yield from _kind(name)
    elif what in GLOSSARY:
        term = next(term for word, term in GLOSSARY[what].items() if word == name)
        yield Paragraph((term.means[:1].upper() + term.means[1:],))
        if term.then:
            yield Paragraph((strong("What to do: "), term.then))
    else:
        yield Paragraph((line,))
        if what == "assumptions":
            using = ", ".join(claim.name for claim in claims().values() if name in claim.assumptions)
            yield Paragraph((soft(f"assumed by {using}"),))


def _kind(name: str) -> Iterator[Block]:
    """What a certificate of this kind proves, which verdicts rest on it, and where its conditions and theorem are."""
    for part in certificate_docs()[name].split("\n\n"):
        yield Paragraph((part.replace("\n", " "),))
    resting = {
        claim.name: list(dict.fromkeys(str(rule.verdict) for rule in claim.rules if _needs(rule, name)))
        for claim in claims().values()
    }
    words = ", ".join(f"{claim} {' or '.join(verdicts)}" for claim, verdicts in resting.items() if verdicts)
    if words:
        yield Paragraph((strong("Verdicts that may rest on it: "), words))
    yield Paragraph((soft(f"Its data and conditions: {FORMATS}; the theorem that makes these sufficient: {THEORY}."),))


def _needs(rule: Rule, kind: str) -> bool:
    return any(have.kind == kind for need in rule.needs for have in need)


def _claim(claim: Claim) -> Iterator[Block]:
    yield Heading(f"{claim.name}: {claim.title}")
    yield Paragraph((claim.words,))
    yield Code(claim.statement)
    yield Paragraph((strong("Source: "), claim.source))
    if claim.assumptions:
        yield Paragraph((strong("Assumes"),))
        yield Items(tuple((f"{ASSUMPTIONS[key].words} ({key})",) for key in claim.assumptions))
    if claim.uses:
        yield Paragraph((strong("Its proof uses "), ", ".join(claim.uses)))
    yield Paragraph((strong("Steps that are carried out by machine"),))
    yield Items(tuple((f"{step.name}: {inspect.cleandoc(step.says)}",) for step in claim.steps))
    yield Paragraph((strong("What joins them, in prose that no machine checks: "), claim.glue))
    yield Paragraph((strong("Verdicts on a case"),))
    yield Items(tuple((_verdict(rule),) for rule in claim.rules))
    if claim.unsearched:
        yield Paragraph((strong("Not searched for: "), claim.unsearched))
    yield Paragraph((soft(f"The whole proof: {THEORY}, {claim.name}. Check it: verify check {claim.name}"),))
