"""Rules that never count: overridden, kept from firing, or saying what is said without them."""

from collections.abc import Hashable, Iterator, Sequence

from lemmata.rules.composing import Joint, Semantics, Writes
from lemmata.rules.findings import (
    Asked,
    Finding,
    Kind,
    as_pair,
    as_writes,
    found,
    named,
    written,
)

_YES, _NO = ("yes",), ("no",)
_UNLESS = "unless"


class Chain:
    """The pipeline of some rules that hang together, seen backwards: one question at a time.

    A question about the state before a rule is answered by what it makes of the input, through
    the rules before; the writes of all of them are never held at once.
    """

    def __init__(self, asked: Asked, group: Sequence[int]) -> None:
        self.asked = asked
        self.group = group
        self.joint = asked.joint(group)
        self._finals: list[list[int]] = []

    def unreached(self, last: int) -> Iterator[Finding]:
        """A rule that fires by itself, and never after those before it in the pipeline.

        Raises:
            LimitError: the diagrams grow too large.
        """
        joint, here = self.joint, self.group.index(last)
        fires = joint.diagrams.mapped(
            joint.roots[here], lambda writes: _NO if writes == joint.nothing else _YES
        )
        if here == 0 or self._least(here, fires, (here,)):
            return
        point = joint.diagrams.least(fires, lambda answer: answer == _YES)
        assert point is not None
        writes = joint.run_at(range(here), point)
        reads = self.asked.faces[last].reads
        fields = tuple(sorted(reads & named(joint, writes)))
        cone = [i for i in self.group[:here] if self.asked.faces[i].writes & reads]
        said = (
            f"it fires there by itself, but not after {', '.join(self.asked.names(cone))},"
            f" where {written(joint, writes, fields)} is written; nor on any other input"
        )
        names = self.asked.names((last, *cone))
        yield found(
            Kind.UNREACHABLE, Semantics.PIPELINE, names, fields, joint, point, said, reads=reads
        )

    def superfluous(self, one: int) -> Iterator[Finding]:
        """A rule without which the pipeline leads to the same states.

        Raises:
            LimitError: the diagrams grow too large.
        """
        joint, here = self.joint, self.group.index(one)
        order = range(len(self.group))
        later = order[here + 1 :]
        for output in range(len(joint.outputs)):
            after = self._final(output)[here + 1]
            missed = joint.diagrams.bind(
                joint.roots[here],
                lambda now: self._differing(output, after, as_writes(now), later),  # noqa: B023
            )
            if self._is_missed(here, output, missed, order[here:]):
                return
        point = joint.diagrams.least(joint.roots[here], lambda now: now != joint.nothing)
        assert point is not None
        own = as_writes(joint.diagrams.at(joint.roots[here], point))
        fields = tuple(sorted(named(joint, own)))
        said = f"it writes {written(joint, own, fields)} there; without it every state is the same"
        names, reads = self.asked.names((one,)), self.asked.faces[one].reads
        yield found(
            Kind.REDUNDANT, Semantics.PIPELINE, names, fields, joint, point, said, reads=reads
        )

    def _final(self, output: int) -> list[int]:
        while len(self._finals) <= output:
            self._finals.append(self.joint.final(len(self._finals), range(len(self.group))))
        return self._finals[output]

    def _differing(self, output: int, after: int, now: Writes, later: Sequence[int]) -> int:
        """Where a field ends otherwise because of these writes; or does unless it holds a value."""
        joint, diagrams = self.joint, self.joint.diagrams
        if now == joint.nothing:
            return diagrams.terminal(_NO)
        seen = diagrams.restrict(after, joint.held_by(later, now))
        with_it = diagrams.mapped(seen, lambda end: (now[output],) if end == (None,) else end)
        return diagrams.combine(with_it, after, _apart)

    def _is_missed(self, here: int, output: int, missed: int, later: Sequence[int]) -> bool:
        """Whether on some input the field ends otherwise without the rule.

        What the field holds before the rule is known only from the rules before, and the input.
        """
        joint, diagrams = self.joint, self.joint.diagrams
        for position in range(here - 1, -1, -1):

            def before(payload: Hashable, after: int = missed, seen: Sequence[int] = later) -> int:
                now = as_writes(payload)
                held = diagrams.restrict(after, joint.held_by(seen, now))
                return diagrams.mapped(held, lambda answer: _settled(answer, now[output]))

            missed = diagrams.bind(joint.roots[position], before)
            later = (position, *later)
        return _YES in diagrams.reach(
            diagrams.bind(missed, lambda answer: self._at_first(output, answer))
        )

    def _at_first(self, output: int, answer: Hashable) -> int:
        """The answer where no rule before has written the field: it holds what came in."""
        diagrams = self.joint.diagrams
        index = _index(answer)
        if index is None:
            return diagrams.terminal(answer)
        kept = self.joint.keeps(output, index)
        return diagrams.mapped(kept, lambda same: _NO if same == ("same",) else _YES)

    def _least(self, here: int, holds: int, later: Sequence[int]) -> bool:
        """Whether some input leads to a state before this rule on which it holds."""
        for position in range(here - 1, -1, -1):
            holds = self.joint.step_back(position, holds, later)
            later = (position, *later)
        return _YES in self.joint.diagrams.reach(holds)


def _apart(left: Hashable, right: Hashable) -> Hashable:
    """Whether a field ends otherwise; where only one writes it, unless it holds that value."""
    (one,), (other,) = as_writes(left), as_writes(right)
    if one == other:
        return _NO
    if one is not None and other is not None:
        return _YES
    return (_UNLESS, other if one is None else one)


def _settled(answer: Hashable, now: int | None) -> Hashable:
    """The answer after the field was written, or left."""
    index = _index(answer)
    if index is None or now is None:
        return answer
    return _NO if index == now else _YES


def _index(answer: Hashable) -> int | None:
    match answer:
        case (kind, int() as index) if kind == _UNLESS:
            return index
        case _:
            return None


def dispatched(asked: Asked, last: int) -> Iterator[Finding]:
    """A rule without which a dispatch writes the same: all overridden, or all said by others."""
    mine = asked.faces[last].writes
    rivals = [i for i in range(len(asked.texts)) if i != last and asked.faces[i].writes & mine]
    if not rivals:
        return
    order = sorted((*rivals, last))
    here = order.index(last)
    joint = asked.joint(order)
    diagrams = joint.diagrams
    roots = [diagrams.mapped(root, lambda w: _only(joint, w, mine)) for root in joint.roots]
    whole, rest = joint.overlay(roots), joint.overlay(roots[:here] + roots[here + 1 :])
    if whole != rest:
        return
    pairs = diagrams.combine(roots[here], whole, lambda own, result: (own, result))
    point = diagrams.least(pairs, _is_overridden)
    kind = Kind.REDUNDANT if point is None else Kind.UNREACHABLE
    how = "write the same" if point is None else "are before it and write all of its fields"
    if point is None:
        point = diagrams.least(roots[here], lambda writes: writes != joint.nothing)
    assert point is not None
    own = as_writes(diagrams.at(roots[here], point))
    fields = tuple(sorted(named(joint, own)))
    said = f"it writes {written(joint, own, fields)} there, and other rules {how} wherever it fires"
    names = asked.names((last, *rivals))
    yield found(kind, Semantics.DISPATCH, names, fields, joint, point, said)


def _only(joint: Joint, writes: Hashable, fields: frozenset[str]) -> Hashable:
    pairs = zip(joint.outputs, as_writes(writes), strict=True)
    return tuple(index if one.name in fields else None for one, index in pairs)


def _is_overridden(payload: Hashable) -> bool:
    own, result = as_pair(payload)
    return any(a is not None and a != b for a, b in zip(own, result, strict=True))
