"""The security gate on code: unsafe snippets, harmless modules, the cases of Compiled AI, speed.

CyberSecEval's snippets are cut out of files: `fragment` makes Python of what begins or ends inside
a block, and what stays unparsable is counted apart, though the gate rejects it. A snippet is found
when any finding rejects it, and `same_weakness` when one is of the kind that its label names. Its
labels are a scanner's own: some name a path in a variable called `..._password_..._template`, a
constant query or a line of a comment. One third, by a hash of the case's id, was not read while
the rules were written: `held_out`.

Harmless are the modules of `PURE_MODULES` and the repository's examples, counted by function (and
once a module for what stands outside of functions) and by file.

Compiled AI's cases of the code gate name files of its repository; where the data folder holds them
(`compiled-ai/workflows/`), they are scored, elsewhere they are counted as `without_code`.
"""

import ast
import hashlib
import importlib.util
import json
import re
import statistics
import textwrap
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from lemmata.contracts import Finding
from lemmata.gates.security import (
    EFFECTS,
    RULES,
    SecurityPolicy,
    activity_policy,
    digest,
    pure_policy,
    scan,
    tools,
)

ROOT = Path(__file__).resolve().parents[2]
CODE_GATE = Path("compiled-ai") / "security_benchmark" / "tasks" / "code_gate"
WORKFLOWS = Path("compiled-ai") / "workflows"
SNIPPETS = Path("code-safety") / "autocomplete_python.json"
RECALL, FLAGGED, CODE_RIGHT = 0.95, 0.01, 0.96

DEFAULT = replace(activity_policy(), source_bytes=1_000_000)
DECLARED = replace(activity_policy(EFFECTS), source_bytes=1_000_000)
OURS_ALONE = replace(DEFAULT, tools=())

CHAPTERS = {
    "text": "string textwrap difflib stringprep re re._parser re._compiler re._constants",
    "data types": "collections _collections_abc heapq bisect types copy pprint reprlib "
    "enum graphlib dataclasses copyreg",
    "numbers": "numbers fractions _pydecimal statistics",
    "functions": "functools operator abc",
    "formats": "json json.decoder json.encoder json.scanner html html.parser html.entities "
    "urllib.parse ipaddress colorsys base64",
    "language": "ast keyword token opcode",
}
"""Chapters of the library's reference, without what is written in C and what documents an effect:

calendar (locale, today), contextlib (chdir), weakref (atexit), datetime (now), random, secrets."""
PURE_MODULES = tuple(" ".join(CHAPTERS.values()).split())

KINDS = {
    "CWE-78": {"shell-command"},
    "CWE-89": {"sql-built"},
    "CWE-94": {"dynamic-code"},
    "CWE-312": {"hard-coded-credential", "detect-secrets"},
    "CWE-328": {"weak-hash"},
    "CWE-338": {"predictable-random", "randomness"},
    "CWE-502": {"unsafe-deserialisation", "unsafe-yaml"},
    "CWE-798": {"hard-coded-credential", "detect-secrets"},
}
"""Rules, or effects that are not declared, of the kind that a label names."""

OPENERS = {"except": "try:", "finally": "try:", "else": "if 1:", "elif": "if 1:"}


def section(data: Path) -> dict[str, Any]:
    """All figures."""
    snippets = json.loads((data / SNIPPETS).read_text())
    cases = json.loads((data / CODE_GATE / "code_safety.json").read_text())["instances"]
    found = unsafe(snippets)
    harmless = {"default": benign(DEFAULT), "every_effect_declared": benign(DECLARED)}
    gate = code_gate(cases, data / WORKFLOWS)
    held, flagged = found["default"]["held_out"], harmless["default"]
    return {
        "rules": len(RULES),
        "digest": digest(DEFAULT),
        "tools": tools(DEFAULT),
        "unsafe_snippets": found,
        "harmless": harmless,
        "code_gate": gate,
        "milliseconds": speed(),
        **({"compiled_ai": {"code_gate": gate["scored"]}} if gate["scored"]["cases"] else {}),
        "goals": [
            _goal(
                "recall of parseable snippets, tuned", RECALL, found["default"]["tuned"]["share"]
            ),
            _goal("recall of parseable snippets, held out", RECALL, held["share"]),
            _goal("harmless functions flagged", FLAGGED, flagged["functions_share"], most=True),
        ],
    }


def _goal(figure: str, goal: float, value: float | None, *, most: bool = False) -> dict[str, Any]:
    met = value is not None and (value <= goal if most else value >= goal)
    return {"figure": figure, "goal": goal, "value": value, "met": met}


def rejected(text: str, policy: SecurityPolicy) -> list[Finding]:
    """The findings that reject the text."""
    return [f for f in scan(text, "code.py", policy) if f.severity == "error"]


def unsafe(snippets: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Recall under the default policy and with every effect declared, on both parts."""
    parts: dict[str, list[tuple[str, str]]] = {"tuned": [], "held_out": []}
    total = 0
    for snippet in snippets:
        total += 1
        text = fragment(snippet["origin_code"], snippet["line_text"])
        if text is not None:
            part = "held_out" if is_held_out(snippet["prompt_id"]) else "tuned"
            parts[part].append((snippet["cwe_identifier"], text))
    return {
        "cases": total,
        "parseable": sum(len(part) for part in parts.values()),
        "default": {name: recall(part, DEFAULT) for name, part in parts.items()},
        "default_without_tools": {name: recall(part, OURS_ALONE) for name, part in parts.items()},
        "every_effect_declared": {name: recall(part, DECLARED) for name, part in parts.items()},
    }


def is_held_out(case: object) -> bool:
    """Whether the case belongs to the third that was not read."""
    return int(hashlib.sha256(str(case).encode()).hexdigest(), 16) % 3 == 0


def recall(part: Iterable[tuple[str, str]], policy: SecurityPolicy) -> dict[str, Any]:
    """How many are found, how many of them for the labelled weakness, and each label apart."""
    cases: Counter[str] = Counter()
    found: Counter[str] = Counter()
    same = 0
    for label, text in part:
        findings = rejected(text, policy)
        cases[label] += 1
        found[label] += bool(findings)
        kinds = {f.rule for f in findings} | {
            f.message.partition(" through ")[0] for f in findings if f.rule == "undeclared-effect"
        }
        same += bool(kinds & KINDS[label])
    return {
        "cases": cases.total(),
        "found": found.total(),
        "share": round(found.total() / cases.total(), 4) if cases else None,
        "same_weakness": same,
        "by_label": {label: [found[label], count] for label, count in sorted(cases.items())},
    }


def benign(policy: SecurityPolicy) -> dict[str, Any]:
    """What is rejected of code that does no harm."""
    functions = flagged = 0
    files: list[str] = []
    rules: Counter[str] = Counter()
    known = list(_harmless())
    for name, text in known:
        tree = ast.parse(text)
        own = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
        functions += len(own) + 1
        findings = rejected(text, policy)
        rules.update(finding.rule for finding in findings)
        flagged += len({_inside(own, finding.place.line) for finding in findings})
        files += [name] if findings else []
    return {
        "files": len(known),
        "files_flagged": len(files),
        "functions": functions,
        "functions_flagged": flagged,
        "functions_share": round(flagged / functions, 4),
        "by_rule": dict(sorted(rules.items())),
        "flagged": files,
    }


def _inside(functions: Iterable[ast.FunctionDef | ast.AsyncFunctionDef], line: int) -> int:
    """Where the innermost function around the line begins; 0 outside of all."""
    around = [f.lineno for f in functions if f.lineno <= line <= (f.end_lineno or f.lineno)]
    return max(around, default=0)


def _harmless() -> Iterator[tuple[str, str]]:
    for name in PURE_MODULES:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin and spec.origin.endswith(".py"):
            yield name, Path(spec.origin).read_text(encoding="utf-8")
    for path in sorted((ROOT / "examples").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def code_gate(cases: Iterable[dict[str, Any]], folder: Path) -> dict[str, Any]:
    """Compiled AI's cases whose code is there, by the default policy."""
    scored = dict.fromkeys(("right", "cases", "benign", "false_positives"), 0)
    wrong: list[str] = []
    without = 0
    for case in cases:
        path = folder / case["id"] / "activities.py"
        if not path.exists():
            without += 1
            continue
        is_unsafe = case["expected_output"]["unsafe_code_detected"]
        is_rejected = bool(rejected(path.read_text(encoding="utf-8"), DEFAULT))
        scored["cases"] += 1
        scored["right"] += is_rejected == is_unsafe
        scored["benign"] += not is_unsafe
        scored["false_positives"] += is_rejected and not is_unsafe
        wrong += [case["id"]] if is_rejected != is_unsafe else []
    return {"scored": scored, "without_code": without, "wrong": wrong}


CANDIDATE = '''
def extract(prompt: str, limit: int = 5) -> dict[str, list[str]]:
    """Numbers, names and dates of a request."""
    found: dict[str, list[str]] = {"numbers": [], "names": [], "dates": []}
    for word in prompt.split():
        bare = word.strip(".,;:!?")
        if bare.isdigit():
            found["numbers"].append(bare)
        elif bare[:1].isupper() and len(bare) > 1:
            found["names"].append(bare)
    for match in re.finditer(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", prompt):
        year, month, day = match.group(0).split("-")
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            found["dates"].append(f"{year}-{month}-{day}")
    for key in list(found):
        found[key] = sorted(set(found[key]))[:limit]
    return found


def share(counts: dict[str, int]) -> dict[str, float]:
    """Each count as a share of them all."""
    total = sum(counts.values())
    if total == 0:
        return dict.fromkeys(counts, 0.0)
    return {name: count / total for name, count in counts.items()}


def best(scores: list[tuple[str, float]], least: float) -> str:
    """The name with the highest score that is high enough."""
    chosen = ""
    highest = least
    for name, score in scores:
        if score >= highest:
            chosen = name
            highest = score
    return chosen
'''


def speed() -> dict[str, float]:
    """Median CPU milliseconds of a warm scan of 40 lines."""
    text = "import re\n" + CANDIDATE
    policies: dict[str, SecurityPolicy] = {
        "pure": pure_policy(),
        "activity": OURS_ALONE,
        "activity_with_bandit": replace(DEFAULT, tools=("bandit",)),
        "activity_with_both": DEFAULT,
    }
    return {name: _median(partial(scan, text, "x.py", policy)) for name, policy in policies.items()}


def _median(run: Callable[[], object]) -> float:
    run()
    times = []
    for _ in range(30):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return round(statistics.median(times) * 1000, 2)


def fragment(cut: str, flagged: str) -> str | None:
    """The longest run of lines around the flagged one that is Python, or None.

    Lines go from both ends, blocks that it begins inside are opened before it, and a header
    without a body gets `pass`. The flagged line must stay, or the label would not hold.
    """
    lines = textwrap.dedent(cut.expandtabs(8)).rstrip().split("\n")
    wanted = flagged.expandtabs(8).strip()
    at = next((i for i, line in enumerate(lines) if line.strip() == wanted), None)
    if at is None:
        return None
    spans = ((start, end) for start in range(at + 1) for end in range(len(lines), at, -1))
    for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
        text = _opened(lines[start:end])
        if text is not None and _parses(text):
            return text
    return None


def _opened(lines: list[str]) -> str | None:
    """The lines below the headers of the blocks that they begin inside."""
    kept = [line for line in lines if line.strip()]
    if not kept:
        return None
    level = _indent(kept[0])
    openers: list[str] = []
    for line in kept:
        here, word = _indent(line), re.match(r"\w*", line.strip())
        first = word[0] if word else ""
        if here < level or (here == level and not openers and first in OPENERS):
            openers.insert(0, " " * here + OPENERS.get(first, "if 1:"))
            level = here
    if openers and _indent(kept[0]) <= _indent(openers[-1]):
        openers.append(" " * (_indent(openers[-1]) + 1) + "pass")
    tail = [" " * (_indent(kept[-1]) + 1) + "pass"] if kept[-1].rstrip().endswith(":") else []
    return "\n".join([*openers, *lines, *tail]) + "\n"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True
