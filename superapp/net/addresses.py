"""Which addresses the host may reach for others. Programs, merchants and people name servers; none of them may make the
host talk to itself, to its neighbours or to a cloud's metadata service. Pure; called by safe_http at every connection,
after the name has been resolved."""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Prefixes that carry an IPv4 address inside an IPv6 one: mapped, compatible, 6to4, Teredo, NAT64.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")
_COMPATIBLE = ipaddress.ip_network("::/96")
# Not private by name and yet nobody's server: carrier NAT, benchmarks, documentation, future use.
_NEVER = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "fec0::/10",
        "2001:db8::/32",
    )
)


def is_public(text: str) -> bool:
    """Whether an address (as text, from the resolver) is on the open internet. Unreadable text is not."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(one) for one in (address, *_inside(address)))


def _is_public(address: Address) -> bool:
    # is_global alone passes multicast and, on some versions, reserved ranges.
    named = address.is_private or address.is_loopback or address.is_link_local or address.is_multicast
    unusual = address.is_reserved or address.is_unspecified or not address.is_global
    never = any(address.version == net.version and address in net for net in _NEVER)
    # NAT64 counts as reserved by itself; the IPv4 address inside decides.
    if isinstance(address, ipaddress.IPv6Address) and address in _NAT64:
        return True
    return not (named or unusual or never)


def _inside(address: Address) -> list[Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found: list[Address | None] = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or address in _COMPATIBLE or address in _NAT64_LOCAL:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in found if one is not None]
