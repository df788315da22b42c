"""A process notices what another process wrote for somebody who listens here."""

import asyncio
from pathlib import Path

from superapp.realtime import events
from superapp.realtime.hub import Hub
from superapp.realtime.watch import watch
from superapp.storage.database import Database, HostTable
from tests.support import TravelClock


async def test_events_of_another_process_wake_the_listener_and_nobody_else(tmp_path: Path, clock: TravelClock) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'superapp.db'}"
    here, elsewhere = Database(url, schema="superapp"), Database(url, schema="superapp")
    await here.create_all(HostTable.metadata)
    hub, stop = Hub(), asyncio.Event()
    async with elsewhere.write() as session:
        await events.record(session, ["per_ann", "per_ben"], "message", {}, now=clock.now())
    watching = asyncio.create_task(watch(here, hub, stop, look_seconds=0.02))
    async with hub.listen("per_ann") as ann, hub.listen("per_ben") as ben:
        await asyncio.sleep(0.1)
        assert not ann.is_set()  # what was there before is read at the start, not announced
        async with elsewhere.write() as session:
            await events.record(session, ["per_ann"], "message", {}, now=clock.now())
        await asyncio.wait_for(ann.wait(), 5)
        assert not ben.is_set()
    stop.set()
    await watching
    await here.close()
    await elsewhere.close()
