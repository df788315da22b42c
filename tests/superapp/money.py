"""Money in a test's hands: a person with demo money, a PIN, and an order of a program's merchant to pay."""

from dataclasses import dataclass

from superapp.accounts.people import Person
from superapp.flows.register_program import register
from superapp.programs import cashier_links, openids
from superapp.programs.cashier_links import CashierLink
from tests.superapp.conftest import Site
from wallet.merchants.registry import NewMerchant, create_merchant
from wallet.money import Money
from wallet.payments import pins, top_ups
from wallet.payments.orders import Order, OrderDraft, create_order

PIN = "482913"


@dataclass
class Stall:
    """A program with its merchant, and a payer with money."""

    site: Site
    appid: str
    merchant: NewMerchant
    payer: Person
    made: int = 0

    async def order(self, total_minor: int = 8_800) -> Order:
        self.made += 1
        async with self.site.house.database.write() as session:
            known = await openids.known_as(
                session, self.payer.id, self.appid, now=self.site.clock.now(), chance=self.site.house.chance
            )
        return await create_order(
            self.site.house.wallet,
            OrderDraft(
                mchid=self.merchant.mchid,
                appid=self.appid,
                out_trade_no=f"NUMBER{self.made:06}",
                description="Two paper lanterns",
                total_minor=total_minor,
                currency="CNY",
                payer_openid=known.openid,
                notify_url="https://shop.example/notify",
            ),
        )

    async def link(self, order: Order, person: Person | None = None) -> str:
        """A cashier token, as `wx.requestPayment` brings it."""
        link = CashierLink((person or self.payer).id, self.appid, order.id)
        async with self.site.house.database.write() as session:
            return await cashier_links.make_link(
                session, link, now=self.site.clock.now(), chance=self.site.house.chance
            )


async def open_stall(site: Site, *, money: int = 20_000, pin: bool = True) -> Stall:
    developer = await site.person("Dora", roles=frozenset({"developer"}))
    payer = await site.person("Ann Rivers", handle="ann")
    new = await register(site.house, developer_id=developer.id, name="Lantern Lane", urls=[])
    merchant = await create_merchant(site.house.wallet, "Lantern Lane Ltd")
    if money:
        await top_ups.top_up_demo(site.house.wallet, payer.id, Money(money), reference="test")
    if pin:
        await pins.set_pin(site.house.wallet, payer.id, PIN)
    return Stall(site, new.program.appid, merchant, payer)
