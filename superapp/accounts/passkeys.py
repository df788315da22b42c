"""Passkeys: a key pair in a person's device; the public half lies here. Each use answers a challenge that we made, for
one purpose, for one browser, once. The flows of use_passkeys call it; `webauthn` reads and checks the bytes."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Column, LargeBinary, delete, func
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_client_data_json,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from superapp.base.errors import HostError, NotFound
from superapp.base.words import N_, said
from superapp.security.origins import host_name
from superapp.security.tokens import digest
from superapp.storage.database import HostTable, UtcDateTime
from wallet.ports import Chance

SITE_NAME = "Superapp"
CHALLENGE_BYTES = 32
CHALLENGE_LIFE = timedelta(minutes=5)
PASSKEYS_MAX = 20
LABEL_CHARACTERS_MAX = 40


class PasskeyRow(HostTable, table=True):
    __tablename__ = "passkeys"  # pyright: ignore[reportAssignmentType]

    credential_id: str = Field(primary_key=True)
    person_id: str = Field(index=True)
    public_key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sign_count: int = Field(sa_column=Column(BigInteger, nullable=False))
    label: str
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    last_used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))


class ChallengeRow(HostTable, table=True):
    __tablename__ = "passkey_challenges"  # pyright: ignore[reportAssignmentType]

    challenge_digest: str = Field(primary_key=True)
    purpose: str
    visit_digest: str
    origin: str
    person_id: str | None = None
    handle: str | None = None
    name: str | None = None
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))


@dataclass(frozen=True, slots=True)
class Asking:
    """A browser that wants to use a passkey.

    purpose: "sign_up", "sign_in", "add" or "confirm" (who is signed in shows that it is still they). visit: a secret
    only this browser holds. origin: ours, as it names it.
    person_id, handle, name: whose passkey is being made; for "sign_in" nobody's yet.
    """

    purpose: str
    visit: str
    origin: str
    person_id: str | None = None
    handle: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Passkey:
    credential_id: str
    label: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(eq=False)
class PasskeyRefused(HostError):
    """reason: a short sentence for the person; the exact cause is the exception's own."""

    code: ClassVar[str] = "passkey_refused"
    reason: str


async def options_for(session: AsyncSession, asking: Asking, *, now: datetime, chance: Chance) -> dict[str, Any]:
    """What the browser's WebAuthn call takes, as JSON; remembers the challenge for 5 minutes."""
    challenge = chance.randbytes(CHALLENGE_BYTES)
    await forget_expired_challenges(session, now=now)
    session.add(
        ChallengeRow(
            challenge_digest=digest(bytes_to_base64url(challenge)),
            purpose=asking.purpose,
            visit_digest=digest(asking.visit),
            origin=asking.origin,
            person_id=asking.person_id,
            handle=asking.handle,
            name=asking.name,
            expires_at=now + CHALLENGE_LIFE,
        )
    )
    await session.flush()
    if asking.purpose in ("sign_in", "confirm"):
        # No list of credentials: it would tell a stranger who has a passkey here.
        options = generate_authentication_options(
            rp_id=host_name(asking.origin), challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
        )
        return json.loads(options_to_json(options))
    known = await list_passkeys(session, asking.person_id or "")
    if len(known) >= PASSKEYS_MAX:
        raise PasskeyRefused(said("You have {count} passkeys. Remove one first.", count=PASSKEYS_MAX))
    created = generate_registration_options(
        rp_id=host_name(asking.origin),
        rp_name=SITE_NAME,
        user_id=(asking.person_id or "").encode(),
        user_name=asking.handle or "",
        user_display_name=asking.name or "",
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential_id)) for one in known],
    )
    return json.loads(options_to_json(created))


async def forget_expired_challenges(session: AsyncSession, *, now: datetime) -> int:
    """Rows removed."""
    gone = await session.execute(delete(ChallengeRow).where(col(ChallengeRow.expires_at) <= now))
    return int(gone.rowcount)  # pyright: ignore[reportAttributeAccessIssue] (a DELETE's result has it)


async def take_challenge(session: AsyncSession, body: dict[str, Any], asking: Asking, *, now: datetime) -> Asking:
    """What was asked when the answered challenge was made; the challenge is gone then.

    Give it a transaction of its own: a challenge whose answer is refused must not come back.
    body: the browser's answer as JSON. asking: purpose, visit and, for "add" and "confirm", the person
    must be the same as then.
    Raises PasskeyRefused.
    """
    wanted = digest(bytes_to_base64url(_challenge_of(body)))
    one = select(ChallengeRow).where(col(ChallengeRow.challenge_digest) == wanted).with_for_update()
    row = (await session.exec(one)).one_or_none()
    if (
        not row
        or row.expires_at <= now
        or row.purpose != asking.purpose
        or row.visit_digest != digest(asking.visit)
        or (asking.person_id is not None and row.person_id != asking.person_id)
    ):
        raise PasskeyRefused(N_("This took too long or was used before. Try again."))
    asked = Asking(row.purpose, asking.visit, row.origin, row.person_id, row.handle, row.name)
    await session.delete(row)
    await session.flush()
    return asked


async def register(session: AsyncSession, body: dict[str, Any], asked: Asking, *, label: str, now: datetime) -> Passkey:
    """Store the public half of a new passkey for the person it was asked for. Raises PasskeyRefused."""
    try:
        verified = verify_registration_response(
            credential=body,
            expected_challenge=_challenge_of(body),
            expected_rp_id=host_name(asked.origin),
            expected_origin=asked.origin,
            require_user_verification=True,
        )
    except Exception as error:  # a stranger's bytes break readers in many ways; each of them is a no
        raise PasskeyRefused(N_("The device's answer could not be verified. Try again.")) from error
    credential_id = bytes_to_base64url(verified.credential_id)
    if await session.get(PasskeyRow, credential_id):
        raise PasskeyRefused(N_("This passkey is registered already."))
    row = PasskeyRow(
        credential_id=credential_id,
        person_id=asked.person_id or "",
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        label=label[:LABEL_CHARACTERS_MAX],
        created_at=now,
    )
    session.add(row)
    await session.flush()
    return _view(row)


async def authenticate(session: AsyncSession, body: dict[str, Any], asked: Asking, *, now: datetime) -> str:
    """The id of the person whose passkey answered. Raises PasskeyRefused."""
    one = select(PasskeyRow).where(col(PasskeyRow.credential_id) == str(body.get("id"))).with_for_update()
    row = (await session.exec(one)).one_or_none()
    if not row:
        raise PasskeyRefused(N_("This passkey is not known here. It may have been removed."))
    try:
        credential = parse_authentication_credential_json(body)
        told = credential.response.user_handle
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=_challenge_of(body),
            expected_rp_id=host_name(asked.origin),
            expected_origin=asked.origin,
            credential_public_key=row.public_key,
            # A count that does not rise gives away a copied key; the library refuses it.
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    except Exception as error:  # a stranger's bytes break readers in many ways; each of them is a no
        raise PasskeyRefused(N_("The device's answer could not be verified. Try again.")) from error
    if told is not None and told != row.person_id.encode():
        raise PasskeyRefused(N_("This passkey belongs to another account."))
    row.sign_count, row.last_used_at = verified.new_sign_count, now
    session.add(row)
    await session.flush()
    return row.person_id


async def list_passkeys(session: AsyncSession, person_id: str) -> list[Passkey]:
    """Oldest first."""
    mine = select(PasskeyRow).where(col(PasskeyRow.person_id) == person_id).order_by(col(PasskeyRow.created_at))
    return [_view(row) for row in (await session.exec(mine.limit(PASSKEYS_MAX))).all()]


async def count_passkeys(session: AsyncSession, person_id: str) -> int:
    mine = select(func.count()).select_from(PasskeyRow).where(col(PasskeyRow.person_id) == person_id)
    return (await session.exec(mine)).one()


async def remove_passkey(session: AsyncSession, person_id: str, credential_id: str) -> None:
    """Raises NotFound when it is not this person's."""
    row = await session.get(PasskeyRow, credential_id)
    if not row or row.person_id != person_id:
        raise NotFound("passkey")
    await session.delete(row)
    await session.flush()


def _challenge_of(body: dict[str, Any]) -> bytes:
    """The challenge inside `response.clientDataJSON`, which is base64url of JSON text. Raises PasskeyRefused."""
    try:
        return parse_client_data_json(base64url_to_bytes(body["response"]["clientDataJSON"])).challenge
    except Exception as error:  # see above
        raise PasskeyRefused(N_("The device's answer could not be read.")) from error


def _view(row: PasskeyRow) -> Passkey:
    return Passkey(row.credential_id, row.label, row.created_at, row.last_used_at)
