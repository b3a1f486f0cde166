"""The rules as Markdown: what `docs/screening.md` shows between its generated marks.

``python -m lemmata.screening.page docs/screening.md`` writes them anew.
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from lemmata.screening.policy import RULES
from lemmata.screening.rules import Family, Rule

_MARKS = ("<!-- rules -->\n", "<!-- end of rules -->")
_TITLES = {
    Family.INJECTION: "Injections",
    Family.HIDDEN: "Hidden text",
    Family.PERSONAL: "Personal data",
    Family.SECRET: "Secrets",
    Family.LEAK: "Leaks of the prompt",
    Family.LIMIT: "Limits",
}
_LONGEST = 72


def rules_markdown(rules: Iterable[Rule] = RULES) -> str:
    """A table of the rules by family, each with an example and a near miss."""
    rules = list(rules)
    lines = []
    for family, title in _TITLES.items():
        lines += ["", f"### {title}", "", "| rule | finds | why | found | not found |"]
        lines += ["|---|---|---|---|---|"]
        for rule in rules:
            if rule.family is family:
                name = f"`{rule.id}`" + (" (strict)" if rule.is_strict else "")
                shown = [_shown(text, family) for text in (rule.rejected, rule.near_miss)]
                lines.append(f"| {name} | {rule.title} | {rule.why} | {shown[0]} | {shown[1]} |")
    return "\n".join(lines) + "\n\n"


def filled(page: str) -> str:
    """The page with the rules of today between its marks."""
    begin, end = _MARKS
    before, _, rest = page.partition(begin)
    return f"{before}{begin}{rules_markdown()}{end}{rest.partition(end)[2]}"


def _shown(text: str, family: Family) -> str:
    """An example in a cell: what shows nothing as its code point, of a key only the start."""
    if not text:
        return "(see the text)"
    text = text.replace("\n", "⏎")
    visible = "".join(one if one.isprintable() else f"<{ord(one):X}>" for one in text)
    line = visible.replace("|", "¦").replace("`", "'")
    if family is Family.SECRET:
        line = re.sub(r"([\w.-]{8})[\w.-]{12,}", r"\1⋯", line)
    return f"`{line if len(line) <= _LONGEST else line[: _LONGEST - 1] + '⋯'}`"


def main(paths: list[str]) -> int:
    """Writes the rules into each page."""
    for path in map(Path, paths):
        path.write_text(filled(path.read_text()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
