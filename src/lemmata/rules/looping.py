"""Feedback: pipelines that run on their own result, and never settle or never stop to retry."""

from collections.abc import Callable, Hashable, Iterator

from lemmata.contracts.errors import LimitError
from lemmata.contracts.values import EnumValue, Value
from lemmata.rules.branching import Decided
from lemmata.rules.composing import Joint, Semantics, Writes
from lemmata.rules.diagram import Ending
from lemmata.rules.domain import Field, Point
from lemmata.rules.findings import (
    Asked,
    Finding,
    Kind,
    State,
    as_writes,
    found,
    shown,
    state_after,
)
from lemmata.rules.reading import RuleText
from lemmata.rules.ties import closure, writers

MOST_TURNS = 1_000
"""How often a pipeline is run on its own result before the question is undecided."""

Again = Callable[[Hashable], int]


def loops(asked: Asked, circle: frozenset[str]) -> Iterator[Finding]:
    """A state that rules come back to, having left it, by fields that feed each other.

    The fields are looked at by themselves first, with all others at any value: if they always
    settle there, they do in the whole. Else everything that influences them runs too.
    """
    for least_writers in (2, 1):
        fields = closure(asked.faces, circle, least_writers)
        group = writers(asked.faces, fields)
        joint = asked.about(group, fields)
        _, point, states = _settled(joint)
        if point is None:
            return
    assert point is not None
    moving = tuple(
        one.name
        for one in joint.outputs
        if any(state.get(one.name) != states[0].get(one.name) for state in states)
    )
    if not circle & set(moving):
        return  # another circle goes round, and says so itself
    steps = [shown(state, moving) for state in states[:4]]
    more = ", …" if len(states) > len(steps) else ""
    said = f"it comes back every {len(states)} turns: {' → '.join(steps)}{more}"
    names = asked.names(writers(asked.faces, frozenset(moving)))
    yield found(Kind.LOOP, Semantics.PIPELINE, names, moving, joint, point, said)


def _again(joint: Joint) -> Again:
    """One more turn of the whole pipeline, after what was written."""
    made: dict[Writes, int] = {}
    turn = joint.pipeline(range(len(joint.texts)))

    def run(payload: Hashable) -> int:
        writes = as_writes(payload)
        if writes not in made:
            made[writes] = joint.again(turn, writes)
        return made[writes]

    return run


def _settled(joint: Joint) -> tuple[int, Point | None, list[State]]:
    """The writes once nothing changes any more; or the least input that goes round, and how.

    Fields that are written and never read are no part of it: what is written to them follows from
    the others.
    An input that has settled stays so. The least of those that have not is followed by itself:
    if it comes back to a state, it is the least that never settles.

    Raises:
        LimitError: neither after `MOST_TURNS`.
    """
    again = _again(joint)
    root = again(joint.nothing)
    for _ in range(MOST_TURNS):
        following = joint.diagrams.bind(root, again)
        point = joint.least_difference(root, following)
        if point is None:
            return root, None, []
        states = _cycle(joint, point, again)
        if len(states) > 1:
            return root, point, states
        root = following
    raise LimitError(f"the pipeline has not settled after {MOST_TURNS:,} turns")


def _cycle(joint: Joint, point: Point, again: Again) -> list[State]:
    """The states that the pipeline comes back to from this input, over and over."""
    seen: list[State] = []
    writes = joint.nothing
    while True:
        writes = as_writes(joint.diagrams.at(again(writes), point))
        state = state_after(joint, point, writes)
        if state in seen:
            return seen[seen.index(state) :]
        if len(seen) > MOST_TURNS:
            raise LimitError(f"the pipeline has not settled after {MOST_TURNS:,} turns")
        seen.append(state)


def retries(asked: Asked, one: int) -> Iterator[Finding]:
    """A rule that asks to retry in a state that the rules no longer change.

    Everything that can influence whether it asks runs until nothing changes.

    Raises:
        LimitError: some of that never settles.
    """
    text = asked.texts[one]
    alone = Joint([text])
    asks = alone.diagrams.mapped(alone.values(0), lambda end: bool(_insisting(text, end)))
    if True not in alone.diagrams.reach(asks):
        return
    needed = frozenset(alone.domain.names[i] for i in alone.diagrams.tested(asks))
    written = frozenset[str]().union(*(face.writes for face in asked.faces))
    fields = closure(asked.faces, needed & written, 1)
    group = tuple(sorted({*writers(asked.faces, fields), one}))
    joint = asked.about(group, fields)
    root, point, _ = _settled(joint)
    if point is not None:
        raise LimitError("what decides whether it retries never settles")
    here = group.index(one)
    diagrams = joint.diagrams
    decides = joint.values(here)
    after = diagrams.bind(
        root, lambda writes: diagrams.restrict(decides, joint.held(here, as_writes(writes)))
    )
    insists = diagrams.mapped(after, lambda end: bool(_insisting(text, end)))
    point = diagrams.least(insists, bool)
    if point is None:
        return
    asking = _insisting(text, diagrams.at(after, point))
    names = tuple(field.name for field, _ in asking)
    what = ", ".join(f"{field.name}={field.show(index)}" for field, index in asking)
    said = f"it writes {what} in every turn, and nothing that the rules write ends that"
    rule = asked.names((one,))
    reads = frozenset(joint.domain.names[i] for i in diagrams.tested(insists))
    yield found(Kind.RETRY, Semantics.PIPELINE, rule, names, joint, point, said, reads=reads)


def _insisting(text: RuleText, end: Hashable) -> list[tuple[Field, int]]:
    """The writes of a decision that ask for another attempt."""
    assert isinstance(end, Ending)
    assert isinstance(end.outcome, Decided)
    pairs = zip(text.rule.outputs, text.indexed(end.outcome.values), strict=True)
    return [
        (field, index)
        for field, index in pairs
        if index is not None and is_retry(field, field.value(index))
    ]


def is_retry(field: Field, value: Value) -> bool:
    """Whether writing this asks for another attempt: `retry=True`, or a value named retry."""
    if field.name == "retry":
        return value is True
    name = value.member if isinstance(value, EnumValue) else value
    return isinstance(name, str) and name.lower() == "retry"
