"""Where this service is, as somebody outside would write it."""

from __future__ import annotations

import ipaddress

from fastapi import Request


def public_origin(request: Request) -> str:
    """Return the origin that the request was sent to.

    A proxy that ends TLS may hide it from us; what is not on this machine is written with https, for a page of a school
    can load nothing else.
    """
    url = request.base_url
    scheme = url.scheme if _is_local(url.hostname or "") else "https"
    return f"{scheme}://{url.netloc}"


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or "." not in host
