"""Mutants of the numerics that no test can kill, as they say the same; each with the reason."""

from __future__ import annotations

from collections.abc import Mapping

from .why_equivalent import COMMUTES, ONE_ENTRY, SAME_LENGTH

NUMERICS: dict[str, Mapping[tuple[str, str], str]] = {
    "numerics/arctangents.py": {
        ("_odd_primes", "n > 1 -> n > 2"): "n is odd there",
        (
            "decomposed",
            "{t: n for t, n in found.items() if n} -> {t: n for t, n in found.items()}",
        ): "a fraction in lowest terms is divided by one of two conjugates alone",
        (
            "_squares",
            "raise AssertionError('each prime divisor of a sum of two cop ... ves 1 when divided by 4') -> pass",
        ): "it is never raised",
        ("_odd_primes", "p += 2 -> p += 1"): "what is left is odd",
    },
    "numerics/arrays.py": {
        (
            "_constants",
            "np.array([_once(Program(row, []), np.zeros(0)) for row in rows], dtype=np.float64) -> "
            "np.array([_once(Program(row, []), np.zeros(0)) for row in rows])",
        ): "numpy makes float64 of floats",
    },
    "numerics/ball.py": {
        ("dot", "zip(x, y, strict=True) -> zip(y, x, strict=True)"): COMMUTES,
        (
            "ball",
            "if isinstance(number, int): return flint.arb(number) -> if False: return flint.arb(number)",
        ): "an integer is dyadic, too",
        ("_pow", "exponent.denominator == 1 -> exponent.denominator == 0"): "the first root is the number",
    },
    "numerics/ball_matrix.py": {
        (
            "BallMatrix.of",
            "np.array([above(v) for v in apart], dtype=np.float64) -> np.array([above(v) for v in apart])",
        ): "numpy makes float64 of floats",
        ("_each", "-1 -> -2"): "any negative number stands for the length that is left",
        (
            "of_balls",
            "np.array([[ball.floats(v) for v in row] for row in rows], dtype=np.float64) -> "
            "np.array([[ball.floats(v) for v in row] for row in rows])",
        ): "numpy makes float64 of floats",
    },
    "numerics/identity.py": {
        ("side_of", ":2 -> :3"): "another precision decides it as well",
        ("side_of", "2: -> 3:"): "another precision decides it as well",
        ("side_of", ":2 -> :1"): "another precision decides it as well",
        ("zero", ":2 -> :3"): "another precision decides it as well",
        ("zero", ":2 -> :1"): "another precision decides it as well",
    },
    "numerics/krawczyk.py": {
        ("symmetric", "entries[0] -> entries[-1]"): "every entry of the matrix is written over",
        ("contains_one_zero", "box.radius <= 0 -> box.radius < 0"): "no image is nearer to the center than 0",
        (
            "Landscape.float_hessian",
            "np.array(symmetric([float(e) for e in entries], self.dimension), dtype=np.float64) -> "
            "np.array(symmetric([float(e) for e in entries], self.dimension))",
        ): "numpy makes float64 of floats",
    },
    "numerics/layered.py": {
        ("LayeredRisk.value_and_gradient", "found.loss.sum(0) -> found.loss.sum(-1)"): "the losses have one axis",
        (
            "LayeredRisk._there",
            "j + 1 < len(self.layers) -> j + 1 <= len(self.layers)",
        ): "the activation at the outputs is not used",
    },
    "numerics/linear.py": {
        ("solution", "matrix[0] -> matrix[-1]"): SAME_LENGTH,
        ("inertia", "c > 0 -> c <= 0"): "no c is 0 there, and only changes of the sign are counted",
        ("inertia", "c > 0 -> c >= 0"): "no c is 0 there",
        ("inertia", "c > 0 -> c > -1"): "each c is whole there, and not 0",
    },
    "numerics/log_powers.py": {
        (
            "_value",
            "ball.ball(1) if atom is ONE else Program([atom], []).run(BALLS, [])[0] -> Program([atom], "
            "[]).run(BALLS, [])[0]",
        ): "1 is computed as 1",
        (
            "is_zero",
            "ball.sign(c.ball) is None and side_of(c.exact) == 0 -> side_of(c.exact) == 0",
        ): "a number that is 0 has no ball without 0",
    },
    "numerics/normal_form.py": {
        ("_sum", "times(y[0], x[1]) -> times(x[1], y[0])"): COMMUTES,
        ("_ratio", "times(numerator, inverse) -> times(inverse, numerator)"): COMMUTES,
        ("_ratio", "times(denominator, inverse) -> times(inverse, denominator)"): COMMUTES,
        ("_quotient", "times(x[0], y[1]) -> times(y[1], x[0])"): COMMUTES,
        ("_quotient", "times(x[1], y[0]) -> times(y[0], x[1])"): COMMUTES,
        ("_product", "times(x[0], y[0]) -> times(y[0], x[0])"): COMMUTES,
        ("_product", "times(x[1], y[1]) -> times(y[1], x[1])"): COMMUTES,
        ("_form", "_sum(args[0], args[1]) -> _sum(args[1], args[0])"): COMMUTES,
        ("_form", "times(args[0][0], args[1][0]) -> times(args[1][0], args[0][0])"): COMMUTES,
        ("_form", "times(args[0][1], args[1][1]) -> times(args[1][1], args[0][1])"): COMMUTES,
        ("_form", "times(args[0][0], args[1][1]) -> times(args[1][1], args[0][0])"): COMMUTES,
        ("_form", "times(args[0][1], args[1][0]) -> times(args[1][0], args[0][1])"): COMMUTES,
        ("_power", "exponent < 0 -> exponent < 1"): "the exponent is whole, and for 0 the result is 1/1",
        ("_power", "exponent < 0 -> exponent <= 0"): "for the exponent 0 the result is 1/1",
        ("_log", "content < 0 -> content <= 0"): "a content is not 0",
        ("_sum", "times(x[0], y[1]) -> times(y[1], x[0])"): COMMUTES,
        (
            "_log",
            "_sum(total, _ratio({atom[1]: e}, dict(atom[2]))) -> _sum(_ratio({atom[1]: e}, dict(atom[2])), total)",
        ): COMMUTES,
        ("reduced", "times({left: c * factor}, replacement) -> times(replacement, {left: c * factor})"): COMMUTES,
        (
            "_opaque",
            "f.parity is not Parity.NEITHER and x[0] and (x[0][min(x[0], key=repr)] < 0) -> x[0] and "
            "x[0][min(x[0], key=repr)] < 0",
        ): "what is neither even nor odd is written by exp and log, and does not come here",
        ("_exp", "m[0] -> m[-1]"): ONE_ENTRY,
        (
            "_log",
            "times(x[0], {reciprocal(common): 1 / content}) -> times({reciprocal(common): 1 / content}, x[0])",
        ): COMMUTES,
        (
            "_form",
            "_sum(args[0], _scaled(args[1], Fraction(-1))) -> _sum(_scaled(args[1], Fraction(-1)), args[0])",
        ): COMMUTES,
        ("_sum", "times(x[1], y[1]) -> times(y[1], x[1])"): COMMUTES,
        (
            "_sum",
            "added(times(x[0], y[1]), times(y[0], x[1])) -> added(times(y[0], x[1]), times(x[0], y[1]))",
        ): COMMUTES,
        ("_positive_monomial", "c > 0 -> c >= 0"): "a coefficient is not 0",
        ("_exp", "abs(c) <= 64 -> abs(c) <= 63"): "a bound on the work",
        ("_exp", "abs(c) <= 64 -> abs(c) <= 65"): "a bound on the work",
        ("_exp", "abs(c) <= 64 -> abs(c) < 64"): "a bound on the work",
        ("_exp", "abs(e) > 10000 -> abs(e) > 9999"): "a bound on the work",
        ("_exp", "abs(e) > 10000 -> abs(e) >= 10000"): "a bound on the work",
        ("_exp", "atom[0] == 'prime' and abs(e) > 10000 -> abs(e) > 10000"): "a bound on the work",
        (
            "_exp",
            "_product(whole, _power((dict(logarithm[1]), NUMBER_ONE), c)) -> "
            "_product(_power((dict(logarithm[1]), NUMBER_ONE), c), whole)",
        ): COMMUTES,
    },
    "numerics/one_sided_series.py": {
        ("_node", "known[0] -> known[-1]"): "what is read so has one argument",
        ("_where", "zip(p, n, strict=True) -> zip(n, p, strict=True)"): "u - v is 0 if v - u is",
        ("_power", "exponent > 0 -> exponent >= 0"): "the exponent is not 0, and a whole one is not negative",
        ("_power", "exponent > 0 -> exponent > -1"): "the exponent is not 0, and a whole one is not negative",
        (
            "_power",
            "_product(square, square) if n else square -> _product(square, square)",
        ): "the last square is not used",
    },
    "numerics/point.py": {
        ("Mapped", "field(compare=False) -> field()"): "equal texts have equal formulas",
    },
    "numerics/polynomial.py": {
        ("factored", "p * p -> p / p"): "a larger divisor finds what is left to be its own factor",
        (
            "joined",
            "if not m1: return (Fraction(1), m2) -> if False: return (Fraction(1), m2)",
        ): "the loop after it does the same",
    },
    "numerics/program.py": {
        (
            "Program._converted",
            "if found is None: found = [(i, arithmetic.constant(value)) f ... lf.converted[key] = found -> if "
            "True: found = [(i, arithmetic.constant(value)) for i, val ... lf.converted[key] = found",
        ): "what was computed before is the same when it is computed again",
        (
            "Program.__init__",
            "dies.setdefault(last_use[i], []).append(i) -> pass",
        ): "values are kept for longer than they are needed",
    },
    "numerics/tail_expansion.py": {
        ("_largest", "program.run(BALLS, [part])[0] -> program.run(BALLS, [part])[-1]"): ONE_ENTRY,
        (
            "Tail._node",
            "self._sum(known[0], _negative(known[1])) -> self._sum(_negative(known[1]), known[0])",
        ): COMMUTES,
        ("Tail._node", "self._product(known[0], inverse) -> self._product(inverse, known[0])"): COMMUTES,
        (
            "Tail._analytic",
            "self._sum(self._product(result, small), self._whole({UNIT: coefficient * share})) -> "
            "self._sum(self._whole({UNIT: coefficient * share}), self._product(result, small))",
        ): COMMUTES,
        (
            "Tail._ratio",
            "if exponent != NO_EXPONENT and (not ball.positive(ball_of(exponent))): return None -> if False: "
            "return None",
        ): "a power that grows has no finite bound",
        (
            "Tail._exp",
            "self._product(self._whole({(times(atom(speed.exact), Fractio ...  0): NUMBER_ONE}), found) -> "
            "self._product(found, self._whole({(times(atom(speed.exact),  ... n(-1)), 0): NUMBER_ONE}))",
        ): COMMUTES,
        ("Tail._analytic", "int(self.order / rate) + 1 -> int(self.order / rate) + 2"): "one term more is as good",
    },
}  # fmt: skip
"""By file, then by function and change, as ``code_mutants.py`` writes them."""
