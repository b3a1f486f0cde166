"""How far a judged candidate is from a proof.

| figure, in the order of its weight | nearer |
|---|---|
| `stages_left`: stages of judgement from the first that it did not pass | fewer |
| `conjuncts_unproved`: claims broken on a learned input, or not shown | fewer |
| `examples_failed`: inputs learned so far that it gets wrong | fewer |
| `failing_input`: characters of the smallest input that it gets wrong | more; none is nearest |
| `size`: syntax nodes of the body | fewer |
"""

from collections.abc import Mapping

from lemmata.contracts.attempts import Distance
from lemmata.contracts.values import Value, to_python
from lemmata.contracts.verdicts import Candidate, Finding, Judgement, Verdict
from lemmata.search.bodies import body_size, tree_of
from lemmata.search.replaying import NOTHING, Replayed

STAGES = (
    "python",
    "security",
    "syntax",
    "types",
    "language",
    "execution",
    "accuracy",
    "refuter",
    "proof",
)
"""The stages that a candidate passes, in their order; gates under their own names."""

_OF_VERDICT: Mapping[Verdict, str] = {
    Verdict.UNSUPPORTED: "language",
    Verdict.REFUTED: "refuter",
    Verdict.UNKNOWN: "proof",
    Verdict.FAILED: "proof",
}
_HUGE = 10_000


def measure(candidate: Candidate, judgement: Judgement, replayed: Replayed = NOTHING) -> Distance:
    """The distance of a judged candidate.

    Args:
        candidate: the body that was judged.
        judgement: what the judge said of it.
        replayed: what it does on the inputs learned so far.
    """
    size = body_size(candidate)
    if judgement.verdict is Verdict.PROVED:
        return Distance(0, 0, 0, size)
    sizes = [input_size(arguments) for arguments in replayed.wrong]
    if judgement.counterexample is not None:
        sizes.append(input_size(judgement.counterexample.arguments))
    return Distance(
        _stages_left(candidate, judgement, replayed),
        _unproved(judgement, replayed),
        len(replayed.wrong) + replayed.unread,
        size,
        min(sizes, default=None),
    )


def input_size(arguments: tuple[tuple[str, Value], ...]) -> int:
    """The size of an input: the characters of its values as Python."""
    return sum(_characters(value) for _, value in arguments)


def _characters(value: Value) -> int:
    try:
        return len(to_python(value))
    except ValueError:  # a number of more digits than Python writes
        return _HUGE


def _stages_left(candidate: Candidate, judgement: Judgement, replayed: Replayed) -> int:
    stage = _OF_VERDICT[judgement.verdict]
    gate = judgement.method.removeprefix("gate ")
    if tree_of(candidate) is None:
        stage = "python"
    elif gate != judgement.method:  # a plug-in's gate stands where accuracy does
        stage = gate if gate in STAGES else "accuracy"
    elif stage == "proof" and replayed.wrong:  # refuted since, by what another attempt taught
        stage = "refuter"
    return len(STAGES) - STAGES.index(stage)


def _unproved(judgement: Judgement, replayed: Replayed) -> int:
    broken = {*replayed.broken, *judgement.unproved}
    errors = (finding for finding in judgement.findings if finding.severity == "error")
    broken.update(map(_conjunct, errors))
    if judgement.counterexample is not None:
        broken.add(judgement.counterexample.violated)
    return max(1, len(broken))


def _conjunct(finding: Finding) -> str:
    return finding.counterexample.violated if finding.counterexample else finding.message
