"""Setting up an installation: the data folder, secrets and keys (made once, 0600), and the schemas."""

from typing import TYPE_CHECKING

from superapp.cli.output import run, show

if TYPE_CHECKING:
    from superapp.base.config import Settings


def migrate_all(as_json: bool) -> None:
    show(run(set_up(), as_json=as_json), as_json)


async def set_up(settings: "Settings | None" = None) -> dict[str, str]:
    """Everything an empty machine lacks; nothing that exists is changed. Returns the revisions it is at now."""
    from superapp import migrations as host_migrations
    from superapp.base.config import Settings
    from superapp.notify.vapid import own_key
    from superapp.opening import wallet_settings_for
    from superapp.storage.database import Database
    from wallet import migrations as wallet_migrations
    from wallet.house import make_ledger
    from wallet.merchants.certificates import ensure_platform_keys
    from wallet.ports import SystemClock
    from wallet.seals.keys import seal_key
    from wallet.secrets import ensure_secret

    settings = settings or Settings()
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    ensure_secret(settings.data, "pin_pepper")
    own_key(settings.data)
    seal_key(settings.data)
    wallet_settings = wallet_settings_for(settings)
    ensure_platform_keys(wallet_settings)
    revisions = dict[str, str]()
    for name, url, line in (
        ("superapp", settings.host_url(), host_migrations.LINE),
        ("wallet", wallet_settings.wallet_url(), wallet_migrations.LINE),
    ):
        database = Database(url, schema=name)
        await line.upgrade(database)
        revisions[name] = await line.current(database) or "none"
        await database.close()
    ledger = make_ledger(wallet_settings, SystemClock())
    await ledger.start()  # brings its own schema up to date
    revisions["ledger"] = str((await ledger.head()).batch) + " batches"
    await ledger.stop()
    return revisions
