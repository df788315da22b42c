"""`superapp serve` and `superapp worker`: long-running processes, ended by SIGINT or SIGTERM."""

import asyncio
import signal

from superapp.cli.output import run


def run_host(host: str | None, port: int | None) -> None:
    import uvicorn

    from superapp.base.config import Settings
    from superapp.base.garbage import LongLived
    from superapp.cli.installation import require_set_up
    from superapp.main import create_app

    changes = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = Settings().model_copy(update=changes)
    run(require_set_up(settings))
    app = create_app(settings)
    LongLived().begin()
    # Our own access log carries the request id and hides what must stay hidden, so uvicorn's stays off.
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=5,
        ws_max_size=64 * 1024,  # a live frame is a few hundred bytes
        ws_per_message_deflate=False,  # its windows would cost each open page more memory than all the rest of it
        # X-Forwarded-For is believed only from a proxy on this machine.
        forwarded_allow_ips="127.0.0.1",
    )


def run_worker() -> None:
    from superapp.base.config import Settings
    from superapp.cli.installation import require_set_up
    from superapp.worker import work

    settings = Settings()

    async def until_told() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        await require_set_up(settings)
        await work(settings, stop)

    run(until_told())
