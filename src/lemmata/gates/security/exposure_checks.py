"""Checks about files, networks, servers and cryptography."""

import ast
import re
from collections.abc import Iterator

from lemmata.gates.security import exposure_rules as rules
from lemmata.gates.security.flow import HOLE
from lemmata.gates.security.listing import listed
from lemmata.gates.security.sites import Found, Site

_OPENERS = (
    "builtins.open",
    "io.open",
    "codecs.open",
    "os.open",
    "os.remove",
    "os.unlink",
    "os.rename",
    "os.listdir",
    "os.makedirs",
    "os.mkdir",
    "shutil",
    "flask.send_file",
    "send_file",
)
_PATH_METHODS = listed("read_text read_bytes write_text write_bytes unlink open")
_PATH_GUARDS = (
    "realpath",
    "abspath",
    "resolve",
    "commonpath",
    "commonprefix",
    "is_relative_to",
    "relative_to",
    "basename",
    "secure_filename",
    "safe_join",
    "normpath",
)
_REQUESTS = re.compile(
    r"^(requests|httpx|aiohttp|urllib3)(\.\w+(\(\))?)?\.(get|post|put|patch|delete|head|options|request)$"
    r"|^urllib\.(request\.)?(urlopen|urlretrieve|Request)$|^urllib2\.urlopen$"
    r"|^(requests|httpx)\.stream$"
)
_HOST_GUARDS = (
    "urlparse",
    "urlsplit",
    "url_has_allowed_host_and_scheme",
    "is_safe_url",
    "ip_address",
)
_REDIRECTS = (
    "flask.redirect",
    "redirect",
    "django.shortcuts.redirect",
    "django.http.HttpResponseRedirect",
    "HttpResponseRedirect",
    "fastapi.responses.RedirectResponse",
    "starlette.responses.RedirectResponse",
    "RedirectResponse",
    "werkzeug.utils.redirect",
    "bottle.redirect",
)
_HOST = re.compile(r"^[a-z][a-z0-9+.-]*://[^/\x00]+[/?#]", re.IGNORECASE)
_WEAK_CIPHERS = re.compile(
    r"(^|\.)(DES3?|TripleDES|ARC[24]|RC[24]|Blowfish|IDEA|CAST5?|SEED)(\.new|\.MODE_\w+)?$"
)
_HASHES = re.compile(
    r"^hashlib\.(md4|md5|sha1|sha)$|^(md5|sha)(\.(new|md5|sha))?$"
    r"|(^|\.)Hash\.(MD[245]|SHA1?)(\.new)?$|\.hashes\.(MD5|SHA1)$"
)
_PERMISSION = re.compile(
    r"(^|_)(is_)?(admin|authori[sz]ed|authenticated|permission|permissions|permitted|superuser|staff"
    r"|role|logged_in|owner)(_|$)|has_perm",
    re.IGNORECASE,
)


def path_traversal(site: Site) -> Iterator[Found]:
    """A path that joins a folder with a value from outside, where a file is touched."""
    if not isinstance(site.node, ast.Call):
        return
    if site.calls(*_OPENERS):
        paths = site.node.args[:2]
    elif site.method() in _PATH_METHODS and isinstance(site.node.func, ast.Attribute):
        paths = [site.node.func.value]
    else:
        return
    for path in paths:
        if _joins_outside(site, path) and not site.guarded(*_PATH_GUARDS):
            yield rules.TRAVERSAL, f"`{ast.unparse(path)}` is joined with a value from outside"
            return


def _joins_outside(site: Site, node: ast.expr, depth: int = 0) -> bool:
    if depth > 4:
        return False
    if isinstance(node, ast.Name):
        values = site.flow.values(node.id, site.scope)
        return any(_joins_outside(site, value, depth + 1) for value in values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return site.external(node.right)
    if isinstance(node, ast.Call):
        name = Site(node, site.flow).calls("os.path.join", "posixpath.join", "pathlib")
        if isinstance(node.func, ast.Attribute) and node.func.attr == "joinpath":
            return any(site.external(part) for part in node.args)
        if name.endswith("join") or (len(node.args) > 1 and name):
            return any(site.external(part) for part in node.args[1:])
        return bool(name and node.args) and _joins_outside(site, node.args[0], depth + 1)
    built = site.built(node)
    return bool(re.search(r"[/\\][^/\\\x00]*\x00", built)) and site.external(node)


def archive(site: Site) -> Iterator[Found]:
    """`extractall` of a tar archive without a filter."""
    if site.method() not in ("extractall", "extract") or site.keyword("filter") is not None:
        return
    if isinstance(site.node, ast.Call) and isinstance(site.node.func, ast.Attribute):
        receiver = site.node.func.value
        values = [receiver]
        if isinstance(receiver, ast.Name):
            values += site.flow.values(receiver.id, site.scope)
        meanings = frozenset().union(*(site.flow.names.meanings(value) for value in values))
        named = isinstance(receiver, ast.Name) and re.match(r"tar|tf$|tgz", receiver.id)
        if named or any(meaning.startswith("tarfile.") for meaning in meanings):
            yield rules.ARCHIVE, "a tar archive is extracted without `filter=`"


def temporary(site: Site) -> Iterator[Found]:
    """Names for temporary files that are not taken when they are chosen."""
    name = site.calls("tempfile.mktemp", "os.tempnam", "os.tmpnam")
    if name:
        yield rules.TEMPORARY, f"`{name}` gives a name and takes no file"
    elif site.calls("builtins.open", "io.open", "os.open"):
        path = site.argument(0, "file", "path")
        text = site.text(path) or site.built(path)
        mode = site.constant(site.argument(1, "mode"))
        writes = isinstance(mode, str) and bool(set(mode) & set("wa+"))
        if writes and re.match(r"/(var/)?tmp/|/dev/shm/", text):
            yield rules.TEMPORARY, f"a fixed name in a shared folder, {text.replace(HOLE, '{…}')!r}"


def permissions(site: Site) -> Iterator[Found]:
    """Modes with the bit that lets others write."""
    if site.calls("os.chmod", "os.fchmod", "os.lchmod") or site.method() in ("chmod", "fchmod"):
        position = 1 if site.calls("os.chmod", "os.fchmod", "os.lchmod") else 0
        mode = site.argument(position, "mode")
        value = site.constant(mode)
        named = mode is not None and "S_IWOTH" in ast.unparse(mode)
        if named or (isinstance(value, int) and value & 0o002):
            yield rules.PERMISSIONS, f"the mode {ast.unparse(mode) if mode else ''}"
    elif site.calls("os.umask") and site.constant(site.argument(0)) == 0:
        yield rules.PERMISSIONS, "`os.umask(0)`"


def request_forgery(site: Site) -> Iterator[Found]:
    """A request whose host a caller decides."""
    if any(_REQUESTS.search(name) for name in site.called()):
        position = 1 if site.method() == "request" else 0
        url = site.argument(position, "url")
        text = site.built(url)
        fixed = bool(_HOST.match(text))
        given = url is not None and not fixed and site.external(url)
        if url is not None and given and not site.guarded(*_HOST_GUARDS):
            yield rules.SSRF, f"`{ast.unparse(url)}` is decided outside"


def redirect(site: Site) -> Iterator[Found]:
    """A redirect whose target a caller decides."""
    if site.calls(*_REDIRECTS):
        target = site.argument(0, "location", "url", "redirect_to")
        built = site.built(target)
        local = (built.startswith("/") and not built.startswith("//")) or bool(_HOST.match(built))
        if site.external(target) and not local and not site.guarded(*_HOST_GUARDS, "url_for"):
            yield rules.REDIRECT, "the target of a redirect is decided outside"
    elif isinstance(site.node, ast.Dict):
        for key, value in zip(site.node.keys, site.node.values, strict=True):
            if key is not None and site.text(key).lower() == "location" and _given(site, value):
                yield rules.REDIRECT, "the header `Location` is decided outside"
    elif isinstance(site.node, ast.Assign):
        for target in site.node.targets:
            header = site.text(target.slice) if isinstance(target, ast.Subscript) else ""
            if header.lower() == "location" and _given(site, site.node.value):
                yield rules.REDIRECT, "the header `Location` is decided outside"


def _given(site: Site, value: ast.expr) -> bool:
    return site.external(value) and not site.built(value) and not site.guarded(*_HOST_GUARDS)


def tls(site: Site) -> Iterator[Found]:
    """Verification that is switched off."""
    match site.node:
        case ast.Call():
            verify = site.keyword("verify")
            is_client = bool(site.calls("requests", "httpx")) or site.method() in _VERBS
            if verify is not None and site.constant(verify) in _NO and is_client:
                yield rules.TLS, "`verify=False`"
            if site.constant(site.keyword("check_hostname")) is False:
                yield rules.TLS, "`check_hostname=False`"
            name = site.calls(
                "ssl._create_unverified_context", "ssl._create_stdlib_context", "ssl.wrap_socket"
            )
            if name:
                yield rules.TLS, f"`{name}` verifies nothing"
            if site.method() == "set_missing_host_key_policy":
                policy = ast.unparse(site.argument(0, "policy") or ast.Constant(""))
                if "AutoAdd" in policy or "Warning" in policy:
                    yield rules.TLS, f"unknown host keys are accepted ({policy})"
        case ast.Attribute(attr="CERT_NONE"):
            yield rules.TLS, "`CERT_NONE`"
        case ast.Attribute(attr=str(attr)) if attr in _OLD_PROTOCOLS:
            yield rules.TLS, f"the protocol `{attr}` is broken"
        case ast.Assign(
            targets=[ast.Attribute(attr="check_hostname")], value=ast.Constant(value=False)
        ):
            yield rules.TLS, "`check_hostname = False`"
        case ast.Attribute(attr="_create_unverified_context") if not isinstance(
            site.flow.parent_of.get(site.node), ast.Call
        ):
            yield rules.TLS, "`_create_unverified_context` verifies nothing"
        case _:
            pass


_NO = (False, 0)
_VERBS = listed(
    """
    get post put patch delete head options request Session Client AsyncClient
"""
)
_OLD_PROTOCOLS = listed(
    """
    PROTOCOL_SSLv2 PROTOCOL_SSLv3 PROTOCOL_TLSv1 PROTOCOL_TLSv1_1 SSLv3_METHOD TLSv1_METHOD
"""
)


def server(site: Site) -> Iterator[Found]:
    """Servers that listen everywhere, and debug modes."""
    if isinstance(site.node, ast.Call):
        position = 0 if site.method() in _SERVING else -1
        host = site.text(site.argument(position, "host", "hostname", "bind", "address"))
        if host in ("0.0.0.0", "::"):
            yield rules.BIND, f"listens on {host!r}"
        address = site.argument(0)
        first = address.elts[0] if isinstance(address, ast.Tuple) and address.elts else None
        binds = site.method() == "bind" or site.method().endswith("Server")
        everywhere = isinstance(first, ast.Constant) and first.value in ("", "0.0.0.0", "::")
        if first is not None and binds and everywhere:
            yield rules.BIND, f"listens on {ast.unparse(first)}"
        for word in ("debug", "use_debugger"):
            runs = site.method() in (
                "run",
                "run_simple",
                "Flask",
                "FastAPI",
                "Starlette",
                "run_app",
            )
            if runs and site.constant(site.keyword(word)) is True:
                yield rules.DEBUG, f"`{word}=True`"
        if site.calls("pdb.set_trace", "builtins.breakpoint", "ipdb.set_trace", "pdb.post_mortem"):
            yield rules.DEBUG, f"`{site.method()}()`"
    match site.node:
        case ast.Assign(targets=[target], value=ast.Constant(value=True)) if _is_debug(target):
            yield rules.DEBUG, f"`{ast.unparse(target)} = True`"
        case _:
            pass


_SERVING = frozenset({"run", "run_app", "listen", "serve", "serve_forever", "run_simple"})


def _is_debug(target: ast.expr) -> bool:
    match target:
        case ast.Name(id="DEBUG") | ast.Subscript(slice=ast.Constant(value="DEBUG")):
            return True
        case ast.Attribute(value=ast.Name(id="app" | "application"), attr="debug" | "DEBUG"):
            return True
        case _:
            return False


def cookie(site: Site) -> Iterator[Found]:
    """Cookies whose flags are off or not given."""
    if site.method() == "set_cookie" and isinstance(site.node, ast.Call):
        for flag in ("secure", "httponly"):
            value = site.keyword(flag)
            spread = any(keyword.arg is None for keyword in site.node.keywords)
            if not spread and (value is None or site.constant(value) is False):
                yield rules.COOKIE, f"a cookie without `{flag}=True`"
                return
    match site.node:
        case ast.Assign(targets=[target], value=ast.Constant(value=False)) if re.search(
            r"(SESSION|CSRF|REMEMBER)_COOKIE_(SECURE|HTTPONLY)", ast.unparse(target)
        ):
            yield rules.COOKIE, f"`{ast.unparse(target)} = False`"
        case _:
            pass


def jwt(site: Site) -> Iterator[Found]:
    """Tokens whose signature nobody looks at."""
    if not site.calls("jwt.decode", "jwt.encode", "jose.jwt.decode", "jose.jwt.encode"):
        return
    for key, value in _pairs(site.keyword("options")):
        if site.text(key) == "verify_signature" and site.constant(value) is False:
            yield rules.JWT, "`verify_signature` is off"
    if site.constant(site.argument(2, "verify")) is False:
        yield rules.JWT, "`verify=False`"
    algorithms = site.argument(2, "algorithms", "algorithm")
    for inner in ast.walk(algorithms) if algorithms is not None else ():
        if isinstance(inner, ast.Constant) and str(inner.value).lower() == "none":
            yield rules.JWT, "the algorithm `none`"


def _pairs(node: ast.expr | None) -> Iterator[tuple[ast.expr | None, ast.expr]]:
    for inner in ast.walk(node) if node is not None else ():
        if isinstance(inner, ast.Dict):
            yield from zip(inner.keys, inner.values, strict=True)


def weak_hash(site: Site) -> Iterator[Found]:
    """Hashes for which collisions are known, called or passed on."""
    if site.calls("hashlib.new", "hmac.new", "hashlib.pbkdf2_hmac"):
        name = site.argument(2 if site.calls("hmac.new") else 0, "name", "digestmod")
        text = site.text(name).lower()
        checksum = site.constant(site.keyword("usedforsecurity")) is False
        if text.replace("-", "") in ("md5", "sha1", "md4") and not checksum:
            yield rules.WEAK_HASH, f"`{site.method()}` of {text}"
        return
    parent = site.flow.parent_of.get(site.node)
    if isinstance(parent, ast.Attribute):
        return
    if isinstance(parent, ast.Call) and parent.func is site.node:
        checksum = site.constant(Site(parent, site.flow).keyword("usedforsecurity")) is False
        if checksum:
            return
    for meaning in sorted(site.read()):
        if _HASHES.search(meaning):
            yield rules.WEAK_HASH, f"`{meaning}`"


def weak_cipher(site: Site) -> Iterator[Found]:
    """Ciphers and modes that are broken."""
    if isinstance(site.node, ast.Call):
        for name in sorted(site.called()):
            cryptographic = re.match(r"Crypto|cryptography|DES|ARC|Blowfish|pyDes|algorithms", name)
            if cryptographic and _WEAK_CIPHERS.search(name):
                yield rules.WEAK_CIPHER, f"`{name}`"
            elif name.endswith("modes.ECB"):
                yield rules.WEAK_CIPHER, "the mode ECB"
    elif isinstance(site.node, ast.Attribute) and site.node.attr == "MODE_ECB":
        yield rules.WEAK_CIPHER, "the mode ECB"


def small_key(site: Site) -> Iterator[Found]:
    """Keys that are too short."""
    makers = any(
        re.search(r"(^|\.)(RSA|DSA|rsa|dsa)\.(generate|generate_private_key|newkeys)$", name)
        for name in site.called()
    )
    if makers:
        is_new = site.method() == "generate_private_key"
        bits = site.constant(site.argument(1 if is_new else 0, "bits", "key_size", "nbits"))
        if isinstance(bits, int) and bits < 2048:
            yield rules.SMALL_KEY, f"{bits} bits"


def asserted(site: Site) -> Iterator[Found]:
    """An assertion where a permission is meant."""
    if isinstance(site.node, ast.Assert):
        name = site.names_in(site.node.test, _PERMISSION)
        if name:
            yield rules.ASSERTED, f"`{name}` is checked by `assert`"


CHECKS = (
    path_traversal,
    archive,
    temporary,
    permissions,
    request_forgery,
    redirect,
    tls,
    server,
    cookie,
    jwt,
    weak_hash,
    weak_cipher,
    small_key,
    asserted,
)
NODE_CHECKS = (redirect, tls, server, cookie, weak_hash, weak_cipher, asserted)
