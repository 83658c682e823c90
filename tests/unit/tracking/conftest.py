"""What the tests of tracking share."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.twilio.listening.listeners import async_listeners

from ..webhook.conftest import restart  # noqa: F401 - fixtures are known by being here
from . import News


@pytest.fixture
def news(hass: HomeAssistant) -> News:
    """Return what the house hears of from now on."""
    news = News()
    async_listeners(hass).async_watch(news.note)
    return news
