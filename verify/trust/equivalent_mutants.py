"""Mutants of code that no test can kill, as they say the same; each with the reason."""

from __future__ import annotations

from collections.abc import Mapping

FORM, BALL, LINEAR, KRAWCZYK = (f"numerics/{name}.py" for name in ("normal_form", "ball", "linear", "krawczyk"))
IDENTITY, CORNERS = "numerics/identity.py", "kernel/kinds/corners.py"
DESCENT, JUMPS, GATE = "kernel/kinds/descent.py", "kernel/kinds/jumps.py", "kernel/gate.py"

BOX, SHARP, SIDES, THETA = (f"kernel/{n}.py" for n in ("point_box", "kinds/sharp_minimum", "sides", "theta_point"))
NOWHERE = "kernel/kinds/nowhere_stationary.py"
SERIES = "numerics/one_sided_series.py"

COMMUTES = "sums and products of numbers and of polynomials commute"
INVERSE = "a number and its inverse have one sign, and the inverse of a ball around 0 has none"
NAME = "a name that nothing else has"
ONE_ENTRY = "the list has one entry"
SAME_LENGTH = "all entries have the length, or the value, that is read"

EQUIVALENT: Mapping[tuple[str, str, str], str] = {
    (FORM, "_sum", "times(y[0], x[1]) -> times(x[1], y[0])"): COMMUTES,
    (FORM, "_ratio", "times(numerator, inverse) -> times(inverse, numerator)"): COMMUTES,
    (FORM, "_ratio", "times(denominator, inverse) -> times(inverse, denominator)"): COMMUTES,
    (FORM, "_quotient", "times(x[0], y[1]) -> times(y[1], x[0])"): COMMUTES,
    (FORM, "_quotient", "times(x[1], y[0]) -> times(y[0], x[1])"): COMMUTES,
    (FORM, "_product", "times(x[0], y[0]) -> times(y[0], x[0])"): COMMUTES,
    (FORM, "_product", "times(x[1], y[1]) -> times(y[1], x[1])"): COMMUTES,
    (FORM, "_form", "_sum(args[0], args[1]) -> _sum(args[1], args[0])"): COMMUTES,
    (FORM, "_form", "times(args[0][0], args[1][0]) -> times(args[1][0], args[0][0])"): COMMUTES,
    (FORM, "_form", "times(args[0][1], args[1][1]) -> times(args[1][1], args[0][1])"): COMMUTES,
    (FORM, "_form", "times(args[0][0], args[1][1]) -> times(args[1][1], args[0][0])"): COMMUTES,
    (FORM, "_form", "times(args[0][1], args[1][0]) -> times(args[1][0], args[0][1])"): COMMUTES,
    (FORM, "_power", "exponent < 0 -> exponent < 1"): "the exponent is whole, and for 0 the result is 1/1",
    (FORM, "_power", "exponent < 0 -> exponent <= 0"): "for the exponent 0 the result is 1/1",
    (FORM, "_log", "content < 0 -> content <= 0"): "a content is not 0",
    (BALL, "dot", "zip(x, y, strict=True) -> zip(y, x, strict=True)"): COMMUTES,
    (LINEAR, "solution", "matrix[0] -> matrix[-1]"): SAME_LENGTH,
    (FORM, "_sum", "times(x[0], y[1]) -> times(y[1], x[0])"): COMMUTES,
    (
        CORNERS,
        "_theta_is_least",
        "zip(values, substitute(values, theta), strict=True) -> zip(substitute(values, theta), values, strict=True)",
    ): "a difference vanishes if its negative does",
    (LINEAR, "inertia", "c > 0 -> c <= 0"): "no c is 0 there, and only changes of the sign are counted",
    (LINEAR, "inertia", "c > 0 -> c >= 0"): "no c is 0 there",
    (KRAWCZYK, "symmetric", "entries[0] -> entries[-1]"): "every entry of the matrix is written over",
    (KRAWCZYK, "contains_one_zero", "box.radius <= 0 -> box.radius < 0"): "no image is nearer to the center than 0",
    (DESCENT, "moment", "group[0] -> group[-1]"): "the samples of a group have one input",
    (DESCENT, "moment", "zip(w, x, strict=True) -> zip(x, w, strict=True)"): COMMUTES,
    (JUMPS, "walls", "gradient(argument, sorted(names))[0] -> gradient(argument, sorted(names))[-1]"): ONE_ENTRY,
    (
        GATE,
        "_function",
        "ball.finite(part.low) and ball.finite(part.high) -> ball.finite(part.low)",
    ): "balls that are not bounded enclose all numbers, and the image is met with that",
    (BOX, "enclosed", "ball.between(low, high) -> ball.between(high, low)"): "both are the hull of two numbers",
    (SHARP, "_sharp_minimum", "zip(sides, steepness, strict=True) -> zip(steepness, sides, strict=True)"): COMMUTES,
    (SHARP, "_sharp_minimum", "s * v -> s / v"): INVERSE,
    (SHARP, "_sharp_minimum", "-1 -> -2"): "of a side only its sign is asked",
    (SHARP, "_sharp_minimum", "k + 1 -> k - 1"): NAME,
    (SHARP, "_sharp_minimum", "k + 1 -> k + 2"): NAME,
    (SHARP, "_sharp_minimum", "k + 1 -> k + 0"): NAME,
    (THETA, "across", "k + 1 -> k - 1"): NAME,
    (THETA, "across", "k + 1 -> k + 2"): NAME,
    (THETA, "across", "k + 1 -> k + 0"): NAME,
    ("kernel/kinds/critical_orbit.py", "require_symmetry", "-1 -> -2"): "every side but 1 is the lower one",
    (SIDES, "on_sides", "s * sign -> s / sign"): "the sign is 1 or -1",
    (DESCENT, "_orbit", "lam * size -> lam / size"): "only the sign is asked, and the size is positive",
    ("kernel/augmented_point.py", "require_feasible",
     "sign * (ball.ball(constraint.bound) - around) -> sign / (ball.ball(constraint.bound) - around)"): INVERSE,
    (NOWHERE, "stationary", "x + 1 -> x - 1"): NAME,
    (NOWHERE, "stationary", "x + 1 -> x + 2"): NAME,
    (NOWHERE, "stationary", "x + 1 -> x + 0"): NAME,
    (NOWHERE, "stationary", "k + 1 -> k - 1"): NAME,
    (NOWHERE, "stationary", "k + 1 -> k + 2"): NAME,
    (NOWHERE, "stationary", "k + 1 -> k + 0"): NAME,
    ("kernel/step.py", "relation_proved", "difference != 0 -> difference != 1"): "a number is as simple as it gets",
    ("kernel/step.py", "relation_proved", "difference != 0 -> difference != -1"): "a number is as simple as it gets",
    ("numerics/arctangents.py", "_odd_primes", "n > 1 -> n > 2"): "n is odd there",
    ("kernel/statement_kinds/residuals_seen.py", "slope_at_zero", "A * side -> A / side"): "the side is 1 or -1",
    ("kernel/kinds/declared_fact.py", "_sample", "k + 1 -> k - 1"): NAME,
    ("kernel/kinds/declared_fact.py", "_sample", "k + 1 -> k + 2"): NAME,
    ("kernel/kinds/declared_fact.py", "_sample", "k + 1 -> k + 0"): NAME,
    (
        "kernel/kinds/gradient_basis.py",
        "_perturbed",
        "zip(substitute(c.parts, at), substitute(c.parts, z), strict=True) -> "
        "zip(substitute(c.parts, z), substitute(c.parts, at), strict=True)",
    ): "u - v is 0 if v - u is",
    (
        FORM,
        "_log",
        "_sum(total, _ratio({atom[1]: e}, dict(atom[2]))) -> _sum(_ratio({atom[1]: e}, dict(atom[2])), total)",
    ): COMMUTES,
    (FORM, "reduced", "times({left: c * factor}, replacement) -> times(replacement, {left: c * factor})"): COMMUTES,
    (
        BALL,
        "ball",
        "if isinstance(number, int): return flint.arb(number) -> if False: return flint.arb(number)",
    ): "an integer is dyadic, too",
    (BALL, "_pow", "exponent.denominator == 1 -> exponent.denominator == 0"): "the first root is the number",
    (
        SIDES,
        "on_branches",
        "topological(expressions) if sides else () -> topological(expressions)",
    ): "without sides nothing is replaced",
    ("kernel/statement_kinds/residuals_seen.py", "slope_at_zero", "slopes[0] -> slopes[-1]"): "they were proved equal",
    (
        FORM,
        "_opaque",
        "f.parity is not Parity.NEITHER and x[0] and (x[0][min(x[0], key=repr)] < 0) -> "
        "x[0] and x[0][min(x[0], key=repr)] < 0",
    ): "what is neither even nor odd is written by exp and log, and does not come here",
    (FORM, "_exp", "m[0] -> m[-1]"): ONE_ENTRY,
    (
        FORM,
        "_log",
        "times(x[0], {reciprocal(common): 1 / content}) -> times({reciprocal(common): 1 / content}, x[0])",
    ): COMMUTES,
    (
        "kernel/ground.py",
        "_inside",
        "zip(Fields(inner, 'point').numbers('center', size), Fields(o ... ter', size), strict=True) -> "
        "zip(Fields(outer, 'point').numbers('center', size), Fields(i ... ter', size), strict=True)",
    ): "the distance from u to v is that from v to u",
    (
        "numerics/program.py",
        "Program._converted",
        "if found is None: found = [(i, arithmetic.constant(value)) f ... lf.converted[key] = found -> "
        "if True: found = [(i, arithmetic.constant(value)) for i, val ... lf.converted[key] = found",
    ): "what was computed before is the same when it is computed again",
    (SERIES, "_node", "known[0] -> known[-1]"): "what is read so has one argument",
    (SERIES, "_where", "zip(p, n, strict=True) -> zip(n, p, strict=True)"): "u - v is 0 if v - u is",
    (
        "numerics/normal_form.py",
        "_form",
        "_sum(args[0], _scaled(args[1], Fraction(-1))) -> _sum(_scaled(args[1], Fraction(-1)), args[0])",
    ): COMMUTES,
    ("numerics/normal_form.py", "_sum", "times(x[1], y[1]) -> times(y[1], x[1])"): COMMUTES,
    (
        "numerics/normal_form.py",
        "_sum",
        "added(times(x[0], y[1]), times(y[0], x[1])) -> added(times(y[0], x[1]), times(x[0], y[1]))",
    ): COMMUTES,
    ("kernel/gate.py", "_power", "exponent < 2 -> exponent <= 2"): "whole exponents do not come there",
    (
        "kernel/kinds/critical_family.py",
        "_critical_family",
        "group[0] -> group[-1]",
    ): "the samples of a group have one input",
    ("kernel/kinds/loss_shape.py", "_samplewise", "group[0] -> group[-1]"): "the samples of a group have one input",
    (
        "kernel/answer.py",
        "distance_between",
        "zip(at.enclosure(BITS), other.enclosure(BITS), strict=True) -> "
        "zip(other.enclosure(BITS), at.enclosure(BITS), strict=True)",
    ): "the distance from u to v is that from v to u",
    ("kernel/kinds/declared_fact.py", "_not_convex", "zip(p, q, strict=True) -> zip(q, p, strict=True)"): COMMUTES,
    (
        "kernel/kinds/unreachable.py",
        "_unreachable",
        "ball.between(low, high) -> ball.between(high, low)",
    ): "both are the hull of two numbers",
    (
        "kernel/theta_point.py",
        "comparison",
        "Program([x], names).run(ball.BALLS, balls(bits))[0] -> "
        "Program([x], names).run(ball.BALLS, balls(bits))[-1]",
    ): ONE_ENTRY,
    (
        "kernel/augmented_point.py",
        "facts",
        "difference.run(ball.BALLS, at.balls(problem.augmented_names))[0] -> "
        "difference.run(ball.BALLS, at.balls(problem.augmented_names))[-1]",
    ): ONE_ENTRY,
    (
        "numerics/log_powers.py",
        "_value",
        "Program([atom], []).run(BALLS, [])[0] -> Program([atom], []).run(BALLS, [])[-1]",
    ): ONE_ENTRY,
    (
        "numerics/log_powers.py",
        "_value",
        "ball.ball(1) if atom is ONE else Program([atom], []).run(BALLS, [])[0] -> "
        "Program([atom], []).run(BALLS, [])[0]",
    ): "1 is computed as 1",
    (
        "numerics/tail_expansion.py",
        "_applied",
        "Program([formula], [str(ARG.data)]).run(BALLS, [c.ball])[0] -> "
        "Program([formula], [str(ARG.data)]).run(BALLS, [c.ball])[-1]",
    ): ONE_ENTRY,
    (
        "numerics/tail_expansion.py",
        "_largest",
        "program.run(BALLS, [part])[0] -> program.run(BALLS, [part])[-1]",
    ): ONE_ENTRY,
    (
        "numerics/tail_expansion.py",
        "Tail._node",
        "self._sum(known[0], _negative(known[1])) -> self._sum(_negative(known[1]), known[0])",
    ): COMMUTES,
    (
        "numerics/tail_expansion.py",
        "Tail._node",
        "self._product(known[0], inverse) -> self._product(inverse, known[0])",
    ): COMMUTES,
    (
        "numerics/tail_expansion.py",
        "Tail._analytic",
        "self._sum(self._product(result, small), self._whole({UNIT: coefficient * share})) -> "
        "self._sum(self._whole({UNIT: coefficient * share}), self._product(result, small))",
    ): COMMUTES,
    (
        "kernel/kinds/related.py",
        "_auxiliary_orbit",
        "lam * a * a -> lam * a / a",
    ): "only the sign is asked, and a is not 0",
    ("kernel/minorant.py", "replaced", "side * sign -> side / sign"): "the sign is 1 or -1",
    ("kernel/statement_kinds/orbits.py", "check_penalty", "A * side -> A / side"): "the side is 1 or -1",
    (DESCENT, "_descent", "zip(b1, b, strict=True) -> zip(b, b1, strict=True)"): "a distance has no sign",
    (
        "kernel/statement_kinds/residuals_seen.py",
        "slope_at_zero",
        "substitute([slope], {'a': ZERO})[0] * side -> substitute([slope], {'a': ZERO})[0] / side",
    ): "the side is 1 or -1",
}  # fmt: skip
"""By file, function, and change, as ``code_mutants.py`` writes them."""
