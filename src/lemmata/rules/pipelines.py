"""Two versions of a whole set of rules, as a pipeline: later rules see what earlier ones wrote.

For each field the diagrams of what either pipeline leaves in it are made in one collection, where
equal functions are one node. A field that is written is not equal to one that is left as it was.
"""

from collections.abc import Sequence

from lemmata.contracts.errors import ContractError, LimitError, ToolError
from lemmata.contracts.values import Value, to_python
from lemmata.language.interpreter import Returned, call
from lemmata.rules.composing import Joint
from lemmata.rules.domain import Domain, Point
from lemmata.rules.equivalence import Comparison, Relation, other_enums
from lemmata.rules.layout import writes
from lemmata.rules.reading import RuleText

PIPELINE = "all rules, as a pipeline"
"""What stands in place of a rule's name."""


def compare_pipelines(old: Sequence[RuleText], new: Sequence[RuleText]) -> Comparison:
    """All rules of both versions, each in its order.

    Raises:
        ToolError: an input does not tell the versions apart when they run: a bug.
    """
    others = other_enums(old, new)
    if others:
        return Comparison(PIPELINE, Relation.CHANGED, reason=others)
    try:
        joint = Joint([*old, *new])
    except ContractError as error:
        return Comparison(PIPELINE, Relation.CHANGED, reason=error.message)
    except LimitError as error:
        return Comparison(PIPELINE, Relation.UNKNOWN, reason=error.message)
    try:
        point = _difference(joint, len(old))
    except (ContractError, LimitError) as error:
        return Comparison(PIPELINE, Relation.UNKNOWN, reason=error.message)
    if point is None:
        return Comparison(PIPELINE, Relation.EQUAL, "diagrams")
    before, after = (_run(joint.domain, texts, point) for texts in (old, new))
    if before == after:
        where = joint.domain.show(point)
        raise ToolError(
            f"both versions write {before} on {where}, where their diagrams differ",
            remedy="please report this",
        )
    witness = tuple(zip(joint.domain.fields, point, strict=True))
    return Comparison(PIPELINE, Relation.DIFFERENT, "diagrams", None, witness, before, after)


def _difference(joint: Joint, first: int) -> Point | None:
    """The least input on which the rules before ``first`` and the others leave a field unequal."""
    orders = (range(first), range(first, len(joint.texts)))
    found: list[Point] = []
    for output in range(len(joint.outputs)):
        left, right = (joint.final(output, order)[0] for order in orders)
        if left == right:
            continue
        apart = joint.diagrams.combine(left, right, lambda one, other: (one != other,))
        point = joint.diagrams.least(apart, lambda payload: payload == (True,))
        if point is not None:
            found.append(point)
    return min(found, default=None)


def _run(domain: Domain, texts: Sequence[RuleText], point: Point) -> str:
    """What the rules write one after another, by the reference interpreter."""
    state = list(point)
    written: dict[str, Value] = {}
    for text in texts:
        own = tuple(state[domain.position(one.name)] for one in text.rule.domain.fields)
        outcome = call(text.program, text.rule.name, text.values(own))
        if not isinstance(outcome, Returned):
            raise ToolError(f"{text.rule.name} raises {outcome.error} on {domain.show(point)}")
        for slot, value in zip(text.slots, writes(text.slots, outcome.value), strict=True):
            if value is None:
                continue
            written[slot.name] = value
            if slot.name in domain.names:
                place = domain.position(slot.name)
                index = domain.fields[place].index(value)
                state[place] = state[place] if index is None else index
    shown = [f"{name}={to_python(value)}" for name, value in sorted(written.items())]
    return ", ".join(shown) or "nothing"
