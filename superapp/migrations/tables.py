"""Every table of the host, imported once, so that its metadata is whole before a migration compares or makes it."""

from superapp.accounts import (
    attempts,
    details,
    developer_tokens,
    number_codes,
    numbers,
    open_links,
    passkeys,
    passwords,
    people,
)
from superapp.accounts import sessions as person_sessions
from superapp.audit import saved_filters, trail
from superapp.channels import channels, posts
from superapp.chat import (
    announcements,
    changes,
    conversations,
    device_keys,
    device_mail,
    doors,
    mentions,
    messages,
    previews,
)
from superapp.contacts import blocks, contacts, nearby, privacy
from superapp.notify import pushes, quiet
from superapp.notify import subscriptions as push_subscriptions
from superapp.programs import (
    access_tokens,
    cashier_links,
    consents,
    domains,
    login_codes,
    message_push,
    message_templates,
    openids,
    order_pages,
    phone_codes,
    pins,
    program_threads,
    ratings,
    registry,
    releases,
    reviews,
    storage,
    subscriptions,
    uploads,
    versions,
)
from superapp.programs import sessions as program_sessions
from superapp.realtime import events, presence
from superapp.safety import reports, silences
from superapp.storage import cursors
from superapp.storage.database import HostTable

ROOMS = (
    (attempts, details, developer_tokens, open_links, passkeys, passwords, people, person_sessions),
    (access_tokens, cashier_links, domains, login_codes, openids, program_sessions),
    (consents, phone_codes, pins, ratings, registry, releases, reviews, storage, subscriptions, versions),
    (saved_filters, trail, announcements, changes, conversations, doors, mentions, messages, events, cursors),
    (blocks, contacts, nearby, privacy, reports, silences, channels, posts),
    (presence, push_subscriptions, pushes, quiet),
    (previews, device_keys, device_mail, number_codes, numbers),
    (message_push, message_templates, order_pages, program_threads, uploads),
)

METADATA = HostTable.metadata
