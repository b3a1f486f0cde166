"""Phrases over concepts, matched in time linear in the text.

A phrase is a line such as ``OVERRIDE 3 PRIOR 2 DIRECTIVE``: concepts (several joined by ``|``,
literal words in lower case) with the number of other words that may stand between. The words of a
phrase stand in one sentence; a gap ``~3`` may cross into the next ones. ``-MANAGE`` at the end:
no such word in the sentences of the match. From each first word at most the sum of the gaps is
looked at, so nothing backtracks.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lemmata.screening.words import Word


@dataclass(frozen=True, slots=True)
class Step:
    """A set of concepts, and how many words may stand between it and what came before."""

    concepts: frozenset[str]
    gap: int = 0
    crosses: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Steps in order, and concepts that must be absent around them."""

    steps: tuple[Step, ...]
    absent: frozenset[str] = frozenset()

    @property
    def literals(self) -> frozenset[str]:
        """The words that it names literally."""
        every = [step.concepts for step in self.steps] + [self.absent]
        return frozenset(name[1:] for names in every for name in names if name.startswith("="))


def phrase(text: str) -> Phrase:
    """The phrase that a line writes.

    Raises:
        ValueError: the line ends in a gap, or has no concept.
    """
    steps: list[Step] = []
    absent: set[str] = set()
    gap, crosses = 0, False
    for part in text.split():
        if re.fullmatch(r"~?\d+", part):
            gap, crosses = int(part.lstrip("~")), part.startswith("~")
        elif part.startswith("-"):
            absent |= _concepts(part[1:])
        else:
            steps.append(Step(_concepts(part), gap, crosses))
            gap, crosses = 0, False
    if not steps or gap:
        raise ValueError(f"{text!r} is no phrase: concepts with gaps between them")
    return Phrase(tuple(steps), frozenset(absent))


def _concepts(text: str) -> frozenset[str]:
    return frozenset(name if name.isupper() else f"={name}" for name in text.split("|"))


class Index:
    """The words of a text by concept."""

    def __init__(self, found: Sequence[Word]) -> None:
        self.words = found
        self._places: dict[str, list[int]] = {}
        self._numbers = [word.number for word in found]
        for place, word in enumerate(found):
            for concept in word.concepts:
                self._places.setdefault(concept, []).append(place)

    def matches(self, wanted: Phrase) -> Iterator[tuple[int, int]]:
        """Offsets of each match, from its first word's start to its last word's end."""
        first, *rest = wanted.steps
        if not all(any(name in self._places for name in step.concepts) for step in rest):
            return
        for start in sorted({p for name in first.concepts for p in self._places.get(name, ())}):
            reached = {start}
            for step in rest:
                reached = {after for place in reached for after in self._after(place, step)}
                if not reached:
                    break
            else:
                end = min(reached)
                if not self._is_negated(start) and not self._is_spoiled(start, end, wanted.absent):
                    yield self.words[start].start, self.words[end].end

    def _after(self, place: int, step: Step) -> Iterator[int]:
        """The places that fit the step after this one."""
        here = self.words[place]
        end = bisect_right(self._numbers, here.number + step.gap + 1)
        for after in range(place + 1, end):
            word = self.words[after]
            if word.sentence != here.sentence and not step.crosses:
                return
            if word.concepts & step.concepts:
                yield after

    def _is_negated(self, start: int) -> bool:
        """Whether it is an order not to: ``do not ignore``, ``never forget``, ``vergiss nicht``.

        ``Why not ignore …`` and ``do not wait, ignore …`` are none.
        """
        before, here = self._beside(start, -1), self.words[start]
        if "OVERRIDE" not in here.concepts:
            return False
        if before is not None and "NOT" in before.concepts:
            earlier = self._beside(start, -2)
            return "NOT_ALONE" in before.concepts or (
                earlier is not None and "AUXILIARY" in earlier.concepts
            )
        after = self._beside(start, 1)
        return after is not None and "NOT_AFTER" in after.concepts

    def _beside(self, place: int, steps: int) -> Word | None:
        """The word so many words away in the sentence, where it has concepts."""
        here, there = self.words[place], place + steps
        if not 0 <= there < len(self.words):
            return None
        word = self.words[there]
        is_there = word.number == here.number + steps and word.sentence == here.sentence
        return word if is_there else None

    def _is_spoiled(self, start: int, end: int, absent: Iterable[str]) -> bool:
        """Whether a word that must be absent stands in the match or shortly around it."""
        low = bisect_left(self._numbers, self.words[start].number - _AROUND)
        high = bisect_right(self._numbers, self.words[end].number + _AROUND)
        sentences = {self.words[start].sentence, self.words[end].sentence}
        return any(
            self.words[place].sentence in sentences and self.words[place].concepts & set(absent)
            for place in range(low, high)
        )


_AROUND = 8
"""How many words before and after a match a spoiling word is looked for."""
