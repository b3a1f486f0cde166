"""Classes and cases of characters: ASCII spelled out, the rest by declared functions."""

from lemmata.language.tree import Expr, Operation
from lemmata.obligations.encoding import Encoding
from lemmata.obligations.smtlib import (
    LAST_ORDERED,
    Term,
    apply,
    conjunction,
    disjunction,
    implies,
    integer,
    negate,
)
from lemmata.obligations.text_parts import (
    elsewhere,
    inside_of,
    is_character,
    is_empty,
    is_single,
    known,
    last_of,
    length_of,
    within,
)


def code_of(encoder: Encoding, expr: Expr, term: Term) -> Term | None:
    """The code point of what is one character, or nothing (-1); None of a longer string."""
    value = known(expr)
    if isinstance(value, str):
        if len(value) > 1 or value > LAST_ORDERED:
            return None
        return integer(ord(value)) if value else "(- 1)"
    return apply("str.to_code", term) if is_character(encoder, term) else None


def one_of(character: Term, hay: str) -> Term:
    """Whether one character, or nothing, is in a constant: by ranges of code points."""
    code = apply("str.to_code", character)
    ranges: list[list[int]] = []
    for point in sorted(set(map(ord, hay))):
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    shown = [f"(<= {low} {code} {high})" for low, high in ranges]
    return disjunction([apply("=", code, "(- 1)"), *shown])


def class_of_character(name: str, text: Term, tools: Encoding) -> Term:
    """The class of what `str.at` yields: one character, or nothing, whose code is -1."""
    code = apply("str.to_code", text)
    made = apply(f"char.{name}", code)
    tools.assume(apply("text.classes", code), made)
    return made


def class_of(name: str, text: Term, tools: Encoding) -> Term:
    """`isdigit()` and its like: ASCII by its letters, the rest by declared classes."""
    made = apply(f"text.{name}", text)
    code = apply("str.to_code", text)
    by_code = apply(f"char.{name}", code)
    tools.assume(implies(is_single(text), apply("=", made, by_code)), made)
    tools.assume(implies(is_single(text), apply("text.classes", code)), made)
    tools.assume(implies(is_empty(text), negate(made)), made)
    plain = implies(within(text, "ascii.any"), apply("=", made, within(text, f"ascii.{name}")))
    tools.assume(plain, made)
    opposite = {"upper": "lower", "lower": "upper"}
    wanted = f"(char.{name} (str.to_code (str.at {text} bound.i)))"
    if name in opposite:
        wanted = f"(not (char.{opposite[name]} (str.to_code (str.at {text} bound.i))))"
    else:
        other = elsewhere(text, f"text.other.{name}", wanted, tools)
        tools.assume(disjunction([made, is_empty(text), other]), made)
    inside = inside_of(text)
    pattern = f":pattern ((str.at {text} bound.i))"
    each = f"(forall ((bound.i Int)) (! (=> {inside} {wanted}) {pattern}))"
    tools.assume(implies(made, each), made)
    return made


def cased(operation: Operation, text: Term, tools: Encoding) -> Term:
    """`upper()` and `lower()`: one character may become several (ß), never none."""
    name, one = ("upper", "ascii.up") if operation is Operation.UPPER else ("lower", "ascii.down")
    function = f"text.{name}.of"
    made = apply(function, text)
    plain = within(text, "ascii.any")
    tools.assume(apply("=", apply(function, made), made), made)
    tools.assume(apply(">=", length_of(made), length_of(text)), made)
    tools.assume(apply("=", is_empty(made), is_empty(text)), made)
    same = apply("=", length_of(made), length_of(text))
    tools.assume(implies(plain, conjunction([same, within(made, "ascii.any")])), made)
    ascii_one = conjunction([is_single(text), apply("<", apply("str.to_code", text), "128")])
    tools.assume(implies(ascii_one, apply("=", made, apply(one, text))), made)
    end = last_of(tools, text)
    split = end.joined(apply(function, end.rest), apply(one, end.one))
    tools.assume(implies(conjunction([plain, end.guard]), apply("=", made, split)), made)
    wanted = f"(< (str.to_code (str.at {text} bound.i)) 128)"
    other = elsewhere(text, "text.other.ascii", wanted, tools)
    tools.assume(disjunction([plain, other]), made)
    at = f"(str.at {made} bound.i)"
    body = f"(=> {inside_of(text)} (= {at} ({one} (str.at {text} bound.i))))"
    each = f"(forall ((bound.i Int)) (! {body} :pattern ({at})))"
    tools.assume(implies(plain, each), made)
    return made
