"""Regions of random functions, held against CPython on random inputs."""

from collections import Counter
from random import Random

from lemmata.analyses.bench import Bench, Version
from lemmata.analyses.explaining import Explained, Explanation, explain_module
from lemmata.contracts.errors import LimitError
from lemmata.contracts.reading import read_source
from lemmata.contracts.tasks import Parameter
from lemmata.contracts.values import Value
from lemmata.language.interpreter import Outcome, Raised, Returned, compiled
from lemmata.testing.native import Native, identical
from lemmata.testing.programs import random_arguments, random_program

INPUTS = 60


def contradictions(version: Version, native: Native, told: Explanation, seed: int) -> list[str]:
    """Inputs in no region or in two, or whose outcome is not that of their region."""
    function = version.program.functions[told.function]
    checker = compiled(version.program, told.function)
    wrong = [f"{r.condition}: no witness meets it" for r in told.regions if _is_lost(native, r)]
    for arguments in random_arguments(function.parameters, Random(seed), INPUTS):
        names = named(function.parameters, arguments)
        try:
            checker.call(arguments)
        except LimitError:
            continue
        truth = [(r, native.evaluate(f"bool({r.condition})", names)) for r in told.regions]
        home = [region for region, said in truth if is_true(said)]
        if len(home) != 1:
            wrong.append(f"{names}: in {len(home)} regions")
        elif not agrees(native, home[0], names, native.call(told.function, arguments)):
            wrong.append(f"{names}: not what {home[0].condition} says")
    return wrong


def named(parameters: tuple[Parameter, ...], values: tuple[Value, ...]) -> dict[str, Value]:
    """The values by name."""
    return dict(zip((p.name for p in parameters), values, strict=True))


def is_true(said: Outcome) -> bool:
    """Whether a condition is defined and true, as Python takes it."""
    return isinstance(said, Returned) and bool(said.value)


def agrees(native: Native, region: Explained, names: dict[str, Value], did: Outcome) -> bool:
    """Whether CPython did what the region says."""
    if region.raises is not None:
        return isinstance(did, Raised) and did.error == region.raises
    if region.returns is None:
        return True
    said = native.evaluate(region.returns, names)
    both = isinstance(said, Returned) and isinstance(did, Returned)
    return both and identical(said.value, did.value)  # type: ignore[union-attr]


def _is_lost(native: Native, region: Explained) -> bool:
    witness = region.witness
    return witness is not None and not is_true(
        native.evaluate(f"bool({region.condition})", dict(witness.arguments))
    )


def trials(seeds: range, *, has_loops: bool = False) -> tuple[Counter[str], list[str]]:
    """Many random programs: how often what was told, and every contradiction."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    with Bench(1.0) as bench:
        for seed in seeds:
            version = Version.of(read_source(random_program(seed, depth=2, has_loops=has_loops)))
            native = Native(version.module)
            for told in explain_module(bench, version.module):
                counts["told" if told.regions else told.reason.split(":")[0]] += 1
                counts["regions"] += len(told.regions)
                counts["witnessed"] += sum(r.witness is not None for r in told.regions)
                if told.regions:
                    said = contradictions(version, native, told, seed)
                    wrong += [f"seed {seed} {told.function}: {text}" for text in said]
    return counts, wrong
