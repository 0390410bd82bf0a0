"""Places: the line of every key and of every array element of a TOML text, so that each fault names its own line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import tree_sitter_toml
from tree_sitter import Language, Node, Parser, Tree

Where = tuple[str | int, ...]
"""The way to a value: keys and positions, from the outermost table inwards."""

Places = Callable[[Where], str]
"""Names the place of a value in a message: ``x.toml:21`` in a file, ``problem.inputs[0]`` in a Python table."""

MAX_NESTING = 32

_SKIPPED = ("comment", "ERROR")


def syntax_tree(source: bytes) -> Tree:
    """The syntax tree of a TOML text; it never fails (what cannot be read becomes an ``ERROR`` node)."""
    return Parser(Language(tree_sitter_toml.language())).parse(source)


def too_deep(tree: Tree) -> int | None:
    """The line at which arrays, tables or dotted keys nest deeper than ``MAX_NESTING``, or None."""
    cursor = tree.walk()
    while cursor.depth <= 2 * MAX_NESTING:
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return None
    assert cursor.node is not None
    return _line(cursor.node)


@dataclass(frozen=True)
class FilePlaces:
    """The places of one file: calling it gives ``path:line`` of a value, or of the nearest table around it."""

    path: str
    lines: dict[Where, int]

    def __call__(self, where: Where) -> str:
        while where and where not in self.lines:
            where = where[:-1]
        return f"{self.path}:{self.lines.get(where, 1)}"


def file_places(path: str, tree: Tree) -> FilePlaces:
    """The places of the file ``path`` with the syntax tree ``tree`` (nested no deeper than ``too_deep`` allows)."""
    lines: dict[Where, int] = {}
    sizes: dict[Where, int] = {}
    for node in tree.root_node.named_children:
        if node.type == "pair":
            _pair(node, (), lines)
        elif node.type in ("table", "table_array_element"):
            header, *pairs = node.named_children
            keys = _keys(header)
            prefix = _prefix(keys, node.type == "table_array_element", sizes)
            lines.setdefault(tuple(keys), _line(node))
            lines.setdefault(prefix, _line(node))
            for pair in pairs:
                if pair.type == "pair":
                    _pair(pair, prefix, lines)
    return FilePlaces(path, lines)


def spelled(where: Where) -> str:
    """``where`` as one writes it.

    >>> spelled(("problem", "inputs", 0, 1))
    'problem.inputs[0][1]'
    """
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where).removeprefix(".")


def _prefix(keys: list[str], is_element: bool, sizes: dict[Where, int]) -> Where:
    """The way to the table with the header ``keys``; ``sizes`` counts the ``[[...]]`` tables met so far."""
    where: Where = ()
    for i, key in enumerate(keys):
        where = (*where, key)
        if is_element and i == len(keys) - 1:
            sizes[where] = sizes.get(where, 0) + 1
        if where in sizes:
            where = (*where, sizes[where] - 1)
    return where


def _pair(node: Node, prefix: Where, lines: dict[Where, int]) -> None:
    key, *rest = node.named_children
    where = prefix
    for part in _keys(key):
        where = (*where, part)
        lines.setdefault(where, _line(node))
    for value in rest[-1:]:
        _value(value, where, lines)


def _value(node: Node, where: Where, lines: dict[Where, int]) -> None:
    children = [child for child in node.named_children if child.type not in _SKIPPED]
    if node.type == "array":
        for i, child in enumerate(children):
            lines[(*where, i)] = _line(child)
            _value(child, (*where, i), lines)
    elif node.type == "inline_table":
        for child in children:
            _pair(child, where, lines)


def _keys(node: Node) -> list[str]:
    """The parts of a key: ``a."b c"`` has the two parts ``a`` and ``b c``."""
    if node.type == "dotted_key":
        return [part for child in node.named_children for part in _keys(child)]
    written = (node.text or b"").decode(errors="replace")
    return [written[1:-1] if node.type == "quoted_key" else written]


def _line(node: Node) -> int:
    return node.start_point.row + 1
