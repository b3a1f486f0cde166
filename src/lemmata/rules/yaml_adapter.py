"""YAML, read strictly: every scalar is the text that stands there, a key comes once, no aliases.

YAML's own typing would turn the state `no` into False and the symbol `1` into a number.
"""

from pathlib import Path
from typing import Any, TypeAlias, Union

import yaml

from lemmata.contracts.errors import FileError, Place, RuleError

LARGEST_FILE_BYTES = 64 * 2**20

Tree: TypeAlias = Union[str, list["Tree"], dict[str, "Tree"]]  # noqa: UP007 - it names itself


class _Strict(yaml.BaseLoader):  # type: ignore[misc]
    """PyYAML's loader without types, which neither repeats a key nor shares a node."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.constructor.ConstructorError(None, None, "an alias", mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                problem = "a key that is no text"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            if key.value in seen:
                problem = f"the key {key.value} again"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(key.value)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


def read_tree(path: Path) -> Tree:
    """The file's only document.

    Raises:
        FileError: it is missing, too large or not UTF-8.
        RuleError: it is no YAML, has an alias, or a key twice.
    """
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise FileError(
                f"larger than {LARGEST_FILE_BYTES} bytes",
                place=Place(str(path)),
                remedy="build a machine of this size in Python",
            )
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"cannot be read: {error}", place=Place(str(path))) from error
    return parse_tree(text, str(path))


def parse_tree(text: str, path: str) -> Tree:
    """The only document of a text; ``path`` is for errors.

    Raises:
        RuleError: no YAML, an alias, or a key twice.
    """
    try:
        tree: Tree = yaml.load(text, Loader=_Strict)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 0
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise RuleError(
            f"no YAML that is read here: {problem}",
            place=Place(path, line),
            remedy="write each key once, and no anchors or aliases",
        ) from error
    return tree


def dump_tree(tree: Any) -> str:
    """Lists, mappings, text and numbers as YAML, keys in their order."""
    text: str = yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=100)
    return text
