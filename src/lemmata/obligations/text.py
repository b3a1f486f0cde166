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
from typing import cast

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import INT, STR, NoneType
from lemmata.contracts.values import Value
from lemmata.language.tree import Apply, Operation
from lemmata.obligations.encoding import Encoding
from lemmata.obligations.lists import clamped, place_of
from lemmata.obligations.quantifiers import mark
from lemmata.obligations.smtlib import (
    Term,
    apply,
    choose,
    conjunction,
    disjunction,
    implies,
    integer,
    negate,
    string,
    subtract,
)
from lemmata.obligations.sorts import base_of, constant
from lemmata.obligations.text_classes import cased, class_of, class_of_character, code_of, one_of
from lemmata.obligations.text_numbers import parse_int, text_of
from lemmata.obligations.text_parts import (
    NOTHING,
    demanding,
    first_character,
    first_of,
    inside_of,
    is_character,
    is_empty,
    is_single,
    known,
    last_character,
    last_of,
    length_of,
    within,
)

LONGEST_FOLDED = 10_000
MOST_REPEATED = 64
LONGEST_SPELLED = 200
_WORD = 2**63
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
        return class_of_character(_CLASSES[operation], terms[0], tools)
    if operation is Operation.CONTAINS:
        hay = known(expr.arguments[1])
        if character and isinstance(hay, str) and len(hay) <= LONGEST_SPELLED:
            return one_of(terms[0], hay)
        return apply("str.contains", terms[1], terms[0])
    if operation is Operation.BEFORE:
        codes = [code_of(tools, *one) for one in zip(expr.arguments, terms, strict=True)]
        if None not in codes:
            return f"(< {codes[0]} {codes[1]})"
    whole = [tools.share(t, a.type) for t, a in zip(terms, expr.arguments, strict=True)]
    return _declared(expr, whole, tools)


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
            return cased(expr.operation, whole[0], tools)
        case Operation.TEXT:
            return text_of(whole[0], tools)
        case Operation.PARSE_INT:
            return parse_int(expr, whole[0], tools)
        case _ if expr.operation in _CLASSES:
            return class_of(_CLASSES[expr.operation], whole[0], tools)
        case _:
            raise UnsupportedError(f"the operation {expr.operation.value}, line {expr.line}")


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


def _character(expr: Apply, terms: list[Term], tools: Encoding) -> Term:
    text = tools.share(terms[0], STR)
    length, index = length_of(text), known(expr.arguments[1])
    if index is None:
        raise UnsupportedError(f"None as an index, line {expr.line}")
    if isinstance(index, int):
        needed = index + 1 if index >= 0 else -index
        enough = apply(">=", length, integer(needed))
        said = f"the string has at least {needed} characters"
        tools.demand(demanding(enough, said, expr, "IndexError"))
        place = integer(index) if index >= 0 else apply("-", length, integer(-index))
        return apply("str.at", text, place)
    inside, place = place_of(tools, tools.share(terms[1], INT), length)
    tools.demand(demanding(inside, "the index lies within the string", expr, "IndexError"))
    return apply("str.at", text, place)


def _slice(expr: Apply, terms: list[Term], tools: Encoding) -> Term:
    text = tools.share(terms[0], STR)
    lower, upper = (known(argument) for argument in expr.arguments[1:])
    if lower is not NotImplemented and upper is not NotImplemented:
        return _fixed_slice(text, cast("int | None", lower), cast("int | None", upper))
    length = length_of(text)
    start, stop = (
        None if isinstance(argument.type, NoneType) else tools.share(term, INT)
        for argument, term in zip(expr.arguments[1:], terms[1:], strict=True)
    )
    begin = "0" if start is None else tools.share(clamped(tools, start, length), INT)
    end = length if stop is None else clamped(tools, stop, length)
    return apply("str.substr", text, begin, subtract(end, begin))


def _fixed_slice(text: Term, lower: int | None, upper: int | None) -> Term:
    """`text[lower:upper]`, exact for every length: Python clamps both bounds into the string."""
    length = length_of(text)
    start = lower or 0
    if upper is None:
        if start >= 0:
            rest = apply("-", length, integer(start))
            return text if start == 0 else apply("str.substr", text, integer(start), rest)
        from_end = apply("py.from_end", text, integer(-start))
        return apply("str.substr", text, from_end, integer(-start))
    if (start >= 0) == (upper >= 0) and upper <= start:
        return NOTHING
    if start >= 0:
        if upper >= 0:
            return apply("str.substr", text, integer(start), integer(upper - start))
        count = apply("-", length, integer(start - upper))
        return apply("str.substr", text, integer(start), count)
    begin = apply("py.from_end", text, integer(-start))
    end = integer(upper) if upper >= 0 else apply("-", length, integer(-upper))
    return apply("str.substr", text, begin, apply("-", end, begin))


def _before(left: Term, right: Term, tools: Encoding) -> Term:
    """`left < right`, with what cvc5 does not find by itself."""
    less, more = apply("str.<", left, right), apply("str.<", right, left)
    tools.assume(disjunction([less, apply("=", left, right), more]), less)
    codes = apply("<", apply("str.to_code", left), apply("str.to_code", right))
    single = conjunction([is_single(left), is_single(right)])
    tools.assume(implies(single, apply("=", less, codes)), less)
    return less


def _replace(expr: Apply, whole: list[Term], tools: Encoding) -> Term:
    """All occurrences; an empty pattern stands between any two characters and at both ends."""
    text, old, new = whole
    pattern = known(expr.arguments[1])
    if pattern == "":
        return _between(text, new, tools)
    made = apply("text.replace", text, old, new)
    given = "true" if isinstance(pattern, str) else negate(is_empty(old))
    for fact in _replacing(tools, made, text, old, new):
        tools.assume(implies(given, fact), made)
    return choose(negate(given), _between(text, new, tools), made) if given != "true" else made


def _replacing(tools: Encoding, made: Term, text: Term, old: Term, new: Term) -> Iterator[Term]:
    """What is true of replacing a pattern that is not empty."""
    some, single = apply("str.contains", text, old), is_single(old)
    place = apply("str.indexof", text, old, "0")
    before = apply("str.substr", text, "0", place)
    after = apply("str.substr", text, apply("+", place, length_of(old)), length_of(text))
    rest = apply("text.replace", after, old, new)
    step = apply("=", made, apply("str.++", before, new, rest))
    yield choose(some, step, apply("=", made, text))
    yield implies(
        apply("=", length_of(old), length_of(new)), apply("=", length_of(made), length_of(text))
    )
    gone = negate(apply("str.contains", made, old))
    yield implies(conjunction([single, negate(apply("str.contains", new, old))]), gone)
    end = last_of(tools, text)
    kept = choose(apply("=", end.one, old), new, end.one)
    step = apply("=", made, end.joined(apply("text.replace", end.rest, old, new), kept))
    yield implies(conjunction([single, end.guard]), step)
    at, here = (f"(str.at {one} bound.i)" for one in (made, text))
    body = f"(=> {inside_of(text)} (= {at} (ite (= {here} {old}) {new} {here})))"
    each = f"(forall ((bound.i Int)) (! {body} :pattern ({at})))"
    yield implies(conjunction([single, is_single(new)]), each)


def _between(text: Term, new: Term, tools: Encoding) -> Term:
    made = apply("text.between", text, new)
    gaps = apply("+", length_of(text), "1")
    size = apply("+", length_of(text), apply("*", gaps, length_of(new)))
    tools.assume(apply("=", length_of(made), size), made)
    tools.assume(implies(is_empty(new), apply("=", made, text)), made)
    end = first_of(text)
    step = apply("=", made, apply("str.++", new, end.one, apply("text.between", end.rest, new)))
    tools.assume(choose(is_empty(text), apply("=", made, new), step), made)
    return made


def _repeat(expr: Apply, whole: list[Term], tools: Encoding) -> Term:
    text, count = whole
    times, piece = known(expr.arguments[1]), known(expr.arguments[0])
    if isinstance(times, int) and -_WORD <= times <= MOST_REPEATED:
        copies = [text] * max(0, times)
        return NOTHING if not copies else apply("str.++", *copies) if times > 1 else text
    fits = f"(and (<= (- {_WORD}) {count}) (< {count} {_WORD}))"
    tools.demand(demanding(fits, "the count fits a machine word", expr, "OverflowError"))
    made = apply("text.repeat", text, count)
    empty = disjunction([apply("<=", count, "0"), is_empty(text)])
    before = apply("text.repeat", text, apply("-", count, "1"))
    steps = [apply("=", made, apply("str.++", *two)) for two in ((text, before), (before, text))]
    tools.assume(choose(empty, is_empty(made), conjunction(steps)), made)
    size = choose(empty, "0", apply("*", count, length_of(text)))
    tools.assume(apply("=", length_of(made), size), made)
    if isinstance(piece, str):
        tools.assume(within(made, f"(re.* (str.to_re {string(piece)}))"), made)
    return made


def _count(text: Term, part: Term, tools: Encoding) -> Term:
    """Occurrences that do not overlap, from the left; an empty part counts once more than len."""
    made = apply("text.count", text, part)
    empty = is_empty(part)
    tools.assume(implies(empty, apply("=", made, apply("+", length_of(text), "1"))), made)
    some = apply("str.contains", text, part)
    counted = choose(some, apply(">=", made, "1"), apply("=", made, "0"))
    fits = apply("<=", apply("*", made, length_of(part)), length_of(text))
    tools.assume(disjunction([empty, conjunction([counted, fits])]), made)
    for end in (last_of(tools, text), first_of(text)):
        hit = choose(apply("=", end.one, part), "1", "0")
        step = apply("=", made, apply("+", apply("text.count", end.rest, part), hit))
        tools.assume(implies(conjunction([is_single(part), end.guard]), step), made)
    none_left = apply("=", apply("text.count", NOTHING, part), "0")
    tools.assume(implies(negate(empty), none_left), made)
    after = apply("+", apply("str.indexof", text, part, "0"), length_of(part))
    rest = apply("text.count", apply("str.substr", text, after, length_of(text)), part)
    found = conjunction([some, negate(empty)])
    tools.assume(implies(found, apply("=", made, apply("+", "1", rest))), made)
    return made


def _reverse(text: Term, tools: Encoding) -> Term:
    made = apply("text.reverse", text)
    tools.assume(apply("=", length_of(made), length_of(text)), made)
    tools.assume(apply("=", apply("text.reverse", made), text), made)
    for end in (last_of(tools, text), first_of(text)):
        turned = end._replace(is_first=not end.is_first)
        step = apply("=", made, turned.joined(apply("text.reverse", end.rest), end.one))
        tools.assume(implies(end.guard, step), made)
    place = apply("text.unlike", text)
    mark(tools.sorts)
    there = [f"(<= 0 {place})", f"(< {place} (div {length_of(text)} 2))", f"(mark.Int {place})"]
    other = f"(str.at {text} (- {length_of(text)} 1 {place}))"
    unlike = negate(apply("=", f"(str.at {text} {place})", other))
    equal = apply("=", made, text)
    tools.assume(disjunction([equal, conjunction([*there, unlike])]), made)
    same = implies(disjunction([is_empty(text), is_single(text)]), apply("=", made, text))
    tools.assume(same, made)
    mirrored = apply("str.at", text, f"(- {length_of(text)} 1 bound.i)")
    at = f"(str.at {made} bound.i)"
    body = f"(=> {inside_of(text)} (= {at} {mirrored}))"
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
    tools.assume(within(cut, f"(re.* {one})"), made)
    end = first_character(made) if is_left else last_character(made)
    tools.assume(disjunction([is_empty(made), negate(within(end, one))]), made)
    return made
