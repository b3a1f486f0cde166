"""The execution gate: the function runs in the sandbox, on the contract's examples and beyond."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from lemmata.contracts.docstrings import docstring_lines
from lemmata.contracts.doctests import read_examples
from lemmata.contracts.errors import LemmataError
from lemmata.contracts.gating import GateResult
from lemmata.contracts.syntax import docstring_of
from lemmata.contracts.tasks import Example, Task
from lemmata.contracts.values import Value, to_python
from lemmata.contracts.verdicts import Counterexample, Finding
from lemmata.gates import gate_rules
from lemmata.gates.calling import (
    OTHER,
    Call,
    Caller,
    call_of_texts,
    call_of_values,
    parameters_of,
    tools_of,
    unfit,
)
from lemmata.gates.decoding import MisfitError, decoded
from lemmata.gates.gate_rules import EXECUTION_RULES
from lemmata.gates.golden_calls import golden_calls
from lemmata.gates.protocol import Submission, Tools
from lemmata.gates.results import broken, judged, skipped
from lemmata.gates.rules import Rule, rules_digest
from lemmata.language.exceptions import declares
from lemmata.provers.constants import Constants
from lemmata.provers.enumeration import inputs
from lemmata.sandbox import Did, Gave, Stopped, Threw, same

DRAWN_FOR_EACH = 8
"""Inputs that are drawn for each one that is wanted, as the precondition refuses some."""

MOST_CONSTANTS = 24
"""Constants of a kind that inputs are drawn around."""

MOST_REPEATED = 16
"""Inputs, the examples first, on which the function runs again in other surroundings."""

MOST_TOLD = 5
"""Findings of one rule that are told; more say nothing new."""


class ExecutionGate:
    """Runs the function twice, in unlike surroundings, and judges what it did."""

    name = "execution"

    def judge(self, submission: Submission, tools: Tools) -> GateResult:
        """What it did on every input; without any input there is nothing to pass."""
        if submission.policy.security.kind == "activity":
            return skipped(self.name, "an activity has effects, which the sandbox forbids")
        if submission.definition is None:
            return broken(self.name, f"the text defines no function {submission.function}")
        rules = submission.policy.execution
        scripts = tools.scripts(submission.policy)
        if why := unfit(scripts):
            return broken(self.name, why)
        caller = Caller(submission, scripts)
        calls = calls_of(submission, caller)
        if not calls:
            why = "" if submission.task else "; no contract can be read of its types"
            return broken(self.name, f"no input to run on{why} (write an example or golden rows)")
        did = caller.run(calls)
        findings = findings_of(submission, caller, calls, did)
        digest = rules_digest(EXECUTION_RULES, {"bounds": vars(rules)})
        notes = (f"{len(did)} inputs",)
        return judged(self.name, _few(findings), digest, tools_of(scripts), notes)


def findings_of(
    submission: Submission, caller: Caller, calls: Sequence[Call], did: Sequence[Did]
) -> list[Finding]:
    """What is wrong with what the function did on each input."""
    findings = [*_singly(submission, calls, did), *_examples(submission, caller, calls, did)]
    findings += _postcondition(submission, caller, calls, did)
    if submission.policy.execution.deterministic:
        findings += _varying(submission, caller, calls, did)
    return findings


def calls_of(submission: Submission, caller: Caller) -> list[Call]:
    """The inputs that the function runs on: examples, golden rows of the train split, and drawn.

    They are a function of the submission: there is no seed.
    """
    return _distinct(_calls(submission, caller))


def _distinct(calls: Iterable[Call]) -> list[Call]:
    """Each input once; an example comes before what was drawn, and keeps its value."""
    known: dict[str, Call] = {}
    for call in calls:
        known.setdefault(call.tuple_text, call)
    return list(known.values())


def _calls(submission: Submission, caller: Caller) -> Iterator[Call]:
    task = submission.task
    for example in task.examples if task else _untyped_examples(submission):
        call = call_of_texts([text for _, text in example.arguments])
        yield replace(
            call,
            expected=example.expected,
            by_equality=example.by_equality,
            line=example.line,
            origin="example",
        )
    for call in golden_calls(submission, [r for r in submission.golden if r.split == "train"]):
        yield replace(call, origin="golden")
    if task is not None:
        yield from _generated(submission, task, caller)


def _untyped_examples(submission: Submission) -> tuple[Example, ...]:
    """The examples of a function whose types or file no task can describe; none if none is."""
    node = submission.definition
    if node is None:
        return ()
    names = parameters_of(submission)
    try:
        return read_examples(docstring_lines(node), node.name, names, submission.path)
    except LemmataError:
        return ()


def _generated(submission: Submission, task: Task, caller: Caller) -> Iterator[Call]:
    wanted = submission.policy.execution.inputs
    kinds = [known.type for known in task.parameters]
    drawn = inputs(kinds, _constants(submission, task))
    found, first = 0, 2 * wanted if task.requires else wanted
    for size in (first, DRAWN_FOR_EACH * wanted - first):  # more only where many were refused
        calls = [call_of_values(values) for values in islice(drawn, size)]
        admitted = caller.admitted(task.requires, calls) if calls else ()
        kept = [call for call, ok in zip(calls, admitted, strict=True) if ok][: wanted - found]
        yield from kept
        found += len(kept)
        if found == wanted:
            return


def _constants(submission: Submission, task: Task) -> Constants:
    """The ints and strings that the function and its contract write: where behaviour turns."""
    clauses = [ast.parse(one.text, mode="eval") for one in (*task.requires, *task.ensures)]
    trees: list[ast.AST] = [*clauses, *([submission.definition] if submission.definition else [])]
    found = [
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and not _is_docstring(node, submission)
    ]
    ints = {value for value in found if type(value) is int}
    strings = {value for value in found if isinstance(value, str)}
    return Constants(
        tuple(sorted(ints, key=lambda n: (abs(n), n))[:MOST_CONSTANTS]),
        tuple(sorted(strings, key=lambda text: (len(text), text))[:MOST_CONSTANTS]),
    )


def _is_docstring(node: ast.Constant, submission: Submission) -> bool:
    definition = submission.definition
    return definition is not None and docstring_of(definition.body) is node


def _singly(submission: Submission, calls: Sequence[Call], did: Sequence[Did]) -> Iterator[Finding]:
    """What each call alone shows."""
    task = submission.task
    for call, one in zip(calls, did, strict=False):
        shown = _shown(submission, call)
        if isinstance(one, Stopped):
            yield _found(submission, gate_rules.STOPPED, f"{shown} reaches {one.limit}")
        elif isinstance(one, Threw):
            if task is not None and declares(task.raises, one.error):
                continue
            error = f"{one.error}: {one.message}" if one.message else one.error
            found = _found(submission, gate_rules.RAISES, f"{shown} raises {error}")
            yield _with_input(submission, found, call, "no exception", error=error)
        elif one.changed:
            names = ", ".join(parameters_of(submission)[index] for index in one.changed)
            message = f"{shown} changes its argument {names}"
            yield _found(submission, gate_rules.CHANGES_ARGUMENT, message)


def _examples(
    submission: Submission, caller: Caller, calls: Sequence[Call], did: Sequence[Did]
) -> Iterator[Finding]:
    """Results that are not those of the examples. Their values are found out elsewhere."""
    told = [(c, d) for c, d in zip(calls, did, strict=False) if c.expected and isinstance(d, Gave)]
    wanted = _wanted(caller, [call.expected or "" for call, _ in told])
    for (call, one), want in zip(told, wanted, strict=True):
        assert isinstance(one, Gave)
        right = isinstance(want, Gave) and (
            one.value == want.value if call.by_equality else same(one.value, want.value)
        )
        if not right:
            message = f"{_shown(submission, call)} gives {one.value!r:.120}, not {call.expected}"
            yield _found(submission, gate_rules.WRONG_EXAMPLE, message)


def _wanted(caller: Caller, texts: Sequence[str]) -> list[Did]:
    """The values of the examples: literals are read here, anything else is asked of the file."""
    known: list[Did | None] = []
    for text in texts:
        try:
            known.append(Gave(ast.literal_eval(text)))
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            known.append(None)
    asked = iter(caller.values([t for t, did in zip(texts, known, strict=True) if did is None]))
    return [next(asked, Stopped("never asked")) if did is None else did for did in known]


def _postcondition(
    submission: Submission, caller: Caller, calls: Sequence[Call], did: Sequence[Did]
) -> Iterator[Finding]:
    task = submission.task
    if task is None:
        return
    results: list[tuple[Call, str]] = []
    values: list[Value] = []
    for call, one in zip(calls, did, strict=False):
        if not isinstance(one, Gave) or one.changed:
            continue
        try:
            value = decoded(task.returns, one.value)
        except MisfitError as error:
            message = f"{_shown(submission, call)}: {error}"
            yield _found(submission, gate_rules.WRONG_TYPE, message)
            continue
        results.append((call, to_python(value)))
        values.append(value)
    if not results or not task.ensures:
        return
    said = caller.breaches(task.ensures, results)
    unasked = [Stopped("an earlier clause that had to be stopped")] * (len(results) - len(said))
    for (call, result), value, one in zip(results, values, [*said, *unasked], strict=True):
        if isinstance(one, Gave) and one.value == -1:
            continue
        which = one.value if isinstance(one, Gave) and type(one.value) is int else 0
        clause = task.ensures[which if 0 <= which < len(task.ensures) else 0].text
        how = (
            f"which breaks {clause}" if isinstance(one, Gave) else f"and its contract {_told(one)}"
        )
        message = f"{_shown(submission, call)} gives {result:.120}, {how}"
        found = _found(submission, gate_rules.BROKEN_CLAUSE, message)
        yield _with_input(submission, found, call, clause, observed=value)


def _varying(
    submission: Submission, caller: Caller, calls: Sequence[Call], did: Sequence[Did]
) -> Iterator[Finding]:
    """What the first calls do otherwise in other surroundings, the last one first, twice.

    In the second round each call comes after all others, so that what they left behind is seen.
    """
    ended = [pair for pair in zip(calls, did, strict=False) if not isinstance(pair[1], Stopped)]
    backwards = ended[:MOST_REPEATED][::-1]
    again = caller.run([call for call, _ in backwards] * 2, OTHER)[len(backwards) :]
    for (call, one), other in zip(backwards, again, strict=False):
        if isinstance(other, Stopped) or _is_alike(one, other):
            continue
        message = (
            f"{_shown(submission, call)} {_told(one)}, and {_told(other)} in another order of"
            f" calls with hash seed {OTHER.hash_seed}, locale {OTHER.locale}, time zone"
            f" {OTHER.time_zone}"
        )
        yield _found(submission, gate_rules.NOT_DETERMINISTIC, message)


def _is_alike(one: Did, other: Did) -> bool:
    """An exception is the same by its class: its message may name an address in memory."""
    if isinstance(one, Threw) and isinstance(other, Threw):
        return one.error == other.error
    return same(one, other)


def _told(did: Did) -> str:
    match did:
        case Gave(value=value):
            return f"gives {value!r:.120}"
        case Threw(error=error):
            return f"raises {error}"
        case Stopped(limit=limit):
            return f"reaches {limit}"


def _shown(submission: Submission, call: Call) -> str:
    pairs = zip(parameters_of(submission), call.texts, strict=False)
    given = ", ".join(f"{name}={text}" for name, text in pairs)
    return f"{submission.function}({given:.200})"


def _found(submission: Submission, rule: Rule, message: str) -> Finding:
    return rule.finding(message, submission.place)


def _with_input(
    submission: Submission,
    finding: Finding,
    call: Call,
    violated: str,
    *,
    error: str | None = None,
    observed: Value = None,
) -> Finding:
    """The finding with its input, where the language's values can say it; it did run in CPython."""
    if call.values is None:
        return finding
    arguments = tuple(zip(parameters_of(submission), call.values, strict=True))
    known = Counterexample(
        arguments,
        violated,
        submission.place.line,
        observed=observed,
        returned=error is None,
        error=error,
    )
    return replace(finding, counterexample=known)


def _few(findings: Sequence[Finding]) -> list[Finding]:
    """The first few of each rule, in order."""
    seen: dict[str, int] = {}
    kept = []
    for finding in findings:
        seen[finding.rule] = seen.get(finding.rule, 0) + 1
        if seen[finding.rule] <= MOST_TOLD:
            kept.append(finding)
    return kept


GATE = ExecutionGate()
