"""Do two versions of a rule decide alike? Proved, or told apart by one input.

Both branching programs are walked at once: pairs of nodes, each pair once, the side that has more
before it first, so that versions meet again behind an edit. Where every pair of leaves that the
walk comes to decides alike, so do the rules. Else whether some input takes the way to a pair that
differs is one propositional question to both solvers. An input is run by the reference
interpreter in both versions before it is shown.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import Enum

from lemmata.contracts.errors import ToolError
from lemmata.contracts.values import Value, to_python
from lemmata.contracts.verdicts import Assurance
from lemmata.language.interpreter import Returned, call
from lemmata.obligations.solvers import Limits, Reply, Script, Solver, Solvers
from lemmata.rules.branching import Branch, Decided, Graph, Leaf, Node, walk
from lemmata.rules.domain import Domain, Field, Kind, Point
from lemmata.rules.paths import deep
from lemmata.rules.reading import RuleFile, RuleText, enums
from lemmata.rules.satisfying import reach_script

LIMITS = Limits(z3_rlimit=30_000_000, cvc5_rlimit=10_000_000, wall_seconds=30.0)
"""What one comparison may cost a solver."""

Ask = Callable[[Script, Solver], Reply]
_SAME, _OTHER = Decided((True,)), Decided((False,))


class Relation(Enum):
    """How the two versions of a rule relate."""

    EQUAL = "equal"
    DIFFERENT = "different"
    CHANGED = "changed"  # the fields that it takes, or their values
    ADDED = "added"
    REMOVED = "removed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is known of one rule.

    ``method`` of an equality is ``identical`` (one text), ``paths`` (no pair of paths that meet
    decides differently) or ``solvers``. ``witness`` is an input, and what each version decides.
    """

    rule: str
    relation: Relation
    method: str = ""
    assurance: Assurance | None = None
    witness: tuple[tuple[Field, int], ...] = ()
    old: str = ""
    new: str = ""
    reason: str = ""


def compare_files(
    old: RuleFile, new: RuleFile, names: Sequence[str] | None = None
) -> Iterator[Comparison]:
    """Every rule of either file, in the order of the new one; or those named.

    Raises:
        ToolError: a solver broke, or its input does not tell the versions apart.
    """
    if names is None:
        names = list(dict.fromkeys([*new.rules, *old.rules]))
    with asking() as ask:
        for one in names:
            if one not in old.rules or one not in new.rules:
                yield _lone(old, new, one)
            else:
                yield compare(old.rules[one], new.rules[one], ask)


@contextmanager
def asking() -> Iterator[Ask]:
    """Both solvers, started when they are first asked."""
    with Solvers(LIMITS) as solvers:

        def ask(script: Script, solver: Solver) -> Reply:
            (reply,) = solvers.solve([script], solver)
            return reply

        yield ask


def _lone(old: RuleFile, new: RuleFile, name: str) -> Comparison:
    for file, when in ((old, "the old"), (new, "the new")):
        if name in file.refused:
            reason = f"no rule in {when} file: {file.refused[name]}"
            return Comparison(name, Relation.UNKNOWN, reason=reason)
    return Comparison(name, Relation.ADDED if name in new.rules else Relation.REMOVED)


def compare(old: RuleText, new: RuleText, ask: Ask) -> Comparison:
    """One rule in two versions.

    Raises:
        ToolError: as `compare_files`.
    """
    name = new.rule.name
    if old.rule.source_digest == new.rule.source_digest:
        return Comparison(name, Relation.EQUAL, "identical")
    changed = _changed(old.rule.domain, new.rule.domain) or other_enums([old], [new])
    if changed:
        return Comparison(name, Relation.CHANGED, reason=changed)
    domain = new.rule.domain
    root = paired(domain, _shared(old), _shared(new))
    if is_same(root):
        return Comparison(name, Relation.EQUAL, "paths")
    said = asked(domain, root, ask)
    if isinstance(said, tuple):
        return _apart(old, new, said)
    return replace(said, rule=name)


def asked(domain: Domain, root: Node, ask: Ask) -> "Comparison | Point":
    """Whether some input reaches a leaf of a product that differs: that input, or what is known."""
    script, read = reach_script(domain, root, lambda leaf: leaf.outcome == _OTHER)
    replies = [ask(script, Solver.Z3)]
    if replies[0].status != "sat":
        replies.append(ask(script, Solver.CVC5))
    for reply in replies:
        if reply.status == "sat":
            return read(reply.values)
    if any(reply.status == "unsat" for reply in replies):
        both = all(reply.status == "unsat" for reply in replies)
        assurance = Assurance.TWO_SOLVERS if both else Assurance.ONE_SOLVER
        return Comparison("", Relation.EQUAL, "solvers", assurance)
    reason = "; ".join(f"{reply.status}: {reply.reason}" for reply in replies)
    return Comparison("", Relation.UNKNOWN, reason=reason)


def _changed(old: Domain, new: Domain) -> str:
    """What keeps the versions from being compared, or nothing."""
    if old.names != new.names:
        return f"it takes {', '.join(new.names)}, and took {', '.join(old.names)}"
    for before, after in zip(old.fields, new.fields, strict=True):
        if repr(before) != repr(after):
            return f"`{after.name}` has {_values(after)}, and had {_values(before)}"
    return ""


def other_enums(old: Sequence[RuleText], new: Sequence[RuleText]) -> str:
    """That an enum of one name has other members, or a member another value; or nothing.

    What a caller makes of a decision is its value as much as its name.
    """
    before, after = ({k: v for one in side for k, v in enums(one).items()} for side in (old, new))
    others = sorted(name for name in before.keys() & after.keys() if before[name] != after[name])
    return f"the definition of {', '.join(others)} is another" if others else ""


def _values(field: Field) -> str:
    if field.kind is Kind.INT:
        return f"the values {field.low} to {field.high}"
    return f"the values {', '.join(field.show(index) for index in range(field.size))}"


def _shared(text: RuleText) -> Callable[[Graph], Node]:
    """The program in a graph that both versions share; a decision is what is written, by name."""

    def move(graph: Graph) -> Node:
        made: dict[int, Node] = {}
        for node in walk(text.node):
            if isinstance(node, Branch):
                then, otherwise = made[id(node.then)], made[id(node.otherwise)]
                made[id(node)] = graph.branch(node.field, node.spans, then, otherwise)
            else:
                assert isinstance(node.outcome, Decided)
                pairs = zip((slot.name for slot in text.slots), node.outcome.values, strict=True)
                written = sorted((n, repr(v)) for n, v in pairs if v is not None)
                made[id(node)] = graph.leaf(Decided(tuple(written)))
        return made[id(text.node)]

    return move


def paired(domain: Domain, old: Callable[[Graph], Node], new: Callable[[Graph], Node]) -> Node:
    """The product of two programs: a leaf says whether both decide alike."""
    graph = Graph(domain)
    left, right = old(graph), new(graph)
    ranks = _ranks((left, right))
    same, other = graph.leaf(_SAME), graph.leaf(_OTHER)
    made: dict[tuple[int, int], Node] = {}

    def run(one: Node, two: Node) -> Node:
        if one is two:
            return same
        key = (id(one), id(two))
        if key not in made:
            made[key] = step(one, two)
        return made[key]

    def step(one: Node, two: Node) -> Node:
        if isinstance(one, Leaf) and isinstance(two, Leaf):
            return other
        if isinstance(one, Branch) and isinstance(two, Branch) and _tests_alike(one, two):
            yes, no = run(one.then, two.then), run(one.otherwise, two.otherwise)
            return graph.branch(one.field, one.spans, yes, no)
        if isinstance(one, Branch) and ranks[id(one)] >= ranks[id(two)]:
            yes, no = run(one.then, two), run(one.otherwise, two)
            return graph.branch(one.field, one.spans, yes, no)
        assert isinstance(two, Branch)
        return graph.branch(two.field, two.spans, run(one, two.then), run(one, two.otherwise))

    with deep():
        return run(left, right)


def is_same(root: Node) -> bool:
    """Whether no pair of leaves that the walk came to differs."""
    return isinstance(root, Leaf) and root.outcome == _SAME


def _tests_alike(one: Branch, two: Branch) -> bool:
    return one.field == two.field and one.spans == two.spans


def _ranks(roots: Sequence[Node]) -> dict[int, int]:
    """The tests on the longest way from each node."""
    ranks: dict[int, int] = {}
    for root in roots:
        for node in walk(root):
            if isinstance(node, Branch):
                ranks[id(node)] = 1 + max(ranks[id(node.then)], ranks[id(node.otherwise)])
            else:
                ranks[id(node)] = 0
    return ranks


def _apart(old: RuleText, new: RuleText, point: Point) -> Comparison:
    """The difference, if both versions show it when they run."""
    decisions = [_run(text, point) for text in (old, new)]
    if decisions[0] == decisions[1]:
        raise ToolError(
            f"a solver's input does not tell the versions of {new.rule.name} apart",
            place=new.rule.place,
            remedy="please report this",
        )
    domain = new.rule.domain
    witness = tuple(zip(domain.fields, point, strict=True))
    before, after = decisions
    return Comparison(
        new.rule.name, Relation.DIFFERENT, "solvers", witness=witness, old=before, new=after
    )


def _run(text: RuleText, point: Point) -> str:
    outcome = call(text.program, text.rule.name, text.values(point))
    if not isinstance(outcome, Returned):
        raise ToolError(f"{text.rule.name} raises {outcome.error} on {text.values(point)}")
    value: Value = outcome.value
    return to_python(value)
