"""What has run out is removed: codes, links, tokens and sessions that nobody can use any more, and old counts of tries.
Without this every stranger could make our tables grow. Called by superapp/chores in every round; several processes may
do it at once."""

from superapp.accounts import attempts, number_codes, open_links, passkeys, sessions
from superapp.chat import device_mail
from superapp.contacts import nearby
from superapp.house import House
from superapp.notify import pushes
from superapp.programs import access_tokens, cashier_links, login_codes, phone_codes
from superapp.programs import sessions as program_sessions
from superapp.realtime import presence


async def forget_expired(house: House) -> int:
    """Rows removed. Merchants' nonces are swept by the wallet itself (wallet/merchant_api/nonces.py)."""
    now = house.clock.now()
    async with house.database.write() as session:
        return sum(
            [
                await attempts.forget_old_tries(session, now=now),
                await number_codes.forget_old(session, now=now),
                await open_links.forget_expired_links(session, now=now),
                await passkeys.forget_expired_challenges(session, now=now),
                await sessions.forget_ended(session, now=now),
                await access_tokens.forget_expired_tokens(session, now=now),
                await cashier_links.forget_expired_links(session, now=now),
                await login_codes.forget_expired_codes(session, now=now),
                await phone_codes.forget_expired_codes(session, now=now),
                await nearby.forget_hidden(session, now=now),
                await device_mail.forget_old(session, now=now),
                await presence.forget_stale_pages(session, now=now),
                await pushes.forget_old_pushes(session, now=now),
                await program_sessions.forget_expired_sessions(session, now=now),
            ]
        )
