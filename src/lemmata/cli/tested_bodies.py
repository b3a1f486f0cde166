"""What `prove` says of a body that nobody proved, where a policy accepts that it is tested."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from lemmata.contracts.closing import Closing
from lemmata.contracts.errors import InputError, LemmataError
from lemmata.contracts.tasks import Module
from lemmata.contracts.verdicts import Judgement, Verdict

if TYPE_CHECKING:
    from lemmata.gates import Toolbox


class TriedBodies(Closing):
    """Asks the gates where that may change a word; what they need is started then.

    What makes a policy or a golden set unusable goes to ``errors``.
    """

    def __init__(self, errors: list[LemmataError]) -> None:
        self._errors = errors
        self._box: Toolbox | None = None

    def told(self, module: Module, judgement: Judgement) -> Judgement:
        """The judgement, which says that the body is tested where it is, or why not."""
        if judgement.verdict not in (Verdict.UNKNOWN, Verdict.UNSUPPORTED):
            return judgement
        try:
            policies = import_module("lemmata.gates.nearest").nearest_policies(Path(module.path))
            if policies.of(judgement.function).accept != "tested":
                return judgement
            assembly = import_module("lemmata.assembly")
            if self._box is None:
                self._box = import_module("lemmata.gates.toolbox").Toolbox()
            gating = assembly.Gating(policies, self._box)
            return cast(Judgement, assembly.tested_as_it_stands(gating, module, judgement))
        except InputError as error:
            self._errors.append(error)
            return judgement

    def close(self) -> None:
        """End what was started."""
        if self._box is not None:
            self._box.close()
