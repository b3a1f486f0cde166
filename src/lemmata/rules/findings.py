"""What is said of rules that disagree: findings, with the least input that shows each."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import Enum

from lemmata.rules.composing import Interface, Joint, Semantics, Writes, interface
from lemmata.rules.domain import Field, Point
from lemmata.rules.reading import RuleText

MOST_NODES = 50_000
"""Nodes of one collection of diagrams: a question that needs more is undecided."""

State = dict[str, tuple[Field, int]]


class Kind(Enum):
    """What is wrong."""

    WRITES = "differing-writes"  # a pair writes one field differently on one input
    ORDER = "order"  # a pair leads to different states in its two orders
    UNREACHABLE = "unreachable"  # earlier rules keep a rule from ever counting
    REDUNDANT = "redundant"  # what a rule writes is written without it
    LOOP = "loop"  # run again on its own result, the pipeline never settles
    RETRY = "retry-loop"  # it settles, and asks to retry for ever
    GAP = "gap"  # no rule fires


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the rules do, and the least input on which they do it.

    ``witness`` has the fields that the rules named here take. ``detail`` says what happens there.
    """

    kind: Kind
    semantics: Semantics | None
    rules: tuple[str, ...]
    fields: tuple[str, ...]
    witness: tuple[tuple[Field, int], ...]
    detail: str


@dataclass(frozen=True, slots=True)
class Undecided:
    """A question that grew too large."""

    kind: Kind
    rules: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """All findings; where ``undecided`` is empty there are no others."""

    findings: tuple[Finding, ...]
    undecided: tuple[Undecided, ...]
    joint_size: int
    pairs: int
    pairs_apart: int


@dataclass(frozen=True, slots=True)
class Asked:
    """The rules in order, and what each reads and writes."""

    texts: tuple[RuleText, ...]
    faces: tuple[Interface, ...]

    def names(self, positions: Sequence[int]) -> tuple[str, ...]:
        """The names of some rules."""
        return tuple(self.texts[position].rule.name for position in positions)

    def joint(self, positions: Sequence[int]) -> Joint:
        """Some rules over their joint domain; raises as `Joint`."""
        return Joint([self.texts[position] for position in positions], MOST_NODES)

    def about(self, positions: Sequence[int], fields: frozenset[str]) -> Joint:
        """Some rules, with what they write to these fields alone; raises as `Joint`."""
        return Joint([self.texts[position] for position in positions], MOST_NODES, fields)


def all_fields(asked: Asked) -> list[Field]:
    """Every field that some rule takes, each once."""
    return list({f.name: f for text in asked.texts for f in text.rule.domain.fields}.values())


def found(
    kind: Kind,
    semantics: Semantics,
    names: tuple[str, ...],
    fields: tuple[str, ...],
    joint: Joint,
    point: Point,
    detail: str,
    *,
    reads: frozenset[str] | None = None,
) -> Finding:
    """A finding with its witness: what the joint rules read, and the fields that it is about.

    All other fields are at their first value and do not matter.
    """
    if reads is None:
        reads = frozenset[str]().union(*(interface(text).reads for text in joint.texts))
    matter = reads | set(fields)
    pairs = zip(joint.domain.fields, point, strict=True)
    witness = tuple((field, index) for field, index in pairs if field.name in matter)
    return Finding(kind, semantics, names, fields, witness, detail)


def state_after(joint: Joint, point: Point, payload: Hashable) -> State:
    """The joint state: what was written, else what came in; fields that nobody set are absent."""
    state = {f.name: (f, i) for f, i in zip(joint.domain.fields, point, strict=True)}
    for output, index in enumerate(as_writes(payload)):
        if index is None:
            continue
        field = joint.outputs[output]
        seen = joint.seen_as(output, index)
        held = state.get(field.name)
        state[field.name] = (field, index) if seen is None or held is None else (held[0], seen)
    return state


def shown(state: State, fields: Sequence[str]) -> str:
    """Some fields of a state as a person reads them."""
    held = (state[name] for name in fields if name in state)
    parts = [f"{field.name}={field.show(index)}" for field, index in held]
    return ", ".join([*parts, *(f"no {name}" for name in fields if name not in state)])


def named(joint: Joint, writes: Writes) -> frozenset[str]:
    """The fields that are written."""
    pairs = zip(joint.outputs, writes, strict=True)
    return frozenset(field.name for field, index in pairs if index is not None)


def written(joint: Joint, writes: Writes, fields: Sequence[str]) -> str:
    """What is written to some fields, as a person reads it."""
    pairs = zip(joint.outputs, writes, strict=True)
    return ", ".join(
        f"{field.name}={field.show(index)}"
        for field, index in pairs
        if index is not None and field.name in fields
    )


def as_writes(payload: Hashable) -> Writes:
    """A payload of a product, which is its writes."""
    assert isinstance(payload, tuple)
    return payload


def as_pair(payload: Hashable) -> tuple[Writes, Writes]:
    """A payload of two products at once."""
    assert isinstance(payload, tuple)
    left, right = payload
    return left, right
