"""What Twilio's description leaves out, added to a copy in memory."""

from typing import Any, Final

FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
METHODS: Final = ("get", "post", "put", "delete", "patch")

# Each with the error that Twilio's catalogue names for it; the description has next to none.
ERRORS: Final = {
    400: (21211, "Invalid 'To' Phone Number"),
    401: (20003, "Authenticate"),
    403: (20008, "Resource not accessible with Test Account Credentials"),
    404: (20404, "The requested resource was not found"),
    405: (20004, "Method not allowed"),
    409: (20009, "Cannot delete this resource before it is complete"),
    415: (20415, "Unsupported Media Type"),
    429: (20429, "Too Many Requests"),
    500: (20500, "Internal Server Error"),
    503: (20503, "Service unavailable"),
}

ERROR_SCHEMA: Final = {
    "type": "object",
    "properties": {
        "code": {"type": "integer"},
        "message": {"type": "string", "minLength": 1},
        "more_info": {"type": "string", "format": "uri"},
        "status": {"type": "integer"},
    },
    "required": ["code", "message", "more_info", "status"],
}


def patch(description: dict[str, Any]) -> dict[str, Any]:
    """Say how lists are sent and how errors are answered; returns the very same object."""
    for item in description["paths"].values():
        for method in METHODS:
            if operation := item.get(method):
                _encode_lists(operation)
                _add_errors(operation)
    return description


def _encode_lists(operation: dict[str, Any]) -> None:
    """Let a list be a parameter that is repeated, as the SDK sends it."""
    body = operation.get("requestBody", {}).get("content", {}).get(FORM)
    if body is None:
        return
    for name, schema in body["schema"].get("properties", {}).items():
        if schema.get("type") == "array":
            encoding = body.setdefault("encoding", {})
            encoding.setdefault(name, {"style": "form", "explode": True})


def _add_errors(operation: dict[str, Any]) -> None:
    for status, (code, message) in ERRORS.items():
        example = {
            "code": code,
            "message": message,
            "more_info": f"https://www.twilio.com/docs/errors/{code}",
            "status": status,
        }
        content = {JSON: {"schema": ERROR_SCHEMA, "examples": {"error": {"value": example}}}}
        answer = {"description": message, "content": content}
        operation["responses"].setdefault(str(status), answer)
