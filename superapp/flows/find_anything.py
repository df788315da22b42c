"""One box for everything: chats, people, programs, the host's own pages and what was said. Called by web/pages/find for
the palette (browser/shell/palette.ts). What may be found follows superapp/finding.py; a page stands here only for who
may open it."""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts.people import Person
from superapp.accounts.permissions import permissions_of
from superapp.base.words import N_, sayer
from superapp.chat.cards import search_key
from superapp.chat.listing import conversations_of
from superapp.chat.search import terms_of
from superapp.chat.views import View, overview
from superapp.finding import Hit, find_contacts, find_programs, find_said, find_strangers_too
from superapp.house import House
from superapp.readers import reader_for

EACH_MAX, RECENT_MAX = 6, 6


@dataclass(frozen=True, slots=True)
class Thing:
    """kind: "chat", "person", "program", "page" or "message". address: where it opens, on this host. mark: of a page,
    an icon; seed: whose colour the avatar has; picture: of a person, or ""."""

    kind: str
    title: str
    address: str
    note: str = ""
    mark: str = ""
    seed: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A page of ours. words: what else people call it, in English. permission: who sees it, "" for everybody."""

    title: str
    address: str
    mark: str
    words: str = ""
    permission: str = ""


# What stands first is offered before anybody typed.
PLACES = (
    Place(N_("New chat"), "/chats/new", "square-pen", "write message find someone"),
    Place(N_("New group"), "/groups/new", "users-round", "create people"),
    Place(N_("Scan a code"), "/scan", "scan-line", "qr camera"),
    Place(N_("Wallet"), "/wallet", "wallet", "money balance pay top up receipts"),
    Place(N_("Privacy"), "/me/privacy", "eye", "settings blocked find hide"),
    Place(N_("Notifications"), "/me/notifications", "bell", "settings push quiet hours sound"),
    Place(N_("Chats"), "/chats", "message-circle", "messages conversations"),
    Place(N_("Contacts"), "/contacts", "users-round", "people friends"),
    Place(N_("People nearby"), "/contacts/nearby", "map-pin", "people around here place"),
    Place(N_("Add a contact"), "/contacts/find", "user-round-plus", "find people friend"),
    Place(N_("Requests"), "/contacts/requests", "inbox", "contacts waiting"),
    Place(N_("Discover"), "/programs", "compass", "programs apps"),
    Place(N_("Search"), "/search", "search", "messages words"),
    Place(N_("Me"), "/me", "user-round", "settings account theme dark light sign out"),
    Place(N_("Profile"), "/me/profile", "pencil", "settings name picture language"),
    Place(N_("Phone number"), "/me/number", "smartphone", "settings telephone confirm find"),
    Place(N_("My code"), "/me/code", "qr-code", "qr share"),
    Place(N_("Devices and sessions"), "/me/sessions", "monitor-smartphone", "settings signed in sign out"),
    Place(N_("Passkeys"), "/me/passkeys", "key-round", "settings sign in security"),
    Place(N_("Your data"), "/me/data", "download", "settings export copy delete account"),
    Place(N_("PIN"), "/wallet/pin", "lock-keyhole", "settings payment code change"),
    Place(N_("Transfers"), "/admin/transfers", "shield-check", "admin ledger money", "transfers.read"),
    Place(N_("Reports"), "/admin/reports", "flag", "admin safety", "reports.review"),
    Place(N_("Versions"), "/admin/versions", "package", "admin review programs", "versions.review"),
    Place(N_("Audit trail"), "/admin/audit", "history", "admin who did what", "audit.read"),
    Place(N_("Console"), "/console", "code-xml", "developer programs publish", "console.use"),
)


async def find(house: House, person: Person, text: str) -> list[Thing]:
    """A few of each kind, in the order they are shown; for an empty text the chats of late and some pages."""
    text = text.replace("\0", "")
    terms = terms_of(text)
    async with house.database.read() as session:
        if not terms:
            return [*(_chat(one) for one in await _recent(session, person)), *_pages(person, [])[:RECENT_MAX]]
        said = await find_said(session, person, text, limit=EACH_MAX)
        people = await _people(session, person, text)
        programs = await find_programs(session, text)
    return [
        *[_chat(one) for one in said.chats[:EACH_MAX]],
        *people[:EACH_MAX],
        *[
            Thing("program", one.program.name, f"/p/{one.program.appid}", note=one.developer, seed=one.program.appid)
            for one in programs[:EACH_MAX]
        ],
        *_pages(person, terms)[:EACH_MAX],
        *[_message(one) for one in said.messages],
    ]


async def _recent(session: AsyncSession, person: Person) -> list[View]:
    listed = await conversations_of(session, person.id, limit=RECENT_MAX)
    seen = await overview(session, listed, person.id)
    return seen.views(await reader_for(session, person, seen.people))


async def _people(session: AsyncSession, person: Person, text: str) -> list[Thing]:
    """Contacts first."""
    known = await find_contacts(session, person.id, text)
    mine = {who.id for who, _ in known}
    others = [(who, who.name) for who in await find_strangers_too(session, person.id, text) if who.id not in mine]
    return [
        Thing("person", name, f"/people/{who.id}", note=f"@{who.handle}", seed=who.id, picture=who.picture)
        for who, name in [*known, *others]
    ]


def _pages(person: Person, terms: list[str]) -> list[Thing]:
    """Found by their name in the person's language or in English, or by another word for them."""
    say, allowed = sayer(person.language), permissions_of(person.roles)
    found = [
        (one, title)
        for one in PLACES
        if (not one.permission or one.permission in allowed)
        and (title := say(one.title))
        and all(term in search_key(f"{title} {one.title} {one.words}") for term in terms)
    ]
    # Whose name begins with the word comes before who is only called so.
    first = terms[0] if terms else ""
    found.sort(key=lambda pair: not search_key(pair[1]).startswith(first))
    return [Thing("page", title, one.address, mark=one.mark) for one, title in found]


def _chat(view: View) -> Thing:
    return Thing(
        "chat",
        view["title"],
        f"/chats/{view['id']}",
        note=view["last_line"],
        seed=view["peer_id"],
        picture=view["picture"],
    )


def _message(hit: Hit) -> Thing:
    by = f"{hit.sender}: " if hit.sender else ""
    line = f"{by}{hit.before}{hit.found}{hit.after}"
    return Thing("message", hit.title, f"/chats/{hit.conversation_id}#m{hit.seq}", note=line, seed=hit.peer_id)
