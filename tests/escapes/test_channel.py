"""What candidate code can do with the pipe that its answers go through: no more than return.

The law is in `lemmata/sandbox/zygote/feeding.py`: a process gets an item only after it has
answered all earlier ones, and an answer counts only with the secret that came with its item.
"""

from collections.abc import Iterator

import pytest

from lemmata.sandbox import Did, Gave, Opaque, SandboxLimits, Script, Scripts, Stopped
from tests.escapes.attempting import LIMITS

MODULES = ("marshal", "os", "sys")
WORDS = """
import marshal, os, sys

def worker():
    frame = sys._getframe(1)
    while "secret" not in frame.f_locals:
        frame = frame.f_back
    return frame

def secret():
    return worker().f_locals["secret"]

def taken():
    size = int.from_bytes(os.read(3, 8), "big")
    data = b""
    while len(data) < size:
        data += os.read(3, size - len(data))
    return marshal.loads(data)
"""
FORGED = b'["v",["i","63"],[]]\\n'  # 99
UNASKED = Stopped("an answer that nobody asked for")


@pytest.fixture(scope="module")
def scripts() -> Iterator[Scripts]:
    """One zygote for all."""
    with Scripts(LIMITS) as made:
        yield made


def run(scripts: Scripts, body: str, *items: object) -> tuple[Did, ...]:
    """What ``f(x)`` with this body does on the items, in one process."""
    source = WORDS + "def f(x):\n" + "".join(f"    {line}\n" for line in body.splitlines())
    return scripts.run_many(Script(source, "f", MODULES), [[item] for item in items])


def test_an_answer_without_its_secret_is_none(scripts: Scripts) -> None:
    """Whoever writes to the pipe without the item's secret has only spoiled its own item."""
    said = run(scripts, f"if x == 2: os.write(4, b'{FORGED.decode()}')\nreturn x", 1, 2, 3)
    assert said == (Gave(1), UNASKED, Gave(3))


@pytest.mark.parametrize("guess", ["bytes(32)", "b'0' * 32", "secret()[:-3] + b'00 '"])
def test_a_guess_is_not_the_secret(scripts: Scripts, guess: str) -> None:
    """All of it has to be right."""
    said = run(scripts, f"os.write(4, {guess} + b' ' + b'{FORGED.decode()}')\nreturn x", 1)
    assert said == (UNASKED,)


def test_an_answer_for_a_later_item_is_none(scripts: Scripts) -> None:
    """The secret of one item opens no other: the later one is asked again, alone."""
    forge = f"line = secret() + b'{FORGED.decode()}'"
    said = run(scripts, f"if x == 1:\n    {forge}\n    os.write(4, line + line)\nreturn x", 1, 2)
    assert said == (UNASKED, Gave(2))


def test_a_second_answer_for_one_item_is_none(scripts: Scripts) -> None:
    """An item has one answer; the second is taken for the next item's, and is not one."""
    forge = f"os.write(4, secret() + b'{FORGED.decode()}')"
    said = run(scripts, f"if x == 1:\n    {forge}\nreturn x", 1, 2)
    assert Gave(1) not in said
    assert Gave(99) not in said[1:]


def test_writing_the_answer_is_returning_it(scripts: Scripts) -> None:
    """Code that takes the pipe over and answers what it was asked has returned that value."""
    body = f"""
line = secret() + b'{FORGED.decode()}'
os.write(4, line)
os._exit(0)
"""
    assert run(scripts, body, 1) == (Gave(99),)


@pytest.mark.parametrize(
    "line", ["b'nonsense'", "b'[' * 99999", 'b\'["v",["i","x"],[]]\'', "b'\\xff'"]
)
def test_nonsense_with_the_secret_is_no_answer(scripts: Scripts, line: str) -> None:
    """It costs the item that said it, and nothing else."""
    body = f"if x == 1:\n    os.write(4, secret() + {line} + b'\\n')\n    os._exit(0)\nreturn x"
    assert run(scripts, body, 1, 2) == (Stopped("an answer that is none"), Gave(2))


def test_items_come_one_at_a_time(scripts: Scripts) -> None:
    """Reading on gives nothing before the item at hand is answered."""
    assert run(scripts, "return taken()", 1) == (Stopped("the wall limit of 0.5 s"),)


def test_code_that_stays_answers_only_what_it_holds(scripts: Scripts) -> None:
    """It may answer a later item once it holds it, as a function with globals could have."""
    body = f"""
os.write(4, secret() + b'{FORGED.decode()}')
while True:
    key, values = taken()
    os.write(4, key + b'["v",["i","' + b'%x' % (values[0] * 2) + b'"],[]]\\n')
"""
    assert run(scripts, body, 1, 7, 8)[:3] == (Gave(99), Gave(14), Gave(16))


def test_a_process_of_its_own_knows_no_other_item() -> None:
    """With a batch of one, code that stays has nothing to stay for."""
    alone = SandboxLimits(**{**LIMITS._asdict(), "batch": 1})
    with Scripts(alone) as scripts:
        body = f"""
os.write(4, secret() + b'{FORGED.decode()}')
try:
    key, values = taken()
    os.write(4, key + b'["v",["i","5"],[]]\\n')
finally:
    os._exit(0)
"""
        said = run(scripts, body, 1, 2)
    assert said == (Gave(99), Gave(99))


def test_what_is_patched_is_gone_with_the_process(scripts: Scripts) -> None:
    """Code that rewrites the worker rewrites it for itself."""
    patch = "worker().f_globals['did'] = lambda *rest: '[\"v\",true,[]]'\nreturn 1"
    assert run(scripts, patch, 1, 2) == (Gave(1), Gave(True))
    assert run(scripts, "return x", 5) == (Gave(5),)


def test_a_value_is_known_by_its_exact_type(scripts: Scripts) -> None:
    """A subclass with methods of its own is no str, and no int."""
    body = """
class Text(str):
    def encode(self, *rest): return b'["v",true,[]]'
class Number(int):
    def __format__(self, form): return '1"],true'
class Enough(tuple):
    _fields = ("a",)
return [Text("x"), Number(3), Enough((Text("y"),))]
"""
    (said,) = run(scripts, body, 1)
    inner = Opaque("Enough", (("a", Opaque("Text")),))
    assert said == Gave([Opaque("Text"), Opaque("Number"), inner])


def test_an_exception_is_known_by_its_name_alone(scripts: Scripts) -> None:
    """A name that looks like an answer stays a name."""
    body = """raise type('"],["v",true,[]]', (Exception,), {})('\\n["v",true,[]]\\n')"""
    (said,) = run(scripts, body, 1)
    assert not isinstance(said, Gave)
