"""Versions: what was uploaded, named by the hash of what is loaded. A version never changes; only its state moves:
in_review -> released | refused, released -> retired when a newer one is released. Review, release and the loader speak
of the one hash. Called by the flows that publish, review and open.

The hash is SHA-256 over the canonical file list of the compiled bundle: one line per file, in byte order of the path,
`<path> NUL <size> NUL <sha256 hex> LF`, all UTF-8."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Text, UniqueConstraint, func
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.programs.errors import VersionUnknown
from superapp.storage.database import HostTable, UtcDateTime


class VersionState(StrEnum):
    IN_REVIEW = "in_review"
    RELEASED = "released"
    REFUSED = "refused"
    RETIRED = "retired"


class VersionRow(HostTable, table=True):
    __tablename__ = "program_versions"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("appid", "number", name="one_version_per_number"),
        UniqueConstraint("appid", "hash", name="one_version_per_bundle"),
        CheckConstraint("length(hash) = 64", name="a_version_has_a_whole_hash"),
    )

    id: str = Field(primary_key=True, max_length=40)
    appid: str = Field(max_length=18)
    number: int
    hash: str = Field(max_length=64)
    state: str = Field(max_length=12, index=True)
    package_sha256: str = Field(max_length=64)
    package_bytes: int
    bundle_bytes: int
    files: str = Field(sa_type=Text)
    facts: str = Field(sa_type=Text)
    diagnostics: str = Field(sa_type=Text)
    uploaded_by: str = Field(max_length=40)
    created_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class BundleFile:
    """path: relative, with forward slashes; sha256: hex."""

    path: str
    body_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Version:
    """facts: app.facts.json as the compiler wrote it. diagnostics: [{file, line, column, severity, code, message}]."""

    id: str
    appid: str
    number: int
    hash: str
    state: VersionState
    package_sha256: str
    package_bytes: int
    bundle_bytes: int
    files: tuple[BundleFile, ...]
    facts: dict[str, Any]
    diagnostics: list[dict[str, Any]]
    uploaded_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class VersionDraft:
    appid: str
    package_sha256: str
    package_bytes: int
    files: tuple[BundleFile, ...]
    facts: dict[str, Any]
    diagnostics: list[dict[str, Any]]
    uploaded_by: str


def bundle_file(path: str, body: bytes) -> BundleFile:
    return BundleFile(path, len(body), hashlib.sha256(body).hexdigest())


def bundle_hash(files: Iterable[BundleFile]) -> str:
    """The name of a bundle, 64 hex digits; see the head of this file for the bytes."""
    whole = hashlib.sha256()
    for file in sorted(files, key=lambda one: one.path.encode()):
        whole.update(f"{file.path}\0{file.body_bytes}\0{file.sha256}\n".encode())
    return whole.hexdigest()


def blob_name(appid: str, sha256: str) -> str:
    """Where one file of a bundle lies in the blobs: by its content, so a blob can never be swapped unseen, and paths in
    any script need no escaping."""
    return f"bundles/{appid}/{sha256}"


def package_blob_name(appid: str, package_sha256: str) -> str:
    """Where the package lies as it was uploaded, for whoever reviews it."""
    return f"packages/{appid}/{package_sha256}.zip"


async def add_version(session: AsyncSession, draft: VersionDraft, *, version_id: str, now: datetime) -> Version:
    """The new version, in review. The same bundle again is the version that it was, whatever its state."""
    bundle = bundle_hash(draft.files)
    first = await find_by_hash(session, draft.appid, bundle)
    if first is not None:
        return first
    last = (await session.exec(select(func.max(VersionRow.number)).where(VersionRow.appid == draft.appid))).one()
    row = VersionRow(
        id=version_id,
        appid=draft.appid,
        number=(last or 0) + 1,
        hash=bundle,
        state=VersionState.IN_REVIEW,
        package_sha256=draft.package_sha256,
        package_bytes=draft.package_bytes,
        bundle_bytes=sum(file.body_bytes for file in draft.files),
        files=json.dumps([[file.path, file.body_bytes, file.sha256] for file in draft.files]),
        facts=json.dumps(draft.facts),
        diagnostics=json.dumps(draft.diagnostics),
        uploaded_by=draft.uploaded_by,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    return _version(row)


async def get_version(session: AsyncSession, appid: str, version_id: str) -> Version:
    """Raises VersionUnknown, also for a version of another program."""
    row = await session.get(VersionRow, version_id)
    if row is None or row.appid != appid:
        raise VersionUnknown(appid, version_id)
    return _version(row)


async def get_version_by_number(session: AsyncSession, appid: str, number: int) -> Version:
    """Raises VersionUnknown."""
    row = (await session.exec(_of(appid).where(VersionRow.number == number))).first()
    if row is None:
        raise VersionUnknown(appid, str(number))
    return _version(row)


async def find_by_hash(session: AsyncSession, appid: str, bundle: str) -> Version | None:
    row = (await session.exec(_of(appid).where(VersionRow.hash == bundle))).first()
    return _version(row) if row else None


async def find_version(session: AsyncSession, version_id: str, *, lock: bool = False) -> Version | None:
    """lock: nobody else decides about it until this transaction ends."""
    row = await session.get(VersionRow, version_id, with_for_update=lock)
    return _version(row) if row else None


async def versions_of(session: AsyncSession, appid: str, *, limit: int = 50) -> list[Version]:
    """Newest first."""
    rows = await session.exec(_of(appid).order_by(col(VersionRow.number).desc()).limit(limit))
    return [_version(row) for row in rows]


async def versions_in(session: AsyncSession, state: VersionState, *, limit: int = 100) -> list[Version]:
    """Of every program, oldest first: what waits longest stands on top."""
    query = select(VersionRow).where(VersionRow.state == state)
    rows = await session.exec(query.order_by(col(VersionRow.created_at), col(VersionRow.id)).limit(limit))
    return [_version(row) for row in rows]


async def set_state(session: AsyncSession, version_id: str, state: VersionState) -> None:
    row = await session.get_one(VersionRow, version_id)
    row.state = state
    session.add(row)
    await session.flush()


def _of(appid: str) -> Any:
    return select(VersionRow).where(VersionRow.appid == appid)


def _version(row: VersionRow) -> Version:
    return Version(
        id=row.id,
        appid=row.appid,
        number=row.number,
        hash=row.hash,
        state=VersionState(row.state),
        package_sha256=row.package_sha256,
        package_bytes=row.package_bytes,
        bundle_bytes=row.bundle_bytes,
        files=tuple(BundleFile(path, size, sha256) for path, size, sha256 in json.loads(row.files)),
        facts=json.loads(row.facts),
        diagnostics=json.loads(row.diagnostics),
        uploaded_by=row.uploaded_by,
        created_at=row.created_at,
    )
