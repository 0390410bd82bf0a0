"""The dependencies of the claims as a drawing in layers: what stands on the left is used by what stands on the right.

Layers by the longest way down, long edges through empty places of the layers between, places by the mean of what is
used (K. Sugiyama, S. Tagawa and M. Toda, 1981). The template ``layers.svg.jinja`` draws it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ...store.attention import claim_mark
from ...store.dependencies import uses
from ...store.results_schema import Results
from .matrix import CAPITAL

Pair = tuple[str, str]

HEIGHT, GAP, BETWEEN = 24, 10, 64
WORDS = {"both": "in the prose and in Coq", "prose": "in the prose", "coq": "in Coq"}
NONE = "lemma"
"""How a name that is no claim is drawn: it stands for results in Coq that belong to no single claim."""


@dataclass(frozen=True)
class Node:
    """A claim or a lemma in its place; the mark as in ``store.marks.mark``, or ``NONE``."""

    name: str
    mark: str
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Edge:
    """A curve from what is used to what uses it; ``style`` is a key of ``WORDS``."""

    path: str
    style: str
    title: str


@dataclass(frozen=True)
class LayersDrawing:
    """Nodes and edges, and the size of all."""

    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    width: int = 0
    height: int = 0


def drawing(results: Results) -> LayersDrawing:
    """The claims and the lemmas of the Coq sources; of the edges, those that do not follow from others."""
    marks = {claim["name"]: claim_mark(claim) for claim in results["claims"]}
    said = uses(results["graph"])
    edges = _reduced(said)
    names = list(dict.fromkeys([*marks, *(name for pair in said for name in pair)]))
    level = _levels(names, edges)
    ways = {(a, b): [b, *(f"{a}|{b}|{k}" for k in range(level[b] + 1, level[a])), a] for a, b in edges}
    columns = _ordered(names, level, ways)
    wide = [max((_width(n) for n in column if n in level), default=0.0) for column in columns]
    lefts = [8 + sum(wide[:k]) + k * BETWEEN for k in range(len(columns))]
    tall = max((len(column) for column in columns), default=0) * (HEIGHT + GAP)
    places: dict[str, tuple[float, float, float]] = {}
    for left, width, column in zip(lefts, wide, columns, strict=True):
        top = (tall - len(column) * (HEIGHT + GAP)) / 2
        for row, name in enumerate(column):
            places[name] = (left, top + row * (HEIGHT + GAP) + 8, width)
    nodes = [Node(name, marks.get(name, NONE), *places[name]) for name in names]
    curves = [
        Edge(_curve([places[n] for n in way]), said[pair], f"{pair[0]} uses {pair[1]}: {WORDS[said[pair]]}")
        for pair, way in ways.items()
    ]
    return LayersDrawing(nodes, curves, round(sum(wide) + max(len(wide) - 1, 0) * BETWEEN + 16), round(tall + 8))


def _reduced(said: Mapping[Pair, str]) -> list[Pair]:
    """The pairs without those that follow from others by way of a third name, and without any that close a circle."""
    kept: list[Pair] = []
    for a, b in said:
        if a != b and not _reaches(b, a, kept):
            kept.append((a, b))
    return [(a, b) for a, b in kept if not _reaches(a, b, [pair for pair in kept if pair != (a, b)])]


def _reaches(a: str, b: str, pairs: Sequence[Pair]) -> bool:
    seen, open_ = {a}, [a]
    while open_:
        here = open_.pop()
        for first, second in pairs:
            if first == here and second not in seen:
                seen.add(second)
                open_.append(second)
    return b in seen


def _levels(names: Sequence[str], edges: Sequence[Pair]) -> dict[str, int]:
    """The length of the longest way down from each name."""
    level = dict.fromkeys(names, 0)
    for _ in names:
        for a, b in edges:
            level[a] = max(level[a], level[b] + 1)
    return level


def _ordered(names: Sequence[str], level: Mapping[str, int], ways: Mapping[Pair, Sequence[str]]) -> list[list[str]]:
    """The names of each layer, with the places of long edges, each near the mean of what it uses."""
    columns: list[list[str]] = [[] for _ in range(max(level.values(), default=-1) + 1)]
    for name in names:
        columns[level[name]].append(name)
    below: dict[str, list[str]] = {}
    for (_, used), way in ways.items():
        for k, name in enumerate(way[1:-1], start=level[used] + 1):
            columns[k].append(name)
        for used_here, user in pairwise(way):
            below.setdefault(user, []).append(used_here)
    for k in range(1, len(columns)):
        size, rows = len(columns[k - 1]), {name: row for row, name in enumerate(columns[k - 1])}
        means = {
            name: sum(rows[n] for n in below.get(name, ()) if n in rows) / max(1, sum(n in rows for n in below[name]))
            if name in below
            else size
            for name in columns[k]
        }
        columns[k].sort(key=lambda name: means[name])
    return columns


def _width(name: str) -> float:
    return len(name) * CAPITAL + 18


def _curve(way: Sequence[tuple[float, float, float]]) -> str:
    """From the right side of the first place through the places between to the left side of the last."""
    (x, y, width), *rest = way
    path = f"M{x + width:.0f} {y + HEIGHT / 2:.0f}"
    x, y = x + width, y + HEIGHT / 2
    for k, (left, top, width) in enumerate(rest):
        middle = top + HEIGHT / 2
        path += f"C{x + BETWEEN / 2:.0f} {y:.0f} {left - BETWEEN / 2:.0f} {middle:.0f} {left:.0f} {middle:.0f}"
        x, y = left, middle
        if k < len(rest) - 1:
            path, x = path + f"H{left + width:.0f}", left + width
    return path
