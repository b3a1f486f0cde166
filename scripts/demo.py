"""The main job, as `make demo` shows it: contracts become proved, sealed, running functions.

Compiles the open examples from their contracts alone, refutes a planted bug, checks every lemma
again, and runs 100,000 generated claims through a loaded lemma. Uses the command line and
`lemmata.load`, as anybody would; no key, no server, no network.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import lemmata

ROOT = Path(__file__).resolve().parent.parent
COMPILED = ROOT / "examples" / "compiled"
PLANTED = ROOT / "examples" / "refuted" / "discharge.py"
CLAIMS = 100_000
ROW = "{:22} {:9} {:12} {:>9} {:>7}"


def main() -> int:
    """Run the demonstration; 0 when every step gave what it must give."""
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder)
        print(f"Compiling {COMPILED.relative_to(ROOT)}/ from contracts alone, then sealing:\n")
        print(ROW.format("function", "verdict", "assurance", "CPU s", "tokens"))
        for path in sorted(COMPILED.glob("*.py")):
            failures += compiled(path, store)
        failures += refuted(PLANTED)
        failures += checked(store)
        failures += ran(store / "prior_authorization.lemma")
    print(f"\n{'all as it must be' if not failures else f'{failures} steps failed'}")
    return 1 if failures else 0


def command(*words: str | Path) -> tuple[int, dict[str, Any], float]:
    """Run `lemmata`; its exit code, its JSON and the CPU seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "lemmata.cli.main", *words, "--json"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if not done.stdout:
        raise SystemExit(f"lemmata {' '.join(map(str, words))} broke:\n{done.stderr}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.returncode, json.loads(done.stdout), cpu


def compiled(path: Path, store: Path) -> int:
    """One line of the table for each task of a file; returns how many were not proved."""
    _, answer, cpu = command("compile", path.relative_to(ROOT), "-o", store)
    results = answer["results"]
    for result in results:
        shown = result["assurance"] or result["reason"]
        print(
            ROW.format(result["function"], result["verdict"], shown, f"{cpu:.2f}", result["tokens"])
        )
    return sum(result["assurance"] != "two-solvers" for result in results) or not results


def refuted(path: Path) -> int:
    """Show that a bug is found, with an input that replayed in CPython."""
    code, answer, cpu = command("prove", "--no-cache", path.relative_to(ROOT))
    print(f"\nA planted bug, {path.relative_to(ROOT)}:")
    for result in answer["results"]:
        found = result["counterexample"]
        outcome = found.get("error") or f"returns {found.get('observed')}"
        arguments = ", ".join(f"{name}={value}" for name, value in found["arguments"].items())
        print(f"  {result['verdict']} in {cpu:.2f} CPU s: {result['function']}({arguments})")
        print(f"  {outcome}, and that violates `{found['violated']}`")
    return int(code != 1)


def checked(store: Path) -> int:
    """Check every lemma again, from its files alone."""
    lemmas = sorted(store.glob("*.lemma"))
    code, _, cpu = command("check", *lemmas)
    print(f"\n{len(lemmas)} lemmas checked again, independently: exit {code}, {cpu:.2f} CPU s")
    return int(code != 0)


def ran(path: Path) -> int:
    """Load one lemma and run it on many claims."""
    decide = lemmata.load(path)
    chance = random.Random(2026)
    claims = [claim(decide.__globals__, chance) for _ in range(CLAIMS)]
    start = time.perf_counter()
    decisions = [decide(each) for each in claims]
    seconds = time.perf_counter() - start
    counts = Counter(decision.value for decision in decisions)
    rate = CLAIMS / seconds
    print(f"\n{CLAIMS:,} claims through {path.name}: {rate:,.0f} claims per second, 0 tokens")
    print("  " + ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items())))
    return int(set(counts) != {"approve", "deny", "review"})


def claim(names: dict[str, Any], chance: random.Random) -> Any:
    """A claim as they come in, built from the lemma's own classes."""
    return names["Claim"](
        diagnosis=chance.choice(list(names["Diagnosis"])),
        history=names["StepTherapy"](
            weeks=chance.randrange(0, 40),
            helped=chance.random() < 0.3,
            intolerant=chance.random() < 0.1,
        ),
        age=chance.randrange(0, 100),
        cost=chance.randrange(0, 5_000_000),
        in_network=chance.random() < 0.8,
    )


if __name__ == "__main__":
    sys.exit(main())
