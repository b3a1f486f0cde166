"""What is remembered of a task: kept whole, by its meaning, and believed of nothing."""

import json
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from lemmata.contracts.errors import CertificateError, ChoiceError, DataError, FileError
from lemmata.serving import JOBS, Root, Store, Workplace

TASK = '''"""Shops."""
from icontract import ensure


@ensure(lambda n, result: result > n)
def above(n: int) -> int:
    """A larger number."""
    ...


@ensure(lambda n, result: result == n + 1)
def after(n: int) -> int:
    ...
'''


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    """A workplace at a root with one task file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "task.py").write_text(TASK)
    return Workplace(Root.at(tmp_path), Store(tmp_path / "sessions"), lambda text: None)


def ask(place: Workplace, job: str, **arguments: Any) -> dict[str, Any]:
    """The answer of a job, which is JSON."""
    usual = {"file": "task.py", "function": "above", "budget_seconds": 1.0, "output": "lemmas"}
    found = JOBS[job](place, {**usual, **arguments})
    assert isinstance(found, dict)
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]


def session_file(place: Workplace) -> Path:
    """The one file of the session."""
    (path,) = place.store.folder.glob("above-*.json")
    return path


def test_a_changed_contract_starts_anew_and_says_so(place: Workplace, tmp_path: Path) -> None:
    """Another meaning forgets the attempts; another layout, or another task, does not."""
    assert ask(place, "submit_candidate", body="return n")["attempt"] == 1
    (tmp_path / "task.py").write_text(TASK.replace('"""Shops."""', "# moved\n\n"))
    assert ask(place, "next_requirements")["attempts"] == 1
    (tmp_path / "task.py").write_text(TASK.replace("result > n", "result > n + 1"))
    known = ask(place, "next_requirements")
    assert (known["attempts"], known["requirements"]) == (0, [])
    assert "forgotten" in known["notes"][0]
    answer = ask(place, "submit_candidate", body="return n")
    assert answer["attempt"] == 1
    assert "forgotten" in answer["notes"][0]
    assert ask(place, "next_requirements")["notes"] == []


def test_a_policy_is_part_of_the_meaning(place: Workplace, tmp_path: Path) -> None:
    """What a gate refused under one policy may pass under another."""
    ask(place, "submit_candidate", body="return n")
    (tmp_path / "lemmata.toml").write_text("[default.syntax]\nnesting = 1\n")
    assert ask(place, "next_requirements")["attempts"] == 0


def test_what_is_only_tested_is_told_as_that(place: Workplace, tmp_path: Path) -> None:
    """It is sealed where the policy accepts it, is no certificate, and the session goes on."""
    (tmp_path / "lemmata.toml").write_text('[default]\naccept = "tested"\nexecution.inputs = 4\n')
    caught = "try:\n    return n + 1\nexcept ValueError:\n    return n + 2"
    answer = ask(place, "submit_candidate", body=caught)
    result = answer["result"]
    assert (result["verdict"], result["certificate"]) == ("unsupported", None)
    assert result["tested"]["lemma"] == "lemmas/above.lemma"
    assert ask(place, "next_requirements")["lemma"] is None
    report = ask(place, "check", lemmas=["lemmas/above.lemma"])["results"][0]
    assert (report["state"], report["again"]) == ("tested", ["security", "execution"])


def test_what_was_proved_before_is_put_in_place(place: Workplace) -> None:
    """A body may call a task that was proved in a session, and is judged with it anew."""
    calls = "return after(n)"
    assert ask(place, "submit_candidate", body=calls)["result"]["verdict"] == "unknown"
    assert ask(place, "submit_candidate", body=calls)["wanted"] == "proof help"
    after = ask(place, "submit_candidate", function="after", body="return n + 1")
    assert after["result"]["verdict"] == "proved"
    above = ask(place, "submit_candidate", body=calls)
    assert not above["duplicate"]
    assert above["result"]["certificate"] == "lemmas/above.lemma"
    assert ask(place, "check", lemmas=["lemmas/above.lemma"])["results"][0]["ok"]


def test_a_right_body_is_no_duplicate_of_a_wrong_text(place: Workplace) -> None:
    """What could not be read is judged when it is written otherwise, and never twice as it is."""
    for is_known in (False, True):
        unread = ask(place, "submit_candidate", body="  return n + 1")
        assert (unread["result"]["verdict"], unread["attempt"]) == ("unsupported", 1)
        assert unread["duplicate"] is is_known
    right = ask(place, "submit_candidate", body="return n + 1")
    assert right["result"]["verdict"] == "proved"


def test_helpers_come_with_a_body(place: Workplace) -> None:
    """A body brings the functions that it calls: proved with it, and part of what was tried."""
    helper = (
        "@ensure(lambda n, result: result == n + 2)\ndef twice(n: int) -> int:\n    return n + {}"
    )
    body = "return twice(n)"
    wrong = ask(place, "submit_candidate", body=body, helpers=[helper.format(3)])
    assert wrong["result"]["verdict"] == "unknown"
    right = ask(place, "submit_candidate", body=body, helpers=[helper.format(2)])
    assert (right["result"]["verdict"], right["attempt"]) == ("proved", 2)


def test_a_session_is_believed_of_nothing(place: Workplace) -> None:
    """A file that claims a proof is judged again, and one that is no session is an error."""
    ask(place, "submit_candidate", body="return n")
    path = session_file(place)
    path.write_text(path.read_text().replace('"refuted"', '"proved"'))
    with pytest.raises(CertificateError, match="does not hold"):
        ask(place, "report")
    answer = ask(place, "submit_candidate", body="return n")
    assert answer["result"]["verdict"] == "refuted"
    assert '"proved"' not in path.read_text()
    for text in ["{", "[]", '{"version": 2}', "\x00" * 10]:
        path.write_text(text)
        with pytest.raises(DataError, match="none: ") as caught:
            ask(place, "next_requirements")
        assert "remove the file" in caught.value.remedy


def test_a_page_shows_the_body_that_is_sealed(place: Workplace) -> None:
    """A lemma that holds, of another task or with another body, lends its proof to nobody."""
    ask(place, "submit_candidate", body="return n + 1")
    path = session_file(place)
    honest = path.read_text()
    assert ask(place, "report")["text"].startswith("<!doctype html>")
    path.write_text(honest.replace("return n + 1", "return n - 1"))
    with pytest.raises(CertificateError, match="another one"):
        ask(place, "report")
    ask(place, "submit_candidate", function="after", body="return n + 1")
    path.write_text(honest.replace("above.lemma", "after.lemma"))
    with pytest.raises(CertificateError, match="another one"):
        ask(place, "report")


def test_links_in_the_folder_of_sessions_lead_nowhere(place: Workplace, tmp_path: Path) -> None:
    """A project can ship links there; what they point to is neither read nor written."""
    ask(place, "submit_candidate", body="return n")
    path, other = session_file(place), tmp_path / "other"
    other.write_text("mine")
    path.with_name(f".{path.name}").symlink_to(other)
    ask(place, "submit_candidate", body="return n - 1")
    assert ask(place, "next_requirements")["attempts"] == 2
    path.unlink()
    path.symlink_to(other)
    with pytest.raises(DataError, match="cannot be read"):
        ask(place, "next_requirements")
    assert other.read_text() == "mine"


def test_examples_of_all_attempts_count(place: Workplace) -> None:
    """The distance counts every input learned so far, not the last attempt's alone."""
    first = ask(place, "submit_candidate", body="return n + 1 if n > 0 else n")
    second = ask(place, "submit_candidate", body="return n + 1 if n < 0 else n - 1 if n > 5 else n")
    inputs = {str(known["arguments"]) for known in second["requirements"]}
    assert first["distance"]["examples_failed"] == 1
    assert second["distance"]["examples_failed"] == len(inputs)


def test_what_speaks_of_one_text_is_told_once(place: Workplace) -> None:
    """A line that is no Python is asked of the next body, and an input of all that follow."""
    ask(place, "submit_candidate", body="return n")
    kinds = [
        {known["kind"] for known in ask(place, "submit_candidate", body=body)["requirements"]}
        for body in ["return (", "return n - 1"]
    ]
    assert kinds == [{"example", "syntax"}, {"example"}]


def test_what_cannot_be_submitted(place: Workplace, tmp_path: Path) -> None:
    """No such task, a task without a contract, and a folder that cannot be written."""
    with pytest.raises(ChoiceError, match="no function"):
        ask(place, "submit_candidate", function="below", body="return n")
    with pytest.raises(ChoiceError, match="surrogate"):
        ask(place, "submit_candidate", body="return n\ud800")
    store = Store(tmp_path / "task.py" / "sessions")
    with pytest.raises(FileError, match="sessions cannot be kept"):
        ask(Workplace(place.root, store, place.say), "submit_candidate", body="return n")


def test_many_clients_lose_nothing(tmp_path: Path) -> None:
    """Writers in turn: whatever eighty changes say is there at the end."""
    store = Store(tmp_path / "sessions")

    def change(number: int) -> None:
        for step in range(10):
            with store.opened("task.py", "above", "digest") as session:
                session.lemma = f"{session.lemma or ''}{number}.{step} "

    threads = [Thread(target=change, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    said = (store.read("task.py", "above", "digest").lemma or "").split()
    assert sorted(said) == sorted(f"{n}.{s}" for n in range(8) for s in range(10))


def test_a_failed_change_changes_nothing(tmp_path: Path) -> None:
    """An exception on the way keeps what was there, and lets go of the lock."""
    store = Store(tmp_path / "sessions")
    broken = store.opened("task.py", "above", "digest")
    broken.__enter__().lemma = "half"
    assert not broken.__exit__(ValueError, ValueError("broken"), None)
    assert store.read("task.py", "above", "digest").lemma is None
    with store.opened("task.py", "above", "digest") as session:
        session.lemma = "whole"
    assert store.read("task.py", "above", "digest").lemma == "whole"
