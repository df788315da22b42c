"""What a guest tells people through the host, written down with the change it tells of and sent afterwards: a crash
between the two loses nothing, and the host makes one message of whatever is sent twice, because each has a name.

A guest keeps a table, `outbox_of(metadata)`, in its own database; `put` is called inside the transaction of the
change, `Outbox.run_forever` beside the requests."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import requests
from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table, Text, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.concurrency import run_in_threadpool
from wechatpy import WeChatClientException

from miniapps.kit.database import Database
from miniapps.kit.host import HostClient

LOOK_SECONDS = 1.0
ORDER, SUBSCRIBED = "message/order/send", "message/subscribe/send"
# The host has trouble, or wants us to wait: later the same message may go.
TRY_AGAIN = frozenset({-1, 45009, 45011})


def outbox_of(metadata: MetaData, name: str = "outbox") -> Table:
    """One for each program of a guest that tells people something."""
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True),
        Column("name", String, unique=True, nullable=False),
        Column("path", String, nullable=False),
        Column("body", Text, nullable=False),
        Column("is_done", Boolean, nullable=False, default=False, index=True),
        Column("refusal", String, nullable=False, default=""),
    )


async def put(session: AsyncSession, outbox: Table, name: str, path: str, body: Mapping[str, Any]) -> None:
    """To be sent once this transaction is over; a name that was put before is not put again."""
    row = {"name": name, "path": path, "body": json.dumps(body), "is_done": False, "refusal": ""}
    await session.execute(insert(outbox).values(**row).on_conflict_do_nothing())


class Outbox:
    """mchid: of the orders that cards are about. templates: name -> (tid, kids), chosen from the host's library when
    first needed."""

    def __init__(
        self,
        database: Database,
        table: Table,
        host: HostClient,
        mchid: str,
        templates: Mapping[str, tuple[int, tuple[int, ...]]] | None = None,
    ) -> None:
        self._database, self._table, self._host, self._mchid = database, table, host, mchid
        self._wanted, self._known = dict(templates or {}), dict[str, str]()

    async def run_forever(self) -> None:
        while True:
            await self.flush()
            await asyncio.sleep(LOOK_SECONDS)

    async def flush(self) -> int:
        """Send what waits, in order; returns how many the host took. It stops where the host is away."""
        table, sent = self._table, 0
        waiting = select(table).where(table.c.is_done.is_(False)).order_by(table.c.id).limit(50)
        async with self._database.read() as session:
            rows = (await session.execute(waiting)).mappings().all()
        for row in rows:
            try:
                refusal = await self._send(row["path"], json.loads(row["body"]))
            except (requests.RequestException, OSError):
                break
            if refusal is None:
                break
            async with self._database.write() as session:
                done = update(table).where(table.c.id == row["id"]).values(is_done=True, refusal=refusal)
                await session.execute(done)
            sent += not refusal
        return sent

    async def template(self, name: str) -> str:
        """The id under which a program asks for this message."""
        if name not in self._known:
            tid, kids = self._wanted[name]
            body = {"tid": tid, "kidList": list(kids), "sceneDesc": name}
            chosen: Any = await run_in_threadpool(self._host.post, self._host.newtmpl + "addtemplate", data=body)
            self._known[name] = chosen["priTmplId"]
        return self._known[name]

    async def _send(self, path: str, body: dict[str, Any]) -> str | None:
        """ "" when the host took it, its word when it never will, None when later."""
        try:
            if path == ORDER:
                body["order_key"] = {"mchid": self._mchid, "out_trade_no": body.pop("out_trade_no")}
            if "template" in body:
                body["template_id"] = await self.template(body.pop("template"))
            await run_in_threadpool(self._host.post, path, data=body)
        except WeChatClientException as refused:
            return None if refused.errcode in TRY_AGAIN or refused.errcode is None else str(refused.errcode)
        return ""


def order_card(
    *,
    openid: str,
    out_trade_no: str,
    order_id: str,
    change: str,
    title: str,
    state: str,
    tone: str,
    steps: list[str],
    step: int,
    amount_fen: int,
    page: str,
    note: str = "",
) -> dict[str, Any]:
    """The body of ORDER, but for the merchant. change: this change's own name, within the order's."""
    return {
        "touser": openid,
        "out_trade_no": out_trade_no,
        "order_id": order_id,
        "change": change,
        "title": title,
        "state": state,
        "tone": tone,
        "steps": steps,
        "step": step,
        "amount": amount_fen,
        "note": note,
        "page": page,
    }
