"""Counterexamples as tables: the inputs in columns, what happened, and what should have."""

import json
from collections.abc import Iterable
from typing import Any

from lemmata.report.content import Blocked, Counterexample
from lemmata.report.markup import Child, Html, code, element, joined, table

Named = tuple[Child, Counterexample]
"""A counterexample, and whose it is."""


def written(value: Any) -> str:
    """A JSON value where nobody said how Python writes it."""
    return json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else repr(value)


def arguments_of(found: Counterexample) -> dict[str, str]:
    """The arguments as Python, by name."""
    python = found.get("python")
    if python is not None:
        return python["arguments"]
    return {name: written(value) for name, value in found["arguments"].items()}


def outcome_of(found: Counterexample) -> str:
    """What happened: a value, or an exception."""
    error = found.get("error")
    if error is not None:
        return f"raises {error}"
    python = found.get("python")
    seen = python["observed"] if python else None
    return f"returns {written(found.get('observed')) if seen is None else seen}"


def in_words(found: Counterexample) -> str:
    """The input and what happened, on a line."""
    given = ", ".join(f"{name}={value}" for name, value in arguments_of(found).items())
    expected = found.get("expected")
    wanted = f", expected {expected}" if expected else f": breaks {found['violated']}"
    return f"{given or 'no arguments'} {outcome_of(found)}{wanted}"


def one(found: Counterexample, caption: str) -> Html:
    """A table of one counterexample."""
    return several([("", found)], caption, None)


def several(known: Iterable[Named], caption: str, whose: str | None) -> Html:
    """A table of counterexamples, a column for each parameter; ``whose`` heads their labels."""
    every = list(known)
    names = list(dict.fromkeys(name for _, found in every for name in arguments_of(found)))
    rows: list[list[Child]] = []
    for label, found in every:
        given = arguments_of(found)
        cells: list[Child] = [code(given[name]) if name in given else "–" for name in names]
        expected = found.get("expected")
        cells += [
            code(outcome_of(found), class_="bad"),
            code(expected) if expected else "–",
            code(found["violated"]),
        ]
        rows.append(cells if whose is None else [label, *cells])
    header: list[Child] = [code(name) for name in names]
    header += ["what happened", "expected", "breaks"]
    return table(caption, header if whose is None else [whose, *header], rows)


def blocked(known: Blocked) -> Html:
    """Where a proof stopped, with the state that stands in the way."""
    python = known.get("python")
    state = python if python else {n: written(v) for n, v in (known["state"] or {}).items()}
    said = [f"{solver} {words}" for solver, words in known["solvers"].items()]
    rows: list[tuple[Child, Child]] = [
        ("claim", code(known["text"])),
        ("kind", known["kind"]),
        ("line", str(known["line"])),
        ("solvers", "; ".join(said) or "–"),
    ]
    if known["error"]:
        rows.insert(1, ("must not happen", code(known["error"])))
    rows += [(f"state: {name}", code(value)) for name, value in state.items()]
    note = "A weak proof, not wrong code."
    if state:
        note += " The state is no counterexample: nothing is known to go wrong when it runs."
    drawn = table("Where the proof stopped", ("what", ""), rows)
    return joined([drawn, element("p", note, class_="quiet")])
