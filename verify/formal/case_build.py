"""Has Coq prove cases: the library is compiled and compared with its review, then each theorem, with its axioms.

A proof counts if Coq accepts it, if it uses no other axioms than the general theorems may, and if the text that it is
about has the hash that the certificates of the case carry.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NotRequired

from typing_extensions import TypedDict

from ..errors import FormalError, UncheckedError
from ..verdict import Verdict
from . import build, case_library, coq
from .case_theorem import CaseTheorem, printed, problem_hash
from .question import assumed
from .sources import Sources


class FormalCase(TypedDict):
    """What came out for a case: the theorem with its axioms, or the reason why there is none."""

    case: str
    verdict: str  # proved, refuted, unknown
    reason: NotRequired[str]
    why: NotRequired[str]
    theorem: NotRequired[str]
    claim: NotRequired[str]
    axioms: NotRequired[list[str]]
    seconds: NotRequired[float]  # of a processor
    key: NotRequired[str]


@dataclass(frozen=True)
class CaseCompiler:
    """A folder with the compiled library, in which cases are compiled."""

    place: Path

    def prove(self, theorem: CaseTheorem, problem: str) -> FormalCase:
        """Have Coq prove a theorem about a problem of this hash."""
        return self.compiled(theorem, source_of(theorem), problem)

    def compiled(self, theorem: CaseTheorem, source: str, problem: str) -> FormalCase:
        """The same, of a source that was printed."""
        row: FormalCase = {"case": theorem.case, "verdict": Verdict.UNKNOWN.value}
        if problem_hash(source) != problem:
            return {
                **row,
                "verdict": Verdict.REFUTED.value,
                "why": "the theorem is about another problem than the case",
            }
        (self.place / f"{theorem.name}.v").write_text(source, encoding="utf-8")
        try:
            said = coq.compiled(theorem.name, self.place, case_library.AGREEMENT.libraries)
        except UncheckedError as error:
            return {**row, "reason": "budget", "why": str(error)}
        except FormalError as error:
            return {**row, "reason": "method", "why": refusal(str(error))}
        axioms = axioms_in(said, sorted(case_library.AGREEMENT.allowed))
        build.only(case_library.AGREEMENT.allowed, set(axioms), theorem.name)
        seconds = round(sum(float(used) for used in re.findall(r"secs \(([\d.]+)u,", said)), 1)
        proved: FormalCase = {**row, "verdict": Verdict.PROVED.value, "theorem": theorem.name, "claim": theorem.claim}
        return {**proved, "axioms": axioms, "seconds": seconds}


@contextmanager
def library() -> Iterator[CaseCompiler]:
    """The compiled library, in a folder of its own.

    Raises:
        FormalError: Coq refuses it, or what it states is not what was reviewed.
        UncheckedError: Nothing of this can be found out here.
    """
    coq.ready()
    read = case_library.load()
    with tempfile.TemporaryDirectory(prefix="cases-") as name:
        place = Path(name)
        build.compile_in(place, read, case_library.AGREEMENT)
        build.compared(place, read, case_library.AGREEMENT)
        yield CaseCompiler(place)


def refusal(said: str) -> str:
    """Why Coq did not accept a proof, in words."""
    if re.search(
        r"Unable to unify|Cannot unify|has type|Illegal application|not convertible|should be coercible", said
    ):
        return "the checker in Coq does not say yes: a formula that it does not read, or enclosures that are too wide"
    return said


def axioms_in(said: str, allowed: Sequence[str]) -> list[str]:
    """The axioms of a theorem, from what Coq has printed: of each allowed one, and then of the theorem.

    An allowed one has its full name. No two names are printed alike, so one that is printed otherwise is another one.
    """
    parts = re.split(r"^Chars \d+ - \d+ \[(.*?)\] .*$\n?", said, flags=re.M)
    answers = [text for text, sentence in zip(parts[::2], parts[1::2], strict=False) if sentence.startswith("Print~")]
    if len(answers) != len(allowed) + 1:
        raise FormalError("Coq did not list the axioms")
    names = {"".join(sorted(assumed(answer))): axiom for answer, axiom in zip(answers, allowed, strict=False)}
    return sorted(names.get(name, name) for name in assumed(answers[-1]))


def source_of(theorem: CaseTheorem) -> str:
    """The source that is compiled."""
    return printed(theorem, sorted(case_library.AGREEMENT.allowed))


def key(theorem: CaseTheorem, read: Sources) -> str:
    """The hash of all that a proof depends on: the theorem with its proof, the library, the Coq."""
    content = [source_of(theorem), coq.version(), *(f"{name} {value}" for name, value in read.digests.items())]
    return hashlib.sha256("\n".join(content).encode()).hexdigest()
