"""Publishing: from an uploaded zip to an immutable bundle in review, or released at once where the host is a demo.
Called by web/console. The steps are decision 9 of the house: package, compile, blobs, version, review, release, with
one hash from beginning to end."""

import asyncio
import hashlib
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from superapp.base.config import Settings
from superapp.compiler.compile import Compiled, CompileLimits, compile_program
from superapp.house import House
from superapp.programs import packages, registry, releases, reviews, versions
from superapp.programs.reviews import AUTOMATIC, Review
from superapp.programs.versions import BundleFile, Version, VersionDraft, VersionState
from wallet.ids import new_id

# Two at a time: a compile takes a whole core and up to half a gigabyte.
_COMPILES = asyncio.Semaphore(2)


@dataclass(frozen=True, slots=True)
class Published:
    """is_new: False when this very bundle had been uploaded before."""

    version: Version
    is_new: bool


async def publish(house: House, *, developer_id: str, appid: str, zipped: bytes) -> Published:
    """Take a package from its program's developer.

    Raises ProgramUnknown, ProgramNotYours, PackageRefused; CompileFailed with its diagnostics.
    """
    async with house.database.read() as session:
        await registry.require_owner(session, appid, developer_id)
    package_sha256 = hashlib.sha256(zipped).hexdigest()
    compiled, bodies = await _compile(house.settings, zipped)
    files = tuple(versions.bundle_file(path, body) for path, body in sorted(bodies.items()))
    # Blobs before the row: a version that exists can be loaded, and a blob without a version harms nobody.
    await _store(house, appid, files, bodies)
    await house.blobs.put(versions.package_blob_name(appid, package_sha256), zipped)
    draft = VersionDraft(
        appid=appid,
        package_sha256=package_sha256,
        package_bytes=len(zipped),
        files=files,
        facts=compiled.config,
        diagnostics=[asdict(one) for one in compiled.diagnostics],
        uploaded_by=developer_id,
    )
    return await _record(house, draft)


async def _record(house: House, draft: VersionDraft) -> Published:
    now, version_id = house.clock.now(), new_id("ver", house.clock.now(), house.chance)
    async with house.database.write() as session:
        await registry.lock_program(session, draft.appid)
        version = await versions.add_version(session, draft, version_id=version_id, now=now)
        is_new = version.id == version_id
        if house.settings.demo and version.state == VersionState.IN_REVIEW:
            note = Review(version.id, version.hash, "approved", "Demo mode approves what compiles.", AUTOMATIC, now)
            await reviews.record_review(session, draft.appid, note)
        if house.settings.demo and version.state not in {VersionState.REFUSED, VersionState.RELEASED}:
            await releases.release(
                session,
                appid=draft.appid,
                version_id=version.id,
                bundle=version.hash,
                released_by=AUTOMATIC,
                now=now,
            )
        version = await versions.get_version(session, draft.appid, version.id)
    return Published(version, is_new)


async def _compile(settings: Settings, zipped: bytes) -> tuple[Compiled, dict[str, bytes]]:
    limits = packages.PackageLimits(
        zip_bytes_max=settings.program_bytes_max,
        all_bytes_max=settings.program_bytes_max,
        part_bytes_max=settings.package_bytes_max,
    )
    compile_limits = CompileLimits(
        wall_seconds=settings.compile_seconds_max,
        memory_bytes=settings.compile_memory_bytes_max,
        package_bytes=settings.package_bytes_max,
    )
    with tempfile.TemporaryDirectory(prefix="program-") as folder:
        source, output = Path(folder, "source"), Path(folder, "output")
        await asyncio.to_thread(packages.unpack, zipped, source, limits)
        async with _COMPILES:
            compiled = await compile_program(source, output, limits=compile_limits)
        return compiled, await asyncio.to_thread(_read_all, output)


def _read_all(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


async def _store(house: House, appid: str, files: tuple[BundleFile, ...], bodies: dict[str, bytes]) -> None:
    for file in files:
        name = versions.blob_name(appid, file.sha256)
        if not await house.blobs.exists(name):
            await house.blobs.put(name, bodies[file.path])
