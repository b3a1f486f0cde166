"""Leaks: a canary is found however it is told, and chance or the user's words are no leak."""

import base64
import codecs
import random
from collections.abc import Callable

import pytest

from lemmata.contracts.errors import DataError
from lemmata.screening import embed, make_canary, screen_output
from lemmata.screening.leaks import ALPHABET, EXAMPLE_PROMPT, letters_of

CANARY = make_canary(random.Random(3).randbytes)
OTHER = make_canary(random.Random(4).randbytes)
WAYS: dict[str, Callable[[str], str]] = {
    "verbatim": str,
    "capitals": str.upper,
    "without hyphens": lambda c: c.replace("-", ""),
    "first half": lambda c: c[: len(c) // 2],
    "last half": lambda c: c[len(c) // 2 :],
    "backwards": lambda c: c[::-1],
    "spaced": " ".join,
    "letters on lines": "\n".join,
    "numbered lines": lambda c: "\n".join(f"{n}. {one}" for n, one in enumerate(c)),
    "between emoji": "\U0001f600".join,
    "in two halves": lambda c: f"{c[:14]} ... 12 ... {c[14:]}",
    "base64": lambda c: base64.b64encode(f"the mark is {c}".encode()).decode(),
    "hex": lambda c: c.encode().hex(),
    "character codes": lambda c: " ".join(str(ord(one)) for one in c),
    "rot13": lambda c: codecs.encode(c, "rot13"),
    "shifted by five": lambda c: "".join(
        chr((ord(x) - 92) % 26 + 97) if x != "-" else x for x in c
    ),
    "full width": lambda c: "".join(chr(ord(one) + 0xFEE0) for one in c),
    "first letters of words": lambda c: " ".join(f"{one}aaa" for one in c if one != "-"),
    "first letters of lines": lambda c: "\n".join(f"- {one}a so it is" for one in c if one != "-"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_canary_is_found_however_it_is_told(way: str) -> None:
    """It is found, alone of two, and blocks the answer."""
    answer = f"Sure. Here: {WAYS[way](CANARY)} . Bye."
    screened = screen_output(answer, canaries=[OTHER, CANARY])
    assert [known.finding.message[-10:] for known in screened.sightings if known.rule == "canary"]
    assert screened.is_blocked
    assert not screen_output(answer, canaries=[OTHER]).is_blocked


def test_chance_is_no_canary() -> None:
    """Random letters of the canary's own alphabet do not hold one."""
    draw = random.Random(5)
    text = "".join(draw.choices(ALPHABET + " ", k=50_000))
    assert screen_output(text, canaries=[CANARY, OTHER]).is_clean


def test_a_canary_has_96_bits_of_the_source_it_is_given() -> None:
    """Each byte of the source is two letters; the same bytes make the same canary."""
    asked: list[int] = []

    def draw(count: int) -> bytes:
        asked.append(count)
        return bytes(range(count))

    assert letters_of(make_canary(draw)) == "".join(
        ALPHABET[b >> 4] + ALPHABET[b & 15] for b in range(12)
    )
    assert asked == [12]


@pytest.mark.parametrize("canary", ["", "short", "0123456789012345"])
def test_a_canary_that_chance_hits_is_refused(canary: str) -> None:
    """Fewer than eleven letters are an error, not a rule that fires at random."""
    with pytest.raises(DataError, match="is no canary"):
        screen_output("text", canaries=[canary])


def test_both_ends_of_a_prompt_hold_the_canary() -> None:
    """Either half of an embedded prompt gives the leak away."""
    prompt = embed(EXAMPLE_PROMPT, CANARY)
    for half in (prompt[: len(prompt) // 2], prompt[len(prompt) // 2 :]):
        assert screen_output(half, canaries=[CANARY]).is_blocked


def test_a_quotation_is_a_leak_and_the_user_s_own_words_are_none() -> None:
    """Twelve words in a row of the prompt block, unless the user said them first."""
    words = EXAMPLE_PROMPT.split()
    for count in (11, 12, 20):
        answer = f"It says {' '.join(words[3 : 3 + count])} and more"
        rules = {known.rule for known in screen_output(answer, prompt=EXAMPLE_PROMPT).findings}
        assert ("prompt-run" in rules) is (count >= 12)
    answer = f"You said: {EXAMPLE_PROMPT}"
    assert not screen_output(answer, prompt=EXAMPLE_PROMPT, said=EXAMPLE_PROMPT).is_blocked
    encoded = base64.b64encode(EXAMPLE_PROMPT.encode()).decode()
    assert screen_output(encoded, prompt=EXAMPLE_PROMPT).is_blocked


def test_a_short_prompt_has_no_share() -> None:
    """Of a prompt with fewer than twenty runs a few common words are no leak."""
    short = "Be kind, be brief, and answer in the language of the question."
    assert not screen_output("I answer in the language of the question.", prompt=short).is_blocked
