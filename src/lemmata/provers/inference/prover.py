"""The prover `invariants`: finds what loops and recursion keep, then proves by it.

A proof shows every hint that it uses, so nothing here has to be trusted: proposals come from the
contract and the code, runs throw out the wrong ones, Houdini keeps what is inductive, measures
are tried one by one, and the solvers judge the result as they judge everything else.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.hints import Hints, LoopHint
from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Verdict
from lemmata.language.hints import HintReader, hint_reader, loop_scopes, with_hints
from lemmata.language.tree import Condition, Expr, Loop, Program
from lemmata.language.walking import has_loop, nodes, recursive
from lemmata.obligations import Derivation, ObligationKind, derivation
from lemmata.obligations.derivation import check_hint
from lemmata.provers.constants import constants_of
from lemmata.provers.enumeration import inputs
from lemmata.provers.inference.candidates import candidates
from lemmata.provers.inference.houdini import Kept, is_shown, strongest
from lemmata.provers.inference.measures import Measure, heights, loop_measures, recursion_measures
from lemmata.provers.inference.traces import State, states, surviving
from lemmata.provers.inference.trimming import used
from lemmata.provers.inference.views import View, views
from lemmata.provers.limits import Limits
from lemmata.provers.protocol import Answer, Question
from lemmata.provers.smt import Smt

T = TypeVar("T")

MOST_CANDIDATES = 60
TIERS = 2
_REMEMBERED = 2
_TERMINATION = ObligationKind.TERMINATION


@dataclass(frozen=True, slots=True)
class Invariants:
    """Proves functions with loops and recursion, with hints found here."""

    name: str = "invariants"

    def ask(self, question: Question, limits: Limits) -> Answer:
        """As `Smt.ask`, for a function with loops or recursion; others do not apply.

        Raises:
            ToolError: a solver is missing or broke.
        """
        circle = recursive(question.program, question.name)
        if not has_loop(question.function) and not circle:
            told = f"{self.name}: it has no loop and does not call itself"
            return Answer(self.name, Verdict.UNKNOWN, told, applies=False)
        smt = Smt(self.name)
        try:
            plain = derivation(question.program, question.name)
            if not plain.partial and _may_hold(question, plain):
                answer = smt.settle(question, plain, limits)
                if answer.verdict is not Verdict.UNKNOWN:
                    return answer
            return self._by_tiers(question, limits)
        except UnsupportedError as error:
            return Answer(self.name, Verdict.UNSUPPORTED, str(error))

    def _by_tiers(self, question: Question, limits: Limits) -> Answer:
        """What the solvers say with the hints of each tier, until something is decided."""
        smt = Smt(self.name)
        search = Search(question)
        for tier in range(TIERS + 1):
            # After the last tier what was given up for want of units is looked at with patience.
            if not (search.extend(tier) if tier < TIERS else search.again()) and tier:
                continue
            hints = search.trimmed()
            if hints is not None:
                derived = search.derived(hints)
                answer = smt.settle(question, derived, limits, search.hints(hints))
                if answer.verdict is not Verdict.UNKNOWN:
                    return answer
        derived = search.derived(search.kept)
        return smt.settle(question, derived, limits, search.hints(search.kept))


def _may_hold(question: Question, plain: Derivation) -> bool:
    """Whether the function may be proved as it stands: with invariants by hand, or at once.

    Without them most loops need hints, and what fails is not worth all of both solvers' units.
    """
    loops = (node for node in nodes(question.function.body or ()) if isinstance(node, Loop))
    if any(loop.invariants for loop in loops):
        return True
    return is_shown(plain.obligations, question.solvers)


@dataclass(slots=True)
class Search:
    """One search for hints; what it found is in its fields."""

    question: Question
    reader: HintReader | None = None
    views: tuple[View, ...] = ()
    tiers: Mapping[int, Iterator[tuple[str, ...]]] = field(default_factory=dict)
    seen: Mapping[int, Sequence[State]] = field(default_factory=dict)
    alive: dict[int, list[Condition]] = field(default_factory=dict)
    kept: dict[int, list[Condition]] = field(default_factory=dict)
    measures: dict[int, tuple[Expr, ...]] = field(default_factory=dict)
    decreases: dict[str, tuple[Expr, ...]] = field(default_factory=dict)
    texts: dict[int, Measure] = field(default_factory=dict)
    decrease_texts: dict[str, Measure] = field(default_factory=dict)
    is_hasty: bool = False
    _made: list[tuple[object, Derivation]] = field(default_factory=list)

    def extend(self, tier: int) -> bool:
        """Invariants of every loop together, then measures; whether the tier proposes anything."""
        question = self.question
        if self.reader is None:
            self.reader = hint_reader(question.module, question.program, question.name)
            scopes = loop_scopes(question.module, question.program, question.name)
            task = question.module.tasks[question.name]
            self.views = views(task, scopes)
            self.seen = states(question, self._inputs()) if self.views else {}
            self.tiers = {view.number: candidates(task, view) for view in self.views}
        is_more = False
        for view in self.views:
            new = self._proposed(view)
            self.alive.setdefault(view.number, []).extend(new)
            is_more = is_more or bool(new)
        if is_more:
            # What an earlier tier could not keep alone may be kept beside what this one adds.
            self.kept, cut_off = strongest(self.derived, self.alive, question.solvers)
            self.is_hasty = self.is_hasty or cut_off
        if is_more or not tier:
            for view in self.views:
                self._measure_loop(view)
            self._measure_recursion()
        return is_more

    def again(self) -> bool:
        """The same candidates with more units for each, where some were cut off; if that helps."""
        if not self.is_hasty:
            return False
        before = self.kept
        self.kept, _ = strongest(self.derived, self.alive, self.question.solvers, is_patient=True)
        return self.kept != before

    def derived(self, kept: Kept) -> Derivation:
        """What is to be shown with these conditions, and with the measures found so far.

        The last few are remembered: one set of hints is asked for several times in a row.
        """
        known = {number: tuple(conditions) for number, conditions in kept.items()}
        asked = (known, dict(self.measures), dict(self.decreases))
        for before, made in self._made:
            if before == asked:
                return made
        made = derivation(self._hinted(kept), self.question.name)
        self._made = [(asked, made), *self._made[: _REMEMBERED - 1]]
        return made

    def _hinted(self, kept: Kept) -> Program:
        numbers = sorted({*kept, *self.measures})
        loops = {
            number: (tuple(kept.get(number, ())), self.measures.get(number, ()))
            for number in numbers
        }
        program = with_hints(self.question.program, self.question.name, loops, None)
        for name, measure in self.decreases.items():
            program = with_hints(program, name, {}, measure)
        return program

    def trimmed(self) -> dict[int, list[Condition]] | None:
        """Only the conditions that z3 needs; None if it needs more than there are."""
        needed = used(self.derived(self.kept), self.question.solvers)
        if needed is None:
            return None
        return {
            number: [one for at, one in enumerate(known, 1) if (number, at) in needed]
            for number, known in self.kept.items()
        }

    def hints(self, kept: Kept) -> tuple[tuple[str, Hints], ...]:
        """What was found, as text, with these conditions."""
        name = self.question.name
        numbers = sorted(
            number for number in {*kept, *self.texts} if kept.get(number) or self.texts.get(number)
        )
        loops = tuple(
            LoopHint(
                number,
                tuple(one.text for one in kept.get(number, ())),
                self.texts.get(number, ()),
            )
            for number in numbers
        )
        found = {name: Hints(loops)} if loops else {}
        for function, measure in self.decrease_texts.items():
            found[function] = Hints(loops if function == name else (), measure)
        return tuple(sorted(found.items()))

    def _inputs(self) -> Iterator[tuple[Value, ...]]:
        kinds = [parameter.type for parameter in self.question.function.parameters]
        made = inputs(kinds, constants_of(self.question.program, self.question.name))
        return self._in_time(made)

    def _in_time(self, items: Iterable[T]) -> Iterator[T]:
        """The items, as long as there is time."""
        for item in items:
            self.question.solvers.deadline.check()
            yield item

    def _proposed(self, view: View) -> list[Condition]:
        """What survives the runs of the next tier of candidates."""
        reader = self.reader
        assert reader is not None
        found: list[Condition] = []
        for text in self._in_time(next(self.tiers[view.number])):
            try:
                condition = reader.invariant(view.number, text)
                check_hint(self.question.program, condition, reader.types(view.number))
            except UnsupportedError:
                continue
            found.append(condition)
        names, seen = list(reader.types(view.number)), self.seen.get(view.number, ())
        alive = surviving(self.question.program, self._in_time(found), names, seen)
        return alive[: MOST_CANDIDATES // len(self.views)]

    def _measure_loop(self, view: View) -> None:
        reader = self.reader
        if reader is None or not self._lacks(view):
            return
        for texts in loop_measures(view):
            try:
                exprs = tuple(reader.measure(view.number, text) for text in texts)
            except UnsupportedError:
                continue
            self.measures[view.number], self.texts[view.number] = exprs, texts
            if self._ends(f"loop-{view.number}-measure"):
                return
        self.measures.pop(view.number, None)
        self.texts.pop(view.number, None)

    def _lacks(self, view: View) -> bool:
        line = view.node.lineno
        return line in self.derived(self.kept).partial

    def _measure_recursion(self) -> None:
        """One measure for all functions of the circle that have the same parameters.

        Or the height of what each recurs on.
        """
        question = self.question
        circle = sorted(recursive(question.program, question.name))
        open_ones = [name for name in circle if not question.program.functions[name].decreases]
        if not open_ones:
            return
        readers = {n: hint_reader(question.module, question.program, n) for n in open_ones}
        tasks = {name: question.module.tasks[name] for name in open_ones}
        same = recursion_measures(question.module.tasks[question.name])
        candidates = [dict.fromkeys(open_ones, texts) for texts in same]
        for given in (*heights(tasks), *candidates):
            try:
                for name, texts in given.items():
                    self.decreases[name] = tuple(readers[name].decrease(text) for text in texts)
                    self.decrease_texts[name] = texts
            except UnsupportedError:
                continue
            if self._ends("termination"):
                return
        self.decreases.clear()
        self.decrease_texts.clear()

    def _ends(self, label: str) -> bool:
        wanted = [
            known
            for known in self.derived(self.kept).obligations
            if known.kind is _TERMINATION and label in known.name
        ]
        return is_shown(wanted, self.question.solvers)


PROVER = Invariants()
