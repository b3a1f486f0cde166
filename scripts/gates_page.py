"""Write the generated tables of `docs/gates.md` from the rules of the gates."""

from pathlib import Path

from lemmata.gates.catalogue import with_tables

PAGE = Path(__file__).resolve().parent.parent / "docs" / "gates.md"


def main() -> int:
    """Rewrite the page and return an exit code."""
    PAGE.write_text(with_tables(PAGE.read_text()))
    print(f"wrote {PAGE.name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
