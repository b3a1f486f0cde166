"""The arguments of `lemmata rules`, action by action."""

import argparse
from collections.abc import Callable
from pathlib import Path

_PROVED = "exit: 0 all proved, 1 something wrong, 2 something unknown or unsupported, 3 bad input"


def add_actions(parser: argparse.ArgumentParser) -> None:
    """All actions, each with `--json`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    def action(name: str, summary: str, exits: str) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=summary, description=summary, epilog=exits)
        made.add_argument("--json", action="store_true", help="one JSON object on stdout")
        return made

    for name, (summary, exits, fill) in ACTIONS.items():
        fill(action(name, summary, exits))


def _prove(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "target",
        metavar="FILE[::name]",
        help="rule file, one rule of it, or a Turing machine's .yaml",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="DIR",
        help="keep the proof of each rule in DIR/NAME.rule",
    )
    parser.add_argument(
        "--onnx", action="store_true", help="rules: as ONNX models too, run by onnxruntime"
    )


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folders",
        nargs="+",
        type=Path,
        metavar="RULE",
        help=".rule folders, files in them, or folders of such",
    )
    parser.add_argument(
        "--source", type=Path, metavar="FILE", help="the rule file, where it has moved"
    )
    parser.add_argument(
        "--changed",
        action="store_true",
        help="Python files stand for the proofs of their rules; those without any are left out",
    )


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "target", metavar="FILE[::name]", help="rule file with one rule named, or a machine's .yaml"
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="OUT",
        help="ends in .onnx, .safetensors, .svg or .yaml",
    )
    parser.add_argument(
        "--machine",
        action="store_true",
        help="of a rule: the finite machine in place of the network",
    )


def _run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("machine", type=Path, metavar="MACHINE.yaml", help="a Turing machine")
    parser.add_argument(
        "words", nargs="+", metavar="WORD", help="tapes: symbols, one a character or by spaces"
    )
    parser.add_argument(
        "--steps", type=int, default=1_000_000, metavar="N", help="at most (default 1,000,000)"
    )


def _classify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="Python files, or folders of such"
    )


def _set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="rule file")
    parser.add_argument(
        "--order",
        type=lambda text: tuple(text.split(",")),
        default=(),
        metavar="A,B,C",
        help="some of its rules in this order (default: all, as in the file)",
    )


def _compose(parser: argparse.ArgumentParser) -> None:
    _set(parser)
    parser.add_argument(
        "--semantics",
        choices=("pipeline", "dispatch"),
        default="pipeline",
        help="later rules see earlier writes, or all see the input and the first counts",
    )
    parser.add_argument("--rows", action="store_true", help="print every row of the product")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help="write the product's network, proved equal to its rows: .onnx, .safetensors or .svg",
    )
    parser.add_argument(
        "--machine", action="store_true", help="with -o: the finite machine in place of the network"
    )


def _diff(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", type=Path, metavar="OLD.py", help="rule file")
    parser.add_argument("new", metavar="NEW.py[::name]", help="rule file, or one rule of it")
    parser.add_argument(
        "--dispatch",
        action="store_true",
        help="all rules together, in place of each by its name; all see the input",
    )
    parser.add_argument(
        "--pipeline",
        action="store_true",
        help="all rules together; later rules see what earlier ones wrote",
    )
    parser.add_argument(
        "--budget",
        type=float,
        default=5.0,
        metavar="S",
        help="CPU seconds for a rule that no table can hold (default 5)",
    )


ACTIONS: dict[str, tuple[str, str, Callable[[argparse.ArgumentParser], None]]] = {
    "prove": ("prove rules on their whole domain, as networks too", _PROVED, _prove),
    "check": (
        "check proofs of rules again, independently",
        "exit: 0 all hold, 1 broken or tampered, 2 something undecided, 3 bad input",
        _check,
    ),
    "classify": (
        "tell pure functions from hybrid and empirical ones, and show the core of a hybrid",
        "exit: 0 all pure, 2 something hybrid or empirical, 3 bad input",
        _classify,
    ),
    "compose": (
        "build the product of rules, in any order",
        "exit: 0 built, 2 it grows too large, 3 bad input",
        _compose,
    ),
    "conflicts": (
        "find where rules disagree, each with the least input that shows it",
        "exit: 0 none, 1 findings, 2 something undecided, 3 bad input",
        _set,
    ),
    "diff": (
        "prove two versions of rules equal, or tell them apart by one input",
        "exit: 0 all equal, 1 a difference, 2 something unknown, 3 bad input",
        _diff,
    ),
    "export": (
        "write a rule's network or machine as ONNX, safetensors, SVG or YAML",
        "exit: 0 written, 2 something missing or unsupported, 3 bad input",
        _export,
    ),
    "run": (
        "run a Turing machine by its rows and by its networks",
        "exit: 0 all halt by accepting, 1 some do otherwise, 2 networks disagree, 3 bad input",
        _run,
    ),
}
"""What each action does, its exit codes, and its own arguments."""
