"""Secrets: formats that issuers publish, and values without pattern where a name says secret."""

import base64
import binascii
import json
import math
import re
from collections import Counter
from collections.abc import Callable

from lemmata.screening.patterns import Pattern, anything
from lemmata.screening.rules import Family, Rule

_FORMAT = "whoever reads it can use it; the issuer publishes the form"
ENTROPY_BITS = 3.0
"""Bits a character that a value without a known form has at least (Shannon, of its own letters)."""


_SET_ASIDE = re.compile(
    r"[<${%\[({*/~]|xxx|\.\.\.|your|change|example|placeholder|redacted|none|null|true|false|"
    r"required|missing|invalid|string|text|password|passwort|secret|os\.|env|self\.|config|input|get",
    re.IGNORECASE,
)
"""How a placeholder, a variable or a path begins."""


def entropy(text: str) -> float:
    """Shannon's entropy of the text's own letters, in bits a character."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def _is_random(text: str) -> bool:
    """Letters and digits mixed so that no word is likely; placeholders are none."""
    kinds = any(c.isdigit() for c in text) + any(c.isalpha() for c in text)
    return kinds == 2 and entropy(text) >= ENTROPY_BITS and not _SET_ASIDE.match(text)


def _is_token(text: str) -> bool:
    """The first part of a JSON web token is JSON that names an algorithm."""
    head = text.split(".", 1)[0]
    try:
        said = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (binascii.Error, ValueError):
        return False
    return isinstance(said, dict) and "alg" in said


def _is_password(text: str) -> bool:
    """Two kinds of characters at least, and no placeholder, variable, path or word about passwords."""
    kinds = (
        any(c.isdigit() for c in text)
        + any(c.islower() for c in text)
        + any(c.isupper() for c in text)
        + any(not c.isalnum() for c in text)
    )
    return _SET_ASIDE.match(text) is None and kinds >= 2


def _secret(
    name: str,
    title: str,
    examples: tuple[str, str],
    form: str,
    *,
    why: str = _FORMAT,
    check: Callable[[str], bool] = anything,
    needs: str = "",
) -> Pattern:
    rule = Rule(f"secret-{name}", Family.SECRET, title, why, *examples)
    kind = f"SECRET_{name.upper().replace('-', '_')}"
    return Pattern(rule, kind, re.compile(form), check, needs=needs, normal=str)


# Example keys are put together from pieces, so that no scanner takes this file for a leak.
_LETTERS = "aB3dE6gH9jK2mN5pQ8sT1vW4"
_FORTY = f"{_LETTERS}{_LETTERS}"[:40]

KEYS = (
    _secret(
        "private-key", "a private key",
        ("-----BEGIN RSA PRIV" + "ATE KEY-----\nMIIE\n-----END RSA PRIV" + "ATE KEY-----",
         "-----BEGIN PUBLIC KEY-----"),
        r"-----BEGIN (?:[A-Z0-9]{1,12}+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:(?:[A-Za-z0-9+/=\s:,.\\]|-(?!-)){0,8000}+"
        r"-----END (?:[A-Z0-9]{1,12}+ ){0,3}PRIVATE KEY(?: BLOCK)?-----)?",
        needs="-----BEGIN",
    ),
    _secret(
        "aws-key", "an access key of AWS",
        ("Use AKIA" + "IOSFODNN7EXAMPLE for it.", "Use AKIAIOSFODNN7 for it."),
        r"(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])", needs="A",
    ),
    _secret(
        "github-token", "a token of GitHub",
        ("Use ghp_" + _FORTY[:36] + " for it.", "Use ghp_tokens for it."),
        r"(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})(?!\w)", needs="gh",
    ),
    _secret(
        "gitlab-token", "a token of GitLab",
        ("Use glpat-" + _LETTERS[:20] + " for it.", "Use glpat-token for it."),
        r"(?<!\w)gl(?:pat|dt|rt|ptt|soat|cbt)-[A-Za-z0-9_-]{20,128}", needs="gl",
    ),
    _secret(
        "slack-token", "a token or a web hook of Slack",
        ("Use xox" + "b-123456789012-" + _LETTERS + " for it.", "Use xoxo for it."),
        r"(?<!\w)xox[abeoprs]-[A-Za-z0-9-]{10,250}|hooks\.slack\.com/services/T\w{8,12}/B\w{8,12}/\w{20,30}",
    ),
    _secret(
        "google-key", "a key of Google",
        ("Use AIza" + _FORTY[:35] + " for it.", "Use AIzaWord for it."),
        r"(?<!\w)(?:AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{28}|ya29\.[A-Za-z0-9_-]{20,250})(?![\w-])",
    ),
    _secret(
        "stripe-key", "a secret key of Stripe",
        ("Use sk_" + "live_" + _LETTERS + " for it.", "Use pk_live_" + _LETTERS + " for it."),
        r"(?<!\w)(?:[sr]k_(?:live|test)_[A-Za-z0-9]{16,247}|whsec_[A-Za-z0-9]{24,64})(?!\w)", needs="_",
    ),
    _secret(
        "model-key", "a key of a model's provider",
        ("Use sk-" + "proj-" + _LETTERS + " for it.", "Use sk-learn for it."),
        r"(?<![\w-])(?:sk-(?:proj-|ant-(?:api\d\d-)?|svcacct-|or-v1-)?(?=[A-Za-z_-]{0,40}\d)[A-Za-z0-9_-]{20,200}"
        r"|hf_[A-Za-z0-9]{30,60}|gsk_[A-Za-z0-9]{40,60}|xai-[A-Za-z0-9]{40,90})(?!\w)",
    ),
    _secret(
        "package-token", "a token that publishes packages",
        ("Use npm_" + _FORTY[:36] + " for it.", "Use npm_config_cache for it."),
        r"(?<!\w)(?:npm_[A-Za-z0-9]{36}|pypi-AgE[A-Za-z0-9_-]{50,250}|rubygems_[0-9a-f]{48}|dckr_pat_[\w-]{20,40})(?!\w)",
    ),
    _secret(
        "service-token", "a token of a well-known service",
        ("Use SG." + _LETTERS[:22] + "." + _FORTY + "aB3 for it.", "Use SG.sales for it."),
        r"(?<![\w.])(?:SG\.[\w-]{22}\.[\w-]{43}|do[opr]_v1_[0-9a-f]{64}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"
        r"|key-[0-9a-f]{32}|sq0(?:atp|csp)-[\w-]{22,43}|SK[0-9a-f]{32}|lin_api_\w{40}|PMAK-[0-9a-f]{24}-[0-9a-f]{34}"
        r"|\d{8,10}:AA[\w-]{33}|AGE-SECRET-KEY-1[A-Z0-9]{58})(?![\w-])",
    ),
    _secret(
        "web-token", "a signed web token (JWT)",
        ("Use eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0." + _FORTY + " for it.",
         "Use eyJhbGciOiJIUzI1NiJ9 for it."),
        r"(?<![\w.])eyJ[\w-]{8,2000}+\.eyJ[\w-]{2,4000}+\.[\w-]{10,1000}+(?![\w.-])", needs="eyJ",
    ),
    _secret(
        "url-password", "a password inside an address",
        ("Open postgres://app:s3cr" + "etpw@db.internal/x for it.", "Open postgres://db.internal/x for it."),
        r"(?<!\w)[a-z][a-z0-9+.-]{1,20}+://[^\s:/@]{1,64}+:(?P<value>[^\s:/@]{3,128}+)@[\w.-]{1,253}+",
        why="whoever reads the address can log in", check=_is_password, needs="://",
    ),
    _secret(
        "named-value", "a random value whose name says secret",
        ("api_key = '" + _LETTERS + "'", "api_key = os.environ['KEY']"),
        r"(?i:api[_ -]?key|access[_ -]?key|secret[_ -]?key|client[_ -]?secret|auth[_ -]?token|access[_ -]?token|"
        r"account[_ -]?key|private[_ -]?token|encryption[_ -]?key|signing[_ -]?key|bearer|secret|token)"
        r"[\"']?+(?:\s{0,3}+(?:[:=]|=>|:=)\s{0,3}+|\s{1,3}+(?:is\s{1,3}+)?+)[\"']?+"
        r"(?P<value>[A-Za-z0-9_+/.~-]{16,200}+={0,2}+)(?![\w/])",
        why="the name tells what it is, and its letters are too mixed to be a word", check=_is_random,
    ),
    _secret(
        "named-password", "a password beside its name",
        ("password: hunter2x!", "password: your-password"),
        r"(?i:password|passwd|pwd|passwort|passphrase)[\"']?\s{0,3}+(?:[:=]|=>|:=)\s{0,3}+[\"']?+(?P<value>[^\s\"',;<>()]{6,100}+)",
        why="whoever reads it can log in", check=_is_password,
    ),
)  # fmt: skip

RULES = tuple(pattern.rule for pattern in KEYS)
