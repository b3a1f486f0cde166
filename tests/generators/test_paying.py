"""What a model costs, over runs: caps hold, an answer is paid once, a lost request in full."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from lemmata.contracts.attempts import (
    Budget,
    Exhausted,
    Propose,
    Requirement,
    RequirementKind,
    Turn,
)
from lemmata.contracts.errors import DataError
from lemmata.contracts.paying import Spent, Unwritten
from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Candidate, Cost
from lemmata.generators import Request, Resumable
from lemmata.generators.asking import Answer, Failure, Fault, Price, Question, kept_answer
from lemmata.generators.best import Best
from lemmata.generators.model import Model
from lemmata.generators.spending import Caps, Purse, flat
from lemmata.generators.watching import UNWATCHED, Watch
from lemmata.search import Journal, Journals, Owner
from lemmata.testing.generators import TASKS

MODULE = read_source(TASKS)
OWNER = Owner("clamp", "d", "model:m")
LONG = Budget(8, 60.0, 60.0)
CAPS = Caps(tokens=40_000, usd=1.0, seconds=100.0, output=1_000)


class KilledError(BaseException):
    """The process is gone."""


@dataclass
class Service:
    """Gives these answers in turn, and takes a second for each; none is left: the process dies."""

    answers: list[Answer | Failure]
    asked: list[Question] = field(default_factory=list)
    time: float = 0.0

    def ask(self, question: Question, watch: Watch = UNWATCHED) -> Answer | Failure:
        """The next answer."""
        self.asked.append(question)
        self.time += 1.0
        if not self.answers:
            raise KilledError
        return self.answers.pop(0)

    def pass_(self, seconds: float) -> None:
        """Time goes on."""
        self.time += seconds

    def price(self) -> Price | None:
        """A dollar a million tokens in, ten out."""
        return flat(1.0, 10.0)

    def model(self, caps: Caps = CAPS) -> Model:
        """A model of this service, with a purse of its own as each run has."""
        purse = Purse(caps, self.price(), lambda: self.time)
        return Model("model:m", self, purse, sleep=self.pass_)


def answer(body: str, tokens: tuple[int, int] = (100, 20)) -> Answer:
    """An answer by the tool."""
    return Answer(f'{{"body": "{body}"}}', "", *tokens)


def opened(folder: Path) -> Journal:
    """The journal of the task, in a run of its own."""
    return Journals(folder).opened(OWNER, "j", LONG)


def request(journal: Journal) -> Request:
    """One that is paid for by the journal."""
    return Request(MODULE, "clamp", payments=journal)


def test_an_answer_that_was_paid_is_not_asked_for_again(tmp_path: Path) -> None:
    """Killed between an answer without a body and the next: the first is had again, and billed."""
    service = Service([answer("return (")])
    with opened(tmp_path) as journal, pytest.raises(KilledError):
        service.model().propose(request(journal), LONG)
    assert len(service.asked) == 2
    service.answers = [answer("return low")]
    with opened(tmp_path) as journal:
        model = service.model()
        found = model.propose(request(journal), LONG)
        lost = journal.lost()
    assert isinstance(found, Candidate)
    assert (found.body, found.cost.tokens, found.cost.requests) == ("return low", 240, (1, 3))
    assert found.cost.money_usd == pytest.approx(240e-6 + 2 * 20 * 9e-6)
    assert len(service.asked) == 3
    assert service.asked[2].user == service.asked[1].user
    given = lost.tokens - CAPS.output
    assert given > 1_000
    assert lost.usd == pytest.approx(given * 1e-6 + CAPS.output * 1e-5)
    assert model.purse.tokens == 240 + lost.tokens
    assert model.purse.usd == pytest.approx(found.cost.money_usd + lost.usd)


def test_caps_hold_over_runs(tmp_path: Path) -> None:
    """However often a run is killed in a request, what may be billed stays under the caps."""
    service, runs = Service([]), 0
    while True:
        with opened(tmp_path) as journal:
            try:
                ended = service.model().propose(request(journal), LONG)
            except KilledError:
                runs += 1
                continue
            spent = journal.history.spent()
            break
    assert isinstance(ended, Exhausted)
    assert "the cap does not pay" in ended.reason
    assert (runs, len(service.asked)) == (runs, runs)
    assert runs > 2
    assert spent.tokens <= CAPS.tokens < spent.tokens + spent.tokens / runs + CAPS.output


def test_seconds_hold_over_runs(tmp_path: Path) -> None:
    """A wait and a failure that may be billed count in the next run as in this one."""
    service = Service([Failure(Fault.BUSY, "busy", 30.0), Failure(Fault.LOST, "lost"), answer("0")])
    with opened(tmp_path) as journal:
        model = service.model()
        model.propose(request(journal), LONG)
        assert model.purse.seconds == pytest.approx(34.0)
    with opened(tmp_path) as journal:
        again = service.model()
        again.resumed(request(journal), ())
        assert again.purse.tokens == model.purse.tokens
        assert again.purse.seconds == pytest.approx(34.0)
        assert again.purse.usd == pytest.approx(model.purse.usd)
        assert journal.lost().tokens == model.purse.tokens - 120
        again.purse.count(journal, "model:m")
        assert again.purse.tokens == model.purse.tokens


def test_an_answer_without_usage_counts_in_full(tmp_path: Path) -> None:
    """Where nobody says what an answer cost, a later run takes the dearest for it too."""
    service = Service([answer("return low", (0, 0))])
    with opened(tmp_path) as journal:
        model = service.model()
        model.propose(request(journal), LONG)
    with opened(tmp_path) as journal:
        assert journal.before("model:m").tokens == model.purse.tokens > CAPS.output


def test_a_model_that_is_busy_bills_nothing(tmp_path: Path) -> None:
    """A refusal is settled as such: it is not in flight, and it is not lost."""
    service = Service([Failure(Fault.BUSY, "busy", 0.0), answer("return low")])
    with opened(tmp_path) as journal:
        service.model().propose(request(journal), LONG)
        assert journal.lost() == Spent()
    with opened(tmp_path) as journal:
        before = journal.before("model:m")
    assert (before.tokens, before.seconds) == (120, 2.0)
    assert before.usd == pytest.approx(300e-6)


def test_a_kept_answer_is_an_answer() -> None:
    """What somebody else wrote in place of one is an error, and no answer is guessed."""
    with pytest.raises(DataError, match="no answer"):
        kept_answer({"arguments": 5, "text": ""})


def test_models_can_go_on(tmp_path: Path) -> None:
    """A model is told of earlier runs; payments that nobody keeps cost it nothing."""
    model = Service([]).model()
    assert isinstance(model, Resumable)
    model.resumed(replace(Request(MODULE, "clamp"), payments=Unwritten()), ())
    assert model.purse.tokens == 0


def test_bodies_that_wait_are_not_paid_for_again(tmp_path: Path) -> None:
    """Killed when one of three bodies was proposed, the others are had again and billed once."""
    bodies = ("return low", "return high", "return value")
    service = Service([answer(body) for body in bodies])

    def best() -> Best:
        return Best("best:3:model:m", service.model(), 3)

    def asking(one: Best, journal: Journal) -> Propose:
        known = (Requirement(RequirementKind.NOTE, "no other search"),)
        asked = replace(request(journal), requirements=known)
        return journal.proposing(lambda turn, left: one.propose(asked, left))

    with opened(tmp_path) as journal:
        first = best()
        asking(first, journal)(Turn(), LONG)
        for thread in first._round.threads if first._round else ():
            thread.join()
    assert len(service.asked) == 3
    with opened(tmp_path) as journal:
        again = best()
        again.resumed(request(journal), journal.proposals)
        ask = asking(again, journal)
        asks = [ask(Turn(), LONG) for _ in range(3)]
        assert again.end().untold == Cost()
    assert {known.body for known in asks if isinstance(known, Candidate)} == set(bodies)
    assert sum(known.cost.tokens for known in asks) == 360
    assert sorted(number for known in asks for number in known.cost.requests) == [1, 2, 3]
    assert len(service.asked) == 3


@pytest.mark.parametrize("usage", [(0, 0), (-1_000_000, 20), (100, -1_000_000)])
def test_a_usage_that_no_request_has_frees_no_cap(usage: tuple[int, int], tmp_path: Path) -> None:
    """A service that says it used less than nothing is counted at the most that it could cost."""
    service = Service([answer("return value", usage)])
    model = service.model()
    with opened(tmp_path) as journal:
        model.propose(request(journal), LONG)
    (asked,) = service.asked
    assert model.purse.tokens >= CAPS.output
    assert model.purse.usd >= flat(1.0, 10.0)(0, asked.output_tokens)
    with opened(tmp_path) as journal:  # what was written can be read again
        assert journal.before("model:m").tokens == model.purse.tokens
