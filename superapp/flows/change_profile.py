"""What others read and see of a person, and the language they read themselves. Called by web/pages/profile."""

from superapp.accounts.people import Person, describe, picture_blob
from superapp.house import House
from superapp.storage.pictures import make_portrait
from wallet.ids import new_id


async def change(house: House, person: Person, *, name: str, language: str) -> None:
    """Raises PersonInvalid."""
    async with house.database.write() as session:
        await describe(session, person.id, name=name, language=language)


async def set_picture(house: House, person: Person, data: bytes) -> None:
    """data: JPEG, PNG, WebP or GIF; what stays is a square of it. Raises PictureRefused."""
    made = await make_portrait(data)
    picture = new_id("por", house.clock.now(), house.chance)
    await house.blobs.put(picture_blob(picture), made)
    await _replace(house, person, picture)


async def remove_picture(house: House, person: Person) -> None:
    await _replace(house, person, "")


async def _replace(house: House, person: Person, picture: str) -> None:
    async with house.database.write() as session:
        await describe(session, person.id, picture=picture)
    if person.picture:
        await house.blobs.delete(picture_blob(person.picture))
