"""What the programs may send, field by field; everything else is refused."""

from pydantic import AwareDatetime, Field

from miniapps.kit.forms import Strict
from miniapps.tickets.server.doors import Use
from miniapps.tickets.server.offers import QUANTITY_MAX, Choice
from miniapps.tickets.server.rules.passengers import PASSENGERS_MAX
from miniapps.tickets.server.rules.seating import SEATS_MAX

USES_MAX = 500


class LoginForm(Strict):
    code: str = Field(min_length=1, max_length=128)
    language: str = Field(default="", max_length=20)


class HoldForm(Strict):
    seats: list[str] = Field(max_length=SEATS_MAX)


class PassengerForm(Strict):
    given_name: str = Field(max_length=60)
    family_name: str = Field(max_length=60)
    born: str = Field(max_length=10)
    document: str = Field(max_length=20)
    document_until: str = Field(max_length=10)


class ChoiceForm(Strict):
    kind: str = Field(max_length=10)
    offer_id: str = Field(max_length=64)
    seats: list[str] = Field(default_factory=list, max_length=SEATS_MAX)
    fare: str = Field(default="", max_length=20)
    passengers: list[PassengerForm] = Field(default_factory=list[PassengerForm], max_length=PASSENGERS_MAX)
    tier: str = Field(default="", max_length=20)
    quantity: int = Field(default=1, ge=1, le=QUANTITY_MAX)

    def choice(self) -> Choice:
        return Choice(
            self.kind,
            self.offer_id,
            seats=tuple(self.seats),
            fare=self.fare,
            passengers=tuple(one.model_dump() for one in self.passengers),
            tier=self.tier,
            quantity=self.quantity,
        )


class QuoteForm(Strict):
    choice: ChoiceForm
    booking_id: str = Field(default="", max_length=32)


class BookForm(Strict):
    choice: ChoiceForm
    request_key: str = Field(min_length=8, max_length=64)
    remind: bool = False


class RefundForm(Strict):
    back_fen: int = Field(ge=0)


class RateForm(Strict):
    stars: int = Field(ge=1, le=5)
    text: str = Field(default="", max_length=500)


class AnswerForm(Strict):
    text: str = Field(min_length=1, max_length=500)


class DoorForm(Strict):
    code: str = Field(max_length=20)


class UseForm(Strict):
    ticket_id: str = Field(pattern=r"^[0-9a-f]{16}$")
    used_at: AwareDatetime


class SyncForm(Strict):
    day: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    uses: list[UseForm] = Field(max_length=USES_MAX)

    def taken(self) -> list[Use]:
        return [Use(one.ticket_id, one.used_at) for one in self.uses]
