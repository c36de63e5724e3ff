"""Whether anybody is at home at the address of a cluster."""

from __future__ import annotations

import socket

_ANSWERS_WITHIN = 60.0  # seconds
_ADDRESSES = ("", "tcp", "tls", "ray")


def knock(address: str) -> None:
    """Raise OSError where nothing listens at HOST:PORT; Dask would wait half a minute, Ray many, not in silence.

    Of an address of another kind only the library knows where it leads.
    """
    scheme, _, place = address.rpartition("://")
    host, _, port = place.rpartition(":")
    if scheme in _ADDRESSES and port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), timeout=_ANSWERS_WITHIN).close()
