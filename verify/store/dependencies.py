"""What uses what: claims by the words of their proofs, and the results of the Coq sources by their text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from ..formal.graph import claim_edges
from ..formal.graph import graph as coq_graph
from ..prove.claim import Claim
from .results_schema import CoqGraph, UsesGraph

Pair = tuple[str, str]


def graph(known: Sequence[Claim]) -> UsesGraph:
    """The edges of these claims, and of all Coq results.

    ``claims`` has a pair (claim, claim that its proof uses) for each use that the prose names, ``assumptions`` a pair
    (key, claim that assumes it), ``steps`` a pair (symbolic step, claim that has it). ``coq`` has the named results of
    the Coq sources and who names whom, ``coq_claims`` the same between the claims and lemmas that they are about.
    """
    return {
        "claims": [[claim.name, used] for claim in known for used in claim.uses],
        "assumptions": [[key, claim.name] for claim in known for key in claim.assumptions],
        "steps": [[step.name, claim.name] for claim in known for step in claim.steps],
        "coq": cast(CoqGraph, coq_graph()),
        "coq_claims": claim_edges(),
    }


def users(pairs: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    """For each first name of these pairs, the second names that stand beside it, in the order of the pairs."""
    found: dict[str, list[str]] = {}
    for first, second in pairs:
        found.setdefault(first, []).append(second)
    return found


def uses(graph: UsesGraph) -> dict[Pair, str]:
    """Who uses whom, and where that is said: ``both``, ``prose`` only, or ``coq`` only."""
    prose, coq = ({(a, b) for a, b in pairs} for pairs in (graph["claims"], graph["coq_claims"]))
    return {
        pair: "both" if pair in prose & coq else "prose" if pair in prose else "coq" for pair in sorted(prose | coq)
    }


def relations(graph: UsesGraph) -> dict[str, dict[str, list[Pair]]]:
    """For each name what it ``uses`` and what it is ``used by``, each with where that is said."""
    found: dict[str, dict[str, list[Pair]]] = {}
    for (user, used), where in uses(graph).items():
        found.setdefault(user, {}).setdefault("uses", []).append((used, where))
        found.setdefault(used, {}).setdefault("used by", []).append((user, where))
    return found
