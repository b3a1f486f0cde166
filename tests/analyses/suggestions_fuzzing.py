"""Suggested contracts of random functions, held against CPython on random inputs."""

from collections import Counter
from collections.abc import Mapping
from random import Random

from lemmata.analyses.bench import Bench, Version
from lemmata.analyses.suggesting import Suggestion, suggest
from lemmata.contracts.errors import LimitError
from lemmata.contracts.reading import read_source
from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Verdict
from lemmata.language.interpreter import Returned, compiled
from lemmata.testing.native import Native
from lemmata.testing.programs import random_arguments, random_program

INPUTS = 100


def contradictions(version: Version, native: Native, found: Suggestion, seed: int) -> list[str]:
    """Admitted inputs on which the function raises, or breaks what is suggested."""
    function = version.program.functions[found.function]
    checker = compiled(version.program, found.function)
    wrong = []
    for arguments in random_arguments(function.parameters, Random(seed), INPUTS):
        names = dict(zip((p.name for p in function.parameters), arguments, strict=True))
        try:
            checker.call(arguments)
            is_admitted = checker.admits(arguments)
        except LimitError:
            continue
        if not is_admitted or not all(holds(native, text, names) for text in found.requires):
            continue
        did = native.call(found.function, arguments)
        if not isinstance(did, Returned):
            wrong.append(f"{names}: raises {did.error}")
            continue
        after = {**names, "result": did.value}
        claims = (*found.ensures, *found.implied)
        wrong += [f"{after}: {text}" for text in claims if not holds(native, text, after)]
    return wrong


def holds(native: Native, text: str, names: Mapping[str, Value]) -> bool:
    """Whether a clause is defined and true."""
    said = native.evaluate(f"bool({text})", names)
    return isinstance(said, Returned) and bool(said.value)


def trials(seeds: range, *, has_loops: bool = False) -> tuple[Counter[str], list[str]]:
    """Many random programs: how often what was suggested, and every contradiction."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    with Bench(1.0) as bench:
        for seed in seeds:
            version = Version.of(read_source(random_program(seed, depth=2, has_loops=has_loops)))
            native = Native(version.module)
            for name in version.program.functions:
                found = suggest(bench, version, name)
                counts[found.reason.split(":")[0] or "told"] += 1
                counts["clauses"] += len(found.ensures)
                counts["also"] += len(found.implied)
                counts["needed"] += len(found.requires)
                if found.decorators:
                    counts[f"verdict {found.verdict.value}" if found.verdict else "none"] += 1
                own = version.program.functions[name]
                is_free = not (own.ensures or own.examples)
                if found.verdict is Verdict.REFUTED and is_free:
                    wrong.append(f"seed {seed} {name}: the suggestion is refuted")
                if not found.reason:
                    said = contradictions(version, native, found, seed)
                    wrong += [f"seed {seed} {name}: {text}" for text in said]
    return counts, wrong
