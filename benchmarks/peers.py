"""The same 34 small contracts through other verifiers, in one run; JSON on stdout.

    python benchmarks/peers.py

`small_contracts/right` holds 17 bodies that meet their contracts, `small_contracts/wrong` 17 that
nearly do; no file has an invariant. Every peer stays in an environment of its own: a folder
`crosshair`, `touchstone` or `nagini` of `$XDG_CACHE_HOME/lemmata-peers`, or the one that
`LEMMATA_CROSSHAIR`, `LEMMATA_TOUCHSTONE` or `LEMMATA_NAGINI` names. One that is not there is
reported absent and counted nowhere; `--prepare` makes the first two with pip. An interrupted run
reports the files that it reached.
"""

import argparse
import ast
import json
import os
import platform
import resource
import signal
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import lemmata

CONTRACTS = Path(__file__).resolve().parent / "small_contracts"
KINDS = ("right", "wrong")
PROVED, REFUTED, UNDECIDED, REFUSED, BROKEN = "proved", "refuted", "undecided", "refused", "broken"
GOALS = (
    ("decided rightly, of 34", "at least", 34),
    ("decided wrongly", "at most", 0),
    ("times faster where crosshair confirms", "at least", 2),
    ("times faster where crosshair gives up", "at least", 50),
    ("times faster than nagini", "at least", 100),
)
REQUIREMENTS = {"crosshair": "crosshair-tool", "touchstone": "touchstone-prover==1.61"}


@dataclass(frozen=True, slots=True)
class Peer:
    """A verifier: its program, how a file is given to it, and how its answer is read.

    ``commands`` makes the command line; ``read`` takes the exit status and both streams.
    ``translated`` writes the file in the peer's own notation, or is the identity.
    """

    name: str
    program: Path
    arguments: Callable[[Path], Sequence[str]]
    read: Callable[[int, str], str]
    translated: Callable[[str], str] = str


def main() -> int:
    """Asks everyone about every file and prints the report; 1 when Lemmata was wrong."""
    choices = _choices()
    start = time.perf_counter()
    if choices.prepare:
        _prepare()
    peers = _peers(choices.seconds)
    present = [peer for peer in peers if peer.program.exists() and peer.name not in choices.without]
    files = [path for kind in KINDS for path in sorted((CONTRACTS / kind).glob("*.py"))]
    files = [path for path in files if choices.only in path.stem]
    rows: list[dict[str, Any]] = []
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        rows.extend(_row(path, present, choices.patience) for path in _watched(files))
    tables = {peer.name: _table(rows, peer.name) for peer in present}
    ratios = _ratios(rows, [peer.name for peer in present])
    report = {
        "benchmark": "peers",
        "machine": _machine(),
        "seconds": round(time.perf_counter() - start, 1),
        "is_whole": len(rows) == len(files),
        "goals": _goals(tables["lemmata"], ratios, len(rows)),
        "absent": [peer.name for peer in peers if not peer.program.exists()],
        "not_asked": list(choices.without),
        "tables": tables,
        "ratios": ratios,
        "files": rows,
    }
    print(json.dumps(report, indent=2))
    return 1 if rows and tables["lemmata"]["decided wrongly"] else 0


def _choices() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=int, default=10, help="CrossHair's, a condition (10)")
    parser.add_argument("--patience", type=int, default=180, help="wall seconds for one file (180)")
    parser.add_argument("--prepare", action="store_true", help="install the peers that pip has")
    parser.add_argument("--without", nargs="*", default=(), help="peers that are not asked")
    parser.add_argument("--only", default="", help="files whose name has this in it")
    return parser.parse_args()


def _home(name: str) -> Path:
    """The environment of one peer."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    named = os.environ.get(f"LEMMATA_{name.upper()}")
    return Path(named) if named else cache / "lemmata-peers" / name


def _prepare() -> None:
    for name, requirement in REQUIREMENTS.items():
        home = _home(name)
        if not (home / "bin" / name).exists():
            venv.create(home, with_pip=True)
            command = [str(home / "bin" / "pip"), "install", "-q", requirement, "icontract"]
            subprocess.run(command, check=True, stdout=sys.stderr)


def _peers(seconds: int) -> tuple[Peer, ...]:
    crosshair = ("check", "--analysis_kind=icontract", "--report_all")
    limit = f"--per_condition_timeout={seconds}"
    return (
        Peer(
            "lemmata",
            Path(sys.executable),
            lambda path: ("-m", "lemmata.cli.main", "prove", "--no-cache", "--json", str(path)),
            _read_lemmata,
        ),
        Peer(
            "crosshair",
            _home("crosshair") / "bin" / "crosshair",
            lambda path: (*crosshair, limit, str(path)),
            _read_crosshair,
        ),
        Peer(
            "touchstone",
            _home("touchstone") / "bin" / "touchstone",
            lambda path: ("verify", "--json", str(path)),
            _read_touchstone,
        ),
        Peer(
            "nagini",
            _home("nagini") / "bin" / "nagini",
            lambda path: (str(path),),
            _read_nagini,
            for_nagini,
        ),
    )


def _read_lemmata(_status: int, output: str) -> str:
    try:
        (result,) = json.loads(output)["results"]
        verdict = str(result["verdict"])
    except (ValueError, KeyError):
        return BROKEN
    return {"unknown": UNDECIDED, "unsupported": REFUSED, "failed": BROKEN}.get(verdict, verdict)


def _read_crosshair(status: int, output: str) -> str:
    """Confirmed only where every condition is; 1 says that an input was found."""
    if status == 1:
        return REFUTED
    conditions = [line for line in output.splitlines() if ": info: " in line]
    if status or not conditions:
        return BROKEN
    is_confirmed = all("Confirmed over all paths" in line for line in conditions)
    return PROVED if is_confirmed else UNDECIDED


def _read_touchstone(_status: int, output: str) -> str:
    try:
        status = json.loads(output)["status"]
    except (ValueError, KeyError):
        return BROKEN
    return {"PROVED": PROVED, "REFUTED": REFUTED}.get(status, UNDECIDED)


def _read_nagini(_status: int, output: str) -> str:
    """It shows no input, so what it does not verify is undecided."""
    if "Verification successful" in output:
        return PROVED
    if "Verification failed" in output:
        return UNDECIDED
    return REFUSED if "Translation failed" in output or "Type error" in output else BROKEN


def _row(path: Path, peers: Sequence[Peer], patience: int) -> dict[str, Any]:
    """One file: verdict and CPU seconds of each peer."""
    said = {peer.name: _asked(peer, path, patience) for peer in peers}
    return {"file": path.stem, "kind": path.parent.name, "answers": said}


def _asked(peer: Peer, path: Path, patience: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_text(peer.translated(path.read_text(encoding="utf-8")), encoding="utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        status, output = _ran([str(peer.program), *peer.arguments(copy)], patience)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    verdict = UNDECIDED if status is None else peer.read(status, output)
    return {"verdict": verdict, "cpu_seconds": round(spent, 3)}


def _ran(command: Sequence[str], patience: int) -> tuple[int | None, str]:
    """Exit status and output; no status where patience ended."""
    environment = {**os.environ, "PYTHONPATH": str(Path(lemmata.__file__).parents[1])}
    if command[0] != sys.executable:
        del environment["PYTHONPATH"]
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=patience, check=False
        )
    except subprocess.TimeoutExpired:
        return None, ""
    return done.returncode, done.stdout


def _table(rows: Sequence[Mapping[str, Any]], name: str) -> dict[str, Any]:
    """How often each verdict fell on right and on wrong bodies, and what that is worth."""
    table: dict[str, Any] = {kind: {} for kind in KINDS}
    for row in rows:
        verdict = row["answers"][name]["verdict"]
        counts = table[row["kind"]]
        counts[verdict] = counts.get(verdict, 0) + 1
    right, wrong = table["right"], table["wrong"]
    table["decided rightly"] = right.get(PROVED, 0) + wrong.get(REFUTED, 0)
    table["decided wrongly"] = right.get(REFUTED, 0) + wrong.get(PROVED, 0)
    spent = [row["answers"][name]["cpu_seconds"] for row in rows]
    table["median_cpu_seconds"] = round(median(spent), 3) if spent else None
    table["sum_cpu_seconds"] = round(sum(spent), 1)
    return table


def _ratios(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> dict[str, Any]:
    """Median over files of a peer's CPU seconds over ours, by what the peer said.

    Only files that we decide count: a fast shrug is worth nothing.
    """
    found: dict[str, Any] = {}
    for name in names[1:]:
        groups: dict[str, list[float]] = {}
        for row in rows:
            ours, theirs = row["answers"]["lemmata"], row["answers"][name]
            if ours["verdict"] in (PROVED, REFUTED):
                ratio = theirs["cpu_seconds"] / max(ours["cpu_seconds"], 0.001)
                for group in (theirs["verdict"], "all"):
                    groups.setdefault(group, []).append(ratio)
        found[name] = {
            group: {"files": len(values), "median": round(median(values), 1)}
            for group, values in sorted(groups.items())
        }
    return found


def _goals(ours: Mapping[str, Any], ratios: Mapping[str, Any], count: int) -> list[dict[str, Any]]:
    """The goals that this run can speak about: none of an absent peer, 34 only of all files."""
    crosshair, nagini = ratios.get("crosshair", {}), ratios.get("nagini", {})
    reached = (
        ours["decided rightly"] if count == 34 else None,
        ours["decided wrongly"],
        crosshair.get(PROVED, {}).get("median"),
        crosshair.get(UNDECIDED, {}).get("median"),
        nagini.get("all", {}).get("median"),
    )
    return [
        {
            "figure": figure,
            "goal": goal,
            "value": value,
            "met": value >= goal if side == "at least" else value <= goal,
        }
        for (figure, side, goal), value in zip(GOALS, reached, strict=True)
        if value is not None
    ]


class _Nagini(ast.NodeTransformer):
    """A condition in Nagini's words: ``Result()``, and quantifiers over places and members."""

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """The returned value."""
        return _call("Result") if node.id == "result" else node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """A chain becomes a conjunction, which it has no notation for."""
        self.generic_visit(node)
        sides = [node.left, *node.comparators]
        pairs = zip(sides, node.ops, sides[1:], strict=False)
        links: list[ast.expr] = [ast.Compare(left, [op], [right]) for left, op, right in pairs]
        return links[0] if len(links) == 1 else ast.BoolOp(ast.And(), links)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """`all` of a generator becomes nested quantifiers."""
        generator = node.args[0] if node.args else None
        is_all = isinstance(node.func, ast.Name) and node.func.id == "all"
        if not is_all or not isinstance(generator, ast.GeneratorExp):
            return self.generic_visit(node)
        body: ast.expr = self.visit(generator.elt)
        for clause in reversed(generator.generators):
            body = self._forall(clause, body)
        return body

    def _forall(self, clause: ast.comprehension, body: ast.expr) -> ast.expr:
        assert isinstance(clause.target, ast.Name)
        name, source = clause.target.id, clause.iter
        if isinstance(source, ast.Call) and ast.unparse(source.func) == "range":
            above = ast.unparse(self.visit(source.args[-1]))
            guard = f"0 <= {name} and {name} < {above}"
            text = f"Forall(int, lambda {name}: Implies({guard}, {ast.unparse(body)}))"
        else:
            over = ast.unparse(self.visit(source))
            text = f"Forall({over}, lambda {name}: {ast.unparse(body)})"
        parsed: ast.expr = ast.parse(text, mode="eval").body
        return parsed


def for_nagini(source: str) -> str:
    """The file with its contract in Nagini's notation; lists and dicts come with permission."""
    (function,) = (n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef))
    before: list[ast.expr] = []
    after: list[ast.expr] = []
    for argument in function.args.args:
        owned = _owned(argument.annotation, argument.arg)
        before += owned
        after += owned
    after += _owned(function.returns, "Result()")
    for decorator in function.decorator_list:
        assert isinstance(decorator, ast.Call)
        (condition,) = decorator.args
        assert isinstance(condition, ast.Lambda)
        is_before = ast.unparse(decorator.func) == "require"
        (before if is_before else after).append(_Nagini().visit(condition.body))
    clauses = [_call("Requires", c) for c in before] + [_call("Ensures", c) for c in after]
    function.decorator_list = []
    function.body = [*(ast.Expr(clause) for clause in clauses), *function.body[1:]]
    text = ast.unparse(ast.fix_missing_locations(function))
    for plain in ("list", "dict", "tuple"):
        text = text.replace(f"{plain}[", f"{plain.title()}[")
    head = "from typing import Dict, List, Tuple\nfrom nagini_contracts.contracts import *\n\n\n"
    return f"{head}{text}\n"


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name), list(arguments), [])


def _owned(annotation: ast.expr | None, name: str) -> list[ast.expr]:
    """The permission to read a list or dict of this name, or those within a pair."""
    match annotation:
        case ast.Subscript(value=ast.Name(id="list" | "dict" as kind)):
            return [ast.parse(f"Acc({kind}_pred({name}))", mode="eval").body]
        case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=parts)):
            found = [_owned(part, f"{name}[{at}]") for at, part in enumerate(parts)]
            return [permission for owned in found for permission in owned]
    return []


def _machine() -> dict[str, Any]:
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "lemmata": lemmata.__version__,
    }


def _watched(files: Sequence[Path]) -> Iterator[Path]:
    """The files, with a line on stderr when someone looks."""
    say: Callable[[str], object] = sys.stderr.write if sys.stderr.isatty() else len
    for number, path in enumerate(files, start=1):
        say(f"\r{number} of {len(files)}: {path.parent.name}/{path.name:<24}")
        yield path
    say("\n")


if __name__ == "__main__":
    sys.exit(main())
