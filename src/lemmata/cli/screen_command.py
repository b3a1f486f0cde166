"""`lemmata screen`: what is wrong with texts on their way to a model, or from one."""

import argparse
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

from lemmata.cli.output import ExitCode, error_json, print_json
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import ChoiceError, FileError, InputError, Place
from lemmata.screening.detectors import Detector, detector
from lemmata.screening.leaks import letters_of
from lemmata.screening.policy import INPUT, OUTPUT, STRICT, Policy
from lemmata.screening.rules import Sighting
from lemmata.screening.screens import Screened, screen_input, screen_output, text_of


def run(arguments: argparse.Namespace) -> ExitCode:
    """Screen every file; one that cannot be used does not stop the others."""
    _check(arguments)
    policy = policy_of(arguments)
    detectors = [detector(name) for name in arguments.detector]
    canaries = _lines(arguments.canary) if arguments.canary else []
    for canary in canaries:
        letters_of(canary)
    prompt = _read(arguments.prompt) if arguments.prompt else ""
    found: list[tuple[Path, Screened]] = []
    errors: list[InputError] = []
    for path in arguments.files:
        try:
            text = _read(path)
            screened = _screen(arguments, text, str(path), policy, detectors, canaries, prompt)
            found.append((path, screened))
            if arguments.redact:
                write_redacted(arguments.redact, screened)
            if not arguments.json:
                show(path, screened)
        except InputError as error:
            errors.append(error)
    if arguments.json:
        results: list[Json] = [screened_json(path, screened) for path, screened in found]
        print_json({"results": results, "errors": [error_json(known) for known in errors]})
    for known in errors:
        print(f"{type(known).__name__}: {known}", file=sys.stderr)
    if errors:
        return ExitCode.BAD_INPUT
    return ExitCode.DONE if all(known.is_clean for _, known in found) else ExitCode.REFUTED


def _check(arguments: argparse.Namespace) -> None:
    if arguments.redact and len(arguments.files) != 1:
        raise ChoiceError("--redact goes with one file", remedy="screen the files one by one")
    if (arguments.canary or arguments.prompt) and not arguments.output:
        raise ChoiceError("--canary and --prompt speak of a model's answer", remedy="add --output")


def policy_of(arguments: argparse.Namespace) -> Policy:
    """The policy of the options.

    Raises:
        ChoiceError: ``--off`` names no rule.
    """
    base = OUTPUT if arguments.output else INPUT
    strict = STRICT if arguments.strict else frozenset()
    return replace(base, off=frozenset(arguments.off), on=strict)


def _screen(
    arguments: argparse.Namespace,
    text: str,
    path: str,
    policy: Policy,
    detectors: list[Detector],
    canaries: list[str],
    prompt: str,
) -> Screened:
    if not arguments.output:
        return screen_input(text, policy, path=path, detectors=detectors)
    return screen_output(
        text, policy, canaries=canaries, prompt=prompt, path=path, detectors=detectors
    )


def _read(path: Path) -> str:
    """The file's text; a dash is the standard input.

    Raises:
        FileError: it cannot be read, or is not UTF-8.
    """
    try:
        raw = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise FileError(
            f"cannot be read: {error.strerror or error}",
            place=Place(str(path)),
            remedy="name a file, or - for the standard input",
        ) from error
    return text_of(raw, str(path))


def _lines(path: Path) -> list[str]:
    """The canaries of a file, one a line.

    Raises:
        FileError: there is none.
    """
    found = [line.strip() for line in _read(path).splitlines() if line.strip()]
    if not found:
        raise FileError("holds no canary", place=Place(str(path)), remedy="write one a line")
    return found


def write_redacted(file: Path, screened: Screened) -> None:
    """The redacted text, and beside it what its placeholders stand for, for the owner's eyes.

    A text that is blocked is not written: it must go no further.

    Raises:
        FileError: the place cannot be written.
    """
    if screened.is_blocked:
        return
    vault = json.dumps(dict(screened.vault.originals), ensure_ascii=False, indent=1)
    try:
        _write(file.with_name(f"{file.name}.vault.json"), f"{vault}\n", 0o600)
        _write(file, screened.text, 0o666)
    except OSError as error:
        raise FileError(
            f"cannot be written: {error.strerror or error}",
            place=Place(str(file)),
            remedy="choose a file that can be written",
        ) from error


def _write(file: Path, text: str, mode: int) -> None:
    """Aside, then in place."""
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as stream:
        stream.write(text.encode())
    aside.replace(file)


def show(path: Path, screened: Screened) -> None:
    """Each finding on a line with its place first; a line also where all is well."""
    for known in screened.sightings:
        place = f"{path}:{known.line}:{known.column}"
        print(f"{place}: {known.finding.severity}: {known.rule}: {known.finding.message}")
    if screened.is_clean:
        print(f"{path}: clean")
    elif screened.is_blocked:
        print(f"{path}: blocked")
    else:
        print(f"{path}: passes once redacted")


def screened_json(path: Path, screened: Screened) -> Json:
    """One file as JSON. The values that were found are not in it."""
    return {
        "file": str(path),
        "blocked": screened.is_blocked,
        "findings": [sighting_json(known) for known in screened.sightings],
    }


def sighting_json(known: Sighting) -> Json:
    """One finding as JSON: lines and columns from 1, offsets from 0 in code points."""
    return {
        "rule": known.rule,
        "family": known.family.value,
        "severity": known.finding.severity,
        "message": known.finding.message,
        "line": known.line,
        "column": known.column,
        "start": known.start,
        "end": known.end,
        "layers": list(known.via),
    }
