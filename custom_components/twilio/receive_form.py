"""The question of how Twilio reaches this house."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
import re
from typing import Any, Final, Self

from homeassistant.components.webhook import async_generate_path
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import selector
import voluptuous as vol

from .cloudhook import async_can_use_cloud, async_make_cloudhook
from .const import CONF_CLOUDHOOK_URL, CONF_PUBLIC_URL, CONF_RECEIVE_MODE, ReceiveMode
from .entry_data import default_receive_mode
from .webhook import NUMBER_FRAGMENT, async_external_url, is_public_url

# What Home Assistant itself has there; any other path may be that of a proxy.
_PAGE: Final = re.compile(
    r"/(?:api/webhook|auth/authorize|config|dashboard-[\w-]+|home/overview|lovelace)(?:[/?#].*)?$"
)


class AddressRefusedError(Exception):
    """The public address is missing or unusable; its text is the key of the form's error."""


@dataclass(frozen=True, slots=True)
class Receiving:
    """A way to be reached; `public_url` only where it is the user's own."""

    mode: ReceiveMode
    public_url: str | None = None
    cloudhook_url: str | None = field(default=None, repr=False)

    @classmethod
    def from_input(cls, user_input: Mapping[str, Any], former_url: str | None = None) -> Self:
        """Read the form, which was filled with a former address; raises `AddressRefusedError`."""
        mode = ReceiveMode(user_input[CONF_RECEIVE_MODE])
        # Some paste the whole address of a webhook, or what their browser shows.
        typed = user_input.get(CONF_PUBLIC_URL, "").strip()
        if mode is not ReceiveMode.CUSTOM:
            if typed and typed != former_url:
                raise AddressRefusedError("public_url_unused")
            return cls(mode)
        public_url = _PAGE.sub("", typed).rstrip("/")
        if not public_url:
            raise AddressRefusedError("public_url_required")
        if not is_public_url(public_url):
            raise AddressRefusedError("invalid_public_url")
        return cls(mode, public_url)

    async def async_opened(self, hass: HomeAssistant, hook_id: str) -> Receiving:
        """Return it with its cloudhook, where it is the cloud; raises `CloudOutOfReachError`."""
        if self.mode is not ReceiveMode.CLOUD:
            return self
        return replace(self, cloudhook_url=await async_make_cloudhook(hass, hook_id))

    @callback
    def async_webhook_url(self, hass: HomeAssistant, hook_id: str) -> str | None:
        """Return what a user enters at Twilio, none where Twilio does not come."""
        if address := self._async_address(hass, hook_id):
            return f"{address}{NUMBER_FRAGMENT}"
        return None

    @callback
    def _async_address(self, hass: HomeAssistant, hook_id: str) -> str | None:
        if self.mode is ReceiveMode.CLOUD:
            return self.cloudhook_url
        is_external = self.mode is ReceiveMode.EXTERNAL
        base = async_external_url(hass) if is_external else self.public_url
        return f"{base}{async_generate_path(hook_id)}" if base else None

    def merged_into(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the data of an entry with this way in it.

        The cloudhook of a former way stays, for Twilio still calls it for a while.
        """
        rest = {name: value for name, value in data.items() if name != CONF_PUBLIC_URL}
        own = {CONF_PUBLIC_URL: self.public_url} if self.public_url else {}
        cloud = {CONF_CLOUDHOOK_URL: self.cloudhook_url} if self.cloudhook_url else {}
        return {**rest, CONF_RECEIVE_MODE: self.mode, **own, **cloud}


@callback
def possible_modes(hass: HomeAssistant) -> list[ReceiveMode]:
    """Return the ways that are open to this house now."""
    is_possible = {
        ReceiveMode.CLOUD: async_can_use_cloud(hass),
        ReceiveMode.EXTERNAL: async_external_url(hass) is not None,
    }
    return [mode for mode in ReceiveMode if is_possible.get(mode, True)]


@callback
def receive_schema(hass: HomeAssistant) -> vol.Schema:
    """Return the form, with what is possible now and the best of it chosen."""
    return vol.Schema(
        {
            vol.Required(
                CONF_RECEIVE_MODE, default=default_receive_mode(hass)
            ): selector.SelectSelector(
                selector.SelectSelectorConfig(
                    options=possible_modes(hass), translation_key=CONF_RECEIVE_MODE
                )
            ),
            vol.Optional(CONF_PUBLIC_URL): selector.TextSelector(
                selector.TextSelectorConfig(type=selector.TextSelectorType.URL)
            ),
        }
    )
