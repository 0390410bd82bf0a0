"""Which named results of the Coq sources use which others, read from their text; Coq itself is not needed.

An edge says that the statement or the proof of one result names the other. What a tactic or a canonical structure
uses without naming it is not seen. Names of section variables hide equal names of results, and what a local
definition (``Let``) names counts for the results that name it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import FormalError
from . import statement_texts
from .agreed import SOURCES, THEOREMS, Theorem
from .sources import order, without_comments

Json = dict[str, Any]

RESULTS = "Theorem|Lemma|Corollary|Fact|Remark|Proposition|Example"
DEFINITIONS = "Definition|Fixpoint|CoFixpoint|Inductive|CoInductive|Variant|Record|Structure|Class|Instance|Canonical"
HEAD = re.compile(rf"(?:#\[.*?\]\s*|(?:Local|Global|Program)\s+)*({RESULTS}|{DEFINITIONS}|Let)\s+([\w']+)")
VARIABLES = re.compile(r"(?:Variables?|Hypothes[ie]s|Context)\b")
NAME = re.compile(r"(?:[A-Za-z_][\w']*\.)*[A-Za-z_][\w']*")
END_OF_PROOF = ("Qed", "Defined", "Admitted", "Abort")

# Section variables and local definitions by name, with the results that they stand for.
Locals = dict[str, set[str]]


@dataclass
class NamedResult:
    """A named result or definition: the names in its statement, and those in its proof."""

    name: str
    file: str
    kind: str
    start: int
    stop: int
    stated: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)


def graph(sources: Path = SOURCES, theorems: Sequence[Theorem] = THEOREMS) -> Json:
    """All named results as nodes, and an edge [A, B] for each B that A names. Sorted, the same in every run.

    A node has its name, file, kind and claim (None if it belongs to none). An agreed theorem has also its
    premises, as Coq prints them in the reviewed statement, and under ``assumes`` the definitions that they name.
    """
    items = parse(sources)
    claims = {t.name: t.claim for t in theorems}
    premises = _premises(sources)
    agreed = {name.rpartition(".")[2] for name in statement_texts.of_kind("definition", statement_texts.read(sources))}
    nodes = []
    for item in sorted(items.values(), key=lambda i: i.name):
        node: Json = {
            "name": item.name,
            "file": f"{item.file}.v",
            "kind": item.kind,
            "claim": claims.get(item.name),
        }
        if item.name in premises:
            node["premises"], bound = premises[item.name]
            words = {word for premise in node["premises"] for word in NAME.findall(premise)}
            node["assumes"] = sorted((words - bound) & agreed)
        nodes.append(node)
    edges = sorted([item.name, other] for item in items.values() for other in item.stated | item.used)
    return {"nodes": nodes, "edges": edges}


def claim_edges(sources: Path = SOURCES, theorems: Sequence[Theorem] = THEOREMS) -> list[list[str]]:
    """Pairs [A, B] of claims: a theorem of A uses one of B, at once or through results that belong to no claim."""
    items = parse(sources)
    claims = {t.name: t.claim for t in theorems}
    pairs = set()
    for theorem, claim in claims.items():
        open_, seen = [theorem], {theorem}
        while open_:
            item = items[open_.pop()]
            for name in (item.stated | item.used) - seen:
                seen.add(name)
                if name not in claims:
                    open_.append(name)
                elif claims[name] != claim:
                    pairs.add((claim, claims[name]))
    return [list(pair) for pair in sorted(pairs)]


def parse(sources: Path = SOURCES) -> dict[str, NamedResult]:
    """The named results of all files, by name; each with the names, among these, that occur in it."""
    return dict(_parsed(tuple((file, (sources / f"{file}.v").read_text(encoding="utf-8")) for file in order(sources))))


@lru_cache(maxsize=2)
def _parsed(files: tuple[tuple[str, str], ...]) -> dict[str, NamedResult]:
    """The named results of files with these names and texts, each after those that it imports."""
    items: dict[str, NamedResult] = {}
    for file, text in files:
        for item in _items(file, without_comments(text), items):
            if item.name in items:
                raise FormalError(f"{file}.v: {item.name}: {items[item.name].file}.v has a result of this name")
            items[item.name] = item
    return items


def _items(file: str, text: str, known: Mapping[str, NamedResult]) -> Iterator[NamedResult]:
    """The results of one file. ``known`` are those of the files before it; they count if this file imports theirs."""
    visible: dict[str, str] = {}  # names, and the files that they are from
    sections: list[tuple[str, Locals]] = [("", {})]
    current: tuple[NamedResult, bool] | None = None  # the result in whose proof we are, and whether it is local
    for start, stop, sentence in sentences(text):
        names = _names(sentence, visible, [local for _, local in sections])
        if current is not None:
            current[0].used |= names
            current[0].stop = stop
            if sentence in END_OF_PROOF:
                yield from _finish(current, sections[-1][1], visible)
                current = None
        elif words := re.match(r"(?:From \w+ )?Require Import ([\w\s]+)", sentence):
            visible |= {name: item.file for name, item in known.items() if item.file in words[1].split()}
        elif words := re.match(r"Section\s+(\w+)", sentence):
            sections.append((words[1], {}))
        elif (words := re.match(r"End\s+(\w+)", sentence)) and sections[-1][0] == words[1]:
            sections.pop()
        elif VARIABLES.match(sentence):
            bound = _bound(VARIABLES.sub("", sentence, count=1))
            sections[-1][1].update(dict.fromkeys(bound, names - set(bound)))
        elif words := HEAD.match(sentence):
            current = NamedResult(words[2], file, words[1].lower(), start, stop, names), words[1] == "Let"
            if ":=" in sentence:
                yield from _finish(current, sections[-1][1], visible)
                current = None


def _finish(current: tuple[NamedResult, bool], local: Locals, visible: dict[str, str]) -> Iterator[NamedResult]:
    item, is_local = current
    if is_local:
        local[item.name] = item.stated | item.used
    else:
        visible[item.name] = item.file
        yield item


def _names(sentence: str, visible: Mapping[str, str], sections: list[Locals]) -> set[str]:
    """The visible results that a sentence names; a local definition stands for what it names itself."""
    found: set[str] = set()
    for token in set(NAME.findall(sentence)):
        *module, name = token.split(".")
        local = None if module else next((section[name] for section in sections[::-1] if name in section), None)
        if local is not None:
            found |= local
        elif name in visible and module in ([], [visible[name]]):
            found.add(name)
    return found


def _bound(declaration: str) -> list[str]:
    """The names that ``a b : T`` or ``(a b : T) (c : T')`` binds."""
    groups = re.findall(r"[({]([\w'\s]+):", declaration) if declaration.lstrip()[:1] in "({" else []
    return " ".join(groups or [declaration.partition(":")[0]]).split()


def sentences(text: str) -> Iterator[tuple[int, int, str]]:
    """The sentences of a text without comments: where each begins and ends, and its words."""
    for match in re.finditer(r"\S.*?\.(?=\s|$)", text, re.S):
        yield match.start(), match.end(), match[0][:-1].strip("-+*{} \n") or "-"


def _premises(sources: Path) -> dict[str, tuple[list[str], set[str]]]:
    """For each theorem what stands left of the arrows in its reviewed statement, and the names that it binds itself."""
    found = {}
    files = "|".join(order(sources))
    for label, text in statement_texts.of_kind("theorem", statement_texts.read(sources)).items():
        text = " ".join(text.removeprefix("(").removesuffix(")").split()).replace("( ", "(")
        text = re.sub(rf"\b(?:{files})\.(?=\w)", "", text)  # no two results of ours have the same name
        text = re.sub(r" ?\(\w+:=(?:[^()]|\([^()]*\))*\)", "", text)  # implicit arguments
        premises, bound = [], set()
        while True:
            while binder := re.match(r"forall [^,]*, |let .*? in ", text):
                bound |= {
                    word for group in re.findall(r"(?:\(|forall |let )([\w' ]+) :", binder[0]) for word in group.split()
                }
                text = text[binder.end() :]
            premise, arrow, text = _split_arrow(text)
            if not arrow:
                break
            premises.append(premise)
        found[label.rpartition(".")[2]] = premises, bound
    return found


def _split_arrow(text: str) -> tuple[str, str, str]:
    """The text before and after its first arrow outside brackets and binders."""
    depth = 0
    for position, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and text.startswith(" -> ", position):
            return text[:position], "->", text[position + 4 :]
        if depth == 0 and re.match(r"(let|fun|exists)\b|/\\|<->", text[position:]):
            break
    return text, "", ""
