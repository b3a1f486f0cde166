"""Rules together: products, conflicts without the product, and versions told apart or proved equal.

CPU seconds of this process and its children, without the start of Python. `--quick` is a smoke
test with small sizes.
"""

import argparse
import json
import os
import platform
import random
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import Any

from lemmata.contracts.reading import read_source
from lemmata.rules.composing import Semantics, compose
from lemmata.rules.conflicts import conflicts
from lemmata.rules.equivalence import Comparison, compare_files
from lemmata.rules.findings import Report
from lemmata.rules.reading import RuleFile, read_rules, rules_of
from lemmata.rules.table import is_partition

EXAMPLES = Path(__file__).resolve().parent.parent / "examples" / "rules"
NEEDLE = 11_400_714_819_323_198_485


def main() -> int:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    options = parser.parse_args()
    sections: dict[str, Callable[[bool], dict[str, Any]]] = {
        "five rules, all subsets": subsets,
        "ten rules": ten,
        "twenty rules": twenty,
        "two versions": versions,
        "needle": needle,
    }
    figures = {name: section(options.quick) for name, section in sections.items()}
    report = {
        "benchmark": "rule_sets",
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        **figures,
        "goals": goals(figures),
    }
    print(json.dumps(report, indent=2))
    return 0


def goals(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """Each goal with its figure."""
    wanted = [
        ("five rules, all subsets", "cpu_seconds", 1.0),
        ("twenty rules", "cpu_seconds", 2.0),
        ("two versions", "cpu_seconds", 5.0),
    ]
    return [
        {
            "figure": f"{section}: {name}",
            "goal": goal,
            "value": figures[section][name],
            "met": figures[section][name] <= goal,
        }
        for section, name, goal in wanted
    ]


@contextmanager
def measured(figures: dict[str, Any], name: str = "cpu_seconds") -> Iterator[None]:
    """Adds the CPU seconds of what runs within to the figures."""
    before = used()
    yield
    figures[name] = round(used() - before, 3)


def used() -> float:
    """CPU seconds of this process and of its children that ended."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def subsets(quick: bool) -> dict[str, Any]:
    """The file read, all 31 subsets of its five rules as tables, each checked to be a partition."""
    figures: dict[str, Any] = {}
    with measured(figures):
        texts = read_rules(EXAMPLES / "five.py").chosen()
        chosen = [some for count in range(1, 6) for some in combinations(texts, count)]
        products = [compose(some, Semantics.PIPELINE) for some in chosen]
        whole = all(is_partition(product.table()) for product in products)
    sizes = [product.joint.domain.size for product in products]
    pairs = [size for some, size in zip(chosen, sizes, strict=True) if len(some) == 2]
    return {
        **figures,
        "subsets": len(chosen),
        "joint_inputs": sum(sizes),
        "pairs": len(pairs),
        "joint_inputs_of_pairs": sum(pairs),
        "partitions": whole,
    }


def ten(quick: bool) -> dict[str, Any]:
    """Ten rules of agents that interact: read, and every conflict found."""
    figures: dict[str, Any] = {}
    with measured(figures):
        report = conflicts(read_rules(EXAMPLES / "agent.py").chosen())
    return {**figures, **told(report)}


def told(report: Report) -> dict[str, Any]:
    """What a report says, in numbers."""
    kinds = [finding.kind.value for finding in report.findings]
    return {
        "joint_inputs": report.joint_size,
        "findings": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
        "undecided": len(report.undecided),
    }


def twenty(quick: bool) -> dict[str, Any]:
    """A chain of twenty rules over 2**64 inputs, and one that clashes: read, and decided."""
    count = 5 if quick else 20
    fields = "".join(f"    f{i}: bool\n" for i in range(3 * count + 4))
    outs = "".join(f"    f{i}: bool | None = None\n" for i in range(3 * count + 4))
    head = (
        "from dataclasses import dataclass\n\n\n@dataclass(frozen=True)\nclass State:\n"
        f"{fields}\n\n@dataclass(frozen=True)\nclass Change:\n{outs}\n\n"
    )
    rules = "".join(
        f"def rule_{i}(s: State) -> Change | None:\n"
        f"    return Change(f{3 * i + 3}=True) if s.f{3 * i} and not s.f{3 * i + 1} else None\n\n\n"
        for i in range(count - 1)
    )
    last = 3 * count
    clash = (
        "def clash(s: State) -> Change | None:\n"
        f"    return Change(f3=False) if s.f{last} else None\n"
    )
    figures: dict[str, Any] = {}
    with measured(figures):
        report = conflicts(read(head + rules + clash).chosen())
    return {**figures, "rules": count, **told(report)}


def read(source: str) -> RuleFile:
    """The rules of a text."""
    return rules_of(read_source(source, needs_contract=False))


def versions(quick: bool) -> dict[str, Any]:
    """A rule of 256 rows over 64 fields, with two rows exchanged: equal, and different."""
    count = 16 if quick else 256
    figures: dict[str, Any] = {"rows": count, "fields": 64}
    exchanged = {"equal": (count // 2, count // 2 + 1), "different": (count // 3, count - 6)}
    for name, swapped in exchanged.items():
        with measured(figures, f"{name}_cpu_seconds"):
            found = compared(many_rows(4, count), many_rows(4, count, swapped))
        assurance = found.assurance.value if found.assurance else None
        figures[name] = {"said": found.relation.value, "assurance": assurance}
    figures["cpu_seconds"] = max(figures[f"{name}_cpu_seconds"] for name in exchanged)
    return figures


def compared(old: str, new: str) -> Comparison:
    """The only rule of two texts."""
    (found,) = compare_files(read(old), read(new))
    return found


def many_rows(seed: int, count: int, swapped: tuple[int, int] | None = None) -> str:
    """A rule of `count` rows over 64 fields, even rows apart from odd ones; two exchanged."""
    dice = random.Random(seed)
    fields, made = [f"f{i}" for i in range(64)], []
    for row in range(count):
        tests = [
            f"{name} {dice.choice(('<', '>='))} {dice.randrange(1, 99)}"
            if int(name[1:]) % 2
            else f"{dice.choice(('', 'not '))}{name}"
            for name in sorted(dice.sample(fields[1:], 4))
        ]
        tests.append("not f0" if row % 2 else "f0")
        made.append(f"    if {' and '.join(tests)}:\n        return {row % 3}\n")
    if swapped is not None:
        one, other = swapped
        made[one], made[other] = made[other], made[one]
    kinds = ", ".join(f"{name}: {'int' if int(name[1:]) % 2 else 'bool'}" for name in fields)
    names = [name for name in fields if int(name[1:]) % 2]
    bounds = " and ".join(f"0 <= {name} < 100" for name in names)
    return (
        "from typing import Literal\n\nfrom icontract import require\n\n\n"
        f"@require(lambda {', '.join(names)}: {bounds})\n"
        f"def f({kinds}) -> Literal[0, 1, 2]:\n{''.join(made)}    return 0\n"
    )


def needle(quick: bool) -> dict[str, Any]:
    """Twins that differ at one point of 2**64."""
    text = (
        "from icontract import require\n\n\n@require(lambda x: 0 <= x < 2**64)\n"
        "def f(x: int) -> bool:\n    return x > 9"
    )
    figures: dict[str, Any] = {}
    with measured(figures):
        found = compared(f"{text}\n", f"{text} and x != {NEEDLE}\n")
    (pair,) = found.witness
    field, index = pair
    return {**figures, "said": found.relation.value, "found": field.value(index) == NEEDLE}


if __name__ == "__main__":
    sys.exit(main())
