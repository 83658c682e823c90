"""The courier: brings requests to the house, again where the URL asks for it."""

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

from .delivery import Delivery, Failure
from .errand import Attempt, Errand, prepare
from .overrides import OverrideError, Overrides, RetryOn, parse_overrides
from .transport import Answer

if TYPE_CHECKING:
    from ..account import Account
    from ..bulletin import Bulletin
    from .delivery import Params
    from .transport import Transport

MOST_REDIRECTS = 10


class Courier:
    """Brings errands to the house, and keeps a record of every attempt."""

    def __init__(self, account: Account, transport: Transport, bulletin: Bulletin) -> None:
        """Work for an account."""
        self._account = account
        self._transport = transport
        self._bulletin = bulletin
        self.deliveries: list[Delivery] = []
        self.extra_params: Params = ()

    async def bring(self, errand: Errand) -> Delivery:
        """Deliver a request of Twilio's, with what is new in it, and return the last attempt."""
        return await self.bring_exactly(replace(errand, params=errand.params + self.extra_params))

    async def bring_exactly(self, errand: Errand) -> Delivery:
        """Deliver a request, to the fallback URL when that fails, and return the last attempt."""
        delivery = await self._bring(errand)
        if delivery.succeeded or not errand.fallback_url:
            return delivery
        why: Params = (("ErrorCode", str(int(delivery.failure or 0))), ("ErrorUrl", errand.url))
        return await self._bring(
            Errand(
                url=errand.fallback_url,
                method=errand.fallback_method,
                params=errand.params + why,
            )
        )

    async def repeat(self, delivery: Delivery) -> Delivery:
        """Bring the very same request again."""
        attempt = Attempt(delivery.url, delivery.method, delivery.params, delivery.headers)
        answer = await self._transport.send(attempt, Overrides())
        return self._record(attempt, answer, delivery.attempt + 1)

    async def _bring(self, errand: Errand) -> Delivery:
        token = str(uuid4())
        try:
            overrides = parse_overrides(errand.url.partition("#")[2])
        except OverrideError:
            attempt = prepare(errand, self._account.auth_token, token)
            return self._record(attempt, Answer(failure=Failure.RETRY_POLICY), 1)
        for number in range(1, overrides.retries + 2):
            delivery = await self._try(errand, overrides, number, token)
            if not _is_worth_another(delivery, overrides):
                break
        return delivery

    async def _try(self, errand: Errand, overrides: Overrides, number: int, token: str) -> Delivery:
        attempt = prepare(errand, self._account.auth_token, token)
        for _ in range(MOST_REDIRECTS):
            answer = await self._transport.send(attempt, overrides)
            delivery = self._record(attempt, answer, number)
            if not answer.location:
                return delivery
            errand = _follow(errand, answer)
            attempt = prepare(errand, self._account.auth_token, token)
        return self._record(attempt, Answer(failure=Failure.REDIRECTS), number)

    def _record(self, attempt: Attempt, answer: Answer, number: int) -> Delivery:
        delivery = Delivery(
            url=attempt.url,
            method=attempt.method,
            params=attempt.params,
            headers=attempt.headers,
            attempt=number,
            status=answer.status,
            content_type=answer.content_type,
            body=answer.body,
            answer_headers=answer.headers,
            failure=answer.failure,
        )
        self.deliveries.append(delivery)
        self._bulletin.publish("deliveries")
        return delivery


def _follow(errand: Errand, answer: Answer) -> Errand:
    # As browsers do, Twilio forgets the parameters on the two older kinds of redirect.
    if answer.status in (HTTPStatus.TEMPORARY_REDIRECT, HTTPStatus.PERMANENT_REDIRECT):
        return replace(errand, url=answer.location)
    return replace(errand, url=answer.location, method="GET", params=())


def _is_worth_another(delivery: Delivery, overrides: Overrides) -> bool:
    match delivery.status:
        case None if delivery.failure is Failure.REDIRECTS:
            return False
        case None if delivery.failure is Failure.RETRIEVAL:
            return RetryOn.READ in overrides.retry_on
        case None:
            return RetryOn.CONNECT in overrides.retry_on
        case status if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return RetryOn.SERVER_ERROR in overrides.retry_on
        case status if status >= HTTPStatus.BAD_REQUEST:
            return RetryOn.CLIENT_ERROR in overrides.retry_on
        case _:
            return False
