"""Which elements voice TwiML has, and what they may hold."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element


@dataclass(frozen=True, slots=True)
class Shape:
    """An element: the attributes and the children that it may have."""

    attributes: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()


def _shape(attributes: str = "", children: str = "") -> Shape:
    return Shape(frozenset(attributes.split()), frozenset(children.split()))


_TOLD = " statusCallback statusCallbackMethod"
_EVENTS = f"{_TOLD} statusCallbackEvent"
_RECORDED = " recordingStatusCallback recordingStatusCallbackMethod recordingStatusCallbackEvent"
_DETECTION = (
    " machineDetection machineDetectionTimeout machineDetectionSpeechThreshold"
    " machineDetectionSpeechEndThreshold machineDetectionSilenceTimeout"
    " amdStatusCallback amdStatusCallbackMethod"
)
_WORDS = "break emphasis phoneme prosody say-as sub"
_SENTENCE = f"{_WORDS} lang w"
_SPEECH = f"{_SENTENCE} p s mark"

_VERBS = {
    "Connect": _shape(
        "action method",
        "Room Autopilot Stream VirtualAgent Conversation ConversationRelay AiSession"
        " ConversationRelaySession",
    ),
    "Dial": _shape(
        "action method timeout hangupOnStar timeLimit callerId record trim"
        " recordingConfigurationId recordingTrack answerOnBridge ringTone sequential"
        f" referUrl referMethod events passports{_RECORDED}",
        "Client Conference Number Queue Sim Sip Application WhatsApp",
    ),
    "Echo": _shape(),
    "Enqueue": _shape("action maxQueueSize method waitUrl waitUrlMethod workflowSid", "Task"),
    "Gather": _shape(
        "input action method timeout speechTimeout maxSpeechTime profanityFilter finishOnKey"
        " numDigits partialResultCallback partialResultCallbackMethod language hints bargeIn"
        " debug actionOnEmptyResult speechModel enhanced",
        "Say Play Pause",
    ),
    "Hangup": _shape("", "Parameter"),
    "Leave": _shape(),
    "Pause": _shape("length"),
    "Pay": _shape(
        "input action bankAccountType timeout maxAttempts securityCode postalCode"
        " minPostalCodeLength paymentConnector paymentMethod tokenType chargeAmount currency"
        f" description validCardTypes language{_TOLD}",
        "Prompt Parameter",
    ),
    "Play": _shape("loop digits"),
    "Prompt": _shape("for errorType cardType attempt requireMatchingInputs", "Say Play Pause"),
    "Queue": _shape("url method reservationSid postWorkActivitySid"),
    "Record": _shape(
        "action method timeout finishOnKey maxLength playBeep trim transcribe transcribeCallback"
        f" recordingConfigurationId{_RECORDED}"
    ),
    "Redirect": _shape("method"),
    "Refer": _shape("action method", "Sip"),
    "Reject": _shape("reason", "Parameter"),
    "Say": _shape("voice loop language", _SPEECH),
    "Sms": _shape("to from action method statusCallback"),
    "Start": _shape("action method", "Stream Siprec Transcription Recording"),
    "Stop": _shape("", "Stream Siprec Transcription"),
}

_NOUNS = {
    "Client": _shape(f"url method{_EVENTS}", "Identity Parameter"),
    "Conference": _shape(
        "muted beep startConferenceOnEnter endConferenceOnExit waitUrl waitMethod"
        " maxParticipants record recordingConfigurationId region coach trim eventCallbackUrl"
        f" jitterBufferSize participantLabel{_EVENTS}{_RECORDED}"
    ),
    "Number": _shape(f"sendDigits url method byoc{_EVENTS}{_DETECTION}"),
    "Parameter": _shape("name value"),
    "break": _shape("strength time"),
    "emphasis": _shape("level", _SENTENCE),
    "lang": _shape("{http://www.w3.org/XML/1998/namespace}lang", _SPEECH),
    "mark": _shape("name"),
    "p": _shape("", f"{_SENTENCE} s"),
    "phoneme": _shape("alphabet ph"),
    "prosody": _shape("volume rate pitch", _SPEECH),
    "s": _shape("", _SENTENCE),
    "say-as": _shape("interpret-as format role"),
    "sub": _shape("alias"),
    "w": _shape("role", _WORDS),
}

SHAPES = _VERBS | _NOUNS


def strange_parts(element: Element) -> Iterator[str]:
    """Yield what the schema does not know, in words; nested verbs are left to their own turn."""
    shape = SHAPES[element.tag]
    for name in sorted(set(element.keys()) - shape.attributes):
        yield f"{element.tag}: invalid attribute {name}"
    for child in element:
        if child.tag not in shape.children:
            yield f"{element.tag}: invalid child {child.tag}"
        elif child.tag in _NOUNS:
            yield from strange_parts(child)
