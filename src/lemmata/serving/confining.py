"""The project root: what a client names lies below it, or is refused."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lemmata.cli.linking import linker
from lemmata.contracts.borrowing import Linker, module_file
from lemmata.contracts.errors import ChoiceError, FileError, InputError, Place
from lemmata.contracts.imports import Wanted
from lemmata.contracts.tasks import Links
from lemmata.evidence.lemmas import USUAL
from lemmata.targets import Target, find_targets


@dataclass(frozen=True, slots=True)
class Root:
    """A folder, free of links in its own name. Paths are given back from there, links resolved."""

    folder: Path

    @classmethod
    def at(cls, folder: Path) -> "Root":
        """The root at this folder.

        Raises:
            FileError: there is no such folder.
        """
        if not folder.is_dir():
            raise FileError(
                "no such folder", place=Place(str(folder)), remedy="name a folder with --root"
            )
        return cls(Path(os.path.realpath(folder)))

    def inside(self, text: str | Path) -> Path:
        """The path from the root that ``text`` means; it need not be there.

        Raises:
            ChoiceError: an empty path, a zero character, or a place that is not below the root,
                however it is spelled and whatever links lead there.
        """
        named = str(text)
        if not named or "\0" in named:
            raise ChoiceError(f"{named!r} is no path", remedy="name a path below the project root")
        real = Path(os.path.realpath(self.folder / named))
        if not real.is_relative_to(self.folder):
            raise ChoiceError(
                f"{named} leads out of the project root",
                remedy=f"name a path below {self.folder}, or start the server with another --root",
            )
        return real.relative_to(self.folder)

    def file(self, text: str) -> Path:
        """The plain file that is meant.

        Raises:
            ChoiceError: as `inside`.
            FileError: nothing is there, or a folder, or a pipe.
        """
        path = self.inside(text)
        if not (self.folder / path).is_file():
            is_folder = (self.folder / path).is_dir()
            raise FileError(
                "it is a folder" if is_folder else "no such file",
                place=Place(str(path)),
                remedy="name a Python file by its path from the project root",
            )
        return path

    def targets(
        self, text: str, function: str | None, on_error: Callable[[InputError], None]
    ) -> tuple[Target, ...]:
        """The files that a path stands for, and the function that is meant in the one file.

        A link in a folder that leads out of the root goes to ``on_error``.

        Raises:
            ChoiceError: as `inside`; or a function of a folder.
            FileError: nothing is there, or a folder without Python files.
        """
        path = self.inside(text)
        if not (self.folder / path).is_dir():
            return (Target(self.file(text), function),)
        if function is not None:
            raise ChoiceError(f"{text} is a folder", remedy="name the file of the function")
        found: list[Target] = []
        for known in find_targets(str(self.folder / path)):
            try:
                found.append(Target(self.inside(known.path)))
            except ChoiceError as error:
                on_error(error)
        return tuple(found)

    def linker(self, places: tuple[Path, ...]) -> Linker:
        """Finds the lemmas that files import; one that a link brings in from outside is refused."""
        inner = linker(places)

        def link(path: str, wanted: tuple[Wanted, ...]) -> Links:
            here = Path(path)
            for known in wanted:
                file = module_file(here, known.module)
                folders = {file.parent, file.parent / USUAL, here.parent, here.parent / USUAL}
                for place in (file, *(folder / f"{known.name}.lemma" for folder in folders)):
                    self.inside(place)
            return inner(path, wanted)

        return link
