"""The server for coding agents: tools and resources of the Model Context Protocol, over stdio.

The one file that speaks the protocol. What the tools do is in `serving/jobs.py`, in workers that a
cancelled request ends; what they answer are the published shapes of the commands.
"""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Annotated, Any, TypeVar

import anyio
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ToolError
from mcp.types import CallToolResult, InputRequiredResult, ToolAnnotations
from pydantic import Field

from lemmata import __version__
from lemmata.cli.proof_shapes import Shape
from lemmata.cli.shapes import CheckOutput, DiffOutput, ProveOutput, ReviewOutput
from lemmata.contracts.errors import LemmataError
from lemmata.evidence.folders import remove_leftovers
from lemmata.serving.confining import Root
from lemmata.serving.pages import page
from lemmata.serving.pool import Pool
from lemmata.serving.shapes import ExplanationOutput, NextOutput, SubmittedOutput

INSTRUCTIONS = """\
Lemmata proves Python functions against their contracts. Write a task: a signature with icontract
decorators and the body `...`. Then: review_contract, until the contract says what is meant;
next_requirements; submit_candidate with the statements of a body, and again with what each refusal
taught, until it is proved and sealed; check the lemma. Only `proved` is a proof. The resources
lemmata://skill and lemmata://limits teach the style and the language. Paths are relative to the
project root."""

LONGEST_BODY = 100_000
"""Characters of a submitted body."""
BEAT_SECONDS = 1.0
"""Between two reports of progress where nothing happens."""

File = Annotated[str, Field(description="task file, by its path from the project root")]
Function = Annotated[str, Field(description="the function of that file", pattern=r"^[^\W\d]\w*$")]
Only = Annotated[
    str | None, Field(description="one function of it; all tasks if left out", max_length=200)
]
Budget = Annotated[
    float, Field(description="CPU seconds a function", gt=0, le=3600, allow_inf_nan=False)
]
Lemmas = Annotated[
    list[str] | None,
    Field(description="folders in which to look first for sealed lemmas that are built on"),
]
READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
WRITES = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)

Answered = TypeVar("Answered", bound=Shape)


class Face:
    """What the tools do with a request: ask a worker, tell of progress, shape the answer."""

    def __init__(self, root: Path, sessions: Path) -> None:
        self.root = root
        self.pool = Pool(root, sessions)

    async def ask(
        self, shape: type[Answered], ctx: Context[Any, Any], job: str, **arguments: Any
    ) -> Answered:
        """The answer of a job in its shape.

        Raises:
            ToolError: the job has no answer; the message says what to do.
        """
        return shape.model_validate(await self.told(ctx, job, arguments))

    async def told(self, ctx: Context[Any, Any], job: str, arguments: Mapping[str, Any]) -> Any:
        """The answer of a job as JSON, with progress at every step and every second."""
        doing, start = f"waiting to {job}", anyio.current_time()

        async def tell() -> None:
            await ctx.report_progress(anyio.current_time() - start, None, doing)

        async def say(text: str) -> None:
            nonlocal doing
            doing = text
            await tell()

        async def beat() -> None:
            while True:
                await anyio.sleep(BEAT_SECONDS)
                await tell()

        async with anyio.create_task_group() as group:
            group.start_soon(beat)
            try:
                answer = await self.pool.ask(job, arguments, say)
            except LemmataError as error:
                answer = {"error": {"error": type(error).__name__, "message": str(error)}}
            group.cancel_scope.cancel()
        return result_of(answer)

    def clean(self, output: str, function: str) -> None:
        """Remove what a worker that was killed left half written beside a lemma."""
        with suppress(LemmataError):  # a place that was refused holds nothing of ours
            place = Root(self.root).inside(f"{output}/{function}.lemma")
            remove_leftovers(self.root / place)


class Server(MCPServer[None]):
    """The SDK's server, which takes no argument that a tool does not have."""

    async def call_tool(
        self,
        name: str,
        arguments: dict[str, Any],
        context: Context[None, Any] | None = None,
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool.

        Raises:
            ToolError: an unknown tool or argument, a value of another type, or no answer.
        """
        for tool in await self.list_tools():
            known = tool.input_schema["properties"]
            strange = sorted(set(arguments) - set(known)) if tool.name == name else []
            if strange:
                raise ToolError(
                    f"{name} has no argument {strange[0]!r} (it has {', '.join(known)})"
                )
        return await super().call_tool(name, arguments, context)


def result_of(answer: Mapping[str, Any]) -> Any:
    """What a worker's last line holds.

    Raises:
        ToolError: it is an error; the remedy is told.
    """
    if "done" in answer:
        return answer["done"]
    if "crash" in answer:
        raise ToolError(f"a bug: {answer['crash']}; please report it")
    error = answer["error"]
    place = f"{error['path']}:{error['line'] or ''}".rstrip(":") + ": " if error.get("path") else ""
    remedy = f" ({error['remedy']})" if error.get("remedy") else ""
    raise ToolError(f"{error['error']}: {place}{error['message']}{remedy}")


def build(root: Path, sessions: Path) -> MCPServer[None]:
    """The server for a project root, its sessions kept in a folder."""
    face = Face(root, sessions)

    @asynccontextmanager
    async def lifespan(server: MCPServer[None]) -> AsyncIterator[None]:
        try:
            yield
        finally:
            with anyio.CancelScope(shield=True):
                await face.pool.close()

    server = Server(
        "lemmata",
        title="Lemmata",
        instructions=INSTRUCTIONS,
        version=__version__,
        lifespan=lifespan,
        log_level="WARNING",
    )
    for offer in (offer_contracts, offer_loop, offer_proofs, offer_resources):
        offer(server, face)
    return server


def offer_contracts(server: MCPServer[None], face: Face) -> None:
    """The tools that look at contracts and at versions."""

    @server.tool(annotations=READS)
    async def review_contract(
        ctx: Context[Any, Any],
        file: File,
        function: Only = None,
        budget_seconds: Budget = 5.0,
        lemmas: Lemmas = None,
    ) -> ReviewOutput:
        """Look for what is wrong or odd with the contracts of a task file, before any body.

        Finds contracts that nothing can meet, that contradict their examples, that allow two
        outputs for one input, or say a thing twice; each with an input that shows it.
        """
        return await face.ask(
            ReviewOutput,
            ctx,
            "review_contract",
            file=file,
            function=function,
            budget_seconds=budget_seconds,
            lemmas=lemmas,
        )

    @server.tool(annotations=READS)
    async def diff(
        ctx: Context[Any, Any],
        new: Annotated[str, Field(description="the new file")],
        old: Annotated[str | None, Field(description="the old file")] = None,
        revision: Annotated[
            str | None, Field(description="a git revision of the new file, instead of an old file")
        ] = None,
        function: Only = None,
        budget_seconds: Budget = 5.0,
        lemmas: Lemmas = None,
    ) -> DiffOutput:
        """Prove that two versions of a file behave alike, or show an input where they differ."""
        if (old is None) == (revision is None):
            raise ToolError("ChoiceError: one of `old` and `revision` is needed, and not both")
        return await face.ask(
            DiffOutput,
            ctx,
            "diff",
            new=new,
            old=old,
            revision=revision,
            function=function,
            budget_seconds=budget_seconds,
            lemmas=lemmas,
        )

    @server.tool(annotations=READS)
    async def explain_finding(
        ctx: Context[Any, Any],
        name: Annotated[str, Field(description="the rule of a finding, or a verdict")],
    ) -> ExplanationOutput:
        """Say what the rule of a finding means, with code that it rejects and code that passes."""
        return await face.ask(ExplanationOutput, ctx, "explain_finding", name=name)


def offer_loop(server: MCPServer[None], face: Face) -> None:
    """The tools of the loop: what the next body must do, and a body."""

    @server.tool(annotations=READS)
    async def next_requirements(
        ctx: Context[Any, Any], file: File, function: Function, lemmas: Lemmas = None
    ) -> NextOutput:
        """The task in its own words, the nearest attempt, and all that earlier attempts taught.

        Call it first, and to go on with a task on another day: the session is kept.
        """
        return await face.ask(
            NextOutput, ctx, "next_requirements", file=file, function=function, lemmas=lemmas
        )

    @server.tool(annotations=WRITES)
    async def submit_candidate(
        ctx: Context[Any, Any],
        file: File,
        function: Function,
        *,
        body: Annotated[
            str,
            Field(
                description="the statements of the body, not indented, without the def line",
                min_length=1,
                max_length=LONGEST_BODY,
            ),
        ],
        helpers: Annotated[
            list[Annotated[str, Field(max_length=LONGEST_BODY)]] | None,
            Field(
                description="functions that the body calls, each with its def and contract;"
                " their names are new to the file",
                max_length=8,
            ),
        ] = None,
        output: Annotated[str, Field(description="the folder of the sealed lemma")] = "lemmas",
        budget_seconds: Budget = 5.0,
        lemmas: Lemmas = None,
    ) -> SubmittedOutput:
        """Judge a body for an open task: gates first, then provers; a proof is sealed as a lemma.

        A body that is not proved gives `requirements`: inputs on which a clause must hold, clauses
        that must become provable, constructs that must go. Submit the next body with all of them
        met. A body that was judged before costs no attempt, and neither does a cancelled request.
        """
        is_done = False
        try:
            found = await face.ask(
                SubmittedOutput,
                ctx,
                "submit_candidate",
                file=file,
                function=function,
                body=body,
                helpers=helpers,
                output=output,
                budget_seconds=budget_seconds,
                lemmas=lemmas,
            )
            is_done = True
            return found
        finally:
            if not is_done:
                face.clean(output, function)


def offer_proofs(server: MCPServer[None], face: Face) -> None:
    """The tools that judge what is there."""

    @server.tool(annotations=READS)
    async def prove(
        ctx: Context[Any, Any],
        path: Annotated[str, Field(description="task file or folder, from the project root")],
        function: Only = None,
        budget_seconds: Budget = 5.0,
        lemmas: Lemmas = None,
    ) -> ProveOutput:
        """Prove or refute the bodies that a file has; nothing is written."""
        return await face.ask(
            ProveOutput,
            ctx,
            "prove",
            path=path,
            function=function,
            budget_seconds=budget_seconds,
            lemmas=lemmas,
        )

    @server.tool(annotations=READS)
    async def check(
        ctx: Context[Any, Any],
        lemmas: Annotated[list[str], Field(description="lemma folders", min_length=1)],
        places: Lemmas = None,
    ) -> CheckOutput:
        """Check sealed lemmas again, without the prover or the generator that made them."""
        return await face.ask(CheckOutput, ctx, "check", lemmas=lemmas, places=places)


def offer_resources(server: MCPServer[None], face: Face) -> None:
    """The resources: pages of the documentation, tasks and sessions of the project."""

    def offer_page(name: str, title: str, read: Callable[[], str]) -> None:
        server.resource(f"lemmata://{name}", title=title, mime_type="text/markdown")(read)

    def limits() -> str:
        """What the provable language holds, and what Lemmata does not do."""
        return page("limits.md")

    def skill() -> str:
        """How to write contracts, and how to go from a contract to a sealed lemma."""
        return page("skill/SKILL.md")

    offer_page("limits", "The language and its limits", limits)
    offer_page("skill", "How to write contracts and find bodies", skill)

    async def read(ctx: Context[Any, Any], job: str, file: str, function: str) -> Any:
        try:
            return await face.told(ctx, job, {"file": file, "function": function})
        except ToolError as error:
            raise ResourceError(str(error)) from error

    @server.resource("lemmata://task/{function}/{+file}", mime_type="text/x-python")
    async def task(ctx: Context[Any, Any], function: str, file: str) -> str:
        """A task as its file has it: decorators, signature, docstring and body."""
        found: dict[str, str] = await read(ctx, "task", file, function)
        return found["text"]

    @server.resource("lemmata://session/{function}/{+file}", mime_type="application/json")
    async def session(ctx: Context[Any, Any], function: str, file: str) -> str:
        """The session of a task: every attempt with its judgement, and what it taught."""
        return json.dumps(await read(ctx, "session", file, function), indent=1)

    @server.resource("lemmata://report/{function}/{+file}", mime_type="text/html")
    async def report(ctx: Context[Any, Any], function: str, file: str) -> str:
        """The session as one page for people: the task, the descent, each attempt, the proof."""
        found: dict[str, str] = await read(ctx, "report", file, function)
        return found["text"]


def serve(root: Path, sessions: Path) -> None:
    """Serve over stdin and stdout until the client closes them."""
    build(root, sessions).run("stdio")
