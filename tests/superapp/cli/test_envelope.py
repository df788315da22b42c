"""`superapp envelope verify`: a proof that holds ends with 0; a bent one, and what is none, with 1 and a sentence."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.superapp.cli.commands import Commands
from tests.superapp.cli.test_books import NoHttp, some_money
from wallet.house import open_wallet
from wallet.payments import pins
from wallet.payments.envelope_proof import proof_of
from wallet.payments.envelopes import EnvelopeDraft, open_envelope, send_envelope
from wallet.settings import WalletSettings

PIN = "280461"


async def an_envelope(data: Path, *, opened: bool) -> dict[str, object]:
    settings = WalletSettings.model_validate({"DATA": data, "SUPERAPP_DEMO": True})
    async with open_wallet(settings, http=NoHttp()) as house:  # pyright: ignore[reportArgumentType] never answers
        await pins.set_pin(house, "per_ann", PIN)
        envelope = await send_envelope(house, EnvelopeDraft("per_ann", "request-1", "lucky", 888, 2), pin=PIN)
        for person in ("per_ben", "per_cleo") if opened else ():
            await open_envelope(house, envelope.id, person_id=person)
        return await proof_of(house, envelope.id)


@pytest.fixture
def data(fresh: Commands) -> Path:
    fresh("migrate", "--json").facts()
    data = Path(fresh.environment["DATA"])
    asyncio.run(some_money(data))
    return data


def test_an_envelope_of_this_installation_and_its_file_verify(fresh: Commands, data: Path, tmp_path: Path):
    proof = asyncio.run(an_envelope(data, opened=True))
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof))

    by_id, by_file = (
        fresh("envelope", "verify", str(proof["envelope"])),
        fresh("envelope", "verify", str(file), "--json"),
    )

    assert by_id.code == 0, by_id.err
    assert all(line.startswith("ok   ") for line in by_id.out.splitlines())
    assert by_file.facts()["ok"] is True

    file.write_text(json.dumps(proof | {"total_minor": 889}))
    bent, told = fresh("envelope", "verify", str(file)), fresh("envelope", "verify", str(file), "--json")
    assert (bent.code, told.code, json.loads(told.out)["ok"]) == (1, 1, False)
    assert "NOT  the shares sum to the total" in bent.out


def test_what_is_not_over_keeps_its_seed(fresh: Commands, data: Path):
    proof = asyncio.run(an_envelope(data, opened=False))

    done = fresh("envelope", "verify", str(proof["envelope"]))

    assert done.code == 1
    assert "not over" in done.err


@pytest.mark.parametrize("text", ["not json", "[]", "{}", '{"seed": "zz", "amounts": [], "taken": []}'])
def test_what_is_no_proof_is_said(fresh: Commands, tmp_path: Path, text: str):
    file = tmp_path / "proof.json"
    file.write_text(text)

    done = fresh("envelope", "verify", str(file))

    assert done.code == 1
    assert "Traceback" not in done.err
    assert ("no proof" in done.err) == (text != "{}")


def test_an_unknown_one_is_said(fresh: Commands, data: Path):
    done = fresh("envelope", "verify", "env_nothing")

    assert done.code == 1
    assert "There is no envelope env_nothing" in done.err
