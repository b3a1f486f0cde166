"""Two versions of a whole set of rules, as a dispatch: rules may be split, merged or renamed.

What a dispatch writes to a field is what the first rule writes that does. So for each field the
programs of the rules are put one behind the other: where one leaves the field, the next goes on.
The result is as long as all rules together, and is compared as one rule is.
"""

from collections.abc import Callable, Sequence

from lemmata.contracts.errors import ContractError, ToolError
from lemmata.contracts.values import Value, to_python
from lemmata.contracts.verdicts import Assurance
from lemmata.language.interpreter import Returned, call
from lemmata.rules.branching import Branch, Decided, Graph, Node, walk
from lemmata.rules.composing import joint_inputs
from lemmata.rules.domain import Domain, Point
from lemmata.rules.equivalence import (
    Ask,
    Comparison,
    Relation,
    asked,
    is_same,
    other_enums,
    paired,
)
from lemmata.rules.layout import writes
from lemmata.rules.reading import RuleText

WHOLE = "all rules, as a dispatch"
"""What stands in place of a rule's name."""


def compare_wholes(old: Sequence[RuleText], new: Sequence[RuleText], ask: Ask) -> Comparison:
    """All rules of both versions, each in its order.

    Raises:
        ToolError: a solver broke, or its input does not tell the versions apart.
    """
    try:
        domain = Domain(joint_inputs([*new, *old]))
    except ContractError as error:
        return Comparison(WHOLE, Relation.CHANGED, reason=error.message)
    others = other_enums(old, new)
    if others:
        return Comparison(WHOLE, Relation.CHANGED, reason=others)
    names = dict.fromkeys(one.name for text in (*new, *old) for one in text.rule.outputs)
    assurance: Assurance | None = None
    by_solvers = False
    for name in names:
        root = paired(domain, _written(domain, old, name), _written(domain, new, name))
        if is_same(root):
            continue
        said = asked(domain, root, ask)
        if isinstance(said, tuple):
            return _apart(domain, old, new, said)
        if said.relation is not Relation.EQUAL:
            return Comparison(WHOLE, said.relation, reason=f"{name}: {said.reason}")
        if assurance is not Assurance.ONE_SOLVER:
            assurance = said.assurance
        by_solvers = True
    return Comparison(WHOLE, Relation.EQUAL, "solvers" if by_solvers else "paths", assurance)


def _written(domain: Domain, texts: Sequence[RuleText], name: str) -> Callable[[Graph], Node]:
    """What the first rule that writes the field writes to it, as one program."""

    def build(graph: Graph) -> Node:
        following: Node = graph.leaf(Decided(()))
        for text in reversed(texts):
            if any(one.name == name for one in text.rule.outputs):
                following = _before(graph, domain, text, name, following)
        return following

    return build


def _before(graph: Graph, domain: Domain, text: RuleText, name: str, following: Node) -> Node:
    moved = [domain.position(one.name) for one in text.rule.domain.fields]
    slot = [one.name for one in text.slots].index(name)
    made: dict[int, Node] = {}
    for node in walk(text.node):
        if isinstance(node, Branch):
            then, otherwise = made[id(node.then)], made[id(node.otherwise)]
            made[id(node)] = graph.branch(moved[node.field], node.spans, then, otherwise)
            continue
        assert isinstance(node.outcome, Decided)
        value = node.outcome.values[slot]
        made[id(node)] = following if value is None else graph.leaf(Decided((repr(value),)))
    return made[id(text.node)]


def _apart(
    domain: Domain, old: Sequence[RuleText], new: Sequence[RuleText], point: Point
) -> Comparison:
    """The difference, if both versions show it when they run."""
    before, after = (_run(domain, texts, point) for texts in (old, new))
    if before == after:
        raise ToolError(
            "a solver's input does not tell the versions apart", remedy="please report this"
        )
    witness = tuple(zip(domain.fields, point, strict=True))
    return Comparison(WHOLE, Relation.DIFFERENT, "solvers", None, witness, before, after)


def _run(domain: Domain, texts: Sequence[RuleText], point: Point) -> str:
    """What the rules write together, by the reference interpreter."""
    written: dict[str, Value] = {}
    for text in texts:
        own = tuple(point[domain.position(one.name)] for one in text.rule.domain.fields)
        outcome = call(text.program, text.rule.name, text.values(own))
        if not isinstance(outcome, Returned):
            raise ToolError(f"{text.rule.name} raises {outcome.error} on {domain.show(point)}")
        for slot, value in zip(text.slots, writes(text.slots, outcome.value), strict=True):
            if value is not None:
                written.setdefault(slot.name, value)
    shown = [f"{name}={to_python(value)}" for name, value in sorted(written.items())]
    return ", ".join(shown) or "nothing"
