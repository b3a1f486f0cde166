"""Products and conflicts against brute force: every input of small domains, one after the other."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, product
from pathlib import Path

import pytest

from lemmata.contracts.errors import ContractError
from lemmata.contracts.reading import read_source
from lemmata.contracts.values import Value
from lemmata.rules.branching import Decided, decide
from lemmata.rules.composing import Semantics, compose
from lemmata.rules.conflicts import conflicts
from lemmata.rules.equivalence import Relation
from lemmata.rules.findings import Finding, Kind, Report
from lemmata.rules.pipelines import compare_pipelines
from lemmata.rules.reading import RuleText, read_rules, rules_of
from lemmata.rules.table import evaluate, is_partition, points
from tests.rules.random_rules import Writer

EXAMPLES = Path(__file__).parents[2] / "examples" / "rules"
State = dict[str, Value]
Apply = Callable[[State], State]


def random_texts(seed: int, count: int) -> tuple[RuleText, ...]:
    """Rules over one random file, in its order."""
    file = rules_of(read_source(Writer(seed).file(count), needs_contract=False))
    return tuple(text for name, text in file.rules.items() if name.startswith("rule_"))


class Brute:
    """The same rules as functions of states, looked up in their tables."""

    def __init__(self, texts: Sequence[RuleText]) -> None:
        self.texts = texts
        self.domain = compose(texts, Semantics.DISPATCH).joint.domain
        self.known = [self._known(text) for text in texts]

    def _known(self, text: RuleText) -> Mapping[str, State]:
        found: dict[str, State] = {}
        domain = text.rule.domain
        for point in points(domain):
            outcome = decide(text.node, point)
            assert isinstance(outcome, Decided)
            names = (slot.name for slot in text.slots)
            pairs = zip(names, outcome.values, strict=True)
            found[repr(list(domain.values(point)))] = {n: v for n, v in pairs if v is not None}
        return found

    @staticmethod
    def _key(text: RuleText, state: State) -> list[Value]:
        return [state[name] for name in text.rule.domain.names]

    def writes(self, which: int, state: State) -> State:
        """What one rule writes."""
        return self.known[which][repr(self._key(self.texts[which], state))]

    def states(self) -> list[State]:
        """Every input, in order."""
        return [
            dict(zip(self.domain.names, self.domain.values(point), strict=True))
            for point in points(self.domain)
        ]

    def pipeline(self, order: Sequence[int], state: State) -> State:
        """The state after the rules."""
        for which in order:
            state = {**state, **self.writes(which, state)}
        return state

    def written(self, order: Sequence[int], state: State) -> State:
        """What the rules write one after another; the last write of a field counts."""
        found: State = {}
        for which in order:
            now = self.writes(which, {**state, **found})
            found = {**found, **now}
        return found

    def dispatch(self, order: Sequence[int], state: State) -> State:
        """All writes on one state; the first in order counts."""
        written: State = {}
        for which in order:
            written = {**self.writes(which, state), **written}
        return written

    def first(self, holds: Callable[[State], bool]) -> State | None:
        """The least input on which something holds."""
        return next((state for state in self.states() if holds(state)), None)

    def comes_back(self, state: State) -> bool:
        """Whether the pipeline, again and again on its result, never settles."""
        order = range(len(self.texts))
        seen: list[State] = []
        while state not in seen:
            seen.append(state)
            state = self.pipeline(order, state)
        return seen[-1] != state

    def settled(self, state: State) -> State:
        """The state that the pipeline comes to rest in."""
        while (after := self.pipeline(range(len(self.texts)), state)) != state:
            state = after
        return state


def matches(finding: Finding | None, least: State | None) -> None:
    """There is a finding exactly where there is an input, and it shows the least one."""
    assert (finding is None) == (least is None)
    if finding is not None and least is not None:
        for field, index in finding.witness:
            assert field.value(index) == least[field.name]


def pick(report: Report, kind: Kind, semantics: Semantics | None, *names: str) -> Finding | None:
    """The finding of that kind whose first rules are these."""
    return next(
        (
            one
            for one in report.findings
            if one.kind is kind and one.semantics is semantics and one.rules[: len(names)] == names
        ),
        None,
    )


@pytest.mark.parametrize("seed", [0, 2, 4])
def test_findings_are_those_of_brute_force(seed: int) -> None:
    """Each kind of finding is there exactly where some input shows it, with the least input."""
    texts = random_texts(seed, 3)
    names = [text.rule.name for text in texts]
    report = conflicts(texts)
    assert {one.kind for one in report.undecided} <= {Kind.RETRY}
    brute = Brute(texts)
    for one, other in combinations(range(len(texts)), 2):
        pair = Brute([texts[one], texts[other]])

        def differ(state: State, pair: Brute = pair) -> bool:
            left, right = pair.writes(0, state), pair.writes(1, state)
            return any(left[name] != right[name] for name in left.keys() & right.keys())

        def order(state: State, pair: Brute = pair) -> bool:
            return pair.pipeline((0, 1), state) != pair.pipeline((1, 0), state)

        both = (names[one], names[other])
        matches(pick(report, Kind.WRITES, Semantics.DISPATCH, *both), pair.first(differ))
        matches(pick(report, Kind.ORDER, Semantics.PIPELINE, *both), pair.first(order))
    everyone = list(range(len(texts)))
    states = brute.states()
    for which, name in enumerate(names):
        rest = [other for other in everyone if other != which]
        fires = any(brute.writes(which, brute.pipeline(everyone[:which], s)) for s in states)
        assert fires == (pick(report, Kind.UNREACHABLE, Semantics.PIPELINE, name) is None)
        needed = any(brute.dispatch(everyone, s) != brute.dispatch(rest, s) for s in states)
        told = [
            pick(report, kind, Semantics.DISPATCH, name)
            for kind in (Kind.UNREACHABLE, Kind.REDUNDANT)
        ]
        assert needed == (told == [None, None])
        if fires:
            needed = any(brute.pipeline(everyone, s) != brute.pipeline(rest, s) for s in states)
            assert needed == (pick(report, Kind.REDUNDANT, Semantics.PIPELINE, name) is None)
    looping = any(map(brute.comes_back, states))
    assert looping == any(one.kind is Kind.LOOP for one in report.findings)
    matches(
        pick(report, Kind.GAP, None),
        brute.first(lambda state: not any(brute.writes(which, state) for which in everyone)),
    )


NARROW = """
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class C:
    x: Literal["0", "1"] | None = None
    z: bool | None = None
    w: str | None = None


"""


def narrow(*bodies: str) -> tuple[RuleText, ...]:
    """Rules that take only what they name: `x: ...|return ...`."""
    heads = [
        f"def rule_{i}({body.replace('|', ') -> C | None:' + chr(10) + '    ', 1)}"
        for i, body in enumerate(bodies)
    ]
    text = NARROW + "\n\n\n".join(heads) + "\n"
    return rules_of(read_source(text, needs_contract=False)).chosen()


X = 'x: Literal["0", "1"]'


def test_a_rule_is_needed_that_mends_what_another_wrote() -> None:
    """What a field holds is what was written last, read by the rule or not."""
    first = f'{X}|return C(x="1", z=True) if x == "0" else C(z=False)'
    texts = narrow(first, 'z: bool|return C(x="0") if z else None')
    report = conflicts(texts)
    assert pick(report, Kind.REDUNDANT, Semantics.PIPELINE, "rule_1") is None
    brute = Brute(texts)
    assert brute.first(lambda s: brute.pipeline((0, 1), s) != brute.pipeline((0,), s)) is not None


def test_what_was_written_before_is_redundant_without_a_reader() -> None:
    """A field that nobody takes holds what the rules before wrote; one alone repeats its input."""
    texts = narrow(f'{X}|return C(w="a")', 'z: bool|return C(w="a") if z else None')
    assert pick(conflicts(texts), Kind.REDUNDANT, Semantics.PIPELINE, "rule_1")
    alone = narrow(f'{X}|return C(x="0") if x == "0" else None')
    assert pick(conflicts(alone), Kind.REDUNDANT, Semantics.PIPELINE, "rule_0")


def test_witnesses_hold_what_they_depend_on() -> None:
    """A gap is an input on which each rule is silent; a retry names what leads to it."""
    texts = narrow(
        f'{X}|return C(w="a") if x == "0" else None',
        f'{X}, z: bool|return C(w="a") if z else None',
    )
    gap = pick(conflicts(texts), Kind.GAP, None)
    assert gap is not None
    assert [(f.name, f.value(i)) for f, i in gap.witness] == [("x", "1"), ("z", False)]
    texts = narrow(
        f'{X}|return C(w="retry") if x == "1" else None',
        f'{X}, z: bool|return C(x="1" if z else "0")',
    )
    retry = pick(conflicts(texts), Kind.RETRY, Semantics.PIPELINE, "rule_0")
    assert retry is not None
    assert [(f.name, f.value(i)) for f, i in retry.witness] == [("z", True)]


def test_random_loops_and_retries_are_those_of_brute_force() -> None:
    """A pipeline of two goes round, or retries for ever, exactly where some input shows it."""
    seen: set[Kind | None] = set()
    for seed in (24, 36, 37, 43):
        texts = random_texts(seed, 2)
        brute = Brute(texts)
        report = conflicts(texts)
        looping = brute.first(brute.comes_back)
        loop = next((one for one in report.findings if one.kind is Kind.LOOP), None)
        assert (loop is None) == (looping is None), seed
        if looping is not None:
            seen.add(Kind.LOOP)
            continue
        for which, text in enumerate(texts):

            def insists(state: State, which: int = which, brute: Brute = brute) -> bool:
                return brute.writes(which, brute.settled(state)).get("hint") == "retry"

            found = pick(report, Kind.RETRY, Semantics.PIPELINE, text.rule.name)
            least = brute.first(insists)
            assert (found is None) == (least is None), seed
            seen.add(Kind.RETRY if found else None)
    assert seen == {Kind.LOOP, Kind.RETRY, None}


@pytest.mark.parametrize("semantics", list(Semantics))
def test_a_product_is_its_rules_one_after_the_other(semantics: Semantics) -> None:
    """Any subset in any order writes what the rules write by themselves, on every input."""
    texts = random_texts(3, 3)
    for order in ((0, 1), (2, 0), (2, 1, 0), (1,)):
        chosen = [texts[which] for which in order]
        product_of = compose(chosen, semantics)
        table = product_of.table()
        assert is_partition(table)
        brute = Brute(chosen)
        everyone = range(len(chosen))
        for point, state in zip(points(table.domain), brute.states(), strict=True):
            outputs = zip(table.outputs, evaluate(table, point), strict=True)
            writes = {f.name: f.value(index) for f, index in outputs if index is not None}
            if semantics is Semantics.DISPATCH:
                assert writes == brute.dispatch(everyone, state)
            else:
                assert {**state, **writes} == brute.pipeline(everyone, state)


@pytest.mark.parametrize("seed", [1, 3, 6])
def test_two_pipelines_are_equal_or_told_apart_by_the_least_input(seed: int) -> None:
    """Any two orders and subsets: what is written, input by input, decides."""
    texts = random_texts(seed, 3)
    brute = Brute(texts)
    orders = [(0, 1, 2), (1, 0, 2), (0, 2), (0, 0, 2), (2,)]
    relations = set()
    for old, new in product(orders, orders[1:]):
        found = compare_pipelines([texts[i] for i in old], [texts[i] for i in new])
        apart = [s for s in brute.states() if brute.written(old, s) != brute.written(new, s)]
        assert (found.relation is Relation.DIFFERENT) == bool(apart)
        assert (found.relation is Relation.EQUAL) == (not apart)
        if apart and len(found.witness) == len(brute.domain.fields):
            assert {f.name: f.value(i) for f, i in found.witness} in apart
        relations.add(found.relation)
    assert relations == {Relation.EQUAL, Relation.DIFFERENT}


def test_the_five_rules_have_the_inputs_that_are_said() -> None:
    """34 inputs, 396 over the pairs, 9,638 over the subsets; only the retry is never ended."""
    texts = read_rules(EXAMPLES / "five.py").chosen()
    sizes = [text.rule.domain.size for text in texts]
    assert sizes == [2, 8, 16, 6, 2]
    assert sum(sizes) == 34
    subsets = [s for n in range(1, 6) for s in combinations(texts, n)]
    products = [compose(subset, Semantics.PIPELINE) for subset in subsets]
    assert sum(p.joint.domain.size for p in products if len(p.joint.texts) == 2) == 396
    assert sum(p.joint.domain.size for p in products) == 9_638
    assert all(is_partition(p.table()) for p in products)
    report = conflicts(texts)
    assert [(one.kind, one.rules) for one in report.findings] == [
        (Kind.RETRY, ("retry_on_length",))
    ]
    assert report.pairs_apart == report.pairs == 10


def test_the_ten_rules_interact() -> None:
    """Every kind of conflict is among them, and each is shown."""
    report = conflicts(read_rules(EXAMPLES / "agent.py").chosen())
    assert report.undecided == ()
    assert {one.kind for one in report.findings} == set(Kind)
    loop = pick(report, Kind.LOOP, Semantics.PIPELINE)
    assert loop is not None
    assert loop.detail == "it comes back every 2 turns: model=FALLBACK → model=SMALL"


def test_twenty_rules_are_decided_without_their_product() -> None:
    """2**64 joint inputs: pairs and ties decide, and the one clash is found."""
    fields = "".join(f"    f{i}: bool\n" for i in range(64))
    outs = "".join(f"    f{i}: bool | None = None\n" for i in range(64))
    head = (
        "from dataclasses import dataclass\n\n\n@dataclass(frozen=True)\nclass State:\n"
        f"{fields}\n\n@dataclass(frozen=True)\nclass Change:\n{outs}\n\n"
    )
    rules = "".join(
        f"def rule_{i}(s: State) -> Change | None:\n"
        f"    return Change(f{3 * i + 3}=True) if s.f{3 * i} and not s.f{3 * i + 1} else None\n\n\n"
        for i in range(20)
    )
    clash = (
        "def clash(s: State) -> Change | None:\n    return Change(f33=False) if s.f63 else None\n"
    )
    texts = rules_of(read_source(head + rules + clash, needs_contract=False)).chosen()
    report = conflicts(texts)
    assert report.joint_size == 2**64
    assert report.undecided == ()
    assert [one.rules for one in report.findings if one.kind is Kind.WRITES] == [
        ("rule_10", "clash")
    ]


def test_rules_that_do_not_fit_are_refused() -> None:
    """One name has one type, and what is written has to be something that readers take."""
    head = "from icontract import require\n\n\n"
    bound = "@require(lambda n: 0 <= n <= {})\ndef {}(n: int) -> bool:\n    return n > 1\n\n\n"
    texts = rules_of(
        read_source(head + bound.format(3, "a") + bound.format(4, "b"), needs_contract=False)
    ).chosen()
    with pytest.raises(ContractError, match="`n` has other values in b than in a"):
        compose(texts, Semantics.DISPATCH)
    write = (
        "from dataclasses import dataclass\n\n\n@dataclass(frozen=True)\nclass N:\n    n: int\n\n\n"
        "def w(b: bool) -> N | None:\n    return N(7) if b else None\n\n\n"
    )
    texts = rules_of(
        read_source(head + write + bound.format(3, "a"), needs_contract=False)
    ).chosen()
    with pytest.raises(ContractError, match="7 is written to `n`, and a does not take it"):
        compose(texts, Semantics.PIPELINE)
    report = conflicts(texts)
    assert {one.reason for one in report.undecided} == {
        "7 is written to `n`, and a does not take it"
    }
