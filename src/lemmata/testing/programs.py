"""Seeded random task files of the provable subset, and random arguments for them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random

from lemmata.contracts.recursion import simplest
from lemmata.contracts.tasks import Parameter
from lemmata.contracts.types import (
    BoolType,
    DictType,
    EnumType,
    FractionType,
    FunctionType,
    IntType,
    ListType,
    LiteralType,
    NoneType,
    OptionalType,
    RecordType,
    SetType,
    StrType,
    TupleType,
    Type,
    UnionType,
    show,
)
from lemmata.contracts.values import (
    DictValue,
    EnumValue,
    FunctionValue,
    ListValue,
    RecordValue,
    SetValue,
    Value,
)
from lemmata.testing.random_containers import CONTAINER_PRODUCTIONS, CONTAINERS
from lemmata.testing.random_expressions import (
    HEADER,
    TYPES,
    Expressions,
    Production,
    Signature,
)
from lemmata.testing.random_loops import LOOP_STATEMENTS, RECURSIVE, recursive_text
from lemmata.testing.random_statements import DEPTH, Statements

_INTEGERS = (0, 1, -1, 2, 3, 5, -7, 10, 2**70, -(2**70))
_TEXTS = ("", "a", "ab", "lo", "hi", "aba", "\U0001f40d", "a\U0001f40db", "é", "'\\\"")
_FRACTIONS = (Fraction(0), Fraction(1, 2), Fraction(-7, 3), Fraction(5), Fraction(-1, 2**70))


def random_program(
    seed: int, depth: int = DEPTH, *, is_total: bool = False, has_loops: bool = False
) -> str:
    """A task file of one to three functions; the last has a contract. Same seed, same text.

    ``depth`` bounds the nesting of expressions; in a total program no function can raise. With
    ``has_loops`` there are lists, dicts, sets, loops that end, and recursion that does.
    """
    random = Random(seed)
    functions: list[Signature] = []
    texts = [HEADER]
    kinds = (*TYPES, *CONTAINERS, *CONTAINERS) if has_loops else TYPES
    more, productions = (LOOP_STATEMENTS, CONTAINER_PRODUCTIONS) if has_loops else ((), {})
    if has_loops and random.random() < 0.4:
        texts.append(recursive_text(random))
        functions.append(RECURSIVE)
    count = random.randint(1, 3)
    for index in range(count):
        is_last = index == count - 1
        signature = _signature(random, f"task{index}", kinds)
        parameters = signature.named()
        statements = Statements(
            random,
            tuple(functions),
            parameters,
            signature.returns,
            depth,
            is_total=is_total,
            kinds=kinds,
            more=more,
        )
        statements.write.more = productions
        body = statements.body()
        has_contract = is_last or random.random() < 0.3
        contract = (
            _contract(random, parameters, signature.returns, productions) if has_contract else []
        )
        texts.append(function_text(signature, body, contract))
        functions.append(signature)
    return "\n\n".join(texts)


def _signature(random: Random, name: str, kinds: Sequence[Type]) -> Signature:
    chosen = tuple(random.choice(kinds) for _ in range(random.randint(1, 4)))
    return Signature(name, chosen, random.choice(kinds))


def function_text(signature: Signature, body: Sequence[str], contract: Sequence[str] = ()) -> str:
    """The text of a function; its parameters are called ``arg0``, ``arg1`` and so on."""
    named = signature.named().items()
    shown = ", ".join(f"{known}: {show(kind)}" for known, kind in named)
    head = f"def {signature.name}({shown}) -> {show(signature.returns)}:"
    return "\n".join([*contract, head, *(f"    {line}" for line in body)]) + "\n"


def _contract(
    random: Random,
    parameters: Mapping[str, Type],
    returns: Type,
    more: Mapping[Type, Sequence[Production]],
) -> list[str]:
    """Clauses that mean little: they exercise the evaluation of contracts."""
    before = Expressions(random, (), dict(parameters), more=more)
    after = Expressions(random, (), {**parameters, "result": returns}, more=more)
    names = ", ".join(parameters)
    lines = []
    if random.random() < 0.4:
        lines.append(f"@require(lambda {names}: {before.test(2)} or {before.test(1)})")
    lines.extend(
        f"@ensure(lambda {names}, result: {after.test(2)})" for _ in range(random.randint(1, 2))
    )
    return lines


def random_arguments(
    parameters: Sequence[Parameter], random: Random, count: int
) -> list[tuple[Value, ...]]:
    """``count`` argument tuples of the declared types, edge values among them."""
    return [
        tuple(random_value(parameter.type, random) for parameter in parameters)
        for _ in range(count)
    ]


def random_value(kind: Type, random: Random) -> Value:
    """One value of the type."""
    match kind:
        case IntType():
            return random.choice((*_INTEGERS, random.randint(-20, 20), random.randint(-4, 4)))
        case BoolType():
            return random.random() < 0.5
        case StrType():
            letters = random.choices("abloh\U0001f40d", k=random.randint(0, 4))
            return random.choice((*_TEXTS, "".join(letters)))
        case NoneType():
            return None
        case FractionType():
            any_fraction = Fraction(random.randint(-9, 9), random.randint(1, 9))
            return random.choice((*_FRACTIONS, any_fraction, any_fraction))
        case EnumType(name=name, members=members):
            return EnumValue(name, random.choice(members)[0])
        case LiteralType(values=values):
            return random.choice(values)
        case _:
            return _random_compound(kind, random)


def _random_compound(kind: Type, random: Random) -> Value:
    match kind:
        case TupleType(items=items):
            return tuple(random_value(item, random) for item in items)
        case OptionalType(item=item):
            return None if random.random() < 0.35 else random_value(item, random)
        case UnionType(items=records):
            least = simplest(kind)
            return random_value(least if random.random() < 0.4 else random.choice(records), random)
        case RecordType(name=name, fields=fields):
            values = tuple(random_value(field.type, random) for field in fields)
            return RecordValue(name, tuple(field.name for field in fields), values)
        case ListType(item=item):
            return ListValue(_random_items(item, random))
        case SetType(item=item):
            return SetValue(frozenset(_random_items(item, random)))
        case DictType(key=key, value=held):
            keys = dict.fromkeys(_random_items(key, random))
            return DictValue(tuple((known, random_value(held, random)) for known in keys))
        case FunctionType(parameters=parameters, returns=returns):
            rows = {
                tuple(random_value(part, random) for part in parameters): random_value(
                    returns, random
                )
                for _ in range(random.randint(0, 3))
            }
            return FunctionValue(tuple(rows.items()), random_value(returns, random))
    raise AssertionError(kind)


def _random_items(kind: Type, random: Random) -> tuple[Value, ...]:
    """Up to five items; now and then in ascending order, or with one twice."""
    items = [random_value(kind, random) for _ in range(random.choice((0, 1, 2, 2, 3, 3, 4, 5)))]
    if items and random.random() < 0.3:
        items.insert(random.randint(0, len(items)), random.choice(items))
    if random.random() < 0.2 and isinstance(kind, IntType | StrType | FractionType):
        items.sort()
    return tuple(items)
