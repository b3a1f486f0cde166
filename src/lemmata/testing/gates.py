"""What every gate must pass, ours or a stranger's: honest, repeatable, and it runs nothing here."""

import builtins
from collections.abc import Callable, Iterator
from dataclasses import replace

from lemmata.contracts.errors import InputError
from lemmata.contracts.gating import GateOutcome, GateResult
from lemmata.contracts.verdicts import Judgement, Verdict
from lemmata.gates.policy import Policy, SecurityRules
from lemmata.gates.protocol import Gate, Submission, Tools
from lemmata.gates.toolbox import Toolbox

_CANARY = "lemmata_canary_of_the_gates"

_HEAD = 'def f(n: int) -> int:\n    """F.\n\n'
_TEXTS = {
    "a right body": f'{_HEAD}    >>> f(1)\n    1\n    """\n    return n\n',
    "a wrong body": f'{_HEAD}    >>> f(1)\n    1\n    """\n    return 0\n',
    "a contract": f'{_HEAD}    post: __return__ == n\n    """\n    return n\n',
    "no Python": "def f(n: int) -> int:\n    return n +\n",
    "no function": "x = 1\n",
    "no types": "def f(n):\n    return n\n",
    "an empty text": "",
    "odd characters": 'def f(s: str) -> str:\n    return s + "\\udfff\U0001f600"\n',
    "a canary": f"import builtins\nbuiltins.{_CANARY} = True\n\ndef f(n: int) -> int:\n"
    f"    builtins.{_CANARY} = True\n    return n\n",
}


def gate_conformance(make: Callable[[], Gate]) -> list[str]:
    """Everything in which the gate that ``make`` returns breaks the laws; empty: it passes.

    The laws: it has a name, and its results carry it; it answers every text, also one that is no
    Python, and raises at most InputError; FAILED comes with an error, PASSED with none, BROKEN and
    SKIPPED with a note; the same submission has the same answer, also from another instance; it
    claims no proof; nothing of a submission runs in the process of its judge.

    Use it in a test: ``assert gate_conformance(MyGate) == []``.
    """
    with Toolbox() as box:
        tools = box.tools(_unsure)
        return [
            f"{what}: {problem}"
            for what, submission in _submissions()
            for problem in _problems(make, submission, tools)
        ]


def _submissions() -> Iterator[tuple[str, Submission]]:
    for what, source in _TEXTS.items():
        yield what, Submission.of("candidate.py", source, "f")
    activity = Policy(security=SecurityRules(kind="activity", effects=("clock",), tools=()))
    text = "import time\n\ndef f() -> float:\n    return time.time()\n"
    yield "an activity", Submission.of("candidate.py", text, "f", activity)


def _unsure(submission: Submission) -> Judgement:
    """Provers that are not sure of anything."""
    return Judgement(submission.function, Verdict.UNKNOWN, reason="nobody was asked")


def _problems(make: Callable[[], Gate], submission: Submission, tools: Tools) -> Iterator[str]:
    first = _asked(make(), submission, tools)
    if hasattr(builtins, _CANARY):
        delattr(builtins, _CANARY)
        yield "it ran the candidate in this process"
    if isinstance(first, str):
        yield first
        return
    yield from _dishonest(make().name, first)
    if _asked(make(), submission, tools) != first:
        yield "the same submission got another answer the second time"


def _asked(gate: Gate, submission: Submission, tools: Tools) -> GateResult | str:
    try:
        result = gate.judge(submission, tools)
    except InputError as error:
        return replace(GateResult("", GateOutcome.BROKEN), gate=gate.name, notes=(str(error),))
    except Exception as error:  # noqa: BLE001 - whatever it raises is what is looked for
        return f"it raised {type(error).__name__}: {error}"
    return result if isinstance(result, GateResult) else f"it answered {result!r:.80}"


def _dishonest(name: str, result: GateResult) -> Iterator[str]:
    if not name or result.gate != name:
        yield f"it is called {name!r} and answers for {result.gate!r}"
    if result.outcome is GateOutcome.PASSED and result.errors:
        yield "it passes what it finds errors in"
    if result.outcome is GateOutcome.FAILED and not result.errors:
        yield "it fails what it finds no error in"
    if result.outcome in (GateOutcome.BROKEN, GateOutcome.SKIPPED) and not any(result.notes):
        yield f"it is {result.outcome.value} and does not say why"
    if result.assurance and name != "proof":
        yield f"it claims the assurance {result.assurance!r}"
    if not all(found.message and found.rule for found in result.findings):
        yield "a finding of it has no rule or no message"
