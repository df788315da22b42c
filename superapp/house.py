"""The host's parts in one hand: what every flow is given, as `request.app.state.house`."""

from dataclasses import dataclass

from superapp.base.config import Settings
from superapp.chat.money_cards import MoneyLook
from superapp.net.streams import StreamingHttp
from superapp.realtime.hub import Hub
from superapp.storage.blobs import Blobs
from superapp.storage.database import Database
from wallet.house import WalletHouse
from wallet.ports import Chance, Clock


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class House:
    settings: Settings
    database: Database
    wallet: WalletHouse
    blobs: Blobs
    hub: Hub
    http: StreamingHttp
    clock: Clock
    chance: Chance
    look_at_money: MoneyLook
