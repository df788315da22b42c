"""Paying with a pay code: the till reads it, the merchant sends it with an order, the money moves at once or after the
person's PIN. Called by the merchant API (`pay_by_code`, `reverse`), by the host's pay-code flow (`questions_for`,
`answer_yes`, `answer_no`) and by the worker (`end_questions`).

The order is made first, for nobody. Then one transaction uses the code up and writes down whose it is: from there on a
repeat of the same request finds the person without the code, so a lost answer is settled by asking again."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from wallet.errors import ensure
from wallet.house import WalletHouse
from wallet.money import Money
from wallet.payments.confirm import confirm_order, pay_allowed_order
from wallet.payments.limits import PinNeeded
from wallet.payments.order_drafts import digest_of, require_valid
from wallet.payments.order_making import insert_order, new_order
from wallet.payments.order_rows import (
    Order,
    OrderAlreadyPaid,
    OrderDraft,
    OrderDraftInvalid,
    OrderIsBeingPaid,
    OrderIsClosed,
    OrderMismatch,
    OrderRow,
    OrderState,
    change_order,
    view_of,
)
from wallet.payments.orders import close_order, get_order, get_order_by_out_trade_no, get_row
from wallet.payments.pay_code_rows import (
    AuthCodeInvalid,
    CodePaymentRow,
    CodePaymentState,
    NotAsked,
    NotByCode,
    PayerAsked,
    ReverseTooLate,
)
from wallet.payments.pay_codes import digest_of_code, find_by_code, use_code
from wallet.payments.pin_asking import is_free_of_pin
from wallet.payments.refunds import RefundDraft, create_refund
from wallet.payments.settlements import ask_for_sharing

ASK_LIFE = timedelta(seconds=90)  # tills ask for 30 to 45 seconds, then reverse
REVERSE_LIFE = timedelta(days=7)
QUESTIONS_AT_ONCE = 200
NEEDED = ("mchid", "appid", "description")


async def pay_by_code(house: WalletHouse, draft: OrderDraft, auth_code: str, *, is_shared: bool = False) -> Order:
    """The paid order; the same again for a repeat with the same content and code.

    draft: without payer_openid and notify_url: the code says who pays, the answer says how it went. An order whose
    payment was refused may be tried again with a new code. is_shared: freeze the money for profit sharing.
    Raises OrderDraftInvalid, AuthCodeInvalid, PayerAsked, OrderMismatch, OrderAlreadyPaid, OrderIsClosed,
    OrderIsBeingPaid, what `limits.take` refuses, InsufficientFunds, AccountRefused, LedgerBusy, PaymentInterrupted.
    """
    draft = replace(draft, payer_openid="", notify_url="")
    settings, now = house.settings, house.clock.now()
    require_valid(draft, now, demo=settings.demo, currencies=settings.all_currencies(), needed=NEEDED)
    digest = digest_of_code(house, auth_code)
    order = await _find_order(house, draft) or await _make_order(house, draft, auth_code)
    if is_shared:
        await ask_for_sharing(house, order.id)
    payment = await find_payment(house, order.id)
    is_other_code = payment is not None and payment.code_digest != digest
    if is_other_code and view_of(order).is_paid:
        raise OrderAlreadyPaid(order.id)
    if payment is None or (is_other_code and payment.state == CodePaymentState.FREE):
        try:
            payment = await _begin(house, order, auth_code, digest)
        except (AuthCodeInvalid, OrderIsBeingPaid):
            # The same request came twice at once, and the other one has used the code up for this very order.
            payment = await find_payment(house, order.id)
            if payment is None or payment.code_digest != digest:
                raise
    return await _go_on(house, order.id, payment)


async def find_payment(house: WalletHouse, order_id: str) -> CodePaymentRow | None:
    """None for an order that is not paid by a code. An unanswered question that has run out reads as declined."""
    async with house.database.read() as session:
        row = await session.get(CodePaymentRow, order_id)
    if row and row.state == CodePaymentState.ASKED and (row.asked_until or row.created_at) <= house.clock.now():
        await _end_question(house, row)
        async with house.database.read() as session:
            row = await session.get(CodePaymentRow, order_id)
    return row


async def questions_for(house: WalletHouse, person_id: str) -> list[Order]:
    """The orders that wait for this person's PIN, oldest first."""
    wanted = select(CodePaymentRow.order_id).where(
        CodePaymentRow.person_id == person_id,
        CodePaymentRow.state == CodePaymentState.ASKED,
        col(CodePaymentRow.asked_until) > house.clock.now(),
    )
    async with house.database.read() as session:
        ids = (await session.exec(wanted.order_by(col(CodePaymentRow.created_at)).limit(5))).all()
    orders = [await get_order(house, one) for one in ids]
    return [one for one in orders if one.state is OrderState.NOTPAY]


async def last_paid_for(house: WalletHouse, person_id: str, *, within: timedelta) -> Order | None:
    """The newest order that this person's code paid, if it is not older than that."""
    wanted = select(CodePaymentRow.order_id).where(
        CodePaymentRow.person_id == person_id, col(CodePaymentRow.created_at) > house.clock.now() - within
    )
    async with house.database.read() as session:
        ids = (await session.exec(wanted.order_by(col(CodePaymentRow.created_at).desc()).limit(5))).all()
    for one in ids:
        if (order := await get_order(house, one)).is_paid:
            return order
    return None


async def answer_yes(house: WalletHouse, order_id: str, *, person_id: str, pin: str, device: str = "") -> Order:
    """The person pays what she was asked. Raises NotAsked and what `confirm_order` raises."""
    payment = await find_payment(house, order_id)
    if payment is None or payment.person_id != person_id:
        raise NotAsked(order_id)
    if payment.state != CodePaymentState.ASKED:
        raise NotAsked(order_id)
    return await confirm_order(house, order_id=order_id, person_id=person_id, pin=pin, device=device)


async def answer_no(house: WalletHouse, order_id: str, *, person_id: str) -> None:
    """Nothing is paid, and the order is closed. Raises NotAsked, also when the same person's yes was faster."""
    payment = await find_payment(house, order_id)
    if payment is None or payment.person_id != person_id or payment.state != CodePaymentState.ASKED:
        raise NotAsked(order_id)
    if not await _end_question(house, payment):
        raise NotAsked(order_id)


async def end_questions(house: WalletHouse) -> int:
    """Close what nobody answered; returns how many. Several workers may run it at once."""
    late = select(CodePaymentRow).where(
        CodePaymentRow.state == CodePaymentState.ASKED, col(CodePaymentRow.asked_until) <= house.clock.now()
    )
    async with house.database.read() as session:
        rows = (await session.exec(late.limit(QUESTIONS_AT_ONCE))).all()
    return sum([await _end_question(house, row) for row in rows])


async def reverse(house: WalletHouse, mchid: str, out_trade_no: str) -> None:
    """The till gives up: what was paid goes back, what was not never will be. Harmless when repeated.

    Raises OrderUnknown, NotByCode, ReverseTooLate, OrderIsBeingPaid, and what `create_refund` raises.
    """
    order = await get_order_by_out_trade_no(house, mchid, out_trade_no)
    payment = await find_payment(house, order.id)
    if payment is None:
        raise NotByCode(out_trade_no)
    if payment.state == CodePaymentState.REVERSED:
        return
    if house.clock.now() > order.created_at + REVERSE_LIFE:
        raise ReverseTooLate(order.id, order.created_at + REVERSE_LIFE)
    if not order.is_paid:
        try:
            await close_order(house, mchid, out_trade_no)
        except OrderAlreadyPaid:
            order = await get_order(house, order.id)  # paid a moment ago
    if order.is_paid and order.refunded_minor < order.total_minor:
        rest = order.total_minor - order.refunded_minor
        await create_refund(
            house,
            RefundDraft(
                mchid=mchid,
                out_refund_no=f"reverse|{order.id}",
                amount_minor=rest,
                total_minor=order.total_minor,
                currency=order.currency,
                out_trade_no=out_trade_no,
                reason="Reversed at the till",
            ),
        )
    await _set_state(house, order.id, payment.state, CodePaymentState.REVERSED)


async def _make_order(house: WalletHouse, draft: OrderDraft, auth_code: str) -> OrderRow:
    """A wrong code leaves no order behind. Raises AuthCodeInvalid, OrderMismatch."""
    try:
        await find_by_code(house, auth_code)
    except AuthCodeInvalid:
        if found := await _find_order(house, draft):  # as in `pay_by_code`: the other one was faster
            return found
        raise
    made, row = new_order(house, draft, house.clock.now())
    if await insert_order(house.database, row):
        return await get_row(house, made.id)
    found = await _find_order(house, draft)
    ensure(found, "an order that could not be made is there", out_trade_no=draft.out_trade_no)
    assert found
    return found


async def _begin(house: WalletHouse, order: OrderRow, auth_code: str, digest: str) -> CodePaymentRow:
    """Use the code up for this order. Raises AuthCodeInvalid, OrderDraftInvalid, OrderIsClosed."""
    code, now = await find_by_code(house, auth_code), house.clock.now()
    if order.state == OrderState.CLOSED or order.expires_at <= now:
        raise OrderIsClosed(order.id)
    openid = await house.openid_of(order.appid, code.person_id)
    if openid is None:
        raise OrderDraftInvalid("appid", "there is no such program")
    asks = not await is_free_of_pin(house, code.person_id, Money(order.total_minor, order.currency))
    payment = CodePaymentRow(
        order_id=order.id,
        person_id=code.person_id,
        code_digest=digest,
        state=CodePaymentState.ASKED if asks else CodePaymentState.FREE,
        created_at=now,
        asked_until=now + ASK_LIFE if asks else None,
    )
    named = update(OrderRow).where(col(OrderRow.id) == order.id, col(OrderRow.state) == OrderState.NOTPAY)
    try:
        async with house.database.write() as session:
            if await change_order(session, named.values(payer_openid=openid)) is None:
                raise OrderIsBeingPaid(order.id)
            await use_code(session, code)
            if before := await session.get(CodePaymentRow, order.id):
                await session.delete(before)
                await session.flush()
            session.add(payment)
    except IntegrityError as error:
        raise OrderIsBeingPaid(order.id) from error  # the same order came twice at once, with two codes
    return payment


async def _go_on(house: WalletHouse, order_id: str, payment: CodePaymentRow) -> Order:
    order = await get_order(house, order_id)
    if payment.state == CodePaymentState.ASKED and not order.is_paid:
        if order.state is OrderState.PAYING:
            raise OrderIsBeingPaid(order_id)
        raise PayerAsked(order_id)
    if payment.state in (CodePaymentState.DECLINED, CodePaymentState.REVERSED):
        raise OrderIsClosed(order_id)
    if order.is_paid:
        return order
    try:
        return await pay_allowed_order(house, order_id=order_id, person_id=payment.person_id)
    except PinNeeded as needed:
        # Other payments have used up, since the code was read, what goes without the PIN.
        until = house.clock.now() + ASK_LIFE
        await _set_state(house, order_id, CodePaymentState.FREE, CodePaymentState.ASKED, asked_until=until)
        raise PayerAsked(order_id) from needed


async def _end_question(house: WalletHouse, row: CodePaymentRow) -> bool:
    """Close its order, and then say so; False while somebody is paying it, or when it is paid."""
    order = await get_order(house, row.order_id)
    try:
        await close_order(house, order.mchid, order.out_trade_no)
    except (OrderAlreadyPaid, OrderIsBeingPaid):
        if (await get_order(house, row.order_id)).is_paid:  # the answer was yes: nothing is open any more
            await _set_state(house, row.order_id, CodePaymentState.ASKED, CodePaymentState.FREE)
        return False
    return await _set_state(house, row.order_id, CodePaymentState.ASKED, CodePaymentState.DECLINED)


async def _set_state(house: WalletHouse, order_id: str, before: str, after: CodePaymentState, **values: object) -> bool:
    change = update(CodePaymentRow).where(col(CodePaymentRow.order_id) == order_id, col(CodePaymentRow.state) == before)
    async with house.database.write() as session:
        changed = await session.exec(
            change.values(state=after.value, **values).returning(col(CodePaymentRow.order_id)),
            execution_options={"synchronize_session": False},
        )
        return bool(changed.all())


async def _find_order(house: WalletHouse, draft: OrderDraft) -> OrderRow | None:
    """Raises OrderMismatch."""
    wanted = select(OrderRow).where(OrderRow.mchid == draft.mchid, OrderRow.out_trade_no == draft.out_trade_no)
    async with house.database.read() as session:
        row = (await session.exec(wanted)).one_or_none()
    if row and row.content_digest != digest_of(draft):
        raise OrderMismatch(draft.out_trade_no)
    return row
