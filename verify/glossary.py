"""What each word of a verdict means, and what to do when one meets it: the one place for both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .verdict import PointAnswer, Rank, Sense, Status, Verdict


@dataclass(frozen=True)
class Term:
    """A word: ``means``, in a sentence that can follow the word, and what to do ``then``; empty for nothing."""

    means: str
    then: str = ""


NO_REPORT = "verify reprove and verify recheck check the certificates behind it again."

VERDICTS: Mapping[str, Term] = {
    Verdict.PROVED: Term("what the file states is proved by the kernel, at the grade that stands with it.", NO_REPORT),
    Verdict.HOLDS: Term(
        "the claim is proved on this case, at the grade and in the sense that stand with it.", NO_REPORT
    ),
    Verdict.VACUOUS: Term(
        "the assumptions hold, and there is nothing to conclude about: never counted as a success.",
        "If you want the claim to be put to the test, choose data that the network can fit, or soft labels: see EXIST.",
    ),
    Verdict.NOT_APPLICABLE: Term(
        "the claim says nothing about this case: an assumption of it is not met there.",
        "verify explain CLAIM lists its assumptions.",
    ),
    Verdict.UNKNOWN: Term(
        "not decided; the reason stands with it: precision, budget, singular or method.",
        "verify explain REASON says what helps. It counts neither for the statement nor against it.",
    ),
    Verdict.REFUTED: Term(
        "what the file states is certainly not so; the message has its line, and what was found instead.",
        "Correct that line: where the right text is certain, the message offers it. If you are sure of the file, this "
        "is a false verdict: SECURITY.md says how to report it.",
    ),
    Verdict.FAILS: Term(
        "the claim is refuted on this case, or a step of its proof was not carried out.",
        "If no assumption was dropped, a theorem or this suite is wrong: SECURITY.md says how to report it.",
    ),
    Verdict.CONTRADICTION: Term(
        "two things are proved that cannot both be so, or a theorem is refuted of which nothing was dropped.",
        "This suite, or what it stands on, is wrong: SECURITY.md says how to report it.",
    ),
}
"""Of what a file states, and of a claim on a case."""

STATUSES: Mapping[str, Term] = {
    Status.AS_EXPECTED: Term(
        "nothing is refuted, no claim fails, and nothing that was asked is left open: exit status 0."
    ),
    Status.UNDECIDED: Term(
        "nothing is refuted and no claim fails, but something could not be decided: exit status 3.",
        "The lines that begin with unknown have the reasons.",
    ),
    Status.NOT_AS_EXPECTED: Term(
        "something is refuted, a claim fails, or a step of a proof was not carried out: exit status 1.",
        "The lines that begin with refuted, fails or contradiction say what.",
    ),
}
"""Of a run, a case, a claim or a statement as a whole."""

REASONS: Mapping[str, Term] = {
    "precision": Term(
        "the balls were too wide at the largest precision that is tried.",
        "Write more digits, or exact values; a point that is nearer to the critical one helps, too.",
    ),
    "budget": Term("the time of --budget was spent.", "Run it again with a larger --budget, or with none."),
    "singular": Term(
        "there is no isolated critical point, or its Hessian is singular.",
        "Give exact values, or [expect] method = critical-orbit, critical-family or morse-bott, for minima that are "
        "not isolated.",
    ),
    "method": Term(
        "the methods that were tried do not decide it; nothing is known of the statement.",
        "[expect] method names another: verify list methods.",
    ),
}
"""Why something is unknown."""

GRADES: Mapping[str, Term] = {
    "formal": Term(
        "proved in Coq, from the axioms of its real numbers, functional extensionality and, for some theorems, "
        "excluded middle; checked again by coqchk."
    ),
    "symbolic": Term("exact identities, carried out by SymPy for symbolic terms or by exact arithmetic."),
    "certified": Term("inequalities between balls that certainly contain the true numbers."),
}
"""How something is proved, the strongest first."""

SENSES: Mapping[str, Term] = {
    Sense.ATTAINED: Term(
        "a local minimum as the claim is about is proved to exist here, and the conclusion was checked there."
    ),
    Sense.CONTRAPOSITIVE: Term("where the conclusion is false there is proved to be no local minimum."),
    Sense.NONE_EXISTS: Term("it is proved that there is no local minimum at all: then the claim is vacuous."),
    Sense.UNKNOWN_EXISTENCE: Term("none of these; whether there is a local minimum on this instance is not known."),
}
"""In which sense a claim was put to the test on a case."""

NEAR = "no farther from the point than the distance that is said with it"
WITHIN = "within the distance that is said with it"

ANSWERS: Mapping[str, Term] = {
    PointAnswer.STRICT_MINIMUM: Term(f"L has a strict local minimum {NEAR}."),
    PointAnswer.LOCAL_MINIMUM: Term(f"L has a local minimum {NEAR}."),
    PointAnswer.SADDLE: Term(f"L has a critical point that is no local minimum {NEAR}."),
    PointAnswer.STRICT_MAXIMUM: Term(f"L has a strict local maximum {NEAR}."),
    PointAnswer.CRITICAL_POINT: Term(f"L has a critical point {NEAR}; of which type was not proved."),
    PointAnswer.FALLS_FOR_EVER: Term(f"a path to infinity starts {NEAR}, and L falls all along it."),
    PointAnswer.NOWHERE_CRITICAL: Term("L has no critical point at all."),
    PointAnswer.NOT_CRITICAL: Term(f"no point {WITHIN} is critical.", "Train on: the point is not near a minimum."),
    PointAnswer.NO_LOCAL_MINIMUM: Term(f"no point {WITHIN} is a local minimum.", "Train on: there is a way down."),
    PointAnswer.OPEN: Term("nothing was proved of L near the point.", "verify classify says why, point by point."),
}
"""What is proved of L near a point that a file brings."""

RANKS: Mapping[str, Term] = {
    Rank.BAD: Term("L is proved to be lower at another point, which is named."),
    Rank.GLOBAL: Term("L is proved to be nowhere lower than there."),
    Rank.OPEN: Term("neither was proved: whether L is lower elsewhere is not known."),
}
"""Whether L is least at a point."""

GLOSSARY: Mapping[str, Mapping[str, Term]] = {
    "verdicts": VERDICTS,
    "statuses": STATUSES,
    "reasons": REASONS,
    "grades": GRADES,
    "senses": SENSES,
    "answers": ANSWERS,
    "ranks": RANKS,
}
"""All of them, by what they are said of."""
