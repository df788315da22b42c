"""`superapp audit`: an export is proved with the public key alone, on a machine without any installation."""

import asyncio
import json
from pathlib import Path

from tests.superapp.cli.commands import Commands
from tests.superapp.cli.test_books import some_money


def test_an_export_is_proved_elsewhere_and_a_changed_copy_names_its_row(fresh: Commands, tmp_path: Path) -> None:
    data = Path(fresh.environment["DATA"])
    fresh("migrate", "--json").facts()
    asyncio.run(some_money(data))
    copy, proof, nowhere = tmp_path / "books.jsonl", tmp_path / "proof.json", fresh.on(tmp_path / "nowhere")
    fresh("audit", "export", str(copy), "--json").facts()
    fresh("audit", "prove", str(proof), "--entry", "2", "--json").facts()
    (key,) = fresh("audit", "keys", "--json").facts()["keys"]

    honest = nowhere("audit", "verify", str(copy), "--key", key, "--json").facts()
    assert (honest["ok"], honest["entries"], honest["sealed"]) == (True, 2, 2)
    assert "entry 2 is in" in nowhere("audit", "verify", str(proof), "--key", key, "--json").facts()["proved"]
    copy.write_text(copy.read_text().replace("top_up:second", "top_up:seconc"))
    shown = nowhere("audit", "verify", str(copy), "--key", key)
    assert shown.code == 1
    assert "entry 2 was changed after it was sealed" in shown.out
    assert json.loads(nowhere("audit", "verify", str(copy), "--key", key, "--json").out)["changed"] == [2]
    assert not (tmp_path / "nowhere").exists()


def test_a_wrong_key_or_file_is_a_sentence(fresh: Commands, tmp_path: Path) -> None:
    fresh("migrate", "--json").facts()
    old = fresh("audit", "rotate-key", "--json").facts()
    assert fresh("audit", "keys", "--json").facts()["keys"] == [old["old"], old["new"]]
    assert fresh("audit", "verify", str(tmp_path / "none"), "--key", old["new"], "--json").error()["code"]
    (tmp_path / "x").write_text("{}")
    assert (
        fresh("audit", "verify", str(tmp_path / "x"), "--key", "superapp-ledger+1", "--json").error()["code"]
        == "not_proved"
    )
    assert fresh("audit", "prove", str(tmp_path / "y"), "--entry", "9", "--json").error()["code"] == "entry_unknown"
