"""What a claim is: a statement, its assumptions, the symbolic steps of its proof, and what it asks about one case."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..errors import CertificateError
from ..kernel import checker
from ..kernel.certificate import Certificate, canonical
from ..kernel.claim_statement import ClaimStatement, Rule
from ..kernel.evidence import Evidence
from ..kernel.symbolic_terms import numbered, written

if TYPE_CHECKING:
    import sympy

    from .inquiry import Question
    from .subject import Subject

Terms = tuple["sympy.Expr", "sympy.Expr"]


@dataclass(frozen=True)
class Step:
    """One identity or inequality of a proof, carried out by SymPy for symbolic terms (never for numbers).

    Attributes:
        name: short, in kebab case, unique within its claim.
        says: what the step shows, in words.
        terms: returns ``(derived, stated)``: ``derived`` is what SymPy computes (by differentiation, substitution,
            a limit, a solution); ``stated`` is the closed form that the proof uses.
        relation: ``"="``: the two are equal; ``">"`` or ``">="``: ``derived`` is greater than ``stated`` under the
            assumptions that the symbols carry.
    """

    name: str
    says: str
    terms: Callable[[], Terms]
    relation: Literal["=", ">", ">="] = "="

    def certificate(self, claim: str) -> Certificate:
        """Its two terms, for the kernel to prove the relation: it has none if a term has no form in certificates."""
        derived, stated = numbered(*map(written, self.terms()))
        data = {"claim": claim, "step": self.name, "relation": self.relation, "derived": derived, "stated": stated}
        return Certificate("step", "", data)

    def proved(self, claim: str = "") -> Evidence | None:
        """The kernel's evidence, from the terms read back from text; None means: not proved (never: nearly)."""
        try:
            made = self.certificate(claim)
            return checker.check_step(Certificate(made.kind, made.problem, json.loads(canonical(made.data))))
        except CertificateError:
            return None


@dataclass(frozen=True)
class Claim:
    """One statement of ``notes/theory.md``; a file of this folder holds one of these, named ``CLAIM``.

    Attributes:
        name: our own short name, in capitals.
        title: one line.
        statement: in LaTeX.
        words: the statement in one or two plain sentences.
        assumptions: keys of ``assumptions.ASSUMPTIONS``.
        source: ``"paper"``, ``"ours"``, or ``"related: ..."`` with the paper.
        uses: names of the claims that its proof uses.
        steps: the symbolic steps of its proof, in order.
        glue: the parts of the proof that the steps do not carry out, in words.
        rules: which proved facts about a case make which verdict; the kernel decides by these.
        questions: what has to be asked about one case for the rules; nothing if the claim says nothing about it.
        implies: conclusions about local minima that follow from the claim, keys of ``CONCLUSIONS``.
        family: further instances that the claim is always checked on, made from a seed.
        hunt: random instances, made from a seed, that are to put the claim to the test in search of a violation, for a
            claim that is not about L~. Where one does not meet the claim's hypotheses, nothing is said.
        unsearched: why nothing is searched for, in words.
        note: words about one case that prove nothing, for the reader.
    """

    name: str
    title: str
    statement: str
    words: str
    assumptions: tuple[str, ...]
    source: str
    uses: tuple[str, ...]
    steps: tuple[Step, ...]
    glue: str
    rules: tuple[Rule, ...]
    questions: Callable[[Subject], Sequence[Question]]
    implies: tuple[str, ...] = ()
    family: Callable[[int], Sequence[Subject]] | None = None
    hunt: Callable[[int], Sequence[Subject]] | None = None
    unsearched: str = ""
    note: Callable[[Subject], str] | None = None

    @property
    def stated(self) -> ClaimStatement:
        """What the kernel needs of it."""
        return ClaimStatement(self.name, self.statement, self.assumptions, self.rules, self.implies)
