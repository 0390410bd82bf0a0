"""Mathematics for a page that is read offline: LaTeX as MathML, and formulas in plain text with their Greek letters."""

from __future__ import annotations

import re
from functools import cache

from latex2mathml.converter import convert
from markupsafe import Markup, escape

# ---------------------------------------------------------------------------------------------------- LaTeX statements

TOKEN = re.compile(r"\\text\{[^{}]*\}|\\[A-Za-z]+|\\.|.", re.DOTALL)
OPENS, CLOSES = {"{", r"\left"}, {"}", r"\right"}
OPENS_LIST, CLOSES_LIST = {"(", "[", r"\{"}, {")", "]", r"\}"}
SPACES = (r"\ ", r"\,", r"\;", r"\quad", r"\qquad", " ")
ARROWS = {r"\Longrightarrow": "⟹"}
RESPELLED = {r"\arg": r"\operatorname{arg}", r"\!": ""}
"""What latex2mathml does not know, in words that it knows."""
LONG = 24
"""Source characters after which a formula may be broken before an equals sign."""


@cache
def statement(latex: str) -> Markup:
    """A statement in LaTeX, as text and short formulas in MathML between which a narrow page can break the line.

    Browsers break no line within ``<math>``, so one formula for the whole statement would not fit on a phone. The text
    is cut at ``\\text{...}``, after commas and semicolons outside brackets, and before an equals sign that stands far
    from the beginning; ``\\Longrightarrow`` begins a line.
    """
    out, chunk, depth, listed = [], "", 0, 0
    for token in TOKEN.findall(latex):
        depth += (token in OPENS) - (token in CLOSES)
        listed += (token in OPENS_LIST) - (token in CLOSES_LIST)
        inside = depth > 0 or (listed > 0 and not token.startswith(r"\text{"))
        if inside or token in CLOSES:
            chunk += RESPELLED.get(token, token)
        elif token.startswith(r"\text{"):
            out += [formula(chunk), escape(token[6:-1])]
            chunk = ""
        elif token in ARROWS:
            out += [formula(chunk), Markup('<br><span class="implies">{}</span> ').format(ARROWS[token])]
            chunk = ""
        elif token in {",", ";"}:
            out.append(formula(chunk + token))
            chunk = ""
        elif token == "=" and len(chunk) > LONG:
            out += [formula(chunk), Markup("<wbr>")]
            chunk = token
        else:
            chunk += RESPELLED.get(token, token)
    return Markup("").join([*out, formula(chunk)])


def formula(latex: str) -> Markup:
    """One formula as MathML within a line; spaces at its ends become plain ones, and a lone comma is plain text."""
    body, before, after = latex, "", ""
    while (space := next((s for s in SPACES if body.startswith(s)), None)) is not None:
        body, before = body[len(space) :], " "
    while (space := next((s for s in SPACES if body.endswith(s)), None)) is not None:
        body, after = body[: -len(space)], " "
    if not body.strip(",;"):
        return Markup(f"{body}{before or after}")
    return Markup(f"{before}{_corrected(convert(body))}{after}")


def _corrected(mathml: str) -> str:
    """Fractions have their full size; arrows, colons and semicolons are operators.

    Dots and tildes stay what they are, scripts above a letter: as accents they collide with it in a browser that has
    no font for mathematics.
    """
    operators = re.sub(r"<mi>(&#x027F[9A];|;|:)</mi>", r"<mo>\1</mo>", mathml)
    return operators.replace('display="inline"', 'display="inline" displaystyle="true"', 1)


# --------------------------------------------------------------------------------------------- formulas in plain text

LETTERS = {
    "theta": "θ", "lam": "λ", "lambda": "λ", "rho": "ρ", "kappa": "κ", "phi": "φ", "psi": "ψ", "eps": "ε", "alpha": "α",
}  # fmt: skip
WORD = re.compile(rf"\b({'|'.join(LETTERS)})(?=\b|_)")
SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠", "->": "→", " - ": " − "}
TILDE = re.compile(r"\b(d?[Lf])~")
SCRIPT = re.compile(r"\^|\*\*|(?:(?<=\b[^\W\d_])|(?<=\bd[^\W\d_]))_(?=[\w(])")
"""A power, or an index below a letter (also below a differential: ``dL/da_k``)."""


@cache
def prose(text: str) -> Markup:
    """The suite's own words, with their formulas as a reader expects them: ``e^(w_k.x)`` gets its raised exponent."""
    text = WORD.sub(lambda m: LETTERS[m[1]], text)
    text = TILDE.sub("\\1\N{COMBINING TILDE}", text)
    for written, sign in SIGNS.items():
        text = text.replace(written, sign)
    return _scripts(text)


def _scripts(text: str) -> Markup:
    out, rest = Markup(""), text
    while (found := SCRIPT.search(rest)) is not None:
        body, after = _operand(rest[found.end() :])
        if not body:
            out, rest = out + rest[: found.end()], rest[found.end() :]
            continue
        tag = Markup("<sub>{}</sub>") if found[0] == "_" else Markup("<sup>{}</sup>")
        out, rest = out + rest[: found.start()] + tag.format(_scripts(body)), after
    return out + rest


def _operand(text: str) -> tuple[str, str]:
    """What is raised or lowered, without its brackets, and what follows; nothing if the brackets do not close."""
    if not text.startswith("("):
        word = re.match(r"-?\w+", text)
        return (word[0], text[word.end() :]) if word else ("", text)
    depth = 0
    for i, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if depth == 0:
            return text[1:i], text[i + 1 :]
    return "", text
