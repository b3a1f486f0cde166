"""Bandit and detect-secrets: asked where the policy names them, and never a pass when missing."""

import importlib
from collections.abc import Collection, Iterable

from lemmata.contracts.errors import Place
from lemmata.contracts.silence import silence
from lemmata.contracts.verdicts import Finding
from lemmata.gates.security.code_rules import activity_rule

BANDIT = activity_rule(
    "bandit",
    "",
    "what Bandit reports with at least medium severity and confidence",
    "It knows libraries that the rules above do not.",
    (
        "import telnetlib\n\n\ndef connect(host):\n    return telnetlib.Telnet(host)\n",
        "import imaplib\n\n\ndef connect(host):\n    return imaplib.IMAP4_SSL(host)\n",
    ),
    "follow Bandit's advice for the named test",
)
DETECT_SECRETS = activity_rule(
    "detect-secrets",
    "CWE-798",
    "what detect-secrets takes for a secret",
    "It knows more formats of tokens than the rules above.",
    (
        'BOT = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawx"\n',
        'BOT = "110201543 messages"\n',
    ),
    "take credentials from the settings that the caller passes",
)
MISSING = activity_rule(
    "tool-missing",
    "",
    "a tool that the policy names and that is not installed",
    "What was not looked at has not passed.",
    ("", ""),
    "install the extra `gates`, or name other tools in the policy",
)
BROKEN = activity_rule(
    "tool-broken",
    "",
    "a tool that raised or read less than the text",
    "What was not looked at has not passed.",
    ("", ""),
    "write plainer code, or report the message to the tool's authors",
)
TOOL_RULES = (BANDIT, DETECT_SECRETS, MISSING, BROKEN)

_RULE_OF = {"bandit": BANDIT, "detect-secrets": DETECT_SECRETS}
_ADAPTERS = {"bandit": "bandit_adapter", "detect-secrets": "detect_secrets_adapter"}


def tool_findings(
    text: str, path: str, tools: Iterable[str], told: Collection[int]
) -> list[Finding]:
    """What the tools add on lines of which our own rules say nothing."""
    findings: list[Finding] = []
    for tool in tools:
        with silence():
            findings += _asked(tool, text, path, told)
    return findings


def _asked(tool: str, text: str, path: str, told: Collection[int]) -> list[Finding]:
    try:
        adapter = importlib.import_module(f"lemmata.gates.security.{_ADAPTERS[tool]}")
    except ImportError as error:
        return [MISSING.finding(f"{tool} cannot be imported ({error})", Place(path))]
    try:
        reported = adapter.report(text)
    except Exception as error:  # noqa: BLE001 - whatever a tool raises, the text did not pass
        message = f"{tool} raised {type(error).__name__}: {error}"
        return [BROKEN.finding(message, Place(path))]
    rule = _RULE_OF[tool]
    return [
        rule.finding(message, Place(path, line)) for message, line in reported if line not in told
    ]


def tool_versions(tools: Iterable[str]) -> dict[str, str]:
    """The versions of the tools that are asked; ``absent`` where one is not installed."""
    versions: dict[str, str] = {}
    for tool in tools:
        metadata = importlib.import_module("importlib.metadata")
        try:
            versions[tool] = metadata.version(tool)
        except metadata.PackageNotFoundError:
            versions[tool] = "absent"
    return versions
