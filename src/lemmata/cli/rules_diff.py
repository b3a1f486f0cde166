"""`lemmata rules diff`: two versions of a rule file, rule by rule."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from lemmata.analyses.bench import Bench, Version
from lemmata.analyses.differing import compare as compare_functions
from lemmata.analyses.wording import outcome_text
from lemmata.cli.output import ExitCode, print_json
from lemmata.contracts.codec import Json, to_json
from lemmata.contracts.errors import ChoiceError, LimitError, Place, UnsupportedError
from lemmata.rules.equivalence import Comparison, Relation, asking, compare_files
from lemmata.rules.pipelines import compare_pipelines
from lemmata.rules.reading import RuleFile, read_rules
from lemmata.rules.whole import compare_wholes

_Found: TypeAlias = tuple[Comparison, dict[str, Json] | None]
"""What is known of a rule, and the input by parameters where solvers found it."""

_DIFFERENT = {Relation.DIFFERENT, Relation.CHANGED, Relation.REMOVED}


def run(arguments: argparse.Namespace) -> ExitCode:
    """Compare the rules that both versions have, and name those that only one has.

    Raises:
        ChoiceError: neither file has the rule that is named.
    """
    where, _, name = arguments.new.partition("::")
    old, new = read_rules(arguments.old), read_rules(Path(where))
    known = {*old.rules, *new.rules, *old.refused, *new.refused}
    if name and name not in known:
        raise ChoiceError(
            f"no rule {name!r}",
            place=Place(where),
            remedy=f"known: {', '.join(sorted(known)) or 'none'}",
        )
    if arguments.dispatch or arguments.pipeline:
        return _report(arguments, old, new, [(_whole(arguments, old, new, name), None)])
    names = [name] if name else [n for n in (*new.module.tasks, *old.module.tasks) if n in known]
    wide = [one for one in dict.fromkeys(names) if _is_too_wide(old, new, one)]
    rules = [one for one in dict.fromkeys(names) if one not in wide]
    found: list[_Found] = [(one, None) for one in compare_files(old, new, rules)]
    found += [_by_solvers(old, new, one, arguments.budget) for one in wide]
    return _report(arguments, old, new, found)


def _whole(arguments: argparse.Namespace, old: RuleFile, new: RuleFile, name: str) -> Comparison:
    """All rules of both files at once.

    Raises:
        ChoiceError: one rule is named, or both semantics, or a file has no rule.
        LemmataError: a public function of a file is no rule.
    """
    if name:
        raise ChoiceError(
            "--dispatch and --pipeline compare whole files", remedy=f"leave out ::{name}"
        )
    if arguments.dispatch and arguments.pipeline:
        raise ChoiceError("--dispatch and --pipeline exclude each other", remedy="choose one")
    for file in (old, new):
        for error in file.refused.values():
            raise error
        if not file.rules:
            raise ChoiceError("no rule in this file", place=Place(file.module.path))
    if arguments.pipeline:
        return compare_pipelines(old.chosen(), new.chosen())
    with asking() as ask:
        return compare_wholes(old.chosen(), new.chosen(), ask)


def _report(
    arguments: argparse.Namespace, old: RuleFile, new: RuleFile, found: Sequence[_Found]
) -> ExitCode:
    if arguments.json:
        results: list[Json] = [_json(comparison, given) for comparison, given in found]
        print_json({"old": old.module.path, "new": new.module.path, "results": results})
    else:
        for comparison, given in found:
            print(_text(comparison, given))
    relations = {comparison.relation for comparison, _ in found}
    if relations & _DIFFERENT:
        return ExitCode.REFUTED
    return ExitCode.UNDECIDED if Relation.UNKNOWN in relations else ExitCode.DONE


def _is_too_wide(old: RuleFile, new: RuleFile, name: str) -> bool:
    """Whether no table can hold a version, while both are in the provable language."""
    errors = [file.refused.get(name) for file in (old, new)]
    return any(isinstance(one, UnsupportedError | LimitError) for one in errors) and all(
        name in file.program.functions for file in (old, new)
    )


def _by_solvers(old: RuleFile, new: RuleFile, name: str, budget: float) -> _Found:
    """A function that no table can hold, compared as `lemmata diff` does."""
    with Bench(budget) as bench:
        said = compare_functions(bench, Version.of(old.module), Version.of(new.module), name)
    before = outcome_text(said.witness.old) if said.witness else ""
    after = outcome_text(said.witness.new) if said.witness else ""
    given = {n: to_json(v) for n, v in said.witness.arguments} if said.witness else None
    relation = Relation(said.relation.value)
    made = Comparison(name, relation, said.method, said.assurance, (), before, after, said.reason)
    return made, given


def _witness(comparison: Comparison, given: dict[str, Json] | None) -> dict[str, Json] | None:
    if given is not None:
        return given
    if comparison.relation is not Relation.DIFFERENT:
        return None
    return {field.name: to_json(field.value(index)) for field, index in comparison.witness}


def _json(comparison: Comparison, given: dict[str, Json] | None) -> Json:
    witness = _witness(comparison, given)
    return {
        "rule": comparison.rule,
        "relation": comparison.relation.value,
        "method": comparison.method or None,
        "assurance": comparison.assurance.value if comparison.assurance else None,
        "witness": {"input": witness, "old": comparison.old, "new": comparison.new}
        if witness is not None
        else None,
        "reason": comparison.reason or None,
    }


def _text(comparison: Comparison, given: dict[str, Json] | None) -> str:
    parts = [comparison.relation.value, comparison.rule]
    if comparison.relation is Relation.EQUAL:
        parts.append(comparison.assurance.value if comparison.assurance else comparison.method)
    if given is not None:
        shown = ", ".join(f"{name}={value}" for name, value in given.items())
        parts.append(f"for {shown}: {comparison.new}, and the old one {comparison.old}")
    elif comparison.relation is Relation.DIFFERENT:
        shown = ", ".join(f"{f.name}={f.show(index)}" for f, index in comparison.witness)
        parts.append(f"for {shown}: {comparison.new}, and was {comparison.old}")
    if comparison.reason:
        parts.append(comparison.reason)
    return "  ".join(parts)
