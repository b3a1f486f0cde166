"""Make `.venv`: the package, and what its tests need, from the hashed lock.

Run by `make setup`. It needs Python's standard library only, does nothing when the lock and
`pyproject.toml` are those of the last run, and asks the same indexes as pip is told to ask.
"""

import hashlib
import os
import re
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
LOCK = ROOT / "requirements-dev.lock"
STAMP = ENVIRONMENT / ".lemmata-stamp"

# What pip's configuration calls a thing, and the variable by which uv takes it.
UV_VARIABLES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
    "trusted-host": "UV_INSECURE_HOST",
}


def main() -> int:
    """Bring `.venv` up to date and return an exit code."""
    if sys.version_info < (3, 11):
        print(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}", file=sys.stderr)
        return 1
    wanted = fingerprint()
    if STAMP.is_file() and STAMP.read_text() == wanted:
        return 0
    STAMP.unlink(missing_ok=True)
    python = ENVIRONMENT / "bin" / "python"
    if not works(python):
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
    with_pip = ENVIRONMENT / "bin" / "pip"
    pinned = ENVIRONMENT / "uv.txt"
    pinned.write_text(locked("uv", LOCK.read_text()))
    run([with_pip, "install", "-q", "--require-hashes", "-r", pinned], dict(os.environ))
    settings = uv_settings(with_pip)
    uv: list[str | Path] = [ENVIRONMENT / "bin" / "uv", "pip"]
    run([*uv, "sync", "-q", "--python", python, "--require-hashes", LOCK], settings)
    local: list[str | Path] = ["--no-deps", "--no-build-isolation", "-e", ROOT]
    run([*uv, "install", "-q", "--python", python, *local], settings)
    STAMP.write_text(wanted)
    print(f"ready: {ENVIRONMENT.relative_to(ROOT)}/bin/lemmata", file=sys.stderr)
    return 0


def fingerprint() -> str:
    """What the environment is made from, as one digest."""
    digest = hashlib.sha256(f"{sys.version}\n{ROOT}\n".encode())
    for path in (LOCK, ROOT / "pyproject.toml", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def works(python: Path) -> bool:
    """Whether an earlier run left an interpreter, with pip, that still starts."""
    if not python.exists():
        return False
    command: list[str | Path] = [python, "-m", "pip", "--version"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def locked(package: str, lock: str) -> str:
    """The lines of `lock` that pin one package, with its hashes."""
    found = re.search(rf"^{re.escape(package)}==.*?(?=^\S|\Z)", lock, re.MULTILINE | re.DOTALL)
    if found is None:
        raise SystemExit(f"{LOCK.name} does not pin {package}; run `make lock`")
    return "".join(line for line in found[0].splitlines(True) if not line.lstrip().startswith("#"))


def uv_settings(pip: Path) -> dict[str, str]:
    """This process's variables, with what pip is configured to use said to uv."""
    listed = subprocess.run(
        [pip, "config", "list"], check=True, capture_output=True, text=True
    ).stdout
    settings = dict(os.environ)
    settings["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # as pip does; the hashes decide
    for scope in ("global", "install", ":env:"):
        for name, value in re.findall(rf"^{scope}\.([a-z-]+)='(.*)'$", listed, re.MULTILINE):
            if name in UV_VARIABLES:
                words = value.replace("\\n", " ").split()
                separator = "," if name == "find-links" else " "
                settings[UV_VARIABLES[name]] = separator.join(words)
    settings.update({name: os.environ[name] for name in os.environ if name.startswith("UV_")})
    return settings


def run(command: Sequence[str | Path], environment: dict[str, str]) -> None:
    """Run one step; its own messages explain a failure."""
    code = subprocess.run(command, check=False, cwd=ROOT, env=environment).returncode
    if code:
        raise SystemExit(f"setup stopped: {' '.join(map(str, command))} returned {code}")


if __name__ == "__main__":
    sys.exit(main())
