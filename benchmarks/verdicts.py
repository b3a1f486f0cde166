"""CPU time of verdicts, cold and warm, and of a loaded lemma's call; JSON on stdout.

    python benchmarks/verdicts.py --rounds 5

Cold is a fresh `lemmata prove --no-cache FILE` with every child process, beyond the start of a
Python that does nothing, measured in turn with it. Warm is one function of the file, read and
proved again in a session whose solvers run. A call's ratio compares the loaded lemma with the same
source run without Lemmata, in turn.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from timeit import Timer
from typing import Any

import lemmata
from lemmata.artifacts import Ledger, load_module, seal
from lemmata.artifacts.conversion import to_live
from lemmata.contracts.plain import plain_source
from lemmata.contracts.reading import read_module
from lemmata.contracts.tasks import Module
from lemmata.contracts.verdicts import Cost
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Program
from lemmata.provers import callees_first
from lemmata.proving import Known, Session, prove_module, tasks_of

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
FOLDERS = ("proved", "refuted")
GOALS = {
    "cold_p50_cpu_seconds": 0.15,
    "help_cpu_seconds": 0.3,
    "loaded_call_ratio": 1.05,
    "warm_p50_cpu_seconds": 0.02,
}
"""What each figure may be at most; p50 is over example files (cold) or functions (warm)."""


def main() -> int:
    """Measure everything and print the report; missed goals are figures, not errors."""
    choices = _choices()
    rounds = choices.rounds
    start = time.perf_counter()
    files = [path for folder in FOLDERS for path in sorted((EXAMPLES / folder).glob("*.py"))]
    lemmas = [path for path in files if path.parent.name == "proved" and ">>> " in _text(path)]
    if choices.quick:
        files, lemmas, rounds = [files[0], files[-1]], lemmas[:1], 1
    examples = [_example(path, rounds) for path in _watched(files)]
    help_seconds = _beyond_start(["--help"], rounds)
    ratios = dict(pair for path in lemmas for pair in _call_ratios(path, choices.quick))
    cold, warm = _cold(examples), _warm(examples)
    folders = {
        folder: [known for known in examples if known["file"].startswith(folder)]
        for folder in FOLDERS
    }
    call = round(median(ratios.values()), 4)
    reached = {
        "cold_p50_cpu_seconds": cold["p50"],
        "help_cpu_seconds": help_seconds,
        "loaded_call_ratio": call,
        "warm_p50_cpu_seconds": warm["p50"],
    }
    report = {
        "benchmark": "verdicts",
        "machine": _machine(),
        "rounds": rounds,
        "seconds": round(time.perf_counter() - start, 1),
        "goals": [
            {"figure": name, "goal": goal, "value": reached[name], "met": reached[name] <= goal}
            for name, goal in GOALS.items()
        ],
        "cold_cpu_seconds": cold,
        "warm_cpu_seconds": warm,
        "by_folder": {
            folder: {"cold_cpu_seconds": _cold(known), "warm_cpu_seconds": _warm(known)}
            for folder, known in folders.items()
        },
        "help_cpu_seconds": help_seconds,
        "loaded_call_ratio": {"median": call, "lemmas": ratios},
        "examples": examples,
    }
    print(json.dumps(report, indent=2))
    return 0


def _choices() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="runs of each measure (5)")
    parser.add_argument("--quick", action="store_true", help="two examples, one run, one lemma")
    return parser.parse_args()


def _example(path: Path, rounds: int) -> dict[str, Any]:
    """One example file: its functions with verdict and warm time, and the cold time of all."""
    module = read_module(path)
    names = tasks_of(module, parse_program(module), None)
    with Session() as session:
        functions = [_judged(session, path, name, rounds) for name in names]
    return {
        "file": f"{path.parent.name}/{path.name}",
        "cold_cpu_seconds": _beyond_start(["prove", "--no-cache", str(path)], rounds),
        "functions": functions,
    }


def _judged(session: Session, path: Path, name: str, rounds: int) -> dict[str, Any]:
    """Reading the file and judging one function, its callees already proved."""
    known, spent = Known(), []
    for attempt in range(rounds + 1):
        start = time.process_time()
        module = read_module(path)
        program = parse_program(module)
        reading = time.process_time() - start
        for callee in callees_first(program, (name,)) if attempt == 0 else ():
            session.judge(module, program, callee, known)
        judgement = session.judge(module, program, name, known)
        spent.append(reading + judgement.seconds)
    del spent[0]
    return {
        "function": name,
        "verdict": judgement.verdict.value,
        "warm_cpu_seconds": round(median(spent), 4),
    }


def _beyond_start(arguments: Sequence[str], rounds: int) -> float:
    """Median CPU seconds of the command line and all its children, less an idle Python's."""
    command = [sys.executable, "-m", "lemmata.cli.main", *arguments]
    idle = [sys.executable, "-c", "pass"]
    _cpu_of(command)  # writes the bytecode, which an installed package has
    pairs = [(_cpu_of(idle), _cpu_of(command)) for _ in range(rounds)]
    return round(median(after for _, after in pairs) - median(before for before, _ in pairs), 4)


def _cpu_of(command: Sequence[str]) -> float:
    dropped = ("PYTHONDONTWRITEBYTECODE",)
    environment = {key: value for key, value in os.environ.items() if key not in dropped}
    environment["PYTHONPATH"] = str(Path(lemmata.__file__).parents[1])
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _call_ratios(path: Path, quick: bool) -> Iterator[tuple[str, float]]:
    """For each task with examples: CPU of the loaded lemma's calls over those of bare Python."""
    module = read_module(path)
    program = parse_program(module)
    bare: dict[str, Any] = {"__name__": "bare"}
    exec(compile(plain_source(module), str(path), "exec"), bare)  # noqa: S102 - our own example
    with tempfile.TemporaryDirectory() as folder, Session() as session:
        for judgement, known in prove_module(session, module, None, _refuse):
            name = judgement.function
            if program.functions[name].examples:
                lemma = _sealed(session, module, name, known, Path(folder))
                loaded = vars(load_module(lemma))
                ratio = _ratio(
                    _timer(program, name, loaded), _timer(program, name, bare), 3 if quick else 41
                )
                yield name, round(ratio, 4)


def _sealed(session: Session, module: Module, name: str, known: Known, folder: Path) -> Path:
    ledger = Ledger.of("given", 0, Cost())
    return seal(module, name, known.evidence, ledger, folder, session.solvers)


def _timer(program: Program, name: str, space: dict[str, Any]) -> Timer:
    """Calls the function on the arguments of each of its examples."""
    function = program.functions[name]
    makers = [to_live(parameter.type, space) for parameter in function.parameters]
    rows = [
        tuple(make(value) for make, value in zip(makers, sample.arguments, strict=True))
        for sample in function.examples
    ]
    names = {"call": space[name], "rows": rows}
    return Timer("for row in rows: call(*row)", globals=names, timer=time.process_time)


def _ratio(loaded: Timer, bare: Timer, rounds: int) -> float:
    """Median ratio over rounds in which each goes first in turn."""
    number, _ = bare.autorange()
    number = max(1, number // 10)
    ratios = []
    for turn in range(rounds):
        if turn % 2:
            later = bare.timeit(number)
            ratios.append(loaded.timeit(number) / later)
        else:
            ratios.append(loaded.timeit(number) / bare.timeit(number))
    return median(ratios)


def _cold(examples: Sequence[dict[str, Any]]) -> dict[str, float]:
    """The spread over example files."""
    return _spread(known["cold_cpu_seconds"] for known in examples)


def _warm(examples: Sequence[dict[str, Any]]) -> dict[str, float]:
    """The spread over functions."""
    return _spread(f["warm_cpu_seconds"] for known in examples for f in known["functions"])


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _spread(values: Iterable[float]) -> dict[str, float]:
    """Median, nearest-rank 90th percentile and maximum."""
    ordered = sorted(values)
    return {
        "p50": round(median(ordered), 4),
        "p90": ordered[-(-len(ordered) * 9 // 10) - 1],
        "max": ordered[-1],
    }


def _machine() -> dict[str, Any]:
    with Session() as session:
        versions = {solver.value: text for solver, text in session.solvers.versions().items()}
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "lemmata": lemmata.__version__,
        "solvers": versions,
    }


def _refuse(error: Exception) -> None:
    raise error


def _watched(files: Sequence[Path]) -> Iterator[Path]:
    """The files, with a line on stderr when someone looks."""
    say: Callable[[str], object] = sys.stderr.write if sys.stderr.isatty() else len
    for number, path in enumerate(files, start=1):
        say(f"\r{number} of {len(files)}: {path.name:<30}")
        yield path
    say("\n")


if __name__ == "__main__":
    sys.exit(main())
