"""The top of a page: what came out, at a glance, and the way that each function went."""

from collections.abc import Sequence

from lemmata.report.content import Fault, Result, Results, Tested
from lemmata.report.descent import WIDTH
from lemmata.report.figures import counted, money, seconds
from lemmata.report.markup import Child, Html, chip, code, element, joined, table, text
from lemmata.report.verdicts import SIGNS, UNMEETABLE, WORDS, verdict_chip


def title_of(results: Results) -> str:
    """What came out, in a line."""
    known = results["results"]
    if len(known) == 1:
        word = "tested, not proved" if known[0]["tested"] else known[0]["verdict"]
        return f"{known[0]['function']}: {word}"
    return ", ".join(
        f"{counted(count, 'function')} {verdict}" if place == 0 else f"{count:,} {verdict}"
        for place, (verdict, count) in enumerate(_counts(known))
    ) or ("no function was judged" if not results["errors"] else "bad input")


def _counts(known: Sequence[Result]) -> list[tuple[str, int]]:
    every = [one["verdict"] for one in known]
    return [(verdict, every.count(verdict)) for verdict in SIGNS if verdict in every]


def overview(results: Results, anchors: Sequence[str]) -> Html:
    """How many of each verdict, and a row for each function."""
    known = results["results"]
    rows = [
        (
            element("a", code(one["function"]), href=f"#{anchor}"),
            verdict_chip(one["verdict"]),
            one["assurance"] or "–",
            one["file"],
            seconds(one["seconds"]),
        )
        for one, anchor in zip(known, anchors, strict=True)
    ]
    header = ("function", "verdict", "assurance", "file", "CPU")
    return joined([_share(known), table("Functions", header, rows)])


def is_unmeetable(result: Result) -> bool:
    """Whether a search ended because nothing can meet the contract: no body was run there."""
    return result["verdict"] == "refuted" and result["method"] == "search"


def _tested(known: Tested) -> Html:
    """What ran, in words that nobody takes for a proof."""
    golden = f", {counted(known['golden'], 'golden row')}" if known["golden"] else ""
    said = (
        f" and no proof: it ran on {counted(known['examples'], 'example')},"
        f" {counted(known['generated'], 'generated input')}{golden}. Other inputs nobody knows."
    )
    place = known["lemma"]
    sealed = joined([" Sealed as ", code(place), ", which is no certificate."]) if place else None
    return element("p", chip("◐ tested", "unknown"), said, sealed)


def _share(known: Sequence[Result]) -> Html:
    """One bar, divided by verdict."""
    parts: list[Html] = []
    start = 0.0
    for verdict, count in _counts(known):
        width = WIDTH * count / len(known)
        parts.append(
            element(
                "rect",
                element("title", f"{count} {verdict}"),
                x=f"{start:.1f}",
                y="0",
                width=f"{max(2.0, width - 2):.1f}",
                height="14",
                rx="4",
                class_=verdict,
            )
        )
        start += width
    said = ", ".join(f"{count} {verdict}" for verdict, count in _counts(known))
    return element(
        "svg", *parts, viewBox=f"0 0 {WIDTH:g} 14", class_="share", role="img", aria_label=said
    )


def faults(errors: Sequence[Fault], notes: Sequence[str]) -> Html:
    """What could not be used, and what else should be known."""
    parts: list[Child] = []
    for one in errors:
        place = f"{one['path'] or ''}{':' + str(one['line']) if one['line'] else ''}"
        remedy = f" ({one['remedy']})" if one["remedy"] else ""
        said = f"{place}{': ' if place else ''}{one['message']}{remedy}"
        parts.append(element("p", element("strong", one["error"]), " ", said, class_="fault"))
    parts += [element("p", f"Note: {note}", class_="quiet") for note in notes]
    return joined(parts)


def steps(result: Result) -> Html:
    """Contract, review, attempts, gates, proof, seal: how far each came."""
    made = [
        _contract(result),
        _review(result),
        _attempts(result),
        _gates(result),
        _proof(result),
        _seal(result),
    ]
    return element("ol", *(one for one in made if one), class_="steps")


def _step(name: str, said: str, kind: str) -> Html:
    return element("li", element("b", name), element("span", said), class_=kind)


def _contract(result: Result) -> Html:
    task = result.get("task")
    if not task:
        return _step("Contract", "none that could be read", "unknown")
    clauses = len(task["requires"]) + len(task["ensures"])
    examples = f", {counted(len(task['examples']), 'example')}" if task["examples"] else ""
    return _step("Contract", f"{counted(clauses, 'clause')}{examples}", "proved")


def _review(result: Result) -> Html | None:
    remarks = result.get("review")
    if remarks is None:
        return None
    errors = sum(1 for one in remarks if one["severity"] == "error")
    kind = "refuted" if errors else "unknown" if remarks else "proved"
    return _step("Review", counted(len(remarks), "finding") if remarks else "clean", kind)


def _attempts(result: Result) -> Html | None:
    history, count = result.get("history"), result.get("attempts", 0)
    if history is None or not (history or count):
        return None
    kind = "proved" if result["verdict"] == "proved" else "unknown"
    return _step("Search", counted(len(history) or count, "attempt"), kind)


def _gates(result: Result) -> Html | None:
    seal = result.get("sealed")
    known = [str(one["outcome"]) for one in result.get("gates") or ()]
    known = known or [str(one["outcome"]) for one in (seal["gates"] if seal else [])]
    if not known:
        return None
    said = ", ".join(f"{known.count(outcome)} {outcome}" for outcome in dict.fromkeys(known))
    bad = {"failed", "broken"} & {*known}
    return _step("Gates", said, "refuted" if bad else "proved")


def _proof(result: Result) -> Html:
    verdict = result["verdict"]
    proof = result.get("proof")
    if verdict != "proved":
        return _step("Proof", verdict, verdict)
    count = sum(len(one["obligations"]) for one in proof["functions"]) if proof else 0
    return _step("Proof", counted(count, "obligation") if count else "every input", "proved")


def _seal(result: Result) -> Html:
    if result["certificate"]:
        return _step("Seal", "sealed", "proved")
    if result["tested"] and result["tested"]["lemma"]:
        return _step("Seal", "as tested, not proved", "unknown")
    return _step("Seal", "not sealed", "none")


def tiles(result: Result) -> Html:
    """The figures that matter, large."""
    facts: list[tuple[str, str]] = []
    if result["assurance"]:
        facts.append(("assurance", result["assurance"]))
    if result["method"]:
        facts.append(("by", result["method"]))
    if result.get("attempts"):
        facts.append(("attempts", f"{result.get('attempts', 0):,}"))
    facts.append(("CPU", seconds(result["seconds"])))
    if "tokens" in result:
        facts.append(("tokens", f"{result.get('tokens', 0):,}"))
        facts.append(("money", money(result.get("money_usd", 0.0))))
    drawn = [element("div", element("dt", name), element("dd", said)) for name, said in facts]
    return element("dl", *drawn, class_="tiles")


def verdict_line(result: Result) -> Html:
    """The verdict with what it means, and why it is none better."""
    parts: list[Child] = [
        element(
            "p",
            verdict_chip(result["verdict"]),
            " ",
            UNMEETABLE if is_unmeetable(result) else WORDS[result["verdict"]],
            " (kept answers)" if result["cached"] else None,
            class_="verdict",
        )
    ]
    if result["tested"]:
        parts.append(_tested(result["tested"]))
    if result["reason"]:
        parts.append(element("p", text(result["reason"], 4_000), class_="reason"))
    parts += [element("p", f"Note: {note}", class_="quiet") for note in result["notes"]]
    return joined(parts)
