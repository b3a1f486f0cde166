"""An ONNX model against the rows of a proof: run by onnxruntime on every input."""

from pathlib import Path

import numpy as np
import onnxruntime

from lemmata.contracts.errors import CertificateError
from lemmata.rules.verifier.claims import Claim

_BATCH = 1 << 14


def first_difference(claim: Claim, path: Path) -> tuple[int, ...] | None:
    """The first input for which the model does not give the units of its row, or None.

    The rows are disjoint and cover the domain.

    Raises:
        CertificateError: onnxruntime cannot load or run the model.
    """
    try:
        return _first_difference(claim, path)
    except Exception as error:
        said = str(error).partition("\n")[0][:200]
        raise CertificateError(f"{path.name} cannot be run: {said}") from error


def _first_difference(claim: Claim, path: Path) -> tuple[int, ...] | None:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    for start in range(0, claim.size, _BATCH):
        numbers = np.arange(start, min(start + _BATCH, claim.size))
        points = np.stack(np.unravel_index(numbers, claim.sizes), axis=1)
        digits = np.array([claim.digits(point) for point in points.tolist()], np.int64)
        (units,) = session.run(["units"], {"digits": digits})
        wrong = (units != _units(claim, points)).any(axis=1)
        if wrong.any():
            return tuple(points[int(wrong.argmax())].tolist())
    return None


def _units(claim: Claim, points: "np.ndarray[tuple[int, int], np.dtype[np.int64]]") -> object:
    """The units that the rows ask for, a row for each input."""
    found = np.zeros((len(points), sum(claim.choices)), np.float32)
    starts = np.cumsum([0, *claim.choices])
    for guard, written in claim.rows:
        taken = np.ones(len(points), bool)
        for place, spans in enumerate(guard):
            column = points[:, place]
            inside = np.zeros(len(points), bool)
            for low, high in spans:
                inside |= (column >= low) & (column <= high)
            taken &= inside
        for output, choice in enumerate(written):
            found[taken, starts[output] + choice] = 1
    return found
