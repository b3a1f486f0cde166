"""The security gate: the text is scanned before anything of it runs."""

from lemmata.contracts.gating import GateResult
from lemmata.gates import security
from lemmata.gates.policy import SecurityRules
from lemmata.gates.protocol import Submission, Tools
from lemmata.gates.results import judged
from lemmata.gates.security import SecurityPolicy


class SecurityGate:
    """Asks the scan of the room `gates.security`, by the task's policy."""

    name = "security"

    def judge(self, submission: Submission, tools: Tools) -> GateResult:
        """Nothing but reading: no finding of severity ``error`` is a pass."""
        linked = frozenset(submission.module.links.modules) if submission.module else frozenset()
        policy = scan_policy(submission.policy.security, submission.names, linked)
        findings = security.scan(submission.source, submission.path, policy)
        return judged(self.name, findings, security.digest(policy), security.tools(policy))


def scan_policy(
    rules: SecurityRules,
    names: frozenset[str] = frozenset(),
    linked: frozenset[str] = frozenset(),
) -> SecurityPolicy:
    """The task's rules as the scan takes them; ``linked`` are modules of sealed code.

    Raises:
        ChoiceError: an effect that is not known.
    """
    is_pure = rules.kind == "pure"
    return SecurityPolicy(
        rules.kind,
        imports=frozenset(rules.imports) | linked,
        calls=frozenset(rules.calls),
        attributes=frozenset(rules.attributes),
        effects=frozenset(rules.effects),
        names=names,
        tools=() if is_pure else rules.tools,
    )


GATE = SecurityGate()
