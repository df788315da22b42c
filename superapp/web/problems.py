"""Refusals in words: one table from a refusal's code to a status, a title and a next step. A page becomes an HTML
answer, a script gets JSON; both name the request, so that an operator finds it in the log. Never a stack trace."""

from dataclasses import dataclass, fields
from datetime import datetime
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from superapp.base.amounts import money_text
from superapp.base.errors import Refusal
from superapp.base.words import LANGUAGE_DEFAULT, N_, in_words, sayer
from superapp.web.rendering import moment_in_words, render
from superapp.web.visitor import language_of
from wallet.money import Money


class Words(NamedTuple):
    """title and next may name the refusal's facts in braces: "{tries_left} tries left"."""

    status: int
    title: str
    next: str


BACK = "Go back and try again."
TABLE: dict[str, Words] = {
    # Everywhere.
    "not_found": Words(404, "This is not here", "Check the address, or start again from home."),
    "not_allowed": Words(403, "Your account may not do this", "Ask an operator for the permission {permission}."),
    "sign_in_needed": Words(401, "Sign in first", "Sign in and try again."),
    "foreign_request": Words(
        403, "This request did not come from our page", "Reload the page and try again. Nothing was changed."
    ),
    "too_often": Words(429, "Too many tries", "Wait {retry_after_seconds} seconds and try again."),
    "body_invalid": Words(400, "The request could not be read", "{reason}"),
    "number_refused": Words(400, "Check what you wrote", "{reason}"),
    "number_code_waits": Words(429, "No code was sent", "{reason}"),
    "number_code_not_sent": Words(503, "No code was sent", "{reason}"),
    # Chat.
    "message_empty": Words(400, "There is nothing to send", "Write something first."),
    "message_too_long": Words(400, "This message is too long", "Send it in parts of at most {letters_max} letters."),
    "client_id_invalid": Words(400, "The message has an unusable name", "Reload the page and send it again."),
    "client_id_reused": Words(409, "This message was sent with another text", "Reload the page and send it again."),
    "nobody_answers": Words(409, "Nobody reads answers here", "Write to the merchant or to a person instead."),
    "reply_unknown": Words(404, "The message you answer is not here", "Reload the page and answer again."),
    "not_your_message": Words(403, "This message is not yours", "Only its sender can change it."),
    "cannot_change": Words(409, "This message cannot be changed", "Write a new one."),
    "too_late_to_change": Words(
        409, "It is too late for that", "A message can be edited for 48 hours and taken back for 2 minutes."
    ),
    "reaction_unknown": Words(400, "There is no such reaction", "Choose one of those offered."),
    "picture_refused": Words(400, "This picture cannot be sent", "{reason}"),
    "group_title_invalid": Words(400, "Give the group a name", "Use at most {letters_max} letters."),
    "group_full": Words(409, "The group is full", "A group has at most {people_max} people."),
    "removed_from_group": Words(
        403, "An admin removed you from this group", "The link does not bring you back; an admin can add you."
    ),
    "announcement_too_long": Words(400, "This announcement is too long", "Use at most {letters_max} letters."),
    "not_for_you": Words(403, "Only {who} may do this", "Ask them to do it."),
    "pins_full": Words(409, "{pins_max} messages are pinned", "Take one of them down first."),
    "only_admins_write": Words(409, "Only admins write here now", "Ask an admin to open the group."),
    "program_does_not_answer": Words(
        409, "Nobody answers here", "This program has no server that reads what you write."
    ),
    "template_unknown": Words(404, "There is no such message", "Reload the page and choose another one."),
    "template_choice_invalid": Words(400, "This message cannot be made like this", "Choose 2 to 5 of its parts."),
    "too_many_templates": Words(409, "These are many messages", "A program has at most {templates_max}. Remove one."),
    "push_address_refused": Words(400, "This server cannot be told", "{reason}"),
    "attachment_refused": Words(400, "This cannot be sent", "{reason}"),
    "encrypted_only": Words(
        409, "This does not go into this chat", "An encrypted chat takes only words that your browser encrypted."
    ),
    "encrypted_invalid": Words(400, "This message is not encrypted as it should be", "Reload the page and try again."),
    "keys_invalid": Words(400, "These keys cannot be kept", "Reload the page and try again. ({reason})"),
    "too_many_devices": Words(
        409, "You use {devices_max} browsers for encrypted chats", "Sign out where you no longer read, then try again."
    ),
    "device_mail_refused": Words(400, "The keys could not be handed over", "Try again later. ({reason})"),
    "chat_with_yourself": Words(400, "That is you", "Choose somebody else to talk to."),
    # Contacts and safety.
    "not_reachable": Words(403, "They do not take that from you", "Ask them another way, or let it be."),
    "you_blocked": Words(409, "You blocked this person", "Unblock them first."),
    "only_contacts_add": Words(403, "{name} is added by contacts only", "Send them the link to join instead."),
    "contact_with_yourself": Words(400, "That is you", "Choose somebody else."),
    "line_too_long": Words(400, "This is too long", "Use at most {letters_max} letters."),
    "too_many_requests": Words(
        429, "{open_max} of your requests wait for an answer", "Withdraw some of them, or wait for answers."
    ),
    "cannot_leave_yet": Words(409, "The account cannot be deleted yet", "{reason}"),
    "report_invalid": Words(400, "This report cannot be sent", "{reason}"),
    "report_decided": Words(409, "This report has been decided already", "Reload the page to see how."),
    "silenced": Words(403, "You cannot write until {until}", "An operator decided so: {reason}"),
    # Channels.
    "channel_invalid": Words(400, "Check what you wrote about the channel", "{reason}"),
    "channel_handle_taken": Words(409, "Another channel has this handle", "Choose another one."),
    "post_invalid": Words(400, "This post cannot be published", "{reason}"),
    "post_taken_down": Words(409, "This post has been taken down already", "Reload the page to see why."),
    # Accounts.
    "handle_taken": Words(409, "This handle is taken", "Choose another one."),
    "person_invalid": Words(400, "Check what you wrote", "{reason}"),
    "password_refused": Words(400, "Choose another password", "{reason}"),
    "sign_in_refused": Words(401, "Handle and password do not match", "Check both and try again."),
    "sign_in_paused": Words(429, "Too many wrong passwords", "Wait {retry_after_seconds} seconds, or use a passkey."),
    "passkey_refused": Words(400, "This passkey did not work", "{reason}"),
    "last_way_in": Words(409, "This is your only way in", "Add another passkey or a password first."),
    "link_spent": Words(410, "This link has been used or is too old", "Ask for a new one."),
    "token_refused": Words(401, "This developer token is not valid", "Create a new one in the console."),
    "hashing_busy": Words(503, "Many people are signing in", "Wait {retry_after_seconds} seconds and try again."),
    # Notifications.
    "notifications_invalid": Words(400, "Check your notifications", "{reason}"),
    "subscription_invalid": Words(400, "This browser's subscription cannot be used", "Turn notifications on again."),
    # Money.
    "amount_invalid": Words(400, "This is not an amount", "Write digits with at most the currency's decimals."),
    "insufficient_funds": Words(402, "Not enough money", "You have too little {currency}. Top it up and try again."),
    "pin_wrong": Words(403, "Wrong PIN", "{tries_left} tries left."),
    "pin_locked": Words(429, "The PIN is locked for a while", "Try again later."),
    "pin_locked_here": Words(429, "Too many wrong PINs on this device", "Pay on another device, or after {until}."),
    "pin_needed": Words(403, "The PIN is needed for this", "Enter your PIN."),
    "pin_free_too_much": Words(400, "This is too much without a PIN", "Choose at most {at_most}."),
    "not_confirmed": Words(403, "This does not show that it is you", "{reason}"),
    "limit_once": Words(
        403, "This is more than you may at a time", "The limit {rule} allows {at_most}. Your wallet shows all limits."
    ),
    "limit_reached": Words(
        403, "A limit is reached", "Of {at_most} ({rule}) {left} is left. It begins anew: {resets_at}."
    ),
    "wallet_full": Words(403, "Your wallet is full", "It holds at most {at_most}; there is room for {left}."),
    "tier_refused": Words(400, "The tier was not changed", "{reason}"),
    "tier_unknown": Words(400, "There is no such tier", "Choose one of: {known}."),
    "pin_not_set": Words(409, "You have no PIN yet", "Set one in your wallet first."),
    "pin_unfit": Words(400, "This PIN is not good enough", "Use six digits that are hard to guess."),
    "pin_already_set": Words(409, "You have a PIN already", "Change it in your wallet."),
    "pins_busy": Words(503, "Many people are paying", "Nothing was paid. Try again in a moment."),
    "statement_too_long": Words(
        413, "This is too long for a PDF", "Choose a month, or take the CSV: a PDF has at most {lines_max} movements."
    ),
    "demo_only": Words(403, "There is no demo money here", "Ask the operator how money comes in."),
    "top_up_invalid": Words(400, "This top-up is not valid", "Check the amount and try again."),
    "rail_absent": Words(404, "No cards here", "Ask the operator how money comes in."),
    "rail_silent": Words(503, "The card processor does not answer", "Nothing was done. Try again in a moment."),
    "rail_refused": Words(409, "The card processor refused", "Try again, or ask the operator."),
    "card_unknown": Words(404, "This card is not here", "Choose one of your cards, or add it again."),
    "cards_full": Words(409, "You have {cards_max} cards already", "Remove one first."),
    "top_up_unknown": Words(404, "There is no such top-up", BACK),
    "top_up_mismatch": Words(409, "This was sent before with other content", "Reload the page and try again."),
    "amount_out_of_bounds": Words(400, "This amount is not possible", "Choose from {least} to {most}."),
    "currency_not_here": Words(400, "This currency is not held here", "Choose one of: {known}."),
    "currency_without_rules": Words(500, "A currency has no limits yet", "Add {currency} to {lacking}."),
    "debt_open": Words(409, "A bank took back money that you have spent", "{owed} are missing; put them in first."),
    "withdrawal_unknown": Words(404, "There is no such withdrawal", BACK),
    "withdrawal_mismatch": Words(409, "This was sent before with other content", "Reload the page and try again."),
    "daily_limit": Words(409, "That is more than a day allows", "You can still withdraw {left} today."),
    "key_reused": Words(409, "This was sent before with other content", "Reload the page and try again."),
    "transfer_unknown": Words(404, "There is no such transfer", BACK),
    "transfer_draft_invalid": Words(400, "Check the {field}", "It must be {issue}."),
    "transfer_mismatch": Words(409, "This was sent before with other content", "Close the sheet and begin anew."),
    "transfer_not_open": Words(
        409, "It is too late for that", "This transfer is {state}. Reload to see how it stands."
    ),
    "envelope_unknown": Words(404, "There is no such envelope", "Ask somebody of its chat to show it to you."),
    "envelope_draft_invalid": Words(400, "Check the {field}", "It must be {issue}."),
    "envelope_mismatch": Words(409, "This was sent before with other content", "Close the sheet and begin anew."),
    "envelope_empty": Words(409, "All shares have gone", "See who got what."),
    "envelope_over": Words(410, "This envelope has run out", "What was left is back with its sender."),
    "campaign_unknown": Words(404, "There is no such gift", "Ask for its link again."),
    "envelope_not_for_you": Words(403, "This envelope is for somebody else", "Only they can open it."),
    "split_unknown": Words(404, "There is no such split bill", "Only those who take part can see it."),
    "split_draft_invalid": Words(400, "Check the {field}", "It must be {issue}."),
    "split_mismatch": Words(409, "This was sent before with other content", "Reload the page and begin anew."),
    "split_not_open": Words(409, "It is too late for that", "Reload the page to see how this split stands."),
    "starter_full": Words(409, "Their wallet is full", "Ask them to make room in it, then pay your share."),
    "part_is_being_paid": Words(409, "This share is being paid right now", "Look again in a moment."),
    "reminder_too_soon": Words(429, "This person was reminded today", "Remind them again tomorrow at the earliest."),
    "reminders_used_up": Words(409, "No reminders are left", "Talk to them, or close the split."),
    "dispute_unknown": Words(404, "There is no such dispute", BACK),
    "dispute_draft_invalid": Words(400, "Check the {field}", "It must be {issue}."),
    "dispute_not_open": Words(409, "It is too late for that", "Reload the page to see how this dispute stands."),
    "dispute_exists": Words(409, "There is a dispute about this payment", "Look at it from the receipt."),
    "nothing_to_dispute": Words(409, "This payment cannot be disputed", "Write to the merchant instead."),
    "pay_code_off": Words(409, "Your pay code is off", "Turn it on in your wallet."),
    "payer_not_asked": Words(409, "There is nothing to confirm any more", "Show your code again."),
    "collect_code_invalid": Words(
        403, "This code is not genuine", "It was not made here, or was changed. Pay nothing."
    ),
    "collect_from_self": Words(409, "This is your own code", "Let somebody else scan it."),
    "order_unknown": Words(404, "There is no such order", BACK),
    "order_is_closed": Words(409, "This order is closed", "Ask the merchant for a new one."),
    "order_expired": Words(409, "This order is too old", "Ask the merchant for a new one."),
    "order_already_paid": Words(409, "This order is paid", "Look at the receipt in your chats."),
    "call_up_invalid": Words(403, "The program's request to pay is not genuine", "Tell the program's developer."),
    "order_is_being_paid": Words(409, "This order is being paid right now", "Look again in a moment."),
    "payment_interrupted": Words(409, "This payment took too long", "Nothing was paid. Try again."),
    "prepay_expired": Words(410, "This payment is too old", "Start it again from the program."),
    "order_is_combined": Words(409, "This order is part of a larger payment", "Pay all of it together."),
    "hold_unknown": Words(404, "There is no such payment", BACK),
    "outcome_unknown": Words(503, "No answer came in time", "Look at your receipts before you pay again."),
    "account_refused": Words(
        409,
        "This account cannot take part",
        "Your wallet says what is restricted, if it is yours; else ask the operator.",
    ),
    "merchant_unknown": Words(404, "There is no such merchant", BACK),
    "ledger_busy": Words(503, "Many payments are waiting", "Nothing was paid. Try again in a moment."),
    "correction_invalid": Words(
        400, "Check the {field}", "Accounts of one currency, an amount, a reason and evidence."
    ),
    "correction_unknown": Words(404, "There is no such correction", BACK),
    "correction_decided": Words(409, "This correction is decided already", "Reload the page to see how."),
    "four_eyes_needed": Words(409, "Somebody else has to decide this", "Ask another operator; you proposed it."),
    "restriction_invalid": Words(400, "Check the {field}", "Name a person or merchant, a cause and a reason."),
    "restriction_unknown": Words(404, "There is no such restriction", "Reload the page to see what is restricted."),
    "restricted_already": Words(409, "This is frozen already", "Reload the page to see why."),
    "file_invalid": Words(400, "The file cannot be read, line {line}", "{reason}"),
    "difference_unknown": Words(404, "There is no such open difference", "Reload the page to see what is open."),
    "not_sealed": Words(409, "This is not sealed yet", "Try again in a second; the worker signs heads."),
    "filter_invalid": Words(400, "This search cannot be kept", "{reason}"),
    "entry_unknown": Words(404, "There is no such transfer", BACK),
    # Programs.
    "program_unknown": Words(404, "There is no such program", "Look for it among the programs."),
    "program_not_yours": Words(403, "This program belongs to another developer", "Use the token of its owner."),
    "program_session_ended": Words(401, "The program was closed", "Open it again."),
    "program_secret_wrong": Words(403, "The appsecret does not fit", "Check appid and appsecret."),
    "consent_missing": Words(403, "This is not allowed yet", "Allow it in the program's settings."),
    "phone_unverified": Words(403, "There is no verified phone number", "Ask the operator of this host."),
    "access_token_invalid": Words(401, "The access token is not valid", "Ask for a new one."),
    "detail_invalid": Words(400, "Check what you wrote", "{reason}"),
    "media_unavailable": Words(404, "This cannot be shown", "{reason}"),
    "page_unknown": Words(404, "The program has no such page", "Open the program from its start."),
    "version_unknown": Words(404, "There is no such version", BACK),
    "version_decided": Words(409, "This version has been reviewed already", "Reload the page to see how."),
    "reason_missing": Words(400, "Say why", "Write the reason for the decision; the developer reads it."),
    "package_refused": Words(422, "The package was refused: {reason}", "Mend {entry} and upload it again. {detail}"),
    "compile_failed": Words(422, "The program does not compile", "Mend what the diagnostics name, then upload again."),
    "domain_refused": Words(400, "This server cannot be listed: {reason}", "Use https, a host name and a port."),
    "category_unknown": Words(400, "There is no category {category}", "Choose one of: {known}."),
    "description_too_long": Words(400, "This description is too long", "Use at most {letters_max} letters."),
    "rating_refused": Words(409, "This rating cannot be kept", "{reason}"),
    "too_many_pins": Words(409, "{pins_max} programs are pinned", "Unpin one of them first."),
    "cashier_link_invalid": Words(410, "This payment is no longer open", "Start it again from the program."),
    "blob_unknown": Words(404, "This file is not here", BACK),
}
RETRY_SECONDS_DEFAULT = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """code: stable; title: what happened; next: what to do; request_id: where to find it in the log."""

    status: int
    code: str
    title: str
    next: str
    request_id: str

    def json(self) -> dict[str, dict[str, str]]:
        return {"error": {"code": self.code, "message": self.title, "next": self.next, "request_id": self.request_id}}


def words_for(refusal: Refusal, language: str = LANGUAGE_DEFAULT) -> Words:
    """Status and words of a refusal, its facts filled in; a code outside the table gets a plain 400."""
    words = TABLE.get(refusal.code, Words(400, refusal.code.replace("_", " ").capitalize(), BACK))
    say = sayer(language)
    title, next_step = say(words.title), say(words.next)
    facts = {name: _fact(getattr(refusal, name), language) for name in (one.name for one in fields(refusal))}
    try:
        return Words(words.status, title.format(**facts), next_step.format(**facts))
    except (KeyError, IndexError):
        return Words(words.status, title.split("{")[0].strip(), say(BACK))


def _fact(value: object, language: str) -> object:
    """Facts that are sentences or words of ours are said in the reader's language as well."""
    match value:
        case str():
            return in_words(value, language)
        case Money():
            return money_text(value, language=language)
        case datetime():
            return f"{moment_in_words(value, language)} UTC"
        case None:
            return sayer(language)(N_("never"))
        case _:
            return value


async def on_refusal(request: Request, error: Exception) -> Response:
    """The answer to an expected "no" of either house."""
    refusal = error if isinstance(error, Refusal) else Refusal()
    language = language_of(request)
    words = words_for(refusal, language)
    if refusal.code == "sign_in_needed" and not wants_json(request) and request.method in {"GET", "HEAD"}:
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(wanted, safe='/')}", 303, {"cache-control": "no-store"})
    problem = Problem(words.status, refusal.code, words.title, words.next, _request_id(request))
    response = answer(request, problem)
    wait = getattr(refusal, "retry_after_seconds", RETRY_SECONDS_DEFAULT if words.status == 503 else None)
    if wait is not None:
        response.headers["retry-after"] = str(wait)
    return response


async def on_http_exception(request: Request, error: Exception) -> Response:
    """What Starlette itself refuses: no such route, wrong method, a body that is too large or malformed."""
    if not isinstance(error, HTTPException):
        return on_failure(request)
    if error.status_code == 404 or (error.status_code == 405 and not wants_json(request)):
        # To a person, an address that only forms are sent to is no page.
        words = TABLE["not_found"]._replace(status=error.status_code)
    else:
        words = Words(error.status_code, HTTPStatus(error.status_code).phrase, BACK)
    say = sayer(language_of(request))
    words = Words(words.status, say(words.title), say(words.next))
    code = HTTPStatus(error.status_code).name.lower()
    response = answer(request, Problem(words.status, code, words.title, words.next, _request_id(request)))
    response.headers.update(error.headers or {})
    return response


def on_failure(request: Request) -> Response:
    """The answer when our own code failed. The reason is in the log under the request's id, never in the answer."""
    say = sayer(language_of(request))
    words = say(N_("Nothing was lost on your side. Try again; if it stays, name the request below to the operator."))
    title = say(N_("Something broke on our side"))
    return answer(request, Problem(500, "failed", title, words, _request_id(request)))


def answer(request: Request, problem: Problem) -> Response:
    if wants_json(request):
        return JSONResponse(problem.json(), problem.status, {"cache-control": "no-store"})
    if not hasattr(request.state, "visit"):
        # It broke before anybody knew who asks, perhaps with the database: a page would only break again.
        return PlainTextResponse(f"{problem.title}. {problem.next}\n{problem.request_id}\n", problem.status)
    return render(request, "problems/problem.html", {"problem": problem}, problem.status)


def wants_json(request: Request) -> bool:
    """Scripts say so, by what they accept or by what they sent."""
    accepted = request.headers.get("accept", "")
    if "text/html" in accepted:
        return False
    return "application/json" in accepted or request.headers.get("content-type", "").startswith("application/json")


def _request_id(request: Request) -> str:
    return getattr(request.state, "request_id", "")
