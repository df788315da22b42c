"""Who may do what: one table from role to permissions. Handlers ask through `require` of superapp/web/visitor.py."""

from collections.abc import Iterable

from superapp.base.errors import NotAllowed

PERSON, DEVELOPER, OPERATOR, AUDITOR = "person", "developer", "operator", "auditor"

ROLE: dict[str, frozenset[str]] = {
    # Everybody who signs in. Whose chats or money it is, each domain checks by the person's id.
    PERSON: frozenset({"chats.use", "wallet.use", "programs.open"}),
    # Owns programs: uploads versions, sees their reviews. Keeps channels.
    DEVELOPER: frozenset({"console.use", "programs.publish", "channels.keep"}),
    # Runs the installation. Reads money; moves it only with another operator, and may freeze it.
    OPERATOR: frozenset(
        {
            "admin.use",
            "versions.review",
            "reports.review",
            "disputes.decide",
            "channels.keep",
            "channels.review",
            "transfers.read",
            "money.correct",
            "money.restrict",
            "audit.read",
            "people.read",
            "people.manage",
            "metrics.read",
        }
    ),
    # Looks at everything an operator sees and changes nothing.
    AUDITOR: frozenset({"admin.use", "transfers.read", "audit.read", "people.read", "metrics.read"}),
}


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """Everything these roles may do together; an unknown role grants nothing."""
    return frozenset[str]().union(*(ROLE.get(role, frozenset[str]()) for role in roles))


def check(roles: Iterable[str], permission: str) -> None:
    """Raises NotAllowed."""
    if permission not in permissions_of(roles):
        raise NotAllowed(permission)
