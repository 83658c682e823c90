"""TCP ports of this machine that are free."""

from itertools import chain
import random
import socket

LOOPBACK = "127.0.0.1"
# Below those that a machine lends to outgoing connections, of which one may take it meanwhile.
_QUIET = range(20_000, 32_000)
_MOST_TRIES = 100


def free_port(*preferred: int) -> int:
    """Return the first preferred port that nothing listens on, else any free one."""
    for port in chain(preferred, random.sample(_QUIET, _MOST_TRIES), (0,)):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            # A listener on all addresses is found as well: Linux refuses this bind then.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise AssertionError("a machine without a single free port")
