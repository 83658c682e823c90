"""Home Assistant's own login codes, which it sends through a notifier."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
import re
from typing import Any, Final

import pytest
import pytest_asyncio
import pytest_socket
import yaml

from demo.config_directory import REPOSITORY, HouseConfig
from demo.cut_line import expect_waiting
from demo.house import KNOCK_SECONDS, PASSWORD, USERNAME, House
from demo.observation import PATIENCE_SECONDS
from demo.stage import PHONE_NUMBER, Stage, set_stage

from .customer import HOUSES

OUTBOX: Final = "twilio.outbox"
WRONG: Final = "000000"
WORDS: Final = " is your Home Assistant login code"
PAGE: Final = REPOSITORY / "docs" / "user" / "login-codes.md"
_MODULE: Final = "    - type: notify\n      include: [sms, login_code]\n"
_CODE: Final = re.compile(rf"([0-9]{{6}}){WORDS}")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Return a stage whose house asks for codes where somebody wants it to."""
    pytest_socket.enable_socket()  # comes before the fixture of a single test
    config = HouseConfig(template=HOUSES / "login")
    async with set_stage(tmp_path_factory.mktemp("login"), config=config) as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="session", params=["sms", "login_code"])
async def enrolled(stage: Stage, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """Return a stage whose owner logs in with a code, by one notifier or the other."""
    await enrol(stage, request.param)
    yield stage
    await stage.house.websocket.call("auth/depose_mfa", mfa_module_id="notify")


async def enrol(stage: Stage, notifier: str) -> None:
    """Turn codes on in the profile of the owner."""
    form = await set_up(stage.house, mfa_module_id="notify")
    assert form["data_schema"][0]["options"] == [["login_code", "login_code"], ["sms", "sms"]]
    answers = {"notify_service": notifier, "target": PHONE_NUMBER}
    form = await set_up(stage.house, flow_id=form["flow_id"], user_input=answers)
    code = await texted_code(stage)
    flow: Mapping[str, Any] = {"flow_id": form["flow_id"]}
    form = await set_up(stage.house, **flow, user_input={"code": different(code)})
    assert form["errors"] == {"base": "invalid_code"}
    assert await texted_code(stage) == code
    end = await set_up(stage.house, **flow, user_input={"code": code})
    assert end["type"] == "create_entry"


async def set_up(house: House, **step: Any) -> Mapping[str, Any]:
    """Take a step of what a user's profile asks before codes are on."""
    answer: Mapping[str, Any] = await house.websocket.call("auth/setup_mfa", **step)
    return answer


async def texted_code(stage: Stage) -> str:
    """Return the code that comes to the phone."""
    text = await stage.phone.next_text(PATIENCE_SECONDS)
    found = _CODE.fullmatch(text.body)
    assert found is not None
    return found[1]


def different(code: str) -> str:
    """Return a code that is not this one."""
    return WRONG if code != WRONG else "111111"


async def type_password(house: House) -> Mapping[str, Any]:
    """Log in as far as the password goes."""
    client: Mapping[str, object] = {"client_id": house.rest.client_id}
    start: Mapping[str, object] = {
        **client,
        "handler": ["homeassistant", None],
        "redirect_uri": house.rest.client_id,
    }
    flow = await house.rest.post("/auth/login_flow", start)
    credentials = {**client, "username": USERNAME, "password": PASSWORD}
    form: Mapping[str, Any] = await house.rest.post(
        f"/auth/login_flow/{flow['flow_id']}", credentials
    )
    return form


async def type_code(house: House, form: Mapping[str, Any], code: str) -> Mapping[str, Any]:
    """Answer the question for the code."""
    answer = {"client_id": house.rest.client_id, "code": code}
    result: Mapping[str, Any] = await house.rest.post(f"/auth/login_flow/{form['flow_id']}", answer)
    return result


async def test_code(enrolled: Stage) -> None:
    """The phone gets a code; a wrong one is refused, the right one logs in, once."""
    house = enrolled.house
    form = await type_password(house)
    assert form["step_id"] == "mfa"
    code = await texted_code(enrolled)
    refused = await type_code(house, form, different(code))
    assert refused["errors"] == {"base": "invalid_code"}
    assert (await type_code(house, form, code))["type"] == "create_entry"
    again = await type_password(house)
    assert await texted_code(enrolled) != code
    assert (await type_code(house, again, code))["errors"] == {"base": "invalid_code"}


@pytest.mark.timeout(180)
async def test_twilio_is_out_of_reach(enrolled: Stage) -> None:
    """The code waits in the outbox, and logs in if it comes in time; then the outbox forgets it."""
    house = enrolled.house
    await enrolled.line.cut()
    form = await type_password(house)
    assert form["step_id"] == "mfa"
    await expect_waiting(enrolled, 1)
    assert OUTBOX in with_words(house, WORDS)
    await enrolled.line.mend()
    code = await texted_code(enrolled)
    assert (await type_code(house, form, code))["type"] == "create_entry"
    await expect_waiting(enrolled, 0)
    await wait_until_forgotten(house, f"{code}{WORDS}")


async def test_lost_phone(tmp_path: Path) -> None:
    """Without the module in the configuration the password is enough again."""
    async with set_stage(tmp_path, config=HouseConfig(template=HOUSES / "login")) as stage:
        await enrol(stage, "sms")
        assert (await type_password(stage.house))["step_id"] == "mfa"
        await stage.house.stop()
        configuration = tmp_path / "configuration.yaml"
        configuration.write_text(configuration.read_text().replace(_MODULE, ""))
        await stage.house.start()
        assert (await type_password(stage.house))["type"] == "create_entry"


def test_page() -> None:
    """The page for users has the configuration that was tried here."""
    [example] = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    written = yaml.safe_load(example)
    tried = yaml.safe_load((HOUSES / "login" / "configuration.yaml").read_text(encoding="utf-8"))
    assert written["notify"] == tried["notify"]
    modules = [module["type"] for module in written["homeassistant"]["auth_mfa_modules"]]
    assert modules == [module["type"] for module in tried["homeassistant"]["auth_mfa_modules"]]


async def wait_until_forgotten(house: House, words: str) -> None:
    """Wait until the outbox has taken some words off the disk."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if OUTBOX not in with_words(house, words):
                return
            await asyncio.sleep(KNOCK_SECONDS)


def with_words(house: House, words: str) -> set[str]:
    """Return the names of the files of a house that have some words in them."""
    return {
        path.name
        for path in house.directory.rglob("*")
        if path.is_file() and words.encode() in path.read_bytes()
    }
