"""What a person has written once and gives out again: postal addresses, invoice titles, number plates, places, phone
numbers. A program sees one only when the person chooses it in the host's own sheet. Called by flows/keep_details.

Field names are the platform's, because a chosen one goes to the program as it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, func
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import HostError, NotFound
from superapp.base.lines import clean_line
from superapp.base.words import N_, said
from superapp.storage.database import HostTable, UtcDateTime
from wallet.ids import new_id
from wallet.ports import Chance

PER_KIND_MAX = 50
FIELD_CHARACTERS_MAX = 300
# kind -> (fields that must have a text, further fields)
KINDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "address": (
        frozenset({"userName", "detailInfo", "telNumber"}),
        frozenset({"provinceName", "cityName", "countyName", "streetName", "postalCode", "nationalCode"}),
    ),
    "invoice_title": (
        frozenset({"type", "title"}),
        frozenset({"taxNumber", "companyAddress", "telephone", "bankName", "bankAccount"}),
    ),
    "plate": (frozenset({"plateNumber"}), frozenset()),
    "place": (frozenset({"name", "latitude", "longitude"}), frozenset({"address"})),
    "phone": (frozenset({"countryCode", "purePhoneNumber"}), frozenset()),
}


class DetailRow(HostTable, table=True):
    __tablename__ = "person_details"  # pyright: ignore[reportAssignmentType]

    id: str = Field(primary_key=True, max_length=40)
    person_id: str = Field(index=True, max_length=40)
    kind: str = Field(max_length=16)
    fields: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    used_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class Detail:
    """fields: every field of the kind, "" where nothing was written."""

    id: str
    kind: str
    fields: dict[str, str]


@dataclass(eq=False)
class DetailInvalid(HostError):
    """field: at fault, or "" for the whole. reason: a short sentence for the person."""

    code: ClassVar[str] = "detail_invalid"
    field: str
    reason: str


async def details_of(session: AsyncSession, person_id: str, kind: str) -> list[Detail]:
    """The last used first."""
    mine = (DetailRow.person_id == person_id, DetailRow.kind == kind)
    rows = await session.exec(
        select(DetailRow).where(*mine).order_by(col(DetailRow.used_at).desc(), col(DetailRow.id).desc())
    )
    return [_detail(row) for row in rows]


async def save_detail(
    session: AsyncSession,
    person_id: str,
    kind: str,
    fields: dict[str, str],
    *,
    detail_id: str | None,
    now: datetime,
    chance: Chance,
) -> Detail:
    """A new one, or the changed one of that id. Raises DetailInvalid, NotFound."""
    kept = clean_fields(kind, fields)
    if detail_id:
        row = await _row(session, person_id, detail_id)
        if row.kind != kind:
            raise NotFound("detail")
        row.fields, row.used_at = kept, now
    else:
        mine = (DetailRow.person_id == person_id, DetailRow.kind == kind)
        if (await session.exec(select(func.count()).select_from(DetailRow).where(*mine))).one() >= PER_KIND_MAX:
            raise DetailInvalid("", said("Keep at most {count}; remove one first.", count=PER_KIND_MAX))
        row = DetailRow(id=new_id("dtl", now, chance), person_id=person_id, kind=kind, fields=kept, used_at=now)
    session.add(row)
    await session.flush()
    return _detail(row)


async def use_detail(session: AsyncSession, person_id: str, detail_id: str, *, now: datetime) -> Detail:
    """The person chose it; it stands first from now on. Raises NotFound."""
    row = await _row(session, person_id, detail_id)
    row.used_at = now
    session.add(row)
    await session.flush()
    return _detail(row)


async def remove_detail(session: AsyncSession, person_id: str, detail_id: str) -> None:
    """Raises NotFound."""
    await session.delete(await _row(session, person_id, detail_id))
    await session.flush()


def clean_fields(kind: str, fields: dict[str, str]) -> dict[str, str]:
    """Each field in one line, all fields of the kind there. Raises DetailInvalid."""
    if kind not in KINDS:
        raise DetailInvalid("", N_("There is nothing of this kind."))
    needed, further = KINDS[kind]
    if unknown := sorted(set(fields) - needed - further):
        raise DetailInvalid(unknown[0], N_("There is no such field."))
    kept = {name: clean_line(fields.get(name, "")) for name in sorted(needed | further)}
    for name, text in kept.items():
        if name in needed and not text:
            raise DetailInvalid(name, N_("Fill this in."))
        if len(text) > FIELD_CHARACTERS_MAX:
            raise DetailInvalid(name, said("Use at most {count} characters.", count=FIELD_CHARACTERS_MAX))
    if kind == "phone":
        _check_phone(kept)
    if kind == "place":
        _check_place(kept)
    return kept


def _check_phone(fields: dict[str, Any]) -> None:
    for name, length_max in (("countryCode", 3), ("purePhoneNumber", 14)):
        digits = "".join(letter for letter in fields[name] if letter not in " +-()")
        if not digits.isascii() or not digits.isdigit() or len(digits) > length_max:
            raise DetailInvalid(name, N_("Write digits."))
        fields[name] = digits


def _check_place(fields: dict[str, Any]) -> None:
    for name, most in (("latitude", 90.0), ("longitude", 180.0)):
        try:
            fits = abs(float(fields[name])) <= most
        except ValueError:
            fits = False
        if not fits:
            raise DetailInvalid(name, N_("This is not on the earth."))


async def _row(session: AsyncSession, person_id: str, detail_id: str) -> DetailRow:
    row = await session.get(DetailRow, detail_id)
    if row is None or row.person_id != person_id:
        raise NotFound("detail")
    return row


def _detail(row: DetailRow) -> Detail:
    return Detail(row.id, row.kind, dict(row.fields))
