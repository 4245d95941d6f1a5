"""Checks the exact kernel's results against SymPy.

Reads one JSON object a line, {"kind": ..., ...}, whose formulas are Python expressions in which a number n is
written Q(n) or Q(p, q). Writes a line for every result that SymPy contradicts, then "checked N".
"""

import json
import sys

import sympy
from sympy import QQ, Poly, Symbol
from sympy.polys.fields import field
from sympy.polys.rings import ring

NAMES = ["beta", "eta", "kappa"]
FUNCTIONS, *LETTERS = field(NAMES, QQ)
FIELD = dict(zip(NAMES, LETTERS), Q=lambda p, q=1: FUNCTIONS.ground_new(QQ(p, q)))
POLYNOMIALS, *GENERATORS = ring(NAMES, QQ)
RING = dict(zip(NAMES, GENERATORS), Q=lambda p, q=1: POLYNOMIALS.ground_new(QQ(p, q)))
WORDS = {name: Symbol(name, commutative=False) for name in ("A", "B", "H")}
WORDS.update({name: Symbol(name) for name in NAMES}, Q=lambda p, q=1: sympy.Rational(p, q))
VARIABLE = Symbol("x")


def same_function(case):
    """Two formulas denote one rational function."""
    return eval(case["left"], FIELD) == eval(case["right"], FIELD)


def derivative(case):
    """The second formula is the derivative of the first by eta."""
    return eval(case["left"], FIELD).diff(LETTERS[1]) == eval(case["right"], FIELD)


def greatest_common_divisor(case):
    """The third polynomial is the greatest common divisor of the others, up to a number."""
    left, right, divisor = (eval(case[key], RING) for key in ("left", "right", "divisor"))
    return left.gcd(right).monic() == divisor.monic()


def same_matrix(case):
    """Two formulas denote one element of the free algebra."""
    return sympy.expand(eval(case["left"], WORDS) - eval(case["right"], WORDS)) == 0


def real_roots(case):
    """The polynomial has as many distinct real roots, and as many between two points."""
    polynomial = Poly([QQ(*pair) for pair in case["coefficients"]], VARIABLE, domain=QQ)
    lower, upper = (QQ(*pair) for pair in case["between"])
    return polynomial.count_roots() == case["count"] and polynomial.count_roots(lower, upper) == case["inside"]


CHECKS = {
    "function": same_function,
    "derivative": derivative,
    "gcd": greatest_common_divisor,
    "matrix": same_matrix,
    "roots": real_roots,
}

checked = 0
for line in sys.stdin:
    checked += 1
    if not CHECKS[json.loads(line)["kind"]](json.loads(line)):
        print("contradicted:", line.strip())
print("checked", checked)
