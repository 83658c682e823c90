"""Tunnels: public addresses that lead to a house on this machine."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


class UnknownHostError(Exception):
    """An address that leads nowhere from this desk."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request really goes, and which host it is for."""

    url: str
    host: str


@dataclass(frozen=True, slots=True)
class _Origin:
    scheme: str
    host: str
    port: int | None

    @classmethod
    def of(cls, url: str) -> _Origin:
        parts = urlsplit(url)
        scheme = parts.scheme.lower()
        return cls(scheme, (parts.hostname or "").lower(), parts.port or _DEFAULT_PORTS.get(scheme))


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Tunnels:
    """Which public origin leads to which local one; all others but loopback lead nowhere."""

    def __init__(self, tunnels: dict[str, str]) -> None:
        """Open tunnels, each from a public to a local base address."""
        self._local: dict[_Origin, str] = {}
        for public, local in tunnels.items():
            self.open(public, local)

    def open(self, public: str, local: str) -> None:
        """Open a tunnel, or lead it elsewhere."""
        if not is_loopback(_Origin.of(local).host):
            raise ValueError(f"a tunnel ends on this machine only, not at {local}")
        self._local[_Origin.of(public)] = local.rstrip("/")

    def close(self, public: str) -> None:
        """Close a tunnel."""
        del self._local[_Origin.of(public)]

    def leads_somewhere(self, url: str) -> bool:
        """Tell whether a URL can be reached from this desk."""
        try:
            self.route(url)
        except UnknownHostError, ValueError:
            return False
        return True

    def route(self, url: str) -> Route:
        """Return where a request to a URL goes; the path and query stay byte for byte."""
        origin = _Origin.of(url)
        authority = urlsplit(url).netloc
        host = authority.rpartition("@")[2]
        rest = url[url.index("://") + len("://") + len(authority) :].partition("#")[0]
        if local := self._local.get(origin):
            return Route(local + rest, host)
        if is_loopback(origin.host):
            return Route(f"{origin.scheme}://{host}{rest}", host)
        raise UnknownHostError(origin.host)
