"""Manifests of unknown origin: read strictly, or refused with the reason."""

from functools import cache

from pydantic import TypeAdapter, ValidationError

from lemmata.contracts.errors import CertificateError
from lemmata.evidence.manifest import Manifest, manifest_bytes


@cache
def _adapter() -> TypeAdapter[Manifest]:
    return TypeAdapter(Manifest)


def read_manifest(data: bytes) -> Manifest:
    """The manifest that ``data`` writes.

    Raises:
        CertificateError: not JSON, a missing, unknown or ill-typed field, another format, or
            bytes that differ from how such a manifest is written.
    """
    try:
        manifest = _adapter().validate_json(data)
    except (ValidationError, RecursionError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else None
        where = ".".join(map(str, first["loc"])) if first else ""
        told = f"{where}: {first['msg']}" if first else "nested too deeply"
        raise CertificateError(
            f"manifest.json is not a manifest: {told}"[:400], remedy="seal the lemma again"
        ) from error
    if manifest_bytes(manifest) != data:
        raise CertificateError(
            "manifest.json is not written as a manifest is", remedy="seal the lemma again"
        )
    return manifest


def manifest_schema() -> dict[str, object]:
    """The published JSON schema of ``manifest.json``."""
    return dict(_adapter().json_schema())
