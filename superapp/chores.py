"""What goes on beside requests: following the wallet's journal, delivering notices to merchants and notifications to
people, looking behind links, ending what has run out. The worker does all of it; the host follows the journal too, so
that a receipt wakes an open page at once. Every chore may run in several processes at the same time: cursors and leases
see to it that each thing happens once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from superapp.flows.forget_expired import forget_expired
from superapp.flows.preview_links import forget_unwanted, run_previews
from superapp.flows.push_to_programs import run_message_push
from superapp.flows.react_to_shared_money import MoneyCards
from superapp.flows.react_to_wallet import Receipts
from superapp.flows.send_notifications import run_notifications
from superapp.flows.take_upload import forget_uploads
from superapp.flows.tell_disputes import tell_disputes
from superapp.house import House
from superapp.realtime.watch import watch
from wallet import reactions
from wallet.audit.daily import reconcile_days
from wallet.merchants.complaints import announce_disputes
from wallet.merchants.notices import run_notices
from wallet.payments.cards import finish_cards
from wallet.payments.code_payments import end_questions
from wallet.payments.combined import finish_combined
from wallet.payments.corrections import finish_corrections
from wallet.payments.dispute_deciding import carry_out_orders
from wallet.payments.disputes import finish_disputes
from wallet.payments.envelopes import finish_envelopes
from wallet.payments.holds import finish_holds, release_expired_holds
from wallet.payments.limits import clear_left_behind
from wallet.payments.orders import expire_orders
from wallet.payments.profit_sharing import finish_sharings
from wallet.payments.rail_notices import forget_notices
from wallet.payments.refunds import finish_refunds
from wallet.payments.restrictions import finish_restrictions
from wallet.payments.settlements import finish_settlements
from wallet.payments.splits import finish_parts
from wallet.payments.top_ups import finish_top_ups
from wallet.payments.transfers import finish_transfers
from wallet.payments.withdrawals import finish_withdrawals
from wallet.seals.publishing import run_publishing
from wallet.seals.sealer import run_sealer
from wallet.seals.sums import keep_sums

log = structlog.get_logger("superapp.chores")

ROUND_SECONDS = 15.0  # an order closes at most this long after its time
WALLET_ROUNDS = (
    expire_orders,
    finish_combined,
    finish_holds,
    finish_refunds,
    release_expired_holds,
    finish_transfers,
    finish_envelopes,
    clear_left_behind,
    finish_parts,
    finish_disputes,
    carry_out_orders,
    announce_disputes,
    finish_corrections,
    finish_restrictions,
    finish_cards,
    finish_top_ups,
    finish_withdrawals,
    forget_notices,
    end_questions,
    finish_settlements,
    finish_sharings,
    reconcile_days,
    keep_sums,
)
Home = TypeVar("Home")
RETRY_SECONDS = 2.0  # after a chore has failed, for instance because the database is away


async def follow_wallet(house: House, stop: asyncio.Event, *, on_notice: Callable[[], None] = lambda: None) -> None:
    """Settle rows, queue notices and write receipts for every entry of the journal, until `stop` is set.

    on_notice: called when a notice was queued, so that whoever delivers need not look again first.
    """
    consumers = [*reactions.built_in(house.wallet, on_notice=on_notice), Receipts(house), MoneyCards(house)]
    await _persist("follow_wallet", lambda: reactions.run(house.wallet, consumers, stop=stop), stop)


async def beside_the_web(house: House, stop: asyncio.Event) -> None:
    """What a host process does for the pages it has open."""
    async with asyncio.TaskGroup() as group:
        group.create_task(follow_wallet(house, stop))
        group.create_task(_persist("watch", lambda: watch(house.database, house.hub, stop), stop))


async def all_chores(house: House, stop: asyncio.Event) -> None:
    """Everything, until `stop` is set."""
    async with asyncio.TaskGroup() as group:
        due = asyncio.Event()
        group.create_task(follow_wallet(house, stop, on_notice=due.set))
        group.create_task(_persist("notices", lambda: run_notices(house.wallet, stop, due), stop))
        group.create_task(_persist("notifications", lambda: run_notifications(house, stop), stop))
        group.create_task(_persist("previews", lambda: run_previews(house, stop), stop))
        group.create_task(_persist("message_push", lambda: run_message_push(house, stop), stop))
        group.create_task(_persist("seal", lambda: run_sealer(house.wallet, stop), stop))
        group.create_task(_persist("publish_heads", lambda: run_publishing(house.wallet, stop), stop))
        # Each goes its own rounds: one that fails must not keep the others from their work.
        for work in WALLET_ROUNDS:
            group.create_task(_rounds(work, house.wallet, stop))
        group.create_task(_rounds(tell_disputes, house, stop))
        group.create_task(_rounds(forget_expired, house, stop))
        group.create_task(_rounds(forget_unwanted, house, stop))
        group.create_task(_rounds(forget_uploads, house, stop))


async def _rounds(work: Callable[[Home], Awaitable[int]], house: Home, stop: asyncio.Event) -> None:
    """Do it again and again: close orders nobody paid, finish refunds a crash left behind, release expired holds,
    return transfers and envelopes nobody took, ask about money on its way by card, forget what has run out. house: the
    one that `work` takes."""

    async def chore() -> None:
        while not stop.is_set():
            if done := await work(house):
                log.info("round_done", chore=work.__name__, count=done)
            await _sleep(ROUND_SECONDS, stop)

    await _persist(work.__name__, chore, stop)


async def _persist(name: str, chore: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Run a chore again after a failure: one lost connection must not end the worker."""
    while not stop.is_set():
        try:
            await chore()
        except Exception:
            log.exception("chore_failed", chore=name)
            await _sleep(RETRY_SECONDS, stop)


async def _sleep(seconds: float, stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
