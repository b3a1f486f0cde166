"""`lemmata rules conflicts`: where the rules of a file disagree."""

import argparse

from lemmata.cli.output import ExitCode, error_json, print_json
from lemmata.contracts.codec import Json, to_json
from lemmata.contracts.errors import InputError, Place
from lemmata.rules.conflicts import conflicts
from lemmata.rules.findings import Finding, Kind, Report
from lemmata.rules.reading import RuleFile, read_rules

_NOTES = {Kind.GAP}
"""What is worth knowing and no fault: most rules are silent most of the time."""


def run(arguments: argparse.Namespace) -> ExitCode:
    """Show every finding with its least input, and what is left undecided.

    Raises:
        InputError: no rule in the file, or rules that do not fit together.
    """
    file = read_rules(arguments.file)
    texts = file.chosen(arguments.order)
    if not texts:
        raise InputError(
            "no rule in this file",
            place=Place(str(arguments.file)),
            remedy="write a public function with types",
        )
    report = conflicts(texts)
    left_out = {} if arguments.order else dict(file.refused)
    if arguments.json:
        print_json({"file": str(arguments.file), **_json(report, file, bool(arguments.order))})
    else:
        _show(report)
        for name, error in left_out.items():
            print(f"left out  {name}: {error}")
    if any(one.kind not in _NOTES for one in report.findings):
        return ExitCode.REFUTED
    return ExitCode.UNDECIDED if report.undecided or left_out else ExitCode.DONE


def _json(report: Report, file: RuleFile, is_chosen: bool) -> dict[str, Json]:
    return {
        "rules": list(file.rules),
        "inputs": report.joint_size,
        "pairs": report.pairs,
        "pairs_apart": report.pairs_apart,
        "findings": [_finding_json(one) for one in report.findings],
        "undecided": [
            {"kind": one.kind.value, "rules": list(one.rules), "reason": one.reason}
            for one in report.undecided
        ],
        "left_out": []
        if is_chosen
        else [{"rule": name, "error": error_json(e)} for name, e in file.refused.items()],
    }


def _finding_json(one: Finding) -> Json:
    return {
        "kind": one.kind.value,
        "severity": "note" if one.kind in _NOTES else "error",
        "semantics": one.semantics.value if one.semantics else None,
        "rules": list(one.rules),
        "fields": list(one.fields),
        "witness": {field.name: to_json(field.value(index)) for field, index in one.witness},
        "detail": one.detail,
    }


def _show(report: Report) -> None:
    for one in report.findings:
        where = f" ({one.semantics.value})" if one.semantics else ""
        names = ", ".join(one.rules) if one.kind is not Kind.GAP else "all rules"
        print(f"{one.kind.value}{where}  {names}: {one.detail}")
        shown = ", ".join(f"{field.name}={field.show(index)}" for field, index in one.witness)
        print(f"  for {shown}")
    for left in report.undecided:
        print(f"undecided  {left.kind.value} of {', '.join(left.rules)}: {left.reason}")
    count = len([one for one in report.findings if one.kind not in _NOTES])
    touching = report.pairs - report.pairs_apart
    print(
        f"{count} conflicts; {touching} of {report.pairs} pairs of rules touch;"
        f" {report.joint_size:,} joint inputs"
    )
