"""The rules of activities, applied to every node of a file."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lemmata.contracts.errors import Place
from lemmata.contracts.verdicts import Finding
from lemmata.gates.rules import Rule
from lemmata.gates.security import code_checks, exposure_checks, secret_checks
from lemmata.gates.security.code_rules import UNDECLARED
from lemmata.gates.security.effects import effect_of, method_effect
from lemmata.gates.security.flow import Flow
from lemmata.gates.security.names import Names
from lemmata.gates.security.policy import SecurityPolicy
from lemmata.gates.security.sites import Found, Site

CHECKS: tuple[Callable[[Site], Iterator[Found]], ...] = (
    *code_checks.CHECKS,
    *exposure_checks.CHECKS,
    *secret_checks.CHECKS,
)
NODE_CHECKS: tuple[Callable[[Site], Iterator[Found]], ...] = (
    *code_checks.NODE_CHECKS,
    *exposure_checks.NODE_CHECKS,
    *secret_checks.NODE_CHECKS,
)
"""The checks that look at other nodes than calls."""

_SILENT = (ast.expr_context, ast.operator, ast.cmpop, ast.unaryop, ast.boolop, ast.alias)


@dataclass(frozen=True, slots=True)
class _Told:
    rule: Rule
    message: str
    line: int


def activity_findings(
    tree: ast.Module, names: Names, policy: SecurityPolicy, path: str
) -> Iterator[Finding]:
    """What our rules find, each rule at most once a line."""
    flow = Flow(tree, names)
    told: set[tuple[str, int]] = set()
    for one in [*_checked(flow), *_undeclared(flow, policy)]:
        if (one.rule.id, one.line) not in told:
            told.add((one.rule.id, one.line))
            yield one.rule.finding(one.message, Place(path, one.line))


def _checked(flow: Flow) -> Iterator[_Told]:
    for node in flow.names.scopes.nodes:
        if isinstance(node, _SILENT):
            continue
        site = Site(node, flow)
        for check in CHECKS if isinstance(node, ast.Call) else NODE_CHECKS:
            for rule, message in check(site):
                yield _Told(rule, message, site.line)


def _undeclared(flow: Flow, policy: SecurityPolicy) -> Iterator[_Told]:
    """Uses of effects; an import alone is none."""
    for node in flow.names.scopes.nodes:
        if not isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
            continue
        known = _call_effect(node, flow) if isinstance(node, ast.Call) else None
        is_read = isinstance(node, ast.Call) or isinstance(node.ctx, ast.Load)
        if known is None and is_read and not _is_inner(node, flow):
            known = effect_of(m for m in flow.names.meanings(node) if "()" not in m)
        if known and known[0] not in policy.effects:
            effect, name = known
            yield _Told(UNDECLARED, f"{effect} through `{name}`", node.lineno)


def _is_inner(node: ast.AST, flow: Flow) -> bool:
    """Whether the node is the front of a longer dotted name, which is judged instead."""
    parent = flow.parent_of.get(node)
    return isinstance(parent, ast.Attribute)


def _call_effect(node: ast.Call, flow: Flow) -> tuple[str, str] | None:
    """Methods that give their effect away, and SQL handed to `execute`."""
    match node.func:
        case ast.Attribute(attr="execute") if code_checks.is_query(node, flow):
            return "database", "execute"
        case ast.Attribute() as method:
            effect = method_effect(method)
            return (effect, method.attr) if effect else None
        case _:
            return None
