"""The SyGuS engine on its own: what cvc5 answers is read, shortened and right."""

import pytest

from lemmata.contracts.attempts import Budget
from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.reading import read_source
from lemmata.contracts.types import INT
from lemmata.contracts.verdicts import Candidate
from lemmata.generators import Request, generator
from lemmata.generators.enumerative import Engine
from lemmata.generators.problem import problem
from lemmata.generators.samples import Sampler
from lemmata.generators.sygus import sygus_bodies
from lemmata.generators.sygus_problem import sygus_text
from lemmata.generators.sygus_reading import Reader
from lemmata.language.parsing import parse_program
from lemmata.language.printer import print_body, print_expression
from lemmata.obligations.smtlib import read
from lemmata.obligations.solvers import Solvers

SOURCE = '''
from enum import Enum
from fractions import Fraction
from icontract import ensure, require

class Grade(Enum):
    """Marks."""
    GOOD = 1
    FAIR = 2
    POOR = 3

@ensure(lambda a, b, result: result >= a and result >= b and result in (a, b))
def larger(a: int, b: int) -> int:
    """The larger."""
    ...

@require(lambda score: 0 <= score <= 100)
@ensure(lambda score, result: (score >= 80) == (result == Grade.GOOD))
@ensure(lambda score, result: (60 <= score < 80) == (result == Grade.FAIR))
def grade(score: int) -> Grade:
    """The mark."""
    ...

@ensure(lambda a, b, result: result[0] + result[1] == a and result[0] - result[1] == b)
def sum_difference(a: Fraction, b: Fraction) -> tuple[Fraction, Fraction]:
    """Two numbers from their sum and difference."""
    ...

@require(lambda a, b: a != 0 and b != 0)
@ensure(lambda a, b, result: result != 0 and a / result == b)
def quotient(a: Fraction, b: Fraction) -> Fraction:
    """What a is divided by to give b."""
    ...

@ensure(lambda name, result: (result == "hi " + name) if name != "" else result == "hi you")
def greeting(name: str) -> str:
    """A greeting."""
    ...

@ensure(lambda x, y, result: result + result > x + y and result + result <= x + y + 2)
def middle(x: int, y: int) -> int:
    """The first whole number beyond the middle."""
    ...
'''


def bodies(name: str) -> list[str]:
    """The engine's bodies for a task."""
    task = problem(parse_program(read_source(SOURCE)), name)
    with Solvers() as solvers:
        engine = Engine(task, Sampler(task, 0).points(100), solvers, lambda: False)
        return [print_body(body) for body in sygus_bodies(engine)]


def test_conditionals_become_early_returns() -> None:
    """A nested answer of cvc5 is printed as early returns."""
    found = bodies("larger")[0].splitlines()
    assert sorted(line.strip() for line in found if "return" in line) == ["return a", "return b"]


def test_enums_are_datatypes() -> None:
    """An enum result is solved as a datatype."""
    assert bodies("grade")[0].splitlines() == [
        "if score < 60:",
        "    return Grade.POOR",
        "if score >= 80:",
        "    return Grade.GOOD",
        "return Grade.FAIR",
    ]


def test_tuples_are_solved_as_one() -> None:
    """Components that depend on one another are solved together, fractions over one bar."""
    assert bodies("sum_difference")[0] == "return ((a + b) / 2, (a - b) / 2)"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("quotient", "return a / b"),
        ("greeting", "if name == '':\n    return 'hi you'\nreturn 'hi ' + name"),
    ],
)
def test_contract_s_grammar_helps_out(name: str, expected: str) -> None:
    """What single invocation cannot do is found in a grammar made of the contract."""
    assert bodies(name)[0] == expected


def test_synth_asks_cvc5_for_more() -> None:
    """The built-in generator goes on to cvc5 where the contract suggests no right term."""
    found = generator("synth").propose(Request(read_source(SOURCE), "middle"), Budget())
    assert isinstance(found, Candidate)
    assert found.body == "return (x + y + 2) // 2"


def test_problem_speaks_the_encoder_s_words() -> None:
    """The problem holds one function to find and the contract as one constraint."""
    text = sygus_text(problem(parse_program(read_source(SOURCE)), "larger"))
    lines = text.splitlines()
    assert lines[1] == "(synth-fun f ((arg.a Int) (arg.b Int)) Int)"
    assert lines[-1] == "(check-synth)"
    assert text.count("(constraint ") == 1


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("(>= (+ arg.a (* (- 1) arg.b)) 0)", "a >= b"),
        ("(>= (+ arg.a (* (- 1) arg.b)) 1)", "a > b"),
        ("(not (>= arg.a 1))", "a <= 0"),
        ("(>= (* (- 1) arg.a) 3)", "a <= -3"),
        ("(let ((x (+ arg.a 1))) (+ x x))", "2 * a + 2"),
        ("(div_total arg.a 2)", "a // 2"),
        ("(mod arg.a 7)", "a % 7"),
        ("(+ (* (- 1) arg.a) arg.b)", "b - a"),
    ],
)
def test_terms_read_like_people_write(term: str, expected: str) -> None:
    """Sums are gathered and what is subtracted changes sides."""
    reader = Reader((("a", INT), ("b", INT)), INT)
    assert print_expression(reader.expression(read(term))) == expected


@pytest.mark.parametrize("term", ["(div arg.a arg.b)", "(mod arg.a (- 3))", "(bvadd arg.a arg.b)"])
def test_other_meanings_are_refused(term: str) -> None:
    """SMT-LIB's division is Python's for positive constants only; the rest is refused."""
    reader = Reader((("a", INT), ("b", INT)), INT)
    with pytest.raises(UnsupportedError, match="cvc5"):
        reader.expression(read(term))
