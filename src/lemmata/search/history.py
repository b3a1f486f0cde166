"""What the lines of a journal say: whose it is, what was asked, proposed and judged."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from lemmata.contracts.attempts import Exhausted, Proposal, Unrealizable
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import DataError
from lemmata.contracts.keeping import kept, restored
from lemmata.contracts.paying import Spent
from lemmata.contracts.verdicts import Candidate, Cost, Judgement, Verdict
from lemmata.search.journal_lines import Line, broken

PROPOSALS: Mapping[str, type[Proposal]] = {
    "candidate": Candidate,
    "unrealizable": Unrealizable,
    "exhausted": Exhausted,
}


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose journal it is: the task by what it means and promises, and who proposes for it.

    ``options`` are pairs of name and digest, without those that are limits. ``is_free`` says that
    the costs which the generator tells are those of an earlier run, so that nothing is paid.
    """

    task: str
    digest: str
    generator: str
    options: tuple[tuple[str, str], ...] = ()
    is_free: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """A request that was in flight when a run ended, counted at the most that it can cost."""

    request: int
    payer: str
    spent: Spent


@dataclass(slots=True)
class Asked:
    """A request; ``spent`` is None while nothing came back."""

    payer: str
    question: str
    most: Spent
    at: str
    spent: Spent | None = None
    answer: dict[str, Json] | None = None
    is_lost: bool = False
    is_used: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A proposal or judgement, and the search's clock when it was written: CPU and wall seconds."""

    said: Any
    cpu: float
    wall: float


@dataclass(slots=True)
class History:
    """A journal as it was read. ``judgements`` are by digest of the candidate.

    ``lost_since`` is what the run that goes on lost; the rest is of runs before it.
    ``proposals`` are the candidates in their order, each with the cost of what did not come to
    be one before it; ``unbilled`` is what came after the last. ``end`` is the last verdict of a
    whole search, None where a run was cut off.
    """

    owner: Owner
    requests: dict[int, Asked] = field(default_factory=dict)
    waited: dict[str, float] = field(default_factory=dict)
    lost: list[Lost] = field(default_factory=list)
    proposals: list[Told] = field(default_factory=list)
    spares: list[Candidate] = field(default_factory=list)
    judgements: dict[tuple[str, str], Told] = field(default_factory=dict)
    unbilled: Cost = field(default_factory=Cost)
    runs: int = 0
    cpu: float = 0.0
    wall: float = 0.0
    end: Verdict | None = None
    is_sealed: bool = False
    lost_since: Spent = field(default_factory=Spent)
    told_costs: bool = False

    @property
    def is_paid(self) -> bool:
        """Whether something was asked that may have cost tokens or money."""
        asked = (known.spent for known in self.requests.values())
        may_cost = any(spent is None or spent.tokens or spent.usd for spent in asked)
        return may_cost or (self.told_costs and not self.owner.is_free)

    def in_flight(self, now: str) -> tuple[Lost, ...]:
        """Requests that were sent, it may be, and never settled; none of them waited beyond now."""
        counted = {known.request for known in self.lost}
        return tuple(
            Lost(number, asked.payer, replace(asked.most, seconds=_waited(asked, now)))
            for number, asked in self.requests.items()
            if asked.spent is None and number not in counted
        )

    def spent(self, payer: str | None = None) -> Spent:
        """All that was spent on the task, by one payer or by all; what was lost in full."""
        total = Spent(seconds=sum(s for name, s in self.waited.items() if payer in (None, name)))
        for asked in self.requests.values():
            if asked.spent is not None and payer in (None, asked.payer):
                total = total + asked.spent
        for known in self.lost:
            if payer in (None, known.payer):
                total = total + known.spent
        return total

    def lost_in_all(self) -> Spent:
        """What may have been billed without an answer."""
        total = self.lost_since
        for known in self.lost:
            total = total + known.spent
        for asked in self.requests.values():
            if asked.is_lost and asked.spent is not None:
                total = total + asked.spent
        return total

    def take_kept(self, payer: str, question: str) -> tuple[int, dict[str, Json]] | None:
        """An answer that was paid for and not used, once."""
        for number, asked in self.requests.items():
            mine = (asked.payer, asked.question) == (payer, question)
            if mine and asked.answer is not None and not asked.is_used:
                asked.is_used = True
                return number, asked.answer
        return None


def _waited(asked: Asked, now: str) -> float:
    """Seconds that a request took at most, if it ended before now; a clock set back is no help."""
    try:
        passed = (datetime.fromisoformat(now) - datetime.fromisoformat(asked.at)).total_seconds()
    except (ValueError, TypeError):
        passed = -1.0
    return min(asked.most.seconds, passed) if passed >= 0 else asked.most.seconds


def history_of(lines: Sequence[Line]) -> History:
    """What the lines say.

    Raises:
        JournalError: a line does not hold what its kind has.
    """
    found = History(_owner(lines[0]))
    for line in lines[1:]:
        try:
            _learn(found, line)
        except (DataError, KeyError, TypeError, ValueError) as fault:
            what = fault.message if isinstance(fault, DataError) else f"{fault!r:.80}"
            raise broken(line.place, what) from fault
    return found


def _owner(line: Line) -> Owner:
    data = {name: said for name, said in line.data.items() if name != "version"}
    if line.data.get("version") != 1:
        version = f"{line.data.get('version')!r:.20}"
        raise broken(line.place, f"the journal has version {version}, and 1 is what can be read")
    try:
        return restored(Owner, data, "the task")
    except DataError as fault:
        raise broken(line.place, fault.message) from fault


def _learn(found: History, line: Line) -> None:
    """Take a line in."""
    data = line.data
    if line.kind not in ("judged", "sealed", "run", "ended"):
        found.cpu, found.wall = max(found.cpu, line.cpu), max(found.wall, line.wall)
    match line.kind:
        case "run":
            found.runs += 1
            found.end = None
            lost = restored(tuple[Lost, ...], data["lost"], "lost")
            found.lost.extend(replace(one, spent=_amount(one.spent)) for one in lost)
        case "asking" | "answered" | "unanswered" | "waiting":
            _learn_payment(found, line)
        case "spare":
            candidate = restored(Candidate, data["candidate"], "candidate")
            _use(found, candidate.cost.requests)
            found.spares.append(candidate)
        case "proposed":
            _learn_proposal(found, line)
        case "judged":
            judgement = restored(Judgement, data["judgement"], "judgement")
            key = _text(data, "judging"), _text(data, "candidate")
            if judgement.verdict not in (Verdict.PROVED, Verdict.FAILED):
                found.judgements[key] = Told(judgement, line.cpu, line.wall)
                found.cpu, found.wall = max(found.cpu, line.cpu), max(found.wall, line.wall)
        case "ended":
            found.end = Verdict(data["verdict"])
            _bear(found, restored(Cost, data["untold"], "untold"))
        case "sealed":
            found.is_sealed = True
        case _:  # "judging": it tells what was in hand, and asks for nothing
            pass


def _learn_payment(found: History, line: Line) -> None:
    data = line.data
    if line.kind == "waiting":
        payer = _text(data, "payer")
        seconds = _amount(Spent(seconds=restored(float, data["seconds"], "seconds"))).seconds
        found.waited[payer] = found.waited.get(payer, 0.0) + seconds
        return
    number = restored(int, data["request"], "request")
    if line.kind == "asking":
        most = _amount(restored(Spent, data["most"], "most"))
        asked = Asked(_text(data, "payer"), _text(data, "question"), most, line.at)
        if found.requests.setdefault(number, asked) is not asked:
            raise DataError(f"request {number} is asked twice")
        return
    asked = found.requests[number]
    if asked.spent is not None:
        raise DataError(f"request {number} is settled twice")
    asked.spent = _amount(restored(Spent, data["spent"], "spent"))
    if line.kind == "answered":
        answer = data["answer"]
        if not isinstance(answer, dict):
            raise DataError("`answer` is no object")
        asked.answer = answer
    else:
        asked.is_lost = restored(bool, data["is_lost"], "is_lost")


def _amount(spent: Spent) -> Spent:
    if not all(0 <= each < math.inf for each in (spent.tokens, spent.usd, spent.seconds)):
        raise DataError(f"{spent} is no amount")
    return spent


def _learn_proposal(found: History, line: Line) -> None:
    proposal = restored(PROPOSALS[_text(line.data, "proposal")], line.data["value"], "value")
    cost = found.unbilled + proposal.cost
    found.told_costs = found.told_costs or bool(proposal.cost.tokens or proposal.cost.money_usd)
    if not isinstance(proposal, Candidate):
        _bear(found, proposal.cost)
        return
    _use(found, proposal.cost.requests)
    found.unbilled = Cost()
    found.proposals.append(Told(replace(proposal, cost=cost), line.cpu, line.wall))


def _bear(found: History, cost: Cost) -> None:
    """The next candidate bears what came to none."""
    found.unbilled = found.unbilled + cost
    _use(found, cost.requests)


def _use(found: History, numbers: Sequence[int]) -> None:
    """These requests are paid by a proposal: what they brought was proposed, or is not wanted."""
    for number in numbers:
        found.requests[number].is_used = True
    used = set(numbers)
    found.spares = [spare for spare in found.spares if not used.issuperset(spare.cost.requests)]


def _text(data: Mapping[str, Json], key: str) -> str:
    return restored(str, data[key], key)


def proposal_data(proposal: Proposal) -> dict[str, Json]:
    """What a ``proposed`` line holds."""
    name = next(word for word, kind in PROPOSALS.items() if isinstance(proposal, kind))
    return {"proposal": name, "value": kept(proposal)}


def lost_data(lost: Sequence[Lost]) -> Json:
    """What a ``run`` line says of the requests that were in flight."""
    return [kept(known) for known in lost]
