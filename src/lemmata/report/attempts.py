"""Each attempt: its body against the one it came from, what was found, what it cost."""

from collections.abc import Iterator, Sequence

from lemmata.report import counterexamples
from lemmata.report.content import Attempt, Finding
from lemmata.report.descent import kept, key_of, words_of
from lemmata.report.figures import counted, money, seconds
from lemmata.report.listing import comparison, listing
from lemmata.report.markup import Child, Html, chip, code, element, joined, table, text
from lemmata.report.verdicts import verdict_chip


def attempts(known: Sequence[Attempt], anchor: str) -> Html:
    """All attempts in order, the nearest one open; of very many the first and last."""
    best = min(known, key=lambda one: key_of(one["distance"]))["number"]
    shown = {one["number"] for one in kept(known)}
    parts: list[Child] = []
    before = 0
    for place, one in enumerate(known):
        if one["number"] not in shown:
            continue
        if place != before:
            left = f"… cut here: {counted(place - before, 'attempt')} not shown"
            parts.append(element("p", left, class_="cut"))
        before = place + 1
        parts.append(_attempt(one, known[:place], anchor, is_open=one["number"] == best))
    return joined(parts)


def _attempt(one: Attempt, earlier: Sequence[Attempt], anchor: str, *, is_open: bool) -> Html:
    summary = element(
        "summary",
        element("strong", f"Attempt {one['number']}"),
        verdict_chip(one["verdict"]),
        element("span", text(_told(one) or one["reason"] or "", 300), class_="why"),
        element("span", _bill(one), class_="bill"),
    )
    return element(
        "details",
        summary,
        *_inside(one, earlier),
        id=f"{anchor}-attempt-{one['number']}",
        class_="attempt",
        open=is_open,
    )


def _told(one: Attempt) -> str:
    found = one["counterexample"]
    if found:
        return counterexamples.in_words(found)
    return one["findings"][0]["message"] if one["findings"] else ""


def _bill(one: Attempt) -> str:
    cost = one["cost"]
    parts = [f"{seconds(cost['cpu_seconds'])} + {seconds(one['seconds'])}"]
    if cost["tokens"]:
        parts.append(counted(cost["tokens"], "token"))
    if cost["money_usd"]:
        parts.append(money(cost["money_usd"]))
    return " · ".join(parts)


def _inside(one: Attempt, earlier: Sequence[Attempt]) -> Iterator[Child]:
    cost = one["cost"]
    wanted = "" if one["wanted"] == "body" else f" It was asked for {one['wanted']}."
    said = (
        f"{one['generator']} proposed it in {seconds(cost['cpu_seconds'])} of CPU time; judging it"
        f" took {seconds(one['seconds'])}. Distance: {words_of(one['distance'])}.{wanted}"
    )
    yield element("p", text(said, 600), class_="quiet")
    if one["note"]:
        yield element("blockquote", element("p", text(one["note"], 4_000)), class_="note")
    yield from _body(one, earlier)
    for helper in one.get("helpers", ()):
        yield element("h4", "A helper that it brings along, proved first")
        yield listing(helper, f"helper of attempt {one['number']}")
    found = one["counterexample"]
    if found:
        yield counterexamples.one(found, "An input on which it is wrong; it replayed in CPython")
    if one["blocked"]:
        yield counterexamples.blocked(one["blocked"])
    if one["findings"]:
        yield findings(one["findings"])


def _body(one: Attempt, earlier: Sequence[Attempt]) -> Iterator[Child]:
    """Against its base; where it has none, against the nearest before it, and that is said."""
    number = one["number"]
    base = next((known for known in earlier if known["number"] == one["base"]), None)
    if base is not None:
        yield element("h4", f"Body, compared with attempt {base['number']}, which it came from")
    elif earlier:
        base = min(earlier, key=lambda known: key_of(known["distance"]))
        told = f"Body, compared with attempt {base['number']}, the nearest before it"
        yield element("h4", told)
    else:
        yield element("h4", "Body")
        yield listing(one["body"], f"body of attempt {number}")
        return
    yield comparison(base["body"], one["body"], f"attempt {number} against {base['number']}")
    whole = listing(one["body"], f"body of attempt {number}")
    yield element("details", element("summary", "The whole body"), whole)


def findings(known: Sequence[Finding]) -> Html:
    """What gates and provers found, with what the next attempt was told."""
    rows = [
        (
            chip(one["severity"], "refuted" if one["severity"] == "error" else "unknown"),
            one["rule"],
            one["message"],
            _asked(one),
            str(one["line"] or "–"),
        )
        for one in known
    ]
    return table("What was found", ("severity", "rule", "finding", "what was asked", "line"), rows)


def _asked(one: Finding) -> Child:
    """What the next attempt was told, with what the rule would let pass."""
    near = one.get("near_miss")
    if not near:
        return one["requirement"] or "–"
    return joined([one["requirement"] or "", " Allowed: ", code(near)])
