"""One table says who may do what; what it does not say, nobody may."""

import pytest

from superapp.accounts.permissions import ROLE, check, permissions_of
from superapp.base.errors import NotAllowed


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("person", "wallet.use", "console.use"),
        ("developer", "programs.publish", "versions.review"),
        ("operator", "versions.review", "programs.publish"),
        ("auditor", "transfers.read", "versions.review"),
        ("auditor", "audit.read", "people.manage"),
    ],
)
def test_a_role_may_what_the_table_says(role: str, may: str, may_not: str) -> None:
    check({role}, may)
    with pytest.raises(NotAllowed) as refused:
        check({role}, may_not)
    assert refused.value.permission == may_not


def test_an_auditor_only_reads() -> None:
    assert all(permission.endswith((".read", "admin.use")) for permission in ROLE["auditor"])


def test_no_role_moves_anybody_elses_money() -> None:
    assert not [
        one for role in ROLE.values() for one in role if one.startswith("transfers.") and one != "transfers.read"
    ]


def test_an_unknown_role_grants_nothing() -> None:
    assert permissions_of({"king"}) == frozenset()
    with pytest.raises(NotAllowed):
        check((), "chats.use")
