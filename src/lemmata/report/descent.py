"""The descent: how far each attempt was from a proof, drawn so that nearer is lower.

Distances have an order and no unit: a band for each count of stages that are left, and in it a
line for each distance that occurs, the nearest lowest.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lemmata.report.content import Attempt
from lemmata.report.markup import Html, element, joined, plain, table, text
from lemmata.report.verdicts import SIGNS, verdict_chip

WIDTH, LEFT, RIGHT, TOP = 760.0, 118.0, 26.0, 14.0
MOST_ATTEMPTS = 100
Key = tuple[float, ...]


class Band(NamedTuple):
    """One count of stages left: where it is drawn, its name, and the height of each distance."""

    top: float
    bottom: float
    name: str
    lines: Mapping[Key, float]


def kept(attempts: Sequence[Attempt]) -> Sequence[Attempt]:
    """The attempts that a page shows: of very many the first and the last."""
    if len(attempts) <= MOST_ATTEMPTS:
        return attempts
    return [*attempts[: MOST_ATTEMPTS // 2], *attempts[-MOST_ATTEMPTS // 2 :]]


def key_of(distance: Mapping[str, int | None]) -> Key:
    """A distance in its order; of the smallest failing input the larger is nearer."""
    key = tuple(
        -_number(value) if name == "failing_input" else _number(value)
        for name, value in distance.items()
    )
    return key or (0.0,)


def _number(value: int | None) -> float:
    return math.inf if value is None else value


def words_of(distance: Mapping[str, int | None]) -> str:
    """A distance in words."""
    return ", ".join(
        f"{name.replace('_', ' ')} {'none' if value is None else value}"
        for name, value in distance.items()
    )


def bands(attempts: Sequence[Attempt]) -> tuple[Band, ...]:
    """The bands from the farthest to the proof, which is always there."""
    keys: dict[float, dict[Key, None]] = {0.0: {}}
    names: dict[float, dict[str, None]] = {0.0: {"proved": None}}
    for attempt in attempts:
        key = key_of(attempt["distance"])
        keys.setdefault(key[0], {})[key] = None
        names.setdefault(key[0], {})[attempt["verdict"]] = None
    count = sum(max(1, len(known)) for known in keys.values())
    height = min(24.0, max(5.0, 230.0 / count))
    made, top = [], TOP
    for stage in sorted(keys, reverse=True):
        ordered = sorted(keys[stage], reverse=True)
        bottom = top + 14.0 + height * max(1, len(ordered))
        lines = {key: top + 7.0 + height * (place + 0.5) for place, key in enumerate(ordered)}
        made.append(Band(top, bottom, ", ".join(names[stage]), lines))
        top = bottom + 4.0
    return tuple(made)


def descent(attempts: Sequence[Attempt], anchor: str) -> Html:
    """The picture, with a link to each attempt, and the same as a table."""
    attempts = kept(attempts)
    drawn = bands(attempts)
    height = drawn[-1].bottom
    places = [(_across(i, len(attempts)), _down(drawn, one)) for i, one in enumerate(attempts)]
    picture = element(
        "svg",
        element("title", "Distance of each attempt from a proof; lower is nearer"),
        *_ground(drawn),
        *_origins(attempts, places),
        _best(attempts, places),
        *_marks(attempts, places, anchor),
        *_axis(attempts, places, height),
        viewBox=f"0 0 {WIDTH:g} {height + 34:.0f}",
        class_="descent",
        role="group",
        aria_label="Distance of each attempt from a proof; lower is nearer",
    )
    told = element("figcaption", _said(attempts))
    return joined([element("figure", picture, told), _table(attempts, anchor)])


def _said(attempts: Sequence[Attempt]) -> Html:
    best = min(attempts, key=lambda one: key_of(one["distance"]))
    said = f"Nearer to a proof is lower; the line ends at the nearest, attempt {best['number']}."
    if any(one["base"] for one in attempts):
        said += " A thin line leads from the attempt that another started from."
    return text(said)


def _across(place: int, count: int) -> float:
    inner = WIDTH - LEFT - RIGHT - 40
    return LEFT + 20 + (inner / 2 if count == 1 else place * inner / (count - 1))


def _down(drawn: Sequence[Band], attempt: Attempt) -> float:
    key = key_of(attempt["distance"])
    return next(band.lines[key] for band in drawn if key in band.lines)


def _ground(drawn: Sequence[Band]) -> Iterator[Html]:
    for band in drawn:
        is_goal = band is drawn[-1]
        yield element(
            "rect",
            x=f"{LEFT:g}",
            y=f"{band.top:.1f}",
            width=f"{WIDTH - LEFT - RIGHT + 20:g}",
            height=f"{band.bottom - band.top:.1f}",
            rx="6",
            class_="goal" if is_goal else "band",
        )
        middle = (band.top + band.bottom) / 2 + 4
        name = plain(band.name, 24)
        yield element("text", name, x=f"{LEFT - 10:g}", y=f"{middle:.1f}", class_="name")


def _origins(attempts: Sequence[Attempt], places: Sequence[tuple[float, float]]) -> Iterator[Html]:
    known = {one["number"]: place for one, place in zip(attempts, places, strict=True)}
    for attempt, (x, y) in zip(attempts, places, strict=True):
        if attempt["base"] in known:
            start = known[attempt["base"]]
            middle = (start[0] + x) / 2
            way = f"M{start[0]:.1f} {start[1]:.1f}C{middle:.1f} {start[1]:.1f}"
            yield element("path", d=f"{way} {middle:.1f} {y:.1f} {x:.1f} {y:.1f}", class_="origin")


def _best(attempts: Sequence[Attempt], places: Sequence[tuple[float, float]]) -> Html:
    """A step down wherever an attempt came nearer than all before."""
    (x, y), nearest = places[0], key_of(attempts[0]["distance"])
    way = [f"M{x:.1f} {y:.1f}"]
    for attempt, (across, down) in zip(attempts[1:], places[1:], strict=True):
        key = key_of(attempt["distance"])
        way.append(f"H{across:.1f}")
        if key < nearest:
            nearest = key
            way.append(f"V{down:.1f}")
    return element("path", d="".join(way), class_="best")


def _marks(
    attempts: Sequence[Attempt], places: Sequence[tuple[float, float]], anchor: str
) -> Iterator[Html]:
    size = 9.0 if len(attempts) <= 30 else 6.0 if len(attempts) <= 80 else 3.5
    for attempt, (x, y) in zip(attempts, places, strict=True):
        verdict = attempt["verdict"]
        said = f"attempt {attempt['number']}: {verdict}; {words_of(attempt['distance'])}"
        sign = SIGNS.get(verdict, "·") if size > 5 else ""
        yield element(
            "a",
            element("title", plain(said)),
            element("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{size:g}"),
            element("text", sign, x=f"{x:.1f}", y=f"{y + size * 0.45:.1f}") if sign else None,
            href=f"#{anchor}-attempt-{attempt['number']}",
            aria_label=plain(said),
            class_=f"mark {verdict}",
        )


def _axis(
    attempts: Sequence[Attempt], places: Sequence[tuple[float, float]], height: float
) -> Iterator[Html]:
    every = max(1, math.ceil(len(attempts) / 24))
    for number, (attempt, (x, _)) in enumerate(zip(attempts, places, strict=True)):
        if number % every == 0:
            said = str(attempt["number"])
            yield element("text", said, x=f"{x:.1f}", y=f"{height + 16:.1f}", class_="tick")
    yield element(
        "text", "attempt", x=f"{LEFT - 10:g}", y=f"{height + 16:.1f}", class_="name quiet"
    )


def _table(attempts: Sequence[Attempt], anchor: str) -> Html:
    names = list(attempts[0]["distance"])
    rows = [
        [
            element("a", str(one["number"]), href=f"#{anchor}-attempt-{one['number']}"),
            verdict_chip(one["verdict"]),
            str(one["base"] or "–"),
            *(_figure(one["distance"].get(name)) for name in names),
        ]
        for one in attempts
    ]
    header = ["attempt", "verdict", "from", *(name.replace("_", " ") for name in names)]
    drawn = table("Distances, compared from left to right", header, rows)
    return element("details", element("summary", "The same as a table"), drawn)


def _figure(value: int | None) -> str:
    return "none" if value is None else str(value)
