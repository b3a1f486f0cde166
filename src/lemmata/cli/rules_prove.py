"""`lemmata rules prove`: rules constructed as networks and proved on their whole domain."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from lemmata.cli.output import ExitCode, exit_code, print_json
from lemmata.cli.progress import watch
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import InputError, LemmataError, LimitError
from lemmata.contracts.verdicts import Verdict
from lemmata.rules.certifying import Certified, certify
from lemmata.rules.certifying_machines import certify_machine
from lemmata.rules.reading import RuleFile, read_rules
from lemmata.rules.verifier.checking import AskedSolvers, solvers_when_asked
from lemmata.rules.verifier.report import Report


def run(arguments: argparse.Namespace) -> ExitCode:
    """Prove every rule of the target, or the one that is named."""
    path, _, name = arguments.target.partition("::")
    if path.endswith((".yaml", ".yml")):
        return _machine(Path(path), arguments)
    file = read_rules(Path(path))
    names = [name] if name else [*file.rules]
    file.chosen(names)
    refused = {} if name else dict(file.refused)
    results: list[Json] = []
    verdicts: list[Verdict] = []
    with solvers_when_asked() as solvers, watch(len(names)) as progress:
        for one in names:
            progress.say(f"proving {one}")
            result, verdict = _prove(file, one, solvers, arguments)
            results.append(result)
            verdicts.append(verdict)
            progress.advance()
            if not arguments.json:
                _show(result)
    for one, error in refused.items():
        refusal = _refusal(one, error)
        results.append(refusal)
        verdicts.append(Verdict.UNSUPPORTED)
        if not arguments.json:
            _show(refusal)
    if arguments.json:
        print_json({"file": path, "results": results})
    return _code(verdicts)


def _machine(path: Path, arguments: argparse.Namespace) -> ExitCode:
    """A Turing machine's stack network, proved to step as the machine."""
    found = certify_machine(path, arguments.output)
    result: dict[str, Json] = {
        **_refusal(found.name, None),
        "verdict": found.verdict.value,
        "assurance": found.report.assurance,
        "constructed": found.verdict is Verdict.PROVED,
        "inputs": found.report.inputs,
        "rows": found.rows,
        "states": found.states,
        "units": list(found.units),
        "claims": _claims(found.report),
        "reason": found.reason or None,
        "proof": str(found.folder) if found.folder else None,
    }
    if arguments.json:
        print_json({"file": str(path), "results": [result]})
    elif found.reason:
        print(f"{found.verdict.value}  {found.name}  {found.reason}")
    else:
        boxes = f"{found.report.inputs:,} configurations of state, symbol and tops"
        print(f"{found.verdict.value}  {found.name}  every step, constructed; {boxes}")
    return _code([found.verdict])


def _claims(report: Report) -> Json:
    return [
        {
            "claim": one.claim,
            "method": one.method,
            "count": one.count,
            "seconds": round(one.seconds, 4),
            "problem": one.problem or None,
        }
        for one in report.found
    ]


def _code(verdicts: Sequence[Verdict]) -> ExitCode:
    if not verdicts:
        raise InputError("no rule in this file", remedy="write a public function with types")
    return ExitCode.REFUTED if Verdict.FAILED in verdicts else exit_code(verdicts)


def _prove(
    file: RuleFile, name: str, solvers: AskedSolvers, arguments: argparse.Namespace
) -> tuple[dict[str, Json], Verdict]:
    try:
        found = certify(file.rules[name], solvers, arguments.output, onnx=arguments.onnx)
    except LimitError as error:
        return {**_refusal(name, error), "verdict": Verdict.UNKNOWN.value}, Verdict.UNKNOWN
    return _result(found), found.verdict


def _result(found: Certified) -> dict[str, Json]:
    report = found.report
    return {
        "rule": found.rule,
        "verdict": found.verdict.value,
        "assurance": report.assurance,
        "constructed": found.verdict is Verdict.PROVED,
        "inputs": report.inputs,
        "rows": found.rows,
        "states": found.states,
        "units": list(found.units),
        "bound": found.bound,
        "exact": list(found.exact),
        "claims": _claims(report),
        "reason": found.reason or None,
        "proof": str(found.folder) if found.folder else None,
    }


def _refusal(name: str, error: LemmataError | None) -> dict[str, Json]:
    return {
        "rule": name,
        "verdict": Verdict.UNSUPPORTED.value,
        "assurance": None,
        "constructed": False,
        "inputs": None,
        "rows": None,
        "states": None,
        "units": [],
        "bound": None,
        "exact": [],
        "claims": [],
        "reason": str(error) if error else None,
        "proof": None,
    }


def _show(result: dict[str, Json]) -> None:
    """One line for each rule."""
    said = f"{result['verdict']}  {result['rule']}"
    if result["reason"]:
        print(f"{said}  {result['reason']}")
        return
    sizes = f"{result['inputs']:,} inputs, {result['rows']} rows, {result['states']} states"
    print(f"{said}  {result['assurance']}, constructed; {sizes}")
