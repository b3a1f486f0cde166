"""Where rules disagree: every finding is exact, with the least input that shows it.

Nothing here builds the product of all rules. Pairs are decided as pairs, and a pair that shares
no field cannot disagree; what more rules do together is decided within the rules that reach each
other by fields. So rules with 2**60 joint inputs and more take as long as their ties, not their
domain. What grows too large all the same is named in `Report.undecided`, never passed over.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import partial
from itertools import combinations
from math import prod

from lemmata.contracts.errors import ContractError, LimitError
from lemmata.rules.composing import (
    Interface,
    Joint,
    Semantics,
    interface,
    joint_inputs,
    joint_outputs,
)
from lemmata.rules.domain import Field
from lemmata.rules.findings import (
    Asked,
    Finding,
    Kind,
    Report,
    Undecided,
    all_fields,
    as_pair,
    found,
    shown,
    state_after,
    written,
)
from lemmata.rules.looping import loops, retries
from lemmata.rules.reaching import Chain, dispatched
from lemmata.rules.reading import RuleText
from lemmata.rules.ties import circles, groups, writers


def conflicts(texts: Sequence[RuleText]) -> Report:
    """Everything that is wrong between the rules, in this order of a pipeline or a dispatch.

    Where one writes a value that another does not take, what they do together is undecided.

    Raises:
        ContractError: the rules mean different things by one name.
    """
    joint_inputs(texts)
    joint_outputs(texts)
    asked = Asked(tuple(texts), tuple(map(interface, texts)))
    findings: list[Finding] = []
    undecided: list[Undecided] = []

    def ask(
        kind: Kind, positions: Sequence[int], question: Callable[[], Iterator[Finding]]
    ) -> None:
        try:
            findings.extend(question())
        except (ContractError, LimitError) as error:
            undecided.append(Undecided(kind, asked.names(positions), error.message))

    everyone = range(len(asked.texts))
    pairs = list(combinations(everyone, 2))
    together = [pair for pair in pairs if _touch(*(asked.faces[one] for one in pair))]
    for pair in together:
        ask(Kind.ORDER, pair, partial(_pair, asked, pair))
    for one in everyone:
        ask(Kind.REDUNDANT, (one,), partial(dispatched, asked, one))
    for group in groups([face.reads | face.writes for face in asked.faces]):
        try:
            chain = Chain(asked, group)
        except LimitError as error:
            kinds = (Kind.UNREACHABLE, Kind.REDUNDANT)
            undecided += [Undecided(kind, asked.names(group), error.message) for kind in kinds]
            continue
        for one in group:
            before = len(findings)
            ask(Kind.UNREACHABLE, (one,), partial(chain.unreached, one))
            if len(findings) == before:  # one that never fires is superfluous as well
                ask(Kind.REDUNDANT, (one,), partial(chain.superfluous, one))
    for circle in circles(asked.faces):
        ask(Kind.LOOP, writers(asked.faces, circle), partial(loops, asked, circle))
    for one in everyone:
        ask(Kind.RETRY, (one,), partial(retries, asked, one))
    ask(Kind.GAP, everyone, partial(_gaps, asked))
    size = prod(field.size for field in all_fields(asked))
    apart = len(pairs) - len(together)
    return Report(tuple(findings), tuple(undecided), size, len(pairs), apart)


def _touch(left: Interface, right: Interface) -> bool:
    """Whether the order of two rules, or both at once, can matter at all."""
    return bool(
        left.writes & right.writes or left.writes & right.reads or right.writes & left.reads
    )


def _pair(asked: Asked, pair: tuple[int, int]) -> Iterator[Finding]:
    """One field written differently on one input, and orders that lead to different states."""
    joint = asked.joint(pair)
    diagrams = joint.diagrams
    names = asked.names(pair)
    both = diagrams.combine(joint.roots[0], joint.roots[1], lambda one, other: (one, other))
    point = diagrams.least(both, lambda payload: bool(_clashing(joint, payload)))
    if point is not None:
        payload = diagrams.at(both, point)
        fields = _clashing(joint, payload)
        said = "; ".join(
            f"{name} writes {written(joint, writes, fields)}"
            for name, writes in zip(names, as_pair(payload), strict=True)
        )
        yield found(Kind.WRITES, Semantics.DISPATCH, names, fields, joint, point, said)
    forth, back = joint.pipeline((0, 1)), joint.pipeline((1, 0))
    point = joint.least_difference(forth, back)
    if point is not None:
        states = [state_after(joint, point, diagrams.at(root, point)) for root in (forth, back)]
        changed = tuple(
            one.name for one in joint.outputs if states[0].get(one.name) != states[1].get(one.name)
        )
        said = "; ".join(
            f"{first} first gives {shown(state, changed)}"
            for first, state in zip(names, states, strict=True)
        )
        yield found(Kind.ORDER, Semantics.PIPELINE, names, changed, joint, point, said)


def _clashing(joint: Joint, payload: Hashable) -> tuple[str, ...]:
    """The fields that both write, differently."""
    one, other = as_pair(payload)
    return tuple(
        field.name
        for field, a, b in zip(joint.outputs, one, other, strict=True)
        if a is not None and b is not None and a != b
    )


def _gaps(asked: Asked) -> Iterator[Finding]:
    """An input on which no rule fires: one for each group that shares fields, put together."""
    witness: dict[str, tuple[Field, int]] = {}
    inputs = prod(field.size for field in all_fields(asked))
    for group in groups([face.reads for face in asked.faces]):
        joint = asked.joint(group)
        diagrams = joint.diagrams
        silent = diagrams.terminal(("silent",))
        for root in joint.roots:
            quiet = diagrams.mapped(root, partial(_silence, joint))
            silent = diagrams.combine(silent, quiet, _both_silent)
        point = diagrams.least(silent, lambda payload: payload == ("silent",))
        if point is None:
            return
        inputs = inputs * diagrams.counts(silent)[("silent",)] // joint.domain.size
        pairs = zip(joint.domain.fields, point, strict=True)
        # What a group takes and does not read is another group's to choose.
        matter = frozenset[str]().union(*(asked.faces[one].reads for one in group))
        witness |= {f.name: (f, i) for f, i in pairs if f.name in matter}
    order = [field.name for field in all_fields(asked)]
    least = tuple(witness[name] for name in order if name in witness)
    said = f"no rule writes anything, on {inputs:,} inputs in all"
    yield Finding(Kind.GAP, None, asked.names(range(len(asked.texts))), (), least, said)


def _silence(joint: Joint, writes: Hashable) -> Hashable:
    return ("silent",) if writes == joint.nothing else ("fires",)


def _both_silent(left: Hashable, right: Hashable) -> Hashable:
    return ("silent",) if left == right == ("silent",) else ("fires",)
