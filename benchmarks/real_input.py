"""Verdicts on `examples/codeproof/` and `examples/verina/`, and what help their loops needed.

A file is proved when each of its functions is. A loop is simple when no loop is in it or around
it; the report lists the simple loops that were proved with no invariant written by hand.

    python benchmarks/real_input.py
"""

import argparse
import ast
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("codeproof", "verina")
GOALS = {"codeproof_files_proved": 24, "verina_files_proved": 50, "share_without_invariant": 0.6}


def main() -> int:
    """Prints the report; a missed goal is a figure, a refuted body is an error."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="*.py", help="files by pattern (*.py)")
    parser.add_argument("--budget", type=float, default=5.0, help="seconds a function (5)")
    choices = parser.parse_args()
    start, cpu = time.perf_counter(), sum(os.times()[:4])
    files = {name: _judged(name, choices.only, choices.budget) for name in FOLDERS}
    found = [file for folder in files.values() for file in folder]
    loops = [loop for file in found for loop in file.pop("loops")]
    report: dict[str, Any] = {
        "benchmark": "real_input",
        "seconds": round(time.perf_counter() - start, 1),
        "cpu_seconds": round(sum(os.times()[:4]) - cpu, 1),
        "budget_seconds": choices.budget,
        "verdicts": {name: dict(Counter(map(_verdict, folder))) for name, folder in files.items()},
        "loops": _loops_told(loops),
        "not_proved": [file for file in found if _verdict(file) != "proved"],
        "files": found,
    }
    report["goals"] = _goals(report)
    print(json.dumps(report, indent=2, sort_keys=True))
    return 1 if any(_verdict(file) in ("refuted", "failed") for file in found) else 0


def _judged(folder: str, pattern: str, budget: float) -> list[dict[str, Any]]:
    """Each file of a folder: the verdicts of its functions, and its loops."""
    files = sorted((ROOT / "examples" / folder).glob(pattern))
    made = []
    for number, path in enumerate(files):
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{folder}: {number} of {len(files)} ")
        functions = _prove(path, budget)
        proved = {known["function"] for known in functions if known["verdict"] == "proved"}
        loops = [
            {"file": f"{folder}/{path.name}", "proved": loop["function"] in proved, **loop}
            for loop in loops_of(path.read_text())
        ]
        made.append({"file": f"{folder}/{path.name}", "functions": functions, "loops": loops})
    return made


def _prove(path: Path, budget: float) -> list[dict[str, Any]]:
    """What `lemmata prove` says, with a session of its own and nothing remembered."""
    command = [sys.executable, "-m", "lemmata.cli.main", "prove", str(path), "--json"]
    done = subprocess.run(
        [*command, "--no-cache", "--budget", str(budget)],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    results = json.loads(done.stdout)["results"] if done.stdout.strip() else []
    kept = ("function", "verdict", "assurance", "method", "seconds", "reason", "counterexample")
    if not results:
        said = done.stderr.strip()
        return [{"function": path.stem, "verdict": "failed", "reason": said, "seconds": 0.0}]
    return [{key: result.get(key) for key in kept} for result in results]


def _verdict(file: dict[str, Any]) -> str:
    """The weakest verdict of a file's functions."""
    verdicts = {known["verdict"] for known in file["functions"]}
    order = ("failed", "refuted", "unsupported", "unknown", "proved")
    return next(verdict for verdict in order if verdict in verdicts)


def loops_of(source: str) -> list[dict[str, Any]]:
    """Function, line, simplicity and written invariants of each loop of a file."""
    found = []
    for function in ast.parse(source).body:
        if isinstance(function, ast.FunctionDef):
            found += [
                {
                    "function": function.name,
                    "line": loop.lineno,
                    "simple": is_alone,
                    "invariants": sum(1 for _ in _invariants(loop)),
                }
                for loop, is_alone in _loops(function.body, inside=False)
            ]
    return found


def _loops(body: list[ast.stmt], *, inside: bool) -> Iterator[tuple[ast.For | ast.While, bool]]:
    for statement in body:
        is_loop = isinstance(statement, ast.For | ast.While)
        inner = list(_loops(_nested(statement), inside=inside or is_loop))
        if isinstance(statement, ast.For | ast.While):
            yield statement, not inner and not inside
        yield from inner


def _nested(statement: ast.stmt) -> list[ast.stmt]:
    """The statements directly below one."""
    cases = [case.body for case in statement.cases] if isinstance(statement, ast.Match) else []
    below = [child for child in ast.iter_child_nodes(statement) if isinstance(child, ast.stmt)]
    return below + [inner for case in cases for inner in case]


def _invariants(loop: ast.For | ast.While) -> Iterator[ast.stmt]:
    for statement in loop.body:
        call = statement.value if isinstance(statement, ast.Expr) else None
        name = call.func if isinstance(call, ast.Call) else None
        if isinstance(name, ast.Name) and name.id == "invariant":
            yield statement


def _loops_told(loops: list[dict[str, Any]]) -> dict[str, Any]:
    simple = [loop for loop in loops if loop.pop("simple")]
    alone = [loop for loop in simple if loop["proved"] and not loop["invariants"]]
    return {
        "all": len(loops),
        "simple": len(simple),
        "simple_proved": sum(loop["proved"] for loop in simple),
        "simple_proved_without_invariant": len(alone),
        "proved_without_invariant": [
            f"{loop['file']}:{loop['line']} {loop['function']}"
            for loop in loops
            if loop["proved"] and not loop["invariants"]
        ],
    }


def _goals(report: dict[str, Any]) -> list[dict[str, Any]]:
    loops = report["loops"]
    values = {
        "codeproof_files_proved": report["verdicts"]["codeproof"].get("proved", 0),
        "verina_files_proved": report["verdicts"]["verina"].get("proved", 0),
        "share_without_invariant": round(
            loops["simple_proved_without_invariant"] / max(1, loops["simple"]), 3
        ),
    }
    return [
        {"figure": name, "goal": goal, "value": values[name], "met": values[name] >= goal}
        for name, goal in GOALS.items()
    ]


if __name__ == "__main__":
    sys.exit(main())
