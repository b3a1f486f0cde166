"""What `--json` says beside a judgement, for reports: the task, its proof, its seal, its bill."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from lemmata.contracts.attempts import Budget
from lemmata.contracts.codec import Json
from lemmata.contracts.hints import Hints
from lemmata.contracts.syntax import split_lines
from lemmata.contracts.tasks import Clause, Component, Module, Task
from lemmata.contracts.types import show
from lemmata.evidence import Evidence, Seconds

if TYPE_CHECKING:
    from lemmata.artifacts import Ledger

MOST_TEXT = 20_000
"""Characters of a function that its JSON keeps."""


def particulars(
    module: Module, name: str, evidence: Sequence[Evidence], folder: Path | None
) -> dict[str, Json]:
    """The task, what its proof rests on, and what the certificate in the folder says."""
    return {
        "task": task_json(module, name),
        "proof": proof_json(evidence, module.links.lemmas),
        "sealed": sealed_json(folder),
    }


def task_json(module: Module, name: str) -> Json:
    """A task as its file states it; None where no task could describe it.

    Clauses are conjuncts, in the order in which they are read. A long ``text`` is cut, and
    ``cut`` counts what is missing.
    """
    task = module.tasks.get(name)
    if task is None:
        return None
    text = text_of(module, task)
    return {
        "text": text[:MOST_TEXT],
        "cut": max(0, len(text) - MOST_TEXT),
        "line": task.line,
        "summary": task.summary,
        "parameters": [{"name": one.name, "type": show(one.type)} for one in task.parameters],
        "returns": show(task.returns),
        "requires": _clauses(task.requires),
        "ensures": _clauses(task.ensures),
        "raises": list(task.raises),
        "examples": [
            {"arguments": dict(one.arguments), "expected": one.expected, "line": one.line}
            for one in task.examples
        ],
    }


def text_of(module: Module, task: Task) -> str:
    """The function with its decorators, as the file writes it."""
    node = task.node
    first = min((node.lineno, *(one.lineno for one in node.decorator_list)))
    return "".join(split_lines(module.source)[first - 1 : node.end_lineno])


def _clauses(clauses: Sequence[Clause]) -> list[Json]:
    return [{"text": clause.text, "line": clause.line} for clause in clauses]


def proof_json(evidence: Sequence[Evidence], lemmas: Sequence[Component]) -> Json:
    """What a proof rests on: functions with their obligations, then lemmas; None without any.

    ``evidence`` begins with the function itself. A solver's seconds are null where its answer was
    kept from an earlier run.
    """
    if not evidence:
        return None
    return {
        "functions": [_function(known) for known in evidence],
        "lemmas": [lemma_json(lemma) for lemma in lemmas],
    }


def _function(known: Evidence) -> dict[str, Json]:
    return {
        "function": known.function,
        "method": known.method,
        "assurance": known.assurance.value,
        "inputs": known.inputs or None,
        "examples": known.examples,
        "assumed": list(known.assumed),
        "hints": [hints_json(name, hints) for name, hints in known.hints if hints],
        "obligations": _obligations(known),
    }


def _obligations(known: Evidence) -> list[Json]:
    made: list[Json] = []
    together = zip_longest(known.obligations, known.answers, known.seconds, fillvalue=None)
    for obligation, said, took in together:
        if obligation is None or said is None:
            continue
        made.append(
            {
                "name": obligation.name,
                "kind": obligation.kind.value,
                "text": obligation.text,
                "line": obligation.line,
                "error": obligation.error,
                "z3": said.z3,
                "cvc5": said.cvc5,
                "seconds": _seconds(took),
            }
        )
    return made


def _seconds(took: Seconds | None) -> dict[str, Json]:
    known = took or Seconds(0.0, 0.0)
    return {"z3": round(known.z3, 6) or None, "cvc5": round(known.cvc5, 6) or None}


def hints_json(function: str, hints: Hints) -> dict[str, Json]:
    """What was found out of a function's loops and recursion, and is shown by its proof."""
    return {
        "function": function,
        "loops": [
            {
                "number": loop.number,
                "invariants": list(loop.invariants),
                "measures": list(loop.measures),
            }
            for loop in hints.loops
        ],
        "decreases": list(hints.decreases),
    }


def lemma_json(lemma: Component) -> dict[str, Json]:
    """A sealed lemma that a proof is built on, with those below it."""
    return {
        "module": lemma.module,
        "function": lemma.function,
        "assurance": lemma.assurance.value,
        "manifest": lemma.manifest,
        "through": [lemma_json(below) for below in lemma.through],
    }


def sealed_json(folder: Path | None) -> Json:
    """What the certificate in a folder, just written, says of itself; None without a folder."""
    if folder is None:
        return None
    manifest = json.loads((folder / "manifest.json").read_bytes())
    lines = (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    return seal_json(manifest, {name: digest for digest, _, name in map(_parted, lines)})


def _parted(line: str) -> tuple[str, str, str]:
    return line.partition("  ")


def seal_json(manifest: Mapping[str, Json], sums: Mapping[str, str]) -> Json:
    """The digests, versions and limits of a certificate, from its manifest and its sums."""
    functions, obligations = manifest["functions"], manifest["obligations"]
    assert isinstance(functions, list)
    assert isinstance(obligations, list)
    kept = ("format", "lemmata", "encoder", "source", "prelude", "versions", "limits")
    return {
        **{name: manifest[name] for name in kept},
        "manifest": sums["manifest.json"],
        "files": len(sums),
        "obligations": len(obligations),
        "proofs": sum(1 for one in obligations if isinstance(one, dict) and one["proof"]),
        "functions": [
            {"name": one["name"], "digest": one["digest"], "contract": one["contract"]}
            for one in functions
            if isinstance(one, dict)
        ],
        "components": manifest.get("components", []),
        "gates": manifest.get("gates", []),
    }


def ledger_json(ledger: "Ledger") -> dict[str, Json]:
    """What making a lemma cost, and when; how strong it is, the judgement says."""
    parts: list[Json] = [dict(asdict(part)) for part in ledger.parts]
    cpu_seconds = round(ledger.cpu_seconds, 4)
    bill = {**asdict(ledger), "cpu_seconds": cpu_seconds, "parts": parts}
    del bill["strength"]
    return bill


def budget_json(budget: Budget) -> dict[str, Json]:
    """What each task might spend."""
    return {
        "attempts": budget.attempts,
        "cpu_seconds": budget.cpu_seconds,
        "wall_seconds": budget.wall_seconds,
    }
