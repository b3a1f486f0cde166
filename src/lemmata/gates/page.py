"""The rules as Markdown: what `docs/gates.md` shows between its generated marks."""

import re
from collections.abc import Iterable, Mapping

from lemmata.gates.rules import Rule

_BLOCK = "<!-- rules: {name} -->\n{text}<!-- end of rules: {name} -->"


def rules_markdown(rules: Iterable[Rule]) -> str:
    """A table of the rules, then each with its rejected example and its near miss."""
    rules = list(rules)
    lines = ["| rule | rejects | severity | applies to | weakness |", "|---|---|---|---|---|"]
    lines += [
        f"| [`{rule.id}`](#{_anchor(rule.id)}) | {rule.title} | {rule.severity} | {rule.applies} "
        f"| {rule.cwe or 'none numbered'} |"
        for rule in rules
    ]
    for rule in rules:
        lines += ["", f"#### {rule.id}", "", f"Rejects {rule.title}. {rule.why}"]
        lines += [f"The next attempt is told: {rule.requirement}."]
        lines += _example("Rejected:", rule.rejected)
        lines += _example("Not rejected:", rule.near_miss)
    return "\n".join(lines) + "\n"


def filled(page: str, tables: Mapping[str, str]) -> str:
    """The page with each block between `rules` marks replaced by the table of that name.

    Raises:
        KeyError: the page has no marks of that name.
    """
    for name, text in tables.items():
        block = _BLOCK.format(name=re.escape(name), text=r"[\s\S]*?")
        if not re.search(block, page):
            raise KeyError(f"no marks `<!-- rules: {name} -->` in the page; add them")
        new = _BLOCK.format(name=name, text=f"\n{text}\n")
        page = re.sub(block, lambda _, new=new: new, page)  # type: ignore[misc]
    return page


def _anchor(rule_id: str) -> str:
    return re.sub(r"[^\w -]", "", rule_id).lower()


def _example(label: str, code: str) -> list[str]:
    """A fenced block that the documents' tests show and do not run."""
    if not code:
        return []
    return ["", label, "", "```text", *code.rstrip("\n").split("\n"), "```"]
