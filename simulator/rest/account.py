"""The account itself and its balance."""

from typing import TYPE_CHECKING

from aiohttp import web

from .answer import account_path, date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..switchboard import Switchboard

_SUBRESOURCES = {
    "balance": "Balance",
    "calls": "Calls",
    "incoming_phone_numbers": "IncomingPhoneNumbers",
    "messages": "Messages",
}


def routes(switchboard: Switchboard) -> Iterable[web.RouteDef]:
    """Return the routes of the account."""
    accounts = Accounts(switchboard)
    path = account_path("{account}")
    return (
        web.get(f"{path}.json", accounts.fetch),
        web.get(f"{path}/Balance.json", accounts.balance),
    )


class Accounts:
    """The handlers."""

    def __init__(self, switchboard: Switchboard) -> None:
        """Serve a switchboard."""
        self._desk = switchboard.desk
        self._opened = switchboard.desk.clock.now()

    async def fetch(self, request: web.Request) -> web.Response:  # noqa: ARG002 - a handler
        """Read the account, Auth Token included."""
        account = self._desk.account
        path = account_path(account.sid)
        return web.json_response(
            {
                "auth_token": account.auth_token,
                "date_created": date(self._opened),
                "date_updated": date(self._opened),
                "friendly_name": account.settings.friendly_name,
                "owner_account_sid": account.sid,
                "sid": account.sid,
                "status": account.status.value,
                "subresource_uris": {
                    key: f"{path}/{name}.json" for key, name in _SUBRESOURCES.items()
                },
                "type": account.settings.type.value,
                "uri": f"{path}.json",
            }
        )

    async def balance(self, request: web.Request) -> web.Response:  # noqa: ARG002 - a handler
        """Read the balance."""
        account = self._desk.account
        return web.json_response(
            {
                "account_sid": account.sid,
                "balance": account.balance,
                "currency": account.settings.currency,
            }
        )
