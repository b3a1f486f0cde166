"""A sealed lemma as results: what its manifest, its source and its ledger say, once it holds."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from lemmata.cli.check_command import retester
from lemmata.cli.output import RESULTS_VERSION
from lemmata.cli.particulars import hints_json, seal_json, task_json
from lemmata.cli.proof_shapes import read_shape
from lemmata.cli.shapes import LedgerShape
from lemmata.contracts.borrowing import Linker
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import CertificateError, DataError, FileError, Place
from lemmata.contracts.imports import Wanted
from lemmata.contracts.reading import read_source
from lemmata.contracts.tasks import Links
from lemmata.evidence import CheckReport, check
from lemmata.evidence.folders import SUMS, read_folder, read_sums
from lemmata.evidence.linking import links_of
from lemmata.evidence.manifest import Manifest, unsealed_hints
from lemmata.evidence.manifest_reading import read_manifest
from lemmata.report import Results

_OLDER = {"parts": [], "runs": 1, "lost_tokens": 0, "lost_usd": 0.0}
"""What a bill says that older lemmata did not write."""


def results_of_lemmas(folder: Path, lemmas: Sequence[Path]) -> Results:
    """The lemma in a folder, or every lemma that the folder holds, checked now.

    ``lemmas`` is where those that they are built on are looked for first.

    Raises:
        CertificateError: one does not hold.
        FileError: the folder holds none.
        ToolError: a solver is missing.
    """
    is_lemma = folder.suffix == ".lemma" or (folder / "manifest.json").exists()
    folders = [folder] if is_lemma else sorted(folder.glob("*.lemma"))
    if not folders:
        place = Place(str(folder))
        raise FileError("it holds no lemma", place=place, remedy="name a .lemma folder")
    results = [_result(one, lemmas) for one in folders]
    body = {"version": RESULTS_VERSION, "results": results, "errors": [], "notes": []}
    return cast(Results, body)


def _result(folder: Path, lemmas: Sequence[Path]) -> dict[str, Any]:
    checked = check(folder, lemmas, retest=retester())
    if checked.state == "broken":
        first = checked.problems[0]
        raise CertificateError(
            f"the lemma does not hold: {first.message}",
            place=Place(str(folder / first.file)),
            remedy="run `lemmata check` on it, or seal it again",
        )
    files = read_folder(folder)
    plain = cast(dict[str, Any], json.loads(files["manifest.json"]))
    bill = _ledger(files.get("ledger.json"))
    is_proof = checked.state == "holds"
    told = _proved(folder, checked, files) if is_proof else _tested(folder, checked, plain)
    result: dict[str, Any] = {
        "file": str(folder),
        "function": plain["function"],
        "seconds": bill["cpu_seconds"] if bill else 0.0,
        "counterexample": None,
        "blocked": None,
        "assumptions": list(plain["assumptions"]),
        "cached": False,
        "stability": None,
        "repro": None,
        "task": _task(plain, files),
        **told,
    }
    result["notes"] += checked.notes
    if bill is not None:
        result |= {name: bill[name] for name in ("generator", "attempts", "tokens", "money_usd")}
        result["ledger"] = bill
    return result


def _proved(folder: Path, checked: CheckReport, files: Mapping[str, bytes]) -> dict[str, Any]:
    manifest = read_manifest(files["manifest.json"])
    plain = cast(dict[str, Json], json.loads(files["manifest.json"]))
    return {
        "verdict": "proved",
        "assurance": manifest.assurance,
        "method": manifest.method,
        "reason": None,
        "notes": [f"checked when this page was made: {checked.obligations} obligations hold"],
        "tested": None,
        "certificate": str(folder),
        "proof": {"functions": _functions(manifest), "lemmas": []},
        "sealed": seal_json(plain, read_sums(files[SUMS])),
    }


def _tested(folder: Path, checked: CheckReport, plain: Mapping[str, Any]) -> dict[str, Any]:
    """Nobody proved it: an unknown, with what ran."""
    golden = plain["golden"]
    return {
        "verdict": plain["verdict"],
        "assurance": None,
        "method": None,
        "reason": plain["reason"],
        "notes": ["only tested; what can run again did so when this page was made"],
        "tested": {
            "examples": plain["runs"]["examples"],
            "generated": plain["runs"]["generated"],
            "golden": golden["train"] + golden["held_out"] if golden else 0,
            "lemma": str(folder),
        },
        "certificate": None,
        "proof": None,
        "sealed": None,
    }


def _ledger(data: bytes | None) -> dict[str, Any] | None:
    """The bill beside the proof; None where there is none that can be read."""
    try:
        body = {**_OLDER, **json.loads(data or b"")}
        kept = {name: body[name] for name in LedgerShape.model_fields if name in body}
        return read_shape(LedgerShape, json.dumps(kept).encode())
    except (ValueError, TypeError, RecursionError, DataError):
        return None


def _task(plain: Mapping[str, Any], files: Mapping[str, bytes]) -> Json:
    copies = plain.get("copies", [])
    texts = {copy["module"]: files[copy["file"]].decode() for copy in copies}
    module = read_source(
        files["source.py"].decode(), "source.py", needs_contract=False, link=_linker(texts)
    )
    return task_json(module, plain["function"])


def _linker(texts: dict[str, str]) -> Linker:
    def link(path: str, wanted: tuple[Wanted, ...]) -> Links:
        return links_of(texts, {})

    return link


def _functions(manifest: Manifest) -> list[dict[str, Json]]:
    """The functions of the proof, with the obligations that are sealed; no time was kept."""
    hints = [hints_json(name, known) for name, known in unsealed_hints(manifest).items()]
    made: list[dict[str, Json]] = []
    for known in manifest.functions:
        obligations: list[Json] = [
            {
                "name": Path(one.file).stem,
                "kind": one.kind,
                "text": one.text,
                "line": one.line,
                "error": one.error,
                "z3": one.z3,
                "cvc5": one.cvc5,
                "seconds": {"z3": None, "cvc5": None},
            }
            for one in manifest.obligations
            if one.function == known.name
        ]
        made.append(
            {
                "function": known.name,
                "method": known.method,
                "assurance": known.assurance,
                "inputs": known.inputs or None,
                "examples": known.examples,
                "assumed": list(known.assumed),
                "hints": [one for one in hints if one["function"] == known.name],
                "obligations": obligations,
            }
        )
    return made
