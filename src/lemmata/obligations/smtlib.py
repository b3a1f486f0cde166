"""SMT-LIB 2 text: building terms, escaping, and reading s-expressions.

Terms are strings holding exactly one s-expression. Builders simplify only what needs no thought
(`true`, `false`, double negation), so that the text stays small and readable.

Strings: SMT-LIB has the code points 0..0x2FFFF, Python has 0..0x10FFFF. An input whose characters
are renamed by an injection that keeps their order, white space (up to U+3000) and every character
up to the greatest of the constants behaves alike: every operation of the language commutes with
it, and classes of characters (letters, digits, cases) above U+007F are declared functions, which
follow it. Constants above U+2FFFF are unsupported, and so are constants above U+1FFFF in a script
that orders strings (`checked_order`). So an input with at most 65,536 different characters can be
renamed into the solver's alphabet: that bound is an assumption of every proof over `str`.
(Without order an injection that keeps the constants and white space is enough.)
"""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TypeAlias

from lemmata.contracts.errors import ToolError, UnsupportedError

Term: TypeAlias = str
SExpr: TypeAlias = "str | list[SExpr]"

LAST_CODE_POINT = 0x2FFFF
LONGEST_INTEGER_BITS = 10_000
LAST_ORDERED = "\U0001ffff"
_HIGH = re.compile(r"\\u\{2[0-9a-f]{4}\}")
_TOKEN = re.compile(r'"(?:[^"]|"")*"|\|[^|]*\||[()]|;[^\n]*|[^\s()";|]+')
_ESCAPE = re.compile(r"\\u\{([0-9a-fA-F]{1,5})\}|\\u([0-9a-fA-F]{4})")


def apply(operator: str, *arguments: Term) -> Term:
    """`(operator arguments…)`, or the bare symbol where there are no arguments."""
    return f"({operator} {' '.join(arguments)})" if arguments else operator


def negate(term: Term) -> Term:
    """The negation of a Bool."""
    if term in ("true", "false"):
        return "false" if term == "true" else "true"
    return term[5:-1] if term.startswith("(not ") else f"(not {term})"


def conjunction(parts: Iterable[Term]) -> Term:
    """`and` of any number of Bools."""
    return _connective("and", parts, "true", "false")


def disjunction(parts: Iterable[Term]) -> Term:
    """`or` of any number of Bools."""
    return _connective("or", parts, "false", "true")


def _connective(operator: str, parts: Iterable[Term], neutral: str, absorbing: str) -> Term:
    kept = [part for part in dict.fromkeys(parts) if part != neutral]
    if absorbing in kept:
        return absorbing
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else apply(operator, *kept)


def implies(premise: Term, conclusion: Term) -> Term:
    """`=>` of two Bools."""
    if premise == "true" or conclusion == "true":
        return conclusion
    return "true" if premise == "false" else apply("=>", premise, conclusion)


def choose(test: Term, then: Term, otherwise: Term) -> Term:
    """`ite`."""
    if test in ("true", "false"):
        return then if test == "true" else otherwise
    return then if then == otherwise else apply("ite", test, then, otherwise)


def conjuncts(term: Term) -> Iterator[Term]:
    """The facts that a Bool states together: the term itself and the parts it is made of."""
    yield term
    if term.startswith("(and "):
        for part in operands(term):
            yield from conjuncts(part)
    elif term.startswith("(not (or "):
        for part in operands(term[5:-1]):
            yield from conjuncts(negate(part))


def operands(term: Term) -> list[Term]:
    """The operands of an application, as text."""
    parts: list[Term] = []
    depth, start = 0, 0
    for token in _TOKEN.finditer(term, 1, len(term) - 1):
        text = token.group()
        if depth == 0:
            start = token.start()
        depth += {"(": 1, ")": -1}.get(text, 0)
        if depth == 0:
            parts.append(term[start : token.end()])
    return parts[1:]


def add(left: Term, right: Term) -> Term:
    """The sum of two Ints, without a zero; constants at the end are joined."""
    if "0" in (left, right):
        return right if left == "0" else left
    if left.isdigit() and right.isdigit():
        return str(int(left) + int(right))
    if right == "1" and left.startswith("(- ") and left.endswith(" 1)"):
        return operands(left)[0] if len(operands(left)) == 2 else apply("+", left, right)
    return apply("+", left, right)


def subtract(left: Term, right: Term) -> Term:
    """The difference of two Ints, without a zero."""
    return left if right == "0" else apply("-", left, right)


def integer(value: int) -> Term:
    """An Int constant.

    Raises:
        UnsupportedError: more than 10,000 bits (Python itself refuses to print such numbers).
    """
    if value.bit_length() > LONGEST_INTEGER_BITS:
        raise UnsupportedError(
            f"an integer constant of {value.bit_length()} bits",
            remedy=f"constants may have up to {LONGEST_INTEGER_BITS} bits",
        )
    return f"(- {-value})" if value < 0 else str(value)


def rational(value: Fraction) -> Term:
    """A Real constant."""
    numerator = f"{integer(abs(value.numerator))}.0"
    if value.denominator != 1:
        numerator = f"(/ {numerator} {integer(value.denominator)}.0)"
    return f"(- {numerator})" if value < 0 else numerator


def string(value: str) -> Term:
    """A String constant; everything but plain printable ASCII is escaped.

    Raises:
        UnsupportedError: a character above U+2FFFF.
    """
    return '"' + "".join(map(_escape, value)) + '"'


def _escape(character: str) -> str:
    if character == '"':
        return '""'
    if " " <= character <= "~" and character != "\\":
        return character
    if ord(character) > LAST_CODE_POINT:
        raise UnsupportedError(
            f"the character U+{ord(character):X} in a string constant",
            remedy="SMT-LIB strings end at U+2FFFF; use another character",
        )
    return f"\\u{{{ord(character):x}}}"


def checked_order(script: str) -> str:
    """The script, unless it orders strings beside a constant that leaves a renaming no room.

    Raises:
        UnsupportedError: a character above U+1FFFF in a constant, and an order of strings.
    """
    if ("(str.<" in script or "(str.to_code " in script) and _HIGH.search(script):
        raise UnsupportedError(
            "an order of strings beside a constant with a character above U+1FFFF",
            remedy="use another character",
        )
    return script


def unescape(literal: str) -> str:
    """The string that a String literal (with its quotes) stands for."""
    inner = literal[1:-1].replace('""', '"')
    return _ESCAPE.sub(lambda found: chr(int(found.group(1) or found.group(2), 16)), inner)


def symbol(text: str) -> str:
    """A function's name or an identifier as part of a symbol: injective, plain, no quotes needed.

    Functions of sealed code are named ``MODULE:NAME``, and no identifier has a colon.
    """
    return "".join(c if c.isascii() and c != ":" else f"${ord(c):x}$" for c in text)


def comment(text: str) -> str:
    """One comment line; nothing in ``text`` can end it."""
    shown = "".join(c if " " <= c <= "~" else f"\\u{{{ord(c):x}}}" for c in text[:200])
    return f"; {shown}"


def symbols(text: str) -> set[str]:
    """Every symbol that occurs in a term or command."""
    return {found for found in _TOKEN.findall(text) if found[0] not in '"();'}


def read(text: str) -> SExpr:
    """The first s-expression of a solver's reply: atoms as text, lists as lists.

    Raises:
        ToolError: the text is not an s-expression.
    """
    stack: list[list[SExpr]] = [[]]
    for token in _TOKEN.findall(text):
        if token == "(":
            stack.append([])
        elif token == ")" and len(stack) > 1:
            done = stack.pop()
            stack[-1].append(done)
        elif token[0] != ";":
            stack[-1].append(token)
    if len(stack) != 1 or not stack[0]:
        raise ToolError(f"a solver replied {text[:80]!r}, which is no s-expression")
    return stack[0][0]
