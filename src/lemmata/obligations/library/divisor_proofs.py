"""How each law of divisors is shown of Python's own `%` and `//`, step by step, each a proof.

A product leaves no rest by its factor; with factors written out a law follows from that; and what
divides is a factor. The last step needs no arithmetic, so in it both operations are unknown but
for what the other steps showed.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lemmata.obligations.library.divisors import REMAINDER, laws
from lemmata.obligations.library.proofs import Proof, script
from lemmata.obligations.smtlib import Term, negate, operands
from lemmata.obligations.theory import Axiom, declare, replaced


class Way(NamedTuple):
    """One direction of a law with the factors `m`, `n` and the quotient `q` written out.

    ``given`` says what the wholes are, ``divided`` is what `d` then divides, as its product with
    ``factor``; ``stands`` says for what quotients the letters stand in the law.
    """

    given: tuple[Term, ...]
    factor: Term
    divided: Term
    stands: Mapping[str, Term]


_QUOTIENT = "quo.Int"
_PRODUCT = "(=> (not (= d 0)) (= (py.mod (* d k) d) 0))"
_DIVISION = "(= x (+ (* d (py.floordiv x d)) (py.mod x d)))"
_VARIABLES = tuple((name, "Int") for name in ("x", "y", "z", "d", "k", "m", "n", "q", "r"))
_REST = {"q": "(quo.Int x y)", "r": "(mod.Int x y)", "m": "(quo.Int y d)"}
_WAYS: Mapping[str, tuple[Way, ...]] = {
    "mod-rest": (
        Way(
            ("(= y (* d m))", "(= r (* d n))", "(= x (+ (* y q) r))"),
            "(+ (* m q) n)",
            "x",
            {**_REST, "n": "(quo.Int (mod.Int x y) d)"},
        ),
        Way(
            ("(= y (* d m))", "(= x (* d n))", "(= x (+ (* y q) r))"),
            "(- n (* m q))",
            "r",
            {**_REST, "n": "(quo.Int x d)"},
        ),
    ),
    "mod-sum": (
        Way(
            ("(= x (* d m))", "(= y (* d n))", "(= z (+ x y))"),
            "(+ m n)",
            "z",
            {"m": "(quo.Int x d)", "n": "(quo.Int y d)"},
        ),
        Way(
            ("(= x (* d m))", "(= z (* d n))", "(= z (+ x y))"),
            "(- n m)",
            "y",
            {"m": "(quo.Int x d)", "n": "(quo.Int z d)"},
        ),
    ),
}


def divisor_proofs() -> Iterator[Proof]:
    """Every law of divisors, with its scripts."""
    yield Proof("a product has no rest by its factor", _script(negate(_PRODUCT)))
    yield Proof("quotient and rest", _script(negate(_DIVISION)))
    for law in laws():
        if law.name in _WAYS:
            yield from _by_factors(law, _WAYS[law.name])
        else:
            claim = replaced(law.statement, {REMAINDER: "py.mod"})
            yield Proof(law.name, _script(negate(claim)))


def _by_factors(law: Axiom, ways: tuple[Way, ...]) -> Iterator[Proof]:
    """Each direction with its factors, then the law from these and from what division is."""
    facts: list[Term] = []
    for number, way in enumerate(ways, 1):
        told = f"(=> (and (not (= d 0)) {' '.join(way.given)}) (= (py.mod {way.divided} d) 0))"
        product = replaced(_PRODUCT, {"k": way.factor})
        yield Proof(f"{law.name}, factors {number}", _script(product, negate(told)))
        facts.append(replaced(told, {"py.mod": REMAINDER, **way.stands}))
        facts.extend(_divisions(way))
    yield Proof(law.name, _script(*dict.fromkeys(facts), negate(law.statement)))


def _divisions(way: Way) -> Iterator[Term]:
    """What division is, of each quotient that stands for a letter."""
    unknown = replaced(_DIVISION, {"py.mod": REMAINDER, "py.floordiv": _QUOTIENT})
    for quotient in way.stands.values():
        if quotient.startswith(f"({_QUOTIENT} "):
            whole, divisor = operands(quotient)
            yield replaced(unknown, {"x": whole, "d": divisor})


def _script(*asserted: Term) -> Term:
    unknown = tuple((name, declare(name, ("Int", "Int"), "Int")) for name in (REMAINDER, _QUOTIENT))
    return script([_VARIABLES], unknown, asserted)
