"""`superapp backup` and `restore --verify`: what comes back is what was there, proved; a damaged copy never does."""

import asyncio
import sqlite3
import threading
from pathlib import Path

from tests.superapp.cli.commands import Commands
from tests.superapp.cli.test_books import some_money


def test_a_backup_taken_while_money_moves_comes_back_proved(fresh: Commands, tmp_path: Path) -> None:
    data = Path(fresh.environment["DATA"])
    fresh("migrate", "--json").facts()
    asyncio.run(some_money(data))
    copy, back = tmp_path / "copy", fresh.on(tmp_path / "back")
    busy = threading.Thread(target=lambda: asyncio.run(some_money(data)))
    busy.start()
    fresh("backup", str(copy), "--json").facts()
    busy.join()

    told = back("restore", str(copy), "--verify", "--json").facts()
    assert (told["verified"], told["wrong"], told["entries"]) == (True, [], 2)
    assert back("books", "check", "--json").facts()["ok"]
    assert back("audit", "keys", "--json").facts() == fresh("audit", "keys", "--json").facts()
    assert (tmp_path / "back" / "secrets" / "seal_key").stat().st_mode & 0o77 == 0
    # Neither command writes over something.
    assert fresh("backup", str(copy), "--json").error()["code"] == "backup_refused"
    assert "There is an installation" in back("restore", str(copy), "--json").error()["message"]


def test_a_damaged_or_tampered_backup_does_not_come_back(fresh: Commands, tmp_path: Path) -> None:
    fresh("migrate", "--json").facts()
    asyncio.run(some_money(Path(fresh.environment["DATA"])))
    # Somebody changes the books, and then they are backed up: every file is whole, and the books do not hold.
    ledger = sqlite3.connect(Path(fresh.environment["DATA"]) / "ledger.db")
    ledger.execute("DROP TRIGGER entry_is_never_changed")
    ledger.execute("UPDATE entry SET amount_minor = 11 WHERE seq = 2")
    ledger.commit()
    ledger.close()
    copy, back = tmp_path / "copy", fresh.on(tmp_path / "back")
    fresh("backup", str(copy), "--json").facts()
    assert "The books in the backup do not hold" in back("restore", str(copy), "--verify", "--json").error()["message"]
    assert not (tmp_path / "back").exists()
    with (copy / "wallet.db").open("r+b") as file:
        file.seek(4000)
        file.write(b"damaged")
    assert "wallet.db is not as it was backed up" in back("restore", str(copy), "--json").error()["message"]
