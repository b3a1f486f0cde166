"""Turing machines to try networks on: random ones, busy beavers, parentheses; and a plain loop."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from lemmata.rules.machine import Action, Move, TuringMachine

BUSY_BEAVERS = {
    # states: (rows as state by state what 0 and what 1 does, steps, ones left)
    2: ("1RB1LB 1LA1RH", 6, 4),
    3: ("1RB1RH 0RC1RB 1LC1LA", 14, 6),
    4: ("1RB1LB 1LA0LC 1RH1LD 1RD0RA", 107, 13),
}
"""The champions of Rado's game, in the usual notation: write, move, next state."""

BB5 = ("1RB1LC 1RC1RB 1RD0LE 1LA1LD 1RH0LA", 47_176_870, 4098)
"""The champion of five states; too long to be run here whole."""


@dataclass
class PlainRun:
    """What the plain loop saw."""

    ended: str
    steps: int
    state: int
    cells: dict[int, int]
    head: int


def plain_loop(machine: TuringMachine, word: Sequence[int], steps: int) -> PlainRun:
    """The machine by its rows, with a dictionary for a tape; shares no code with the package."""
    cells = dict(enumerate(word))
    state, head, done = machine.start, 0, 0
    while True:
        if state in machine.accept or state in machine.reject:
            ended = "accepts" if state in machine.accept else "rejects"
            break
        row = machine.rows.get((state, cells.get(head, machine.blank)))
        if row is None:
            ended = "undefined transition"
            break
        if done == steps:
            ended = "step bound exhausted"
            break
        cells[head] = row.write
        head += {Move.LEFT: -1, Move.STAY: 0, Move.RIGHT: 1}[row.move]
        state = row.target
        done += 1
    left = {place: cell for place, cell in cells.items() if cell != machine.blank}
    return PlainRun(ended, done, state, left, head)


def random_machine(random: Random, states: int, symbols: int) -> TuringMachine:
    """A machine with about one undefined transition in twenty; the last two states halt."""
    rows = {
        (state, symbol): Action(
            random.randrange(symbols), Move(random.randrange(-1, 2)), random.randrange(states + 2)
        )
        for state in range(states)
        for symbol in range(symbols)
        if random.random() < 0.95
    }
    names = tuple(f"q{i}" for i in range(states + 2))
    alphabet = tuple("_abcdefg"[:symbols])
    accept, reject = frozenset({states}), frozenset({states + 1})
    return TuringMachine("random", names, alphabet, 0, 0, accept, reject, rows)


def random_word(random: Random, machine: TuringMachine) -> list[int]:
    """Between one and eight symbols."""
    return [random.randrange(len(machine.alphabet)) for _ in range(random.randrange(1, 9))]


def beaver(rows: str) -> TuringMachine:
    """A machine from the usual notation of busy beavers; H halts."""
    parts = rows.split()
    names = "ABCDEFG"[: len(parts)] + "H"
    actions = {}
    for state, part in enumerate(parts):
        for symbol in (0, 1):
            written = int(part[3 * symbol])
            way = Move.RIGHT if part[3 * symbol + 1] == "R" else Move.LEFT
            actions[state, symbol] = Action(written, way, names.index(part[3 * symbol + 2]))
    halts = frozenset({len(parts)})
    return TuringMachine("beaver", tuple(names), ("0", "1"), 0, 0, halts, frozenset(), actions)


PARENTHESES = """
lemmata-machine: 1
name: parentheses
states: [scan, back, home, yes, no]
alphabet: [_, (, ), x]
blank: _
start: scan
accept: [yes]
reject: [no]
transitions:
  - [scan, (, (, right, scan]
  - [scan, x, x, right, scan]
  - [scan, ), x, left, back]
  - [scan, _, _, left, home]
  - [back, x, x, left, back]
  - [back, (, x, right, scan]
  - [back, _, _, stay, no]
  - [home, x, x, left, home]
  - [home, (, (, stay, no]
  - [home, _, _, stay, yes]
"""
"""Balanced parentheses: marks off the innermost pairs; quadratic for deep words."""


def counting_parentheses(base: int) -> TuringMachine:
    """Balanced parentheses in time n log n: a counter in ``base`` travels with the head.

    Its digits lie left of the head, the lowest nearest. Each parenthesis counts up or down on the
    way to the highest digit, and moves all digits one cell to the right on the way back.
    """
    digits = [f"d{i}" for i in range(base)]
    alphabet = ("_", "(", ")", "x", *digits)
    fixed = ["read", "up", "down", "left", "shift", "zero", "yes", "no"]
    states = (*fixed, *(f"carry{i}" for i in range(base)))
    number = {name: place for place, name in enumerate(states)}
    symbols = {symbol: place for place, symbol in enumerate(alphabet)}
    rows: dict[tuple[int, int], Action] = {}

    def row(state: str, read: str, write: str, move: Move, target: str) -> None:
        rows[number[state], symbols[read]] = Action(symbols[write], move, number[target])

    row("read", "(", "x", Move.LEFT, "up")
    row("read", ")", "x", Move.LEFT, "down")
    row("read", "_", "_", Move.LEFT, "zero")
    row("up", "_", "d1", Move.STAY, "shift")
    row("down", "_", "_", Move.STAY, "no")
    row("left", "_", "_", Move.RIGHT, "shift")
    row("zero", "_", "_", Move.STAY, "yes")
    for i, digit in enumerate(digits):
        more, less = digits[(i + 1) % base], digits[i - 1]
        row("up", digit, more, Move.LEFT, "left" if i + 1 < base else "up")
        row("down", digit, less, Move.LEFT, "left" if i else "down")
        row("left", digit, digit, Move.LEFT, "left")
        row("zero", digit, digit, Move.STAY if i else Move.LEFT, "no" if i else "zero")
        row("shift", digit, "_", Move.RIGHT, f"carry{i}")
        row(f"carry{i}", "x", digit, Move.RIGHT, "read")
        for j, below in enumerate(digits):
            row(f"carry{i}", below, digit, Move.RIGHT, f"carry{j}")
    return TuringMachine(
        "counting parentheses",
        states,
        alphabet,
        0,
        number["read"],
        frozenset({number["yes"]}),
        frozenset({number["no"]}),
        rows,
    )
