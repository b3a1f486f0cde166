"""`lemmata rules run`: a Turing machine on words, by its rows and by the stack network."""

import argparse

from lemmata.cli.output import ExitCode, print_json
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import ChoiceError
from lemmata.rules import stack_rnn, stack_running
from lemmata.rules.machine import Halt, Outcome, TuringMachine
from lemmata.rules.machine_reading import read_machine
from lemmata.rules.simulating import run as run_rows


def run(arguments: argparse.Namespace) -> ExitCode:
    """Run every word twice; the runs must agree, but that only the rows can prove a loop."""
    if arguments.steps < 0:
        raise ChoiceError(f"{arguments.steps} steps", remedy="allow 0 or more")
    machine = read_machine(arguments.machine)
    network = stack_rnn.construct(machine)
    results: list[Json] = []
    halts: list[Halt] = []
    agree = True
    for text in arguments.words:
        word = machine.word(text.split() if " " in text else text)
        found = run_rows(machine, word, arguments.steps)
        by_network = stack_running.run(network, word, found.steps)
        same = _same(found, by_network)
        agree &= same
        halts.append(found.halt)
        results.append(_json(machine, text, found, same))
        if not arguments.json:
            _show(machine, text, found, same)
    if arguments.json:
        print_json({"machine": machine.name, "results": results})
    if not agree:
        return ExitCode.UNDECIDED
    return ExitCode.DONE if set(halts) <= {Halt.ACCEPTS} else ExitCode.REFUTED


def _same(rows: Outcome, network: Outcome) -> bool:
    stopped = Halt.BOUND if rows.halt is Halt.LOOPS else rows.halt
    wanted = (stopped, rows.steps, rows.state, rows.tape, rows.first, rows.head)
    seen = (network.halt, network.steps, network.state, network.tape, network.first, network.head)
    return wanted == seen


def _json(machine: TuringMachine, text: str, found: Outcome, same: bool) -> Json:
    return {
        "word": text,
        "halt": found.halt.value,
        "reason": found.reason or None,
        "steps": found.steps,
        "state": machine.states[found.state],
        "tape": [machine.alphabet[symbol] for symbol in found.tape],
        "first": found.first,
        "head": found.head,
        "network_agrees": same,
    }


def _show(machine: TuringMachine, text: str, found: Outcome, same: bool) -> None:
    said = "" if same else "  THE NETWORK DISAGREES"
    reason = f": {found.reason}" if found.reason else ""
    print(f"{found.halt.value}  {text}  {found.steps:,} steps{reason}{said}")
