"""What is not proved and may be accepted all the same: a body that ran, if the policy says so."""

import ast
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TypeAlias

from lemmata.contracts.errors import FileError, LemmataError, Place
from lemmata.contracts.gating import GateOutcome, GateResult
from lemmata.contracts.imports import HOLE, qualified
from lemmata.contracts.syntax import is_ellipsis, parse_file, without_docstring
from lemmata.contracts.tasks import Module
from lemmata.contracts.values import Value, to_python
from lemmata.contracts.verdicts import Judgement, Tried, Verdict
from lemmata.evidence.folders import digest
from lemmata.evidence.tested import SealedGolden, Trial
from lemmata.gates.policy import Policy
from lemmata.gates.protocol import Submission, Tools
from lemmata.gates.rehearsing import rehearse, repeat

Arguments: TypeAlias = tuple[tuple[str, Value], ...]
"""An input: arguments by name, in the order of the parameters."""
OPEN_ENDED = (Verdict.UNKNOWN, Verdict.UNSUPPORTED)


@dataclass(frozen=True, slots=True)
class Open:
    """A body that every gate before the proof let pass, and what the provers say of it."""

    submission: Submission
    results: tuple[GateResult, ...]
    judgement: Judgement


def trial_of(
    known: Open, tools: Tools, golden: Path | None, learned: Sequence[Arguments] = ()
) -> Trial | str:
    """What holds up that the body is tested, or why it is not even that.

    ``golden`` is the file that the submission's golden rows come from; ``learned`` are inputs on
    which other bodies were wrong.
    """
    submission = known.submission
    why = _hindrance(known)
    if why:
        return why
    try:
        ran = rehearse(submission, tools)
        why = _refuted_by(learned, submission, tools)
        rows = _golden(submission, golden)
    except LemmataError as error:
        return str(error)
    if ran.stopped or why:
        return ran.stopped or why
    return Trial(
        known.judgement,
        known.results,
        Tried(ran.examples, ran.generated, len(submission.golden)),
        ran.text,
        policy_bytes(submission.policy),
        ran.repeated,
        ran.surroundings,
        ran.interpreter,
        ran.walls,
        rows,
    )


def _hindrance(known: Open) -> str:
    """Why nothing can be accepted; empty where it may."""
    submission, results, judgement = known.submission, known.results, known.judgement
    if submission.policy.accept != "tested":
        return "the policy accepts proofs alone"
    if judgement.verdict not in OPEN_ENDED:
        return f"it is {judgement.verdict.value}"
    if submission.module and (missing := _unwritten(submission.module, submission.function)):
        return missing
    for result in results:
        if result.outcome in (GateOutcome.FAILED, GateOutcome.BROKEN):
            return f"the {result.gate} gate did not pass"
    ran = [result for result in results if result.gate == "execution"]
    if not ran or ran[0].outcome is not GateOutcome.PASSED:
        told = "; ".join(ran[0].notes) if ran else "the execution gate was not asked"
        return f"nothing ran: {told}"
    scored = any(r.gate == "accuracy" and r.outcome is GateOutcome.PASSED for r in results)
    return "the golden set was not scored" if submission.golden and not scored else ""


def _refuted_by(learned: Sequence[Arguments], submission: Submission, tools: Tools) -> str:
    """What the body gets wrong on inputs that the search learned; empty for nothing."""
    texts = [[to_python(value) for _, value in one] for one in learned]
    runs = [{"origin": "generated", "arguments": one} for one in texts]
    return repeat(replace(submission, golden=()), tools, runs).stopped if runs else ""


def _unwritten(module: Module, name: str) -> str:
    """What is still to be written of the function and of what it may run; empty for nothing."""
    tree = parse_file(module.source, module.path)
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    pending, seen = [name], set[str]()
    while pending:
        current = pending.pop()
        if current in seen or current not in functions:
            continue
        seen.add(current)
        if is_ellipsis(without_docstring(functions[current].body)):
            return f"{current} has no body"
        for node in ast.walk(functions[current]):
            if isinstance(node, ast.Name | ast.Attribute):
                if qualified(node, module.imports) == HOLE:
                    return f"{current} has a hole in line {node.lineno}"
                pending += [node.id] if isinstance(node, ast.Name) else []
    return ""


def _golden(submission: Submission, golden: Path | None) -> SealedGolden | None:
    if golden is None or not submission.golden:
        return None
    held_out = sum(row.split == "held-out" for row in submission.golden)
    return SealedGolden(file_digest(golden), len(submission.golden) - held_out, held_out)


def file_digest(path: Path) -> str:
    """sha256 of the file, as ``sha256sum`` prints it.

    Raises:
        FileError: it cannot be read.
    """
    try:
        return digest(path.read_bytes())
    except OSError as error:
        raise FileError(
            f"cannot be read: {error.strerror or error}",
            place=Place(str(path)),
            remedy="name the golden set",
        ) from error


def policy_bytes(policy: Policy) -> bytes:
    """The policy as ``policy.json`` keeps it; the golden set's place is nobody else's."""
    kept = replace(policy, accuracy=replace(policy.accuracy, golden=None))
    return (json.dumps(asdict(kept), indent=1, sort_keys=True) + "\n").encode()


__all__ = ["OPEN_ENDED", "Arguments", "Open", "file_digest", "policy_bytes", "trial_of"]
