"""Ordering together: one link, one basket, several people. Each person keeps the own lines; who started the group
chooses whether everybody pays the own share, and sends the order."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.food.server.backend import Backend
from miniapps.food.server.rules import baskets
from miniapps.food.server.rules.baskets import Refused, Wanted
from miniapps.food.server.tables import Group, Member, stamp
from miniapps.kit.problems import Problem

MEMBERS_MAX = 12
SHOWN_MAX = 10


async def start(backend: Backend, openid: str, restaurant_id: str, name: str) -> dict[str, Any]:
    backend.menu.restaurant(restaurant_id)
    code, now = secrets.token_urlsafe(9), backend.now()
    async with backend.database.write() as session:
        session.add(Group(code=code, restaurant_id=restaurant_id, host=openid, created_at=stamp(now)))
        session.add(Member(code=code, openid=openid, name=name))
        await session.flush()
        return await view(session, backend, code, openid)


async def show(backend: Backend, openid: str, code: str) -> dict[str, Any]:
    async with backend.database.read() as session:
        return await view(session, backend, code, openid)


async def mine(backend: Backend, openid: str) -> list[dict[str, Any]]:
    """The groups this person is in that have not ordered yet, the newest first: {"code", "restaurant_id", "restaurant",
    "people"} with their names."""
    async with backend.database.read() as session:
        found = await session.exec(
            select(Group)
            .join(Member, col(Member.code) == col(Group.code))
            .where(Member.openid == openid, Group.number == "")
            .order_by(col(Group.created_at).desc(), Group.code)
            .limit(SHOWN_MAX)
        )
        return [
            {
                "code": group.code,
                "restaurant_id": group.restaurant_id,
                "restaurant": backend.menu.restaurant(group.restaurant_id).name,
                "people": [one.name for one in await _members(session, group.code)],
            }
            for group in found.all()
        ]


async def put_lines(backend: Backend, openid: str, code: str, name: str, items: Sequence[Wanted]) -> dict[str, Any]:
    """What this person wants, all of it; joins the group when new. Refuses as a basket does, and with group_closed,
    group_full."""
    async with backend.database.write() as session:
        group = await _open(session, code)
        facts = {dish.id: dish.facts for dish in backend.menu.dishes.values()}
        priced = baskets.price_lines(items, facts, group.restaurant_id) if items else []
        if isinstance(priced, Refused):
            raise Problem(409, priced.code, "One of the dishes cannot be ordered like this.")
        member = await _member(session, code, openid)
        if member is None:
            if len(await _members(session, code)) >= MEMBERS_MAX:
                raise Problem(409, "group_full", f"A group has at most {MEMBERS_MAX} people.")
            member = Member(code=code, openid=openid, name=name)
        member.name = name or member.name
        member.lines = json.dumps(
            [
                {"dish_id": i.dish_id, "quantity": i.quantity, "choices": {k: list(v) for k, v in i.choices.items()}}
                for i in items
            ]
        )
        session.add(member)
        await session.flush()
        return await view(session, backend, code, openid)


async def set_mode(backend: Backend, openid: str, code: str, each_pays: bool) -> dict[str, Any]:
    async with backend.database.write() as session:
        group = await _open(session, code)
        if group.host != openid:
            raise Problem(403, "host_only", "Only who started the group can choose.")
        group.each_pays = each_pays
        session.add(group)
        return await view(session, backend, code, openid)


async def get(session: AsyncSession, code: str) -> Group:
    group = await session.get(Group, code)
    if group is None:
        raise Problem(404, "group_unknown", "This group order is over.")
    return group


async def items(session: AsyncSession, code: str) -> list[Wanted]:
    """Everybody's lines, in the order people joined."""
    return [
        Wanted(line["dish_id"], line["quantity"], line["choices"], member.openid)
        for member in await _members(session, code)
        for line in json.loads(member.lines)
    ]


async def names(session: AsyncSession, code: str) -> dict[str, str]:
    return {member.openid: member.name for member in await _members(session, code)}


async def mark_ordered(session: AsyncSession, code: str, number: str) -> None:
    group = await _open(session, code)
    group.number = number
    session.add(group)


async def view(session: AsyncSession, backend: Backend, code: str, openid: str) -> dict[str, Any]:
    """Who is in, what they want and what it comes to. Names and lines are for everybody who has the link."""
    group = await get(session, code)
    place = backend.menu.restaurant(group.restaurant_id)
    members = await _members(session, code)
    people = list[dict[str, Any]]()
    for member in members:
        lines = list[dict[str, Any]]()
        for line in json.loads(member.lines):
            dish = backend.menu.dishes[line["dish_id"]]
            chosen = baskets.choose(dish.facts, line["choices"]) or []
            lines.append(
                {
                    **line,
                    "name": dish.name,
                    "labels": [choice.name for choice in chosen],
                    "unit_fen": dish.price + sum(choice.price for choice in chosen),
                }
            )
        people.append(
            {
                "name": member.name,
                "me": member.openid == openid,
                "host": member.openid == group.host,
                "lines": lines,
                "subtotal_fen": sum(line["unit_fen"] * line["quantity"] for line in lines),
            }
        )
    return {
        "code": code,
        "restaurant_id": place.id,
        "restaurant": place.name,
        "is_host": group.host == openid,
        "joined": any(person["me"] for person in people),
        "each_pays": group.each_pays,
        "number": group.number,
        "people": people,
        "subtotal_fen": sum(person["subtotal_fen"] for person in people),
        "minimum_fen": place.minimum,
    }


async def sweep_before(session: AsyncSession, moment: datetime) -> None:
    """Groups that never became an order and are older than this are forgotten."""
    rows = await session.exec(select(Group).where(Group.number == "", col(Group.created_at) < stamp(moment)))
    for group in rows.all():
        for member in await _members(session, group.code):
            await session.delete(member)
        await session.delete(group)


async def _open(session: AsyncSession, code: str) -> Group:
    group = await get(session, code)
    if group.number:
        raise Problem(409, "group_closed", "This group has ordered already.")
    return group


async def _members(session: AsyncSession, code: str) -> list[Member]:
    return list((await session.exec(select(Member).where(Member.code == code).order_by(col(Member.id)))).all())


async def _member(session: AsyncSession, code: str, openid: str) -> Member | None:
    return (await session.exec(select(Member).where(Member.code == code, Member.openid == openid))).first()
