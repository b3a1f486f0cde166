"""Operations on strings: their facts are true of CPython, and strong enough to decide."""

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from random import Random

import pytest

from lemmata.contracts.types import BOOL, INT, NONE, STR, Type
from lemmata.contracts.values import Value
from lemmata.language.tree import Apply, Const, Expr, Name, Operation
from lemmata.obligations.smtlib import Term, conjunction, integer, negate, string
from lemmata.obligations.solvers import Reply, Script, Solver
from lemmata.obligations.sorts import constant
from lemmata.obligations.text import WHITE
from tests.obligations.facts import Encoded, encode, instances, script

Ask = Callable[[Sequence[Script], Solver], tuple[Reply, ...]]
CLASSES = ("digit", "alpha", "alnum", "upper", "lower")
PYTHON: dict[Operation, tuple[Callable[..., Value], tuple[Type, ...], Type]] = {
    Operation.FIND: (str.find, (STR, STR), INT),
    Operation.REPLACE: (str.replace, (STR, STR, STR), STR),
    Operation.COUNT: (str.count, (STR, STR), INT),
    Operation.BEFORE: (lambda a, b: a < b, (STR, STR), BOOL),
    Operation.CHARACTER: (lambda a, i: a[i], (STR, INT), STR),
    Operation.SLICE: (lambda a, i, j: a[i:j], (STR, INT, INT), STR),
    Operation.REPEAT: (lambda a, n: a * n, (STR, INT), STR),
    Operation.REVERSE: (lambda a: a[::-1], (STR,), STR),
    Operation.STRIP: (str.strip, (STR, NONE), STR),
    Operation.STRIP_LEFT: (str.lstrip, (STR, NONE), STR),
    Operation.STRIP_RIGHT: (str.rstrip, (STR, NONE), STR),
    Operation.UPPER: (str.upper, (STR,), STR),
    Operation.LOWER: (str.lower, (STR,), STR),
    Operation.IS_DIGIT: (str.isdigit, (STR,), BOOL),
    Operation.IS_ALPHA: (str.isalpha, (STR,), BOOL),
    Operation.IS_ALNUM: (str.isalnum, (STR,), BOOL),
    Operation.IS_SPACE: (str.isspace, (STR,), BOOL),
    Operation.IS_UPPER: (str.isupper, (STR,), BOOL),
    Operation.IS_LOWER: (str.islower, (STR,), BOOL),
    Operation.TEXT: (str, (INT,), STR),
    Operation.PARSE_INT: (int, (STR,), INT),
}
# Those whose facts leave one value only, for any ASCII string.
EXACT = (
    Operation.FIND,
    Operation.BEFORE,
    Operation.CHARACTER,
    Operation.SLICE,
    Operation.STRIP,
    Operation.STRIP_LEFT,
    Operation.STRIP_RIGHT,
    Operation.IS_DIGIT,
    Operation.IS_ALPHA,
    Operation.IS_ALNUM,
    Operation.IS_SPACE,
    Operation.IS_UPPER,
    Operation.IS_LOWER,
)
PLAIN = ("", "a", "B", "ab", "Ab1", " a ", "aa", "007", "-7", "+5", " 12\n", "1_0", "_1", "1__0")
ODD = ("é", "ß", "²", "٣", "ΑΣ", "İ", "\u00a05", "\x1c5", "ǅ", "Ⓐ", "aß", "٣4", "\U0001f600", "ſ")
NUMBERS = (-12, -1, 0, 1, 2, 3, 9, 10, 105)


def operands(kinds: Sequence[Type], texts: Sequence[str]) -> Iterator[tuple[Value, ...]]:
    """Values of the kinds, every mix of some."""
    short = ("", "a", "aa", "b", "é")
    for position, choices in enumerate(
        product(*(texts if k == STR else NUMBERS if k == INT else (None,) for k in kinds[:1]))
    ):
        for rest in product(
            *(short if k == STR else NUMBERS if k == INT else (None,) for k in kinds[1:])
        ):
            if len(kinds) < 3 or (position + len(str(rest))) % 3 == 0:
                yield (*choices, *rest)


def applied(operation: Operation, values: Sequence[Value]) -> tuple[Encoded, Term]:
    """The operation on variables of these values, the claim that CPython makes, if it returns."""
    function, kinds, returns = PYTHON[operation]
    arguments: list[Expr] = []
    environment: dict[str, tuple[Term, Type]] = {}
    for name, value, kind in zip("abc", values, kinds, strict=False):
        if value is None:
            arguments.append(Const(None, NONE, 1))
        else:
            arguments.append(Name(name, kind, 1))
            environment[name] = (constant(value, kind), kind)
    made = encode(Apply(operation, tuple(arguments), returns, 1), environment)
    try:
        expected = function(*values)
    except (IndexError, ValueError) as error:
        raised = (type(error).__name__,)
        return made, negate(made.defined) if made.errors == raised else "false"
    return made, conjunction([made.defined, f"(= {made.term} {constant(expected, returns)})"])


def pins(values: Sequence[Value]) -> Iterator[Term]:
    """What CPython says of the declared functions, wherever facts may look."""
    texts = {"", *(v for v in values if isinstance(v, str))}
    for operation in (str.upper, str.lower, str.strip, str.lstrip):
        texts |= {operation(text) for text in texts}
    whole = sorted({t[i:j] for t in texts for i in range(len(t) + 1) for j in range(i, len(t) + 1)})
    numbers = {v for v in values if isinstance(v, int)}
    numbers |= {n // 10**k for n in numbers for k in range(4)} | {-n for n in numbers}
    for text in whole:
        literal = string(text)
        yield f"(= (text.upper.of {literal}) {string(text.upper())})"
        yield f"(= (text.lower.of {literal}) {string(text.lower())})"
        yield f"(= (text.reverse {literal}) {string(text[::-1])})"
        for cut, left, right in (
            ("left", text[: len(text) - len(text.lstrip())], text.lstrip()),
            ("right", text[len(text.rstrip()) :], text.rstrip()),
        ):
            name = "lstrip" if cut == "left" else "rstrip"
            yield f"(= (text.cut.{cut} {literal} {string(WHITE)}) {string(left)})"
            yield f"(= (text.{name} {literal} {string(WHITE)}) {string(right)})"
        for name in CLASSES:
            said = constant(getattr(text, f"is{name}")(), BOOL)
            yield f"(= (text.{name} {literal}) {said})"
        for character in text:
            for name in CLASSES:
                said = constant(getattr(character, f"is{name}")(), BOOL)
                yield f"(= (unicode.{name} {ord(character)}) {said})"
        for part in whole:
            yield f"(= (text.count {literal} {string(part)}) {text.count(part)})"
            yield f"(= (text.between {literal} {string(part)}) {string(text.replace('', part))})"
        for number in numbers | {n - 1 for n in numbers}:
            if number < 20:
                made = string(text * number)
                yield f"(= (text.repeat {literal} {integer(number)}) {made})"
        try:
            yield f"(= (text.int {literal}) {integer(int(text))})"
            yield f"(text.is_int {literal})"
        except ValueError:
            yield f"(not (text.is_int {literal}))"
    for number in sorted(numbers):
        yield f"(= (text.of {integer(number)}) {string(str(number))})"
        yield f"(= (text.int {string(str(number))}) {integer(number)})"
        yield f"(text.is_int {string(str(number))})"


@pytest.mark.parametrize("operation", list(PYTHON))
def test_facts_are_true_of_cpython(operation: Operation, ask: Ask) -> None:
    """No fact contradicts what CPython says of the values, non-ASCII ones among them."""
    kinds = PYTHON[operation][1]
    chosen = list(operands(kinds, (*PLAIN, *ODD)))
    scripts = []
    for values in Random(1).sample(chosen, min(len(chosen), 60)):
        if operation is Operation.REPEAT and isinstance(values[1], int) and values[1] > 20:
            continue
        made, claim = applied(operation, values)
        facts = [instances(fact, range(-1, 8)) for fact in made.facts]
        scripts.append(script([made.encoder], [*pins(values), *facts, claim]))
    assert len(scripts) >= 9
    said = [reply.status for reply in ask(scripts, Solver.Z3)]
    assert said == ["sat"] * len(said)


@pytest.mark.parametrize("operation", EXACT)
def test_plain_strings_are_decided(operation: Operation, ask: Ask) -> None:
    """For ASCII strings the value that CPython computes is the only one."""
    kinds = PYTHON[operation][1]
    plain = [v for v in operands(kinds, PLAIN) if "é" not in v]
    scripts = []
    for values in Random(2).sample(plain, min(len(plain), 60)):
        made, claim = applied(operation, values)
        facts = [instances(fact, range(-1, 8)) for fact in made.facts]
        scripts.append(script([made.encoder], [*facts, negate(claim)]))
    said = {solver: [reply.status for reply in ask(scripts, solver)] for solver in Solver}
    pairs = list(zip(said[Solver.Z3], said[Solver.CVC5], strict=True))
    assert all("unsat" in pair and "sat" not in pair for pair in pairs), pairs


def test_classes_lie_to_each_other_as_said() -> None:
    """`text.classes` holds of every code point, and ASCII classes are those of the prelude."""
    for code in range(0x110000):
        c = chr(code)
        digit, alpha, alnum = c.isdigit(), c.isalpha(), c.isalnum()
        upper, lower = c.isupper(), c.islower()
        assert alnum or not (digit or alpha)
        assert not (digit and (alpha or upper or lower))
        assert not (upper and lower)
        if code < 128:
            assert digit == (48 <= code <= 57)
            assert upper == (65 <= code <= 90)
            assert lower == (97 <= code <= 122)
            assert alpha == (upper or lower)
            assert alnum == (alpha or digit)
        if c.isspace():
            assert code <= 0x3000
            assert c in WHITE


def test_cases_are_stable_and_never_shorten() -> None:
    """Of every character: `upper` and `lower` give one character or more, and settle at once."""
    for code in range(0x110000):
        c = chr(code)
        assert len(c.upper()) >= 1
        assert len(c.lower()) >= 1
        assert c.upper().upper() == c.upper()
        assert c.lower().lower() == c.lower()
        assert "Σ" not in c.lower()
