"""SymPy's terms as JSON values and back, without evaluating any text: a list of a class's name and its arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import CertificateError
from ..exact import exact, shorten

if TYPE_CHECKING:
    import sympy

COMPOUND = (
    "Add", "Derivative", "Indexed", "IndexedBase", "Mul", "Pow", "Subs", "Sum", "Tuple", "binomial", "cosh", "exp",
    "factorial", "log", "sinh", "tanh",
)  # fmt: skip
"""Classes that are made again from their arguments."""

OF_LISTS = ("Derivative", "Indexed", "Subs", "Sum", "Tuple")
"""Those whose arguments may be something else than numbers: bounds, indices, variables."""

ASSUMED = frozenset(
    (
        "algebraic", "antihermitian", "commutative", "complex", "composite", "even", "extended_negative",
        "extended_nonnegative", "extended_nonpositive", "extended_nonzero", "extended_positive", "extended_real",
        "finite", "hermitian", "imaginary", "infinite", "integer", "irrational", "negative", "noninteger",
        "nonnegative", "nonpositive", "nonzero", "odd", "positive", "prime", "rational", "real", "transcendental",
        "zero",
    )
)  # fmt: skip
"""What SymPy can assume of a symbol."""

MAX_BITS = 40_000
MAX_FACTORIAL = 1000
MOST = 100_000
"""Nodes of a term that is read."""


def written(term: sympy.Basic) -> list[Any]:
    """The term as JSON values.

    >>> import sympy
    >>> written(sympy.Integer(3) * sympy.Symbol("x", real=True))[:2]
    ['Mul', ['Rational', '3']]
    """
    import sympy
    from sympy.core.function import AppliedUndef

    if isinstance(term, sympy.Rational):
        return ["Rational", str(term)]
    if isinstance(term, sympy.Dummy):
        return ["Dummy", term.name, str(term.dummy_index), _assumptions(term.assumptions0)]
    if isinstance(term, sympy.Symbol):
        return ["Symbol", term.name, _assumptions(term.assumptions0)]
    arguments = [written(argument) for argument in term.args]
    if isinstance(term, AppliedUndef):
        return ["Function", term.func.__name__, _assumptions(term.func._kwargs), *arguments]
    name = type(term).__name__
    if name not in COMPOUND:
        raise CertificateError(f"a term of the kind {name} has no form in certificates")
    return [name, *arguments]


def numbered(*terms: Any) -> tuple[Any, ...]:
    """Written terms with their dummies numbered in order of appearance: SymPy's numbers differ between processes.

    Dummies that differ stay different, in all the terms together.
    """
    numbers: dict[str, str] = {}

    def again(term: Any) -> Any:
        if not isinstance(term, list):
            return term
        if term[0] == "Dummy":
            return [*term[:2], numbers.setdefault(term[2], str(len(numbers) + 1)), *term[3:]]
        return [again(part) for part in term]

    return tuple(again(term) for term in terms)


def _assumptions(found: Mapping[str, Any]) -> dict[str, bool]:
    return {key: bool(value) for key, value in sorted(found.items()) if value is not None}


def read(data: Any) -> sympy.Expr:
    """The term of such JSON values.

    Raises:
        CertificateError: they are of no term.
    """
    return _Reader().term(data)


def require_small(kind: str, arguments: Sequence[Any]) -> None:
    """Raise ``ValueError`` if SymPy, which computes with numbers at once, would make one of more than ``MAX_BITS``."""
    if kind == "Pow" and len(arguments) == 2 and all(argument.is_Rational for argument in arguments):
        base, exponent = arguments
        bits = max(base.p.bit_length(), base.q.bit_length())
        if bits * abs(exponent) > MAX_BITS:
            raise ValueError(f"a power of more than {MAX_BITS} bits")
    if kind in ("factorial", "binomial") and any(a.is_Rational and abs(a) > MAX_FACTORIAL for a in arguments):
        raise ValueError(f"beyond {MAX_FACTORIAL}")


class _Reader:
    def __init__(self) -> None:
        self.left = MOST

    def term(self, data: Any) -> Any:
        import sympy

        self.left -= 1
        if self.left < 0 or not isinstance(data, list) or not data or not isinstance(data[0], str):
            raise CertificateError("a term is a list of the name of its kind and its arguments, and not too long")
        kind, *rest = data
        try:
            if kind == "Rational":
                (text,) = rest
                number = exact(self.text(text))
                return sympy.Rational(number.numerator, number.denominator)
            if kind == "Symbol":
                name, assumptions = rest
                return sympy.Symbol(self.text(name), **self.assumptions(assumptions))
            if kind == "Dummy":
                name, index, assumptions = rest
                return sympy.Dummy(self.text(name), dummy_index=int(self.text(index)), **self.assumptions(assumptions))
            if kind == "Function":
                name, assumptions, *arguments = rest
                function = sympy.Function(self.text(name), **self.assumptions(assumptions))
                return function(*map(self.term, arguments))
            if kind in COMPOUND:
                arguments = [self.term(argument) for argument in rest]
                if kind not in OF_LISTS and not all(isinstance(a, sympy.Expr) for a in arguments):
                    raise TypeError("its arguments are numbers")
                require_small(kind, arguments)
                made = getattr(sympy, kind)(*arguments)
                if made in (sympy.zoo, sympy.nan, sympy.oo, -sympy.oo):
                    raise ValueError("it has no value")
                return made
        except CertificateError:
            raise
        except Exception as error:  # SymPy, on arguments that make no sense, raises errors of every kind
            why = shorten(" ".join(str(error).split()), 200)  # SymPy's own words go over several lines
            raise CertificateError(f"a term of the kind {kind} is not as it has to be ({why})") from error
        raise CertificateError(f"there are no terms of the kind {shorten(repr(kind))}")

    def text(self, value: Any) -> str:
        if not isinstance(value, str):
            raise CertificateError("names and numbers in a term are texts")
        return value

    def assumptions(self, value: Any) -> dict[str, bool]:
        if not isinstance(value, dict) or not all(isinstance(v, bool) for v in value.values()):
            raise CertificateError("the assumptions of a symbol are true or false")
        unknown = sorted(value.keys() - ASSUMED)
        if unknown:
            raise CertificateError(f"there is no assumption {shorten(repr(unknown[0]))} of a symbol")
        return value
