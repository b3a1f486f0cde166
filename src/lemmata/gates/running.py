"""Running the gates: one order, up to the first that does not pass, closed on every fault."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from lemmata.contracts.errors import ChoiceError, InputError, LemmataError
from lemmata.contracts.gating import ORDER, GateOutcome, GateResult
from lemmata.gates.gate_rules import UNPROVED
from lemmata.gates.protocol import Gate, Submission, Tools
from lemmata.gates.registry import BUILT_IN, gate
from lemmata.gates.results import broken, skipped, with_cost

BEFORE_RUNNING = ("security", "syntax")
"""What these refuse is never run, whoever asks for every gate."""

RUNS_NOTHING = ("security", "syntax", "types")

Open = Callable[[str], Gate]
"""Gates by name."""


def names_for(submission: Submission, asked: Sequence[str] = ORDER) -> tuple[str, ...]:
    """The gates to ask, in order, each once: the policy's plug-ins come before the proof."""
    before = tuple(name for name in ORDER if name in asked and name != "proof")
    last = ("proof",) if "proof" in asked else ()
    extra = (name for name in submission.policy.extra if name not in ORDER)
    return (*before, *dict.fromkeys(extra), *last)


def judge(
    submission: Submission,
    tools: Tools,
    *,
    asked: Sequence[str] = ORDER,
    every: bool = False,
    opened: Open = gate,
    clock: Callable[[], float] | None = None,
) -> tuple[GateResult, ...]:
    """What each gate says, in order; after one that failed or broke the others are skipped.

    With ``every`` they are asked all the same, but for those that would run a text which the
    security or the syntax gate did not pass. ``clock`` reads CPU seconds.

    Raises:
        InputError: the user's policy, golden set or contract cannot be used.
    """
    return tuple(_results(submission, tools, names_for(submission, asked), every, opened, clock))


def _results(
    submission: Submission,
    tools: Tools,
    names: Sequence[str],
    every: bool,
    opened: Open,
    clock: Callable[[], float] | None,
) -> Iterator[GateResult]:
    done: list[GateResult] = []
    for name in names:
        why = _hindrance(done, name, every=every)
        before = clock() if clock else 0.0
        result = skipped(name, why) if why else _asked(submission, tools, name, opened)
        if clock and not why:
            result = with_cost(result, clock() - before)
        if name == "proof":
            result = _held_to_tests(submission, done, result)
        done.append(result)
        yield result


def _hindrance(done: Sequence[GateResult], name: str, *, every: bool) -> str:
    """Why a gate is not asked; empty where it is."""
    passing = (GateOutcome.PASSED, GateOutcome.SKIPPED)
    stopped = [result for result in done if result.outcome not in passing]
    if every:
        is_safe = name in RUNS_NOTHING
        stopped = [one for one in stopped if one.gate in BEFORE_RUNNING and not is_safe]
    return f"the {stopped[0].gate} gate did not pass" if stopped else ""


def _asked(submission: Submission, tools: Tools, name: str, opened: Open) -> GateResult:
    """The gate's word; whatever it raises or makes up is a broken result."""
    is_ours = name in BUILT_IN
    try:
        found = opened(name).judge(submission, tools)
    except ChoiceError as error:
        if is_ours:
            raise
        return broken(name, error)
    except InputError as error:
        if is_ours:
            raise
        return broken(name, error)
    except LemmataError as error:
        return broken(name, error)
    except Exception as error:  # noqa: BLE001 - a gate that raises has not passed anything
        return broken(name, error)
    return _honest(name, found)


def _honest(name: str, found: object) -> GateResult:
    """A result of that gate, or a broken one: a pass has no error, a failure has one."""
    if not isinstance(found, GateResult) or not isinstance(found.outcome, GateOutcome):
        return broken(name, f"answered {found!r:.80} (a gate answers with a GateResult)")
    if found.gate != name:
        return broken(name, f"answered for the gate {found.gate!r}")
    if found.outcome is GateOutcome.PASSED and found.errors:
        return broken(name, "passed with errors among its findings")
    if found.outcome is GateOutcome.FAILED and not found.errors:
        return broken(name, "failed without an error among its findings")
    if found.assurance and name != "proof":
        return broken(name, f"claims the assurance {found.assurance!r}, as only the proof gate may")
    return found


def _held_to_tests(
    submission: Submission, done: Sequence[GateResult], result: GateResult
) -> GateResult:
    """``tested`` needs tests: the execution gate passed, and no other gate failed or broke."""
    if result.assurance != "tested":
        return result
    ran = any(one.gate == "execution" and one.outcome is GateOutcome.PASSED for one in done)
    bad = any(one.outcome in (GateOutcome.FAILED, GateOutcome.BROKEN) for one in done)
    if ran and not bad:
        return result
    finding = UNPROVED.finding("not proved, and no test of it passed", submission.place)
    return replace(
        result,
        outcome=GateOutcome.FAILED,
        findings=(*result.findings, finding),
        assurance="",
        notes=(),
    )
