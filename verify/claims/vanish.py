"""VANISH: at every local minimum of the augmented objective the added neurons are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..kernel.claim_statement import Rule
from ..prove import rules
from ..prove.augmented_questions import no_minimum, orbits
from ..prove.claim import Claim, Step, Terms
from ..prove.inquiry import Question
from ..prove.risk_questions import if_optimal, unless_optimal
from ..prove.subject import Subject
from ..verdict import Sense, Verdict

if TYPE_CHECKING:
    import sympy


def objective(a: sympy.Expr, b: sympy.Expr, lam: sympy.Expr) -> sympy.Expr:
    """``L~`` seen from one output: the mean over i = 1..m of ``l(i, f[i] + a*exp(u[i] + b), p[i])``, plus ``lam*a**2``.

    The loss ``l`` is an undefined function, another one for each sample, and m is a symbol. ``f[i]`` is the output of
    the network at sample i, ``u[i]`` is ``w.x_i``, and ``p[i]`` stands for all the other outputs at sample i. The
    penalties of the other outputs are constants here and are left out.
    """
    import sympy

    i, m = sympy.symbols("i m", integer=True, positive=True)
    f, u, p = (sympy.IndexedBase(name, real=True) for name in "fup")
    loss = sympy.Function("l", real=True)
    return sympy.Sum(loss(i, f[i] + a * sympy.exp(u[i] + b), p[i]), (i, 1, m)) / m + lam * a**2


def risk() -> sympy.Expr:
    """``L(theta)``: the mean of ``l(i, f[i], p[i])`` over i = 1..m, in the symbols of `objective`."""
    import sympy

    i, m = sympy.symbols("i m", integer=True, positive=True)
    f, p = (sympy.IndexedBase(name, real=True) for name in "fp")
    loss = sympy.Function("l", real=True)
    return sympy.Sum(loss(i, f[i], p[i]), (i, 1, m)) / m


def orbit_keeps_the_neuron() -> Terms:
    """a e^(-t) exp(u + b + t) = a exp(u + b)."""
    import sympy

    a, b, t, u = sympy.symbols("a b t u", real=True)
    neuron = a * sympy.exp(u + b)
    return neuron.subs({a: a * sympy.exp(-t), b: b + t}, simultaneous=True), neuron


def orbit_changes_only_the_penalty() -> Terms:
    """L~(a e^(-t), b + t) - L~(a, b) = lam a^2 e^(-2t) - lam a^2, whatever the loss."""
    import sympy

    a, b, t, lam = sympy.symbols("a b t lambda", real=True)
    change = objective(a * sympy.exp(-t), b + t, lam) - objective(a, b, lam)
    return change, -lam * a**2 * (1 - sympy.exp(-2 * t))


def shared_orbit_changes_only_the_penalty() -> Terms:
    """With one (w, b) for K outputs all amplitudes shrink together: the penalty is multiplied by e^(-2t)."""
    import sympy

    k, outputs = sympy.symbols("k K", integer=True, positive=True)
    t, lam = sympy.symbols("t lambda", real=True)
    a = sympy.IndexedBase("a", real=True)
    before = lam * sympy.Sum(a[k] ** 2, (k, 1, outputs))
    after = lam * sympy.Sum((a[k] * sympy.exp(-t)) ** 2, (k, 1, outputs))
    return after - before, -lam * (1 - sympy.exp(-2 * t)) * sympy.Sum(a[k] ** 2, (k, 1, outputs))


def orbit_descends() -> Terms:
    """For lam > 0 go forward, e^t = 1 + s with s > 0: the value drops by lam a^2 (1 - (1 + s)^(-2)) > 0."""
    import sympy

    b = sympy.Symbol("b", real=True)
    a = sympy.Symbol("a", real=True, nonzero=True)
    s, lam = sympy.symbols("s lambda", positive=True)
    return objective(a, b, lam) - objective(a / (1 + s), b + sympy.log(1 + s), lam), sympy.Integer(0)


def orbit_descends_for_negative_lam() -> Terms:
    """For lam < 0 go backward, e^(-t) = 1 + s with s > 0: the value drops by -lam a^2 ((1 + s)^2 - 1) > 0."""
    import sympy

    b = sympy.Symbol("b", real=True)
    a = sympy.Symbol("a", real=True, nonzero=True)
    s = sympy.Symbol("s", positive=True)
    lam = sympy.Symbol("lambda", negative=True)
    return objective(a, b, lam) - objective(a * (1 + s), b - sympy.log(1 + s), lam), sympy.Integer(0)


def orbit_starts_at_the_point() -> Terms:
    """The squared distance travelled, (a e^(-t) - a)^2 + t^2, tends to 0 with t."""
    import sympy

    a, t = sympy.symbols("a t", real=True)
    return sympy.limit((a * sympy.exp(-t) - a) ** 2 + t**2, t, 0), sympy.Integer(0)


def critical_point_identity() -> Terms:
    """The derivative along the orbit: a dL~/da - dL~/db = 2 lam a^2, so that dL~/da = dL~/db = 0 forces a = 0."""
    import sympy

    a, b, lam = sympy.symbols("a b lambda", real=True)
    value = objective(a, b, lam)
    return a * sympy.diff(value, a) - sympy.diff(value, b), 2 * lam * a**2


def value_without_the_neuron() -> Terms:
    """At a = 0 the value is L(theta), whatever b and w."""
    import sympy

    a, b, lam = sympy.symbols("a b lambda", real=True)
    return objective(a, b, lam).subs(a, 0), risk()


STEPS = (
    Step(
        "orbit-keeps-the-neuron",
        "Moving (a, b) to (a e^(-t), b + t) leaves the neuron as it is, at every input.",
        orbit_keeps_the_neuron,
    ),
    Step(
        "orbit-changes-only-the-penalty",
        "Along this orbit the objective changes by -lam a^2 (1 - e^(-2t)), for any "
        "loss, any number of samples and any network.",
        orbit_changes_only_the_penalty,
    ),
    Step(
        "shared-orbit-changes-only-the-penalty",
        "The same for one neuron shared by K outputs, with |a|^2 for a^2.",
        shared_orbit_changes_only_the_penalty,
    ),
    Step(
        "orbit-descends",
        "If lam > 0 and a is not 0, the objective falls strictly along the orbit.",
        orbit_descends,
        ">",
    ),
    Step(
        "orbit-descends-for-negative-lam",
        "If lam < 0 and a is not 0, it falls strictly along the reversed orbit.",
        orbit_descends_for_negative_lam,
        ">",
    ),
    Step(
        "orbit-starts-at-the-point",
        "Points of the orbit lie as near to its start as one likes.",
        orbit_starts_at_the_point,
    ),
    Step(
        "critical-point-identity",
        "Where the loss is differentiable, a dL~/da - dL~/db = 2 lam a^2.",
        critical_point_identity,
    ),
    Step("value-without-the-neuron", "At a = 0 the augmented objective equals L(theta).", value_without_the_neuron),
)


def questions(subject: Subject) -> list[Question]:
    """The contrapositive: whether points with a != 0, whatever theta, b and W, are no local minima."""
    return [*if_optimal(subject), *unless_optimal(subject, no_minimum(subject)), *orbits(subject)]


ORBITS = "{orbit} points with a != 0 are no local minima, at 40 radii"

RULES = (
    Rule(
        "attained",
        Verdict.HOLDS,
        Sense.ATTAINED,
        (rules.OPTIMAL, rules.ORBITS),
        f"(theta, 0, b, W) is a local minimum of L~ for all b and W; {ORBITS}",
        ("lam-positive", "data-only"),
    ),
    Rule(
        "none-exists",
        Verdict.VACUOUS,
        Sense.NONE_EXISTS,
        (rules.NONE, rules.ORBITS),
        f"{rules.NONE_AT_ALL}; {ORBITS}",
    ),
    Rule("not-zero", Verdict.HOLDS, Sense.CONTRAPOSITIVE, (rules.ORBITS,), ORBITS),
)


CLAIM = Claim(
    name="VANISH",
    title="The added neurons vanish at every local minimum",
    statement=(
        r"\lambda \neq 0,\ (\theta, a, b, W) \text{ a local minimum of } \tilde L \ \Longrightarrow\ a = 0,\quad "
        r"\tilde f(x) = f(x;\theta) \ \text{for every } x \in \mathbb{R}^{d_x},\quad "
        r"\tilde L(\theta, a, b, W) = L(\theta)"
    ),
    words=(
        "At every local minimum of the augmented objective the amplitudes are zero, so the augmented network is the "
        "original network at every input, and the two objectives agree. Nothing at all is assumed about the network "
        "and the loss. If the loss is differentiable the same holds at every critical point."
    ),
    assumptions=("paper-augmentation", "lam-nonzero"),
    source="paper",
    uses=(),
    steps=STEPS,
    glue=(
        "If some a_k were not 0, the orbit through (a_k, b_k), all other parameters held fixed, would contain points "
        "as near as one likes with a strictly smaller value; so no such point is a local minimum. The argument treats "
        "one output at a time and moves neither theta nor W: it holds for every K, and already for points that are "
        "local minima in (a, b) alone. With a = 0 the neurons are 0 at every input, hence the statements about f~ and "
        "L~. For a neuron shared by K outputs all a_k move together with the one b. At a critical point the identity "
        "a_k dL~/da_k - dL~/db_k = 2 lam a_k^2 gives a_k = 0 at once."
    ),
    rules=RULES,
    implies=("vanish", "value"),
    questions=questions,
)
