"""Decision rules as tables, machines and networks: what proving and running them costs.

CPU seconds of this process and its children. `--quick` is a smoke test with small sizes.
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
from collections.abc import Callable
from functools import partial
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from lemmata.rules import (
    dispatch,
    product_networks,
    stack_rnn,
    stack_running,
    table_network,
)
from lemmata.rules.composing import Semantics, compose
from lemmata.rules.domain import Domain, Field, Kind
from lemmata.rules.encoding import encode
from lemmata.rules.reading import read_rules, tabulate
from lemmata.rules.safetensors_adapter import network_bytes
from lemmata.rules.table import DecisionTable
from lemmata.rules.table_network import Decider
from lemmata.rules.verifier.claims import Claim
from lemmata.rules.verifier.exhaustive import first_difference
from lemmata.rules.verifier.stored import StoredNetwork, read_network
from lemmata.testing.machines import counting_parentheses
from lemmata.testing.tables import random_table

ROOT = Path(__file__).resolve().parent.parent
FIVE = ROOT / "examples" / "rules" / "five.py"
INPUTS = 10_000


def main() -> int:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    options = parser.parse_args()
    start = time.monotonic()
    sections: dict[str, Callable[[bool], dict[str, Any]]] = {
        "five rules, cold": five_rules,
        "products": products,
        "tables": tables,
        "machine of a million states": large_machine,
        "stack network": stacks,
        "exhaustive": exhaustive,
        "memory": memory,
    }
    figures: dict[str, Any] = {}
    for name, section in sections.items():
        if sys.stderr.isatty():
            print(name, file=sys.stderr)
        figures[name] = section(options.quick)
    report = {
        "benchmark": "rules",
        "seconds": round(time.monotonic() - start, 1),
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "numpy": np.__version__,
        },
        "rounds": 5,
        **figures,
        "goals": goals(figures),
    }
    print(json.dumps(report, indent=2))
    return 0


def goals(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """Each goal with its figure."""
    wanted: list[tuple[str, str, float]] = [
        ("five rules, cold", "cpu_seconds", 0.5),
        ("products", "cpu_seconds", 1.0),
        ("tables", "slowest_table_ms", 1.0),
        ("tables", "slowest_machine_ms", 20.0),
        ("machine of a million states", "construct_seconds", 10.0),
        ("machine of a million states", "peak_mib", 1024.0),
        ("machine of a million states", "run_ms", 50.0),
        ("exhaustive", "cpu_seconds", 30.0),
        ("memory", "growth_mib", 50.0),
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


def children_cpu() -> float:
    """CPU seconds of the children that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def five_rules(quick: bool) -> dict[str, Any]:
    """`lemmata rules prove` of the five rules: a fresh process, less an empty Python."""
    proving = [sys.executable, "-m", "lemmata.cli.main", "rules", "prove", str(FIVE), "--json"]
    empty = [sys.executable, "-c", "pass"]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    # Writes the bytecode of all that it imports, which an installed package has.
    subprocess.run(proving, check=True, capture_output=True, env=environment)
    spent = []
    for _ in range(1 if quick else 5):
        before = children_cpu()
        done = subprocess.run(proving, check=True, capture_output=True, text=True)
        middle = children_cpu()
        subprocess.run(empty, check=True)
        spent.append(middle - before - (children_cpu() - middle))
        results = json.loads(done.stdout)["results"]
        assert all(one["verdict"] == "proved" for one in results)
    return {
        "rules": len(results),
        "inputs": sum(one["inputs"] for one in results),
        "cpu_seconds": round(min(spent), 3),
    }


def products(quick: bool) -> dict[str, Any]:
    """Every subset of the five rules as one table, machine and network, proved on all inputs."""
    rules = [*read_rules(FIVE).rules.values()]
    before = time.process_time()
    inputs: dict[int, int] = {}
    for size in range(1, 3 if quick else 6):
        for chosen in combinations(rules, size):
            table = compose(chosen, Semantics.PIPELINE).table()
            product_networks.constructed(table)
            inputs[size] = inputs.get(size, 0) + table.domain.size
    return {
        "joint_inputs_of_pairs": inputs[2],
        "joint_inputs_of_all_subsets": sum(inputs.values()),
        "cpu_seconds": round(time.process_time() - before, 3),
    }


def timed(work: Callable[[], Any], rounds: int = 5) -> float:
    """The shortest of some rounds, in milliseconds of this thread's CPU time."""
    spent = []
    for _ in range(rounds):
        before = time.thread_time()
        work()
        spent.append(time.thread_time() - before)
    return round(1000 * min(spent), 3)


def tables(quick: bool) -> dict[str, Any]:
    """10,000 inputs by index through each of the five networks and machines, encoding included."""
    random = np.random.default_rng(1)
    figures: dict[str, Any] = {}
    for name, rule in read_rules(FIVE).rules.items():
        table = tabulate(rule)
        decide = Decider(table_network.construct(table))
        machine = dispatch.construct(table)
        sizes = [field.size for field in table.domain.fields]
        points = random.integers(0, sizes, (INPUTS, len(sizes)))
        figures[name] = {
            "network_ms": timed(partial(decide, points)),
            "machine_ms": timed(partial(by_machine, machine, table.domain, points)),
        }
    return {
        "inputs": INPUTS,
        "slowest_table_ms": max(one["network_ms"] for one in figures.values()),
        "slowest_machine_ms": max(one["machine_ms"] for one in figures.values()),
        "rules": figures,
    }


def by_machine(machine: dispatch.FiniteMachine, domain: Domain, points: Any) -> Any:
    """The decisions of a batch, step by step."""
    return machine.decisions[machine.run(encode(domain, points))]


def large_machine(quick: bool) -> dict[str, Any]:
    """A random machine over 16 symbols, 10,000 inputs of 16 steps; in a process of its own."""
    states = 10_000 if quick else 1_000_000
    code = f"""
import json, resource, time
import numpy as np
from lemmata.rules import dispatch
start = time.process_time()
following = np.random.default_rng(0).integers(1, {states}, ({states}, 16), dtype=np.int32)
following[0] = 0
machine = dispatch.from_table(following, 1, np.zeros({states}, np.int64), [(0,)])
built = time.process_time() - start
digits = np.random.default_rng(1).integers(0, 16, ({INPUTS}, 16))
spent = []
for _ in range(5):
    start = time.thread_time()
    ends = machine.run(digits)
    spent.append(time.thread_time() - start)
states = [1] * 100
for step in range(16):
    states = [int(following[s, d]) for s, d in zip(states, digits[:100, step])]
assert states == ends[:100].tolist()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([built, 1000 * min(spent), peak]))
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    built, ran, peak = json.loads(done.stdout)
    return {
        "states": states,
        "symbols": 16,
        "inputs": INPUTS,
        "steps": 16,
        "construct_seconds": round(built, 3),
        "run_ms": round(ran, 3),
        "peak_mib": round(peak, 1),
    }


def stacks(quick: bool) -> dict[str, Any]:
    """Parentheses 100,000 deep by the stack network: steps, depth, exactness of the result."""
    depth = 1_000 if quick else 100_000
    machine = counting_parentheses(64)
    network = stack_rnn.construct(machine)
    word = machine.word("(" * depth + ")" * depth)
    before = time.process_time()
    reached = stack_running.configuration_after(network, word, 10**8)
    spent = time.process_time() - before
    broken = stack_running.configuration_after(network, word[:-1], 10**8)
    return {
        "depth": depth,
        "steps": reached.steps,
        "halt": reached.halt.value,
        "halt_of_one_less": broken.halt.value,
        "cpu_seconds": round(spent, 2),
        "steps_a_second": round(reached.steps / spent),
    }


def claim_of(seed: int, fields: int, rows: int) -> tuple[Claim, StoredNetwork]:
    """A random table over digits of 16 values with its network, as the verifier sees them."""
    domain = Domain(tuple(Field(f"f{i}", Kind.INT, low=0, high=15) for i in range(fields)))
    return claimed(random_table(Random(seed), domain, rows))


def claimed(table: DecisionTable) -> tuple[Claim, StoredNetwork]:
    """A table with its network, as the verifier sees them."""
    built = table_network.construct(table)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.safetensors"
        path.write_bytes(network_bytes(built.network))
        return product_networks.claim_of(table, built), read_network(path)


def exhaustive(quick: bool) -> dict[str, Any]:
    """A network against its rows on every one of 2**32 inputs, 64 at a time, on one core."""
    fields = 5 if quick else 8
    claim, network = claim_of(1, fields, 40)
    before = time.process_time()
    found = first_difference(claim, network)
    return {
        "inputs": claim.size,
        "rows": len(claim.rows),
        "differs": found is not None,
        "cpu_seconds": round(time.process_time() - before, 2),
    }


def memory(quick: bool) -> dict[str, Any]:
    """Growth of the resident set over a million inputs in batches."""
    rule = read_rules(FIVE).rules["halt_on_converge"]
    table = tabulate(rule)
    decide, machine = Decider(table_network.construct(table)), dispatch.construct(table)
    random = np.random.default_rng(2)
    sizes = [field.size for field in table.domain.fields]
    batches = 10 if quick else 100

    def once() -> None:
        points = random.integers(0, sizes, (INPUTS, len(sizes)))
        decide(points)
        machine.run(encode(table.domain, points))

    once()
    before = resident()
    for _ in range(batches):
        once()
    return {"inputs": batches * INPUTS, "growth_mib": round(max(resident() - before, 0.0), 1)}


def resident() -> float:
    """The resident set now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    sys.exit(main())
