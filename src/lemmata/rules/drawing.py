"""The graph of a machine as SVG: states in columns by their distance from the start.

Rows between two states share one arrow. Nothing outside the file is needed to see it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from lemmata.contracts.errors import LimitError
from lemmata.rules.dispatch import FiniteMachine
from lemmata.rules.machine import Move, TuringMachine
from lemmata.rules.table_network import TableNetwork

MOST_STATES = 200
_COLUMN, _LINE, _RADIUS, _MARGIN = 190, 84, 26, 50
_ARROWS = {Move.LEFT: "←", Move.STAY: "·", Move.RIGHT: "→"}
_LONGEST = 34
_FILLS = {"": "#ffffff", "accept": "#d9f0d9", "reject": "#f6d9d9"}


@dataclass(frozen=True, slots=True)
class Picture:
    """States with their kind (`accept`, `reject` or none), and labelled arrows between them."""

    title: str
    start: int
    states: Mapping[int, tuple[str, str]]
    arrows: Mapping[tuple[int, int], Sequence[str]]


def turing_picture(machine: TuringMachine) -> Picture:
    """A Turing machine: each row as `read/write` and an arrow for the move."""
    arrows: dict[tuple[int, int], list[str]] = {}
    for (state, read), action in sorted(machine.rows.items()):
        said = f"{machine.alphabet[read]}/{machine.alphabet[action.write]}{_ARROWS[action.move]}"
        arrows.setdefault((state, action.target), []).append(said)
    kinds = dict.fromkeys(machine.accept, "accept") | dict.fromkeys(machine.reject, "reject")
    states = {i: (name, kinds.get(i, "")) for i, name in enumerate(machine.states)}
    return Picture(machine.name, machine.start, states, arrows)


def finite_picture(name: str, machine: FiniteMachine, network: TableNetwork) -> Picture:
    """A table's machine: digits on the arrows, named where a field is one digit."""
    labels = _digit_labels(network)
    states: dict[int, tuple[str, str]] = {machine.start: ("start", "")}
    arrows: dict[tuple[int, int], list[str]] = {}
    level = [machine.start]
    for place, base in enumerate(network.network.groups):
        following: dict[int, None] = {}
        for state in level:
            for digit in range(base):
                target = int(machine.following[machine.offsets[state] + digit])
                if target:
                    arrows.setdefault((state, target), []).append(labels[place][digit])
                    following[target] = None
        level = list(following)
        states.update((state, (str(state), "")) for state in level)
    for state in level:
        decided = int(machine.decisions[state])
        states[state] = (f"decision {decided}", "accept")
    return Picture(name, machine.start, states, arrows)


def _digit_labels(network: TableNetwork) -> list[list[str]]:
    found: list[list[str]] = []
    groups = iter(network.network.groups)
    for field in network.domain.fields:
        base = next(groups)
        if base == field.size:
            found.append([field.show(index) for index in range(base)])
            continue
        while True:
            found.append([f"{field.name}:{digit:x}" for digit in range(base)])
            covered = 1
            for one in found[::-1]:
                if not one[0].startswith(f"{field.name}:"):
                    break
                covered *= len(one)
            if covered >= field.size:
                break
            base = next(groups)
    return found


def svg(picture: Picture) -> str:
    """The picture as a file.

    Raises:
        LimitError: more than `MOST_STATES` states.
    """
    if len(picture.states) > MOST_STATES:
        raise LimitError(
            f"{len(picture.states)} states are too many to draw; the most are {MOST_STATES}",
            remedy="export the machine as safetensors or ONNX",
        )
    places = _places(picture)
    width = max(x for x, _ in places.values()) + _MARGIN + _RADIUS
    height = max(y for _, y in places.values()) + _MARGIN + _RADIUS
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        ' font-family="sans-serif" font-size="11" text-anchor="middle">',
        f"<title>{escape(picture.title)}</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7"'
        ' markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    parts += _arrows(picture, places)
    parts += _circles(picture, places)
    return "\n".join([*parts, "</svg>", ""])


def _places(picture: Picture) -> dict[int, tuple[int, int]]:
    depth = {picture.start: 0}
    waiting = [picture.start]
    for state in waiting:
        for source, target in picture.arrows:
            if source == state and target not in depth:
                depth[target] = depth[state] + 1
                waiting.append(target)
    rows: dict[int, int] = {}
    found = {}
    for state in waiting:
        column = depth[state]
        row = rows.get(column, 0)
        rows[column] = row + 1
        found[state] = (_MARGIN + column * _COLUMN, _MARGIN + row * _LINE)
    return found


def _arrows(picture: Picture, places: Mapping[int, tuple[int, int]]) -> Iterable[str]:
    for (source, target), labels in picture.arrows.items():
        (x0, y0), (x1, y1) = places[source], places[target]
        text = ", ".join(labels)
        short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
        if source == target:
            path = f"M{x0 - 10} {y0 - 24}c-14 -26 34 -26 20 0"
            at = (x0, y0 - 32)
        else:
            length = max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 1)
            dx, dy = (x1 - x0) / length, (y1 - y0) / length
            bend = 16 + (28 if dx <= 0 else 0)
            mx, my = (x0 + x1) / 2 + dy * bend, (y0 + y1) / 2 - dx * bend
            sx, sy = x0 + dx * _RADIUS, y0 + dy * _RADIUS
            ex, ey = x1 - dx * _RADIUS, y1 - dy * _RADIUS
            path = f"M{sx:.0f} {sy:.0f}Q{mx:.0f} {my:.0f} {ex:.0f} {ey:.0f}"
            at = (round((mx + (x0 + x1) / 2) / 2), round((my + (y0 + y1) / 2) / 2))
        yield f'<path d="{path}" fill="none" stroke="#555555" marker-end="url(#tip)"/>'
        yield (
            f'<text x="{at[0]}" y="{at[1]}" fill="#333333"><title>{escape(text)}</title>'
            f"{escape(short)}</text>"
        )


def _circles(picture: Picture, places: Mapping[int, tuple[int, int]]) -> Iterable[str]:
    for state, (x, y) in places.items():
        name, kind = picture.states[state]
        edge = "2.5" if state == picture.start else "1"
        yield (
            f'<circle cx="{x}" cy="{y}" r="{_RADIUS}" fill="{_FILLS[kind]}" stroke="#222222"'
            f' stroke-width="{edge}"/>'
        )
        yield f'<text x="{x}" y="{y + 4}">{escape(name)}</text>'
