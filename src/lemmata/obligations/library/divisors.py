"""Laws of remainders and divisors, by a function of its own for Python's `%`.

Solvers call up what they know by terms, and find none in arithmetic. `mod.Int` is `py.mod` under
a name; `d` divides `x` where `(mod.Int x d)` is 0. All hold of Python's `%` with any signs, as long
as no divisor is 0.
"""

from lemmata.obligations.smtlib import Term
from lemmata.obligations.theory import Axiom, declare, law

REMAINDER = "mod.Int"


def functions() -> tuple[tuple[str, str], ...]:
    """The remainder as a function, with its declaration."""
    return ((REMAINDER, declare(REMAINDER, ("Int", "Int"), "Int")),)


def divides(divisor: Term, whole: Term) -> Term:
    """The Bool that the divisor leaves no rest."""
    return f"(= ({REMAINDER} {whole} {divisor}) 0)"


_NOT_ZERO = "(not (= d 0))"
_LAWS = (
    law(
        "mod-is",
        "x Int,d Int",
        "(= (mod.Int x d) (py.mod x d))",
        "(mod.Int x d)",
        given=_NOT_ZERO,
    ),
    law(
        "mod-sign",
        "x Int,d Int",
        "(ite (< 0 d) (and (<= 0 (mod.Int x d)) (< (mod.Int x d) d))"
        " (and (< d (mod.Int x d)) (<= (mod.Int x d) 0)))",
        "(mod.Int x d)",
        given=_NOT_ZERO,
    ),
    law(
        "mod-rest",
        "x Int,y Int,d Int",
        f"(= {divides('d', '(mod.Int x y)')} {divides('d', 'x')})",
        "(mod.Int (mod.Int x y) d)",
        given=f"(and {_NOT_ZERO} (not (= y 0)) {divides('d', 'y')})",
    ),
    law(
        "mod-sum",
        "x Int,y Int,z Int,d Int",
        f"(= {divides('d', 'z')} {divides('d', 'y')})",
        "(mod.Int x d) & (mod.Int y d) & (mod.Int z d)",
        given=f"(and {_NOT_ZERO} (= z (+ x y)) {divides('d', 'x')})",
    ),
    law(
        "mod-most",
        "x Int,d Int",
        "(<= (py.abs d) (py.abs x))",
        "(mod.Int x d)",
        given=f"(and {_NOT_ZERO} (not (= x 0)) {divides('d', 'x')})",
    ),
)


def laws() -> tuple[Axiom, ...]:
    """What both solvers show of Python's remainders."""
    return _LAWS
