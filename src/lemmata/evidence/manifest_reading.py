"""Manifests of unknown origin: read strictly, or refused with the reason."""

from collections.abc import Callable
from functools import cache
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from lemmata.contracts.errors import CertificateError
from lemmata.evidence.manifest import Manifest, manifest_bytes
from lemmata.evidence.tested import TrialManifest, is_tested, trial_bytes

Kind = TypeVar("Kind")


@cache
def _adapter() -> TypeAdapter[Manifest]:
    return TypeAdapter(Manifest)


@cache
def _tested_adapter() -> TypeAdapter[TrialManifest]:
    return TypeAdapter(TrialManifest)


def read_manifest(data: bytes) -> Manifest:
    """The manifest of a proof that ``data`` writes.

    Raises:
        CertificateError: not JSON, a missing, unknown or ill-typed field, another format, or
            bytes that differ from how such a manifest is written.
    """
    return _read(_adapter(), data, manifest_bytes)


def read_either(data: bytes) -> Manifest | TrialManifest:
    """The manifest of a proof, or of a lemma that says it is only tested; raises likewise.

    Trap: a field more or less makes neither of them the other, as both are read strictly.
    """
    if is_tested(data):
        return _read(_tested_adapter(), data, trial_bytes)
    return read_manifest(data)


def _read(adapter: TypeAdapter[Kind], data: bytes, written: Callable[[Kind], bytes]) -> Kind:
    try:
        manifest = adapter.validate_json(data)
    except (ValidationError, RecursionError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else None
        where = ".".join(map(str, first["loc"])) if first else ""
        told = f"{where}: {first['msg']}" if first else "nested too deeply"
        raise CertificateError(
            f"manifest.json is not a manifest: {told}"[:400], remedy="seal the lemma again"
        ) from error
    if written(manifest) != data:
        raise CertificateError(
            "manifest.json is not written as a manifest is", remedy="seal the lemma again"
        )
    return manifest


def manifest_schema() -> dict[str, object]:
    """The published JSON schema of ``manifest.json``."""
    return dict(_adapter().json_schema())
