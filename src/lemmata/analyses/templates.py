"""Candidate postconditions as Python text, by the types of result and parameters."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from lemmata.analyses.explaining import condition_text, expression_text, is_sayable
from lemmata.analyses.faults import Fault
from lemmata.analyses.regions import Region
from lemmata.analyses.simplifying import bare, conjunction, connect, opposite
from lemmata.contracts.tasks import Parameter
from lemmata.contracts.types import (
    BoolType,
    EnumType,
    FractionType,
    IntType,
    ListType,
    LiteralType,
    NoneType,
    OptionalType,
    RecordType,
    RecursiveType,
    StrType,
    TupleType,
    Type,
)
from lemmata.contracts.values import EnumValue, Value, to_python
from lemmata.language.tree import Const, Function, Name
from lemmata.provers.constants import Constants

LONGEST = 120
OTHERWISE = " else True"
"""How a clause about one case ends."""
_MOST_BOUNDS = 12
_MOST_CASES = 4


class Leaf(NamedTuple):
    """A part of a parameter or of the result that has no parts: its text and its type."""

    text: str
    type: Type


def candidates(
    function: Function, regions: Sequence[Region], constants: Constants
) -> tuple[str, ...]:
    """Texts of postconditions to try, strongest first; many of them are false."""
    texts: dict[str, None] = {}
    is_whole = not any(isinstance(r.outcome, Fault) and r.outcome.is_beyond for r in regions)
    for text in (
        *(exact(function, regions) if is_whole else ()),
        *(characterised(function, regions) if is_whole else ()),
        *(by_case(regions) if is_whole else ()),
        *over_lists(function),
        *relations(function, constants),
    ):
        if len(text) <= LONGEST:
            texts.setdefault(text)
    return tuple(texts)


def exact(function: Function, regions: Sequence[Region]) -> Iterator[str]:
    """The result as one expression, where the body is short enough to say it."""
    values = _sayable(regions)
    if not values or len(values) > 3:
        return
    if len(values) == 1:
        assert not isinstance(values[0].outcome, Fault)
        yield _result_is(expression_text(values[0].outcome), function.returns)
        return
    text = _shown(values[-1])
    for region in reversed(values[:-1]):
        text = f"{_shown(region)} if {condition_text(region.facts)} else {text}"
    yield _result_is(text, function.returns)


def by_case(regions: Sequence[Region]) -> Iterator[str]:
    """The result of each region, under its condition."""
    values = _sayable(regions)
    for region in values if len(values) > 1 else ():
        assert not isinstance(region.outcome, Fault)
        constant = bare(region.outcome)
        said = _equals(constant.value) if isinstance(constant, Const) else f"== {_shown(region)}"
        yield f"result {said} if {condition_text(region.facts)}{OTHERWISE}"


def _result_is(text: str, kind: Type) -> str:
    is_loose = any(word in text for word in (" if ", " or ", " and ", " == ", " in ", "not "))
    return f"result == ({text})" if is_loose or isinstance(kind, BoolType) else f"result == {text}"


def characterised(function: Function, regions: Sequence[Region]) -> Iterator[str]:
    """For results of few values when each comes; which of few expressions the result is."""
    values = _sayable(regions)
    outcomes = [bare(r.outcome) for r in values if not isinstance(r.outcome, Fault)]
    known = list(dict.fromkeys(known for known in outcomes if isinstance(known, Const)))
    if len(known) > 1 and all(isinstance(outcome, Const) for outcome in outcomes):
        for constant in known[:_MOST_CASES]:
            ways = [r for r, outcome in zip(values, outcomes, strict=True) if outcome == constant]
            when = connect("or", [conjunction(way.facts) for way in ways])
            whole = condition_text([when])
            rest = condition_text([opposite(when)])
            if isinstance(function.returns, BoolType):
                yield f"result == ({whole if constant.value else rest})"
                return
            yield f"(result {_equals(constant.value)}) == ({whole})"
    elif len(values) > 1 and any(
        isinstance(outcome, Const) and outcome.value is None for outcome in outcomes
    ):
        pairs = zip(values, outcomes, strict=True)
        ways = [r for r, out in pairs if isinstance(out, Const) and out.value is None]
        when = connect("or", [conjunction(way.facts) for way in ways])
        yield f"(result is None) == ({condition_text([when])})"
    plain = dict.fromkeys(expression_text(o) for o in outcomes if isinstance(o, Const | Name))
    if plain and all(isinstance(outcome, Const | Name) for outcome in outcomes):
        yield _one_of(list(plain))


def relations(function: Function, constants: Constants) -> Iterator[str]:
    """How parts of the result compare with parts of the parameters and with constants."""
    sources = [leaf for p in function.parameters for leaf in leaves(p.name, p.type)]
    for result in leaves("result", function.returns):
        alike = [leaf for leaf in sources if _class(leaf.type) == _class(result.type)]
        for source in alike:
            yield f"{result.text} == {source.text}"
        numbers = [leaf for leaf in alike if isinstance(leaf.type, IntType | FractionType)]
        if isinstance(result.type, IntType | FractionType):
            yield from _numeric(result, numbers, _bounds(constants, result.type))
        elif isinstance(result.type, StrType):
            yield from _textual(result, alike, constants)
        elif isinstance(result.type, OptionalType):
            yield f"{result.text} is not None"
        elif isinstance(result.type, EnumType | LiteralType):
            for value in _members(result.type):
                yield f"{result.text} != {to_python(value)}"


def _numeric(result: Leaf, numbers: Sequence[Leaf], bounds: Sequence[str]) -> Iterator[str]:
    this = result.text
    for source in numbers:
        yield f"{this} == abs({source.text})"
        yield f"{this} == -{source.text}"
    for one, other in combinations(numbers, 2):
        yield f"{this} == max({one.text}, {other.text})"
        yield f"{this} == min({one.text}, {other.text})"
        yield f"{this} in ({one.text}, {other.text})"
    for one, other in combinations(numbers, 2):
        for low, high in ((one, other), (other, one)):
            yield f"{low.text} <= {this} <= {high.text}"
    for source in numbers:
        for sign in (">", "<", ">=", "<=", "!="):
            yield f"{this} {sign} {source.text}"
    yield from (f"{this} == {bound}" for bound in bounds)
    yield from (f"{this} >= {bound}" for bound in reversed(bounds))
    yield from (f"{this} <= {bound}" for bound in bounds)
    for source in numbers:
        yield f"{this} >= -{source.text}"
        yield f"abs({this}) <= abs({source.text})"
    yield f"{this} != 0"


def _textual(result: Leaf, alike: Sequence[Leaf], constants: Constants) -> Iterator[str]:
    this = result.text
    for source in alike:
        yield f"{this}.startswith({source.text})"
        yield f"{this}.endswith({source.text})"
        yield f"{source.text}.startswith({this})"
        yield f"{source.text}.endswith({this})"
        yield f"len({this}) == len({source.text})"
        yield f"len({this}) <= len({source.text})"
        yield f"len({this}) >= len({source.text})"
    lengths = sorted({0, 1, *(n for n in constants.ints if 0 < n <= 1_000)})[:_MOST_BOUNDS]
    yield from (f"len({this}) == {n}" for n in lengths)
    yield from (f"len({this}) >= {n}" for n in reversed(lengths) if n)
    yield from (f"len({this}) <= {n}" for n in lengths)


def over_lists(function: Function) -> Iterator[str]:
    """What is often true of a result and a list among the parameters."""
    lists = [p for p in function.parameters if isinstance(p.type, ListType)]
    for parameter in lists:
        xs = parameter.name
        match function.returns:
            case ListType():
                yield from _list_to_list(xs)
            case BoolType():
                yield f"result == ({xs} == sorted({xs}))"
            case IntType() | FractionType() | StrType():
                yield from _list_to_item(xs)
        yield from _sought(xs, [p.name for p in function.parameters if p not in lists])


def _list_to_list(xs: str) -> Iterator[str]:
    yield f"result == sorted({xs})"
    yield f"result == {xs}[::-1]"
    yield f"sorted(result) == sorted({xs})"
    yield f"len(result) == len({xs})"
    yield f"len(result) <= len({xs})"
    yield f"all(x in {xs} for x in result)"
    yield f"all(x in result for x in {xs})"


def _list_to_item(xs: str) -> Iterator[str]:
    yield f"result == sum({xs})"
    yield f"result == max({xs})"
    yield f"result == min({xs})"
    yield f"result == len({xs})"
    yield f"result in {xs}"
    yield f"all(x <= result for x in {xs})"
    yield f"all(result <= x for x in {xs})"
    yield f"0 <= result < len({xs})"
    yield f"-1 <= result < len({xs})"
    yield f"0 <= result <= len({xs})"


def _sought(xs: str, names: Sequence[str]) -> Iterator[str]:
    """What a search for another parameter tells."""
    for name in names:
        yield f"result == ({name} in {xs})"
        yield f"result == {xs}.count({name})"
        yield f"result == -1 or {xs}[result] == {name}"
        yield f"(result == -1) == ({name} not in {xs})"
        yield f"(result is None) == ({name} not in {xs})"


def leaves(text: str, kind: Type) -> Iterator[Leaf]:
    """The parts of a value, through tuples and dataclasses."""
    match kind:
        case TupleType(items=items):
            for index, item in enumerate(items):
                yield from leaves(f"{text}[{index}]", item)
        case RecordType(fields=fields) if not isinstance(kind, RecursiveType):
            for field in fields:
                yield from leaves(f"{text}.{field.name}", field.type)
        case NoneType():
            return
        case _:
            yield Leaf(text, kind)


def monotonic(parameter: Parameter) -> tuple[str, str] | None:
    """How a result may move with a parameter, both ways, where both have an order."""
    if not isinstance(parameter.type, IntType | FractionType):
        return None
    return ("never falls", "never rises")


def _sayable(regions: Sequence[Region]) -> list[Region]:
    """The regions that return, or none of them if one returns what no expression says."""
    values = [region for region in regions if not isinstance(region.outcome, Fault)]
    said = [r for r in values if not isinstance(r.outcome, Fault) and is_sayable(r.outcome)]
    return said if len(said) == len(values) else []


def _shown(region: Region) -> str:
    assert not isinstance(region.outcome, Fault)
    text = expression_text(region.outcome)
    return f"({text})" if " if " in text else text


def _equals(value: Value) -> str:
    return f"is {value}" if value is None or isinstance(value, bool) else f"== {to_python(value)}"


def _one_of(texts: Sequence[str]) -> str:
    return f"result == {texts[0]}" if len(texts) == 1 else f"result in ({', '.join(texts)})"


def _class(kind: Type) -> object:
    return kind.base if isinstance(kind, LiteralType) else kind


def _members(kind: EnumType | LiteralType) -> Sequence[Value]:
    if isinstance(kind, EnumType):
        return [EnumValue(kind.name, member) for member, _ in kind.members]
    return kind.values


def _bounds(constants: Constants, kind: Type) -> list[str]:
    """Constants that may bound a number, rising."""
    ints = {0, 1, -1, *constants.ints[:_MOST_BOUNDS]}
    ints |= {-n for n in constants.ints[: _MOST_BOUNDS // 2]}
    if isinstance(kind, IntType):
        return [str(n) for n in sorted(ints)]
    numbers: set[Fraction] = {Fraction(n) for n in ints} | {*constants.fractions[:_MOST_BOUNDS]}
    return [_number(number) for number in sorted(numbers)]


def _number(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else to_python(number)
