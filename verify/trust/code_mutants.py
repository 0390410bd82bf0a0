"""Mutants of code: one small change of one place of a file of the package, by the usual operators.

R. A. DeMillo, R. J. Lipton, F. G. Sayward, *Hints on test data selection*, IEEE Computer 11 (1978); the operators are
those of A. J. Offutt et al., ACM TOSEM 5 (1996), and the removal of a condition, an argument, or a statement. Left
alone are annotations, docstrings, decorators, assertions and ``strict=True``, which only say what holds anyway.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import CodeType
from typing import Any

SIZE = "size"
"""The operator that changes a precision, or a bound on the work, ``BITS`` or ``MAX_...``: another one is as good."""

TEXT = "text"
"""The operator that changes a text, or its length: counted apart, as most texts are messages."""

RELATIONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
OPERATIONS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}  # fmt: skip
NAMES = {"all": "any", "any": "all", "min": "max", "max": "min"}

ENTRY_FOR_ENTRY = (
    "substitute", "gradient", "tangent", "look", "signs", "resolved", "on_branches", "without_certain_kinks", "_values",
    "Program",
)  # fmt: skip
"""What returns a list with one entry for each entry of one that it is given; a program does so when it is run."""

COMMUTING = ("dot", "_dot", "inner", "min", "max")
"""What has the same value when two of its arguments are exchanged."""

FUNCTIONS = (ast.FunctionDef, ast.Lambda)


@dataclass(frozen=True)
class CodeMutant:
    """One change of one file.

    Attributes:
        file: below the package, such as ``kernel/gate.py``.
        number: its place among the mutants of the file.
        line: where it is.
        function: its name, with the class; empty outside of all functions.
        begins: the first line of the innermost function around it; None outside of all functions.
        operator: which kind of change.
        change: what was there, and what is there now.
    """

    file: str
    number: int
    line: int
    function: str
    begins: int | None
    operator: str
    change: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.function}: {self.change}"


def mutants(package: Path, file: str) -> list[CodeMutant]:
    """Every mutant of a file, always in the same order."""
    found = []
    for number, (around, node, other, operator, inside) in enumerate(_changes(_tree(package / file))):
        name = ".".join(f.name for f in inside if isinstance(f, ast.FunctionDef | ast.ClassDef))
        functions = [f for f in inside if isinstance(f, FUNCTIONS)]
        change = _said(around, node, other) if isinstance(node, ast.Constant) else f"{_shown(node)} -> {_shown(other)}"
        begins = _begins(functions[-1]) if functions else None
        found.append(CodeMutant(file, number, node.lineno, name, begins, operator, change))
    return found


def mutated(path: Path, number: int | None) -> CodeType:
    """The code of a file with the mutant of this number; as it is, if None."""
    tree = _tree(path)
    if number is not None:
        _, node, other, _, _ = next(found for i, found in enumerate(_changes(tree)) if i == number)
        _Exchange(node, other).visit(tree)
    return compile(ast.fix_missing_locations(tree), str(path), "exec")


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _begins(function: ast.FunctionDef | ast.Lambda) -> int:
    """The first line, as the code of the function has it."""
    decorators = function.decorator_list if isinstance(function, ast.FunctionDef) else []
    return min([function.lineno, *(d.lineno for d in decorators)])


def _said(around: ast.AST, node: ast.AST, other: ast.AST) -> str:
    """A change of a constant, with what is around it."""
    before = _shown(around)
    for name, value in ast.iter_fields(around):
        if value is node:
            return f"{before} -> {_shown(_with(around, **{name: other}))}"
        if isinstance(value, list) and any(part is node for part in value):
            parts = [other if part is node else part for part in value]
            return f"{before} -> {_shown(_with(around, **{name: parts}))}"
    raise AssertionError("a node is a part of what is around it")


def _shown(node: ast.AST) -> str:
    words = " ".join(ast.unparse(ast.fix_missing_locations(copy(node))).split())
    return words if len(words) <= 90 else f"{words[:60]} ... {words[-25:]}"


class _Exchange(ast.NodeTransformer):
    """Puts another node in the place of one."""

    def __init__(self, node: ast.AST, other: ast.AST) -> None:
        self.node, self.other = node, other

    def visit(self, node: ast.AST) -> Any:
        return ast.copy_location(self.other, node) if node is self.node else self.generic_visit(node)


Change = tuple[ast.AST, Any, ast.AST, str, tuple[ast.AST, ...]]
"""What a node is a part of, the node, what stands in its place, the operator, and the classes and functions around."""


def _changes(node: ast.AST, inside: tuple[ast.AST, ...] = ()) -> Iterator[Change]:
    for child in _mutable(node):
        for operator, other in _alternatives(child, inside):
            if not _is_only_entry(node, other):
                yield node, child, other, _apart(node, child, operator), inside
        deeper = _changes(child, (*inside, child) if isinstance(child, (*FUNCTIONS, ast.ClassDef)) else inside)
        apart = SIZE if _is_size(child) else TEXT if isinstance(child, ast.JoinedStr) else None
        if apart is not None:
            deeper = _all_as(apart, deeper)
        yield from deeper


def _all_as(operator: str, changes: Iterator[Change]) -> Iterator[Change]:
    return ((around, node, other, operator, inside) for around, node, other, _, inside in changes)


def _called(node: ast.AST) -> str:
    """The name of what is called, without what it is an attribute of; empty if nothing is."""
    match node:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name
        case _:
            return ""


def _is_only_entry(around: ast.AST, other: ast.AST) -> bool:
    """Whether this is the last entry in place of the first of a list that has one: no test can tell them apart."""
    match around, other:
        case ast.Subscript(value=ast.Call(func=ast.Attribute(value=ast.Call() as program, attr="run"))), ast.Constant(
            value=-1
        ):
            return _of_one_entry(program)
        case ast.Subscript(value=ast.Call() as call), ast.Constant(value=-1):
            return _of_one_entry(call)
        case _:
            return False


def _of_one_entry(call: ast.Call) -> bool:
    """Whether a list of one entry is called for."""
    given = [x for x in call.args if isinstance(x, ast.List)]
    return _called(call) in ENTRY_FOR_ENTRY and any(len(x.elts) == 1 for x in given)


def _apart(around: ast.AST, node: ast.AST, operator: str) -> str:
    """The operator, or those that are counted apart: the length of a text that is made for people, and sizes."""
    if not isinstance(node, ast.Constant):
        return operator
    return {"decimal": TEXT, "shorten": TEXT, "precision": SIZE}.get(_called(around), operator)


def _is_size(node: ast.AST) -> bool:
    """Whether a precision, or a bound on the work, is given its value here."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name.startswith(("MAX", "MOST")) or name.endswith("BITS")
        case _:
            return False


def _mutable(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node that do something."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "format_spec"):
            continue
        for child in value if isinstance(value, list) else [value]:
            text = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            strict = isinstance(child, ast.keyword) and child.arg == "strict"
            exported = isinstance(child, ast.Assign) and ast.unparse(child.targets[0]) == "__all__"
            if isinstance(child, ast.AST) and not (text or strict or exported or isinstance(child, ast.Assert)):
                yield child


def _with(node: Any, **fields: Any) -> Any:
    other = copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


def _alternatives(node: ast.AST, inside: tuple[ast.AST, ...]) -> Iterator[tuple[str, ast.AST]]:
    """What the operators make of one node."""
    match node:
        case ast.Compare(ops=ops):
            for i, op in enumerate(ops):
                for other in RELATIONS[type(op)]:
                    yield "relation", _with(node, ops=[*ops[:i], other(), *ops[i + 1 :]])
        case ast.BoolOp(op=op, values=values):
            yield "connective", _with(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
            for rest in _without_one(values):
                yield "condition", _with(node, values=rest) if len(rest) > 1 else rest[0]
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield "sign", operand
        case ast.BinOp(op=binary) if type(binary) in OPERATIONS:
            yield "arithmetic", _with(node, op=OPERATIONS[type(binary)]())
        case ast.AugAssign(op=binary):
            yield "arithmetic", _with(node, op=OPERATIONS[type(binary)]())
            yield "statement", ast.Pass()
        case ast.Constant(value=bool() as truth):
            yield "constant", ast.Constant(not truth)
        case ast.Constant(value=int() | float() as number):
            yield "constant", ast.Constant(number + 1)
            yield "constant", ast.Constant(number - 1)
        case ast.Constant(value=str() as text):
            yield TEXT, ast.Constant(f"{text}XX")
        case ast.IfExp(body=body, orelse=orelse):
            yield "branch", body
            yield "branch", orelse
        case ast.If() | ast.While():
            yield "condition", _with(node, test=ast.Constant(False))
            if isinstance(node, ast.If):
                yield "condition", _with(node, test=ast.Constant(True))
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            for i, part in enumerate(node.generators):
                for rest in _without_one(part.ifs):
                    others = [*node.generators[:i], _with(part, ifs=rest), *node.generators[i + 1 :]]
                    yield "condition", _with(node, generators=others)
        case ast.Call(args=args, keywords=keywords):
            for i, (first, second) in enumerate(pairwise(args)):
                starred = isinstance(first, ast.Starred) or isinstance(second, ast.Starred)
                commute = _called(node) in COMMUTING
                if not (starred or commute) and ast.dump(first) != ast.dump(second):
                    yield "argument", _with(node, args=[*args[:i], second, first, *args[i + 2 :]])
            for left in _without_one([k for k in keywords if k.arg != "strict"]):
                yield "argument", _with(node, keywords=[k for k in keywords if k.arg == "strict"] + left)
            if isinstance(node.func, ast.Name) and node.func.id in NAMES:
                yield "quantifier", _with(node, func=ast.Name(NAMES[node.func.id], ast.Load()))
        case ast.Return(value=ast.expr() as value):
            for result in _results(value, inside):
                yield "result", ast.Return(ast.Constant(result))
        case ast.Expr(value=ast.Call()) | ast.Raise() | ast.Break() | ast.Continue():
            yield "statement", ast.Pass()
        case ast.Match(cases=cases) if len(cases) > 1:
            for rest in _without_one(cases):
                yield "condition", _with(node, cases=rest)
        case _:
            return


def _results(value: ast.expr, inside: tuple[ast.AST, ...]) -> list[bool | None]:
    """What a function returns in place of ``value``: True or False if it returns one of them, else None."""
    if isinstance(value, ast.Constant):
        return []
    function = next((f for f in reversed(inside) if isinstance(f, ast.FunctionDef)), None)
    yes_or_no = function is not None and function.returns is not None and ast.unparse(function.returns) == "bool"
    return [True, False] if yes_or_no else [None]


def _without_one(values: list[Any]) -> list[list[Any]]:
    return [values[:i] + values[i + 1 :] for i in range(len(values))]
