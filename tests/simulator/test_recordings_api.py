"""The Recordings resource, and calls that are recorded as a whole."""

from io import BytesIO
import wave

import pytest

from simulator import CallStatus, Handset, HandsetBehaviour, HandsetCall, Simulator

from .house import PUBLIC_URL, House
from .rest import Rest

FROM, TO = "+15551234567", "+15550006000"
TALK = f'<Response><Say>Hello</Say><Gather action="{PUBLIC_URL}/turn"/><Say>Bye</Say></Response>'


async def call_of(rest: Rest, phone: Handset, **changes: str) -> HandsetCall:
    """Have the house call a phone, up to where it listens."""
    await rest.post("Calls.json", {"To": FROM, "From": TO, "Twiml": TALK} | changes)
    call = await phone.next_call()
    await call.listening()
    return call


async def hang_up(twilio: Simulator, call: HandsetCall) -> None:
    """Say something, and hang up."""
    call.speak("Hello?")
    await call.hang_up()
    await twilio.settled()


async def test_a_call_is_recorded_from_its_answer(
    twilio: Simulator, house: House, rest: Rest, phone: Handset
) -> None:
    """The call's end tells of it, and so does a callback of its own."""
    call = await call_of(
        rest,
        phone,
        Record="true",
        RecordingChannels="dual",
        RecordingTrack="inbound",
        RecordingStatusCallback=f"{PUBLIC_URL}/recorded",
        StatusCallback=f"{PUBLIC_URL}/status",
    )
    await hang_up(twilio, call)
    (recording,) = twilio.recordings
    assert (recording.source, recording.channels, recording.track) == ("OutboundAPI", 2, "inbound")
    assert recording.text == "Hello?"
    (told,) = house.at("/status")
    names = ("RecordingSid", "RecordingUrl", "RecordingDuration")
    assert [told.params[name] for name in names] == [recording.sid, recording.url, "1"]
    assert house.values("/recorded", "RecordingSid") == [recording.sid]
    assert house.values("/recorded", "RecordingChannels") == ["2"]


@pytest.mark.parametrize("changes", [{}, {"Record": "false"}])
async def test_a_call_is_not_recorded_unasked(
    twilio: Simulator, house: House, rest: Rest, phone: Handset, changes: dict[str, str]
) -> None:
    """Nor is anything told."""
    call = await call_of(rest, phone, StatusCallback=f"{PUBLIC_URL}/status", **changes)
    await hang_up(twilio, call)
    assert twilio.recordings == []
    assert "RecordingSid" not in house.at("/status")[0].params


@pytest.mark.parametrize("behaviour", [HandsetBehaviour.BUSY, HandsetBehaviour.NO_ANSWER])
async def test_a_call_that_nobody_answered_is_not_recorded(
    twilio: Simulator, rest: Rest, phone: Handset, behaviour: HandsetBehaviour
) -> None:
    """There is nothing to record."""
    phone.behaviour = behaviour
    await rest.post("Calls.json", {"To": FROM, "From": TO, "Twiml": TALK, "Record": "true"})
    await twilio.settled()
    assert twilio.recordings == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Record": "perhaps"}, 20001),
        ({"Record": "True"}, 20001),
        ({"Record": "true", "RecordingChannels": "5.1"}, 20001),
        ({"Record": "true", "RecordingTrack": "all"}, 20001),
        ({"Record": "true", "RecordingStatusCallback": "ftp://house.example"}, 21502),
        ({"TimeLimit": "0"}, 20001),
        ({"TimeLimit": "14401"}, 20001),
    ],
)
async def test_refusals(
    twilio: Simulator, rest: Rest, *, changes: dict[str, str], code: int
) -> None:
    """Nobody is called."""
    answer = await rest.post("Calls.json", {"To": FROM, "From": TO, "Twiml": TALK} | changes)
    assert (answer.status, answer.code, twilio.calls) == (400, code, [])


async def test_a_recording_in_twilios_shape(twilio: Simulator, rest: Rest, phone: Handset) -> None:
    """Once as the account's, once as the call's."""
    call = await call_of(rest, phone, Record="true")
    await hang_up(twilio, call)
    sid = twilio.recordings[0].sid
    common = {
        "account_sid": twilio.account.sid,
        "api_version": "2010-04-01",
        "call_sid": call.sid,
        "channels": 1,
        "conference_sid": None,
        "duration": "1",
        "encryption_details": None,
        "error_code": None,
        "price_unit": "USD",
        "sid": sid,
        "source": "OutboundAPI",
        "status": "completed",
    }
    base = f"/2010-04-01/Accounts/{twilio.account.sid}"
    of_account = (await rest.get(f"Recordings/{sid}.json")).body
    of_call = (await rest.get(f"Calls/{call.sid}/Recordings/{sid}.json")).body
    for body in (of_account, of_call):
        assert body.pop("date_created") == body.pop("start_time")
        assert body.pop("date_updated").endswith("+0000")
    path = f"{base}/Recordings/{sid}"
    assert of_account == common | {
        "media_url": f"{twilio.url}{path}",
        "price": "-0.00250",
        "subresource_uris": {
            "add_on_results": f"{path}/AddOnResults.json",
            "transcriptions": f"{path}/Transcriptions.json",
        },
        "uri": f"{path}.json",
    }
    assert of_call == common | {
        "price": -0.0025,
        "track": "both",
        "uri": f"{base}/Calls/{call.sid}/Recordings/{sid}.json",
    }


async def test_recordings_are_listed_and_deleted(
    twilio: Simulator, rest: Rest, phone: Handset
) -> None:
    """All, or those of a call, or of a day."""
    calls = []
    for _ in range(2):
        call = await call_of(rest, phone, Record="true")
        await hang_up(twilio, call)
        calls.append(call.sid)
    first, second = (recording.sid for recording in twilio.recordings)

    async def sids(resource: str, params: dict[str, str] | None = None) -> list[str]:
        return [item["sid"] for item in (await rest.get(resource, params)).body["recordings"]]

    assert await sids("Recordings.json") == [second, first]
    assert await sids("Recordings.json", {"CallSid": calls[0]}) == [first]
    assert await sids(f"Calls/{calls[1]}/Recordings.json") == [second]
    assert await sids("Recordings.json", {"DateCreated<": "2020-01-01"}) == []
    assert (await rest.get(f"Calls/{calls[1]}/Recordings/{first}.json")).code == 20404
    assert (await rest.delete(f"Recordings/{first}.json")).status == 204
    assert (await rest.delete(f"Calls/{calls[1]}/Recordings/{second}.json")).status == 204
    assert await sids("Recordings.json") == []
    assert (await rest.get(f"Recordings/{first}.json")).code == 20404


@pytest.mark.parametrize(
    ("suffix", "content_type", "beginning"),
    [
        ("", "audio/x-wav", b"RIFF"),
        (".wav", "audio/x-wav", b"RIFF"),
        (".wav?RequestedChannels=1", "audio/x-wav", b"RIFF"),
        (".mp3", "audio/mpeg", b"\xff\xf3"),
    ],
)
async def test_the_sound_is_fetched(
    twilio: Simulator,
    rest: Rest,
    phone: Handset,
    *,
    suffix: str,
    content_type: str,
    beginning: bytes,
) -> None:
    """A valid file of the recording's length, only for who knows the account's secret."""
    call = await call_of(rest, phone, Record="true", RecordingChannels="dual")
    await hang_up(twilio, call)
    path = f"Recordings/{twilio.recordings[0].sid}{suffix}"
    answer = await rest.ask("GET", rest.path(path))
    assert (answer.status, answer.headers["Content-Type"]) == (200, content_type)
    assert answer.body.startswith(beginning)
    if beginning == b"RIFF":
        with wave.open(BytesIO(answer.body)) as file:
            assert file.getnframes() / file.getframerate() == 1
            assert file.getnchannels() == (1 if "Requested" in suffix else 2)
    rest.password = "wrong"
    assert (await rest.ask("GET", rest.path(path))).code == 20003


async def test_a_running_recording_cannot_be_fetched(
    twilio: Simulator, rest: Rest, phone: Handset
) -> None:
    """It has no length yet."""
    await call_of(rest, phone, Record="true")
    (recording,) = twilio.recordings
    assert (await rest.ask("GET", rest.path(f"Recordings/{recording.sid}.wav"))).code == 20404
    body = (await rest.get(f"Recordings/{recording.sid}.json")).body
    assert (body["status"], body["duration"], body["price"]) == ("in-progress", None, None)


@pytest.mark.parametrize("name", ["Twilio.CURRENT", "{sid}"])
async def test_a_live_call_is_recorded_from_now_on(
    twilio: Simulator, rest: Rest, phone: Handset, name: str
) -> None:
    """Paused, continued, stopped, each once."""
    call = await call_of(rest, phone)
    started = await rest.post(f"Calls/{call.sid}/Recordings.json", {"RecordingChannels": "dual"})
    assert (started.status, started.body["status"]) == (201, "in-progress")
    assert (started.body["source"], started.body["channels"]) == ("StartCallRecordingAPI", 2)
    assert started.body["price"] is None
    path = f"Calls/{call.sid}/Recordings/{name.format(sid=started.body['sid'])}.json"
    for status, shown in (
        ("paused", "paused"),
        ("in-progress", "in-progress"),
        ("stopped", "completed"),
    ):
        answer = await rest.post(path, {"Status": status})
        assert (answer.status, answer.body["status"]) == (200, shown)
    assert (await rest.post(path, {"Status": "stopped"})).code == 20404
    await call.hang_up()
    assert [recording.text for recording in twilio.recordings] == [""]


async def test_what_cannot_be_recorded(twilio: Simulator, rest: Rest, phone: Handset) -> None:
    """A call that is over, a call that never was, a status that is none."""
    call = await call_of(rest, phone)
    path = f"Calls/{call.sid}/Recordings"
    assert (await rest.post(f"{path}/Twilio.CURRENT.json", {"Status": "paused"})).code == 20404
    assert (await rest.post(f"{path}/Twilio.CURRENT.json", {"Status": "loud"})).code == 20001
    await call.hang_up()
    assert call.status is CallStatus.COMPLETED
    assert (await rest.post(f"{path}.json", {})).code == 21220
    nobody = f"Calls/CA{'0' * 32}/Recordings.json"
    assert (await rest.post(nobody, {})).code == 20404
    assert twilio.recordings == []
