"""Regular expressions whose matching can take exponential or polynomial time.

A backtracking matcher tries every way to read a text before it says no. The number of ways is
exponential where some state of the position automaton comes back to itself in two ways over one
word, and polynomial where two loops, one reachable from the other, read one word (Weber and Seidl
1991; Weideman et al. 2016). Both are decided on products of the automaton of the pattern, read
from the tree of Python's own parser. Only what follows a loop can make a match fail, so a loop
after which the match may end at once does no harm.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, Literal, TypeVar

from lemmata.contracts.silence import silence

POSITIONS_BOUND = 120
STEPS_BOUND = 60_000
"""Steps through products of the automaton, for all questions about one pattern together."""
COPIES_BOUND = 6
"""A repetition of at most so many is written out; a longer one counts as a loop."""

Node = TypeVar("Node", int, tuple[int, int])
Kind = Literal["exponential", "polynomial", "undecided", "fine"]


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """How bad the worst case is; ``degree`` of a polynomial, ``text`` a part that is pumped."""

    kind: Kind
    degree: int = 1
    text: str = ""


class _TooLargeError(Exception):
    """The automaton or its product outgrew the bound."""


@dataclass(slots=True)
class _Automaton:
    """Positions with the characters that each reads, as bits over a sample of all characters."""

    sample: list[str]
    reads: list[int] = field(default_factory=list)
    follow: list[Counter[int]] = field(default_factory=list)
    final: set[int] = field(default_factory=set)
    atomic: set[int] = field(default_factory=set)
    steps: int = 0

    def spend(self, steps: int = 1) -> None:
        """Count steps; too many end the analysis."""
        self.steps += steps
        if self.steps > STEPS_BOUND:
            raise _TooLargeError

    def add(self, reads: int) -> int:
        if len(self.reads) >= POSITIONS_BOUND:
            raise _TooLargeError
        self.reads.append(reads)
        self.follow.append(Counter())
        return len(self.reads) - 1


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a pattern: where it starts and where it may end, each with the number of ways.

    ``empty`` counts the ways in which it reads nothing. ``must`` says that something is demanded
    that reads nothing (an anchor, a look-around), so a match may fail even where no more text is
    wanted.
    """

    first: Counter[int]
    last: Counter[int]
    empty: int
    must: bool = False


def ambiguity(pattern: str, flags: int = 0, *, whole: bool = False) -> Ambiguity:
    """How matching time grows; ``whole`` where the pattern must match all of the text.

    An invalid pattern is fine here: it never matches anything.
    """
    try:
        with silence():
            tree = _parser.parse(pattern, flags)
    except (re.error, RecursionError, OverflowError, MemoryError):
        return Ambiguity("fine")
    try:
        worst = Ambiguity("fine")
        for items, is_whole in _trees(tree, whole):
            found = _of_tree(items, tree.state.flags, is_whole)
            worst = max(worst, found, key=_badness)
        return worst
    except (_TooLargeError, RecursionError):
        return Ambiguity("undecided")


def _badness(found: Ambiguity) -> tuple[int, int]:
    order = {"fine": 0, "polynomial": 1, "undecided": 2, "exponential": 3}
    return order[found.kind], found.degree


def _trees(tree: Any, whole: bool) -> Iterator[tuple[Any, bool]]:
    """The pattern, and every look-around in it as a pattern of its own."""
    yield tree, whole
    stack = list(tree)
    while stack:
        node = stack.pop()
        if isinstance(node, tuple) and len(node) == 2 and node[0] in (op.ASSERT, op.ASSERT_NOT):
            yield node[1][1], False
        if isinstance(node, tuple | list | _parser.SubPattern):
            stack.extend(node)


def _of_tree(items: Any, flags: int, whole: bool) -> Ambiguity:
    sample = _sample(items)
    automaton = _Automaton(sample)
    part = _Builder(automaton, flags).sequence(items)
    automaton.final = set() if whole or part.must else set(part.last)
    live = _live(automaton, part.first)
    bad = [p for p in live if p not in automaton.final and p not in automaton.atomic]
    pumped = _exponential(automaton, bad)
    if pumped is not None:
        return Ambiguity("exponential", 0, _shown(automaton, pumped))
    degree, pumped = _degree(automaton, bad)
    if degree > 1 and pumped is not None:
        return Ambiguity("polynomial", degree, _shown(automaton, pumped))
    return Ambiguity("fine")


def _shown(automaton: _Automaton, position: int) -> str:
    """One character that the pumped loop reads; printable ones first."""
    mine = [c for i, c in enumerate(automaton.sample) if automaton.reads[position] >> i & 1]
    return repr(next((c for c in mine if c.isascii() and c.isalnum()), mine[0] if mine else ""))


def _live(automaton: _Automaton, first: Iterable[int]) -> list[int]:
    seen, stack = set(first), list(first)
    while stack:
        for follower in set(automaton.follow[stack.pop()]) - seen:
            seen.add(follower)
            stack.append(follower)
    return sorted(seen)


def _sample(items: Any) -> list[str]:
    """Characters enough to tell every class of the pattern from every other by its members."""
    points = {ord(c) for c in "aZ0_ \n-é٣\u2003\U0001f600"}
    stack = [items]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple) and len(node) == 2:
            if node[0] in (op.LITERAL, op.NOT_LITERAL):
                points |= {node[1] - 1, node[1], node[1] + 1}
            elif node[0] is op.RANGE:
                points |= {end + step for end in node[1] for step in (-1, 0, 1)}
        if isinstance(node, tuple | list | _parser.SubPattern):
            stack.extend(node)
    characters = {chr(p) for p in points if 0 <= p < 0x110000}
    characters |= {c.swapcase() for c in characters if len(c.swapcase()) == 1}
    if len(characters) > 2_000:
        raise _TooLargeError
    return sorted(characters)


class _Builder:
    """From the parser's tree to positions (Glushkov's construction)."""

    def __init__(self, automaton: _Automaton, flags: int) -> None:
        self.automaton = automaton
        self.flags = flags

    def sequence(self, items: Any) -> _Part:
        """Pieces one after another."""
        whole = _nothing()
        for code, argument in items:
            whole = self._then(whole, self._piece(code, argument))
        return whole

    def _then(self, one: _Part, two: _Part) -> _Part:
        self._join(one.last, two.first)
        return _Part(
            one.first + _times(two.first, one.empty),
            two.last + _times(one.last, two.empty),
            _few(one.empty * two.empty),
            two.must or (one.must and two.empty > 0),
        )

    def _join(self, last: Counter[int], first: Counter[int]) -> None:
        for position, ways in last.items():
            for follower, more in first.items():
                known = self.automaton.follow[position]
                known[follower] = _few(known[follower] + ways * more)

    def _either(self, parts: list[_Part]) -> _Part:
        first: Counter[int] = Counter()
        last: Counter[int] = Counter()
        for part in parts:
            first += part.first
            last += part.last
        empty = _few(sum(part.empty for part in parts))
        return _Part(first, last, empty, all(part.must for part in parts))

    def _piece(self, code: Any, argument: Any) -> _Part:
        if code in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN):
            position = Counter({self.automaton.add(self._reads(code, argument)): 1})
            return _Part(position, position, 0)
        if code is op.SUBPATTERN:
            return self._flagged(argument)
        if code is op.BRANCH:
            return self._either([self.sequence(branch) for branch in argument[1]])
        if code in (op.MAX_REPEAT, op.MIN_REPEAT):
            return self._repeat(*argument)
        if code is op.POSSESSIVE_REPEAT:
            return self._atomic(lambda: self._repeat(*argument))
        if code is op.ATOMIC_GROUP:
            return self._atomic(lambda: self.sequence(argument))
        if code is op.GROUPREF_EXISTS:
            branches = [self.sequence(branch) for branch in argument[1:] if branch is not None]
            return self._either([*branches, _nothing()] if len(branches) < 2 else branches)
        if code in (op.AT, op.ASSERT, op.ASSERT_NOT):
            return replace(_nothing(), must=_may_fail(code, argument))
        return replace(_nothing(), must=True)  # a back reference, a failure

    def _flagged(self, argument: Any) -> _Part:
        _, added, removed, items = argument
        before, self.flags = self.flags, (self.flags | added) & ~removed
        part = self.sequence(items)
        self.flags = before
        return part

    def _atomic(self, make: Any) -> _Part:
        start = len(self.automaton.reads)
        part: _Part = make()
        self.automaton.atomic |= set(range(start, len(self.automaton.reads)))
        return part

    def _repeat(self, least: int, most: Any, items: Any) -> _Part:
        if most is op.MAXREPEAT or most > COPIES_BOUND:
            body = self.sequence(items)
            self._join(body.last, body.first)
            empty = _few(body.empty + (least == 0))
            return _Part(body.first, body.last, empty, body.must and least > 0)
        whole = _nothing()
        for count in range(int(most)):
            body = self.sequence(items)
            optional = replace(body, empty=_few(body.empty + (count >= least)))
            whole = self._then(whole, optional)
        return whole

    def _reads(self, code: Any, argument: Any) -> int:
        return sum(
            1 << i for i, c in enumerate(self.automaton.sample) if self._in(code, argument, c)
        )

    def _in(self, code: Any, argument: Any, character: str) -> bool:
        if code is op.ANY:
            return bool(self.flags & re.DOTALL) or character != "\n"
        if code is op.NOT_LITERAL:
            return not self._in(op.LITERAL, argument, character)
        if code is op.IN:
            negated = bool(argument) and argument[0][0] is op.NEGATE
            items = argument[1:] if negated else argument
            return any(self._in(one, what, character) for one, what in items) != negated
        if code is op.CATEGORY:
            return _in_category(argument, character, bool(self.flags & re.ASCII))
        cases = {character}
        if self.flags & re.IGNORECASE:
            cases |= {character.lower(), character.upper()}
        if code is op.LITERAL:
            return any(len(c) == 1 and ord(c) == argument for c in cases)
        if code is op.RANGE:
            return any(len(c) == 1 and argument[0] <= ord(c) <= argument[1] for c in cases)
        raise _TooLargeError


def _nothing() -> _Part:
    return _Part(Counter(), Counter(), 1)


def _few(ways: int) -> int:
    """One way and several are told apart, and no more."""
    return min(ways, 2)


def _times(positions: Counter[int], ways: int) -> Counter[int]:
    return Counter({position: _few(count * ways) for position, count in positions.items() if ways})


def _may_fail(code: Any, argument: Any) -> bool:
    """Whether the anchor or look-around can refuse a text that was read so far."""
    return not (code is op.AT and argument in (op.AT_BEGINNING, op.AT_BEGINNING_STRING))


def _in_category(category: Any, character: str, is_ascii: bool) -> bool:
    plain = not is_ascii or character.isascii()
    digit = character.isdecimal() and plain
    space = character.isspace() and plain
    word = (character.isalnum() or character == "_") and plain
    table = {
        op.CATEGORY_DIGIT: digit,
        op.CATEGORY_NOT_DIGIT: not digit,
        op.CATEGORY_SPACE: space,
        op.CATEGORY_NOT_SPACE: not space,
        op.CATEGORY_WORD: word,
        op.CATEGORY_NOT_WORD: not word,
    }
    if category not in table:
        raise _TooLargeError
    return table[category]


def _exponential(automaton: _Automaton, live: list[int]) -> int | None:
    """A position that two different ways lead back to over one word, or None.

    Either two steps lead from a position of a loop to the next one of it, or a component of the
    square automaton holds (p, p) and some (p, q), p ≠ q.
    """
    for loop in _components(_graph(automaton, live)):
        members = set(loop)
        for p in loop:
            if any(ways > 1 and q in members for q, ways in automaton.follow[p].items()):
                return p
    pairs = _product(automaton, live)
    for component in _components(pairs):
        diagonal = [p for p, q in component if p == q]
        if diagonal and len(diagonal) < len(component):
            return diagonal[0]
    return None


def _product(
    automaton: _Automaton, live: list[int]
) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """The square automaton, from the diagonal on: both ways read the same word."""
    alive = set(live)
    pairs: dict[tuple[int, int], list[tuple[int, int]]] = {}
    stack = [(p, p) for p in live]
    while stack:
        pair = stack.pop()
        if pair in pairs:
            continue
        pairs[pair] = []
        for left in automaton.follow[pair[0]]:
            for right in automaton.follow[pair[1]]:
                automaton.spend()
                both = left in alive and right in alive
                if both and automaton.reads[left] & automaton.reads[right]:
                    pairs[pair].append((left, right))
                    stack.append((left, right))
    return pairs


def _degree(automaton: _Automaton, live: list[int]) -> tuple[int, int | None]:
    """One more than the longest chain of loops each of which can take the other's words."""
    loops = [component for component in _components(_graph(automaton, live)) if component]
    looping = {p: i for i, component in enumerate(loops) for p in component}
    ahead: dict[int, set[int]] = {i: set() for i in range(len(loops))}
    for p, mine in looping.items():
        for q in _live(automaton, automaton.follow[p]):
            its = looping.get(q, mine)
            is_known = its == mine or its in ahead[mine]
            if not is_known and _share_a_word(automaton, p, q, looping):
                ahead[mine].add(its)
    depth: dict[int, int] = {}
    for i in range(len(loops)):
        _chain(i, ahead, depth)
    deepest = max(depth, key=lambda i: depth[i], default=None)
    if deepest is None:
        return 1, None
    return depth[deepest], next(iter(loops[deepest]))


def _chain(loop: int, ahead: dict[int, set[int]], depth: dict[int, int]) -> int:
    if loop not in depth:
        depth[loop] = 1  # loops are ordered by reachability, so there is no cycle
        depth[loop] = 1 + max((_chain(i, ahead, depth) for i in ahead[loop]), default=0)
    return depth[loop]


def _graph(automaton: _Automaton, live: list[int]) -> dict[int, list[int]]:
    alive = set(live)
    return {p: [q for q in automaton.follow[p] if q in alive] for p in live}


def _share_a_word(automaton: _Automaton, p: int, q: int, looping: dict[int, int]) -> bool:
    """Whether one word leads from p to p, from p to q and from q to q.

    A word on which the match could end at once is none: it would never be tried a second time.
    """
    goal = (p, q, q)
    start = (p, p, q, frozenset({p, q}))
    seen, stack = {start}, [start]
    while stack:
        one, two, three, every = stack.pop()
        for a, c in product(automaton.follow[one], automaton.follow[three]):
            common = automaton.reads[a] & automaton.reads[c]
            if looping.get(a) != looping[p] or looping.get(c) != looping[q] or not common:
                continue
            for b in automaton.follow[two]:
                automaton.spend(1 + len(every))
                shared = automaton.reads[b] & common
                now = _read(automaton, every, shared) if shared else None
                if now is None or (a, b, c, now) in seen:
                    continue
                if (a, b, c) == goal:
                    return True
                seen.add((a, b, c, now))
                stack.append((a, b, c, now))
    return False


def _read(automaton: _Automaton, every: frozenset[int], characters: int) -> frozenset[int] | None:
    """Where a character leads from all these positions; None if every one may end the match.

    Of the characters the one is taken that leads to the fewest positions and to no last one.
    """
    reached = {f for position in every for f in automaton.follow[position]}
    best: frozenset[int] | None = None
    while characters:
        bit = characters & -characters
        characters -= bit
        there = frozenset(f for f in reached if automaton.reads[f] & bit)
        if not there & automaton.final and (best is None or len(there) < len(best)):
            best = there
    return best


def _components(graph: dict[Node, list[Node]]) -> Iterator[list[Node]]:
    """Strongly connected components that hold a cycle (Tarjan's, without recursion)."""
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    open_nodes: list[Node] = []
    is_open: set[Node] = set()
    for root, first in graph.items():
        if root in index:
            continue
        work = [(root, iter(first))]
        index[root] = low[root] = len(index)
        open_nodes.append(root)
        is_open.add(root)
        while work:
            node, followers = work[-1]
            for follower in followers:
                if follower not in index:
                    index[follower] = low[follower] = len(index)
                    open_nodes.append(follower)
                    is_open.add(follower)
                    work.append((follower, iter(graph[follower])))
                    break
                if follower in is_open:
                    low[node] = min(low[node], index[follower])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    component = _popped(open_nodes, is_open, node)
                    if len(component) > 1 or node in graph[node]:
                        yield component


def _popped(open_nodes: list[Node], is_open: set[Node], root: Node) -> list[Node]:
    component: list[Node] = []
    while not component or component[-1] != root:
        component.append(open_nodes.pop())
        is_open.discard(component[-1])
    return component
