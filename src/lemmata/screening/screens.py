"""One pure function for what reaches a model, and one for what leaves it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from lemmata.contracts.errors import DataError, FileError, Place
from lemmata.contracts.verdicts import Finding
from lemmata.screening.credentials import KEYS
from lemmata.screening.detectors import Detector, detected
from lemmata.screening.injection import injections
from lemmata.screening.layers import Opened, disguises, opened
from lemmata.screening.leaks import beacons, canaries_in, quotations
from lemmata.screening.patterns import sought
from lemmata.screening.personal import PATTERNS
from lemmata.screening.policy import INPUT, OUTPUT, TOO_DEEP, TOO_LONG, Policy
from lemmata.screening.redaction import Span, Vault, redact
from lemmata.screening.rules import Hit, Sighting, sighting
from lemmata.screening.structure import hiding, shaped
from lemmata.screening.views import Lines

_KINDS = {known.rule.id: known.kind for known in (*KEYS, *PATTERNS)}


@dataclass(frozen=True, slots=True)
class Screened:
    """What a screen says of a text.

    ``text`` is the text with placeholders for what the policy takes out, ``vault`` what they stand
    for. A text that ``is_blocked`` must go no further, whatever ``text`` holds.
    """

    text: str
    sightings: tuple[Sighting, ...]
    vault: Vault

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found, as every gate says it; ``error`` stops the text."""
        return tuple(known.finding for known in self.sightings)

    @property
    def is_blocked(self) -> bool:
        """Whether the policy stops the text."""
        return any(known.is_blocking for known in self.sightings)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found at all."""
        return not self.sightings


def screen_input(
    text: str | bytes,
    policy: Policy = INPUT,
    *,
    path: str = "<string>",
    detectors: Sequence[Detector] = (),
) -> Screened:
    """What is wrong with a text on its way to a model, and the text that may go there.

    Raises:
        FileError: bytes that are not UTF-8.
        DataError: a string with half a surrogate pair, which no encoding can carry.
        ToolError: a detector broke.
    """
    return _screened(text, policy, path, detectors, lambda _: ())


def screen_output(
    text: str | bytes,
    policy: Policy = OUTPUT,
    *,
    canaries: Sequence[str] = (),
    prompt: str = "",
    said: str = "",
    path: str = "<string>",
    detectors: Sequence[Detector] = (),
) -> Screened:
    """What is wrong with a model's answer, and the answer that may be shown.

    ``canaries`` are those of the system ``prompt``; ``said`` is what the user wrote, which an
    answer may repeat.

    Raises:
        FileError, DataError, ToolError: as `screen_input`; DataError also for a canary too short.
    """

    def leaks(known: Opened) -> Iterator[Hit]:
        views = [*known.plain]
        yield from canaries_in(views, canaries)
        yield from quotations(
            views, prompt, said, run_words=policy.run_words, share=policy.prompt_share
        )
        for view in views:
            yield from beacons(view)

    return _screened(text, policy, path, detectors, leaks)


def _screened(
    text: str | bytes,
    policy: Policy,
    path: str,
    detectors: Sequence[Detector],
    leaks: Callable[[Opened], Iterable[Hit]],
) -> Screened:
    checked = text_of(text, path)
    chosen = policy.chosen
    if len(checked) > policy.longest:
        message = f"{len(checked)} characters; the policy screens {policy.longest}"
        hits = [Hit(TOO_LONG, 0, 0, message)] if TOO_LONG.id in chosen else []
        return _told(checked, hits, policy, path)
    known = opened(checked, policy.depth)
    hits = [*_by_rule(checked, known, chosen), *leaks(known)]
    if known.is_cut:
        hits.append(Hit(TOO_DEEP, *known.cut_at, TOO_DEEP.title))
    hits = [hit for hit in hits if hit.rule.id in chosen]
    hits += [hit for asked in detectors for hit in detected(checked, asked)]
    return _told(checked, hits, policy, path)


def text_of(text: str | bytes, path: str = "<string>") -> str:
    """The text, if it is one.

    Raises:
        FileError: bytes that are not UTF-8.
        DataError: half a surrogate pair.
    """
    try:
        if isinstance(text, bytes):
            return text.decode("utf-8")
        text.encode("utf-8")
    except UnicodeDecodeError as fault:
        raise FileError(
            f"byte {fault.start} is not UTF-8",
            place=Place(path),
            remedy="convert the text to UTF-8",
        ) from fault
    except UnicodeEncodeError as fault:
        raise DataError(
            f"character {fault.start} is half a surrogate pair",
            place=Place(path),
            remedy="decode the text with the encoding that it has",
        ) from fault
    return text


def _by_rule(text: str, known: Opened, chosen: frozenset[str]) -> Iterator[Hit]:
    yield from hiding(text, known)
    for view in known.plain:
        yield from shaped(view)
        for disguise in disguises(view):
            yield from injections(disguise, chosen)
        yield from sought(view, (*KEYS, *PATTERNS), chosen)


def _told(text: str, hits: Iterable[Hit], policy: Policy, path: str) -> Screened:
    """The hits as they are reported: once a rule and place, in the order of the text."""
    lines = Lines(text)
    found: dict[tuple[str, int, int], Sighting] = {}
    spans = []
    for hit in sorted(hits, key=lambda known: (known.start, known.end, len(known.via))):
        line, column = lines.place(hit.start)
        blocks = hit.rule.family in policy.blocks
        told = sighting(hit, Place(path, line), column, blocks=blocks)
        found.setdefault((hit.rule.id, hit.start, hit.end), told)
        if hit.rule.family in policy.redacts:
            kind = _KINDS.get(hit.rule.id, hit.rule.id.upper().replace("-", "_"))
            spans.append(Span(hit.start, hit.end, kind))
    redacted, vault = redact(text, spans)
    return Screened(redacted, tuple(found.values()), vault)
