"""What `review`, `explain` and `suggest` share: every function of every target, told one by one."""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from lemmata.analyses.bench import Bench
from lemmata.cli.linking import linker
from lemmata.cli.output import error_json, print_json
from lemmata.cli.progress import watch
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import InputError
from lemmata.contracts.reading import read_module
from lemmata.contracts.tasks import Module
from lemmata.targets import Target

Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Telling(Generic[Told]):
    """One command: what it is doing, what it asks of a module, how an answer is shown."""

    doing: str
    ask: Callable[[Bench, Module, str | None], Iterable[Told]]
    show: Callable[[Target, Told], None]
    as_json: Callable[[Target, Told], Json]
    needs_contract: bool = False


def tell(
    arguments: argparse.Namespace, targets: Sequence[Target], telling: Telling[Told]
) -> tuple[list[Told], list[InputError]]:
    """The answers, each shown as it comes or all as JSON, and the targets that cannot be used.

    A file that cannot be used does not stop the others.
    """
    found: list[tuple[Target, Told]] = []
    errors: list[InputError] = []
    link = linker(arguments.lemmas)
    with Bench(arguments.budget) as bench, watch(len(targets)) as progress:
        for target in targets:
            progress.say(f"{telling.doing} {target}")
            try:
                module = read_module(target.path, needs_contract=telling.needs_contract, link=link)
                for told in telling.ask(bench, module, target.name):
                    found.append((target, told))
                    if not arguments.json:
                        telling.show(target, told)
            except InputError as error:
                errors.append(error)
            progress.advance()
    if arguments.json:
        results: list[Json] = [telling.as_json(*known) for known in found]
        print_json({"results": results, "errors": [error_json(known) for known in errors]})
    for known in errors:
        print(f"{type(known).__name__}: {known}", file=sys.stderr)
    return [told for _, told in found], errors
