"""The bill: tokens, money and seconds, in all and by attempt, beside what was allowed."""

from collections.abc import Sequence

from lemmata.report.content import Attempt, Budget, Ledger, Part
from lemmata.report.figures import counted, money, seconds
from lemmata.report.markup import Child, Html, code, element, joined, table, text

MOST_ROWS = 100
_BAR = 160.0


def ledger(bill: Ledger, budget: Budget | None, attempts: Sequence[Attempt]) -> Html:
    """Totals, and a bar for what each attempt cost."""
    rows: list[tuple[Child, ...]] = [
        ("attempts", f"{bill['attempts']:,}", f"{budget['attempts']:,}" if budget else "–"),
        ("tokens", f"{bill['tokens']:,}", "–"),
        ("money", money(bill["money_usd"]), "–"),
        (
            "CPU seconds, generator and judges",
            seconds(bill["cpu_seconds"]),
            seconds(budget["cpu_seconds"]) if budget else "–",
        ),
        ("wall seconds", "–", seconds(budget["wall_seconds"]) if budget else "–"),
        *_lost(bill),
        ("generator", code(bill["generator"]), ""),
        ("made (UTC)", bill["created"], ""),
    ]
    drawn = table("The bill", ("", "spent", "allowed"), rows)
    parts = bill.get("parts")
    shares = _by_generator(parts) if parts else None
    return joined([drawn, shares, _by_attempt(attempts) if attempts else None])


def _lost(bill: Ledger) -> list[tuple[Child, ...]]:
    """What was continued, and what was lost on the way, where anything was."""
    rows: list[tuple[Child, ...]] = []
    runs, tokens, usd = bill.get("runs", 1), bill.get("lost_tokens", 0), bill.get("lost_usd", 0.0)
    if runs > 1:
        rows.append(("runs, begun or continued", f"{runs:,}", ""))
    if tokens or usd:
        said = f"at most {tokens:,} tokens, {money(usd)}"
        rows.append(("lost on the way, and counted against the caps", said, ""))
    return rows


def _by_generator(parts: Sequence[Part]) -> Html:
    rows = [
        (
            code(one["generator"]),
            f"{one['tokens']:,}",
            money(one["money_usd"]),
            seconds(one["cpu_seconds"]),
        )
        for one in parts[:MOST_ROWS]
    ]
    return table("By generator", ("generator", "tokens", "money", "CPU, proposing"), rows)


def _by_attempt(attempts: Sequence[Attempt]) -> Html:
    kept = attempts[:MOST_ROWS]
    longest = max(one["cost"]["cpu_seconds"] + one["seconds"] for one in kept) or 1.0
    rows = [
        (
            str(one["number"]),
            _bar(one, longest),
            seconds(one["cost"]["cpu_seconds"]),
            seconds(one["seconds"]),
            f"{one['cost']['tokens']:,}",
            money(one["cost"]["money_usd"]),
        )
        for one in kept
    ]
    header = ("attempt", "", "proposing", "judging", "tokens", "money")
    drawn = table("By attempt", header, rows)
    if len(attempts) <= MOST_ROWS:
        return drawn
    left = f"… cut here: {counted(len(attempts) - MOST_ROWS, 'attempt')} not shown"
    return joined([drawn, element("p", text(left), class_="cut")])


def _bar(one: Attempt, longest: float) -> Html:
    proposing, judging = one["cost"]["cpu_seconds"], one["seconds"]
    first, second = (max(0.0, _BAR * value / longest) for value in (proposing, judging))
    return element(
        "svg",
        element("rect", x="0", y="2", width=f"{first:.1f}", height="10", class_="bar1"),
        element("rect", x=f"{first:.1f}", y="2", width=f"{second:.1f}", height="10", class_="bar0"),
        viewBox=f"0 0 {_BAR:g} 14",
        class_="spent",
        aria_hidden="true",
    )
