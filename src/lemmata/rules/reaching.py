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
            if self._least(here, missed, order[here:]):
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
        """Where a field ends otherwise because of these writes."""
        joint, diagrams = self.joint, self.joint.diagrams
        if now == joint.nothing:
            return diagrams.terminal(_NO)
        seen = diagrams.restrict(after, joint.held_by(later, now))
        with_it = diagrams.mapped(seen, lambda end: (now[output],) if end == (None,) else end)
        return diagrams.bind(
            diagrams.combine(with_it, after, lambda one, other: (one, other)),
            lambda pair: self._apart(output, pair),
        )

    def _apart(self, output: int, pair: Hashable) -> int:
        diagrams = self.joint.diagrams
        (one,), (other,) = as_pair(pair)
        if one == other:
            return diagrams.terminal(_NO)
        if one is not None and other is not None:
            return diagrams.terminal(_YES)
        kept = self.joint.keeps(output, one if one is not None else other or 0)
        return diagrams.mapped(kept, lambda answer: _NO if answer == ("same",) else _YES)

    def _least(self, here: int, holds: int, later: Sequence[int]) -> bool:
        """Whether some input leads to a state before this rule on which it holds."""
        for position in range(here - 1, -1, -1):
            holds = self.joint.step_back(position, holds, later)
            later = (position, *later)
        return _YES in self.joint.diagrams.reach(holds)


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
