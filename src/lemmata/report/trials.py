"""The page of a bench: every rule's interval, how it narrowed, costs and flaky tasks."""

from collections.abc import Iterator

from lemmata.bench.flaky import Flaky
from lemmata.bench.judging import Answer, Effect, Report
from lemmata.report.figures import counted
from lemmata.report.markup import Child, Html, chip, element, joined, plain, table
from lemmata.report.pages import document

WIDTH, LEFT, RIGHT = 940.0, 190.0, 900.0
ROW, HEIGHT, FOOT = 34.0, 220.0, 26.0
MOST_FLAKY = 200
_CHIPS = {Answer.BETTER: "proved", Answer.WORSE: "refuted", Answer.CANNOT_TELL: "unknown"}


def trials_page(file: str, report: Report) -> str:
    """The text of an HTML file that shows all that `lemmata bench ab` says."""
    said = (
        f"{counted(report.trials, 'trial')} of {counted(report.tasks, 'task')}. Each interval "
        "holds at whatever time one looks; that any answer is wrong has a chance of "
        f"{report.alpha:g} at most."
    )
    first = element(
        "article",
        element("p", said, class_="lead"),
        element("figure", _forest(report.effects)),
        _table(report.effects),
    )
    parts: list[Child] = [first, *map(_article, report.effects)]
    if report.flaky:
        parts.append(_flaky(report.flaky))
    return document(plain(f"Trials of {file}", 300), parts)


def _forest(effects: tuple[Effect, ...]) -> Html:
    """One line a comparison, from the low to the high end, with the mean on it."""
    height = ROW * len(effects) + 12
    drawn: list[Child] = [*_scale(height)]
    for place, effect in enumerate(effects):
        y = ROW * place + 24
        ends = {"x1": _x(effect.low), "x2": _x(effect.high), "y1": y, "y2": y}
        kind = effect.answer.value.replace(" ", "-")
        drawn += [
            element("text", plain(effect.comparison.name, 26), x=LEFT - 14, y=y + 4, class_="name"),
            element("line", class_=f"reach {kind}", **ends),
            element("circle", cx=_x(effect.effect), cy=y, r=5, class_="point"),
        ]
    return _picture("Effect of each rule on the share of passes", drawn, height + FOOT)


def _picture(title: str, drawn: list[Child], height: float) -> Html:
    return element(
        "svg",
        element("title", title),
        *drawn,
        viewBox=f"0 0 {WIDTH:g} {height:g}",
        class_="trials",
        role="img",
        aria_label=title,
    )


def _scale(height: float) -> Iterator[Html]:
    for tenth in range(-10, 11, 5):
        x, kind = _x(tenth / 10), "grid" if tenth else "zero"
        yield element("line", x1=x, x2=x, y1=6, y2=height, class_=kind)
        label = f"{tenth * 10:+d} %" if tenth else "no effect"
        yield element("text", label, x=x, y=height + 18, class_="tick")


def _x(effect: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * (effect + 1) / 2, 2)


def _table(effects: tuple[Effect, ...]) -> Html:
    header = ("rule", "answer", "effect", "at any time between", "p at any time", "these tasks")
    return table("Effects on the share of passes", (*header, "tasks", "cost"), map(_row, effects))


def _row(effect: Effect) -> tuple[Child, ...]:
    known, cost = effect.these_tasks, effect.cost
    return (
        plain(effect.comparison.name, 100),
        chip(effect.answer.value, _CHIPS[effect.answer]),
        f"{effect.effect:+.1%}",
        f"{effect.low:+.1%} and {effect.high:+.1%}",
        f"{effect.p_any_time:.3g}",
        f"p = {known.p:.3g}" if known else "–",
        str(len(effect.comparison.tasks)),
        f"{cost.mean:+.4g} (p = {cost.p:.3g})" if cost else "–",
    )


def _article(effect: Effect) -> Html:
    """How one interval narrowed while tasks came in."""
    return element(
        "article",
        element("h2", plain(effect.comparison.name, 100)),
        element("p", chip(effect.answer.value, _CHIPS[effect.answer]), class_="verdict"),
        element("p", _reach(effect)),
        element("figure", _narrowing(effect)) if effect.looks else None,
    )


def _reach(effect: Effect) -> str:
    tasks = counted(len(effect.comparison.tasks), "task")
    if effect.smallest is None:
        return f"{tasks}: too few to find any effect."
    needed = ""
    if effect.needed is not None:
        needed = f" One of {abs(effect.effect):.1%}, as seen, needs about {effect.needed:,} tasks."
    return f"{tasks} find effects of {effect.smallest:.1%} or more, 4 times of 5.{needed}"


def _narrowing(effect: Effect) -> Html:
    looks = effect.looks
    across = [LEFT + (RIGHT - LEFT) * look.tasks / looks[-1].tasks for look in looks]
    highs = [f"{x:.1f},{_y(look.high):.1f}" for x, look in zip(across, looks, strict=True)]
    lows = [f"{x:.1f},{_y(look.low):.1f}" for x, look in zip(across, looks, strict=True)]
    means = [f"{x:.1f},{_y(look.effect):.1f}" for x, look in zip(across, looks, strict=True)]
    drawn: list[Child] = []
    for tenth in range(-10, 11, 5):
        y, kind = _y(tenth / 10), "grid" if tenth else "zero"
        drawn.append(element("line", x1=LEFT, x2=RIGHT, y1=y, y2=y, class_=kind))
        label = f"{tenth * 10:+d} %" if tenth else "no effect"
        drawn.append(element("text", label, x=LEFT - 10, y=y + 4, class_="tick end"))
    drawn += [
        element("polygon", points=" ".join([*highs, *reversed(lows)]), class_="span"),
        element("polyline", points=" ".join(means), class_="mean"),
        element(
            "text",
            f"{looks[-1].tasks} tasks",
            x=RIGHT,
            y=HEIGHT + 18,
            class_="tick end",
        ),
    ]
    return _picture("The interval after each task", drawn, HEIGHT + FOOT)


def _y(effect: float) -> float:
    return round(10 + (HEIGHT - 20) * (1 - effect) / 2, 2)


def _flaky(found: tuple[Flaky, ...]) -> Html:
    rows = [
        (
            plain(one.task, 100),
            f"{one.passed} of {one.runs}",
            plain(", ".join(one.on) or "none", 200),
        )
        for one in found[:MOST_FLAKY]
    ]
    drawn = table(
        "Tasks that pass and fail under one setting", ("task", "passed", "rules on"), rows
    )
    left = len(found) - MOST_FLAKY
    more = element("p", f"… cut here: {left:,} more", class_="cut") if left > 0 else None
    return element("article", element("h2", "Flaky tasks"), joined([drawn, more]))
