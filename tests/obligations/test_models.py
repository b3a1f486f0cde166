"""Models in both solvers' notations are read back as Python values."""

from fractions import Fraction

import pytest

from lemmata.contracts.errors import ChoiceError, DataError
from lemmata.contracts.tasks import Parameter
from lemmata.contracts.types import (
    BOOL,
    FRACTION,
    INT,
    NONE,
    STR,
    EnumType,
    Field,
    LiteralType,
    OptionalType,
    RecordType,
    TupleType,
    Type,
)
from lemmata.contracts.values import EnumValue, RecordValue, Value
from lemmata.language.tree import Function, Program
from lemmata.obligations import read_arguments

COLOR = EnumType("Color", (("RED", 1), ("some", 2)))
POINT = RecordType("Point", (Field("x", INT), Field("color", OptionalType(COLOR))))
PAIR = TupleType((INT, BOOL))


def program(kind: Type, name: str = "x") -> Program:
    """A program whose function `f` takes one parameter."""
    function = Function("f", (Parameter(name, kind),), INT, (), (), (), (), 1)
    return Program("f.py", {}, {"f": function}, {})


@pytest.mark.parametrize(
    ("kind", "reply", "value"),
    [
        (INT, "((arg.x 5))", 5),
        (INT, "5", 5),
        (INT, "((arg.x (- 5)))", -5),
        (INT, "((arg.x -5))", -5),
        (BOOL, "((arg.x true))", True),
        (NONE, "((arg.x py.none))", None),
        (FRACTION, "((arg.x 1.0))", Fraction(1)),
        (FRACTION, "((arg.x (/ 1 3)))", Fraction(1, 3)),
        (FRACTION, "((arg.x (/ (- 1) 3)))", Fraction(-1, 3)),
        (FRACTION, "((arg.x (- (/ 1.0 3.0))))", Fraction(-1, 3)),
        (FRACTION, "((arg.x 1/3))", Fraction(1, 3)),
        (FRACTION, "((arg.x (- 2)))", Fraction(-2)),
        (STR, '((arg.x ""))', ""),
        (STR, '((arg.x "a""b"))', 'a"b'),
        (STR, '((arg.x "\\u{41}\\u{5c}u0042\\u0043"))', "A\\u0042C"),
        (STR, '((arg.x "(;|"))', "(;|"),
        (STR, '((arg.x "\\u{2ffff}"))', "\U0002ffff"),
        (COLOR, "((arg.x member.Color.some))", EnumValue("Color", "some")),
        (LiteralType(INT, (1, 2)), "((arg.x 2))", 2),
        (OptionalType(INT), "((arg.x none.Int))", None),
        (OptionalType(INT), "((arg.x (as none.Int option.Int)))", None),
        (OptionalType(INT), "((arg.x (some.Int (- 3))))", -3),
        (OptionalType(INT), "((arg.x ((as some.Int option.Int) 3)))", 3),
        (PAIR, "((arg.x (make.tuple2.Int.Bool 1 false)))", (1, False)),
        (TupleType(()), "((arg.x make.tuple0))", ()),
        (
            POINT,
            "((arg.x (let ((a!1 (some.enum.Color member.Color.RED)))"
            " (let ((a!2 (- 7))) (make.record.Point a!2 a!1)))))",
            RecordValue("Point", ("x", "color"), (-7, EnumValue("Color", "RED"))),
        ),
    ],
)
def test_values_are_read(kind: Type, reply: str, value: Value) -> None:
    """Every notation of a value is that value, with its type."""
    (found,) = read_arguments(program(kind), "f", [reply])
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "reply"),
    [
        (FRACTION, "((arg.x (root-obj (+ (^ x 2) (- 2)) 1)))"),
        (FRACTION, "((arg.x 1.414?))"),
        (FRACTION, "((arg.x (/ 1 0)))"),
        (INT, "((arg.x (/ 1 2)))"),
        (INT, "((arg.x true))"),
        (INT, "((arg.x"),
        (INT, ""),
        (BOOL, "((arg.x 1))"),
        (STR, "((arg.x 1))"),
        (COLOR, "((arg.x member.Color.GREEN))"),
        (LiteralType(INT, (1, 2)), "((arg.x 3))"),
        (OptionalType(INT), "((arg.x (some.Int)))"),
        (PAIR, "((arg.x (make.tuple2.Int.Bool 1)))"),
        (PAIR, "((arg.x (let (3) x)))"),
    ],
)
def test_other_replies_are_refused(kind: Type, reply: str) -> None:
    """A reply that is no value of the type is a DataError, never a guess."""
    with pytest.raises(DataError):
        read_arguments(program(kind), "f", [reply])


def test_the_count_must_fit() -> None:
    """One reply a parameter; and the function must exist."""
    with pytest.raises(DataError):
        read_arguments(program(INT), "f", [])
    with pytest.raises(ChoiceError):
        read_arguments(program(INT), "g", ["1"])


def test_unicode_names_are_read() -> None:
    """A parameter's name travels encoded."""
    assert read_arguments(program(INT, "é"), "f", ["((arg.$e9$ 4))"]) == (4,)
