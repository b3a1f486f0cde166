"""Gates against what is known to be hostile, and against what is ordinary: one section a file.

Each file of `security_sections/` measures one gate and offers `section(data)`, which returns
figures. Scores on the cases of Compiled AI are summed over the sections; the artifacts published
with that paper score 94 of 135. A section whose data is absent says so and counts for nothing.

    python benchmarks/security.py --data ../shared/data
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SECTIONS = ROOT / "benchmarks" / "security_sections"
DATA = ROOT.parent / "shared" / "data"
ORIGINAL = {"right": 94, "cases": 135}
SHARE_RIGHT = 0.96


def main() -> int:
    """Prints the report; a missed goal is a figure, not an error."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("LEMMATA_DATA", DATA)))
    parser.add_argument("--only", action="append", help="a section's name; may be repeated")
    choices = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    start = time.perf_counter()
    found = {name: measured(name, choices.data) for name in choices.only or names()}
    report = {
        "benchmark": "security",
        "seconds": round(time.perf_counter() - start, 1),
        "compiled_ai": overall(found.values()),
        "sections": found,
    }
    report["goals"] = goals(report)
    print(json.dumps(report, indent=2, sort_keys=True, ensure_ascii=False))
    return 0


def names() -> list[str]:
    """Every section, by the name of its file."""
    return sorted(path.stem for path in SECTIONS.glob("[a-z]*.py"))


def measured(name: str, data: Path) -> dict[str, Any]:
    """A section's figures with its CPU seconds, or which file it lacks."""
    cpu = sum(os.times()[:4])
    try:
        figures = import_module(f"benchmarks.security_sections.{name}").section(data)
    except FileNotFoundError as absent:
        return {"skipped": f"no data: {absent.filename}"}
    return {**figures, "cpu_seconds": round(sum(os.times()[:4]) - cpu, 2)}


def overall(sections: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The cases of Compiled AI per gate and in all, beside what the original scores."""
    gates: dict[str, dict[str, int]] = {}
    for section in sections:
        gates.update(section.get("compiled_ai", {}))
    kept = ("right", "cases", "benign", "false_positives")
    total = {key: sum(gate[key] for gate in gates.values()) for key in kept}
    share = round(total["right"] / total["cases"], 4) if total["cases"] else None
    return {"gates": gates, **total, "share_right": share, "original": ORIGINAL}


def goals(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The goals of the benchmark's own cases, then those that the sections state."""
    known = report["compiled_ai"]
    share, wrong = known["share_right"], known["false_positives"] if known["benign"] else None
    met = share is not None and share >= SHARE_RIGHT
    stated = [goal for section in report["sections"].values() for goal in section.get("goals", [])]
    return [
        {"figure": "share_right", "goal": SHARE_RIGHT, "value": share, "met": met},
        {"figure": "false_positives", "goal": 0, "value": wrong, "met": wrong == 0},
        *stated,
    ]


if __name__ == "__main__":
    sys.exit(main())
