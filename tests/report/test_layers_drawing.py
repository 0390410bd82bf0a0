"""What uses what: the edges of the claims, and the drawing in which what is used stands to the left."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from verify.claims.registry import claims
from verify.report.html import layers
from verify.store import results
from verify.store.dependencies import graph, relations, users, uses

Json = dict[str, Any]

HERE = Path(__file__).parent
ALL = list(claims().values())


def document(edges: list[list[str]], coq: list[list[str]] | None = None) -> Json:
    return {"claims": [], "graph": {"claims": edges, "coq_claims": coq or []}}


def drawn(found: Json) -> dict[str, layers.Node]:
    return {node.name: node for node in layers.drawing(found).nodes}


def test_the_graph_has_every_use_every_assumption_every_step_and_every_theorem() -> None:
    found = graph(ALL)
    assert ["CHAR", "ELIM"] in found["claims"]
    assert users(found["assumptions"])["convex"] == [c.name for c in ALL if "convex" in c.assumptions]
    assert set(users(found["steps"])["remove-one-exponential"]) == {"ELIM", "PGB-ELIM"}
    assert {node["claim"] for node in found["coq"]["nodes"]} >= set(claims())
    names = {node["name"] for node in found["coq"]["nodes"]}
    assert {name for edge in found["coq"]["edges"] for name in edge} <= names
    assert ["ELIM", "RESIDUAL"] in found["coq_claims"]


def test_where_a_use_is_said_and_the_same_read_from_the_other_side() -> None:
    found = graph(ALL)
    said = uses(found)
    assert said["PGB-ELIM", "PGB"] == "both"
    assert said["CHAR", "VANISH"] == "prose"
    assert said["ELIM", "RESIDUAL"] == "coq"
    related = relations(found)
    for (user, used), where in said.items():
        assert (used, where) in related[user]["uses"]
        assert (user, where) in related[used]["used by"]


@pytest.mark.parametrize("found", [results.read(HERE), results.combine([], results.Settings())], ids=["small", "all"])
def test_what_is_used_stands_to_the_left_and_no_two_names_share_a_place(found: Json) -> None:
    drawing = layers.drawing(found)
    nodes = {node.name: node for node in drawing.nodes}
    assert {claim["name"] for claim in found["claims"]} <= set(nodes)
    for user, used in uses(found["graph"]):
        assert nodes[used].x + nodes[used].width < nodes[user].x
    for node in drawing.nodes:
        assert node.x >= 0
        assert node.x + node.width <= drawing.width
        assert 0 <= node.y <= drawing.height - layers.HEIGHT
    places = [(node.x, node.y) for node in drawing.nodes]
    assert len(set(places)) == len(places)


def test_what_follows_from_other_edges_is_left_out_and_nothing_else() -> None:
    drawing = layers.drawing(document([["c", "a"], ["c", "b"], ["b", "a"], ["d", "a"]]))
    assert sorted(edge.title.partition(":")[0] for edge in drawing.edges) == ["b uses a", "c uses b", "d uses a"]


def test_a_long_edge_passes_by_the_names_between() -> None:
    found = document([["b", "a"], ["c", "b"], ["d", "c"], ["d", "z"]])
    nodes = drawn(found)
    (long,) = [edge for edge in layers.drawing(found).edges if edge.title.startswith("d uses z")]
    heights = [float(y) for y in re.findall(r"(\d+)H", long.path)]
    assert len(heights) == 2
    for height, name in zip(heights, ("b", "c"), strict=True):
        assert abs(height - nodes[name].y - layers.HEIGHT / 2) >= layers.HEIGHT


@pytest.mark.parametrize("edges", [[], [["a", "a"]], [["a", "b"], ["b", "a"]], [["a", "b"], ["b", "c"], ["c", "a"]]])
def test_a_circle_is_drawn_without_the_edge_that_closes_it(edges: list[list[str]]) -> None:
    drawing = layers.drawing(document(edges))
    assert len(drawing.edges) == max(0, len(edges) - 1)
    assert len(drawing.nodes) == len({name for edge in edges for name in edge})


def test_the_style_says_where_a_use_is_found() -> None:
    drawing = layers.drawing(document([["b", "a"], ["c", "a"]], [["c", "a"], ["d", "a"]]))
    assert [edge.style for edge in drawing.edges] == ["prose", "both", "coq"]
