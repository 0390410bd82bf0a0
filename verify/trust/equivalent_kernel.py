"""Mutants of the kernel that no test can kill, as they say the same; each with the reason."""

from __future__ import annotations

from collections.abc import Mapping

from .why_equivalent import COMMUTES, INVERSE, NAME, ONE_ENTRY

KERNEL: dict[str, Mapping[tuple[str, str], str]] = {
    "kernel/answer.py": {
        (
            "distance_between",
            "zip(at.enclosure(BITS), other.enclosure(BITS), strict=True) -> zip(other.enclosure(BITS), "
            "at.enclosure(BITS), strict=True)",
        ): "the distance from u to v is that from v to u",
    },
    "kernel/assumptions.py": {
        (
            "",
            "_either(_known(p.loss.convex), every((_known(p.realizable),  ... .stationary_is_global)))) -> "
            "_either(every((_known(p.realizable), _known(p.loss.stationar ... ), _known(p.loss.convex))",
        ): "of two alternatives none is the first",
    },
    "kernel/augmented_point.py": {
        (
            "require_feasible",
            "sign * (ball.ball(constraint.bound) - around) -> sign / (ball.ball(constraint.bound) - around)",
        ): INVERSE,
        (
            "facts",
            "difference.run(ball.BALLS, at.balls(problem.augmented_names))[0] -> difference.run(ball.BALLS, "
            "at.balls(problem.augmented_names))[-1]",
        ): ONE_ENTRY,
    },
    "kernel/contradiction.py": {
        (
            "_within",
            "same_point(none['point'], written) -> same_point(written, none['point'])",
        ): "a point is the same as another one if that is the same as it",
    },
    "kernel/gate.py": {
        (
            "_function",
            "ball.finite(part.low) and ball.finite(part.high) -> ball.finite(part.low)",
        ): "balls that are not bounded enclose all numbers, and the image is met with that",
        ("_power", "exponent < 2 -> exponent <= 2"): "whole exponents do not come there",
        ("_product", "n == 1 -> n == 0"): "a product with each factor once has the values that it had before",
        (
            "_product",
            "between(1, 1) -> between(0, 1)",
        ): "a product is away from 0 only if each factor is, and then the plain one is as narrow",
        ("_factors", "total += 1 -> pass"): "a bound on the work",
        ("_factors", "total + len(stack) -> total - len(stack)"): "a bound on the work",
        (
            "_function",
            "if ball.finite(part.low) and ball.finite(part.high): values  ... h))) else: values = image -> if "
            "True: values = enclosing(f.balls(part.low.union(part.high))) else: values = image",
        ): "balls that are not bounded enclose all numbers, and the image is met with that",
        (
            "defined",
            "known.nowhere or any((look([x], point)[0].nowhere for point  ... ed(region, x).samples())) -> "
            "any((look([x], point)[0].nowhere for point in _filled(region, x).samples()))",
        ): "what has no value anywhere has none at a sample",
        (
            "_power",
            "exponent.denominator == 1 and exponent > 0 -> exponent.denominator == 1",
        ): "a whole exponent is greater than 1 there",
        (
            "_function",
            "if f.above is not None: domain = between(f.above, None, low_ ... e else Regularity.NOTHING -> if "
            "True: domain = between(f.above, None, low_open=True) part ... e else Regularity.NOTHING",
        ): "without an end the domain is all numbers",
    },
    "kernel/ground.py": {
        (
            "_inside",
            "zip(Fields(inner, 'point').numbers('center', size), Fields(o ... ter', size), strict=True) -> "
            "zip(Fields(outer, 'point').numbers('center', size), Fields(i ... ter', size), strict=True)",
        ): "the distance from u to v is that from v to u",
    },
    "kernel/kinds/basis_violation.py": {
        ("_models", "rows[0] -> rows[-1]"): ONE_ENTRY,
    },
    "kernel/kinds/corners.py": {
        (
            "constant_near",
            "zip(values, substitute(values, theta), strict=True) -> zip(substitute(values, theta), values, "
            "strict=True)",
        ): "a difference vanishes if its negative does",
        ("_summands", "number > 0 -> number >= 0"): "a number times a sum is the sum of the number times its terms",
        ("_summands", "number > 0 -> number > -1"): "a number times a sum is the sum of the number times its terms",
        ("_cusp", "between(0, 0) -> between(0, -1)"): "of what is steep only the lower end is asked",
        ("_cusp", "between(0, 0) -> between(0, 1)"): "of what is steep only the lower end is asked",
    },
    "kernel/kinds/critical_family.py": {
        ("_critical_family", "group[0] -> group[-1]"): "the samples of a group have one input",
        (
            "_critical_family",
            "len(across[0]) if isinstance(across, list) and across and is ... e(across[0], list) else 0 -> "
            "len(across[0]) if isinstance(across, list) and across and is ... (across[0], list) else -1",
        ): "neither is the number of columns of a complement",
    },
    "kernel/kinds/declared_fact.py": {
        ("_sample", "k + 1 -> k - 1"): NAME,
        ("_sample", "k + 1 -> k + 2"): NAME,
        ("_sample", "k + 1 -> k + 0"): NAME,
        ("_not_convex", "zip(p, q, strict=True) -> zip(q, p, strict=True)"): COMMUTES,
        ("_not_invex", "slopes[0] -> slopes[-1]"): ONE_ENTRY,
        ("_not_invex", "p[0] -> p[-1]"): ONE_ENTRY,
        ("_not_invex", "q[0] -> q[-1]"): ONE_ENTRY,
    },
    "kernel/kinds/descent.py": {
        ("moment", "group[0] -> group[-1]"): "the samples of a group have one input",
        ("moment", "zip(w, x, strict=True) -> zip(x, w, strict=True)"): COMMUTES,
        ("_orbit", "lam * size -> lam / size"): "only the sign is asked, and the size is positive",
        ("_descent", "zip(b1, b, strict=True) -> zip(b, b1, strict=True)"): "a distance has no sign",
        ("_descent", "ball.ball(0) -> ball.ball(1)"): "it is written over, or the certificate is refused",
        ("_orbit", "ball.ball(0) -> ball.ball(1)"): "it is written over, or the certificate is refused",
        ("_descent", "zip(r1, r, strict=True) -> zip(r, r1, strict=True)"): "a distance has no sign",
        ("moment", "Fraction(1) -> Fraction(2)"): "twice a moment vanishes if the moment does",
        (
            "moment",
            "total + substitute([row[k]], constants)[0] * function('exp', num(rate)) * power -> total - "
            "substitute([row[k]], constants)[0] * function('exp', num(rate)) * power",
        ): "a moment vanishes if its negative does",
        (
            "_require_least",
            "0 if problem.augmentation.shared else k -> -1 if problem.augmentation.shared else k",
        ): ONE_ENTRY,
        ("moment", "Fraction(0) -> Fraction(1)"): "e times a moment vanishes if the moment does",
        (
            "_descent",
            "augmented(problem).run(ball.BALLS, [*theta, *_added(problem, ... amplitudes, b, rows)])[0] -> "
            "augmented(problem).run(ball.BALLS, [*theta, *_added(problem, ... mplitudes, b, rows)])[-1]",
        ): "where all amplitudes are 0 the penalty is 0",
    },
    "kernel/kinds/falling_path.py": {
        (
            "_on_piece",
            "slope.run(ball.BALLS, [ball.between(low, high)])[0] -> slope.run(ball.BALLS, [ball.between(low, "
            "high)])[-1]",
        ): ONE_ENTRY,
        ("_falling_path", "MAX_ORDER + 1 -> MAX_ORDER - 1"): "a bound on the work",
        ("_falling_path", "MAX_ORDER + 1 -> MAX_ORDER + 0"): "a bound on the work",
        ("_falling_path", "MAX_ORDER + 1 -> MAX_ORDER + 2"): "a bound on the work",
    },
    "kernel/kinds/flow_law.py": {
        (
            "_law",
            "require(vanish([substitute([neuron], shift)[0] - neuron]), ' ...  invariant on the orbit') -> pass",
        ): "the neuron was proved to be the paper's",
        (
            "_law",
            "require(vanish([substitute([neuron], shift)[0] - neuron]), ' ...  invariant on the orbit') -> "
            "require('the neuron was not proved invariant on the orbit',  ... n], shift)[0] - neuron]))",
        ): "the neuron was proved to be the paper's",
    },
    "kernel/kinds/gradient_basis.py": {
        (
            "_perturbed",
            "zip(substitute(c.parts, at), substitute(c.parts, z), strict=True) -> zip(substitute(c.parts, z), "
            "substitute(c.parts, at), strict=True)",
        ): "u - v is 0 if v - u is",
        ("_interpolating_basis", "zip(v, x, strict=True) -> zip(x, v, strict=True)"): COMMUTES,
        ("_interpolating_basis", "group[0] -> group[-1]"): "the samples of a group have one input",
    },
    "kernel/kinds/jumps.py": {
        ("walls", "gradient(argument, sorted(names))[0] -> gradient(argument, sorted(names))[-1]"): ONE_ENTRY,
    },
    "kernel/kinds/loss_shape.py": {
        ("_samplewise", "group[0] -> group[-1]"): "the samples of a group have one input",
        (
            "_regularizer_is_least",
            "if names: with ball.precision(128): curves_upward(substitute ... , constants), len(names)) -> if "
            "True: with ball.precision(128): curves_upward(substitute( ... , constants), len(names))",
        ): "a matrix without rows is positive definite",
    },
    "kernel/kinds/nowhere_stationary.py": {
        ("stationary", "x + 1 -> x - 1"): NAME,
        ("stationary", "x + 1 -> x + 2"): NAME,
        ("stationary", "x + 1 -> x + 0"): NAME,
        ("stationary", "k + 1 -> k - 1"): NAME,
        ("stationary", "k + 1 -> k + 2"): NAME,
        ("stationary", "k + 1 -> k + 0"): NAME,
        ("_relation", "stationary(x, k) -> stationary(k, x)"): NAME,
        ("", "2 ** 20 -> 2 ** 19"): "another neighbourhood is as good",
        ("", "2 ** 20 -> 2 ** 21"): "another neighbourhood is as good",
        ("", "2 ** 20 -> 3 ** 20"): "another neighbourhood is as good",
    },
    "kernel/kinds/related.py": {
        ("_auxiliary_orbit", "lam * a * a -> lam * a / a"): "only the sign is asked, and a is not 0",
        (
            "_margins",
            "zip(problem.targets, problem.outputs, strict=True) -> zip(problem.outputs, problem.targets, strict=True)",
        ): COMMUTES,
        (
            "_auxiliary_orbit",
            "require(ball.positive(ball.ball(lam * a * a) * (1 - shrink * ...  was not proved to fall') -> pass",
        ): "t lam > 0 and a different from 0 were asked for before",
    },
    "kernel/kinds/sharp_minimum.py": {
        ("_sharp_minimum", "zip(sides, steepness, strict=True) -> zip(steepness, sides, strict=True)"): COMMUTES,
        ("_sharp_minimum", "s * v -> s / v"): INVERSE,
        ("_sharp_minimum", "k + 1 -> k - 1"): NAME,
        ("_sharp_minimum", "k + 1 -> k + 2"): NAME,
        ("_sharp_minimum", "k + 1 -> k + 0"): NAME,
    },
    "kernel/kinds/unreachable.py": {
        ("_unreachable", "ball.between(low, high) -> ball.between(high, low)"): "both are the hull of two numbers",
        ("_unreachable", "group.finish() -> pass"): "an object is finished with the one that it belongs to",
        (
            "holds",
            "nonnegative(difference) or (found is not None and found.at_least_zero) -> found is not None and "
            "found.at_least_zero",
        ): "both ask the same of the gate",
        (
            "holds",
            "nonnegative(difference) or (found is not None and found.at_least_zero) -> nonnegative(difference)",
        ): "both ask the same of the gate",
    },
    "kernel/membership.py": {
        ("_moves", "var(name) + i * var(TIME) -> var(name) - i * var(TIME)"): "the line is run through the other way",
    },
    "kernel/minorant.py": {
        ("replaced", "side * sign -> side / sign"): "the sign is 1 or -1",
    },
    "kernel/point_box.py": {
        ("enclosed", "ball.between(low, high) -> ball.between(high, low)"): "both are the hull of two numbers",
    },
    "kernel/refutation.py": {
        (
            "violation",
            "require(bool(evidence), 'it rests on nothing') -> require('it rests on nothing', bool(evidence))",
        ): "something is needed against each conclusion, and was asked for before",
    },
    "kernel/region.py": {
        (
            "_numbers",
            "low is None and high is not None -> low is None or high is not None",
        ): "just one of the two is None there",
        ("_numbers", "low is None and high is not None -> high is not None"): "just one of the two is None there",
        ("Region.samples", "default=0 -> default=1"): "a region without ranges is looked at once more",
        ("_numbers", "low is None and high is not None -> low is None"): "just one of the two is None there",
        ("_numbers", "low or 0 -> low"): "low is a number there",
    },
    "kernel/sides.py": {
        ("on_sides", "s * sign -> s / sign"): "the sign is 1 or -1",
        (
            "on_branches",
            "topological(expressions) if sides else () -> topological(expressions)",
        ): "without sides nothing is replaced",
        ("cases", "count = 1 -> count = 0"): "a bound on the work",
        ("on_sides", "y.args[0] -> y.args[1]"): "a condition that is not the very same is compared by an identity",
    },
    "kernel/statement_kinds/amplitudes.py": {
        ("check_amplitudes_at", "group.finish() -> pass"): "an object is finished with the one that it belongs to",
    },
    "kernel/statement_kinds/orbits.py": {
        ("check_penalty", "A * side -> A / side"): "the side is 1 or -1",
        ("check_bounds", "speed > 0 -> speed > -1"): "the speed is 1, 0 or -1, and with 0 nothing is asked",
        ("check_bounds", "speed < 0 -> speed <= 0"): "the speed is 1, 0 or -1, and with 0 nothing is asked",
    },
    "kernel/step.py": {
        ("relation_proved", "difference != 0 -> difference != 1"): "a number is as simple as it gets",
        ("relation_proved", "difference != 0 -> difference != -1"): "a number is as simple as it gets",
    },
    "kernel/theta_point.py": {
        ("across", "k + 1 -> k - 1"): NAME,
        ("across", "k + 1 -> k + 2"): NAME,
        ("across", "k + 1 -> k + 0"): NAME,
        (
            "parts_at",
            "if not at.branches: return parts_of(problem) -> if False: return parts_of(problem)",
        ): "without branches nothing is replaced but kinks that are not at the point",
    },
}  # fmt: skip
"""By file, then by function and change, as ``code_mutants.py`` writes them."""
