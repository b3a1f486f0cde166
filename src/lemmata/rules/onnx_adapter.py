"""Networks and whole machines as ONNX models, and onnxruntime to run them.

Every number is a small integer, held in float32 where it is multiplied and in int64 where it is
an index, so a run gives the same bits with one thread or many.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from lemmata.rules.attention import construct
from lemmata.rules.dispatch import FiniteMachine
from lemmata.rules.machine import Halt, TuringMachine
from lemmata.rules.network import Network, Numbers

OPSET = 17
IR_VERSION = 8
HALTS = (Halt.ACCEPTS, Halt.REJECTS, Halt.UNDEFINED, Halt.BOUND)
"""The verdicts of a machine's model, by number."""
_FLOAT, _INT, _BOOL = TensorProto.FLOAT, TensorProto.INT64, TensorProto.BOOL


class _Graph:
    """Nodes and constants of one graph; a name is made for each."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, value: Any, dtype: str) -> str:
        """A tensor of the graph."""
        name = f"{self.prefix}c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(value, dtype), name))
        return name

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """A node with one output."""
        name = f"{self.prefix}n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def name(self, value: str, wanted: str) -> None:
        """An output of the graph."""
        self.nodes.append(helper.make_node("Identity", [value], [wanted]))

    def one_hot(self, values: str, size: int) -> str:
        """A row of 0 and 1 for each index."""
        ends = self.constant([0, 1], "float32")
        return self.add("OneHot", values, self.constant(size, "int64"), ends, axis=-1)

    def layers(self, network: Network, values: str) -> str:
        """The layers of a network."""
        for one in network.layers:
            matrix = self.constant(one.dense("float32").T, "float32")
            product = self.add("MatMul", values, matrix)
            values = self.add("Add", product, self.constant(one.bias, "float32"))
            values = self.add("Relu", values) if one.relu else values
        return values


def network_model(network: Network) -> bytes:
    """`digits` [batch, groups] → `units` [batch, outputs]."""
    graph = _Graph("")
    columns = []
    for place, base in enumerate(network.groups):
        column = graph.add("Gather", "digits", graph.constant(place, "int64"), axis=1)
        columns.append(graph.one_hot(column, base))
    values = columns[0] if len(columns) == 1 else graph.add("Concat", *columns, axis=1)
    graph.name(graph.layers(network, values), "units")
    width = network.layers[-1].outputs
    return _model(
        graph,
        [_info("digits", _INT, ["batch", len(network.groups)])],
        [_info("units", _FLOAT, ["batch", width])],
    )


def finite_model(machine: FiniteMachine, digits: int) -> bytes:
    """`digits` [batch, steps] → `states` [batch], `decisions` [batch]; a loop over the digits.

    The loop halts as soon as every run is in the dead state.
    """
    body = _Graph("b_")
    digit = body.add("Gather", "digits", "step", axis=1)
    place = body.add("Add", body.add("Gather", "offsets", "before"), digit)
    body.name(body.add("Gather", "following", place), "after")
    alive = body.add("ReduceMax", "after", keepdims=0)
    body.name(body.add("Greater", alive, body.constant(0, "int64")), "again")
    inside = helper.make_graph(
        body.nodes,
        "step",
        [_info("step", _INT, []), _info("go", _BOOL, []), _info("before", _INT, ["batch"])],
        [_info("again", _BOOL, []), _info("after", _INT, ["batch"])],
        body.constants,
    )
    graph = _Graph("")
    for name, values in (
        ("offsets", machine.offsets),
        ("following", machine.following),
        ("decided", machine.decisions),
    ):
        graph.constants.append(numpy_helper.from_array(values.astype(np.int64), name))
    shape = graph.add("Shape", graph.add("Gather", "digits", graph.constant(0, "int64"), axis=1))
    first = graph.add("Expand", graph.constant([machine.start], "int64"), shape)
    count = graph.constant(digits, "int64")
    go = graph.constant(True, "bool")
    graph.nodes.append(helper.make_node("Loop", [count, go, first], ["states"], body=inside))
    graph.name(graph.add("Gather", "decided", "states"), "decisions")
    outputs = [_info("states", _INT, ["batch"]), _info("decisions", _INT, ["batch"])]
    return _model(graph, [_info("digits", _INT, ["batch", digits])], outputs)


def turing_model(machine: TuringMachine) -> bytes:
    """`tape` [cells], `steps` → `halt`, `done`, `state`, `cells`, `head`: the whole machine.

    The finite control is the two layers of `attention.construct`: a unit for each row, then next
    state, symbol and move. The tape has `steps` blanks on either side of the word; `head` counts
    from the word's first symbol, `cells` begins `steps` before it. Each step copies the tape.
    """
    states = len(machine.states)
    graph = _Graph("")
    steps1 = graph.add("Reshape", "steps", graph.constant([1], "int64"))
    blank = numpy_helper.from_array(np.array([machine.blank], np.int64))
    side = graph.add("ConstantOfShape", steps1, value=blank)
    cells = graph.add("Concat", side, "tape", side, axis=0)
    first = graph.constant(np.eye(states)[[machine.start]], "float32")
    zero = graph.constant(0, "int64")
    start_halts = machine.start in machine.halting
    go = graph.constant(not start_halts, "bool")
    limit = graph.add("Add", "steps", graph.constant(1, "int64"))
    outputs = ["last", "cells", "place", "done", "lost"]
    graph.nodes.append(
        helper.make_node(
            "Loop", [limit, go, first, cells, steps1, zero, zero], outputs, body=_body(machine)
        )
    )
    state = graph.add("ArgMax", "last", axis=1, keepdims=0)
    graph.name(graph.add("Squeeze", state), "state")
    graph.name(graph.add("Squeeze", graph.add("Sub", "place", steps1)), "head")
    code = np.full(states, HALTS.index(Halt.BOUND), np.int64)
    code[list(machine.accept)] = HALTS.index(Halt.ACCEPTS)
    code[list(machine.reject)] = HALTS.index(Halt.REJECTS)
    ended = graph.add("Squeeze", graph.add("Gather", graph.constant(code, "int64"), state))
    undefined = graph.constant(HALTS.index(Halt.UNDEFINED), "int64")
    is_lost = graph.add("Greater", "lost", zero)
    graph.name(graph.add("Where", is_lost, undefined, ended), "halt")
    made = [_info(name, _INT, []) for name in ("halt", "done", "state", "head")]
    inputs = [_info("tape", _INT, ["length"]), _info("steps", _INT, [])]
    return _model(graph, inputs, [*made, _info("cells", _INT, ["cells"])])


def _body(machine: TuringMachine) -> Any:
    """One turn of the loop: a step where a row fires and a step is left, else the end."""
    control = construct(machine)
    states, size = len(machine.states), len(machine.alphabet)
    body = _Graph("b_")
    one_zero = body.constant(0, "float32")
    symbol = body.one_hot(body.add("Gather", "tape_in", "place_in", axis=0), size)
    seen = body.add("Concat", "state_in", symbol, axis=1)
    reading = body.constant(control.reading.T, "float32")
    fired = body.add(
        "Relu", body.add("Sub", body.add("MatMul", seen, reading), body.constant(1, "float32"))
    )
    out = body.add("MatMul", fired, body.constant(control.control, "float32"))
    fires = body.add("Greater", body.add("ReduceMax", fired, keepdims=0), one_zero)
    left = body.add("Less", "turn", "steps")
    moves = body.add("And", fires, left)

    def part(low: int, high: int) -> str:
        ends = (body.constant([low], "int64"), body.constant([high], "int64"))
        return body.add("Slice", out, *ends, body.constant([1], "int64"))

    after = part(0, states)
    write = body.add("ArgMax", part(states, states + size), axis=1, keepdims=0)
    way = body.add("ArgMax", part(states + size, states + size + 3), axis=1, keepdims=0)
    tape = body.add("ScatterElements", "tape_in", "place_in", write, axis=0)
    place = body.add("Sub", body.add("Add", "place_in", way), body.constant([1], "int64"))
    body.name(body.add("Where", moves, after, "state_in"), "state_out")
    body.name(body.add("Where", moves, tape, "tape_in"), "tape_out")
    body.name(body.add("Where", moves, place, "place_in"), "place_out")
    body.name(body.add("Add", "done_in", body.add("Cast", moves, to=_INT)), "done_out")
    lost = body.add("Cast", body.add("Not", fires), to=_INT)
    body.name(body.add("Add", "lost_in", lost), "lost_out")
    halting = np.zeros((states, 1))
    halting[list(machine.halting)] = 1
    stops = body.add("MatMul", "state_out", body.constant(halting, "float32"))
    runs = body.add("Not", body.add("Greater", body.add("ReduceMax", stops, keepdims=0), one_zero))
    body.name(body.add("And", moves, runs), "again")
    shapes: Mapping[str, tuple[int, list[Any]]] = {
        "state": (_FLOAT, [1, states]),
        "tape": (_INT, ["cells"]),
        "place": (_INT, [1]),
        "done": (_INT, []),
        "lost": (_INT, []),
    }
    return helper.make_graph(
        body.nodes,
        "turn",
        [
            _info("turn", _INT, []),
            _info("go", _BOOL, []),
            *(_info(f"{name}_in", kind, shape) for name, (kind, shape) in shapes.items()),
        ],
        [
            _info("again", _BOOL, []),
            *(_info(f"{name}_out", kind, shape) for name, (kind, shape) in shapes.items()),
        ],
        body.constants,
    )


def _info(name: str, kind: int, shape: Sequence[Any]) -> Any:
    return helper.make_tensor_value_info(name, kind, list(shape))


def _model(graph: _Graph, inputs: Sequence[Any], outputs: Sequence[Any]) -> bytes:
    made = helper.make_graph(graph.nodes, "lemmata", inputs, outputs, graph.constants)
    model = helper.make_model(
        made,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="lemmata",
    )
    onnx.checker.check_model(model, full_check=True)
    data: bytes = model.SerializeToString()
    return data


class Session:
    """A model in onnxruntime, on the processor alone, with so many threads."""

    def __init__(self, model: bytes, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = threads
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )

    def run(self, **inputs: Numbers) -> dict[str, Numbers]:
        """All outputs by name."""
        names = [one.name for one in self._session.get_outputs()]
        values = self._session.run(names, inputs)
        return dict(zip(names, values, strict=True))
