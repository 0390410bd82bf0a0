"""The activation gelu, ``u (1 + erf(u/sqrt(2)))/2``, written out as five nodes, as it is often exported."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..files.npz_arrays import Array

Node = Any


def gelu_end(tensor: str, graph: Any, constants: Mapping[str, Array]) -> str | None:
    """The tensor that holds gelu of ``tensor``, if its two users begin such a group of nodes; else None."""
    users = [node for node in graph.node if tensor in node.input]
    if len(users) != 2:
        return None
    for scaled, other in (users, users[::-1]):
        if not _near(_factor(scaled, tensor, constants), math.sqrt(0.5)):
            continue
        error = _only(scaled, graph, "Erf")
        raised = _only(error, graph, "Add")
        product = _only(raised, graph, "Mul")
        if product is None or not any(_near(_scalar(name, constants), 1.0) for name in raised.input):
            continue
        if product is other:  # u * (1 + erf), and half of it
            half = _only(product, graph, "Mul")
            return half.output[0] if half is not None and _halves(half, product.output[0], constants) else None
        if _halves(product, raised.output[0], constants):  # (1 + erf) * 1/2, and u times it
            return str(other.output[0]) if _multiplies(other, tensor, product.output[0]) else None
        if _halves(other, tensor, constants) and _multiplies(product, other.output[0], raised.output[0]):
            return str(product.output[0])
    return None


def _only(node: Node, graph: Any, op: str) -> Node:
    """The one user of what a node gives, if it is of this operator."""
    users = [] if node is None else [user for user in graph.node if node.output[0] in user.input]
    return users[0] if len(users) == 1 and users[0].op_type == op else None


def _halves(node: Node, tensor: str, constants: Mapping[str, Array]) -> bool:
    return _near(_factor(node, tensor, constants), 0.5)


def _multiplies(node: Node, one: str, other: str) -> bool:
    return node.op_type == "Mul" and sorted(node.input) == sorted((one, other))


def _factor(node: Node, tensor: str, constants: Mapping[str, Array]) -> float | None:
    """By what a node multiplies ``tensor``; None if it does something else."""
    if node.op_type == "Mul":
        return _scalar(node.input[1] if node.input[0] == tensor else node.input[0], constants)
    divisor = _scalar(node.input[1], constants) if node.op_type == "Div" and node.input[0] == tensor else None
    return 1 / divisor if divisor else None


def _scalar(name: str, constants: Mapping[str, Array]) -> float | None:
    return float(constants[name].item()) if name in constants and constants[name].size == 1 else None


def _near(number: float | None, wanted: float) -> bool:
    """Whether a constant is the one that is meant: it is rounded to a float, of 32 bits often."""
    return number is not None and abs(number - wanted) < 1e-6
