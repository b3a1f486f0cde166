"""Candidates about common divisors: what a loop does to numbers leaves them as they were."""

import ast
from collections.abc import Iterator, Sequence

from lemmata.contracts.tasks import Task
from lemmata.provers.inference.texts import free_names, parsed, renamed
from lemmata.provers.inference.views import View


def common_divisors(task: Task, view: View) -> Iterator[str]:
    """`a % result == 0` is asked: what divides the locals that began as `a` divides `a`.

    A divisor is no greater than the sum of the numbers, so a range of that size holds all of them.
    Where the contract says up to which number nothing else divides, the converse is tried too.
    """
    wholes = list(dict.fromkeys(_divided(task, view)))
    began = {ast.unparse(start): name for name, start in view.initial.items()}
    nows = [began[whole] for whole in wholes if began.get(whole) in view.ints()]
    if not nows or len(nows) != len(wholes):
        return
    each = _fresh(view)
    of_wholes, of_nows = (_all_divided(numbers, each) for numbers in (wholes, nows))
    yield " or ".join(f"{name} != 0" for name in nows)
    yield f"{' + '.join(nows)} >= 1"
    for size in (" + ".join(nows), " + ".join(f"abs({name})" for name in nows)):
        yield f"all({of_wholes} for {each} in range(1, {size} + 1) if {of_nows})"
    for stop in dict.fromkeys(_stops(task, view)):
        yield f"all({of_nows} for {each} in range(1, {stop}) if {of_wholes})"


def _all_divided(numbers: Sequence[str], divisor: str) -> str:
    return " and ".join(f"{number} % {divisor} == 0" for number in numbers)


def _fresh(view: View) -> str:
    """A name that the loop does not know."""
    return next(name for name in ("d", *(f"d{i}" for i in range(99))) if name not in view.types)


def _clauses(task: Task, view: View) -> Iterator[ast.expr]:
    """The postconditions, with parameters that are assigned anew as they were."""
    entry = {name: parsed(f"OLD.{name}") for name in sorted(view.entry)}
    for clause in task.ensures:
        yield renamed(parsed(clause.text), entry)


def _divided(task: Task, view: View) -> Iterator[str]:
    """What a clause divides by the result, with a remainder."""
    for clause in _clauses(task, view):
        for part in ast.walk(clause):
            match part:
                case ast.BinOp(left=whole, op=ast.Mod(), right=ast.Name(id="result")):
                    yield ast.unparse(whole)
                case _:
                    pass


def _stops(task: Task, view: View) -> Iterator[str]:
    """Where ranges of a clause end, if that hangs on no result."""
    for clause in _clauses(task, view):
        for part in ast.walk(clause):
            match part:
                case ast.Call(func=ast.Name(id="range"), args=[*_, stop]):
                    if "result" not in free_names(stop):
                        yield ast.unparse(stop)
                case _:
                    pass
