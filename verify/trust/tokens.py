"""Altered texts of TOML, JSON and formulas, by tokens, so that most of them can still be read to some depth."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from ..problem.formula import CALLS
from .alterations import alter, altered, places

TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|[A-Za-z_]\w*|\*\*|\s+|.', re.DOTALL)

NUMBERS = (
    "0", "-0", "-1", "1/0", "0.0", "1e9999", "1e-9999", "1e10000", "1e99999999999", "5*2**-120", "2*2**100000",
    "1*2**-100001", "10**10**10", "2**(2**(2**9))", "0x10", "1_000", "inf", "nan", "NaN", "-Infinity", "1.5", "1/3",
    "9" * 4301, "7" * 10_001, "3/" + "1" * 9_999, "999999999999", "64", "100000", "-3.25e-7", "~0.5", "true", "null",
)  # fmt: skip
WORDS = (
    "", " ", "\x00", "\r\n", "\ufeff", "é", "𝔘", "\\ud800", "\\u0000", "'", '"', '"""', "\\", "#", "[[", "]]", "{}",
    "x1", "x2", "t1", "__class__", "pi", "a" * 41, "b" * 5000, "elimination", "vanish", "ELIM", "necessity", "all",
)  # fmt: skip
HUGE = re.compile(r"[eE*][+-]?[0-9]{5,}")
"""A number that Python's own reader of fractions would write out in full."""
LEAVES = ("x1", "x2", "t1", "t2", "u", "a", "b", "p", "y", "pi", "0", "1", "2", "1/2", "1.25", "3e2")
DEEP = ("(", "[", "{", '{"a":', "[[", "exp(", "1/(", "x1**(", "-", "a.", "+(", "max(1,", "abs(")
"""Beginnings that are repeated, each with its end where it has one."""
ENDS = {"(": ")", "[": "]", "{": "}"}


class Mutator:
    """Makes another input of one: by tokens, within the texts in it, or by the places of its JSON.

    Attributes:
        others: inputs that parts are taken from.
        bind: puts right what has to fit in a JSON document, such as digests: of the new document and of the old.
    """

    def __init__(self, others: Sequence[bytes], bind: Callable[[Any, Any], Any] | None = None) -> None:
        self.others = [other.decode("utf-8", "surrogateescape") for other in others]
        self.bind = bind

    def altered(self, data: bytes, random: Random) -> bytes:
        """The input with one to three alterations."""
        text = data.decode("utf-8", "surrogateescape")
        for _ in range(random.choice((1, 1, 1, 2, 3))):
            text = self._json(text, random) if random.random() < 0.75 else self._tokens(text, random)
        return text.encode("utf-8", "surrogatepass" if random.random() < 0.02 else "surrogateescape")

    def _json(self, text: str, random: Random) -> str:
        """One place of a JSON document altered, and what has to fit put right; any other text by its tokens."""
        try:
            old = json.loads(text)
            path, value = random.choice(list(places(old)))
            choice = random.random()
            if choice < 0.5 and path and not (isinstance(value, str) and HUGE.search(value)):
                new = altered(old, alter(path, value, random))
            elif choice < 0.7:
                new = _put(old, path, random.choice(list(places(old)))[1])
            else:
                new = _put(old, path, self._value(value, random))
            if self.bind is not None and random.random() < 0.9:
                new = self.bind(new, old)
            return json.dumps(new, separators=(",", ":"))
        except (ValueError, RecursionError):
            return self._tokens(text, random)

    def _value(self, value: Any, random: Random) -> Any:
        if isinstance(value, str) and random.random() < 0.7:
            return formula(random) if random.random() < 0.3 else self._tokens(value, random)
        deep: Any = []
        for _ in range(random.choice((1, 5, 40, 300))):
            deep = [deep] if random.random() < 0.5 else {"a": deep}
        text = random.choice(NUMBERS + WORDS)
        many = [text] * random.choice((1, 2, 50))
        return random.choice((text, many, {text: value}, deep, None, 10**8, -1, 0.5, True))

    def _tokens(self, text: str, random: Random) -> str:
        tokens = TOKEN.findall(text)
        if not tokens:
            return formula(random)
        i = random.randrange(len(tokens))
        match random.randrange(10):
            case 0:
                tokens[i] = random.choice(NUMBERS + WORDS)
            case 1:
                other = random.choice(self.others) if self.others else text
                same = [token for token in TOKEN.findall(other) if _sort(token) == _sort(tokens[i])]
                tokens[i] = random.choice(same) if same else ""
            case 2 | 3 | 4:
                i = random.choice([k for k, t in enumerate(tokens) if t[0] == '"'] or [i])
                tokens[i] = self._within(tokens[i], random)
            case 5:
                del tokens[i : i + random.choice((1, 1, 2, 10, 1000))]
            case 6:
                tokens[i:i] = tokens[i : i + random.choice((1, 2, 7, 60))] * random.choice((1, 1, 2, 30))
            case 7:
                k = random.randrange(len(tokens))
                tokens[i], tokens[k] = tokens[k], tokens[i]
            case 8:
                begin, times = random.choice(DEEP), random.choice((2, 30, 64, 200, 3000))
                ends = "".join(ENDS.get(c, "") for c in reversed(begin))
                tokens[i] = begin * times + tokens[i] + ends * (times if random.random() < 0.7 else 0)
            case 9:
                tokens[i] = formula(random)
        return "".join(tokens)

    def _within(self, token: str, random: Random) -> str:
        if token[0] != '"' or len(token) < 2:
            return formula(random) if random.random() < 0.9 else random.choice(NUMBERS)
        inner = formula(random) if random.random() < 0.3 else self._tokens(token[1:-1], random)
        return f'"{inner}"'


def _put(document: Any, path: tuple[str | int, ...], value: Any) -> Any:
    if not path:
        return value
    head, *rest = path
    if isinstance(document, dict):
        return {key: _put(inner, tuple(rest), value) if key == head else inner for key, inner in document.items()}
    return [_put(inner, tuple(rest), value) if i == head else inner for i, inner in enumerate(document)]


def _sort(token: str) -> tuple[bool, ...]:
    """What sort of token it is."""
    return token[0].isalpha(), token[0].isdigit(), token[0] == '"'


def formula(random: Random, depth: int = 4) -> str:
    """A random formula: well formed, of every function, with variables that may not be there."""
    if depth == 0 or random.random() < 0.2:
        return random.choice(NUMBERS if random.random() < 0.05 else LEAVES)
    inner = [formula(random, depth - 1) for _ in range(2)]
    match random.randrange(5):
        case 0 | 1:
            return f"{inner[0]} {random.choice('+-*/')} {inner[1]}"
        case 2:
            return f"({inner[0]})**({random.choice((inner[1], '2', '(1/2)', '-1', '1000', '(7/3)'))})"
        case 3:
            return f"{random.choice(sorted(CALLS))}({', '.join(inner[: random.choice((1,) * 9 + (2,))])})"
        case _:
            return f"({inner[0]})"
