"""A developer says where their server is told what people write to the program. The server proves that it knows the
token before anything is sent there. Called by web/console and the demo."""

from superapp.base.words import N_
from superapp.chat.service_threads import set_answered
from superapp.house import House
from superapp.programs import message_push, registry
from superapp.programs.message_errors import PushAddressRefused
from superapp.programs.message_push import MessagePush, check_settings, signed_address
from wallet.ports import HttpFailure

TIMEOUT_SECONDS = 5.0


async def keep(house: House, developer_id: str, appid: str, url: str, token: str) -> None:
    """From now on people can write in the program's threads. Raises ProgramUnknown, ProgramNotYours,
    PushAddressRefused."""
    async with house.database.read() as session:
        await registry.require_owner(session, appid, developer_id)
    check_settings(url, token, private_allowed=house.settings.allow_private_hosts)
    push = MessagePush(appid, url, token, house.clock.now())
    await _require_echo(house, push)
    async with house.database.write() as session:
        await registry.require_owner(session, appid, developer_id)
        await message_push.set_push(session, push)
        await set_answered(session, appid, True)


async def drop(house: House, developer_id: str, appid: str) -> None:
    """Nobody answers in the program's threads any more. Raises ProgramUnknown, ProgramNotYours."""
    async with house.database.write() as session:
        await registry.require_owner(session, appid, developer_id)
        await message_push.clear_push(session, appid)
        await set_answered(session, appid, False)


async def _require_echo(house: House, push: MessagePush) -> None:
    """A server that knows the token checks our signature and says `echostr` back. Raises PushAddressRefused."""
    echo, nonce = house.chance.randbytes(8).hex(), house.chance.randbytes(5).hex()
    address = signed_address(push, now=house.clock.now(), nonce=nonce, extra={"echostr": echo})
    try:
        reply = await house.http.send("GET", address, headers={}, body=b"", timeout_seconds=TIMEOUT_SECONDS)
    except HttpFailure as failure:
        raise PushAddressRefused(N_("The server did not answer.")) from failure
    if reply.status != 200 or reply.body.strip() != echo.encode():
        raise PushAddressRefused(N_("The server answered, but did not say the echostr back."))
