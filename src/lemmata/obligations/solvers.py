"""The solver processes: z3 as its own binary, cvc5 in a child Python; neither is imported.

Every script is answered in isolation (``reset`` in z3, a new solver in cvc5), with fixed seeds
and a limit in the solver's own resource units, so the same script gets the same answer on any
machine. The wall limit is a safety net only. Measured on ten typical obligations: z3 spends
530-6,000 units (1.6 ms of CPU) each and cvc5 150-5,000 units (2-4 ms); starting costs 13 ms for
z3 and 45 ms for cvc5. The default limits stop z3 after about 0.3 s of CPU and cvc5 after 0.45 s.
"""

import os
import select
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from importlib.machinery import PathFinder
from pathlib import Path
from subprocess import PIPE, Popen, TimeoutExpired
from threading import Thread
from time import monotonic
from typing import NamedTuple

from lemmata.contracts.clocks import NEVER
from lemmata.contracts.closing import Closing
from lemmata.contracts.errors import ToolError


class Solver(Enum):
    """The two solvers whose answers a proof rests on."""

    Z3 = "z3"
    CVC5 = "cvc5"


class Script(NamedTuple):
    """SMT-LIB text with exactly one ``(check-sat)``; ``queries`` are terms to evaluate if sat.

    ``core`` asks z3, if unsat, for the names of the assertions that it used: the text names them
    and sets the option.
    """

    text: str
    queries: tuple[str, ...] = ()
    core: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """One solver's answer to one script.

    ``status`` is ``unsat``, ``sat`` or ``unknown``, ``reason`` says why it is unknown. ``values``
    are the replies to ``get-value``, one a query, as the solver prints them: ``((x (- 7)))``.
    ``proof`` is cvc5's CPC proof where it was asked for; ``resources`` counts solver units.
    ``is_late`` tells an unknown of the wall limit, which alone may change from run to run.
    ``seconds`` are wall seconds of this answer, 0 where it is kept from an earlier run; two
    replies that differ in nothing else are equal.
    """

    status: str
    reason: str = ""
    values: tuple[str, ...] = ()
    proof: str = ""
    resources: int = 0
    is_late: bool = False
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for each script: solver units, and wall seconds as a safety net.

    ``seed`` starts the solvers' own dice; 0, their default, is what every proof uses.
    """

    z3_rlimit: int = 3_000_000
    cvc5_rlimit: int = 500_000
    wall_seconds: float = 10.0
    seed: int = 0


class Fact(NamedTuple):
    """What ``lemmata doctor`` shows about one tool."""

    name: str
    ok: bool
    detail: str


class _DiedError(Exception):
    """The child ended, or closed its output, before it answered."""


class _LateError(Exception):
    """The child did not answer within the wall limit."""


_ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}
# z3 takes and gives back 20 MB for every script: glibc keeps them, in huge pages. Halves its CPU.
_Z3_MEMORY = {
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "MALLOC_MMAP_THRESHOLD_": f"{1 << 30}",
    "MALLOC_TOP_PAD_": f"{32 << 20}",
    "MALLOC_TRIM_THRESHOLD_": f"{1 << 30}",
}
_Z3_MEGABYTES = 4096
_LOOK_SECONDS = 0.01
_MARK = "lemmata-mark"
_Z3_USUAL = "(set-option :auto_config true)\n(set-option :smt.mbqi true)\n"
_Z3_PATTERNS = "(set-option :auto_config false)\n(set-option :smt.mbqi false)\n"
MEMORY_LIMIT = "memory limit"
"""The reason of an answer that ran out of memory, which another machine may have."""


class _Child:
    """One child process with pipes; every read has a deadline."""

    def __init__(
        self, solver: Solver, command: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        self.solver = solver
        self._buffer = b""
        self.deadline = monotonic() + 60.0
        self.until = NEVER
        try:
            self._process = Popen(
                command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment, bufsize=0
            )
        except OSError as error:
            raise ToolError(
                f"{solver.value} could not be started: {error}", remedy=_remedy(solver)
            ) from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stdin = self._process.stdin
        self._output = self._process.stdout.fileno()
        self._poll = select.poll()
        self._poll.register(self._output, select.POLLIN)

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[self._stdin.write(view) :]
        except OSError as error:
            raise _DiedError from error

    def read_until(self, mark: bytes) -> bytes:
        """Everything up to ``mark``, which is consumed."""
        start = 0
        while (found := self._buffer.find(mark, start)) < 0:
            start = max(0, len(self._buffer) - len(mark))
            self._fill()
        taken, self._buffer = self._buffer[:found], self._buffer[found + len(mark) :]
        return taken

    def read_exactly(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._fill()
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken

    def _fill(self) -> None:
        while True:
            # The budget may be of CPU time, which passes as it likes: so it is read again.
            remaining, left = self.deadline - monotonic(), self.until.left()
            if remaining <= 0:
                raise _LateError
            if left <= 0:
                raise self.until.passed()
            if self._poll.poll(min(remaining, max(left, _LOOK_SECONDS)) * 1000):
                break
        chunk = os.read(self._output, 1 << 16)
        if not chunk:
            raise _DiedError
        self._buffer += chunk

    def obituary(self) -> str:
        """Exit code and first line of stderr, of a child that ended."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        code = self._wait()
        assert self._process.stderr is not None
        os.set_blocking(self._process.stderr.fileno(), False)
        lines = (self._process.stderr.read() or b"").decode(errors="replace").splitlines()
        first = next((line.strip() for line in lines if line.strip()), "nothing on stderr")
        last = lines[-1].strip() if lines else ""
        told = first if first == last or not last else f"{first} … {last}"
        return f"exit code {code}, {told[:300]}"

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def _wait(self) -> int:
        if not select.select([self._output], [], [], 1.0)[0]:
            self._process.kill()
        try:
            return self._process.wait(timeout=1.0)
        except TimeoutExpired:
            self._process.kill()
            return self._process.wait()


class _Z3(_Child):
    def __init__(self) -> None:
        command = (str(z3_binary()), "-in", "-smt2", f"-memory:{_Z3_MEGABYTES}")
        super().__init__(Solver.Z3, command, {**_ENVIRONMENT, **_Z3_MEMORY})
        self.version = self._ask("(get-info :version)").partition('"')[2].rstrip('")')

    def _ask(self, text: str) -> str:
        self.send(f'{text}\n(echo "{_MARK}")\n'.encode())
        return self.read_until(f"{_MARK}\n".encode()).decode(errors="replace").strip()

    def answer(self, script: Script, limits: Limits, proofs: bool) -> Reply:
        mode = _Z3_PATTERNS if _has_patterns(script.text) else _Z3_USUAL
        units = f"(set-option :rlimit {_z3_units(script, limits)})"
        options = f"(reset)\n{mode}{units}\n{_z3_seeds(limits.seed)}"
        status, _, rest = self._ask(f"{options}{script.text}\n(get-info :rlimit)").partition("\n")
        if "out of memory" in status or "out of memory" in rest:
            return Reply("unknown", MEMORY_LIMIT)
        if status not in ("unsat", "sat", "unknown") or not rest.startswith("(:rlimit "):
            raise ToolError(
                f"z3 did not understand a script: {status[:300]}",
                remedy="this is a fault of the encoder; please report it with the script",
            )
        spent = int(rest.removeprefix("(:rlimit ").rstrip(")\n"))
        if status == "unknown":
            reason = self._ask("(get-info :reason-unknown)").partition('"')[2].rstrip('")')
            if reason == "canceled":
                reason = f"resource limit of {_z3_units(script, limits)} units"
            return Reply(status, reason, resources=spent)
        if status == "unsat":
            names = (self._ask("(get-unsat-core)"),) if script.core else ()
            return Reply(status, values=names, resources=spent)
        values = tuple(self._ask(f"(get-value ({query}))") for query in script.queries)
        return Reply(status, values=values, resources=spent)


class _Cvc5(_Child):
    def __init__(self) -> None:
        worker = str(Path(__file__).with_name("cvc5_worker.py"))
        command = (sys.executable, "-I", "-S", "-B", worker, str(cvc5_folder()))
        super().__init__(Solver.CVC5, command, _ENVIRONMENT)
        self.version = self._read()[0]

    def _read(self) -> list[str]:
        header = self.read_until(b"\n").split()
        if not header or not all(length.isdigit() for length in header):
            raise ToolError(
                f"cvc5 answered nonsense: {b' '.join(header)[:300]!r}", remedy=_remedy(Solver.CVC5)
            )
        return [self.read_exactly(int(length)).decode(errors="replace") for length in header]

    def answer(self, script: Script, limits: Limits, proofs: bool) -> Reply:
        wish = "proof" if proofs else ""
        parts = [
            script.text,
            str(_cvc5_units(script, limits)),
            str(limits.seed),
            wish,
            *script.queries,
        ]
        encoded = [part.encode() for part in parts]
        header = " ".join(str(len(part)) for part in encoded)
        self.send(header.encode() + b"\n" + b"".join(encoded))
        status, reason, units, proof, *values = self._read()
        if status not in ("unsat", "sat", "unknown"):
            if _NOT_YET in status or _NOT_YET in reason:
                return Reply("unknown", _first_line(reason or status))
            raise ToolError(
                f"cvc5 did not understand a script: {(reason or status)[:300]}",
                remedy="this is a fault of the encoder; please report it with the script",
            )
        if "resourceout" in reason:
            reason = f"resource limit of {_cvc5_units(script, limits)} units"
        reason = reason.removeprefix("(:reason-unknown ").removesuffix(")")
        return Reply(status, reason, tuple(values), proof, int(units))


_NOT_YET = "not yet support"
"""What cvc5 says where it understood a script and gives up on a theory: no fault of the text."""


def _first_line(text: str) -> str:
    return text.partition("\n")[0].removeprefix('(error "').removesuffix('")')[:200]


def _has_patterns(text: str) -> bool:
    """Whether laws are called up by patterns: no model of such a script is looked for."""
    return ":pattern" in text


def _no_model(script: Script, reply: Reply) -> Reply:
    """A model that the patterns did not contradict may still break the laws: unknown."""
    if reply.status != "sat" or not _has_patterns(script.text):
        return reply
    return replace(reply, status="unknown", reason="the laws called up allow it", values=())


def _z3_seeds(seed: int) -> str:
    names = ("smt.random_seed", "sat.random_seed", "nlsat.seed") if seed else ()
    return "".join(f"(set-option :{name} {seed})\n" for name in names)


def _z3_units(script: Script, limits: Limits) -> int:
    """With laws a unit of z3 takes three times as long: 300,000 are a second."""
    return limits.z3_rlimit // 3 if _has_patterns(script.text) else limits.z3_rlimit


def _cvc5_units(script: Script, limits: Limits) -> int:
    """With regular expressions or laws a unit of cvc5 takes long: 100,000 are a second or two."""
    slow = "(str.in_re " in script.text or _has_patterns(script.text)
    return limits.cvc5_rlimit // 4 if slow else limits.cvc5_rlimit


_CHILDREN: Mapping[Solver, Callable[[], "_Z3 | _Cvc5"]] = {Solver.Z3: _Z3, Solver.CVC5: _Cvc5}


class Solvers(Closing):
    """Both solvers, kept warm: a context manager that starts a child at its first use.

    A child that ended between two scripts is started again; one that ends twice at the same
    script is a ToolError. Use one instance from one thread. ``late`` counts the answers that the
    wall limit ended so far: whoever decides by answers says so where it grew. No answer is waited
    for beyond ``deadline``; when it has passed, a question raises SpentError.
    """

    remembers = False
    """Whether answers may come from an earlier run; no certificate is made by such solvers."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.late = 0
        self.deadline = NEVER
        self._children: dict[Solver, _Z3 | _Cvc5] = {}

    def close(self) -> None:
        """End both children; a later call starts new ones."""
        for solver in tuple(self._children):
            self._children.pop(solver).close()

    def versions(self) -> Mapping[Solver, str]:
        """The versions that the solvers themselves name."""
        return {solver: self._child(solver).version for solver in Solver}

    def pids(self) -> Mapping[Solver, int]:
        """Process ids of the children that were started."""
        return {solver: child.pid for solver, child in self._children.items()}

    def solve(
        self, scripts: Sequence[Script], solver: Solver, *, proofs: bool = False
    ) -> tuple[Reply, ...]:
        """Answer each script with one solver, in order; ``proofs`` asks cvc5 for CPC proofs.

        Raises:
            ToolError: the solver is missing, ended, or did not understand a script.
        """
        return tuple(self._answer(script, solver, proofs) for script in scripts)

    def solve_both(self, scripts: Sequence[Script]) -> Mapping[Solver, tuple[Reply, ...]]:
        """Answer each script with both solvers at once.

        Raises:
            ToolError: a solver is missing, ended, or did not understand a script.
        """
        replies: dict[Solver, tuple[Reply, ...]] = {}
        errors: list[Exception] = []

        def ask(solver: Solver) -> None:
            try:
                replies[solver] = self.solve(scripts, solver)
            except Exception as error:  # noqa: BLE001 - raised again by the caller's thread
                errors.append(error)

        other = Thread(target=ask, args=(Solver.Z3,), daemon=True)
        other.start()
        ask(Solver.CVC5)
        other.join()
        if errors:
            raise errors[0]
        return replies

    def _child(self, solver: Solver) -> "_Z3 | _Cvc5":
        if solver not in self._children:
            try:
                self._children[solver] = _CHILDREN[solver]()
            except (_DiedError, _LateError) as error:
                raise ToolError(
                    f"{solver.value} ended before it said its version", remedy=_remedy(solver)
                ) from error
        return self._children[solver]

    def _answer(self, script: Script, solver: Solver, proofs: bool) -> Reply:
        for is_last in (False, True):
            self.deadline.check()
            child = self._child(solver)
            child.until, start = self.deadline, monotonic()
            child.deadline = start + self.limits.wall_seconds
            try:
                reply = _no_model(script, child.answer(script, self.limits, proofs))
            except _LateError:
                self._children.pop(solver).close()
                self.late += 1
                reason = f"wall limit of {self.limits.wall_seconds:g} s"
                return Reply("unknown", reason, is_late=True)
            except _DiedError as error:
                told = child.obituary()
                self._children.pop(solver).close()
                if is_last:
                    raise ToolError(
                        f"{solver.value} ended without an answer: {told}",
                        remedy=_remedy(solver),
                    ) from error
                continue
            except ToolError:
                self._children.pop(solver).close()
                raise
            if reply.reason == MEMORY_LIMIT:
                self._children.pop(solver).close()
            return replace(reply, seconds=monotonic() - start)
        raise AssertionError("unreachable")


def solve(
    scripts: Sequence[Script],
    solver: Solver,
    limits: Limits | None = None,
    *,
    proofs: bool = False,
) -> tuple[Reply, ...]:
    """Answer each script with a child process started for this call; see ``Solvers.solve``."""
    with Solvers(limits) as solvers:
        return solvers.solve(scripts, solver, proofs=proofs)


def solve_both(
    scripts: Sequence[Script], limits: Limits | None = None
) -> Mapping[Solver, tuple[Reply, ...]]:
    """Answer each script with both solvers at once; see ``Solvers.solve_both``."""
    with Solvers(limits) as solvers:
        return solvers.solve_both(scripts)


def versions() -> Mapping[Solver, str]:
    """The versions of both solvers; ToolError where one is missing."""
    with Solvers() as solvers:
        return solvers.versions()


def doctor() -> tuple[Fact, ...]:
    """For each solver whether it answers, with its version and place or what is wrong."""
    places = {Solver.Z3: z3_binary, Solver.CVC5: cvc5_folder}
    facts = []
    for solver in Solver:
        with Solvers() as solvers:
            try:
                (reply,) = solvers.solve([Script("(assert false)\n(check-sat)")], solver)
                known = f"{solvers._child(solver).version} in {places[solver]()}"
                facts.append(Fact(solver.value, reply.status == "unsat", known))
            except ToolError as error:
                facts.append(Fact(solver.value, False, str(error)))
    return tuple(facts)


def z3_binary() -> Path:
    """The ``z3`` beside the running Python (where its wheel puts it), else the first on PATH.

    Raises:
        ToolError: there is none.
    """
    folders = [str(Path(sys.executable).parent), *os.environ.get("PATH", "").split(os.pathsep)]
    for folder in folders:
        candidate = Path(folder) / "z3"
        if folder and candidate.is_file() and os.access(candidate, os.X_OK):
            return candidate
    raise ToolError("the solver z3 is missing", remedy=_remedy(Solver.Z3))


def cvc5_folder() -> Path:
    """The folder on ``sys.path`` that holds the package ``cvc5``; it is not imported here.

    Raises:
        ToolError: there is none.
    """
    spec = PathFinder.find_spec("cvc5")
    if spec is None or spec.origin is None:
        raise ToolError("the solver cvc5 is missing", remedy=_remedy(Solver.CVC5))
    return Path(spec.origin).parent.parent


def _remedy(solver: Solver) -> str:
    package = {Solver.Z3: "z3-solver", Solver.CVC5: "cvc5"}[solver]
    return f"install it with `pip install {package}`; `lemmata doctor` shows what is found"
