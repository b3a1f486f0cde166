"""Checks about secrets: written in the text, made by chance, or told to a log."""

import ast
import math
import re
from collections import Counter
from collections.abc import Iterator

from lemmata.gates.security import exposure_rules as rules
from lemmata.gates.security.flow import words
from lemmata.gates.security.listing import listed
from lemmata.gates.security.sites import Found, Site

_SECRET_WORDS = listed(
    """
    password passwd passphrase pwd secret token apikey credential credentials privatekey
"""
)
_SECRET_PAIRS = (
    {"api", "key"},
    {"secret", "key"},
    {"private", "key"},
    {"access", "key"},
    {"auth", "key"},
    {"encryption", "key"},
    {"signing", "key"},
    {"client", "secret"},
)
_ABOUT_SECRETS = listed(
    """
    name names field fields label length len size type url uri path file filename prompt hint
    template pattern regex re header param parameter column form view reset policy expiry ttl env
    var id ids index count message error title endpoint class kind separator sep start end
    validator validators manager generator input format style required min max range
"""
)
"""Words of names that speak of a secret and hold none: `password_field`, `token_url`."""

_FORMATS = {
    "a private key": re.compile(r"-----BEGIN ([A-Z]+ )*PRIVATE KEY-----"),
    "an AWS key": re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a Google API key": re.compile(r"\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])"),
    "a GitHub token": re.compile(r"\bgh[pousr]_[0-9A-Za-z]{36,}\b|\bgithub_pat_\w{50,}"),
    "a Slack token": re.compile(r"\bxox[abprs]-[0-9A-Za-z-]{10,}"),
    "a Stripe key": re.compile(r"\b[rs]k_live_[0-9A-Za-z]{16,}"),
    "an npm or PyPI token": re.compile(r"\bnpm_[0-9A-Za-z]{36}\b|\bpypi-[\w-]{50,}"),
    "a JSON web token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    "a password in a URL": re.compile(r"[a-z][a-z0-9+]*://[^\s/:@{}%]+:[^\s/:@{}%<>*]{3,}@[\w.-]+"),
    "an OpenAI or Anthropic key": re.compile(r"\bsk-(ant-|proj-)?[\w-]{32,}"),
}
_LOGGERS = re.compile(r"^(logging|logger|log|LOG|LOGGER)(\.|$)|^builtins\.print$")
_LOG_METHODS = listed("debug info warning warn error critical exception log print")
_RANDOM = re.compile(
    r"(^|_| )(tokens?|secrets?|passwords?|passwd|pwd|nonce|salt|otp|csrf|api_?key|session_?id"
    r"|session_?key|session_?token|verification_?code|reset_?code|captcha|pin_?code|auth_?code"
    r"|credentials?|private_?key|secret_?key|encryption_?key|passphrase|iv)( |_|$|\d)",
    re.IGNORECASE,
)


def hard_coded(site: Site) -> Iterator[Found]:
    """A literal where a secret belongs, or one that has the form of a known secret."""
    match site.node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _held(site, _label(site, target), value)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield from _held(site, _label(site, target), value)
        case ast.keyword(arg=str(name), value=value):
            yield from _held(site, name, value)
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if key is not None:
                    yield from _held(site, site.text(key), value)
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]):
            yield from _held(site, _label(site, left), right)
        case ast.FunctionDef(args=arguments) | ast.AsyncFunctionDef(args=arguments):
            named = [*arguments.posonlyargs, *arguments.args][-len(arguments.defaults) :]
            for argument, value in zip(named, arguments.defaults, strict=False):
                yield from _held(site, argument.arg, value)
        case ast.Constant(value=str(text)) if len(text) >= 12:
            for kind, form in _FORMATS.items():
                if form.search(text):
                    yield rules.CREDENTIAL, f"{kind} in the text"
                    return
        case _:
            pass


def _label(site: Site, target: ast.expr) -> str:
    match target:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(slice=key):
            return site.text(key)
        case ast.Call(func=ast.Attribute(attr="get"), args=[key, *_]):
            return site.text(key)
        case _:
            return ""


def names_a_secret(name: str) -> bool:
    """Whether an identifier says that it holds a secret, and not a word about one."""
    if not name or len(name) > 60 or " " in name.strip():
        return False
    found = words(name)
    secret = bool(found & _SECRET_WORDS) or any(pair <= found for pair in _SECRET_PAIRS)
    return secret and not found & _ABOUT_SECRETS


def _held(site: Site, name: str, value: ast.expr) -> Iterator[Found]:
    if not isinstance(value, ast.Constant) or not isinstance(value.value, str | bytes):
        return
    text = value.value if isinstance(value.value, str) else value.value.decode("latin-1")
    if names_a_secret(name) and _looks_held(text, name):
        yield rules.CREDENTIAL, f"`{name}` is a literal"
    elif re.search(r"(^|_)key$", name, re.IGNORECASE) and _is_random(text):
        yield rules.CREDENTIAL, f"`{name}` is a literal that looks random"


def _looks_held(text: str, name: str) -> bool:
    """Not empty, no placeholder, no words for a reader, not the name of a setting."""
    if len(text) < 3 or re.search(r"\s", text.strip()) or len(text) > 4_000:
        return False
    if re.fullmatch(
        r"[<{$%\[(].*|.*[}>%\])]|\*+|\.+|x+|-+|none|null|true|false", text, re.IGNORECASE
    ):
        return False
    if re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+", text):  # the name of a variable
        return False
    return text.lower() != name.lower() or "_" not in name


def _is_random(text: str) -> bool:
    """At least 20 characters of one run, with 3.5 bits a character or more."""
    if len(text) < 20 or not re.fullmatch(r"[\w+/=.-]+", text):
        return False
    counts = Counter(text)
    bits = -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values())
    kinds = sum(bool(re.search(kind, text)) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    return bits >= 3.5 and kinds >= 2


def predictable(site: Site) -> Iterator[Found]:
    """`random` where the names around say that a secret is made."""
    name = site.calls("random", "numpy.random")
    if name and not name.startswith(("random.SystemRandom", "random.seed")):
        context = site.flow.context(site.node)
        if _RANDOM.search(context):
            yield rules.RANDOM, f"`{name}` makes a secret"


def logged(site: Site) -> Iterator[Found]:
    """A secret among the arguments of a log call, as itself."""
    if not isinstance(site.node, ast.Call) or site.method() not in _LOG_METHODS:
        return
    receiver = site.node.func.value if isinstance(site.node.func, ast.Attribute) else None
    shown = ast.unparse(receiver) if receiver is not None else ""
    if site.calls("builtins.print") or re.search(r"log", shown, re.IGNORECASE):
        for argument in [*site.node.args, *(keyword.value for keyword in site.node.keywords)]:
            for name in _told(argument):
                if names_a_secret(name):
                    yield rules.LOGGED, f"`{name}` is logged"
                    return


def _told(node: ast.expr) -> Iterator[str]:
    """The names whose values become part of the text, not those that are measured or asked."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            yield name
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            yield name
        case ast.JoinedStr(values=values) | ast.Tuple(elts=values):
            for value in values:
                yield from _told(value)
        case ast.FormattedValue(value=value):
            yield from _told(value)
        case ast.BinOp(left=left, right=right):
            yield from _told(left)
            yield from _told(right)
        case ast.Call(func=ast.Attribute(attr="format"), args=arguments, keywords=keywords):
            for value in [*arguments, *(keyword.value for keyword in keywords)]:
                yield from _told(value)
        case ast.Call(func=ast.Name(id="str" | "repr"), args=[value]):
            yield from _told(value)
        case _:
            pass


CHECKS = (hard_coded, predictable, logged)
NODE_CHECKS = (hard_coded,)
