"""Rules of activities about files, networks, secrets and cryptography."""

from lemmata.gates.rules import Rule
from lemmata.gates.security.code_rules import activity_rule

TRAVERSAL = activity_rule(
    "path-traversal",
    "CWE-22",
    "paths joined with a value from outside and then opened",
    "`../` in the value leads out of the folder.",
    (
        "import os\n\n\ndef read(folder: str, name: str) -> bytes:\n"
        "    path = os.path.join(folder, name)\n"
        '    with open(path, "rb") as file:\n        return file.read()\n',
        "import os\n\n\ndef read(folder: str, name: str) -> bytes:\n"
        "    path = os.path.join(folder, os.path.basename(name))\n"
        '    with open(path, "rb") as file:\n        return file.read()\n',
    ),
    "resolve the path and check that it stays inside the folder, or take its base name only",
)
ARCHIVE = activity_rule(
    "archive-extraction",
    "CWE-22",
    "tar archives extracted without a filter",
    "A member named `../x` or a link is written outside the folder.",
    (
        "import tarfile\n\n\ndef unpack(path: str, folder: str) -> None:\n"
        "    with tarfile.open(path) as archive:\n        archive.extractall(folder)\n",
        "import tarfile\n\n\ndef unpack(path: str, folder: str) -> None:\n"
        "    with tarfile.open(path) as archive:\n"
        '        archive.extractall(folder, filter="data")\n',
    ),
    'extract with `filter="data"`',
)
TEMPORARY = activity_rule(
    "temporary-file",
    "CWE-377",
    "temporary files with a name that others can guess or take first",
    "Between the choice of the name and the opening, another process can put a link there.",
    (
        "import tempfile\n\n\ndef place() -> str:\n    return tempfile.mktemp()\n",
        "import tempfile\n\n\ndef place() -> str:\n    return tempfile.mkdtemp()\n",
    ),
    "use `tempfile.NamedTemporaryFile`, `mkstemp` or `TemporaryDirectory`",
)
PERMISSIONS = activity_rule(
    "open-permissions",
    "CWE-732",
    "files that everybody may write",
    "Any user of the machine can change what is read back later.",
    (
        "import os\n\n\ndef publish(path: str) -> None:\n    os.chmod(path, 0o777)\n",
        "import os\n\n\ndef publish(path: str) -> None:\n    os.chmod(path, 0o640)\n",
    ),
    "give the narrowest mode that works, such as 0o640",
)
SSRF = activity_rule(
    "request-to-given-host",
    "CWE-918",
    "requests to an address that comes from outside",
    "The caller can make the server speak to machines that only it can reach.",
    (
        "import requests\n\n\ndef fetch(url: str) -> bytes:\n"
        "    return requests.get(url, timeout=5).content\n",
        "import requests\n\n\ndef fetch(key: int) -> bytes:\n"
        '    return requests.get(f"https://example.org/items/{key}", timeout=5).content\n',
    ),
    "write the host as a literal, or check the parsed host against a list",
)
REDIRECT = activity_rule(
    "open-redirect",
    "CWE-601",
    "redirects to an address that comes from outside",
    "A link to this site leads to another one that looks like it.",
    (
        "from flask import redirect, request\n\n\ndef leave():\n"
        '    return redirect(request.args.get("next"))\n',
        'from flask import redirect\n\n\ndef leave():\n    return redirect("/home")\n',
    ),
    "redirect to paths of this site, or check the host against a list",
)
TLS = activity_rule(
    "tls-not-verified",
    "CWE-295",
    "certificates or host keys that are not verified",
    "Whoever sits between can read and change everything.",
    (
        "import requests\n\n\ndef rates() -> bytes:\n"
        '    return requests.get("https://example.org", verify=False, timeout=5).content\n',
        "import requests\n\n\ndef rates() -> bytes:\n"
        '    return requests.get("https://example.org", verify=True, timeout=5).content\n',
    ),
    "leave verification on, and trust a private authority by its file",
)
BIND = activity_rule(
    "all-interfaces",
    "CWE-1327",
    "servers that listen on all interfaces",
    "What was meant for this machine is offered to every network it is on.",
    (
        'def serve(app):\n    app.run(host="0.0.0.0", port=8080)\n',
        'def serve(app):\n    app.run(host="127.0.0.1", port=8080)\n',
    ),
    "listen on 127.0.0.1 or on an address from the settings",
)
DEBUG = activity_rule(
    "debug-mode",
    "CWE-489",
    "debug modes and debuggers left on",
    "A debug page shows source and variables, and some run code.",
    (
        "def serve(app):\n    app.run(debug=True)\n",
        "def serve(app):\n    app.run(debug=False)\n",
    ),
    "switch debugging off, or read it from the settings",
)
COOKIE = activity_rule(
    "insecure-cookie",
    "CWE-614",
    "cookies without `secure` or `httponly`",
    "They travel unencrypted, or a script in the page can read them.",
    (
        "def remember(response, token):\n"
        '    response.set_cookie("session", token, secure=False, httponly=True)\n',
        "def remember(response, token):\n"
        '    response.set_cookie("session", token, secure=True, httponly=True)\n',
    ),
    "set cookies with `secure=True` and `httponly=True`",
)
JWT = activity_rule(
    "jwt-not-verified",
    "CWE-347",
    "JSON web tokens read or made without a signature",
    "Anybody can write such a token.",
    (
        "import jwt\n\n\ndef user(token: str) -> object:\n"
        '    return jwt.decode(token, options={"verify_signature": False})\n',
        "import jwt\n\n\ndef user(token: str, key: str) -> object:\n"
        '    return jwt.decode(token, key, algorithms=["RS256"])\n',
    ),
    "verify with a key and a list of algorithms that does not hold `none`",
)
CREDENTIAL = activity_rule(
    "hard-coded-credential",
    "CWE-798",
    "passwords, keys and tokens in the text",
    "Everybody who reads the code has it, and it cannot be changed without a release.",
    (
        'def connect(server):\n    return server.login(user="app", password="tr0ub4dor&3")\n',
        "import json\n\n\ndef connect(server, settings):\n"
        '    return server.login(user="app", password=json.loads(settings)["password"])\n',
    ),
    "take credentials from the settings that the caller passes",
)
LOGGED = activity_rule(
    "logged-secret",
    "CWE-532",
    "secrets written to a log or a terminal",
    "Logs are kept longer and read by more people than secrets may be.",
    (
        "import logging\n\n\ndef enter(user, password):\n"
        '    logging.info("login of %s with %s", user, password)\n',
        "import logging\n\n\ndef enter(user, password):\n"
        '    logging.info("login of %s, %d characters", user, len(password))\n',
    ),
    "log who and what, never the secret",
)
WEAK_HASH = activity_rule(
    "weak-hash",
    "CWE-328",
    "MD5, SHA-1 and older hashes",
    "Two texts with the same hash can be made.",
    (
        "import hashlib\n\n\ndef seal(data: bytes) -> str:\n"
        "    return hashlib.md5(data).hexdigest()\n",
        "import hashlib\n\n\ndef seal(data: bytes) -> str:\n"
        "    return hashlib.sha256(data).hexdigest()\n",
    ),
    "use SHA-256, or say `usedforsecurity=False` where it is a checksum only",
)
WEAK_CIPHER = activity_rule(
    "weak-cipher",
    "CWE-327",
    "DES, RC4, Blowfish, IDEA and the mode ECB",
    "They are broken, or show which blocks are equal.",
    (
        "from Crypto.Cipher import AES\n\n\ndef lock(key: bytes, data: bytes) -> bytes:\n"
        "    return AES.new(key, AES.MODE_ECB).encrypt(data)\n",
        "from Crypto.Cipher import AES\n\n\ndef lock(key: bytes, data: bytes) -> tuple:\n"
        "    return AES.new(key, AES.MODE_GCM).encrypt_and_digest(data)\n",
    ),
    "use AES in GCM mode, or ChaCha20-Poly1305",
)
SMALL_KEY = activity_rule(
    "small-key",
    "CWE-326",
    "RSA and DSA keys below 2048 bits",
    "They can be factored or computed.",
    (
        "from Crypto.PublicKey import RSA\n\n\ndef key():\n    return RSA.generate(1024)\n",
        "from Crypto.PublicKey import RSA\n\n\ndef key():\n    return RSA.generate(3072)\n",
    ),
    "use at least 2048 bits",
)
RANDOM = activity_rule(
    "predictable-random",
    "CWE-338",
    "secrets made with `random`",
    "Its next value can be computed from earlier ones.",
    (
        "import random\n\n\ndef token() -> str:\n    return str(random.randint(0, 10**9))\n",
        "import random\n\n\ndef dice() -> str:\n    return str(random.randint(1, 6))\n",
    ),
    "use the module `secrets`",
)
ASSERTED = activity_rule(
    "asserted-permission",
    "CWE-617",
    "permissions checked by `assert`",
    "`python -O` leaves assertions out.",
    (
        "def remove(user, records, key):\n    assert user.is_admin\n    records.pop(key)\n",
        "def remove(user, records, key):\n    assert key in records\n    records.pop(key)\n",
    ),
    "raise `PermissionError` after an `if`",
)

EXPOSURE_RULES: tuple[Rule, ...] = (
    TRAVERSAL,
    ARCHIVE,
    TEMPORARY,
    PERMISSIONS,
    SSRF,
    REDIRECT,
    TLS,
    BIND,
    DEBUG,
    COOKIE,
    JWT,
    CREDENTIAL,
    LOGGED,
    WEAK_HASH,
    WEAK_CIPHER,
    SMALL_KEY,
    RANDOM,
    ASSERTED,
)
