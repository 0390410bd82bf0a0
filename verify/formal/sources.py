"""The Coq sources of a folder as they were read once, and the sentences that they may consist of.

Only the files that ``_CoqProject`` names are compiled, in its order; its flags are for editors, and ignored here.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from ..errors import FormalError
from .agreed import SOURCES

# How a sentence of our sources may begin, if not as a tactic. Whatever could assume something, load something or write
# something is not among it; but the gate is what Coq says of the compiled result, not this list.
WORDS = (
    r"From \w+ Require Import|Section|End|Variables?|Hypothes[ie]s|Let|Definition|Lemma|Theorem|Corollary|Proof|Qed|"
    r"Open Scope|Delimit Scope|Notation|Canonical|Implicit Types|Arguments|Ltac|"
    r"Set Implicit Arguments|Unset Strict Implicit|Unset Printing Implicit Defensive"
)


@dataclass(frozen=True)
class Sources:
    """The files in the order of compilation, and the bytes of all that the result depends on."""

    files: tuple[str, ...]
    contents: dict[str, bytes]

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of every file, by name."""
        return {name: hashlib.sha256(content).hexdigest() for name, content in sorted(self.contents.items())}


def load(folder: Path = SOURCES) -> Sources:
    """Read a folder; FormalError if it has other sources than ``_CoqProject`` names."""
    paths = [p for p in folder.iterdir() if p.suffix in (".v", ".txt", ".py") or p.name == "_CoqProject"]
    contents = {p.name: p.read_bytes() for p in paths}
    return Sources(tuple(_order(contents)), contents)


def order(folder: Path = SOURCES) -> list[str]:
    """The files of a folder in the order in which they are compiled."""
    return list(load(folder).files)


def _order(contents: dict[str, bytes]) -> list[str]:
    words = contents.get("_CoqProject", b"").decode(errors="replace").split()
    names = [word.removesuffix(".v") for word in words if word.endswith(".v")]
    present = {name.removesuffix(".v") for name in contents if name.endswith(".v")}
    if sorted(names) != sorted(present):
        raise FormalError(f"_CoqProject and the folder name different files: {sorted(set(names) ^ present)}")
    if odd := [name for name in names if not re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII)]:
        raise FormalError(f"a file has no name of a module: {', '.join(odd)}")
    return names


def refuse_words(name: str, source: bytes, timed: str, more: str = "") -> None:
    """Refuse a source with a sentence that begins with other words than ours or ``more``, with the line.

    The sentences are those that Coq itself has read and timed; what lies between them has to be comment.
    """
    words = rf"({WORDS}|{more})\b" if more else rf"({WORDS})\b"
    spans = sorted({(int(a), int(b)) for a, b in re.findall(r"^Chars (\d+) - (\d+) \[", timed, re.M)})
    end = 0
    for start, stop in [*spans, (len(source), len(source))]:
        between = without_comments(source[end:start].decode(errors="replace"))
        sentence = " ".join(without_comments(source[start:stop].decode(errors="replace")).split())
        tactic = re.match(r"[a-z0-9_\-+*{}(\[]|$", sentence)
        if between.strip() or not (tactic or re.match(words, sentence)):
            text, at = (between, end) if between.strip() else (sentence, start)
            line = source.count(b"\n", 0, at + len(text) - len(text.lstrip())) + 1
            raise FormalError(f"{name}:{line}: {text.split(chr(10))[0].strip()[:60]}: not a sentence that we use")
        end = max(end, stop)


def without_comments(text: str) -> str:
    """The text with every comment, and every string, replaced by spaces; positions stay the same."""
    out, depth = [], 0
    for piece in re.split(r'(\(\*|\*\)|"[^"]*")', text):
        closing = piece == "*)" and depth > 0
        depth += (piece == "(*") - closing
        blank = depth > 0 or closing or piece.startswith('"')
        out.append(re.sub(r"\S", " ", piece) if blank else piece)
    return "".join(out)
