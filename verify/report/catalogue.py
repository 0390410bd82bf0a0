"""What there is, noun by noun, with a line each: from the records and docstrings, and written down nowhere else."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from types import ModuleType

from ..claims.registry import claims
from ..errors import FileError
from ..families.variants import NEURONS, PENALTIES
from ..files.case_files import cases_folder, toml_files
from ..files.load import read_tables
from ..files.scaffold import TEMPLATES
from ..glossary import GLOSSARY, Term
from ..kernel.assumptions import ASSUMPTIONS
from ..kernel.checker import CHECKS, COMPOSED
from ..kernel.statements import KINDS as STATEMENT_KINDS
from ..problem.activations import ACTIVATIONS, ANALYTIC, Activation
from ..problem.case import CONCLUSIONS, METHODS, WITNESS_METHODS
from ..problem.functions import FUNCTIONS
from ..problem.losses import LOSSES, Loss
from ..problem.target_sets import TARGET_SETS
from ..search.generators import generators
from ..search.trial import Generator
from ..trust.measures import measures

Names = Mapping[str, str]
"""Each name with one line about it."""


def certificate_docs() -> dict[str, str]:
    """What each kind of certificate proves: the docstring of the check of that kind."""
    checks: dict[str, Callable[..., object]] = {name: kind.check for name, kind in CHECKS.items()}
    checks |= COMPOSED
    checks |= {name: check for name, (_, check) in STATEMENT_KINDS.items()}
    return {name: inspect.getdoc(check) or "" for name, check in checks.items()}


def _first(doc: str) -> str:
    return doc.partition("\n\n")[0].replace("\n", " ")


def _files(statements: bool) -> dict[str, str]:
    """The files of the folder of cases with their titles; one that cannot be read says so."""
    found = {}
    for path in toml_files(cases_folder()):
        try:
            file = read_tables(path)
        except FileError as error:
            found[str(path)] = f"cannot be read: {error.faults[0]}"
            continue
        if file.is_statement == statements:
            found[str(path)] = str(file.tables.get("title", ""))
    return found


def _loss(loss: Loss) -> str:
    facts = {"convex": loss.convex, "differentiable": loss.differentiable, "nowhere negative": loss.nonnegative}
    said = ", ".join(f"{'' if holds else 'not '}{fact}" for fact, holds in facts.items())
    return f"for {TARGET_SETS[loss.targets].words}; {said}"


def _activation(activation: Activation) -> str:
    order = activation.order
    smooth = (
        "analytic" if order == ANALYTIC else "with jumps" if order < 0 else f"{order} times continuously differentiable"
    )
    return smooth + (", a polynomial" if activation.polynomial else "")


def _module(generator: Generator) -> ModuleType | None:
    return inspect.getmodule(generator.examples)


def _glossary(terms: Mapping[str, Term]) -> Callable[[], Names]:
    return lambda: {str(name): term.means for name, term in terms.items()}


CATALOGUE: Mapping[str, Callable[[], Names]] = {
    "claims": lambda: {name: claim.title for name, claim in claims().items()},
    "cases": lambda: _files(statements=False),
    "statements": lambda: _files(statements=True),
    "kinds": lambda: {name: _first(doc) for name, doc in certificate_docs().items()},
    "file-kinds": lambda: TEMPLATES,
    "methods": lambda: METHODS,
    "witness-methods": lambda: WITNESS_METHODS,
    "conclusions": lambda: CONCLUSIONS,
    "assumptions": lambda: {name: assumption.words for name, assumption in ASSUMPTIONS.items()},
    "losses": lambda: {name: _loss(loss) for name, loss in LOSSES.items()},
    "activations": lambda: {name: _activation(record) for name, record in ACTIVATIONS.items()},
    "functions": lambda: {name: record.words for name, record in FUNCTIONS.items()},
    "neurons": lambda: {name: neuron.formula for name, neuron in NEURONS.items()},
    "penalties": lambda: {name: penalty.formula for name, penalty in PENALTIES.items()},
    "generators": lambda: {name: _first(inspect.getdoc(_module(g)) or "") for name, g in generators().items()},
    "checks": lambda: {name: measure.catches for name, measure in measures().items()},
    **{what: _glossary(terms) for what, terms in GLOSSARY.items()},
}
"""Every noun, with what makes its names."""

WORDS: Mapping[str, str] = {
    "kinds": "a kind of certificate",
    "file-kinds": "a kind of file",
    "methods": "a method by which a point is proved a local minimum of L",
    "witness-methods": "a method by which a witness is proved a local minimum of L~",
    "conclusions": "a conclusion of a variant of a claim",
    "assumptions": "an assumption of claims",
    "losses": "a loss",
    "activations": "an activation",
    "functions": "a function of formulas",
    "neurons": "a neuron of the atlas",
    "penalties": "a penalty of the atlas",
    "generators": "a generator of the search",
    "checks": "a check of the checks, for verify trust --only",
    "verdicts": "a verdict",
    "statuses": "a status",
    "reasons": "a reason why something is unknown",
    "grades": "a grade",
    "senses": "a sense in which a claim is put to the test",
    "answers": "an answer about a point",
    "ranks": "a rank of a point",
}
"""What one of them is; claims and files explain themselves."""
