"""Registering programs."""

from superapp.flows.register_program import register
from tests.superapp.conftest import Site


async def test_a_name_cannot_rewrite_the_line_in_which_payers_read_it(site: Site) -> None:
    developer = await site.person("Dora", roles=frozenset({"developer"}))
    new = await register(
        site.house, developer_id=developer.id, name="\u202eknaB\n  City \u2066\0Bank" + "x" * 99, urls=[]
    )
    assert new.program.name == ("knaB City Bank" + "x" * 99)[:40]
