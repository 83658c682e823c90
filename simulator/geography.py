"""Where a North American number is from, as Twilio's webhooks tell."""

from .address import is_north_american

_PLACES = ("City", "State", "Zip", "Country")
_NORTH_AMERICA = ("", "", "", "US")


def places(party: str, address: str) -> list[tuple[str, str]]:
    """Return the four parameters of a party: city, state, postal code, country."""
    values = _NORTH_AMERICA if is_north_american(address) else ("", "", "", _country(address))
    return [(f"{party}{place}", value) for place, value in zip(_PLACES, values, strict=True)]


def _country(address: str) -> str:
    number = address.partition("+")[2]
    codes = {"49": "DE", "44": "GB", "43": "AT", "41": "CH", "33": "FR", "39": "IT", "34": "ES"}
    return codes.get(number[:2], "")
