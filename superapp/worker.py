"""The worker process: every chore of an installation, beside the host. `superapp worker` runs it; several may run."""

import asyncio

from superapp.base.config import Settings
from superapp.base.log import configure_logs
from superapp.chores import all_chores
from superapp.opening import house_for
from superapp.realtime import nats


async def work(settings: Settings, stop: asyncio.Event) -> None:
    """Work until `stop` is set; what is under way is finished first."""
    configure_logs(settings.log_format)
    async with house_for(settings) as house, nats.joined(house.hub, settings.nats_url):
        await all_chores(house, stop)
