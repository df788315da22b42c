"""What is done again and again beside the requests: unpaid orders end, refunds are sent until they are done, groups
that never ordered are forgotten."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from miniapps.food.server import groups, money, orders
from miniapps.food.server.backend import Backend
from miniapps.kit.problems import Problem

GROUP_DAYS = 2


async def sweep(backend: Backend) -> int:
    """Returns how many orders were looked at."""
    async with backend.database.read() as session:
        numbers = await orders.expired(session, backend.now())
    for number in numbers:
        with suppress(Problem, OSError):
            await money.close(backend, number)
    await money.send_refunds(backend)
    async with backend.database.write() as session:
        await groups.sweep_before(session, backend.now() - timedelta(days=GROUP_DAYS))
    return len(numbers)


async def sweep_forever(backend: Backend) -> None:
    while True:
        await sweep(backend)
        await asyncio.sleep(backend.settings.sweep_seconds)
