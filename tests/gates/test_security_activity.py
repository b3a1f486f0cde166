"""Activities: weaknesses are found behind aliases and variables; the tools cannot be silenced."""

import importlib
import sys
from types import ModuleType

import pytest

from lemmata.gates.security import EFFECTS, SecurityPolicy, activity_policy, digest, scan, tools

OURS = activity_policy(EFFECTS, ())

DISGUISES = {
    "eval by an alias": ("e = eval\ne(x)", "dynamic-code"),
    "eval bound to itself": ("eval = eval\neval(x)", "dynamic-code"),
    "eval behind a parameter elsewhere": (
        "def f(eval):\n    return 1\ndef g(x):\n    return eval(x)",
        "dynamic-code",
    ),
    "eval as a default of its own name": ("def f(x, eval=eval):\n    return eval(x)", "dynamic-code"),
    "eval in the first iterable": ("[eval for eval in [eval(x)]]", "dynamic-code"),
    "eval behind a method": ("class A:\n    def eval(self):\n        pass\neval(x)", "dynamic-code"),
    "eval bound only sometimes": ("if x:\n    eval = 1\neval(x)", "dynamic-code"),
    "eval uncovered": ("eval = len\ndel eval\neval(x)", "dynamic-code"),
    "eval before its definition": ("eval(x)\ndef eval(x):\n    return x", "dynamic-code"),
    "eval by getattr": ("getattr(__builtins__, 'ev' + 'al')(x)", "dynamic-code"),
    "eval by reversed text": ("getattr(__builtins__, 'lave'[::-1])(x)", "dynamic-code"),
    "eval by a joined text": ("import builtins\ngetattr(builtins, ''.join(['ev', 'al']))(x)", "dynamic-code"),
    "eval by globals": ("globals()['eval'](x)", "dynamic-code"),
    "eval by the dict of builtins": ("__builtins__.__dict__['eval'](x)", "dynamic-code"),
    "eval by vars": ("import builtins\nvars(builtins)['eval'](x)", "dynamic-code"),
    "exec by partial": ("from functools import partial\npartial(exec, x)()", "dynamic-code"),
    "computed name of a scope": ("globals()[x](y)", "dynamic-code"),
    "name of a scope by get": ("globals().get(x)(y)", "dynamic-code"),
    "computed name of a module": ("import os\ngetattr(os, x)(y)", "dynamic-code"),
    "computed import": ("__import__(x)", "dynamic-code"),
    "system by __import__": ("__import__('os').system(x)", "shell-command"),
    "system by importlib": ("import importlib\nimportlib.import_module('o' + 's').system(x)", "shell-command"),
    "system by sys.modules": ("import sys\nsys.modules['os'].system(x)", "shell-command"),
    "system by a star": ("from os import *\nsystem(x)", "shell-command"),
    "popen by a star": ("from os import *\npopen(x)", "shell-command"),
    "system by an alias": ("import os as o\nrun = o.system\nrun(x)", "shell-command"),
    "shell by a variable": ("import subprocess\nsh = True\nsubprocess.run(x, shell=sh)", "shell-command"),
    "system passed on": ("import os\nlist(map(os.system, xs))", "shell-command"),
    "system by attrgetter": ("import os, operator\noperator.attrgetter('system')(os)(x)", "shell-command"),
    "system by getattribute": ("import os\nos.__getattribute__('system')(x)", "shell-command"),
    "system by its dict": ("import os\nos.__dict__['sys' + 'tem'](x)", "shell-command"),
    "shell by place": ("import subprocess\nsubprocess.Popen(x, -1, None, None, None, None, None, True, True)", "shell-command"),
    "shell by spread options": ("import subprocess\nsubprocess.run(x, **options)", "shell-command"),
    "getattr passed on": ("from functools import reduce\nreduce(getattr, xs, y)", "dynamic-code"),
    "module by its file": ("import importlib.util\nimportlib.util.spec_from_file_location('a', x)", "dynamic-code"),
    "loads passed on": ("import pickle\nlist(map(pickle.loads, xs))", "unsafe-deserialisation"),
    "loader by a false name": ("import yaml\nSafeLoader = yaml.Loader\nyaml.load(x, Loader=SafeLoader)", "unsafe-yaml"),
    "hash by getattr": ("import hashlib\ngetattr(hashlib, 'md' + '5')(x)", "weak-hash"),
    "path by joinpath": ("from pathlib import Path\ndef f(n):\n    Path('/data').joinpath(n).read_text()", "path-traversal"),
    "redirect that begins with a slash": (
        "from flask import redirect, request\ndef f():\n    u = request.args.get('next')\n"
        "    if u.startswith('/'):\n        return redirect(u)",
        "open-redirect",
    ),
    "shell by a shell": ("import subprocess\nsubprocess.run(['sh', '-c', x])", "shell-command"),
    "sql by percent": ("cursor.execute('SELECT a FROM t WHERE b = %s' % x)", "sql-built"),
    "sql by format": ("cursor.execute('SELECT a FROM t WHERE b = {}'.format(x))", "sql-built"),
    "sql by an f-string": ("cursor.execute(f'DELETE FROM t WHERE b = {x}')", "sql-built"),
    "sql by a helper": (
        "def q(x):\n    return 'SELECT a FROM t WHERE b = ' + x\ndef f(c, x):\n    c.execute(q(x))",
        "sql-built",
    ),
    "sql by an attribute": (
        "class A:\n    def f(self, x):\n        self.q = f'SELECT a FROM t WHERE b = {x}'\n"
        "    def g(self, c):\n        c.execute(self.q)",
        "sql-built",
    ),
    "sql by two variables": (
        "def f(c, x):\n    w = ' WHERE b = ' + x\n    q = 'SELECT a FROM t' + w\n    c.execute(q)",
        "sql-built",
    ),
    "sql by adding up": (
        "def f(c, x):\n    q = 'SELECT a FROM t'\n    q += ' WHERE b = ' + x\n    c.execute(q)",
        "sql-built",
    ),
    "sql by join": ("conn.execute(' AND '.join(['SELECT a FROM t WHERE b', x]))", "sql-built"),
    "sql in a helper": ("from sqlalchemy import text\ntext(f'SELECT a FROM t WHERE b = {x}')", "sql-built"),
    "pickle by an alias": ("from pickle import loads as json_loads\njson_loads(x)", "unsafe-deserialisation"),
    "unpickler": ("import pickle\npickle.Unpickler(x).load()", "unsafe-deserialisation"),
    "shelve": ("import shelve\nshelve.open(x)", "unsafe-deserialisation"),
    "yaml without a loader": ("import yaml\nyaml.load(x)", "unsafe-yaml"),
    "hash by name": ("import hashlib\nhashlib.new('md5', x)", "weak-hash"),
    "hash as a value": ("import hashlib\nf(digest=hashlib.sha1)", "weak-hash"),
    "hash by an alias": ("import hashlib as h\nmake = h.md5\nmake(x)", "weak-hash"),
    "des": ("from Crypto.Cipher import DES\nDES.new(x)", "weak-cipher"),
    "ecb": ("from cryptography.hazmat.primitives.ciphers import modes\nmodes.ECB()", "weak-cipher"),
    "tls by a context": ("import ssl\nssl._create_unverified_context()", "tls-not-verified"),
    "tls by a mode": ("import ssl\nc = ssl.create_default_context()\nc.verify_mode = ssl.CERT_NONE", "tls-not-verified"),
    "host keys": ("import paramiko\nc.set_missing_host_key_policy(paramiko.AutoAddPolicy())", "tls-not-verified"),
    "path by an f-string": ("def f(n):\n    open(f'/data/{n}')", "path-traversal"),
    "path by a slash": ("from pathlib import Path\ndef f(n):\n    (Path('/data') / n).read_text()", "path-traversal"),
    "path by addition": ("def f(n):\n    open('/data/' + n)", "path-traversal"),
    "tar": ("import tarfile\ntarfile.open(x).extractall()", "archive-extraction"),
    "mode by a constant": ("import os, stat\nos.chmod(p, stat.S_IRWXU | stat.S_IWOTH)", "open-permissions"),
    "open to all": ("import socket\ns.bind(('', 80))", "all-interfaces"),
    "cookie without flags": ("r.set_cookie('a', b)", "insecure-cookie"),
    "jwt with none": ("import jwt\njwt.decode(t, k, algorithms=['HS256', 'none'])", "jwt-not-verified"),
    "jwt by an old argument": ("import jwt\njwt.decode(t, k, verify=False)", "jwt-not-verified"),
    "redirect by a header": ("def f(u):\n    return 302, {'Location': u}", "open-redirect"),
    "request by a built host": ("import requests\ndef f(h):\n    requests.get(f'https://{h}/x')", "request-to-given-host"),
    "request by a session": (
        "import requests\ndef f(u):\n    s = requests.Session()\n    s.get(u)",
        "request-to-given-host",
    ),
    "password by a key": ("config['db_password'] = 'hunter22'", "hard-coded-credential"),
    "password by comparison": ("if password == 'hunter22':\n    pass", "hard-coded-credential"),
    "password as a default": ("def f(password='hunter22'):\n    pass", "hard-coded-credential"),
    "password in a url": ("u = 'postgres://app:hunter22@db.example.org/x'", "hard-coded-credential"),
    "key that looks random": ("yt_key = 'q8Zr1Xp0Vb7Lm3Tn6Wc9Ys2Kd5'", "hard-coded-credential"),
    "secret in an f-string": ("def f(password):\n    print(f'got {password}')", "logged-secret"),
    "secret in a field": ("log.debug('x %s', user.password)", "logged-secret"),
    "token by choice": (
        "import random\ndef make_token():\n    return ''.join(random.choice('ab') for _ in range(9))",
        "predictable-random",
    ),
    "xml by lxml": ("from lxml import etree\netree.parse(x)", "xml-entities"),
    "template by an environment": ("def f(t, env):\n    return env.from_string(t)", "template-injection"),
    "xpath": ("def f(t, n):\n    return t.xpath('//a[@b=\"' + n + '\"]')", "xpath-built"),
    "key by name": ("from cryptography.hazmat.primitives.asymmetric import rsa\nrsa.generate_private_key(65537, key_size=1024)", "small-key"),
    "regex given by name": ("import re\nre.search(pattern=r'(a+)+$', string=x)", "exponential-regex"),
    "regex in a list": (
        "import re\ndef f(t):\n    ps = ['a', '(a+)+$']\n    for p in ps:\n        re.search(p, t)",
        "exponential-regex",
    ),
    "regex in a table": ("import re\nP = {'x': '(a+)+$'}\nre.search(P[k], t)", "exponential-regex"),
    "regex in bytes": ("import re\nre.search(rb'(a+)+$', x)", "exponential-regex"),
    "regex with a flag": ("import re\nre.search('(a+)+ $ # x', x, re.X)", "exponential-regex"),
}  # fmt: skip


@pytest.mark.parametrize("name", DISGUISES, ids=str)
def test_a_disguise_is_seen_through(name: str) -> None:
    """The rule finds the weakness behind aliases, variables and built names."""
    source, rule = DISGUISES[name]
    assert rule in {finding.rule for finding in scan(source, "activity.py", OURS)}


HARMLESS = {
    "own function of a builtin's name": "def compile(x):\n    return x\ncompile(1)",
    "evaluation of a model": "model.eval()",
    "literal_eval": "import ast\nast.literal_eval(x)",
    "pattern compiled": "import re\nre.compile('a+b')",
    "parameters of a query": "cursor.execute('SELECT a FROM t WHERE b = %s', (x,))",
    "placeholders of a query": (
        "def f(c, xs):\n    marks = ','.join(['?'] * len(xs))\n"
        "    c.execute(f'SELECT a FROM t WHERE b IN ({marks})', xs)"
    ),
    "a number in a query": "def f(c, n):\n    c.execute('SELECT a FROM t LIMIT %d' % int(n))",
    "a list without a shell": "import subprocess\nsubprocess.run(['ls', x], shell=False)",
    "execute of another kind": "def f(pool, job):\n    pool.execute('run ' + job)",
    "dump": "import pickle\npickle.dumps(x)",
    "checksum": "import hashlib\nhashlib.md5(x, usedforsecurity=False)",
    "query from a helper": "def q():\n    return 'SELECT a FROM t'\ndef f(c):\n    c.execute(q())",
    "safe loader by name": "from yaml import CSafeLoader, load\nload(x, Loader=CSafeLoader)",
    "safe loader": "import yaml\nyaml.load(x, Loader=yaml.SafeLoader)",
    "path that is checked": (
        "from pathlib import Path\ndef f(n):\n    p = (Path('/data') / n).resolve()\n"
        "    if p.is_relative_to('/data'):\n        return p.read_text()"
    ),
    "a path as it was given": "def f(path):\n    return open(path)",
    "host that is checked": (
        "import requests\nfrom urllib.parse import urlparse\ndef f(u):\n"
        "    if urlparse(u).hostname in HOSTS:\n        return requests.get(u)"
    ),
    "password from the settings": "password = settings['password']",
    "words about a password": "password_label = 'Password'\npassword_field = 'pw-1'",
    "empty password": "password = ''",
    "name of a variable": "api_key = env['API_KEY']\ntoken_name = 'API_TOKEN'",
    "length of a secret": "log.info('%d', len(password))",
    "secrets by secrets": "import secrets\ntoken = secrets.token_hex(16)",
    "zip": "import zipfile\nzipfile.ZipFile(x).extractall()",
    "loopback": "app.run(host='127.0.0.1')",
    "a name of the scope listed": "[k for k in globals() if k.isupper()]",
    "a computed field": "getattr(record, x)",
    "address as data": "import ipaddress\nipaddress.ip_address('0.0.0.0')",
}


@pytest.mark.parametrize("name", HARMLESS, ids=str)
def test_what_looks_alike_passes(name: str) -> None:
    """Ordinary code that shares words with a weakness has no finding."""
    assert scan(HARMLESS[name], "activity.py", OURS) == ()


@pytest.mark.parametrize(
    ("source", "effect"),
    [
        ("import time\ntime.time()", "clock"),
        ("print(1)", "console"),
        ("import sqlite3\nsqlite3.connect('x')", "database"),
        ("eval('1')", "dynamic code"),
        ("import os\nos.environ['X']", "environment"),
        ("import os\nos.getenv('X')", "environment"),
        ("open('x')", "files"),
        ("from pathlib import Path\nPath('x').write_text('y')", "files"),
        ("import ctypes\nctypes.CDLL('x')", "native code"),
        ("import urllib.request as u\nu.urlopen('https://example.org')", "network"),
        ("import subprocess\nsubprocess.run(['ls'])", "processes"),
        ("import random\nrandom.random()", "randomness"),
        ("import threading\nthreading.Thread()", "threads"),
        ("f = open\nf('x')", "files"),
        ("getattr(__import__('os'), 'remove')('x')", "files"),
    ],
)
def test_an_effect_is_declared_or_found(source: str, effect: str) -> None:
    """Each effect is a finding without its word in the policy, and none with it."""
    others = activity_policy(set(EFFECTS) - {effect}, ())
    found = [f for f in scan(source, "x.py", others) if f.rule == "undeclared-effect"]
    assert found[0].message.startswith(effect)
    assert "undeclared-effect" not in {f.rule for f in scan(source, "x.py", OURS)}


@pytest.mark.parametrize("tool", ["bandit", "detect-secrets"])
def test_a_tool_that_is_absent_fails_the_gate(tool: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not looked at has not passed, however plain the text is."""
    module = "bandit" if tool == "bandit" else "detect_secrets"
    for name in [name for name in sys.modules if name.split(".")[0] == module]:
        monkeypatch.delitem(sys.modules, name)
    adapter = f"lemmata.gates.security.{module}_adapter"
    monkeypatch.delitem(sys.modules, adapter, raising=False)
    monkeypatch.setitem(sys.modules, module, None)
    (finding,) = scan("x = 1\n", "x.py", activity_policy((), (tool,)))
    assert finding.rule == "tool-missing"
    assert tool in finding.message


@pytest.mark.parametrize("tool", ["bandit", "detect-secrets"])
def test_a_tool_that_breaks_fails_the_gate(tool: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception inside a tool is a finding with its name, not a pass and not a crash."""
    broken = ModuleType("adapter")

    def report(text: str) -> list[tuple[str, int]]:
        raise OSError(f"no room for {len(text)} characters")

    broken.report = report  # type: ignore[attr-defined]
    name = f"lemmata.gates.security.{tool.replace('-', '_')}_adapter"
    monkeypatch.setitem(sys.modules, name, broken)
    (finding,) = scan("x = 1\n", "x.py", activity_policy((), (tool,)))
    assert (finding.rule, finding.severity) == ("tool-broken", "error")
    assert "no room for 6 characters" in finding.message


def test_bandit_that_skips_a_text_fails_the_gate() -> None:
    """Bandit records an exception of a test and goes on; the adapter does not."""
    scan("x = 1\n", "x.py", activity_policy())
    adapter = importlib.import_module("lemmata.gates.security.bandit_adapter")
    with pytest.raises(RuntimeError, match="skipped"):
        adapter.report("def f(:\n")


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("import ftplib  # nosec\n", "bandit"),
        ('BOT = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawx"  # pragma: allowlist secret\n', "detect-secrets"),
    ],
)  # fmt: skip
def test_a_candidate_cannot_excuse_itself(source: str, rule: str) -> None:
    """Comments that silence a tool are the candidate's own words, and count for nothing."""
    assert {finding.rule for finding in scan(source, "x.py", activity_policy(EFFECTS))} == {rule}


def test_a_tool_repeats_nothing() -> None:
    """On a line of which our own rules speak, the tools are silent."""
    found = scan("import os\nos.system(x)\n", "x.py", activity_policy(EFFECTS))
    assert [finding.rule for finding in found] == ["shell-command"]


def test_the_digest_names_what_decided() -> None:
    """Another policy has another digest; versions of the tools stand beside it."""
    assert digest(OURS) == digest(activity_policy(EFFECTS, ()))
    assert len({digest(OURS), digest(SecurityPolicy()), digest(activity_policy())}) == 3
    assert set(tools(activity_policy())) == {"python", "bandit", "detect-secrets"}
    assert set(tools(SecurityPolicy())) == {"python"}
