"""A merchant is handed its keys once; the house keeps what it needs and no more."""

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from wallet.errors import BrokenPromise
from wallet.house import WalletHouse
from wallet.merchants.certificates import ensure_platform_keys, platform_keys
from wallet.merchants.keys import open_text, seal_text
from wallet.merchants.registry import (
    MerchantNameInvalid,
    MerchantRow,
    MerchantUnknown,
    apiv3_key_of,
    create_merchant,
    find_certificate,
    get_merchant,
)
from wallet.settings import WalletSettings


async def test_a_new_merchant_gets_keys_that_fit_together(house: WalletHouse) -> None:
    new = await create_merchant(house, "Oolong House")

    assert re.fullmatch(r"\d{10}", new.mchid)
    assert re.fullmatch(r"[A-Za-z0-9]{32}", new.apiv3_key)
    assert re.fullmatch(r"[0-9A-F]{40}", new.serial_no)
    certificate = x509.load_pem_x509_certificate(new.certificate_pem.encode())
    key = load_pem_private_key(new.private_key_pem.encode(), password=None)
    assert certificate.public_key() == key.public_key()
    authority = x509.load_pem_x509_certificate(platform_keys(house.settings).authority_pem.encode())
    certificate.verify_directly_issued_by(authority)
    assert (await get_merchant(house, new.mchid)).name == "Oolong House"
    assert await apiv3_key_of(house, new.mchid) == new.apiv3_key
    found = await find_certificate(house, new.serial_no)
    assert found is not None
    assert found.mchid == new.mchid


async def test_neither_key_lies_readable_in_the_database(house: WalletHouse) -> None:
    new = await create_merchant(house, "Oolong House")
    async with house.database.read() as session:
        row = (await session.exec(select(MerchantRow))).one()
    assert new.apiv3_key.encode() not in row.apiv3_key_sealed
    assert "PRIVATE" not in repr(row)


async def test_a_sealed_key_moved_to_another_merchant_does_not_open(house: WalletHouse) -> None:
    sealed = seal_text(house.settings, "secret", about="1")
    assert open_text(house.settings, sealed, about="1") == "secret"
    with pytest.raises(BrokenPromise):
        open_text(house.settings, sealed, about="2")


class Stubborn(random.Random):
    """Draws one merchant's number so many times, then others."""

    times = 3

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        self.times -= stop == 10**8
        return 7 if stop == 10**8 and self.times >= 0 else super().randrange(start, stop, step)


async def test_a_number_that_is_taken_is_drawn_again(house: WalletHouse) -> None:
    house = replace(house, chance=Stubborn(1))
    first, second = [await create_merchant(house, name) for name in ("Oolong House", "Jasmine House")]
    assert first.mchid == "1600000007" != second.mchid
    assert (await get_merchant(house, first.mchid)).name == "Oolong House"


async def test_chance_that_draws_nothing_else_is_not_asked_for_ever(house: WalletHouse) -> None:
    stuck = Stubborn(1)
    stuck.times = 1_000
    house = replace(house, chance=stuck)
    await create_merchant(house, "Oolong House")
    with pytest.raises(IntegrityError):
        await create_merchant(house, "Jasmine House")


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "two\nlines"])
async def test_an_unusable_name_is_refused(house: WalletHouse, name: str) -> None:
    with pytest.raises(MerchantNameInvalid):
        await create_merchant(house, name)


async def test_an_unknown_merchant_is_refused(house: WalletHouse) -> None:
    with pytest.raises(MerchantUnknown):
        await get_merchant(house, "1600000000")
    with pytest.raises(MerchantUnknown):
        await apiv3_key_of(house, "1600000000")


def test_platform_keys_are_made_once_for_the_owner_only(tmp_path: Path) -> None:
    settings = WalletSettings.model_validate({"DATA": tmp_path})

    first, again = ensure_platform_keys(settings), ensure_platform_keys(settings)

    assert (first.serial_no, first.public_key_id) == (again.serial_no, again.public_key_id)
    assert re.fullmatch(r"PUB_KEY_ID_\d{28}", first.public_key_id)
    assert 1825 <= (first.certificate_until - first.certificate_from).days <= 1827
    files = list((tmp_path / "keys").iterdir())
    assert len(files) == 6
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
