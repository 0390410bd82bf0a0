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
    (
        "kernel/gate.py",
        "_product",
        "n == 1 -> n == 0",
    ): "a product with each factor once has the values that it had before",
    (
        "kernel/gate.py",
        "_product",
        "between(1, 1) -> between(0, 1)",
    ): "a product is away from 0 only if each factor is, and then the plain one is as narrow",
    (
        "kernel/gate.py",
        "_factors",
        "total += 1 -> pass",
    ): "a bound on the work",
    (
        "kernel/gate.py",
        "_factors",
        "total + len(stack) -> total - len(stack)",
    ): "a bound on the work",
    (
        "kernel/gate.py",
        "_function",
        "if ball.finite(part.low) and ball.finite(part.high): values  ... h))) else: values = image -> if "
        "True: values = enclosing(f.balls(part.low.union(part.high))) else: values = image",
    ): "balls that are not bounded enclose all numbers, and the image is met with that",
    (
        "kernel/kinds/basis_violation.py",
        "_models",
        "rows[0] -> rows[-1]",
    ): ONE_ENTRY,
    (
        "kernel/kinds/corners.py",
        "_summands",
        "number > 0 -> number >= 0",
    ): "0 times a sum is the sum of 0 times its terms",
    (
        "kernel/contradiction.py",
        "_within",
        "same_point(none['point'], written) -> same_point(written, none['point'])",
    ): "a point is the same as another one if that is the same as it",
    (
        "kernel/kinds/descent.py",
        "_descent",
        "ball.ball(0) -> ball.ball(1)",
    ): "it is written over, or the certificate is refused",
    (
        "kernel/kinds/descent.py",
        "_orbit",
        "ball.ball(0) -> ball.ball(1)",
    ): "it is written over, or the certificate is refused",
    (
        "kernel/kinds/descent.py",
        "_descent",
        "zip(r1, r, strict=True) -> zip(r, r1, strict=True)",
    ): "a distance has no sign",
    (
        "kernel/kinds/descent.py",
        "moment",
        "Fraction(1) -> Fraction(2)",
    ): "twice a moment vanishes if the moment does",
    (
        "kernel/kinds/descent.py",
        "moment",
        "total + substitute([row[k]], constants)[0] * function('exp', num(rate)) * power -> total - "
        "substitute([row[k]], constants)[0] * function('exp', num(rate)) * power",
    ): "a moment vanishes if its negative does",
    (
        "kernel/kinds/descent.py",
        "_require_least",
        "0 if problem.augmentation.shared else k -> -1 if problem.augmentation.shared else k",
    ): ONE_ENTRY,
    (
        "kernel/kinds/gradient_basis.py",
        "_interpolating_basis",
        "zip(v, x, strict=True) -> zip(x, v, strict=True)",
    ): COMMUTES,
    (
        "kernel/kinds/gradient_basis.py",
        "_interpolating_basis",
        "group[0] -> group[-1]",
    ): "the samples of a group have one input",
    (
        "kernel/kinds/declared_fact.py",
        "_not_invex",
        "slopes[0] -> slopes[-1]",
    ): ONE_ENTRY,
    (
        "kernel/kinds/related.py",
        "_margins",
        "zip(problem.targets, problem.outputs, strict=True) -> zip(problem.outputs, problem.targets, "
        "strict=True)",
    ): COMMUTES,
    (
        "kernel/kinds/unreachable.py",
        "_unreachable",
        "group.finish() -> pass",
    ): "an object is finished with the one that it belongs to",
    (
        "kernel/statement_kinds/amplitudes.py",
        "check_amplitudes",
        "group.finish() -> pass",
    ): "an object is finished with the one that it belongs to",
    (
        "kernel/refutation.py",
        "violation",
        "require(bool(evidence), 'it rests on nothing') -> require('it rests on nothing', bool(evidence))",
    ): "something is needed against each conclusion, and was asked for before",
    (
        "kernel/region.py",
        "_numbers",
        "low is None and high is not None -> low is None or high is not None",
    ): "just one of the two is None there",
    (
        "kernel/region.py",
        "_numbers",
        "low is None and high is not None -> high is not None",
    ): "just one of the two is None there",
    (
        "kernel/region.py",
        "Region.samples",
        "default=0 -> default=1",
    ): "a region without ranges is looked at once more",
    (
        "kernel/sides.py",
        "cases",
        "count = 1 -> count = 0",
    ): "a bound on the work",
    (
        "kernel/statement_kinds/orbits.py",
        "check_bounds",
        "speed > 0 -> speed > -1",
    ): "the speed is 1, 0 or -1, and with 0 nothing is asked",
    (
        "kernel/statement_kinds/orbits.py",
        "check_bounds",
        "speed < 0 -> speed <= 0",
    ): "the speed is 1, 0 or -1, and with 0 nothing is asked",
    (
        "numerics/ball_matrix.py",
        "BallMatrix.of",
        "np.array([above(v) for v in apart], dtype=np.float64) -> np.array([above(v) for v in apart])",
    ): "numpy makes float64 of floats",
    (
        "numerics/krawczyk.py",
        "Landscape.float_hessian",
        "np.array(symmetric([float(e) for e in entries], self.dimension), dtype=np.float64) -> "
        "np.array(symmetric([float(e) for e in entries], self.dimension))",
    ): "numpy makes float64 of floats",
    (
        "numerics/identity.py",
        "side_of",
        ":2 -> :3",
    ): "another precision decides it as well",
    (
        "numerics/identity.py",
        "side_of",
        "2: -> 3:",
    ): "another precision decides it as well",
    (
        "numerics/identity.py",
        "side_of",
        ":2 -> :1",
    ): "another precision decides it as well",
    (
        "numerics/identity.py",
        "zero",
        ":2 -> :3",
    ): "another precision decides it as well",
    (
        "numerics/identity.py",
        "zero",
        ":2 -> :1",
    ): "another precision decides it as well",
    (
        "numerics/one_sided_series.py",
        "_power",
        "exponent > 0 -> exponent >= 0",
    ): "the exponent is not 0, and a whole one is not negative",
    (
        "numerics/one_sided_series.py",
        "_power",
        "exponent > 0 -> exponent > -1",
    ): "the exponent is not 0, and a whole one is not negative",
    (
        "numerics/one_sided_series.py",
        "_power",
        "_product(square, square) if n else square -> _product(square, square)",
    ): "the last square is not used",
    (
        "numerics/arctangents.py",
        "decomposed",
        "{t: n for t, n in found.items() if n} -> {t: n for t, n in found.items()}",
    ): "a fraction in lowest terms is divided by one of two conjugates alone",
    (
        "numerics/polynomial.py",
        "factored",
        "p * p -> p / p",
    ): "a larger divisor finds what is left to be its own factor",
    (
        "numerics/log_powers.py",
        "is_zero",
        "ball.sign(c.ball) is None and side_of(c.exact) == 0 -> side_of(c.exact) == 0",
    ): "a number that is 0 has no ball without 0",
    (
        "numerics/normal_form.py",
        "_positive_monomial",
        "c > 0 -> c >= 0",
    ): "a coefficient is not 0",
    (
        "numerics/normal_form.py",
        "_exp",
        "abs(c) <= 64 -> abs(c) <= 63",
    ): "a bound on the work",
    (
        "numerics/normal_form.py",
        "_exp",
        "abs(c) <= 64 -> abs(c) <= 65",
    ): "a bound on the work",
    (
        "numerics/normal_form.py",
        "_exp",
        "abs(c) <= 64 -> abs(c) < 64",
    ): "a bound on the work",
    (
        "numerics/tail_expansion.py",
        "Tail._ratio",
        "if exponent != NO_EXPONENT and (not ball.positive(ball_of(exponent))): return None -> if False: "
        "return None",
    ): "a power that grows has no finite bound",
    (
        "kernel/gate.py",
        "defined",
        "known.nowhere or any((look([x], point)[0].nowhere for point  ... ed(region, x).samples())) -> "
        "any((look([x], point)[0].nowhere for point in _filled(region, x).samples()))",
    ): "what has no value anywhere has none at a sample",
    (
        "kernel/gate.py",
        "_power",
        "exponent.denominator == 1 and exponent > 0 -> exponent.denominator == 1",
    ): "a whole exponent is greater than 1 there",
    (
        "kernel/gate.py",
        "_function",
        "if f.above is not None: domain = between(f.above, None, low_ ... e else Regularity.NOTHING -> if "
        "True: domain = between(f.above, None, low_open=True) part ... e else Regularity.NOTHING",
    ): "without an end the domain is all numbers",
    (
        "kernel/checker.py",
        "check",
        "if key not in proved: fields = Fields(certificate.data, cert ... ts, _SEAL, assuming, key) -> if "
        "True: fields = Fields(certificate.data, certificate.kind) ... ts, _SEAL, assuming, key)",
    ): "what was proved is proved again, and is the same",
    (
        "kernel/kinds/loss_shape.py",
        "_regularizer_is_least",
        "if names: with ball.precision(128): curves_upward(substitute ... , constants), len(names)) -> if "
        "True: with ball.precision(128): curves_upward(substitute( ... , constants), len(names))",
    ): "a matrix without rows is positive definite",
    (
        "kernel/region.py",
        "_numbers",
        "low is None and high is not None -> low is None",
    ): "just one of the two is None there",
    (
        "kernel/region.py",
        "_numbers",
        "low or 0 -> low",
    ): "low is a number there",
    (
        "kernel/sides.py",
        "cases",
        "on_branches([now], {kink: chosen[kink.args[0]] for kink in k ... nk.args[0] in chosen})[0] -> "
        "on_branches([now], {kink: chosen[kink.args[0]] for kink in k ... k.args[0] in chosen})[-1]",
    ): ONE_ENTRY,
    (
        "kernel/kinds/flow_law.py",
        "_law",
        "require(vanish([substitute([neuron], shift)[0] - neuron]), ' ...  invariant on the orbit') -> pass",
    ): "the neuron was proved to be the paper's",
    (
        "kernel/kinds/flow_law.py",
        "_law",
        "require(vanish([substitute([neuron], shift)[0] - neuron]), ' ...  invariant on the orbit') -> "
        "require('the neuron was not proved invariant on the orbit',  ... n], shift)[0] - neuron]))",
    ): "the neuron was proved to be the paper's",
    (
        "kernel/kinds/critical_family.py",
        "_critical_family",
        "len(across[0]) if isinstance(across, list) and across and is ... e(across[0], list) else 0 -> "
        "len(across[0]) if isinstance(across, list) and across and is ... (across[0], list) else -1",
    ): "neither is the number of columns of a complement",
}  # fmt: skip
"""By file, function, and change, as ``code_mutants.py`` writes them."""
