"""Operations on strings.

Exact by SMT-LIB's own functions: lengths, tests, search, slices, order. Everything else is a
declared function with facts: each fact is true of CPython's method for all arguments, so what
follows from them holds, and a model that breaks nothing when it is replayed shows only that the
facts do not suffice.

Order and renaming (see `smtlib`): SMT-LIB's `str.<` compares code points as Python does. The
renaming into the solver's alphabet must keep that order and the white space (up to U+3000); every
other class above U+007F is a declared function, which follows any renaming.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple, cast

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import INT, STR, NoneType
from lemmata.contracts.values import Value
from lemmata.language.tree import Apply, Const, Convert, Expr, Operation
from lemmata.obligations.demands import Demand
from lemmata.obligations.encoding import Encoding
from lemmata.obligations.lists import clamped, place_of
from lemmata.obligations.obligation import ObligationKind
from lemmata.obligations.quantifiers import mark
from lemmata.obligations.smtlib import (
    LAST_ORDERED,
    Term,
    apply,
    choose,
    conjunction,
    disjunction,
    implies,
    integer,
    negate,
    operands,
    string,
    subtract,
)
from lemmata.obligations.sorts import base_of, constant
from lemmata.obligations.theory import replaced

LONGEST_FOLDED = 10_000
MOST_REPEATED = 64
LONGEST_SPELLED = 200
_WORD = 2**63
_NOTHING = '""'
WHITE = "".join(chr(k) for k in range(0x3001) if chr(k).isspace())

_FOLDS: dict[Operation, Callable[..., Value]] = {
    Operation.FIND: str.find,
    Operation.REPLACE: str.replace,
    Operation.COUNT: str.count,
    Operation.STRIP: str.strip,
    Operation.STRIP_LEFT: str.lstrip,
    Operation.STRIP_RIGHT: str.rstrip,
    Operation.UPPER: str.upper,
    Operation.LOWER: str.lower,
    Operation.IS_DIGIT: str.isdigit,
    Operation.IS_ALPHA: str.isalpha,
    Operation.IS_ALNUM: str.isalnum,
    Operation.IS_SPACE: str.isspace,
    Operation.IS_UPPER: str.isupper,
    Operation.IS_LOWER: str.islower,
    Operation.REVERSE: lambda text: text[::-1],
    Operation.TEXT: str,
}
_CLASSES = {
    Operation.IS_DIGIT: "digit",
    Operation.IS_ALPHA: "alpha",
    Operation.IS_ALNUM: "alnum",
    Operation.IS_UPPER: "upper",
    Operation.IS_LOWER: "lower",
}
_SYMBOLS: dict[Operation, Callable[[list[Term]], Term]] = {
    Operation.LENGTH: lambda terms: apply("str.len", terms[0]),
    Operation.CONCAT: lambda terms: apply("str.++", *terms),
    Operation.STARTS_WITH: lambda terms: apply("str.prefixof", terms[1], terms[0]),
    Operation.ENDS_WITH: lambda terms: apply("str.suffixof", terms[1], terms[0]),
    Operation.FIND: lambda terms: apply("str.indexof", *terms, "0"),
    Operation.IS_SPACE: lambda terms: apply("str.in_re", terms[0], "(re.+ class.space)"),
}
TEXT_OPERATIONS = frozenset(
    {
        *_FOLDS,
        *_SYMBOLS,
        Operation.CONTAINS,
        Operation.CHARACTER,
        Operation.SLICE,
        Operation.BEFORE,
        Operation.REPEAT,
        Operation.PARSE_INT,
    }
)


def text_operation(expr: Apply, terms: list[Term], tools: Encoding) -> Term:
    """The value of an operation on strings, given its operands' terms.

    Raises:
        UnsupportedError: operands that have no exact counterpart.
    """
    folded = _fold(expr)
    if folded is not None:
        return folded
    operation = expr.operation
    if operation in _SYMBOLS:
        return _SYMBOLS[operation](terms)
    if operation is Operation.CHARACTER:
        return _character(expr, terms, tools)
    if operation is Operation.SLICE:
        return _slice(expr, terms, tools)
    character = is_character(tools, terms[0])
    if operation in _CLASSES and character:
        return _class_of_character(_CLASSES[operation], terms[0], tools)
    if operation is Operation.CONTAINS:
        hay = known(expr.arguments[1])
        if character and isinstance(hay, str) and len(hay) <= LONGEST_SPELLED:
            return _one_of(terms[0], hay)
        return apply("str.contains", terms[1], terms[0])
    if operation is Operation.BEFORE:
        codes = [_code(tools, *one) for one in zip(expr.arguments, terms, strict=True)]
        if None not in codes:
            return f"(< {codes[0]} {codes[1]})"
    whole = [tools.share(t, a.type) for t, a in zip(terms, expr.arguments, strict=True)]
    return _declared(expr, whole, tools)


def resolved(encoder: Encoding, term: Term) -> Term:
    """What a name is defined as; any other term itself."""
    while term in encoder.scope.definitions:
        term = encoder.scope.definitions[term].term
    return term


def is_character(encoder: Encoding, term: Term) -> bool:
    """Whether the term is a character of a string: one, or nothing where none is."""
    return resolved(encoder, term).startswith("(str.at ")


def _code(encoder: Encoding, expr: Expr, term: Term) -> Term | None:
    """The code point of what is one character, or nothing (-1); None of a longer string."""
    value = known(expr)
    if isinstance(value, str):
        if len(value) > 1 or value > LAST_ORDERED:
            return None
        return integer(ord(value)) if value else "(- 1)"
    return apply("str.to_code", term) if is_character(encoder, term) else None


def _one_of(character: Term, hay: str) -> Term:
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


def _declared(expr: Apply, whole: list[Term], tools: Encoding) -> Term:
    match expr.operation:
        case Operation.BEFORE:
            return _before(whole[0], whole[1], tools)
        case Operation.REPLACE:
            return _replace(expr, whole, tools)
        case Operation.REPEAT:
            return _repeat(expr, whole, tools)
        case Operation.COUNT:
            return _count(whole[0], whole[1], tools)
        case Operation.REVERSE:
            return _reverse(whole[0], tools)
        case Operation.STRIP | Operation.STRIP_LEFT | Operation.STRIP_RIGHT:
            return _strip(expr, whole[0], tools)
        case Operation.UPPER | Operation.LOWER:
            return _cased(expr.operation, whole[0], tools)
        case Operation.TEXT:
            return _text_of(whole[0], tools)
        case Operation.PARSE_INT:
            return _parse(expr, whole[0], tools)
        case _ if expr.operation in _CLASSES:
            return _class(_CLASSES[expr.operation], whole[0], tools)
        case _:
            raise UnsupportedError(f"the operation {expr.operation.value}, line {expr.line}")


def known(expr: Expr) -> Value:
    """The value of a constant operand; a marker that equals nothing otherwise."""
    while isinstance(expr, Convert):
        expr = expr.value
    return expr.value if isinstance(expr, Const) else cast(Value, NotImplemented)


def _fold(expr: Apply) -> Term | None:
    """The value where every operand is a constant: what CPython itself says."""
    values = [known(argument) for argument in expr.arguments]
    if expr.operation not in _FOLDS or any(value is NotImplemented for value in values):
        return None
    if expr.operation is Operation.TEXT and type(values[0]) is not int:
        return None
    result = _FOLDS[expr.operation](*values)
    if isinstance(result, str) and len(result) > LONGEST_FOLDED:
        return None
    return constant(result, base_of(expr.type))


def _length(text: Term) -> Term:
    return apply("str.len", text)


def _defined(condition: Term, text: str, expr: Apply, error: str) -> Demand:
    return Demand(condition, ObligationKind.DEFINED, text, expr.line, error)


def _character(expr: Apply, terms: list[Term], tools: Encoding) -> Term:
    text = tools.share(terms[0], STR)
    length, index = _length(text), known(expr.arguments[1])
    if index is None:
        raise UnsupportedError(f"None as an index, line {expr.line}")
    if isinstance(index, int):
        needed = index + 1 if index >= 0 else -index
        enough = apply(">=", length, integer(needed))
        said = f"the string has at least {needed} characters"
        tools.demand(_defined(enough, said, expr, "IndexError"))
        place = integer(index) if index >= 0 else apply("-", length, integer(-index))
        return apply("str.at", text, place)
    inside, place = place_of(tools, tools.share(terms[1], INT), length)
    tools.demand(_defined(inside, "the index lies within the string", expr, "IndexError"))
    return apply("str.at", text, place)


def _slice(expr: Apply, terms: list[Term], tools: Encoding) -> Term:
    text = tools.share(terms[0], STR)
    lower, upper = (known(argument) for argument in expr.arguments[1:])
    if lower is not NotImplemented and upper is not NotImplemented:
        return _fixed_slice(text, cast("int | None", lower), cast("int | None", upper))
    length = _length(text)
    start, stop = (
        None if isinstance(argument.type, NoneType) else tools.share(term, INT)
        for argument, term in zip(expr.arguments[1:], terms[1:], strict=True)
    )
    begin = "0" if start is None else tools.share(clamped(tools, start, length), INT)
    end = length if stop is None else clamped(tools, stop, length)
    return apply("str.substr", text, begin, subtract(end, begin))


def _fixed_slice(text: Term, lower: int | None, upper: int | None) -> Term:
    """`text[lower:upper]`, exact for every length: Python clamps both bounds into the string."""
    length = _length(text)
    start = lower or 0
    if upper is None:
        if start >= 0:
            rest = apply("-", length, integer(start))
            return text if start == 0 else apply("str.substr", text, integer(start), rest)
        from_end = apply("py.from_end", text, integer(-start))
        return apply("str.substr", text, from_end, integer(-start))
    if (start >= 0) == (upper >= 0) and upper <= start:
        return _NOTHING
    if start >= 0:
        if upper >= 0:
            return apply("str.substr", text, integer(start), integer(upper - start))
        count = apply("-", length, integer(start - upper))
        return apply("str.substr", text, integer(start), count)
    begin = apply("py.from_end", text, integer(-start))
    end = integer(upper) if upper >= 0 else apply("-", length, integer(-upper))
    return apply("str.substr", text, begin, apply("-", end, begin))


def _is_single(text: Term) -> Term:
    return apply("=", _length(text), "1")


class _End(NamedTuple):
    """A string as a rest and one character at an end, true under the guard."""

    guard: Term
    rest: Term
    one: Term
    is_first: bool

    def joined(self, rest: Term, one: Term) -> Term:
        """Both put together again, the one at its end."""
        return apply("str.++", *((one, rest) if self.is_first else (rest, one)))


def _last_of(tools: Encoding, text: Term) -> _End:
    """The last character and what is before it; a slice from the start keeps its own string."""
    whole = resolved(tools, text)
    if whole.startswith("(str.substr "):
        base, begin, size = operands(whole)
        length = _length(base)
        before = _one_less(tools, size)
        if begin == "0":
            guard = conjunction([apply("<=", "1", size), apply("<=", size, length)])
            rest = apply("str.substr", base, "0", before)
            return _End(guard, rest, f"(str.at {base} {before})", False)
    guard, before = negate(_is_empty(text)), f"(- {_length(text)} 1)"
    rest = apply("str.substr", text, "0", before)
    return _End(guard, rest, f"(str.at {text} {before})", False)


def _first_of(text: Term) -> _End:
    rest = apply("str.substr", text, "1", f"(- {_length(text)} 1)")
    return _End(negate(_is_empty(text)), rest, _first(text), True)


def _one_less(tools: Encoding, size: Term) -> Term:
    whole = resolved(tools, size)
    if whole.startswith("(+ ") and whole.endswith(" 1)"):
        return operands(whole)[0]
    return f"(- {size} 1)"


def _last(text: Term) -> Term:
    return apply("str.at", text, f"(- {_length(text)} 1)")


def _first(text: Term) -> Term:
    return apply("str.at", text, "0")


def _is_empty(text: Term) -> Term:
    return apply("=", text, _NOTHING)


def _within(text: Term, language: str) -> Term:
    return apply("str.in_re", text, language)


def _before(left: Term, right: Term, tools: Encoding) -> Term:
    """`left < right`, with what cvc5 does not find by itself."""
    less, more = apply("str.<", left, right), apply("str.<", right, left)
    tools.assume(disjunction([less, apply("=", left, right), more]), less)
    codes = apply("<", apply("str.to_code", left), apply("str.to_code", right))
    single = conjunction([_is_single(left), _is_single(right)])
    tools.assume(implies(single, apply("=", less, codes)), less)
    return less


def _replace(expr: Apply, whole: list[Term], tools: Encoding) -> Term:
    """All occurrences; an empty pattern stands between any two characters and at both ends."""
    text, old, new = whole
    pattern = known(expr.arguments[1])
    if pattern == "":
        return _between(text, new, tools)
    made = apply("text.replace", text, old, new)
    given = "true" if isinstance(pattern, str) else negate(_is_empty(old))
    for fact in _replacing(tools, made, text, old, new):
        tools.assume(implies(given, fact), made)
    return choose(negate(given), _between(text, new, tools), made) if given != "true" else made


def _replacing(tools: Encoding, made: Term, text: Term, old: Term, new: Term) -> Iterator[Term]:
    """What is true of replacing a pattern that is not empty."""
    some, single = apply("str.contains", text, old), _is_single(old)
    place = apply("str.indexof", text, old, "0")
    before = apply("str.substr", text, "0", place)
    after = apply("str.substr", text, apply("+", place, _length(old)), _length(text))
    rest = apply("text.replace", after, old, new)
    step = apply("=", made, apply("str.++", before, new, rest))
    yield choose(some, step, apply("=", made, text))
    yield implies(apply("=", _length(old), _length(new)), apply("=", _length(made), _length(text)))
    gone = negate(apply("str.contains", made, old))
    yield implies(conjunction([single, negate(apply("str.contains", new, old))]), gone)
    for end in (_last_of(tools, text), _first_of(text)):
        kept = choose(apply("=", end.one, old), new, end.one)
        step = apply("=", made, end.joined(apply("text.replace", end.rest, old, new), kept))
        yield implies(conjunction([single, end.guard]), step)
    at, here = (f"(str.at {one} bound.i)" for one in (made, text))
    body = f"(=> {_inside(text)} (= {at} (ite (= {here} {old}) {new} {here})))"
    each = f"(forall ((bound.i Int)) (! {body} :pattern ({at})))"
    yield implies(conjunction([single, _is_single(new)]), each)


def _inside(text: Term) -> Term:
    return f"(and (<= 0 bound.i) (< bound.i {_length(text)}))"


def _between(text: Term, new: Term, tools: Encoding) -> Term:
    made = apply("text.between", text, new)
    gaps = apply("+", _length(text), "1")
    size = apply("+", _length(text), apply("*", gaps, _length(new)))
    tools.assume(apply("=", _length(made), size), made)
    tools.assume(implies(_is_empty(new), apply("=", made, text)), made)
    end = _first_of(text)
    step = apply("=", made, apply("str.++", new, end.one, apply("text.between", end.rest, new)))
    tools.assume(choose(_is_empty(text), apply("=", made, new), step), made)
    return made


def _repeat(expr: Apply, whole: list[Term], tools: Encoding) -> Term:
    text, count = whole
    times, piece = known(expr.arguments[1]), known(expr.arguments[0])
    if isinstance(times, int) and times <= MOST_REPEATED:
        copies = [text] * max(0, times)
        return _NOTHING if not copies else apply("str.++", *copies) if times > 1 else text
    fits = f"(and (<= (- {_WORD}) {count}) (< {count} {_WORD}))"
    tools.demand(_defined(fits, "the count fits a machine word", expr, "OverflowError"))
    made = apply("text.repeat", text, count)
    empty = disjunction([apply("<=", count, "0"), _is_empty(text)])
    before = apply("text.repeat", text, apply("-", count, "1"))
    steps = [apply("=", made, apply("str.++", *two)) for two in ((text, before), (before, text))]
    tools.assume(choose(empty, _is_empty(made), conjunction(steps)), made)
    size = choose(empty, "0", apply("*", count, _length(text)))
    tools.assume(apply("=", _length(made), size), made)
    if isinstance(piece, str):
        tools.assume(_within(made, f"(re.* (str.to_re {string(piece)}))"), made)
    return made


def _count(text: Term, part: Term, tools: Encoding) -> Term:
    """Occurrences that do not overlap, from the left; an empty part counts once more than len."""
    made = apply("text.count", text, part)
    empty = _is_empty(part)
    tools.assume(implies(empty, apply("=", made, apply("+", _length(text), "1"))), made)
    some = apply("str.contains", text, part)
    counted = choose(some, apply(">=", made, "1"), apply("=", made, "0"))
    fits = apply("<=", apply("*", made, _length(part)), _length(text))
    tools.assume(disjunction([empty, conjunction([counted, fits])]), made)
    for end in (_last_of(tools, text), _first_of(text)):
        hit = choose(apply("=", end.one, part), "1", "0")
        step = apply("=", made, apply("+", apply("text.count", end.rest, part), hit))
        tools.assume(implies(conjunction([_is_single(part), end.guard]), step), made)
    none_left = apply("=", apply("text.count", _NOTHING, part), "0")
    tools.assume(implies(negate(empty), none_left), made)
    after = apply("+", apply("str.indexof", text, part, "0"), _length(part))
    rest = apply("text.count", apply("str.substr", text, after, _length(text)), part)
    found = conjunction([some, negate(empty)])
    tools.assume(implies(found, apply("=", made, apply("+", "1", rest))), made)
    return made


def _reverse(text: Term, tools: Encoding) -> Term:
    made = apply("text.reverse", text)
    tools.assume(apply("=", _length(made), _length(text)), made)
    tools.assume(apply("=", apply("text.reverse", made), text), made)
    for end in (_last_of(tools, text), _first_of(text)):
        turned = end._replace(is_first=not end.is_first)
        step = apply("=", made, turned.joined(apply("text.reverse", end.rest), end.one))
        tools.assume(implies(end.guard, step), made)
    place = apply("text.unlike", text)
    mark(tools.sorts)
    there = [f"(<= 0 {place})", f"(< {place} (div {_length(text)} 2))", f"(mark.Int {place})"]
    other = f"(str.at {text} (- {_length(text)} 1 {place}))"
    unlike = negate(apply("=", f"(str.at {text} {place})", other))
    equal = apply("=", made, text)
    tools.assume(disjunction([equal, conjunction([*there, unlike])]), made)
    same = implies(disjunction([_is_empty(text), _is_single(text)]), apply("=", made, text))
    tools.assume(same, made)
    mirrored = apply("str.at", text, f"(- {_length(text)} 1 bound.i)")
    at = f"(str.at {made} bound.i)"
    body = f"(=> {_inside(text)} (= {at} {mirrored}))"
    tools.assume(f"(forall ((bound.i Int)) (! {body} :pattern ({at})))", made)
    return made


def _strip(expr: Apply, text: Term, tools: Encoding) -> Term:
    """What is left after the longest ends made of some characters, which must be constant."""
    characters = known(expr.arguments[1])
    if characters is NotImplemented:
        raise UnsupportedError(
            f"{expr.operation.value} of characters that are not constant, line {expr.line}",
            remedy="name the characters as a string constant",
        )
    if characters == "":
        return text
    some = str(WHITE if characters is None else characters)
    one = "class.space" if characters is None else _any_of(some)
    made = text
    if expr.operation is not Operation.STRIP_RIGHT:
        made = _cut("left", made, string(some), one, tools)
    if expr.operation is not Operation.STRIP_LEFT:
        made = _cut("right", tools.share(made, STR), string(some), one, tools)
    return made


def _any_of(characters: str) -> str:
    parts = [f"(str.to_re {string(one)})" for one in sorted(set(characters))]
    return parts[0] if len(parts) == 1 else f"(re.union {' '.join(parts)})"


def _cut(side: str, text: Term, characters: Term, one: str, tools: Encoding) -> Term:
    """One end stripped. The facts leave no other value: the cut is the longest there is."""
    is_left = side == "left"
    made = apply("text.lstrip" if is_left else "text.rstrip", text, characters)
    cut = apply(f"text.cut.{side}", text, characters)
    parts = (cut, made) if is_left else (made, cut)
    tools.assume(apply("=", text, apply("str.++", *parts)), made)
    tools.assume(_within(cut, f"(re.* {one})"), made)
    end = _first(made) if is_left else _last(made)
    tools.assume(disjunction([_is_empty(made), negate(_within(end, one))]), made)
    return made


def _cased(operation: Operation, text: Term, tools: Encoding) -> Term:
    """`upper()` and `lower()`: one character may become several (ß), never none."""
    name, one = ("upper", "ascii.up") if operation is Operation.UPPER else ("lower", "ascii.down")
    function = f"text.{name}.of"
    made = apply(function, text)
    plain = _within(text, "ascii.any")
    tools.assume(apply("=", apply(function, made), made), made)
    tools.assume(apply(">=", _length(made), _length(text)), made)
    tools.assume(apply("=", _is_empty(made), _is_empty(text)), made)
    same = apply("=", _length(made), _length(text))
    tools.assume(implies(plain, conjunction([same, _within(made, "ascii.any")])), made)
    ascii_one = conjunction([_is_single(text), apply("<", apply("str.to_code", text), "128")])
    tools.assume(implies(ascii_one, apply("=", made, apply(one, text))), made)
    for end in (_last_of(tools, text), _first_of(text)):
        split = end.joined(apply(function, end.rest), apply(one, end.one))
        tools.assume(implies(conjunction([plain, end.guard]), apply("=", made, split)), made)
    wanted = f"(< (str.to_code (str.at {text} bound.i)) 128)"
    other = _elsewhere(text, "text.other.ascii", wanted, tools)
    tools.assume(disjunction([plain, other]), made)
    at = f"(str.at {made} bound.i)"
    body = f"(=> {_inside(text)} (= {at} ({one} (str.at {text} bound.i))))"
    each = f"(forall ((bound.i Int)) (! {body} :pattern ({at})))"
    tools.assume(implies(plain, each), made)
    return made


def _class_of_character(name: str, text: Term, tools: Encoding) -> Term:
    """The class of what `str.at` yields: one character, or nothing, whose code is -1."""
    code = apply("str.to_code", text)
    made = apply(f"char.{name}", code)
    tools.assume(apply("text.classes", code), made)
    return made


def _class(name: str, text: Term, tools: Encoding) -> Term:
    """`isdigit()` and its like: ASCII by its letters, the rest by declared classes."""
    made = apply(f"text.{name}", text)
    code = apply("str.to_code", text)
    by_code = apply(f"char.{name}", code)
    tools.assume(implies(_is_single(text), apply("=", made, by_code)), made)
    tools.assume(implies(_is_single(text), apply("text.classes", code)), made)
    tools.assume(implies(_is_empty(text), negate(made)), made)
    plain = implies(_within(text, "ascii.any"), apply("=", made, _within(text, f"ascii.{name}")))
    tools.assume(plain, made)
    opposite = {"upper": "lower", "lower": "upper"}
    wanted = f"(char.{name} (str.to_code (str.at {text} bound.i)))"
    if name in opposite:
        wanted = f"(not (char.{opposite[name]} (str.to_code (str.at {text} bound.i))))"
    else:
        other = _elsewhere(text, f"text.other.{name}", wanted, tools)
        tools.assume(disjunction([made, _is_empty(text), other]), made)
    inside = _inside(text)
    pattern = f":pattern ((str.at {text} bound.i))"
    each = f"(forall ((bound.i Int)) (! (=> {inside} {wanted}) {pattern}))"
    tools.assume(implies(made, each), made)
    return made


def _elsewhere(text: Term, function: str, wanted: Term, tools: Encoding) -> Term:
    """A place of the string where ``wanted`` of `bound.i` fails."""
    place = apply(function, text)
    mark(tools.sorts)
    failed = negate(replaced(wanted, {"bound.i": place}))
    return conjunction(
        [f"(<= 0 {place})", f"(< {place} {_length(text)})", apply("mark.Int", place), failed]
    )


def _text_of(number: Term, tools: Encoding) -> Term:
    """`str(n)` of an int that is no bool."""
    made = apply("text.of", number)
    tools.assume(_within(made, "ascii.number"), made)
    opposite = apply("text.of", apply("-", number))
    tools.assume(
        implies(apply("<", number, "0"), apply("=", made, apply("str.++", '"-"', opposite))), made
    )
    tools.assume(
        implies(apply(">=", number, "0"), _within(made, "ascii.digits")),
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


def _parse(expr: Apply, text: Term, tools: Encoding) -> Term:
    """`int(s)`: exact about ASCII; other digits and spaces are declared alone."""
    value = known(expr.arguments[0])
    said = "the string is an integer literal"
    if isinstance(value, str):
        return _parse_constant(value, expr, said, tools)
    made, fits = apply("text.int", text), apply("text.is_int", text)
    plain = implies(_within(text, "ascii.any"), apply("=", fits, _within(text, "ascii.int")))
    digits, number = _within(text, "ascii.digits"), _within(text, "ascii.number")
    tools.assume(plain, made)
    tools.assume(implies(number, fits), made)
    wanted = f"(<= 48 (str.to_code (str.at {text} bound.i)) 57)"
    other = _elsewhere(text, "text.other.decimal", wanted, tools)
    tools.assume(disjunction([digits, _is_empty(text), other]), made)
    tools.assume(implies(digits, apply(">=", made, "0")), made)
    one = apply("-", apply("str.to_code", text), "48")
    tools.assume(implies(conjunction([digits, _is_single(text)]), apply("=", made, one)), made)
    end = _last_of(tools, text)
    last = apply("-", apply("str.to_code", end.one), "48")
    tens = apply("*", "10", apply("text.int", end.rest))
    several = conjunction([digits, apply(">", _length(text), "1"), end.guard])
    tools.assume(implies(several, apply("=", made, apply("+", tens, last))), made)
    opposite = apply("-", apply("text.int", _first_of(text).rest))
    negative = conjunction([number, apply("str.prefixof", '"-"', text)])
    tools.assume(implies(negative, apply("=", made, opposite)), made)
    tools.demand(_defined(fits, said, expr, "ValueError"))
    return made


def _parse_constant(value: str, expr: Apply, said: str, tools: Encoding) -> Term:
    try:
        number = int(value)
    except ValueError:
        tools.demand(_defined("false", said, expr, "ValueError"))
        return "0"
    return constant(number, INT)
