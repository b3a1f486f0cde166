"""One HTML file that needs nothing else: no script, no network, no font, no picture from outside.

A policy in the file itself forbids all of them, so that what a candidate wrote cannot ask for any.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from lemmata.report import attempts, contract, counterexamples, descent, ledger, proof, sealing
from lemmata.report.content import Result, Results
from lemmata.report.markup import Child, Html, element, joined, plain, raw
from lemmata.report.overview import (
    faults,
    is_unmeetable,
    overview,
    steps,
    tiles,
    title_of,
    verdict_line,
)

MOST_FUNCTIONS = 200
MOST_SIZE = 20_000_000
"""Characters of all functions, after which no further one is shown."""
Section = tuple[str, str, Html]
"""The end of its anchor, its heading, what it shows."""


def page(results: Results) -> str:
    """The report of these results, as the text of an HTML file."""
    known = results["results"]
    articles = [*_articles(known)]
    kept = known[: len(articles)]
    title = plain(title_of(results), 300)
    main: list[Child] = [faults(results["errors"], results.get("notes", []))]
    if len(known) > 1:
        main.append(overview({**results, "results": kept}, [_anchor(n) for n in range(len(kept))]))
    main += articles
    if len(known) > len(kept):
        left = f"… cut here: {len(known) - len(kept):,} more functions"
        main.append(element("p", left, class_="cut"))
    return document(title, main)


def document(title: str, main: Sequence[Child]) -> str:
    """A page of this title, plain text, and these parts, as the text of an HTML file."""
    body = element(
        "body",
        element("a", "Skip to the report", href="#report", class_="skip"),
        element(
            "header",
            element("p", "Lemmata report", class_="brand"),
            element("h1", title),
        ),
        element("main", *main, id="report"),
        element("footer", element("p", "Made by Lemmata. No script, and nothing from outside.")),
    )
    return "<!doctype html>\n" + element("html", _head(title), body, lang="en") + "\n"


def _articles(known: Sequence[Result]) -> Iterator[Html]:
    """One for each function, until the page is full."""
    size = 0
    for place, one in enumerate(known[:MOST_FUNCTIONS]):
        made = _article(one, _anchor(place))
        size += len(made)
        yield made
        if size > MOST_SIZE:
            return


def _anchor(place: int) -> str:
    return f"f{place + 1}"


def _head(title: str) -> Html:
    digest = b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", f"{title} · Lemmata"),
        element("style", raw(_style())),
    )


@cache
def _style() -> str:
    return Path(__file__).with_name("style.css").read_text(encoding="utf-8")


def _article(result: Result, anchor: str) -> Html:
    sections = [*_sections(result, anchor)]
    links = [element("a", heading, href=f"#{anchor}-{end}") for end, heading, _ in sections]
    drawn = [
        element(
            "section",
            element("h3", heading, id=f"{anchor}-{end}-title"),
            inside,
            id=f"{anchor}-{end}",
            aria_labelledby=f"{anchor}-{end}-title",
        )
        for end, heading, inside in sections
    ]
    return element(
        "article",
        element("h2", result["function"], element("span", result["file"], class_="file")),
        verdict_line(result),
        steps(result),
        tiles(result),
        element("nav", *links, aria_label=f"parts of {plain(result['function'], 80)}"),
        *drawn,
        id=anchor,
    )


def _sections(result: Result, anchor: str) -> Iterator[Section]:
    task, review, history = result.get("task"), result.get("review"), result.get("history")
    if task:
        yield "task", "What was asked", contract.task(result, task)
    if review is not None:
        yield "review", "Review of the contract", contract.review(review)
    if history:
        yield "descent", "The descent", descent.descent(history, anchor)
        yield "attempts", "Attempts", attempts.attempts(history, anchor)
    found = [*_found(result)]
    if found:
        told = "Inputs that broke the contract, replayed in CPython"
        drawn = counterexamples.several(found, told, "attempt" if history else None)
        yield "counterexamples", "Counterexamples", drawn
    if result["counterexample"] and is_unmeetable(result):
        told = "An input for which no output satisfies the contract"
        drawn = counterexamples.one(result["counterexample"], told)
        yield "unmeetable", "No body exists", drawn
    yield from _evidence(result)
    bill = result.get("ledger")
    if bill:
        drawn = ledger.ledger(bill, result.get("budget"), history or [])
        yield "ledger", "Ledger", drawn


def _found(result: Result) -> Iterator[counterexamples.Named]:
    for one in result.get("history") or ():
        if one["counterexample"]:
            yield str(one["number"]), one["counterexample"]
    if result["counterexample"] and not is_unmeetable(result):
        yield "in the end", result["counterexample"]


def _evidence(result: Result) -> Iterator[Section]:
    known, seal, asked = result.get("proof"), result.get("sealed"), result.get("gates")
    if known or result["assumptions"]:
        granted = [element("li", one) for one in result["assumptions"]]
        told = element("h4", "Taken for granted") if granted else None
        drawn = proof.proof(known) if known else None
        heading = "Proof" if known else "Taken for granted"
        told = told if known else None
        yield "proof", heading, joined([drawn, told, element("ul", *granted) if granted else None])
    elif result["blocked"]:
        yield "proof", "Proof", counterexamples.blocked(result["blocked"])
    if seal:
        yield "certificate", "Certificate", sealing.certificate(result["certificate"], seal)
    if asked:
        yield "gates", "Gates", sealing.gates(asked)
    elif seal and seal["gates"]:
        yield "gates", "Gates", sealing.sealed_gates(seal["gates"])
