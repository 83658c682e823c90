"""Run the simulator as a program of its own: ``python -m simulator``."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
import asyncio
from contextlib import suppress
import signal
import sys

from . import DEFAULT_NUMBER, AccountSettings, HandsetBehaviour, Simulator

FIRST_HANDSET = "+15551234567"


def _tunnel(value: str) -> tuple[str, str]:
    public, equals, local = value.partition("=")
    if not equals or "://" not in public or "://" not in local:
        raise ArgumentTypeError(f"{value!r} is not of the form https://public=http://local:port")
    return public, local


def _arguments() -> Namespace:
    usual = AccountSettings()
    parser = ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=int, default=4010)
    parser.add_argument(
        "--tunnel",
        type=_tunnel,
        action="append",
        default=[],
        metavar="PUBLIC=LOCAL",
        help="lead a public base address to a local one; may be repeated",
    )
    parser.add_argument("--account-sid", default=usual.sid)
    parser.add_argument("--auth-token", default=usual.auth_token)
    parser.add_argument("--number", action="append", help="a number of the account")
    parser.add_argument("--handset", action="append", help="the number of a phone")
    parser.add_argument(
        "--speed",
        type=float,
        default=4,
        help="simulated seconds in a real one; 0 means that nothing takes time",
    )
    return parser.parse_args()


async def _serve(arguments: Namespace) -> None:
    stopped = asyncio.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signum, stopped.set)
    simulator = Simulator(
        host=arguments.host,
        port=arguments.port,
        tunnels=dict(arguments.tunnel),
        account=AccountSettings(sid=arguments.account_sid, auth_token=arguments.auth_token),
        numbers=arguments.number or (DEFAULT_NUMBER,),
        speed=arguments.speed,
    )
    async with simulator:
        for number in arguments.handset or (FIRST_HANDSET,):
            simulator.handset(number).behaviour = HandsetBehaviour.RINGS
        _introduce(simulator)
        await stopped.wait()


def _introduce(simulator: Simulator) -> None:
    account = simulator.account
    lines = (
        ("Phone in the browser", f"{simulator.url}/phone"),
        ("REST API", simulator.url),
        ("Account SID", account.sid),
        ("Auth Token", account.auth_token),
        ("API key", f"{account.api_key_sid} / {account.api_key_secret}"),
        ("Numbers", ", ".join(number.address for number in simulator.numbers)),
        ("Handsets", ", ".join(handset.number for handset in simulator.handsets)),
    )
    for label, value in lines:
        print(f"{label:>20}  {value}")  # noqa: T201 - a program's output
    sys.stdout.flush()


def main() -> None:
    """Serve until interrupted."""
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(_arguments()))


if __name__ == "__main__":
    main()
