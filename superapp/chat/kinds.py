"""What kinds of conversations there are, and what somebody may be in one."""

from enum import StrEnum


class Kind(StrEnum):
    DIRECT = "direct"
    SERVICE = "service"
    GROUP = "group"
    SAVED = "saved"  # what one person keeps for themselves
    ENCRYPTED = "encrypted"


PAIRS = (Kind.DIRECT, Kind.ENCRYPTED)  # of two people, each the other's peer


class Role(StrEnum):
    """In a group; everybody else is a plain member of their conversation."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
