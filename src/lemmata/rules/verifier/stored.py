"""Networks and tables as they stand in files, without the code that made them.

A network's file is safetensors: for each layer `N.starts`, `N.places`, `N.weights` and `N.bias` as
int64, with `groups` and `relu` in the header's metadata. The format is read here by itself: eight
bytes that say how long the header is, the header as JSON, then the numbers.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from lemmata.contracts.errors import CertificateError, FileError, Place

FORMATS = (
    ("int8", 127),
    ("float16", 2**11),
    ("float32", 2**24),
    ("int32", 2**31 - 1),
    ("float64", 2**53),
)
_MOST_HEADER = 1 << 24


@dataclass(frozen=True, slots=True)
class Unit:
    """``bias + sum of weight * input``, kept above 0 where the layer says so."""

    weights: tuple[tuple[int, int], ...]
    bias: int


@dataclass(frozen=True, slots=True)
class StoredNetwork:
    """Sizes of the one-hot groups, and the layers: whether each is kept above 0, and its units."""

    groups: tuple[int, ...]
    layers: tuple[tuple[bool, tuple[Unit, ...]], ...]

    def outputs(self, digits: Sequence[int]) -> tuple[int, ...]:
        """What it gives for one input, in Python's integers."""
        values = [0] * sum(self.groups)
        start = 0
        for base, digit in zip(self.groups, digits, strict=True):
            values[start + digit] = 1
            start += base
        for relu, units in self.layers:
            sums = [unit.bias + sum(w * values[p] for p, w in unit.weights) for unit in units]
            values = [max(one, 0) for one in sums] if relu else sums
        return tuple(values)


def partial_sum_bound(network: StoredNetwork) -> int:
    """The largest absolute value of any weight or partial sum, in any order, for any input.

    A unit names each of its inputs once.
    """
    group_of = [group for group, base in enumerate(network.groups) for _ in range(base)]
    upper = [1] * len(group_of)
    largest = 0
    for number, (relu, units) in enumerate(network.layers):
        following = []
        for unit in units:
            ups: dict[int, int] = {}
            downs: dict[int, int] = {}
            for place, weight in unit.weights:
                key = group_of[place] if number == 0 else place
                most = weight * upper[place]
                largest = max(largest, abs(weight))
                ups[key], downs[key] = max(ups.get(key, 0), most), max(downs.get(key, 0), -most)
            high, low = sum(ups.values()), sum(downs.values())
            largest = max(largest, high + max(unit.bias, 0), low + max(-unit.bias, 0))
            above = max(high + unit.bias, 0)
            following.append(above if relu else max(above, low - unit.bias))
        upper = following
    return largest


def read_network(path: Path) -> StoredNetwork:
    """The network of a file.

    Raises:
        FileError: it cannot be read.
        CertificateError: it is no network: header, shapes, types, places out of range.
    """
    tensors, metadata = read_tensors(path)
    try:
        groups = tuple(map(int, json.loads(metadata["groups"])))
        relu = [bool(one) for one in json.loads(metadata["relu"])]
        width, layers = sum(groups), []
        for number, kept in enumerate(relu):
            names = ("starts", "places", "weights", "bias")
            parts = [tensors.pop(f"{number}.{name}") for name in names]
            units = _units(parts, width, path)
            layers.append((kept, units))
            width = len(units)
    except (KeyError, ValueError, TypeError) as error:
        raise _broken(path, f"no network: {error!r}") from error
    if tensors or any(base < 1 for base in groups):
        raise _broken(path, f"unknown tensors {sorted(tensors)}" if tensors else "an empty group")
    return StoredNetwork(groups, tuple(layers))


def _units(parts: Sequence["np.ndarray[Any, Any]"], width: int, path: Path) -> tuple[Unit, ...]:
    starts, places, weights, bias = (part.tolist() for part in parts)
    sound = (
        len(starts) == len(bias) + 1
        and starts[0] == 0
        and starts[-1] == len(places) == len(weights)
        and all(low <= high for low, high in pairwise(starts))
        and all(0 <= place < width for place in places)
    )
    if not sound:
        raise _broken(path, "a layer whose parts do not fit each other")
    pairs = list(zip(places, weights, strict=True))
    if any(len(set(places[low:high])) < high - low for low, high in pairwise(starts)):
        raise _broken(path, "a unit that names one input twice")
    return tuple(
        Unit(tuple(pairs[low:high]), one)
        for (low, high), one in zip(pairwise(starts), bias, strict=True)
    )


def read_tensors(path: Path) -> tuple[dict[str, "np.ndarray[Any, Any]"], Mapping[str, str]]:
    """All tensors of a safetensors file, which must be int64, and the metadata.

    Raises:
        FileError: it cannot be read.
        CertificateError: it is not in that format.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileError(f"cannot be read: {error}", place=Place(str(path))) from error
    size = int.from_bytes(data[:8], "little") if len(data) >= 8 else _MOST_HEADER + 1
    if size > min(_MOST_HEADER, len(data) - 8):
        raise _broken(path, "no safetensors header")
    try:
        header = json.loads(data[8 : 8 + size])
        metadata = header.pop("__metadata__", {})
        found = {}
        end = 0
        ordered = sorted(header.items(), key=lambda item: item[1]["data_offsets"])
        for name, said in ordered:
            low, high = said["data_offsets"]
            (length,) = said["shape"]
            if said["dtype"] != "I64" or low != end or high - low != 8 * length:
                raise _broken(path, f"the tensor {name} is no plain list of int64")
            part = data[8 + size + low : 8 + size + high]
            found[name] = np.frombuffer(part, "<i8")
            end = high
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _broken(path, f"no safetensors file: {error!r}") from error
    if end != len(data) - 8 - size:
        raise _broken(path, "bytes that no tensor names")
    return found, metadata


def _broken(path: Path, message: str) -> CertificateError:
    return CertificateError(message, place=Place(str(path)), remedy="prove the rule again")
