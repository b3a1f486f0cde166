"""Rule files: ordinary typed Python, each public function a rule over the fields of its inputs.

A parameter that is a dataclass gives its fields by their own names, so that rules which take the
same request speak of the same fields; a tuple gives `name.0`, `name.1`. An int needs bounds in
the precondition. A decision that is a dataclass writes the fields that are not None; an enum
writes one field named like its type; anything else one named like the function. A whole
decision of None writes nothing.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from lemmata.contracts.errors import (
    ChoiceError,
    ContractError,
    LemmataError,
    LimitError,
    Place,
    UnsupportedError,
    VacuousError,
)
from lemmata.contracts.reading import read_module
from lemmata.contracts.tasks import Module
from lemmata.contracts.types import EnumType, RecordType, RecursiveType, parts
from lemmata.contracts.values import Value, is_same
from lemmata.language.digest import canonical
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Function, Program
from lemmata.language.walking import called, nodes
from lemmata.rules.bounds import ranges
from lemmata.rules.branching import Decided, Fault, Graph, Leaf, Node, walk
from lemmata.rules.deciding import MOST_CASES, Cases
from lemmata.rules.diagram import Diagrams, Ending
from lemmata.rules.domain import Domain, Field, Kind, Point, Rule, Spans, count, union
from lemmata.rules.duplicates import check_keys
from lemmata.rules.expressions import Variables
from lemmata.rules.layout import Slot, inputs, slots, writes, written_field
from lemmata.rules.paths import Explorer
from lemmata.rules.table import DecisionTable, Outputs, Row
from lemmata.rules.terms import (
    Chosen,
    Known,
    Linear,
    Struct,
    Term,
    fields_of,
    ground,
    known,
    struct,
)

MOST_ROWS = 1 << 16
"""Rows of a decision table."""
MOST_DRAWN = 20_000
"""Nodes made on the way to a rule's diagram; a rule that needs more has none, and no table."""


class Drawing(NamedTuple):
    """A diagram and its root, whose payloads are `Ending`s."""

    diagrams: Diagrams
    root: int


@dataclass(frozen=True, slots=True, eq=False)
class RuleText:
    """A function of a rule file, read: its meaning is ``node``.

    ``arguments`` are the parameters as terms over the fields of the domain. ``drawing`` is the
    minimal diagram; None where that is too large.
    """

    rule: Rule
    program: Program
    function: Function
    arguments: tuple[Term, ...]
    node: Node
    slots: tuple[Slot, ...]
    drawing: Drawing | None

    def values(self, point: Sequence[int]) -> tuple[Value, ...]:
        """The Python arguments of an input."""
        fields = self.rule.domain.fields
        held = self.arguments
        for position, index in enumerate(point):
            held = tuple(ground(term, position, index, fields[position]) for term in held)
        return tuple(term.value for term in held if isinstance(term, Known))

    def outputs(self, decision: Value) -> Outputs:
        """What a returned value writes, by the rule's output fields.

        Raises:
            ValueError: the rule never writes such a value.
        """
        return self.indexed(writes(self.slots, decision))

    def indexed(self, values: Sequence[Value]) -> Outputs:
        """The values of all slots as indexes of the output fields."""
        by_name = dict(zip((slot.name for slot in self.slots), values, strict=True))
        found: list[int | None] = []
        for one in self.rule.outputs:
            value = by_name.pop(one.name)
            index = None if value is None else one.index(value)
            if value is not None and index is None:
                raise ValueError(f"{self.rule.name} never writes {value!r} to {one.name}")
            found.append(index)
        if any(value is not None for value in by_name.values()):
            raise ValueError(f"{self.rule.name} never writes {', '.join(by_name)}")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class RuleFile:
    """All functions of a file: the rules by name, and why the others are none."""

    module: Module
    program: Program
    rules: Mapping[str, RuleText]
    refused: Mapping[str, LemmataError] = field(default_factory=dict)

    def chosen(self, names: Sequence[str] = ()) -> tuple[RuleText, ...]:
        """The rules of these names in this order, or all.

        Raises:
            ChoiceError: no such function, or one given twice.
            LemmataError: it is no rule; the error says why.
        """
        for name in names:
            if name in self.refused:
                raise self.refused[name]
            if name not in self.rules:
                raise ChoiceError(
                    f"no rule {name!r}",
                    place=Place(self.module.path),
                    remedy=f"known: {', '.join(self.rules) or 'none'}",
                )
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise ChoiceError(f"the rule {twice} is named twice", remedy="name it once")
        return tuple(self.rules[name] for name in names or self.rules)


def read_rules(path: Path) -> RuleFile:
    """Read a rule file; functions that are no rules are kept by name with the reason.

    Private functions, and those that others of the file call, are helpers and no rules.

    Raises:
        InputError: the file is missing, is not Python, or holds a clause that cannot be one.
    """
    return rules_of(read_module(path, needs_contract=False))


def rules_of(module: Module) -> RuleFile:
    """The rules of a module; raises as `read_rules`."""
    program = parse_program(module)
    found: dict[str, RuleText] = {}
    refused: dict[str, LemmataError] = {}
    helpers = {
        name
        for function in program.functions.values()
        for name in called((function.requires, function.ensures, function.body or ()))
        if name != function.name
    }
    for name in (*module.tasks, *(n for n in module.unsupported if n not in module.tasks)):
        if name in program.unsupported:
            refused[name] = program.unsupported[name]
        elif not name.startswith("_") and name not in helpers:
            try:
                found[name] = read_rule(module, program, name)
            except LemmataError as error:
                refused[name] = error
    return RuleFile(module, program, found, refused)


def read_rule(module: Module, program: Program, name: str) -> RuleText:
    """One function as a rule.

    Raises:
        UnsupportedError: a type without bounds, an operation that no table can hold.
        ContractError: an input on which it raises, a precondition that relates fields, one key
            twice in a dict.
        LimitError: it is too large to follow.
    """
    function = program.functions[name]
    for known_name in (name, *_beneath(program, name)):
        task = module.tasks.get(known_name)
        if task is not None:
            check_keys(task.node, module.path)
    wanted = slots(function, program.path)
    domain, arguments = _admitted(program, function)
    graph = Graph(domain)
    cases = Cases(graph, program.path)

    def end(term: Term) -> Node:
        return cases.by_cases(
            (term,),
            lambda values: known(values[0]),
            lambda decision: graph.leaf(Decided(writes(wanted, decision.value))),
            "the decision",
            function.line,
        )

    node = Explorer(program, graph).run(function, arguments, end)
    place = Place(program.path, function.line)
    drawing = _drawing(domain, node)
    outcomes = _outcomes(node, drawing, domain, place)
    outputs = tuple(_outputs(wanted, outcomes))
    if not outputs:
        raise ContractError("the rule never decides anything", place=place, remedy="remove it")
    rule = Rule(name, domain, outputs, digest(program, name), place)
    return RuleText(rule, program, function, arguments, node, wanted, drawing)


def _drawing(domain: Domain, node: Node) -> Drawing | None:
    diagrams = Diagrams(domain, MOST_DRAWN)
    try:
        return Drawing(diagrams, diagrams.of(node))
    except LimitError:
        return None


def _outcomes(
    node: Node, drawing: Drawing | None, domain: Domain, place: Place
) -> tuple[Decided, ...]:
    """The decisions that inputs meet.

    Raises:
        ContractError: an input on which the rule raises.
        LimitError: whether it does cannot be told.
    """
    if drawing is None:
        ends = [one.outcome for one in walk(node) if isinstance(one, Leaf)]
        if any(isinstance(end, Fault) for end in ends):
            raise LimitError(
                "the rule has an exception on some path, and too many paths to tell which",
                place=place,
                remedy="split the rule",
            )
    else:
        reached = drawing.diagrams.reach(drawing.root)
        ends = [one.outcome for one in reached if isinstance(one, Ending)]
        faults = sorted((end for end in ends if isinstance(end, Fault)), key=repr)
        if faults:
            point = drawing.diagrams.least(
                drawing.root, lambda one: isinstance(one, Ending) and one.outcome == faults[0]
            )
            assert point is not None
            raise ContractError(
                f"the rule meets {faults[0].error} for {domain.show(point)}",
                place=Place(place.path, faults[0].line),
                remedy="decide there, or exclude the input by the precondition",
            )
    decided = [end for end in ends if isinstance(end, Decided)]
    return tuple(sorted(decided, key=repr))


def _outputs(wanted: Sequence[Slot], outcomes: Sequence[Decided]) -> list[Field]:
    """The fields that are written for some input."""
    found = []
    for position, slot in enumerate(wanted):
        used: list[Value] = []
        for outcome in outcomes:
            value = outcome.values[position]
            if value is not None and not any(is_same(value, known_value) for known_value in used):
                used.append(value)
        if used:
            found.append(written_field(slot, tuple(used)))
    return found


def _admitted(program: Program, function: Function) -> tuple[Domain, tuple[Term, ...]]:
    """The domain, as the whole precondition says; raises as `read_rule`."""
    domain, terms = inputs(function, ranges(program, function), program.path)
    if not function.requires:
        return domain, terms
    graph = Graph(domain)
    names = (parameter.name for parameter in function.parameters)
    given = Variables(dict(zip(names, terms, strict=True)))
    yes, no = graph.leaf(Decided((True,))), graph.leaf(Decided((False,)))
    node = Explorer(program, graph).holds(function.requires, given, yes, no)
    diagrams = Diagrams(domain)
    root = diagrams.of(node)
    kept = [box for box, end in diagrams.rows(root) if isinstance(end, Ending) and _is_yes(end)]
    place = Place(program.path, function.requires[0].line)
    if not kept:
        raise VacuousError(
            "the precondition admits no input", place=place, remedy="mend the precondition"
        )
    hull = tuple(union(one for box in kept for one in box[i]) for i in range(len(domain.fields)))
    if diagrams.counts(root)[Ending(yes)] != _volume(hull):
        raise ContractError(
            "the precondition relates fields to each other: the domain is no product",
            place=place,
            remedy="bound each field by itself, and decide the rest in the rule",
        )
    return _narrowed(domain, terms, hull, place)


def _is_yes(end: Ending) -> bool:
    return isinstance(end.outcome, Decided) and end.outcome.values == (True,)


def _volume(hull: tuple[Spans, ...]) -> int:
    size = 1
    for one in hull:
        size *= count(one)
    return size


def _narrowed(
    domain: Domain, terms: tuple[Term, ...], hull: tuple[Spans, ...], place: Place
) -> tuple[Domain, tuple[Term, ...]]:
    """The domain with the values of the hull alone; an int with gaps becomes a choice."""
    fields: list[Field] = []
    chosen: set[int] = set()
    for position, (one, kept) in enumerate(zip(domain.fields, hull, strict=True)):
        if one.kind is Kind.INT and len(kept) == 1:
            low, high = kept[0]
            fields.append(replace(one, low=one.low + low, high=one.low + high))
            continue
        if count(kept) > MOST_CASES:
            raise UnsupportedError(
                f"`{one.name}` has {count(kept):,} values with gaps between them",
                place=place,
                remedy="admit one range",
            )
        labels = tuple(one.value(i) for low, high in kept for i in range(low, high + 1))
        if one.kind is Kind.INT:
            chosen.add(position)
        kind = Kind.CHOICE if labels != one.labels else one.kind
        fields.append(Field(one.name, kind, labels))
    return Domain(tuple(fields)), tuple(_chosen(term, chosen) for term in terms)


def _chosen(term: Term, positions: set[int]) -> Term:
    match term:
        case Linear() if fields_of(term) & positions:
            return Chosen(min(fields_of(term)))
        case Struct(items=items, record=record, names=names):
            return struct(tuple(_chosen(item, positions) for item in items), record, names)
        case _:
            return term


def _beneath(program: Program, name: str) -> tuple[str, ...]:
    """What the function and its precondition call, directly or not."""
    found: dict[str, None] = {}
    pending = [name]
    while pending:
        function = program.functions[pending.pop()]
        for callee in called((function.requires, function.body or ())):
            if callee not in found and callee != name:
                found[callee] = None
                pending.append(callee)
    return tuple(found)


def digest(program: Program, name: str) -> str:
    """sha256 of all that decides what the rule does: bodies, preconditions, types; not lines."""
    bare = _bare(program, name)
    kinds = _kinds(bare)
    texts = [*map(canonical, bare), *(_definition(kinds[one]) for one in sorted(kinds))]
    return hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()


def enums(text: RuleText) -> dict[str, str]:
    """The definition of each enum that the rule speaks of: its members, their values, aliases."""
    kinds = _kinds(_bare(text.program, text.rule.name))
    return {n: repr(kind) for n, kind in kinds.items() if isinstance(kind, EnumType)}


def _bare(program: Program, name: str) -> list[Function]:
    functions = [program.functions[one] for one in (name, *sorted(_beneath(program, name)))]
    return [replace(one, ensures=(), examples=(), raises=()) for one in functions]


def _kinds(bare: Sequence[Function]) -> dict[str, EnumType | RecordType]:
    kinds: dict[str, EnumType | RecordType] = {}
    for function in bare:
        pending = [getattr(node, "type", None) for node in nodes(function)]
        pending += [function.returns, *(one.type for one in function.parameters)]
        while pending:
            kind = pending.pop()
            if isinstance(kind, EnumType | RecordType) and kind.name not in kinds:
                kinds[kind.name] = kind
            if kind is not None:
                pending.extend(parts(kind))
    return kinds


def _definition(kind: EnumType | RecordType) -> str:
    if isinstance(kind, RecursiveType):
        return kind.definition
    return repr((kind.name, kind.members if isinstance(kind, EnumType) else kind.fields))


def tabulate(text: RuleText) -> DecisionTable:
    """The rule as a table: the paths of its minimal diagram.

    Raises:
        LimitError: the diagram is too large, or has more than `MOST_ROWS` paths.
    """
    if text.drawing is None:
        raise LimitError(
            f"the rule {text.rule.name} has no diagram of a size that can be written out",
            place=text.rule.place,
            remedy="split the rule; `lemmata rules diff` compares rules of any size",
        )
    rows = []
    for box, end in text.drawing.diagrams.rows(text.drawing.root):
        assert isinstance(end, Ending)
        assert isinstance(end.outcome, Decided)
        rows.append(Row(box, text.indexed(end.outcome.values)))
        if len(rows) > MOST_ROWS:
            raise LimitError(
                f"the table of {text.rule.name} has more than {MOST_ROWS:,} rows",
                place=text.rule.place,
                remedy="split the rule",
            )
    return DecisionTable(text.rule.domain, text.rule.outputs, tuple(rows))


__all__ = ["MOST_ROWS", "Drawing", "Point", "RuleFile", "RuleText", "read_rules", "tabulate"]
