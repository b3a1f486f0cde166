"""How many solved obligations of the proved examples carry a proof object of cvc5.

    python benchmarks/proof_objects.py

An obligation that z3 alone proves has none; neither has one whose proof cvc5 cannot print.
"""

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lemmata.contracts.errors import InputError
from lemmata.contracts.reading import read_module
from lemmata.contracts.verdicts import Verdict
from lemmata.evidence import Evidence
from lemmata.obligations.solvers import Script, Solver
from lemmata.proving import Session, prove_module

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
FOLDERS = ("proved", "codeproof", "verina")
GOAL = 0.95
"""The share that should carry one."""


def main() -> None:
    """Print the report; a missed goal is a figure, not an error."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folders", nargs="*", default=FOLDERS, help="folders of examples/")
    folders = parser.parse_args().folders
    start = time.perf_counter()
    counts = {"obligations": 0, "with_proof_object": 0}
    functions = {"proved_by_smt": 0, "wholly_with_proof_objects": 0}
    missing: list[dict[str, str]] = []
    with Session() as session:
        for file, evidence in _proofs(session, folders):
            lacking = list(_without(session, evidence))
            counts["obligations"] += len(evidence.obligations)
            counts["with_proof_object"] += len(evidence.obligations) - len(lacking)
            functions["proved_by_smt"] += 1
            functions["wholly_with_proof_objects"] += not lacking
            missing += [{"file": file, "function": evidence.function, **one} for one in lacking]
    share = counts["with_proof_object"] / max(counts["obligations"], 1)
    report: dict[str, Any] = {
        "benchmark": "proof_objects",
        "seconds": round(time.perf_counter() - start, 1),
        **counts,
        **functions,
        "missing": missing,
        "goals": [
            {"figure": "share", "goal": GOAL, "value": round(share, 4), "met": share >= GOAL}
        ],
    }
    print(json.dumps(report, indent=2))


def _proofs(session: Session, folders: list[str]) -> Iterator[tuple[str, Evidence]]:
    """Each function of the folders that the solvers prove, with its file and evidence."""
    for path in (path for name in folders for path in sorted((EXAMPLES / name).glob("*.py"))):
        try:
            module = read_module(path)
        except InputError:
            continue
        for judgement, known in prove_module(session, module, None, lambda _: None):
            evidence = known.evidence.get(judgement.function)
            if judgement.verdict is Verdict.PROVED and evidence and evidence.method == "smt":
                yield path.relative_to(EXAMPLES).as_posix(), evidence


def _without(session: Session, evidence: Evidence) -> Iterator[dict[str, str]]:
    for obligation, said in zip(evidence.obligations, evidence.answers, strict=True):
        if said.cvc5 != "unsat":
            yield {"obligation": obligation.name, "why": f"cvc5 says {said.cvc5}"}
            continue
        (reply,) = session.solvers.solve([Script(obligation.smt)], Solver.CVC5, proofs=True)
        if not reply.proof:
            why = reply.reason if reply.status != "unsat" else "cvc5 prints no proof"
            yield {"obligation": obligation.name, "why": why}


if __name__ == "__main__":
    main()
