"""The questions: each is asked of an object, and answered with one. Floats propose; only the kernel says proved."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from ..claims.registry import claims
from ..commands import classify as classifier
from ..commands import locate as locator
from ..commands.check import Settings, check_case
from ..commands.statement_check import settled
from ..errors import InputError
from ..exact import any_length, exact
from ..files.load import case_of, read_tables
from ..files.statement_file import StatementFile, statement_from_tables, statement_of
from ..problem.case import Case
from ..search.hunt import search
from ..units.processes import Processes
from .exact_arrays import Numbers, text
from .posed import Objective
from .said import CaseAnswer, Classification, CriticalPoints, StatementAnswer


def load(path: str | Path) -> Case | StatementFile:
    """The case, or the statement without an instance, that a TOML file states; all its numbers exact.

    Raises:
        FileError: the file cannot be read, or has faults; it lists all of them, each with its line.
    """
    file = read_tables(Path(path))
    return statement_of(file) if file.is_statement else case_of(file)


def check(
    case: Case | str | Path, *, only: Sequence[str] = (), seed: int = 0, budget: float | None = None
) -> CaseAnswer:
    """Prove what a case states, and judge the claims on it, as ``verify check FILE`` does.

    What the answer calls proved, the kernel has proved from certificates that the answer holds. That a claim holds on
    a case is said of this instance alone.

    Args:
        case: from ``load``, or the path of its file.
        only: the claims to judge, and nothing else; all claims, and all that the case states, if there are none.
        seed: of all random choices.
        budget: seconds after which searches give up; None for no limit.

    Raises:
        FileError: the file has faults.
        InputError: there is no such claim, or the file states no case.
    """
    case = _case(case)
    unknown = [name for name in only if name not in claims()]
    if unknown:
        raise InputError(f"there is no claim {unknown[0]!r}; known: {', '.join(claims())}", "only")
    with any_length():
        return CaseAnswer(case, check_case(case, Settings(seed, budget, only=tuple(only))))


def classify(
    about: Objective | Case | str | Path,
    theta: Numbers = None,
    *,
    radius: Numbers = 1,
    seed: int = 0,
    budget: float | None = None,
) -> Classification:
    """Am I stuck? What L is near a point, such as the float weights of a trained network.

    The answer is a theorem about all points within the distance that it names: that there is a strict minimum, or a
    saddle, that none of them is a local minimum, ...; or it is open, which says nothing.

    Args:
        about: the objective, or a case, whose own point is meant then.
        theta: as many numbers as there are parameters, flat or as arrays layer by layer.
        radius: how far from the point, in every coordinate, local minima are ruled out.
        seed: of all random choices.
        budget: seconds after which what is not decided is left open; None for no limit.

    Raises:
        FileError, InputError: the numbers do not fit the objective, or are none.
    """
    if isinstance(about, Objective):
        if theta is None:
            raise InputError("classify(L, theta): write the point that is asked about", "theta")
        case = about.case(theta)
    elif theta is not None:
        raise InputError("a case has a point of its own; leave theta out", "theta")
    else:
        case = _case(about)
    within = classifier.read_radius(text(radius, "radius"))
    with any_length():
        return Classification(CaseAnswer(case, classifier.classify(case, within, seed, budget)))


def locate(
    about: Objective | Case | str | Path,
    box: tuple[Numbers, Numbers] = (-5, 5),
    *,
    starts: int | None = None,
    seed: int = 0,
    budget: float | None = None,
) -> CriticalPoints:
    """Critical points of L, from the point of a case and from random starts in a box, each certified or undecided.

    Each point of the answer is a theorem. That there are no others is none.

    Args:
        about: the objective, whose first start is the middle of the box, or a case.
        box: the least and the greatest value of every coordinate of a start.
        starts: how many; 2000 if none is given, fewer for more than 120 parameters.
        seed: of all random choices.
        budget: seconds of the search, and once more of the certificates; None for no limit.

    Raises:
        FileError, InputError: the box is none, or L has no parameters or is too large.
    """
    low, high = (text(end, "box") for end in box)
    if isinstance(about, Objective):
        middle: Fraction = (exact(low, "box") + exact(high, "box")) / 2
        case = about.case([middle] * len(about.parameters))
    else:
        case = _case(about)
    bounds = locator.read_box(f"{low},{high}", len(case.problem.names))
    with any_length():
        return CriticalPoints(locator.locate(case, bounds, starts, seed, budget))


def variant(
    claim: str,
    *,
    neuron: str | None = None,
    penalty: str | None = None,
    conclusion: str = "elimination",
    dropped: Sequence[str] | None = None,
    changes: str | None = None,
    loss: str | None = None,
) -> StatementFile:
    """A claim with something changed, as a statement about all instances, which may be true or false.

    Args:
        claim: its name, such as ``ELIM``.
        neuron: the added neuron, a formula in a, b and u = w.x; the paper's ``a*exp(u + b)`` if there is none.
        penalty: a formula in a, b and lam; the paper's ``lam*a**2`` if there is none.
        conclusion: what is concluded: ``elimination``, ``vanish``, ``value``, ``converse``, ...
        dropped: the assumptions of the claim that are given up; if none are named and the neuron or the penalty is
            changed, ``paper-augmentation``.
        changes: what is different, in words.
        loss: a loss, if the statement is about this one alone.

    Raises:
        FileError: one of them is none of those that there are, or is no formula.
    """
    augment = {key: text for key, text in (("neuron", neuron), ("penalty", penalty)) if text is not None}
    given_up = list(dropped) if dropped is not None else ["paper-augmentation"] if augment else []
    words = changes or ", ".join(f"the {key} {text}" for key, text in augment.items()) or "nothing"
    statement = {"claim": claim, "changes": words, "conclusion": conclusion}
    tables = {
        "title": f"{claim}: {words}",
        "kind": "statement",
        "source": "Posed in Python",
        "statement": {**statement, **({"dropped": given_up} if given_up else {}), **({"loss": loss} if loss else {})},
        **({"augment": augment} if augment else {}),
    }
    return statement_from_tables(tables, "variant")


def refute(
    statement: StatementFile | str | Path, *, seed: int = 0, budget: float = 60.0, jobs: int = 1
) -> StatementAnswer:
    """Try to refute a statement: find, certify and shrink an instance on which it is false; or prove that it holds.

    Args:
        statement: from ``variant`` or ``load``, or the path of its file.
        seed: of all random choices.
        budget: seconds.
        jobs: processes.

    Raises:
        FileError, InputError: the file states none, or names an unknown claim or assumption.
    """
    if not isinstance(statement, StatementFile):
        loaded = load(statement)
        if not isinstance(loaded, StatementFile):
            raise InputError("states a case; check(case) proves it", str(statement))
        statement = loaded
    with any_length():
        workers = Processes(jobs) if jobs > 1 else None
        found = settled(search(statement, seed, budget, workers), statement, "variant").document()
    proof = found["proof"]
    return StatementAnswer(
        f"{found['claim']} with {found['changes']}", found["verdict"], found["grade"],
        "" if proof is None else proof["says"], () if proof is None else tuple(proof["because"]), found["file"],
        found["certificate"], found["examples"],
        None if found["reason"] is None else f"{found['reason']}: {found['detail']}",
    )  # fmt: skip


def _case(about: Case | str | Path) -> Case:
    if isinstance(about, Case):
        return about
    found = load(about)
    if isinstance(found, StatementFile):
        raise InputError("states a claim in general; refute(statement) looks for an instance", str(about))
    return found
