"""Integers as text, and text as integers."""

from lemmata.contracts.types import INT
from lemmata.language.tree import Apply
from lemmata.obligations.encoding import Encoding
from lemmata.obligations.smtlib import Term, apply, conjunction, disjunction, implies
from lemmata.obligations.sorts import constant
from lemmata.obligations.text_parts import (
    demanding,
    elsewhere,
    first_of,
    is_empty,
    is_single,
    known,
    last_of,
    length_of,
    within,
)


def text_of(number: Term, tools: Encoding) -> Term:
    """`str(n)` of an int that is no bool."""
    made = apply("text.of", number)
    tools.assume(within(made, "ascii.number"), made)
    opposite = apply("text.of", apply("-", number))
    tools.assume(
        implies(apply("<", number, "0"), apply("=", made, apply("str.++", '"-"', opposite))), made
    )
    tools.assume(
        implies(apply(">=", number, "0"), within(made, "ascii.digits")),
        made,
    )
    digit = apply("=", made, apply("text.numeral", number))
    tools.assume(implies(f"(<= 0 {number} 9)", digit), made)
    tens = apply("text.of", f"(div {number} 10)")
    last = apply("text.numeral", f"(mod {number} 10)")
    tools.assume(
        implies(apply(">=", number, "10"), apply("=", made, apply("str.++", tens, last))), made
    )
    tools.assume(apply("text.is_int", made), made)
    tools.assume(apply("=", apply("text.int", made), number), made)
    return made


def parse_int(expr: Apply, text: Term, tools: Encoding) -> Term:
    """`int(s)`: exact about ASCII; other digits and spaces are declared alone."""
    value = known(expr.arguments[0])
    said = "the string is an integer literal"
    if isinstance(value, str):
        return _parse_constant(value, expr, said, tools)
    made, fits = apply("text.int", text), apply("text.is_int", text)
    plain = implies(within(text, "ascii.any"), apply("=", fits, within(text, "ascii.int")))
    digits, number = within(text, "ascii.digits"), within(text, "ascii.number")
    tools.assume(plain, made)
    tools.assume(implies(number, fits), made)
    wanted = f"(<= 48 (str.to_code (str.at {text} bound.i)) 57)"
    other = elsewhere(text, "text.other.decimal", wanted, tools)
    tools.assume(disjunction([digits, is_empty(text), other]), made)
    tools.assume(implies(digits, apply(">=", made, "0")), made)
    one = apply("-", apply("str.to_code", text), "48")
    tools.assume(implies(conjunction([digits, is_single(text)]), apply("=", made, one)), made)
    end = last_of(tools, text)
    last = apply("-", apply("str.to_code", end.one), "48")
    tens = apply("*", "10", apply("text.int", end.rest))
    several = conjunction([digits, apply(">", length_of(text), "1"), end.guard])
    tools.assume(implies(several, apply("=", made, apply("+", tens, last))), made)
    opposite = apply("-", apply("text.int", first_of(text).rest))
    negative = conjunction([number, apply("str.prefixof", '"-"', text)])
    tools.assume(implies(negative, apply("=", made, opposite)), made)
    tools.demand(demanding(fits, said, expr, "ValueError"))
    return made


def _parse_constant(value: str, expr: Apply, said: str, tools: Encoding) -> Term:
    try:
        number = int(value)
    except ValueError:
        tools.demand(demanding("false", said, expr, "ValueError"))
        return "0"
    return constant(number, INT)
