"""Parts of strings as terms: ends, characters, places where something fails."""

from typing import NamedTuple, cast

from lemmata.contracts.values import Value
from lemmata.language.tree import Apply, Const, Convert, Expr
from lemmata.obligations.demands import Demand
from lemmata.obligations.encoding import Encoding
from lemmata.obligations.obligation import ObligationKind
from lemmata.obligations.quantifiers import mark
from lemmata.obligations.smtlib import Term, apply, conjunction, negate, operands
from lemmata.obligations.theory import replaced

NOTHING = '""'


def resolved(encoder: Encoding, term: Term) -> Term:
    """What a name is defined as; any other term itself."""
    while term in encoder.scope.definitions:
        term = encoder.scope.definitions[term].term
    return term


def is_character(encoder: Encoding, term: Term) -> bool:
    """Whether the term is a character of a string: one, or nothing where none is."""
    return resolved(encoder, term).startswith("(str.at ")


def demanding(condition: Term, text: str, expr: Apply, error: str) -> Demand:
    """A condition of being defined."""
    return Demand(condition, ObligationKind.DEFINED, text, expr.line, error)


def length_of(text: Term) -> Term:
    """How many characters."""
    return apply("str.len", text)


def is_single(text: Term) -> Term:
    """Whether the string is one character."""
    return apply("=", length_of(text), "1")


class End(NamedTuple):
    """A string as a rest and one character at an end, true under the guard."""

    guard: Term
    rest: Term
    one: Term
    is_first: bool

    def joined(self, rest: Term, one: Term) -> Term:
        """Both put together again, the one at its end."""
        return apply("str.++", *((one, rest) if self.is_first else (rest, one)))


def last_of(tools: Encoding, text: Term) -> End:
    """The last character and what is before it; a slice from the start keeps its own string."""
    whole = resolved(tools, text)
    if whole.startswith("(str.substr "):
        base, begin, size = operands(whole)
        length = length_of(base)
        before = one_less(tools, size)
        if begin == "0":
            guard = conjunction([apply("<=", "1", size), apply("<=", size, length)])
            rest = apply("str.substr", base, "0", before)
            return End(guard, rest, f"(str.at {base} {before})", False)
    guard, before = negate(is_empty(text)), f"(- {length_of(text)} 1)"
    rest = apply("str.substr", text, "0", before)
    return End(guard, rest, f"(str.at {text} {before})", False)


def first_of(text: Term) -> End:
    """The first character and what is after it."""
    rest = apply("str.substr", text, "1", f"(- {length_of(text)} 1)")
    return End(negate(is_empty(text)), rest, first_character(text), True)


def one_less(tools: Encoding, size: Term) -> Term:
    """A number less one, written as short as can be."""
    whole = resolved(tools, size)
    if whole.startswith("(+ ") and whole.endswith(" 1)"):
        return operands(whole)[0]
    return f"(- {size} 1)"


def last_character(text: Term) -> Term:
    """The last character, or nothing."""
    return apply("str.at", text, f"(- {length_of(text)} 1)")


def first_character(text: Term) -> Term:
    """The first character, or nothing."""
    return apply("str.at", text, "0")


def is_empty(text: Term) -> Term:
    """Whether the string is empty."""
    return apply("=", text, NOTHING)


def within(text: Term, language: str) -> Term:
    """Whether the string is in a language."""
    return apply("str.in_re", text, language)


def inside_of(text: Term) -> Term:
    """Whether `bound.i` is a place of the string."""
    return f"(and (<= 0 bound.i) (< bound.i {length_of(text)}))"


def elsewhere(text: Term, function: str, wanted: Term, tools: Encoding) -> Term:
    """A place of the string where ``wanted`` of `bound.i` fails."""
    place = apply(function, text)
    mark(tools.sorts)
    failed = negate(replaced(wanted, {"bound.i": place}))
    return conjunction(
        [f"(<= 0 {place})", f"(< {place} {length_of(text)})", apply("mark.Int", place), failed]
    )


def known(expr: Expr) -> Value:
    """The value of a constant operand; a marker that equals nothing otherwise."""
    while isinstance(expr, Convert):
        expr = expr.value
    return expr.value if isinstance(expr, Const) else cast(Value, NotImplemented)
