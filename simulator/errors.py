"""Twilio's error codes, as its REST API answers with them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """An error code with its sentence and HTTP status."""

    code: int
    message: str
    status: int = 400


class ApiError(Exception):
    """A refusal, answered with a problem in Twilio's shape."""

    def __init__(self, problem: Problem, **values: str) -> None:
        """Fill the problem's sentence in."""
        super().__init__(problem.message.format(**values))
        self.problem = problem


AUTHENTICATE = Problem(20003, "Authenticate", 401)
NOT_PERMITTED = Problem(20003, "Permission denied", 401)
ACCOUNT_NOT_ACTIVE = Problem(20005, "Account {sid} is not active", 401)
INVALID_PARAMETER = Problem(20001, "Invalid parameter: {name}")
METHOD_NOT_ALLOWED = Problem(20004, "Method not allowed", 405)
PAGE_OUT_OF_RANGE = Problem(20006, "Page number out of range")
NOT_COMPLETE = Problem(20009, "Cannot delete this resource before it is complete", 409)
NOT_FOUND = Problem(20404, "The requested resource {path} was not found", 404)
WRONG_CONTENT_TYPE = Problem(20415, "Unsupported Media Type", 415)
TOO_MANY_REQUESTS = Problem(20429, "Too Many Requests", 429)
INTERNAL_SERVER_ERROR = Problem(20500, "Internal Server Error", 500)
SERVICE_UNAVAILABLE = Problem(20503, "Service unavailable", 503)

CALL_TO_MISSING = Problem(21201, "No 'To' number is specified")
CALL_URL_MISSING = Problem(21205, "Url parameter is required.")
CALL_URL_INVALID = Problem(21205, "Url is not a valid URL: {url}")
SEND_DIGITS_INVALID = Problem(21206, "The SendDigits parameter is invalid: {digits}")
CALLER_NOT_VERIFIED = Problem(
    21210,
    "The source phone number provided, {number}, is not yet verified for your account. "
    "You may only make calls from phone numbers that you've verified or purchased from Twilio.",
)
TO_INVALID = Problem(21211, "The 'To' number {number} is not a valid phone number.")
FROM_INVALID = Problem(
    21212,
    "The 'From' number {number} is not a valid phone number, shortcode, or alphanumeric sender ID.",
)
CALLER_MISSING = Problem(21213, "No 'From' number is specified")
CALL_REGION_FORBIDDEN = Problem(
    21215, "Account not authorized to call {number}. Geographic permissions forbid it."
)
CALL_TO_INVALID = Problem(
    21217,
    "The phone number you are attempting to call, {number}, is not valid. "
    "Phone number does not appear to be valid.",
)
APPLICATION_INVALID = Problem(21218, "The ApplicationSid {sid} is not valid")
CALL_TO_NOT_VERIFIED = Problem(
    21219,
    "The number {number} is unverified. Trial accounts may only make calls to verified numbers.",
)
CALL_NOT_IN_PROGRESS = Problem(21220, "Call is not in-progress. Cannot redirect.")
CALLBACK_URL_INVALID = Problem(21502, "{name} is not a valid URL: {url}")
TWIML_TOO_LONG = Problem(32018, "Twiml size exceeded maximum allowed value of 4000 characters")

MESSAGE_REGION_FORBIDDEN = Problem(
    21408,
    "Permission to send an SMS has not been enabled for the region indicated "
    "by the 'To' number: {number}.",
)
BODY_MISSING = Problem(21602, "Message body is required.")
SENDER_MISSING = Problem(21603, "A 'From' phone number is required.")
TO_MISSING = Problem(21604, "A 'To' phone number is required.")
SENDER_NOT_CAPABLE = Problem(
    21606,
    "The 'From' phone number provided ({number}) is not a valid message-capable "
    "Twilio phone number for this destination.",
)
TO_NOT_VERIFIED = Problem(
    21608,
    "The number {number} is unverified. Trial accounts cannot send messages to unverified numbers.",
)
STATUS_CALLBACK_INVALID = Problem(21609, "The StatusCallback URL {url} is not a valid URL.")
OPTED_OUT = Problem(21610, "Attempt to send to unsubscribed recipient")
PAIR_NOT_REACHABLE = Problem(
    21612,
    "The 'To' phone number: {to}, is not currently reachable using the 'From' phone number: "
    "{sender} via SMS.",
)
NOT_MOBILE = Problem(21614, "To number: {number}, is not a mobile number")
BODY_TOO_LONG = Problem(21617, "The concatenated message body exceeds the 1600 character limit.")
MEDIA_URL_INVALID = Problem(21620, "Invalid media URL(s): {url}")
SENDER_WITHOUT_MMS = Problem(21621, "The 'From' number has not been enabled for MMS.")
TOO_MANY_MEDIA = Problem(21623, "Number of media files exceeds allowed limit.")
VALIDITY_INVALID = Problem(21624, "Invalid validity period value: {value}")
CONTENT_SID_INVALID = Problem(21655, "The ContentSid {sid} is invalid.")
CONTENT_VARIABLES_INVALID = Problem(21656, "The ContentVariables parameter is invalid.")
SERVICE_EMPTY = Problem(21704, "The Messaging Service contains no phone numbers.")
SERVICE_INVALID = Problem(21705, "The Messaging Service Sid {sid} is invalid.")
CHANNELS_DIFFER = Problem(21910, "'From' and 'To' pair should be of the same channel.")
NOT_CANCELABLE = Problem(30409, "This message cannot be canceled.")
SEND_TIME_INVALID = Problem(35114, "SendAt must be between 15 minutes and 35 days in the future.")
SCHEDULE_NEEDS_SERVICE = Problem(35118, "MessagingServiceSid is required to schedule a message.")
CHANNEL_SENDER_UNKNOWN = Problem(
    63007, "Twilio could not find a Channel with the specified From address"
)

# What becomes of a message after it was accepted.
UNREACHABLE = 30003
MEDIA_NOT_FETCHED = 30008
VALIDITY_EXPIRED = 30036
CHANNEL_RECIPIENT_UNKNOWN = 63003
SANDBOX_NOT_JOINED = 63015
OUTSIDE_SESSION = 63016

_DELIVERY_ERRORS = {
    OPTED_OUT.code: OPTED_OUT.message,
    30001: "Queue overflow",
    30002: "Account suspended",
    UNREACHABLE: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    MEDIA_NOT_FETCHED: "Unknown error",
    30032: "Toll-free number has not been verified",
    30034: "US A2P 10DLC - Message from an unregistered number",
    VALIDITY_EXPIRED: "Validity period expired",
    CHANNEL_RECIPIENT_UNKNOWN: "Channel could not find To address",
    SANDBOX_NOT_JOINED: (
        "Channel Sandbox can only send messages to phone numbers that have joined the Sandbox"
    ),
    OUTSIDE_SESSION: "Failed to send freeform message because you are outside the allowed window",
}


def delivery_error(code: int) -> str:
    """Return what Twilio says about a message that did not arrive."""
    return _DELIVERY_ERRORS.get(code, "Unknown error")
