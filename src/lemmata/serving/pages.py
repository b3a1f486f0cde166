"""The pages that clients may read: in the package where it is installed, in `docs/` beside it."""

from pathlib import Path

from lemmata.contracts.errors import FileError, Place

INSTALLED = Path(__file__).with_name("pages")
CHECKOUT = Path(__file__).parents[3] / "docs"


def page(name: str) -> str:
    """The text of a page.

    Raises:
        FileError: this installation lacks it.
    """
    for folder in (INSTALLED, CHECKOUT):
        if (folder / name).is_file():
            return (folder / name).read_text(encoding="utf-8")
    raise FileError("the page is missing", place=Place(name), remedy="install Lemmata again")
