"""Products: several rules as one, in any order, over the fields that any of them reads.

Two semantics. In a pipeline rules run one after the other, and a later one sees what earlier ones
wrote; the last write of a field counts. In a dispatch all rules see the input as it came; of
several that write a field, the first in order counts (`conflicts` shows where they disagree).

The product is a minimal diagram. Its payloads are writes: for each written field the index of
its new value, or None where it is left as it is.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

from lemmata.contracts.errors import ContractError, LimitError
from lemmata.rules.branching import Branch, Decided, Graph, Leaf, Node, walk
from lemmata.rules.diagram import MOST_NODES, Diagrams, Ending
from lemmata.rules.domain import Domain, Field, Kind, Point
from lemmata.rules.reading import MOST_ROWS, RuleText
from lemmata.rules.table import DecisionTable, Row

Writes: TypeAlias = tuple[int | None, ...]


class Semantics(Enum):
    """What rules see of each other."""

    PIPELINE = "pipeline"
    DISPATCH = "dispatch"


@dataclass(frozen=True, slots=True)
class Interface:
    """What a rule reads and writes: names of fields, and what each write depends on."""

    reads: frozenset[str]
    writes: frozenset[str]
    causes: Mapping[str, frozenset[str]]


def interface(text: RuleText) -> Interface:
    """The fields that decide, and those that are written."""
    writes = frozenset(one.name for one in text.rule.outputs)
    names = text.rule.domain.names
    if text.drawing is None:
        tested = {node.field for node in walk(text.node) if isinstance(node, Branch)}
        reads = frozenset(names[position] for position in tested)
        return Interface(reads, writes, dict.fromkeys(writes, reads))
    diagrams, root = text.drawing
    causes: dict[str, frozenset[str]] = {}
    for position, slot in enumerate(text.slots):
        if slot.name in writes:
            one = diagrams.mapped(root, lambda end: _slot(end, position))  # noqa: B023
            causes[slot.name] = frozenset(names[i] for i in diagrams.tested(one))
    reads = frozenset(names[position] for position in diagrams.tested(root))
    return Interface(reads, writes, causes)


def _slot(end: Hashable, position: int) -> str:
    assert isinstance(end, Ending)
    assert isinstance(end.outcome, Decided)
    return repr(end.outcome.values[position])


class Joint:
    """Some rules over one domain, and all their diagrams in one collection.

    Attributes:
        domain: every field that a rule takes, in the order in which the rules name them.
        outputs: every field that a rule writes, with all values that are written to it.
    """

    def __init__(
        self,
        texts: Sequence[RuleText],
        most: int = MOST_NODES,
        written: frozenset[str] | None = None,
    ) -> None:
        """Join the rules; with ``written`` other fields that they write are left out.

        Raises:
            ContractError: rules that mean different things by one name of a field.
            LimitError: the diagrams grow too large.
        """
        self.texts = tuple(texts)
        self.domain = Domain(joint_inputs(self.texts))
        self.outputs = tuple(
            one for one in joint_outputs(self.texts) if written is None or one.name in written
        )
        self.diagrams = Diagrams(self.domain, most)
        positions = {one.name: i for i, one in enumerate(self.domain.fields)}
        self.feeds = tuple(positions.get(one.name) for one in self.outputs)
        self._seen: list[tuple[int | None, ...]] = [self._indexes(o) for o in self.outputs]
        self.roots = tuple(self._root(text, positions) for text in self.texts)
        self._steps: dict[tuple[int, Writes], int] = {}

    @property
    def nothing(self) -> Writes:
        """No field is written."""
        return (None,) * len(self.outputs)

    def _indexes(self, output: Field) -> tuple[int | None, ...]:
        """For each value that is written, its index in the field of the same name that is read."""
        position = next(
            (i for i, f in enumerate(self.domain.fields) if f.name == output.name), None
        )
        if position is None:
            return ()
        field = self.domain.fields[position]
        if field.kind is Kind.INT and output.kind is Kind.INT and output.size > MOST_ROWS:
            raise LimitError(f"`{output.name}` is written with {output.size:,} values")
        return tuple(field.index(output.value(i)) for i in range(output.size))

    def _root(self, text: RuleText, positions: dict[str, int]) -> int:
        """The rule's diagram over the joint domain; payloads are writes of the joint outputs."""
        return self.diagrams.mapped(self._moved(text, positions), lambda e: self._writes(text, e))

    def values(self, position: int) -> int:
        """What a rule decides, over the joint domain: payloads are what each of its slots gets."""
        positions = {one.name: i for i, one in enumerate(self.domain.fields)}
        return self._moved(self.texts[position], positions)

    def _moved(self, text: RuleText, positions: dict[str, int]) -> int:
        moved = [positions[one.name] for one in text.rule.domain.fields]
        graph = Graph(self.domain)
        made: dict[int, Node] = {}
        for node in walk(text.node):
            if isinstance(node, Leaf):
                made[id(node)] = node
            else:
                then, otherwise = made[id(node.then)], made[id(node.otherwise)]
                made[id(node)] = graph.branch(moved[node.field], node.spans, then, otherwise)
        return self.diagrams.of(made[id(text.node)])

    def _writes(self, text: RuleText, end: Hashable) -> Writes:
        assert isinstance(end, Ending)
        assert isinstance(end.outcome, Decided)
        values = dict(zip((slot.name for slot in text.slots), end.outcome.values, strict=True))
        found: list[int | None] = []
        for output in self.outputs:
            value = values.get(output.name)
            found.append(None if value is None else output.index(value))
        return tuple(found)

    def pipeline(self, order: Sequence[int], start: Writes | None = None) -> int:
        """The writes after the rules at these positions ran in this order.

        ``start`` is what was written before.

        Raises:
            ContractError: a rule reads a field outside its domain, because another wrote that.
            LimitError: the diagram grows too large.
        """
        root = self.diagrams.terminal(self.nothing if start is None else start)
        for position in order:
            root = self.diagrams.bind(root, self._after(position))
        return root

    def run_at(self, order: Sequence[int], point: Point) -> Writes:
        """What a pipeline writes for one input; raises as `pipeline`."""
        writes = self.nothing
        for position in order:
            held = self.held(position, writes)
            seen = tuple(held.get(i, index) for i, index in enumerate(point))
            writes = _over(writes, self.diagrams.at(self.roots[position], seen))
        return writes

    def _after(self, position: int) -> Callable[[Hashable], int]:
        def step(payload: Hashable) -> int:
            before: Writes = payload  # type: ignore[assignment]
            key = (position, before)
            if key not in self._steps:
                root = self.seen(position, before)
                self._steps[key] = self.diagrams.mapped(root, lambda now: _over(before, now))
            return self._steps[key]

        return step

    def seen(self, position: int, before: Writes) -> int:
        """What the rule writes where ``before`` was written: its diagram over the input.

        Raises:
            ContractError: a value that was written is none that the rule takes.
        """
        return self.diagrams.restrict(self.roots[position], self.held(position, before))

    def again(self, turn: int, before: Writes) -> int:
        """The writes of a pipeline, which is ``turn`` from the input, after these writes."""
        root = self.diagrams.restrict(turn, self.held_by(range(len(self.texts)), before))
        return self.diagrams.mapped(root, lambda now: _over(before, now))

    def held_by(self, positions: Sequence[int], before: Writes) -> dict[int, int]:
        """The fields of the domain that some of the rules see as they were written."""
        held: dict[int, int] = {}
        for position in positions:
            held |= self.held(position, before)
        return held

    def step_back(self, position: int, after: int, later: Sequence[int]) -> int:
        """A function of the state after a rule, as one of the state before it.

        ``later`` are the rules that the function is about: they have to take what is written.
        """
        return self.diagrams.bind(
            self.roots[position],
            lambda now: self.diagrams.restrict(after, self.held_by(later, _writes(now))),
        )

    def final(self, output: int, order: Sequence[int]) -> list[int]:
        """What a field holds after the rest of a pipeline, before each of its rules and at the end.

        Payloads are ``(index,)``, or ``(None,)`` where it is left as it was. One field at a time,
        so that nothing grows with what is written to all the others.
        """
        last = self.diagrams.terminal((None,))
        found = [last]
        for place in range(len(order) - 1, -1, -1):
            later = order[place + 1 :]

            def before(now: Hashable, last: int = last, later: Sequence[int] = later) -> int:
                writes = _writes(now)
                index = writes[output]
                root = self.diagrams.restrict(last, self.held_by(later, writes))
                return self.diagrams.mapped(root, lambda end: (index,) if end == (None,) else end)

            last = self.diagrams.bind(self.roots[order[place]], before)
            found.insert(0, last)
        return found

    def held(self, position: int, before: Writes) -> dict[int, int]:
        """The fields of the domain that the rule sees as they were written."""
        reads = self.texts[position].rule.domain.names
        held: dict[int, int] = {}
        for i, index in enumerate(before):
            feed = self.feeds[i]
            if index is None or feed is None or self.outputs[i].name not in reads:
                continue
            seen = self._seen[i][index]
            if seen is None:
                text = self.texts[position]
                raise ContractError(
                    f"{self.outputs[i].show(index)} is written to `{self.outputs[i].name}`, and"
                    f" {text.rule.name} does not take it",
                    place=text.rule.place,
                    remedy="widen its precondition, or write a value within",
                )
            held[feed] = seen
        return held

    def seen_as(self, output: int, index: int) -> int | None:
        """The index of a written value in the field that is read by that name, or None."""
        return None if self.feeds[output] is None else self._seen[output][index]

    def dispatch(self, order: Sequence[int]) -> int:
        """The writes of all rules at these positions on the same input, the first in order first.

        Raises:
            LimitError: the diagram grows too large.
        """
        return self.overlay([self.roots[position] for position in order])

    def overlay(self, roots: Sequence[int]) -> int:
        """All these writes at once; of several to one field the first counts."""
        result = self.diagrams.terminal(self.nothing)
        for root in roots:
            result = self.diagrams.combine(result, root, _first)
        return result

    def least_difference(self, left: int, right: int) -> Point | None:
        """The least input on which two products lead to different states."""
        return self.diagrams.least(self.differ(left, right), lambda payload: payload == ("new",))

    def keeps(self, output: int, index: int) -> int:
        """Where writing this value changes nothing: ``("same",)`` there, else ``("new",)``."""
        feed = self.feeds[output]
        new, same = self.diagrams.terminal(("new",)), self.diagrams.terminal(("same",))
        seen = None if feed is None else self._seen[output][index]
        if feed is None or seen is None:
            return new
        return self.diagrams.choose(feed, ((seen, seen),), same, new)

    def differ(self, left: int, right: int) -> int:
        """Where two products of writes lead to different states; payloads as of `keeps`."""
        pairs = self.diagrams.combine(left, right, lambda one, other: (one, other))
        return self.diagrams.bind(pairs, self._differing)

    def _differing(self, pair: Hashable) -> int:
        assert isinstance(pair, tuple)
        left, right = pair
        answer = self.diagrams.terminal(("same",))
        for output, (one, other) in enumerate(zip(left, right, strict=True)):
            if one == other:
                continue
            if one is not None and other is not None:
                return self.diagrams.terminal(("new",))
            # One writes and the other leaves the field: equal where it had that value.
            kept = self.keeps(output, one if one is not None else other)
            answer = self.diagrams.combine(answer, kept, max_new)
        return answer


def _writes(payload: Hashable) -> Writes:
    assert isinstance(payload, tuple)
    return payload


def max_new(left: Hashable, right: Hashable) -> Hashable:
    """New where either is."""
    return ("new",) if ("new",) in (left, right) else ("same",)


def _over(before: Hashable, now: Hashable) -> Writes:
    old: Writes = before  # type: ignore[assignment]
    new: Writes = now  # type: ignore[assignment]
    return tuple(o if n is None else n for o, n in zip(old, new, strict=True))


def _first(left: Hashable, right: Hashable) -> Writes:
    return _over(right, left)


def joint_inputs(texts: Sequence[RuleText]) -> tuple[Field, ...]:
    """The fields of all rules, each once.

    Raises:
        ContractError: two rules take different values by one name.
    """
    found: dict[str, tuple[Field, RuleText]] = {}
    for text in texts:
        for one in text.rule.domain.fields:
            known, owner = found.setdefault(one.name, (one, text))
            if known != one or repr(known.labels) != repr(one.labels):
                raise ContractError(
                    f"`{one.name}` has other values in {text.rule.name} than in {owner.rule.name}",
                    place=text.rule.place,
                    remedy="give it one type and one precondition, or another name",
                )
    return tuple(one for one, _ in found.values())


def joint_outputs(texts: Sequence[RuleText]) -> tuple[Field, ...]:
    """The written fields of all rules, each with every value that some rule writes.

    Raises:
        ContractError: two rules write values of different kinds by one name.
    """
    found: dict[str, Field] = {}
    for text in texts:
        for one in text.rule.outputs:
            known = found.get(one.name)
            found[one.name] = one if known is None else _merged(known, one, text)
    return tuple(found.values())


def _merged(known: Field, one: Field, text: RuleText) -> Field:
    if known.kind is Kind.INT and one.kind is Kind.INT:
        return replace(known, low=min(known.low, one.low), high=max(known.high, one.high))
    if Kind.INT in (known.kind, one.kind):
        raise ContractError(
            f"{text.rule.name} writes {one.kind.value}s to `{one.name}`,"
            f" and another rule {known.kind.value}s",
            place=text.rule.place,
            remedy="give it one type, or another name",
        )
    more = tuple(label for label in one.labels if known.index(label) is None)
    kind = known.kind if known.kind is one.kind else Kind.CHOICE
    return replace(known, kind=kind, labels=(*known.labels, *more))


@dataclass(frozen=True, slots=True)
class Product:
    """Several rules as one: the joint domain, and the diagram of all writes."""

    joint: Joint
    semantics: Semantics
    root: int

    @property
    def nodes(self) -> int:
        """The size of the diagram."""
        return self.joint.diagrams.size(self.root)

    def table(self) -> DecisionTable:
        """The product as a decision table.

        Raises:
            LimitError: it has more than `MOST_ROWS` rows.
        """
        rows: list[Row] = []
        for box, writes in self.joint.diagrams.rows(self.root):
            rows.append(Row(box, writes))  # type: ignore[arg-type]
            if len(rows) > MOST_ROWS:
                raise LimitError(
                    f"the product has more than {MOST_ROWS:,} rows",
                    remedy="compose fewer rules; `lemmata rules conflicts` needs no product",
                )
        return DecisionTable(self.joint.domain, self.joint.outputs, tuple(rows))


def compose(texts: Sequence[RuleText], semantics: Semantics) -> Product:
    """The rules as one, in this order.

    Raises:
        ContractError: they do not fit together.
        LimitError: the product grows too large.
    """
    joint = Joint(texts)
    order = range(len(texts))
    if semantics is Semantics.PIPELINE:
        return Product(joint, semantics, joint.pipeline(order))
    return Product(joint, semantics, joint.dispatch(order))
