"""Who asks: the address of the client behind our own proxies."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The client's IP address: the nearest one that no proxy of ours (setting TRUSTED_PROXIES) has.

    Everybody may write X-Forwarded-For: only what our own proxies have added to its end counts.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    # A server on a UNIX socket names no peer; only a proxy on the same machine can speak to it.
    hops = [request.META.get("REMOTE_ADDR") or "127.0.0.1", *reversed(forwarded)]
    address = ""
    for hop in hops:
        try:
            found = ipaddress.ip_address(hop.strip())
        except ValueError:
            break
        # A socket of both families writes those of IPv4 in IPv6; as such they would all be one network.
        found = getattr(found, "ipv4_mapped", None) or found
        address = found.compressed
        if not any(found in ipaddress.ip_network(proxy) for proxy in settings.TRUSTED_PROXIES):
            break
    return address
