import asyncio

from superapp.realtime.hub import Hub


async def test_a_wake_up_reaches_every_listener_of_that_person_and_nobody_else() -> None:
    hub = Hub()
    async with hub.listen("ann") as phone, hub.listen("ann") as laptop, hub.listen("ben") as other:
        hub.publish("ann", "nobody")

        assert phone.is_set()
        assert laptop.is_set()
        assert not other.is_set()


async def test_a_listener_that_left_is_forgotten() -> None:
    hub = Hub()
    async with hub.listen("ann"):
        assert hub.listening() == ["ann"]

    assert hub.listening() == []
    hub.publish("ann")


async def test_waiting_ends_with_the_wake_up() -> None:
    hub = Hub()
    async with hub.listen("ann") as wake:
        waiting = asyncio.create_task(wake.wait())
        hub.publish("ann")
        assert await asyncio.wait_for(waiting, 5)
