# Made from _async by hatch_build.py: change it there.
"""Requests with a valid token and a contract."""

from __future__ import annotations

import time
import random
import time as clock
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Optional
from urllib.parse import urlsplit

import httpx

from swath.address import address_of
from swath.answers import not_swath
from swath.base import Model
from swath.errors import ConnectionError, SwathError, api_error
from swath.query import plain, query_of
from swath.retry import Retries

#: A token is renewed this long before it expires, so that it does not expire on the way.
margin_s = 60
#: No answer takes longer than this.
timeout_s = 90


class Token(Model):
    access_token: str
    expires_in: float


class Contract(Model):
    contract_id: str
    name: str = ""


class Connection:
    """One server, one sign-in, one contract."""

    def __init__(
        self,
        url: str,
        client_id: str,
        client_secret: str,
        contract_id: Optional[str],
        allow_http: bool,
        retries: Retries,
        verify: Any,
    ):
        self.url = address_of(url, allow_http)
        self._secret = {"client_id": client_id, "client_secret": client_secret, "grant_type": "client_credentials"}
        self._contract_id = contract_id
        self._retries = retries
        # A secret would go along, wherever a redirect leads.
        self._http = httpx.Client(timeout=timeout_s, follow_redirects=False, verify=verify)
        self._token = ""
        self._renew_at = 0.0

    def close(self) -> None:
        self._http.close()

    def get(self, path: str, query: Optional[Mapping[str, Any]] = None) -> Any:
        """The body of an answer. Raises ApiError, ConnectionError."""
        return self.send("GET", path, query=query)

    def post(self, path: str, body: Any = None, *, idempotency_key: Optional[str] = None, **how: Any) -> Any:
        """The same request again, under the same key, creates nothing twice."""
        key = {"Idempotency-Key": idempotency_key or uuid.uuid4().hex}
        return self.send("POST", path, body=body, headers={**key, **how.pop("headers", {})}, **how)

    def send(self, method: str, path: str, **how: Any) -> Any:
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._read(self._authorised(method, path, **how))
            except SwathError as error:
                pause_s = self._retries.pause_after(attempt, error, random.random())
                if pause_s is None:
                    raise
                time.sleep(pause_s)

    @contextmanager
    def stream(
        self, path: str, query: Optional[Mapping[str, Any]] = None, headers: Optional[Mapping[str, str]] = None
    ) -> Iterator[httpx.Response]:
        """A success whose body is still to be read. It is asked for once."""
        try:
            response = self._opened(path, query, headers)
            if response.status_code == 401:
                response.close()
                self._renew_at = 0.0
                response = self._opened(path, query, headers)
            try:
                if not response.is_success:
                    response.read()
                    raise api_error(response)
                yield response
            finally:
                response.close()
        except httpx.RequestError as error:
            raise ConnectionError(f"The connection to {self.url} broke off: {error}") from error

    def _opened(
        self, path: str, query: Optional[Mapping[str, Any]], headers: Optional[Mapping[str, str]]
    ) -> httpx.Response:
        sent = {**(headers or {}), **self._proof()}
        request = self._http.build_request("GET", self.url + path, params=query_of(query), headers=sent)
        return self._http.send(request, stream=True)

    def below(self, place: str) -> str:
        """The path of a next page: it has all of the address in it, and ours go on behind what the server is at."""
        at = urlsplit(self.url).path
        path = place[len(at) :] if at and place.startswith(f"{at}/") else place
        # The token would go along to whatever an address leads to.
        if not path.startswith("/") or path.startswith("//"):
            raise not_swath(f"next is {place}, and no path")
        return path

    def _authorised(self, method: str, path: str, **how: Any) -> httpx.Response:
        response = self._once(method, path, **how)
        if response.status_code != 401:
            return response
        # A token may end before its time, as when the server has a new database.
        self._renew_at = 0.0
        return self._once(method, path, **how)

    def _once(
        self,
        method: str,
        path: str,
        *,
        query: Optional[Mapping[str, Any]] = None,
        body: Any = None,
        headers: Optional[Mapping[str, str]] = None,
    ) -> httpx.Response:
        sent = {**(headers or {}), **self._proof()}
        return self._exchange(method, path, params=query_of(query), json=plain(body), headers=sent)

    def _proof(self) -> dict[str, str]:
        token = self._access_token()
        if self._contract_id is None:
            self._contract_id = self._only_contract(token)
        return {"Authorization": f"Bearer {token}", "X-Satellogic-Contract-Id": self._contract_id}

    def _access_token(self) -> str:
        if clock.monotonic() >= self._renew_at:
            told = self._read(self._exchange("POST", "/oauth/token", json=self._secret))
            token = Token.of_answer(told)
            self._token, self._renew_at = token.access_token, clock.monotonic() + token.expires_in - margin_s
        return self._token

    def _only_contract(self, token: str) -> str:
        proof = {"Authorization": f"Bearer {token}"}
        found = self._read(self._exchange("GET", "/contracts", headers=proof))
        if not isinstance(found, list):
            raise self._not_swath("its answer to /contracts is no list")
        contracts = [Contract.of_answer(one) for one in found]
        if len(contracts) == 1:
            return contracts[0].contract_id
        names = ", ".join(f"{one.contract_id} ({one.name})" for one in contracts)
        raise SwathError(f"Say which contract with contract_id; the credential has {names or 'none'}")

    def _exchange(self, method: str, path: str, **how: Any) -> httpx.Response:
        try:
            return self._http.request(method, self.url + path, **how)
        except httpx.RequestError as error:
            raise ConnectionError(f"Swath does not answer at {self.url}: {error}") from error

    def _read(self, response: httpx.Response) -> Any:
        if not response.is_success:
            raise api_error(response)
        if not response.content:
            return None
        try:
            return response.json()
        except ValueError as error:
            raise self._not_swath("it sends no JSON") from error

    def _not_swath(self, why: str) -> SwathError:
        return SwathError(f"What answers at {self.url} is not Swath: {why}")
