"""The lemmas that a task file imports: found beside it, checked, and put together.

`from clamp import clamp` means the sealed lemma ``clamp.lemma``, never the text of ``clamp.py``.
That file, where it is there, must still say what was sealed; its open bodies may stay open.
"""

import ast
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lemmata.contracts.borrowing import module_file
from lemmata.contracts.errors import (
    ComponentError,
    InputError,
    LemmataError,
    Place,
    SourceError,
)
from lemmata.contracts.imports import Wanted, refuse_module
from lemmata.contracts.reading import read_statements
from lemmata.contracts.syntax import parse_file
from lemmata.contracts.tasks import Links
from lemmata.evidence.chain import Chain, says_tested
from lemmata.evidence.checking import chain
from lemmata.evidence.linking import (
    Named,
    Sealed,
    check_meanings,
    definitions,
    is_drift,
    links_of,
    texts_of,
)

USUAL = "lemmas"
"""The folder beside a task file where `lemmata compile` puts lemmas if nothing else is said."""


@dataclass(slots=True)
class Lemmas:
    """Finds and checks lemmas for one run; each is checked once.

    A lemma is looked for in ``places``, beside the file that is imported and in the folder
    ``lemmas`` there, and in both places of the file that imports it.
    """

    places: Sequence[Path] = ()
    _chain: Chain = field(init=False)

    def __post_init__(self) -> None:
        self._chain = chain(self.places)

    def link(self, path: str, wanted: tuple[Wanted, ...]) -> Links:
        """The sealed code for the imports of the file at ``path``.

        Raises:
            SourceError: a module for which no lemma is there, and no file either.
            ComponentError: a lemma that is missing, does not check, or was sealed from other text.
        """
        found: dict[Named, Sealed] = {}
        for module in dict.fromkeys(known.module for known in wanted):
            names = [known for known in wanted if known.module == module]
            found.update(self._of_module(path, module, names))
        # As the imports name them: the checker goes through the same order.
        lemmas = {(w.module, w.name): found[w.module, w.name] for w in wanted if w[:2] in found}
        try:
            texts = texts_of(wanted, lemmas)
            _check_there(path, wanted, texts)
            links = links_of(texts, lemmas)
            check_meanings(links, lemmas)
            _check_circle(path, links)
            _check_drift(path, wanted[0].line, links)
            _check_proved(wanted, links)
        except ComponentError as error:
            place = error.place or Place(path, wanted[0].line)
            raise ComponentError(error.message, place=place, remedy=error.remedy) from error
        except SourceError:
            raise
        except LemmataError as error:
            raise ComponentError(
                f"its sealed code cannot be put together: {error}",
                place=Place(path, wanted[0].line),
                remedy="seal the lemmas again",
            ) from error
        return links

    def _of_module(
        self, path: str, module: str, wanted: Sequence[Wanted]
    ) -> Mapping[Named, Sealed]:
        here = Path(path).parent
        file = module_file(Path(path), module)
        beside = (file.parent, file.parent / USUAL, here, here / USUAL)
        found: dict[Named, Sealed] = {}
        for known in wanted:
            folders = self._chain.find(known.name, beside)
            if folders:
                found[module, known.name] = self._checked(path, known, folders[0])
        return found

    def _checked(self, path: str, wanted: Wanted, folder: Path) -> Sealed:
        if says_tested(folder):
            raise ComponentError(
                f"{folder.name} is only tested: a proof builds on what is proved",
                place=Place(path, wanted.line),
                remedy=f"prove {wanted.name} and seal it again, or put its code into this file",
            )
        report, sealed = self._chain.check(folder)
        if sealed is None:
            first = report.problems[0]
            raise ComponentError(
                f"the lemma {folder} does not hold: {first.file}: {first.message}",
                place=Place(path, wanted.line),
                remedy="seal it again; `lemmata check` tells everything that is wrong with it",
            )
        if sealed.manifest.function != wanted.name:
            raise ComponentError(
                f"the lemma {folder} is of {sealed.manifest.function}, not of {wanted.name}",
                place=Place(path, wanted.line),
                remedy="put each lemma in the folder that has its name",
            )
        return sealed


def _check_there(path: str, wanted: Sequence[Wanted], texts: Mapping[str, str]) -> None:
    """A module without a lemma of its own may be one that the other lemmas build on."""
    for known in wanted:
        if known.module in texts:
            continue
        file = module_file(Path(path), known.module)
        if not os.path.isfile(file):  # noqa: PTH113 - never raises
            raise refuse_module(path, known.line, known.module)
        where = f"{file.parent / USUAL}; or name its folder with --lemmas"
        if _is_function(file, known.name):
            told = f"{known.name}.lemma is missing"
            remedy = f"seal it: lemmata compile {file} -o {where}"
        else:
            told = f"{known.name} comes with a function that is sealed and imported beside it"
            remedy = "import one of its functions too"
        raise ComponentError(
            f"no sealed lemma of {known.module} is there: {told}",
            place=Place(path, known.line),
            remedy=remedy,
        )


def _is_function(file: Path, name: str) -> bool:
    try:
        found = definitions(read_statements(file)).get(name)
    except InputError:
        return True
    return found is None or isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef)


def _check_drift(path: str, line: int, links: Links) -> None:
    """What Python imports must be what was sealed, in every module of the chain."""
    for name, module in links.modules.items():
        file = module_file(Path(path), name)
        if not os.path.exists(file):  # noqa: PTH110 - never raises
            continue
        sealed = definitions(parse_file(module.source, name))
        try:
            now = definitions(read_statements(file))
        except InputError as error:
            raise ComponentError(
                f"{error.place or file} may not say what was sealed: {error.message}",
                place=Place(path, line),
                remedy=error.remedy,
            ) from error
        for known, old in sealed.items():
            if known not in now or is_drift(old, now[known]):
                raise ComponentError(
                    f"{known} in {file} is not what was sealed",
                    place=Place(path, line),
                    remedy=f"seal it again, and what builds on it: lemmata compile {file} -o DIR",
                )


def _check_circle(path: str, links: Links) -> None:
    """Two files may not import each other: neither could be sealed first."""
    here = Path(path)
    for module in links.modules:
        if os.path.realpath(module_file(here, module)) == os.path.realpath(here):
            raise ComponentError(
                f"the lemmas that it imports build on {module}, which is this file",
                remedy="let one of the two files do without the other",
            )


def _check_proved(wanted: Sequence[Wanted], links: Links) -> None:
    """A borrowed contract is one that somebody proved."""
    proved = links.proved()
    for known in wanted:
        task = links.modules[known.module].tasks.get(known.name)
        if task is not None and task.has_contract and (known.module, known.name) not in proved:
            raise ComponentError(
                f"{known.name} of {known.module} has a contract, and no lemma proves it",
                remedy=f"seal it: {known.name}.lemma is missing",
            )


def lemma_only_tested(path: Path, name: str, places: Sequence[Path]) -> Path | None:
    """The lemma that says that this very function is only tested; None where none says so.

    It is looked for in ``places``, beside the file and in the folder ``lemmas`` there.
    """
    for place in (*places, path.parent, path.parent / USUAL):
        folder = place / f"{name}.lemma"
        if not says_tested(folder):
            continue
        try:
            sealed = definitions(read_statements(folder / "source.py")).get(name)
            now = definitions(read_statements(path)).get(name)
        except InputError:
            continue
        if sealed is not None and now is not None and not is_drift(sealed, now):
            return folder
    return None


__all__ = ["USUAL", "Lemmas", "lemma_only_tested"]
