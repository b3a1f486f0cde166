"""What was asked: the task in words, its contract clause by clause, and what a review found."""

from collections.abc import Iterator, Sequence

from lemmata.report.content import Remark, Result, Task
from lemmata.report.counterexamples import written
from lemmata.report.listing import listing
from lemmata.report.markup import Child, Html, chip, code, element, joined, table


def task(result: Result, known: Task) -> Html:
    """The summary, the signature, the contract with what became of each clause, the text."""
    given = [f"{one['name']}: {one['type']}" for one in known["parameters"]]
    signature = f"{result['function']}({', '.join(given)}) -> {known['returns']}"
    rows = [*_clauses(result, known)]
    contract = table("Contract", ("clause", "", "line", "what became of it"), rows)
    whole = [listing(known["text"], f"the text of {result['function']}")]
    if known["cut"]:
        left = f"… cut where it was read: {known['cut']:,} more characters"
        whole.append(element("p", left, class_="cut"))
    told = element("summary", "As the file writes it")
    return joined(
        [
            element("p", known["summary"], class_="lead") if known["summary"] else None,
            element("p", code(signature), class_="signature"),
            contract if rows else element("p", "It has no contract.", class_="quiet"),
            element("details", told, *whole, open=not result.get("history")),
        ]
    )


def _clauses(result: Result, known: Task) -> Iterator[Sequence[Child]]:
    kept = _Became(result)
    for clause in known["requires"]:
        yield code(clause["text"]), "requires", str(clause["line"]), "taken for granted"
    for clause in known["ensures"]:
        yield code(clause["text"]), "ensures", str(clause["line"]), kept(clause["text"])
    for name in known["raises"]:
        yield code(name), "may raise", "–", "allowed"
    for example in known["examples"]:
        given = ", ".join(f"{name}={value}" for name, value in example["arguments"].items())
        call = code(f"{result['function']}({given}) == {example['expected']}")
        passed = chip("✓ was evaluated", "proved") if result["verdict"] == "proved" else "–"
        yield call, "example", str(example["line"]), passed


class _Became:
    """What is known of a postcondition in the end."""

    def __init__(self, result: Result) -> None:
        found, blocked = result["counterexample"], result["blocked"]
        self._verdict, self._tested = result["verdict"], result["tested"]
        self._violated = found["violated"] if found else None
        self._blocked = blocked["text"] if blocked else None

    def __call__(self, text: str) -> Child:
        if self._verdict == "proved":
            return chip("✓ proved", "proved")
        if self._tested and text != self._violated:
            return chip("◐ ran, not proved", "unknown")
        if text == self._violated:
            return chip("✗ broken", "refuted")
        if text == self._blocked:
            return chip("? the proof stopped here", "unknown")
        return "–"


def review(remarks: Sequence[Remark]) -> Html:
    """What was wrong or odd with the contract before anything was generated."""
    if not remarks:
        return element("p", "A review found nothing wrong or odd with the contract.")
    rows = [
        (
            chip(one["severity"], "refuted" if one["severity"] == "error" else "unknown"),
            one["rule"],
            one["message"],
            _shown(one),
            one["remedy"],
            str(one["line"] or "–"),
        )
        for one in remarks
    ]
    header = ("severity", "rule", "finding", "shown by", "what to do", "line")
    return table("What a review of the contract found", header, rows)


def _shown(remark: Remark) -> Child:
    given = ", ".join(f"{name}={written(value)}" for name, value in remark["arguments"].items())
    if not given:
        return "–"
    outputs = ", ".join(map(written, remark["outputs"]))
    return joined([code(given), *([" allows ", code(outputs)] if outputs else [])])
