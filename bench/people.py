"""People who are signed in and share conversations, written straight into the tables: to sign up is not what is
measured. Called by the benchmarks that ask a host over HTTP."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from superapp.accounts.people import PersonRoleRow, PersonRow
from superapp.accounts.sessions import SessionRow
from superapp.chat.conversations import ConversationRow, MemberRow
from superapp.security.tokens import digest
from superapp.storage.database import Database

ROWS_AT_ONCE = 1_000


@dataclass(frozen=True)
class Member:
    """person: their id; token: of their session's cookie; conversation: the one they share with their neighbours."""

    person: str
    token: str
    conversation: str

    def headers(self, origin: str) -> dict[str, str]:
        """What their browser sends along with a form of our own page."""
        return {"origin": origin, "sec-fetch-site": "same-origin", "cookie": f"sa_session={self.token}"}


async def populate(database_url: str, people: int, *, together: int, named: str = "bench") -> list[Member]:
    """together: so many share a conversation; two make a direct one, more a group. named: part of each id."""
    chance, now = random.Random(named), datetime.now(UTC)
    rows: dict[type[Any], list[dict[str, Any]]] = {
        table: [] for table in (PersonRow, PersonRoleRow, SessionRow, ConversationRow, MemberRow)
    }
    members = [
        Member(f"per_{named}{number:06}", chance.randbytes(32).hex(), f"cnv_{named}{number // together:06}")
        for number in range(people)
    ]
    for number, one in enumerate(members):
        handle = f"{named}{number}"
        rows[PersonRow].append(
            {"id": one.person, "handle": handle, "handle_key": handle, "name": f"Person {number}"}
            | {"language": "en", "is_demo": False, "created_at": now}
        )
        rows[PersonRoleRow].append({"person_id": one.person, "role": "person", "granted_at": now})
        rows[SessionRow].append(
            {"id": f"ses_{named}{number:06}", "token_digest": digest(one.token), "person_id": one.person}
            | {"method": "password", "device": "Chrome on Linux", "address": "127.0.0.1"}
            | {"last_used_at": now, "expires_at": now + timedelta(days=30), "created_at": now}
        )
        if number % together == 0:
            pair = ":".join(sorted(each.person for each in members[number : number + 2])) if together == 2 else None
            rows[ConversationRow].append(
                {"id": one.conversation, "kind": "direct" if pair else "group", "pair_key": pair, "service": ""}
                | {"title": "" if pair else f"Group {number}", "last_seq": 0, "created_at": now, "is_answered": True}
            )
        role = "member" if number % together or together == 2 else "owner"
        rows[MemberRow].append(
            {"conversation_id": one.conversation, "person_id": one.person, "joined_at": now, "role": role}
            | {"read_seq": 0}
        )
    database = Database(database_url, schema="superapp")
    async with database.write() as session:
        for table, values in rows.items():
            for first in range(0, len(values), ROWS_AT_ONCE):
                await session.execute(insert(table), values[first : first + ROWS_AT_ONCE])
    await database.close()
    return members
