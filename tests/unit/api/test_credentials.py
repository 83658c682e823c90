"""What opens an account, and where it lives."""

from typing import Any

import pytest

from custom_components.twilio.api import Credentials, Region

SID = "AC" + "51" * 16
TOKEN = "a5" * 16
KEY = "SK" + "52" * 16
SECRET = "KeySecret"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param({}, Credentials(SID, TOKEN), id="what YAML has"),
        pytest.param(
            {"region": "us1", "hook_id": "ab", "receive_mode": "none"},
            Credentials(SID, TOKEN, None, None, Region.US1, None),
            id="what the form stores",
        ),
        pytest.param(
            {
                "api_key_sid": KEY,
                "api_key_secret": SECRET,
                "region": "ie1",
                "api_base_url": "https://twilio.example",
            },
            Credentials(SID, TOKEN, KEY, SECRET, Region.IE1, "https://twilio.example"),
            id="everything",
        ),
    ],
)
def test_from_data(data: dict[str, Any], expected: Credentials) -> None:
    """A config entry holds credentials beside other things."""
    found = Credentials.from_data({"account_sid": SID, "auth_token": TOKEN, **data})
    assert found == expected


@pytest.mark.parametrize(
    ("credentials", "username", "password"),
    [
        pytest.param(Credentials(SID, TOKEN), SID, TOKEN, id="token"),
        pytest.param(Credentials(SID, TOKEN, KEY, SECRET), KEY, SECRET, id="key"),
        pytest.param(Credentials(SID, TOKEN, None, SECRET), SID, TOKEN, id="secret alone"),
    ],
)
def test_basic_authentication(credentials: Credentials, username: str, password: str) -> None:
    """An API key takes the place of the Auth Token."""
    assert (credentials.username, credentials.password) == (username, password)


@pytest.mark.parametrize(
    ("region", "edge"), [(Region.US1, None), (Region.IE1, "dublin"), (Region.AU1, "sydney")]
)
def test_edge(region: Region, edge: str | None) -> None:
    """Each region but the first has an edge of its own."""
    assert region.edge == edge


def test_regions() -> None:
    """Those are all the regions that an account can live in."""
    assert list(Region) == ["us1", "ie1", "au1"]


def test_repr_keeps_the_secrets() -> None:
    """Whoever prints credentials learns no secret."""
    text = repr(Credentials(SID, TOKEN, KEY, SECRET, Region.IE1, "https://twilio.example"))
    assert TOKEN not in text
    assert SECRET not in text
    assert SID in text
