"""The phone in the browser: what is served, and that nothing strange can run in it."""

from pathlib import Path
import re

from aiohttp import ClientSession
import pytest

from simulator import Simulator
import simulator.phone

FILES = Path(simulator.phone.__file__).parent


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/phone", "text/html"),
        ("/phone/phone.css", "text/css"),
        ("/phone/phone.js", "text/javascript"),
        ("/phone/icon.svg", "image/svg+xml"),
    ],
)
async def test_the_page_is_served(
    twilio: Simulator, session: ClientSession, *, path: str, content_type: str
) -> None:
    """Each file with its type, and a policy that lets only them in."""
    async with session.get(twilio.url + path) as response:
        assert (response.status, response.content_type) == (200, content_type)
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]


async def test_the_root_leads_to_the_phone(twilio: Simulator, session: ClientSession) -> None:
    """Whoever opens the bare address finds it."""
    async with session.get(twilio.url, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (302, "/phone")


@pytest.mark.parametrize("name", ["__init__.py", "nothing.js", "..%2fserver.js", "index.html"])
async def test_nothing_else_is_served(
    twilio: Simulator, session: ClientSession, *, name: str
) -> None:
    """No other file of the machine."""
    async with session.get(f"{twilio.url}/phone/{name}") as response:
        assert response.status == 404


@pytest.mark.parametrize("file", sorted(FILES.glob("*.js")), ids=lambda file: file.name)
def test_texts_stay_texts(file: Path) -> None:
    """No script turns a string into markup or code."""
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function"
    assert not re.search(forbidden, file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", sorted(FILES.glob("*.*")), ids=lambda file: file.name)
def test_nothing_comes_from_elsewhere(file: Path) -> None:
    """No address of another host, but the namespace of SVG."""
    text = file.read_text(encoding="utf-8")
    addresses = set(re.findall(r"https?://[^\"'\s]+", text))
    assert addresses <= {"http://www.w3.org/2000/svg"}


def test_everything_that_scripts_look_for_is_there() -> None:
    """Each id that a script uses is in the page, and each label's control too."""
    page = (FILES / "index.html").read_text(encoding="utf-8")
    present = set(re.findall(r'\bid="([^"]+)"', page))
    scripts = "".join(file.read_text(encoding="utf-8") for file in FILES.glob("*.js"))
    wanted = set(re.findall(r'(?:find|on)\("([^"]+)"', scripts))
    assert wanted
    assert wanted <= present
    assert set(re.findall(r'aria-labelledby="([^"]+)"', page)) <= present
