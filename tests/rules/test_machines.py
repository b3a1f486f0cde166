"""Turing machines: their files, their meaning, and the two networks that are built from them."""

from fractions import Fraction
from random import Random

import pytest

from lemmata.contracts.errors import ChoiceError, RuleError
from lemmata.rules import attention, stack_rnn, stack_running
from lemmata.rules.machine import Halt, Move, Outcome, TuringMachine
from lemmata.rules.machine_reading import parse_machine, print_machine
from lemmata.rules.simulating import run
from lemmata.testing.machines import (
    BUSY_BEAVERS,
    PARENTHESES,
    beaver,
    counting_parentheses,
    plain_loop,
    random_machine,
    random_word,
)


def cells(outcome: Outcome, blank: int) -> dict[int, int]:
    """The marked cells by position."""
    pairs = enumerate(outcome.tape, outcome.first)
    return {place: symbol for place, symbol in pairs if symbol != blank}


def machines(seed: int, count: int) -> list[tuple[TuringMachine, list[int]]]:
    """Random machines, each with a word."""
    random = Random(seed)
    found = []
    for _ in range(count):
        machine = random_machine(random, random.randrange(1, 6), random.randrange(2, 5))
        found.append((machine, random_word(random, machine)))
    return found


def test_the_rows_mean_what_a_plain_loop_does() -> None:
    """Verdict, steps, state, tape and head of 2,000 random machines; no endless run ever ends."""
    looping = 0
    for machine, word in machines(1, 2000):
        found = run(machine, word, 300)
        if found.halt is Halt.LOOPS:
            looping += 1
            plain = plain_loop(machine, word, 1000)
            assert plain.ended == Halt.BOUND.value
            plain = plain_loop(machine, word, found.steps)
        else:
            plain = plain_loop(machine, word, 300)
            assert found.halt.value == plain.ended
        seen = (found.steps, found.state, found.head, cells(found, machine.blank))
        assert seen == (plain.steps, plain.state, plain.head, plain.cells)
    assert looping > 100


@pytest.mark.parametrize("name", ["stacks", "attention"])
def test_networks_do_what_the_rows_say(name: str) -> None:
    """Both constructions agree with the plain loop on 1,000 random machines, tape included."""
    for machine, word in machines(2, 1000):
        if name == "stacks":
            found = stack_running.run(stack_rnn.construct(machine), word, 40)
        else:
            found = attention.run(attention.construct(machine), word, 40)
        plain = plain_loop(machine, word, 40)
        assert found.halt.value == plain.ended
        seen = (found.steps, found.state, found.head, cells(found, machine.blank))
        assert seen == (plain.steps, plain.state, plain.head, plain.cells)


def test_chunks_are_the_exact_numbers() -> None:
    """After every step the chunked run has the numbers of the units in fractions, one by one."""
    for machine, word in machines(3, 25):
        network = stack_rnn.construct(machine)
        values = stack_rnn.vector(network, word)
        for steps in range(25):
            reached = stack_running.configuration_after(network, word, steps)
            if reached.steps < steps or reached.state in machine.halting:
                break
            assert reached.numbers(network) == values
            values = stack_rnn.advance(network, values)
            assert all(0 <= value <= 1 for value in values)


def test_no_row_leaves_no_state() -> None:
    """After an undefined transition every state unit is 0."""
    machine = parse_machine(PARENTHESES)
    network = stack_rnn.construct(machine)
    values = list(stack_rnn.vector(network, machine.word("(")))
    back, states = machine.states.index("back"), len(machine.states)
    values[:states] = [Fraction(int(place == back)) for place in range(states)]
    symbols = [Fraction(int(symbol == ")")) for symbol in machine.alphabet]
    values[states : states + len(symbols)] = symbols
    assert not any(stack_rnn.advance(network, values)[:states])


def test_a_batch_is_its_runs() -> None:
    """Side by side, each run ends as it does alone, deep stacks included."""
    random = Random(4)
    for machine, _ in machines(4, 20):
        words = [random_word(random, machine) for _ in range(40)]
        network = stack_rnn.construct(machine)
        batch = stack_running.run_batch(network, words, 150)
        for place, word in enumerate(words):
            alone = stack_running.run(network, word, 150)
            seen = (batch.halt(place), batch.steps[place], batch.states[place])
            assert seen == (alone.halt, alone.steps, alone.state)


@pytest.mark.parametrize("states", sorted(BUSY_BEAVERS))
def test_busy_beavers(states: int) -> None:
    """Champions halt after the steps, and with the ones, that are known of them."""
    rows, steps, ones = BUSY_BEAVERS[states]
    machine = beaver(rows)
    word = machine.word("0")
    for found in (
        run(machine, word, 1000),
        stack_running.run(stack_rnn.construct(machine), word, 1000),
        attention.run(attention.construct(machine), word, 200),
    ):
        assert (found.halt, found.steps, sum(found.tape)) == (Halt.ACCEPTS, steps, ones)


def balanced(word: str) -> bool:
    """The definition."""
    depth = 0
    for one in word:
        depth += 1 if one == "(" else -1
        if depth < 0:
            return False
    return depth == 0


def test_balanced_parentheses() -> None:
    """Two machines accept what is balanced, and reject what is not."""
    random = Random(5)
    quadratic = parse_machine(PARENTHESES)
    counting = counting_parentheses(2)
    for _ in range(300):
        word = "".join(random.choice("()") for _ in range(random.choice((2, 4, 6, 8))))
        wanted = Halt.ACCEPTS if balanced(word) else Halt.REJECTS
        for machine in (quadratic, counting):
            network = stack_rnn.construct(machine)
            assert stack_running.run(network, machine.word(word), 10_000).halt is wanted


def test_deep_parentheses() -> None:
    """3,000 deep in 50,000 steps of the stack network; benchmarks/rules.py goes to 100,000."""
    machine = counting_parentheses(64)
    network = stack_rnn.construct(machine)
    word = machine.word("(" * 3_000 + ")" * 3_000)
    reached = stack_running.configuration_after(network, word, 10_000_000)
    assert reached.halt is Halt.ACCEPTS
    assert reached.steps > 40_000


def test_stacks_are_exact_at_any_depth() -> None:
    """100,000 symbols come back as they went in, and the number is that of their digits."""
    symbols = Random(6).choices(range(3), k=100_000)
    stack = stack_running.ExactStack(bits=3)
    for symbol in symbols:
        stack.push(symbol)
    assert stack.symbols() == symbols[::-1]
    digits = "".join(str(2 * symbol + 1) for symbol in reversed(symbols))
    assert stack.number() == Fraction(int(digits, 8), 8**100_000)
    assert [stack.pop(9) for _ in range(100_001)] == [*symbols[::-1], 9]


def test_verdicts_are_kept_apart() -> None:
    """Each way to end has its own verdict; a bound is no proof, and a proof is no bound."""
    text = PARENTHESES.replace("  - [back, x, x, left, back]\n", "")
    machine = parse_machine(text)
    undefined = run(machine, machine.word("()x))"), 100)
    assert undefined.halt is Halt.UNDEFINED
    assert "'back'" in undefined.reason
    endless = parse_machine(
        "{lemmata-machine: 1, name: away, states: [a], alphabet: [_, x], blank: _, start: a,"
        "accept: [], reject: [], transitions: [[a, _, x, right, a], [a, x, _, left, a]]}"
    )
    assert run(endless, endless.word("_"), 100).halt is Halt.LOOPS
    assert run(endless, endless.word("_"), 1).halt is Halt.BOUND
    network = stack_rnn.construct(endless)
    assert stack_running.run(network, endless.word("_"), 100).halt is Halt.BOUND


def test_a_machine_is_its_file() -> None:
    """A machine that is written is read as it was."""
    for machine in (parse_machine(PARENTHESES), counting_parentheses(3)):
        assert parse_machine(print_machine(machine)) == machine


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("lemmata-machine: 1", "lemmata-machine: 2", "no `lemmata-machine: 1`"),
        ("blank: _\n", "", "`blank` is missing"),
        ("blank: _\n", "blank: _\nblanks: _\n", "unknown part 'blanks'"),
        ("blank: _\n", "blank: _\nblank: x\n", "the key blank again"),
        ("blank: _", "blank: '?'", "not in the alphabet"),
        ("start: scan", "start: begin", "state 'begin' is undefined"),
        ("accept: [yes]", "accept: [sure]", "state 'sure' is undefined"),
        ("reject: [no]", "reject: [no, yes]", "both accepts and rejects"),
        ("reject: [no]", "reject: [no, home]", "halts, and has a row"),
        ("states: [scan", "states: [scan, nowhere", "'nowhere' is unreachable"),
        ("states: [scan", "states: [scan, scan", "twice"),
        ("left, home]\n", "left, elsewhere]\n", "state 'elsewhere' is undefined"),
        ("[scan, _, _, left", "[scan, '?', _, left", "not in the alphabet"),
        ("[scan, _, _, left", "[scan, _, _, L", "the move 'L'"),
        ("[scan, _, _, left", "[scan, _, _, left, up", "row 4 is"),
        ("[scan, x, x, right", "[scan, (, x, right", "nondeterministic"),
        ("transitions:", "transitions: [", "no YAML"),
    ],
)
def test_bad_machines_are_refused_by_name(old: str, new: str, said: str) -> None:
    """What is wrong with a file is said with the part and the value."""
    assert old in PARENTHESES
    with pytest.raises(RuleError, match=r"bad\.yaml") as caught:
        parse_machine(PARENTHESES.replace(old, new, 1), "bad.yaml")
    assert said in str(caught.value)


def test_bad_tapes_are_refused() -> None:
    """An empty tape, and a symbol that the alphabet does not have."""
    machine = parse_machine(PARENTHESES)
    with pytest.raises(ChoiceError, match="empty"):
        machine.word("")
    with pytest.raises(ChoiceError, match=r"'\[' at 1"):
        machine.word("([")


def test_attention_refuses_what_it_cannot_score() -> None:
    """A run so long that a score could pass 2**53 is refused before it starts."""
    machine = parse_machine(PARENTHESES)
    network = attention.construct(machine)
    assert attention.score_bound(10**6, 10) < 2**53
    with pytest.raises(OverflowError):
        attention.run(network, machine.word("("), 2**50)


def test_positions_are_counted_by_threshold_units() -> None:
    """Up, down and stay are the sums in binary."""
    for value in range(1, 31):
        bits = attention.position_bits(value, 6)
        for place, move in enumerate((Move.LEFT, Move.STAY, Move.RIGHT)):
            one_hot = attention.position_bits(1 << place, 3)
            wanted = attention.position_bits(value + move.value, 6)
            assert (attention.moved(bits, one_hot) == wanted).all()
