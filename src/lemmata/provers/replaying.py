"""From an input that the language calls bad to a counterexample that CPython confirms."""

from lemmata.contracts.errors import LimitError
from lemmata.contracts.values import Value, to_python
from lemmata.contracts.verdicts import Verdict
from lemmata.language.fuel import FUEL, STEPS
from lemmata.language.interpreter import compiled
from lemmata.provers.limits import Limits
from lemmata.provers.protocol import Answer, Question
from lemmata.provers.shrinking import shrink

_FEW_STEPS = 200


def breaks(question: Question, arguments: tuple[Value, ...], steps: int = STEPS) -> bool:
    """Whether the input is admitted and breaks the contract, by the reference interpreter.

    An input that outgrows the interpreter's bounds counts as harmless: it cannot be shown.
    """
    checker = compiled(question.program, question.name)
    try:
        return checker.admits(arguments, steps) and checker.violation(arguments, steps) is not None
    except LimitError:
        return False


def refutation(
    prover: str, question: Question, arguments: tuple[Value, ...], limits: Limits
) -> Answer:
    """The refutation by this input, made smaller and replayed; ``FAILED`` if CPython disagrees.

    A smaller input may take no more steps than this one, and a few.
    """
    kinds = [parameter.type for parameter in question.function.parameters]
    before = FUEL.used
    breaks(question, arguments)
    steps = FUEL.used - before + _FEW_STEPS

    def is_bad(found: tuple[Value, ...]) -> bool:
        return breaks(question, found, steps)

    small = shrink(kinds, arguments, is_bad, limits.shrink_tries)
    found = question.sandbox.replay(question.name, small)
    if found is None:
        reason = (
            f"{prover}: the reference interpreter says that {call_text(question, small)} breaks"
            " the contract, and CPython does not; please report this, it is a bug in Lemmata"
        )
        return Answer(prover, Verdict.FAILED, reason, witness=small)
    return Answer(prover, Verdict.REFUTED, counterexample=found, witness=small)


def call_text(question: Question, arguments: tuple[Value, ...]) -> str:
    """The call as Python text, cut where it is long."""
    parts = (
        f"{parameter.name}={_brief(value)}"
        for parameter, value in zip(question.function.parameters, arguments, strict=True)
    )
    return f"{question.name}({', '.join(parts)})"


def _brief(value: Value) -> str:
    try:
        text = to_python(value)
    except ValueError:
        return "<a number of thousands of digits>"
    return text if len(text) <= 200 else text[:200] + "…"
