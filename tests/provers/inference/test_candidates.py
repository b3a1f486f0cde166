"""What is proposed: enough for the usual loops, and nothing that a run contradicts survives."""

import ast

from lemmata.contracts.reading import read_source
from lemmata.contracts.tasks import Task
from lemmata.contracts.values import ListValue
from lemmata.language.hints import hint_reader, loop_scopes
from lemmata.language.parsing import parse_program
from lemmata.obligations.solvers import Solvers
from lemmata.provers.inference.candidates import candidates
from lemmata.provers.inference.measures import loop_measures, recursion_measures
from lemmata.provers.inference.traces import State, states, surviving
from lemmata.provers.inference.views import View, views
from tests.provers.asking import question_about

SUM = '''
def f(xs: list[int], n: int) -> int:
    """Doc.

    pre: n >= 0
    post: __return__ == n + sum(xs)
    """
    total = n
    for x in xs:
        total += x
    return total
'''
SQUARES = '''
def f(n: int) -> int:
    """Doc.

    post: __return__ >= n
    """
    i = 0
    while i * i < n:
        i += 1
    return i * i
'''

DIVISOR = '''
def f(a: int, b: int) -> int:
    """Doc.

    pre: a > 0 and b > 0
    post: a % __return__ == 0 and b % __return__ == 0
    post: all(a % z != 0 or b % z != 0 for z in range(__return__ + 1, a))
    """
    x = a
    while b:
        x, b = b, x % b
    return x
'''


def looked_at(source: str) -> tuple[Task, View]:
    """The task and its first loop."""
    module = read_source(source, "task.py")
    program = parse_program(module)
    task = module.tasks["f"]
    return task, views(task, loop_scopes(module, program, "f"))[0]


def test_contract_and_code_are_told_of_what_was_drawn() -> None:
    """The clause with `xs` cut at the loop's place; the sum that the code adds up."""
    task, view = looked_at(SUM)
    first, second = candidates(task, view)
    assert "total == n + sum(xs[:index_1])" in first
    assert "total == n + sum((x for x in xs[:index_1]))" in second
    assert not set(first) & set(second)


def test_a_name_that_a_clause_binds_is_never_replaced() -> None:
    """A clause may quantify over the name of a fixed int: every candidate is still Python."""
    clause = "post: __return__ == n + sum(xs)"
    bound = f"{clause}\n    post: all(n <= __return__ for n in range(__return__))"
    source = SUM.replace(clause, bound).replace("for x in xs:", "for x in range(2, n):")
    task, view = looked_at(source)
    texts = [text for tier in candidates(task, view) for text in tier]
    assert any("for n in range(" in text for text in texts)
    for text in texts:
        ast.parse(text, mode="eval")


def test_divisors_of_what_is_left_are_those_of_the_start() -> None:
    """Both ways, of locals that began as what the contract divides, within ranges that hold all."""
    task, view = looked_at(DIVISOR)
    first = next(candidates(task, view))
    there = "all((a % d == 0 and OLD.b % d == 0 for d in range(1, x + b + 1)"
    assert f"{there} if x % d == 0 and b % d == 0))" in first
    back = "all((x % d == 0 and b % d == 0 for d in range(1, a)"
    assert f"{back} if a % d == 0 and OLD.b % d == 0))" in first
    task, view = looked_at(DIVISOR.replace("x = a", "x = a + 1"))
    assert not [text for text in next(candidates(task, view)) if " for d in " in text]


def test_measures_come_from_the_guard_first() -> None:
    """What the guard compares is what shrinks, most of the time."""
    _, view = looked_at(SQUARES)
    assert loop_measures(view)[0] == ("n - (i * i)",)


def test_measures_of_recursion_speak_of_the_parameters() -> None:
    """Ints, lengths, differences, and pairs of them."""
    task, _ = looked_at(SUM)
    found = recursion_measures(task)
    assert {("n",), ("len(xs)",), ("len(xs) - n",), ("len(xs)", "n")} <= set(found)


def test_runs_throw_out_what_they_contradict(solvers: Solvers) -> None:
    """A state in which a candidate is false, or raises, is enough; what holds in all survives."""
    with question_about(SUM, solvers=solvers) as question:
        reader = hint_reader(question.module, question.program, "f")
        texts = ["total == n + sum(xs[:index_1])", "total >= n", "xs[index_1] > 0", "index_1 < 3"]
        conditions = [reader.invariant(1, text) for text in texts]
        found = states(question, [(list_of(1, 2), 4), (list_of(-1, 1, 1), 0)])
        names = list(reader.types(1))
        kept = surviving(question.program, conditions, names, found[1])
    assert [one.text for one in kept] == [texts[0]]
    assert len(found[1]) == 7
    assert all(isinstance(state, State) for state in found[1])


def list_of(*items: int) -> ListValue:
    """A list as a value."""
    return ListValue(items)
