"""Pin `requirements.lock` (run time) and `requirements-dev.lock` (with what the tests need).

Both carry the hashes of every file for every platform, and no registry's address.
"""

import subprocess
import sys
from pathlib import Path

from setup import ENVIRONMENT, ROOT, uv_settings

GROUPS = {"requirements.lock": [], "requirements-dev.lock": ["--group", "dev"]}


def main() -> int:
    """Write both locks and return an exit code."""
    uv = Path(sys.executable).with_name("uv")
    settings = uv_settings(ENVIRONMENT / "bin" / "pip")
    for name, groups in GROUPS.items():
        subprocess.run(
            [
                uv,
                "pip",
                "compile",
                "-q",
                "--upgrade",
                "--universal",
                "--python-version",
                "3.11",
                "--generate-hashes",
                "--no-emit-index-url",
                "--no-emit-find-links",
                "--no-emit-build-options",
                "--custom-compile-command",
                "make lock",
                "pyproject.toml",
                *groups,
                "-o",
                name,
            ],
            cwd=ROOT,
            env=settings,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        print(f"wrote {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
