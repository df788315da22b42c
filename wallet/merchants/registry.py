"""Who takes money: merchants and the certificates they sign with. Commands and the console create them; the merchant
API looks them up for each request. Leans on `certificates.py` to issue and on `keys.py` to keep the APIv3 key sealed.

The merchant's private key is made here, returned once and forgotten; we keep only the certificate."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from sqlalchemy import CheckConstraint, Column, LargeBinary, Text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, col, select

from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError
from wallet.house import WalletHouse
from wallet.merchants import certificates
from wallet.merchants.keys import open_text, seal_text
from wallet.merchants.resources import random_letters

APIV3_KEY_LETTERS = 32
NAME_LETTERS_MAX = 64
DRAWS_MAX = 20  # of a number among a hundred million


class MerchantRow(WalletTable, table=True):
    __tablename__ = "merchants"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        CheckConstraint("answer_mode IN ('certificate', 'public_key')", name="merchant_answer_mode_is_known"),
    )

    mchid: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=NAME_LETTERS_MAX)
    apiv3_key_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    answer_mode: str = Field(default="certificate", max_length=16)
    created_at: datetime = Field(sa_type=UtcDateTime)


class MerchantCertificateRow(WalletTable, table=True):
    """A merchant may have several, one after the other, so that a key can be changed without a gap."""

    __tablename__ = "merchant_certificates"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr

    serial_no: str = Field(primary_key=True, max_length=64)
    mchid: str = Field(max_length=32, index=True)
    certificate_pem: str = Field(sa_column=Column(Text, nullable=False))
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class Merchant:
    """answer_mode: "certificate" or "public_key", as the merchant's latest request asked."""

    mchid: str
    name: str
    answer_mode: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MerchantCertificate:
    serial_no: str
    mchid: str
    certificate_pem: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewMerchant:
    """What the merchant is handed, once. private_key_pem is stored nowhere in this house."""

    mchid: str
    name: str
    apiv3_key: str
    private_key_pem: str
    serial_no: str
    certificate_pem: str


@dataclass(eq=False)
class MerchantUnknown(WalletError):
    code: ClassVar[str] = "merchant_unknown"
    mchid: str


@dataclass(eq=False)
class MerchantNameInvalid(WalletError):
    code: ClassVar[str] = "merchant_name_invalid"
    name: str
    letters_max: int


async def create_merchant(house: WalletHouse, name: str) -> NewMerchant:
    """A new merchant with a 10-digit mchid, an RSA-2048 key, its certificate and an APIv3 key of 32 letters.

    name: 1 to 64 letters, shown to payers. Raises MerchantNameInvalid.
    """
    name = name.strip()
    if not 1 <= len(name) <= NAME_LETTERS_MAX or not name.isprintable():
        raise MerchantNameInvalid(name[:NAME_LETTERS_MAX], NAME_LETTERS_MAX)
    platform, key = await asyncio.to_thread(_make_keys, house)
    draws_left = DRAWS_MAX
    while True:
        draws_left -= 1
        mchid = f"16{house.chance.randrange(0, 10**8):08d}"
        pem = certificates.issue_certificate(
            platform.authority_pem, platform.authority_key, key.public_key(), mchid, house.clock.now()
        ).decode()
        certificate = x509.load_pem_x509_certificate(pem.encode())
        serial_no, apiv3_key = certificates.serial_of(certificate), random_letters(APIV3_KEY_LETTERS, house.chance)
        now = house.clock.now()
        sealed = seal_text(house.settings, apiv3_key, about=mchid)
        try:
            async with house.database.write() as session:
                session.add(MerchantRow(mchid=mchid, name=name, apiv3_key_sealed=sealed, created_at=now))
                session.add(
                    MerchantCertificateRow(
                        serial_no=serial_no,
                        mchid=mchid,
                        certificate_pem=pem,
                        created_at=now,
                        expires_at=certificate.not_valid_after_utc,
                    )
                )
        except IntegrityError:
            if draws_left:
                continue  # a number is taken; both are drawn again
            raise
        return NewMerchant(mchid, name, apiv3_key, certificates.private_pem(key).decode(), serial_no, pem)


async def find_merchant(house: WalletHouse, mchid: str) -> Merchant | None:
    async with house.database.read() as session:
        row = await session.get(MerchantRow, mchid)
    return Merchant(row.mchid, row.name, row.answer_mode, row.created_at) if row else None


async def get_merchant(house: WalletHouse, mchid: str) -> Merchant:
    """Raises MerchantUnknown."""
    if found := await find_merchant(house, mchid):
        return found
    raise MerchantUnknown(mchid)


async def apiv3_key_of(house: WalletHouse, mchid: str) -> str:
    """The 32 letters that encrypt what we send this merchant. Raises MerchantUnknown."""
    async with house.database.read() as session:
        row = await session.get(MerchantRow, mchid)
    if row is None:
        raise MerchantUnknown(mchid)
    return open_text(house.settings, row.apiv3_key_sealed, about=mchid)


async def find_certificate(house: WalletHouse, serial_no: str) -> MerchantCertificate | None:
    """By the exact serial, as issued; also an expired one, so the caller says why it refuses."""
    async with house.database.read() as session:
        row = await session.get(MerchantCertificateRow, serial_no)
    return _certificate_view(row) if row else None


async def certificates_of(house: WalletHouse, mchid: str) -> list[MerchantCertificate]:
    """Those still valid, newest first."""
    wanted = select(MerchantCertificateRow).where(
        MerchantCertificateRow.mchid == mchid, col(MerchantCertificateRow.expires_at) > house.clock.now()
    )
    async with house.database.read() as session:
        rows = (await session.exec(wanted.order_by(col(MerchantCertificateRow.created_at).desc()))).all()
    return [_certificate_view(row) for row in rows]


async def remember_answer_mode(house: WalletHouse, mchid: str, mode: str) -> None:
    """Notices follow the mode of the merchant's latest request; written only when it changes."""
    change = update(MerchantRow).where(col(MerchantRow.mchid) == mchid, col(MerchantRow.answer_mode) != mode)
    async with house.database.write() as session:
        await session.execute(change.values(answer_mode=mode))


def _make_keys(house: WalletHouse) -> tuple[certificates.PlatformKeys, RSAPrivateKey]:
    return certificates.platform_keys(house.settings), certificates.new_key()


def _certificate_view(row: MerchantCertificateRow) -> MerchantCertificate:
    return MerchantCertificate(row.serial_no, row.mchid, row.certificate_pem, row.expires_at)
