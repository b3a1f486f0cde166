"""Rules of the text itself, before any meaning."""

from lemmata.gates.rules import Rule

UNREADABLE = Rule(
    id="unreadable-source",
    gate="security",
    title="text that cannot be read as Python",
    why="What the gate cannot read it cannot judge, and what it cannot judge it does not pass.",
    rejected="def total(xs):\n    return sum(xs\n",
    near_miss="def total(xs):\n    return sum(xs)\n",
    requirement="write complete Python in UTF-8, without null bytes",
)
OVERSIZED = Rule(
    id="oversized-source",
    gate="security",
    title="text that is longer or nested deeper than is read",
    why="A parser or a later tool can be brought down by size and depth alone.",
    rejected="def f(x):\n    return " + "-" * 101 + "x" + "\n",
    near_miss="def f(x):\n    return " + "-" * 9 + "x" + "\n",
    requirement="write a shorter program with shallower nesting",
    cwe="CWE-400",
)
HIDDEN = Rule(
    id="hidden-character",
    gate="security",
    title="invisible and direction-changing characters",
    why="The text that a person reads is not the program that runs (Trojan Source).",
    rejected='def f(x):\n    return "user\u202e # check"\n',
    near_miss='def f(x):\n    return "Grüße ✓ # check"\n',
    requirement="write format characters as escapes such as \\u200b, or leave them out",
    cwe="CWE-1007",
)
CONFUSABLE = Rule(
    id="confusable-identifier",
    gate="security",
    title="identifiers that read as another name",
    why="Python normalises identifiers (NFKC), so one name can be written as many; letters of "
    "another script look the same and are not.",
    rejected="def f(x):\n    ﬁrst = x\n    return ﬁrst\n",
    near_miss="def f(größe):\n    return größe\n",
    requirement="write identifiers in letters of one script, in their normal form",
    cwe="CWE-1007",
)

TEXT_RULES = (UNREADABLE, OVERSIZED, HIDDEN, CONFUSABLE)
