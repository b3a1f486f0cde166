"""The security gate as one pure function from text to findings."""

import ast
from collections.abc import Iterator

from lemmata.contracts.errors import Place
from lemmata.contracts.verdicts import Finding
from lemmata.gates.rules import Rule, rules_digest
from lemmata.gates.security import ambiguity, code_checks, names, text
from lemmata.gates.security.activity import activity_findings
from lemmata.gates.security.code_rules import CODE_RULES
from lemmata.gates.security.effects import EFFECT_OF, HARMLESS
from lemmata.gates.security.exposure_rules import EXPOSURE_RULES
from lemmata.gates.security.flow import Flow
from lemmata.gates.security.names import Names
from lemmata.gates.security.policy import EFFECTS, SecurityPolicy
from lemmata.gates.security.pure import pure_findings
from lemmata.gates.security.pure_rules import PURE_RULES
from lemmata.gates.security.pure_tables import ATTRIBUTES, BUILTINS_ALLOWED, MODULES
from lemmata.gates.security.sites import Site
from lemmata.gates.security.text_rules import OVERSIZED, TEXT_RULES
from lemmata.gates.security.tools import TOOL_RULES, tool_findings, tool_versions

RULES: tuple[Rule, ...] = (*TEXT_RULES, *PURE_RULES, *CODE_RULES, *EXPOSURE_RULES, *TOOL_RULES)


def scan(source: str | bytes, path: str, policy: SecurityPolicy) -> tuple[Finding, ...]:
    """What the gate finds in the text, by line; nothing of it is run. Empty means it passes.

    A body without its `def` may be given, with its parameters in ``policy.names``.
    """
    read = text.read_text(source, path, policy.source_bytes)
    if isinstance(read, Finding):
        return (read,)
    tree = text.parse_text(read, path)
    if isinstance(tree, Finding):
        return (tree,)
    known = Names(tree)
    findings = [*text.character_findings(read, path), *_meant(tree, known, policy, path)]
    findings += tool_findings(read, path, policy.tools, {f.place.line for f in findings})
    if known.is_entangled:
        findings.append(OVERSIZED.finding("its names refer to each other too often", Place(path)))
    return tuple(sorted(dict.fromkeys(findings), key=lambda f: (f.place.line, f.rule, f.message)))


def _meant(tree: ast.Module, known: Names, policy: SecurityPolicy, path: str) -> Iterator[Finding]:
    if policy.kind == "activity":
        yield from activity_findings(tree, known, policy, path)
        return
    yield from pure_findings(tree, known, policy, path)
    if not any(name.partition(".")[0] in ("re", "regex") for name in known.imports.values()):
        return
    flow = Flow(tree, known)
    for node in known.scopes.nodes:
        if isinstance(node, ast.Call):
            for rule, message in code_checks.regex(Site(node, flow)):
                yield rule.finding(message, Place(path, node.lineno))


def digest(policy: SecurityPolicy) -> str:
    """SHA-256 of what decides: the rules, the allow-lists, the bounds and the policy."""
    parameters: dict[str, object] = {
        "policy": policy.to_json(),
        "builtins": sorted(BUILTINS_ALLOWED),
        "modules": {module: sorted(members) for module, members in MODULES.items()},
        "attributes": sorted(ATTRIBUTES),
        "effects": EFFECT_OF,
        "harmless": sorted(HARMLESS),
        "nesting": text.NESTING_BOUND,
        "steps": names.STEPS_BOUND,
        "positions": ambiguity.POSITIONS_BOUND,
        "copies": ambiguity.COPIES_BOUND,
        "degree": code_checks.DEGREE_BOUND,
        "patterns": code_checks.PATTERNS_BOUND,
    }
    return rules_digest(RULES, parameters)


def tools(policy: SecurityPolicy) -> dict[str, str]:
    """What judged besides the rules: the Python whose grammar was used, and each tool's version.

    A tool that is absent has the version ``absent``; the scan itself fails because of it.
    """
    return {"python": text.python_version(), **tool_versions(policy.tools)}


def example_policy(rule: Rule) -> SecurityPolicy:
    """The policy under which a rule's examples are judged: every effect, except for its own."""
    if rule.applies == "activities" or rule.id.endswith("-regex"):
        effects = set() if rule.id == "undeclared-effect" else set(EFFECTS)
        kept = tuple(tool for tool in ("bandit", "detect-secrets") if rule.id == tool)
        return SecurityPolicy("activity", effects=frozenset(effects), tools=kept)
    return SecurityPolicy()
