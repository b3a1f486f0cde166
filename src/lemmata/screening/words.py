"""A text as words with their concepts: one pass, one look-up for each distinct word."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from lemmata.screening.confusables import folded
from lemmata.screening.lexicon import CONCEPTS, words

_TOKEN = re.compile(r"[^\W_]++|[.!?;\n。！？]")
_ENDS = frozenset(".!?;\n。！？")
_NO_SPACES = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
LONGEST_WORD = 64
_SHORTEST_SCRAMBLED = 6
_SHORTEST_JOINED = 10
_GLUE_WORDS = "a an and the to of your you me my i is in it this that all us our"
_GLUE = frozenset(_GLUE_WORDS.split())


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words with the concepts that each has; literal words have the concept ``=word``."""

    exact: Mapping[str, frozenset[str]]
    prefixes: Mapping[str, frozenset[str]]
    inside: Mapping[str, frozenset[str]]
    scrambled: Mapping[str, str]

    def concepts(self, word: str) -> frozenset[str]:
        """The concepts of a word as it stands."""
        found = self.exact.get(word, frozenset())
        for length in range(4, min(len(word), 12) + 1):
            found |= self.prefixes.get(word[:length], frozenset())
        return found


@dataclass(frozen=True, slots=True)
class Word:
    """One word that has concepts: its number among all words, sentence, and offsets."""

    number: int
    sentence: int
    start: int
    end: int
    concepts: frozenset[str]


@cache
def lexicon(literals: frozenset[str] = frozenset()) -> Lexicon:
    """The lexicon with the literal words that a grammar names."""
    exact: dict[str, set[str]] = {}
    prefixes: dict[str, set[str]] = {}
    inside: dict[str, set[str]] = {}
    for concept in CONCEPTS:
        for word in words(concept):
            bare = folded(word.rstrip("*"))
            if _NO_SPACES.search(bare):
                inside.setdefault(bare, set()).add(concept)
            elif word.endswith("*"):
                prefixes.setdefault(bare, set()).add(concept)
            else:
                exact.setdefault(bare, set()).add(concept)
    for word in literals:
        exact.setdefault(word, set()).add(f"={word}")
    scrambled = {
        _scramble(word): word
        for word in exact
        if len(word) >= _SHORTEST_SCRAMBLED and word.isascii()
    }
    return Lexicon(_frozen(exact), _frozen(prefixes), _frozen(inside), scrambled)


def _frozen(table: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    return {word: frozenset(concepts) for word, concepts in table.items()}


def _scramble(word: str) -> str:
    """The same for words with the same ends and the same letters between: readers see through."""
    return f"{word[0]}{''.join(sorted(word[1:-1]))}{word[-1]}"


def words_of(text: str, known: Lexicon) -> list[Word]:
    """The words of a folded text that have concepts, in order."""
    found: list[Word] = []
    memory: dict[str, tuple[tuple[int, int, frozenset[str]], ...]] = {}
    number = sentence = 0
    for token in _TOKEN.finditer(text):
        word = token[0]
        if word in _ENDS:
            sentence += 1
            continue
        parts = memory.get(word)
        if parts is None:
            parts = memory[word] = tuple(_parts(word, known))
        for start, end, concepts in parts:
            if concepts:
                base = token.start()
                found.append(Word(number, sentence, base + start, base + end, concepts))
            number += 1
        number += not parts
    return found


def _parts(word: str, known: Lexicon) -> Iterator[tuple[int, int, frozenset[str]]]:
    """The word itself, or the words that were run together or scrambled to make it."""
    if concepts := known.concepts(word):
        yield 0, len(word), concepts
    elif _NO_SPACES.search(word):
        yield from _inside(word, known)
    elif _SHORTEST_SCRAMBLED <= len(word) <= LONGEST_WORD and word.isascii():
        if meant := known.scrambled.get(_scramble(word)):
            yield 0, len(word), known.exact[meant]
        elif len(word) >= _SHORTEST_JOINED:
            yield from _joined(word, known)


def _inside(word: str, known: Lexicon) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Longest words first, from the left; what is between them counts as one word."""
    longest = max(map(len, known.inside))
    position, unknown = 0, False
    while position < len(word):
        for length in range(min(longest, len(word) - position), 0, -1):
            if concepts := known.inside.get(word[position : position + length]):
                yield position, position + length, concepts
                position, unknown = position + length, False
                break
        else:
            if not unknown:
                yield position, position + 1, frozenset()
            position, unknown = position + 1, True


def _joined(word: str, known: Lexicon) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Three or more known words without spaces between; empty unless they cover all of it."""
    best: dict[int, tuple[int, ...]] = {0: ()}
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 16), end):
            piece = word[start:end]
            if start in best and (piece in known.exact or piece in _GLUE):
                cuts = (*best[start], end)
                if end not in best or len(cuts) < len(best[end]):
                    best[end] = cuts
    cuts = best.get(len(word), ())
    if len(cuts) >= 3:
        for start, end in zip((0, *cuts), cuts, strict=False):
            yield start, end, known.exact.get(word[start:end], frozenset())
