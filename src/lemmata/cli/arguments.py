"""The arguments of every command, declared without importing what the commands need."""

import argparse
import sys
from pathlib import Path
from typing import NoReturn

from lemmata import __version__
from lemmata.cli.rules_arguments import add_actions
from lemmata.contracts.gating import ORDER

BAD_INPUT = 3
_EXITS = "exit: 0 all proved, 1 something refuted, 2 something unknown or unsupported, 3 bad input"


class Parser(argparse.ArgumentParser):
    """An argument parser whose usage errors end with the exit code of bad input."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and what is wrong with it."""
        self.print_usage(sys.stderr)
        self.exit(BAD_INPUT, f"{self.prog}: error: {message}\n")


def build_parser() -> argparse.ArgumentParser:
    """The parser of `lemmata`; `command` names the command, `json` is always there."""
    parser = Parser(
        prog="lemmata",
        description="A verifying compiler for Python: contracts in, proved functions out.",
    )
    parser.add_argument("--version", action="version", version=f"lemmata {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _compile(_command(commands, "compile", "generate, judge, prove and seal open tasks", _EXITS))
    _prove(_command(commands, "prove", "prove the bodies that are there", _EXITS))
    _review(
        _command(
            commands,
            "review",
            "look for what is wrong or odd with contracts",
            "exit: 0 clean, 1 findings, 2 undecided whether there are any, 3 bad input",
        )
    )
    _diff(
        _command(
            commands,
            "diff",
            "prove that two versions behave alike, or show an input where they differ",
            "exit: 0 all equal, 1 a difference, 2 something unknown, 3 bad input",
        )
    )
    _explain(
        _command(
            commands,
            "explain",
            "say what functions do, region by region of their inputs",
            "exit: 0 all explained, 2 something unsupported, 3 bad input",
        )
    )
    _suggest(
        _command(
            commands,
            "suggest",
            "find contracts that bodies provably meet",
            "exit: 0 every function has been told of, 2 nothing known of some, 3 bad input",
        )
    )
    _check(
        _command(
            commands,
            "check",
            "check certificates again, independently",
            "exit: 0 all hold, 1 broken or tampered, 2 something is only tested, 3 bad input",
        )
    )
    _further(commands)
    return parser


def _further(commands: "argparse._SubParsersAction[Parser]") -> None:
    """What is done with lemmas, texts and rules, and the faces."""
    _run(
        _command(
            commands,
            "run",
            "execute a lemma on rows of JSON, zero tokens",
            "exit: 0 every row ran, 1 a row was refused, 3 bad input",
        )
    )
    _screen(
        _command(
            commands,
            "screen",
            "look for injections, personal data, secrets and leaks in texts",
            "exit: 0 clean, 1 findings, 2 a detector broke, 3 bad input",
        )
    )
    _page(
        _command(
            commands,
            "report",
            "write a lemma, or the results of compile or prove, as one HTML file",
            "exit: 0 written, 1 the lemma is broken or tampered, 3 bad input",
        )
    )
    _gate(
        _command(
            commands,
            "gate",
            "judge a body by security, syntax, types, execution, accuracy and proof",
            "exit: 0 all passed, 1 a gate failed, 2 a gate is broken or not sure, 3 bad input",
        )
    )
    _bench(
        _command(
            commands,
            "bench",
            "say what trials show of rules that cannot be proved, or that they cannot tell",
            "exit: 0 every rule is better, 1 one is worse, 2 cannot tell, 3 bad input",
        )
    )
    _mcp(
        _command(
            commands,
            "mcp",
            "serve coding agents over stdin and stdout",
            "exit: 0 the client is gone, 3 bad input",
        )
    )
    add_actions(
        _group(
            commands,
            "rules",
            "decision rules: classify, prove, compose, find conflicts, export",
        )
    )
    _command(
        commands,
        "doctor",
        "what is installed and what this machine enforces",
        "exit: 0 ready, 1 something needed is missing",
    )


def _command(
    commands: "argparse._SubParsersAction[Parser]",
    name: str,
    summary: str,
    exits: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary, description=summary, epilog=exits)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    return parser


def _group(
    commands: "argparse._SubParsersAction[Parser]", name: str, summary: str
) -> argparse.ArgumentParser:
    """A command whose actions have arguments of their own, `--json` among them."""
    return commands.add_parser(name, help=summary, description=summary)


def _target(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="FILE.py[::name]", help="task file, folder, or function")


def _report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--report", type=Path, metavar="FILE.html", help="write all of it as one HTML file"
    )


def _page(parser: argparse.ArgumentParser) -> None:
    _lemmas(parser)
    parser.add_argument(
        "source",
        type=Path,
        metavar="LEMMA|RESULT.json",
        help="a lemma folder, or what `compile --json` or `prove --json` printed; - is stdin",
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE.html", help="default: beside the source"
    )


def _lemmas(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lemmas",
        action="append",
        type=Path,
        default=[],
        metavar="DIR",
        help="look here first for sealed lemmas that are built on; may be repeated",
    )


def _budget(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--budget", type=_seconds, default=5.0, metavar="S", help="seconds a function (default 5)"
    )


def _judging(parser: argparse.ArgumentParser) -> None:
    _budget(parser)
    parser.add_argument(
        "--prover",
        action="append",
        default=None,
        metavar="NAME",
        help="use this prover, built in or installed; may be repeated (default: all built in)",
    )


def _compile(parser: argparse.ArgumentParser) -> None:
    _lemmas(parser)
    _target(parser)
    _judging(parser)
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("lemmas"), metavar="DIR", help="where lemmas go"
    )
    parser.add_argument(
        "--generator",
        default="auto",
        metavar="NAME",
        help="auto, synth, model:NAME, recorded:FILE, hand, hand:FILE, or an installed one",
    )
    parser.add_argument(
        "--option",
        action="append",
        type=_option,
        default=[],
        metavar="NAME=VALUE",
        help="an option of the generator; may be repeated",
    )
    parser.add_argument(
        "--record", type=Path, metavar="FILE", help="write what the generator says to this new file"
    )
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="do not go on from what an earlier run left; its journal is set aside",
    )
    parser.add_argument(
        "--attempts", type=_count, default=8, metavar="N", help="candidates at most (default 8)"
    )
    _report(parser)


def _prove(parser: argparse.ArgumentParser) -> None:
    _lemmas(parser)
    parser.add_argument(
        "targets", nargs="*", metavar="FILE.py[::name]", help="task files, folders, or functions"
    )
    _judging(parser)
    parser.add_argument(
        "--changed-since",
        metavar="REV",
        help="only what differs from this git revision, and what rests on it (default: here)",
    )
    parser.add_argument(
        "--sarif", type=Path, metavar="FILE", help="write what is not proved as SARIF 2.1.0"
    )
    parser.add_argument(
        "--annotations",
        choices=("github",),
        metavar="HOST",
        help="print what is not proved as the log lines that this code host shows: github",
    )
    parser.add_argument(
        "--tasks-only", action="store_true", help="leave out Python files that are no task files"
    )
    parser.add_argument(
        "--certificate", type=Path, metavar="DIR", help="write a certificate of each proof here"
    )
    parser.add_argument(
        "--seeds",
        type=_count,
        default=1,
        metavar="N",
        help="judge each function with N solver seeds and say whether they agree",
    )
    parser.add_argument(
        "--repro", type=Path, metavar="DIR", help="write each refutation as a failing test here"
    )
    parser.add_argument("--no-cache", action="store_true", help="ask the solvers everything anew")
    _report(parser)


def _review(parser: argparse.ArgumentParser) -> None:
    _lemmas(parser)
    _target(parser)
    _budget(parser)
    parser.add_argument("--strict", action="store_true", help="notes count as findings too")


def _diff(parser: argparse.ArgumentParser) -> None:
    _lemmas(parser)
    parser.add_argument("old", metavar="OLD.py", help="the old file; with --git the only one")
    parser.add_argument(
        "new", nargs="?", metavar="NEW.py[::name]", help="the new file, or one function of it"
    )
    parser.add_argument(
        "--git", metavar="REV", help="compare FILE.py[::name] at this revision with the file"
    )
    _budget(parser)


def _explain(parser: argparse.ArgumentParser) -> None:
    _lemmas(parser)
    _target(parser)
    _budget(parser)
    parser.add_argument(
        "--tests", type=Path, metavar="FILE.py", help="write a pytest case of each region here"
    )


def _suggest(parser: argparse.ArgumentParser) -> None:
    _lemmas(parser)
    _target(parser)
    _budget(parser)


def _check(parser: argparse.ArgumentParser) -> None:
    _lemmas(parser)
    parser.add_argument(
        "folders",
        nargs="+",
        type=Path,
        metavar="LEMMA",
        help="lemma folders, files in them, or folders of lemmas",
    )
    parser.add_argument(
        "--golden",
        action="append",
        type=Path,
        default=[],
        metavar="FILE.jsonl",
        help="score this golden set of a lemma that is only tested again; may be repeated",
    )


def _gate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="FILE.py[::name]", help="Python file, or one function")
    parser.add_argument(
        "--candidate", type=Path, metavar="BODY.py", help="judge these statements as its body"
    )
    parser.add_argument(
        "--policy",
        type=Path,
        metavar="FILE",
        help="the policy (default: the nearest lemmata.toml, beside the file or above it)",
    )
    parser.add_argument(
        "--golden", type=Path, metavar="FILE.jsonl", help="the golden set, instead of the policy's"
    )
    parser.add_argument(
        "--all", action="store_true", help="ask every gate that may be asked, whatever failed"
    )
    parser.add_argument(
        "--until",
        choices=ORDER,
        default=ORDER[-1],
        metavar="GATE",
        help=f"ask no gate after this one: {', '.join(ORDER)}",
    )
    _lemmas(parser)
    _judging(parser)


def _run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("lemma", type=Path, metavar="LEMMA", help="a lemma folder")
    parser.add_argument(
        "--input",
        type=Path,
        required=True,
        metavar="FILE.jsonl",
        help="one object of arguments a line",
    )


def _bench(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=("ab",), help="ab: tasks with each rule and without it")
    parser.add_argument(
        "trials", type=Path, metavar="TRIALS.jsonl", help="one trial a line: rules, task, passed"
    )
    parser.add_argument(
        "--alpha",
        type=float,
        default=0.05,
        metavar="P",
        help="the chance that any answer of the report is wrong (default 0.05)",
    )
    parser.add_argument("--report", type=Path, metavar="FILE.html", help="draw it as one HTML file")


def _screen(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="texts; - is the standard input"
    )
    parser.add_argument(
        "--output", action="store_true", help="the texts are a model's answers, not its input"
    )
    parser.add_argument(
        "--canary", type=Path, metavar="FILE", help="canaries of the system prompt, one a line"
    )
    parser.add_argument(
        "--prompt", type=Path, metavar="FILE", help="the system prompt that answers may not quote"
    )
    parser.add_argument(
        "--redact", type=Path, metavar="OUT", help="write the text with placeholders here"
    )
    parser.add_argument(
        "--strict", action="store_true", help="for a model that guards other people's data"
    )
    parser.add_argument(
        "--off",
        action="append",
        default=[],
        metavar="RULE",
        help="turn a rule off; repeatable",
    )
    parser.add_argument(
        "--detector",
        action="append",
        default=[],
        metavar="NAME",
        help="ask this installed detector too; may be repeated",
    )


def _mcp(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--root",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the project root: nothing outside is read or written for a client (default: here)",
    )
    parser.add_argument(
        "--sessions",
        type=Path,
        metavar="DIR",
        help="where sessions are kept (default: .lemmata_sessions in the root)",
    )


def _option(text: str) -> tuple[str, str]:
    name, found, value = text.partition("=")
    if not name or not found:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value <= 86_400:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 86400 seconds")
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not at least 1")
    return value
