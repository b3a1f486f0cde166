"""A Turing machine's file: YAML with every part named, read strictly, and written back.

lemmata-machine: 1
name: parity
states: [even, odd, yes, no]
alphabet: ["0", "1", _]
blank: _
start: even
accept: [yes]
reject: [no]
transitions:
  - [even, "0", "0", right, even]    # state, read, write, move, next state
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lemmata.contracts.errors import Place, RuleError
from lemmata.rules.machine import Action, Move, TuringMachine, reachable
from lemmata.rules.yaml_adapter import Tree, dump_tree, parse_tree, read_tree

FORMAT = "lemmata-machine"
VERSION = "1"
_MOVES = {"left": Move.LEFT, "right": Move.RIGHT, "stay": Move.STAY}
_WORDS = {move: word for word, move in _MOVES.items()}
_KEYS = ("name", "states", "alphabet", "blank", "start", "accept", "reject", "transitions")


@dataclass(frozen=True, slots=True)
class _Names:
    """What the file declares, to look rows up in."""

    path: str
    states: Mapping[str, int]
    alphabet: Mapping[str, int]

    def state(self, text: str, where: str) -> int:
        if text not in self.states:
            raise _bad(
                self.path, f"{where}: the state {text!r} is undefined", "declare it in `states`"
            )
        return self.states[text]

    def symbol(self, text: str, where: str) -> int:
        if text not in self.alphabet:
            raise _bad(
                self.path,
                f"{where}: the symbol {text!r} is not in the alphabet",
                "declare it in `alphabet`",
            )
        return self.alphabet[text]


def read_machine(path: Path) -> TuringMachine:
    """The machine of a file.

    Raises:
        FileError: it cannot be read.
        RuleError: it is no machine; the message says which part.
    """
    return _machine(read_tree(path), str(path))


def parse_machine(text: str, path: str = "<string>") -> TuringMachine:
    """The machine of a text; ``path`` is for errors.

    Raises:
        RuleError: it is no machine; the message says which part.
    """
    return _machine(parse_tree(text, path), path)


def print_machine(machine: TuringMachine) -> str:
    """The machine's file; `parse_machine` gives an equal machine back."""
    rows = sorted(machine.rows.items())
    return dump_tree(
        {
            FORMAT: int(VERSION),
            "name": machine.name,
            "states": list(machine.states),
            "alphabet": list(machine.alphabet),
            "blank": machine.alphabet[machine.blank],
            "start": machine.states[machine.start],
            "accept": [machine.states[state] for state in sorted(machine.accept)],
            "reject": [machine.states[state] for state in sorted(machine.reject)],
            "transitions": [
                [
                    machine.states[state],
                    machine.alphabet[read],
                    machine.alphabet[action.write],
                    _WORDS[action.move],
                    machine.states[action.target],
                ]
                for (state, read), action in rows
            ],
        }
    )


def _machine(tree: Tree, path: str) -> TuringMachine:
    if not isinstance(tree, dict) or tree.get(FORMAT) != VERSION:
        raise _bad(path, f"no `{FORMAT}: {VERSION}`", "start the file with that line")
    odd = [key for key in tree if key not in (FORMAT, *_KEYS)]
    lacking = [key for key in _KEYS if key not in tree]
    if odd or lacking:
        what = f"unknown part {odd[0]!r}" if odd else f"the part `{lacking[0]}` is missing"
        raise _bad(path, what, f"a machine has {', '.join(_KEYS)}")
    names = _Names(path, _declared(tree, "states", path), _declared(tree, "alphabet", path))
    rows = _rows(tree["transitions"], names)
    machine = TuringMachine(
        _text(tree["name"], "name", path),
        tuple(names.states),
        tuple(names.alphabet),
        names.symbol(_text(tree["blank"], "blank", path), "blank"),
        names.state(_text(tree["start"], "start", path), "start"),
        _set(tree, "accept", names),
        _set(tree, "reject", names),
        rows,
    )
    return _sound(machine, path)


def _sound(machine: TuringMachine, path: str) -> TuringMachine:
    both = machine.accept & machine.reject
    if both:
        name = machine.states[min(both)]
        raise _bad(path, f"the state {name!r} both accepts and rejects", "leave it in one list")
    for state, read in machine.rows:
        if state in machine.halting:
            raise _bad(
                path,
                f"the state {machine.states[state]!r} halts, and has a row for "
                f"{machine.alphabet[read]!r}",
                "drop the row, or take the state out of `accept` and `reject`",
            )
    unreachable = set(range(len(machine.states))) - reachable(machine)
    if unreachable:
        name = machine.states[min(unreachable)]
        raise _bad(path, f"the state {name!r} is unreachable from the start", "drop it")
    return machine


def _rows(tree: Tree, names: _Names) -> dict[tuple[int, int], Action]:
    if not isinstance(tree, list):
        raise _bad(names.path, "`transitions` is no list", "write one row a line")
    rows: dict[tuple[int, int], Action] = {}
    for number, row in enumerate(tree, 1):
        where = f"row {number}"
        match row:
            case [str(state), str(read), str(write), str(move), str(target)]:
                pass
            case _:
                raise _bad(
                    names.path,
                    f"{where} is {row!r}",
                    "a row is [state, read, write, move, next state]",
                )
        if move not in _MOVES:
            raise _bad(names.path, f"{where}: the move {move!r}", "a move is left, right or stay")
        key = names.state(state, where), names.symbol(read, where)
        action = Action(names.symbol(write, where), _MOVES[move], names.state(target, where))
        if key in rows:
            raise _bad(
                names.path,
                f"{where}: nondeterministic, the state {state!r} has another row for {read!r}",
                "leave one row for each state and symbol",
            )
        rows[key] = action
    return rows


def _declared(tree: Mapping[str, Tree], part: str, path: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in _texts(tree[part], part, path):
        if name in found:
            raise _bad(path, f"`{part}` names {name!r} twice", "drop one")
        found[name] = len(found)
    if not found:
        raise _bad(path, f"`{part}` is empty", "name at least one")
    return found


def _set(tree: Mapping[str, Tree], part: str, names: _Names) -> frozenset[int]:
    return frozenset(names.state(name, part) for name in _texts(tree[part], part, names.path))


def _texts(tree: Tree, part: str, path: str) -> Sequence[str]:
    if not isinstance(tree, list):
        raise _bad(path, f"`{part}` is no list", "write [a, b]")
    return [_text(item, part, path) for item in tree]


def _text(tree: Tree, part: str, path: str) -> str:
    if not isinstance(tree, str) or not tree:
        raise _bad(path, f"`{part}` has {tree!r} where a name is", "write a text that is not empty")
    return tree


def _bad(path: str, message: str, remedy: str) -> RuleError:
    return RuleError(message, place=Place(path), remedy=remedy)
