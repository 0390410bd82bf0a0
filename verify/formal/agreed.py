"""What the formal check is held to: the theorems by claim and file, the axioms by their full names, the versions.

It stands in code, not beside the sources: whoever changes a source changes nothing here. What each theorem says is
agreed by its digest in the review (``review.txt``, and in words ``notes/formal.md``, with the same rows).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

SOURCES = Path(__file__).parent
REVIEW = SOURCES / "review.txt"
LIBRARY = "BadMinima"
COQ = "8.16"
INSTALL = "apt-get install --no-install-recommends coq libcoq-mathcomp-ssreflect libcoq-coquelicot libcoq-interval"

# What the sources may use, and what they and the printed statements are read with; in the order in which it is loaded.
LIBRARIES = (
    ("mathcomp", "ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop"),
    ("Coq", "Reals"),
    ("Coquelicot", "Coquelicot"),
)

# The letters of the review, and the axioms that they stand for.
AXIOMS = {
    "R": (
        "Coq.Logic.FunctionalExtensionality.functional_extensionality_dep",
        "Coq.Reals.ClassicalDedekindReals.sig_forall_dec",
        "Coq.Reals.ClassicalDedekindReals.sig_not_dec",
    ),
    "c": ("Coq.Logic.Classical_Prop.classic",),
}


@dataclass(frozen=True)
class Theorem:
    """A theorem of the sources, and the claim that it is about."""

    claim: str
    file: str
    name: str

    @property
    def label(self) -> str:
        """File and name, by which the review and the reviewed texts speak of it."""
        return f"{self.file}.{self.name}"


@dataclass(frozen=True)
class Agreement:
    """What a set of sources is held to, and how it is printed. The project has one, the tests make small ones."""

    theorems: tuple[Theorem, ...]
    review: Path
    axioms: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: AXIOMS)
    libraries: tuple[tuple[str, str], ...] = LIBRARIES
    scope: str = "R_scope"
    words: str = ""  # how a sentence may begin, besides the ways of the project

    @property
    def allowed(self) -> set[str]:
        """The axioms that a proof may use, by their full names."""
        return {axiom for letter in self.axioms.values() for axiom in letter}


# Claim, file, theorems.
PROVED = """
VANISH Orbit: ORBIT VANISH ORBIT_derivative VANISH_critical
EXPSUM ExpSum: EXPSUM EXPSUM_distinct EXPSUM_at_point
CONVEX Convex: CONVEX gradient_inequality convex_chain_rule
RESIDUAL Elim: RESIDUAL RESIDUAL_descent
ELIM Elim: ELIM ELIM_all_variables ELIM_grouped
REAL Elim: REAL REAL_all_variables
LOSSES Losses: weighted_loss loss_soft_cross_entropy cross_entropy_hard loss_logistic loss_smoothed_hinge
  loss_squared_hinge squared_hinge_smoothed loss_squared loss_huber
ELIM Tasks: ELIM_multiclass ELIM_multiclass_hard ELIM_binary ELIM_regression
EXAMPLES Examples: EXAMPLE_multiclass EXAMPLE_binary EXAMPLE_regression
EXAMPLES Examples: REAL_example
FAIL Tasks: FAIL_multiclass FAIL_binary FAIL_regression
EXIST Failures: logistic_attained
FAIL Failures: FAIL_infinity FAIL_critical
EXIST Failures: FAIL_hard_label
NORMS Norms: local_minimum_euclidean augmented_local_minimum_euclidean
DATA-OPTIMAL Setting: data_optimal_floor data_optimal_global
CHAR Char: CHAR CHAR_grouped data_optimal_global_minimum
EXIST Char: EXIST EXIST_never EXIST_cross_entropy cross_entropy_attained EXIST_logistic
FAIL Fail: FAIL FAIL_bad_minimum FAIL_unbounded
ESCAPE Escape: ESCAPE_path ESCAPE_infimum ESCAPE_infimum_lam ESCAPE_gain
FLOW Flow: FLOW FLOW_integral FLOW_rate FLOW_gradient
FLOW Flow_example: FLOW_example
LIMIT Limit: LIMIT LIMIT_amplitude
COERCIVE Tradeoff: COERCIVE TRADE_OFF_frozen TRADE_OFF_every_network TRADE_OFF TRADE_OFF_paper
MASK Mask: MASK_slope MASK_moments MASK_certificate MASK_order MASK_bound MASK_gain MASK_attained MASK_example
MASK Expansion: MASK_line_slope MASK_line_gain MASK_ball MASK_ball_example
SHARED Shared: SHARED_VANISH SHARED_ORBIT_derivative SHARED_VANISH_critical SHARED_RESIDUAL SHARED_ELIM SHARED_REAL
  SHARED_CHAR SHARED_EXIST SHARED_FAIL SHARED_ESCAPE_path SHARED_ESCAPE_infimum SHARED_ESCAPE_gain
SHARED Shared_map: SHARED_map SHARED_map_frozen SHARED_EXIST_never SHARED_FAIL_unbounded SHARED_FLOW SHARED_MASK
  SHARED_MASK_bound SHARED_example
AUX Auxiliary: AUX AUX_frozen
PGB Pgb: PGB PGB_bound
PGB-ELIM Pgb_elim: PGB_ELIM PGB_interpolates
PGB-TANGENT Pgb: PGB_TANGENT PGB_TANGENT_critical
NECESSITY Necessity: NECESSITY_absolute_loss NECESSITY_no_penalty NECESSITY_no_weights NECESSITY_nonconvex_loss
  NECESSITY_converse NECESSITY_always_exists NECESSITY_lam_positive ELIM_needs_differentiable ELIM_needs_penalty
  ELIM_needs_convex
FIBRE Neuron: FIBRE FIBRE_orbit NEURON_attained
FIBRE Atlas: VANISH_homogeneous VANISH_relu VANISH_power VANISH_rate
FIBRE Fibre_fails: FIBRE_fails FIBRE_fails_example
DICHOTOMY Dichotomy: DICHOTOMY DICHOTOMY_dependent DICHOTOMY_isolated
SEEN Neuron: SEEN SEEN_elim
SEEN Atlas: ELIM_rate
OPEN-STEP Step: half_spaces OPEN_STEP_vanish OPEN_STEP
LIANG Liang: LIANG
LIANG Liang_hinge: LIANG_hinge
HYPERPLANE Hyperplane: HYPERPLANE HYPERPLANE_gradient
VARIANTS Variants: REDUCTION SLICE SLICE_example CUSP CUSP_example HYPERPLANE_penalty
  SAMPLEWISE SAMPLEWISE_example OPTIMAL
"""


def _theorems() -> Iterator[Theorem]:
    for claim, file, names in re.findall(r"^(\S+) (\w+): (.*(?:\n  .*)*)", PROVED, re.M):
        yield from (Theorem(claim, file, name) for name in names.split())


THEOREMS = tuple(_theorems())
PROJECT = Agreement(THEOREMS, REVIEW)
