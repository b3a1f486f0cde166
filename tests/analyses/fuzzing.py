"""Random versions of a function, compared; and what running both on many inputs says."""

from collections import Counter
from random import Random

from lemmata.analyses.bench import Bench, Version
from lemmata.analyses.differing import Comparison, Relation, alike, compare
from lemmata.contracts.bodies import body_of, with_body
from lemmata.contracts.errors import LimitError
from lemmata.contracts.reading import read_source
from lemmata.language.interpreter import compiled
from lemmata.language.printer import print_body
from lemmata.testing.native import Native
from lemmata.testing.programs import random_arguments, random_program
from lemmata.testing.soundness import mutated

INPUTS = 200


def versions(
    seed: int, *, is_mutant: bool, has_loops: bool = False
) -> tuple[Version, Version, str]:
    """A random task file, one of its functions, and the file with that body changed or not.

    What is not changed is printed anew, after an assignment that nothing reads.
    """
    random = Random(f"versions {seed}")
    module = read_source(random_program(seed, depth=2, is_total=seed % 3 == 0, has_loops=has_loops))
    old = Version.of(module)
    name = random.choice(sorted(old.program.functions) or sorted(module.tasks))
    if is_mutant:
        body = "\n".join(mutated(random, body_of(module, name).splitlines()))
    else:
        function = old.program.functions.get(name)
        body = body_of(module, name) if function is None else print_body(function.body or ())
        body = f"spare = 0\n{body}"
    return old, Version.of(read_source(with_body(module, name, body))), name


def contradictions(old: Version, new: Version, found: Comparison, seed: int) -> list[str]:
    """Inputs that both versions admit and on which they do not behave as was said."""
    if found.relation is Relation.DIFFERENT:
        return _unshown(old, new, found)
    if found.relation is not Relation.EQUAL:
        return ["please report"] if "please report" in found.reason else []
    checkers = [compiled(version.program, found.function) for version in (old, new)]
    said = []
    for arguments in random_arguments(checkers[0].function.parameters, Random(seed), INPUTS):
        try:
            if all(checker.admits(arguments) for checker in checkers):
                first, second = (checker.call(arguments) for checker in checkers)
                if not alike(first, second):
                    said.append(f"{arguments}: {first} before, {second} after")
        except LimitError:
            continue
    return said


def _unshown(old: Version, new: Version, found: Comparison) -> list[str]:
    witness = found.witness
    if witness is None:
        return ["different without an input"]
    arguments = tuple(value for _, value in witness.arguments)
    first, second = (
        Native(version.module).call(found.function, arguments) for version in (old, new)
    )
    if alike(first, second):
        return [f"{arguments}: {first} and {second} are alike in this CPython"]
    return []


def trial(
    bench: Bench, seed: int, *, is_mutant: bool, has_loops: bool = False
) -> tuple[str, list[str]]:
    """The relation found for one pair of versions, and what contradicts it."""
    old, new, name = versions(seed, is_mutant=is_mutant, has_loops=has_loops)
    found = compare(bench, old, new, name)
    kind = f"{found.relation.value} {found.method}".strip()
    return kind, [f"seed {seed}: {text}" for text in contradictions(old, new, found, seed)]


def trials(
    seeds: range, *, is_mutant: bool, has_loops: bool = False
) -> tuple[Counter[str], list[str]]:
    """Many trials: how often each relation was found, and every contradiction."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    with Bench(1.0) as bench:
        for seed in seeds:
            kind, said = trial(bench, seed, is_mutant=is_mutant, has_loops=has_loops)
            counts[kind] += 1
            wrong += said
    return counts, wrong
