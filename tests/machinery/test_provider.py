"""The provider's answers: no redirect is followed, no algorithm but those listed is taken."""

import base64
import json
import time
from typing import Any

import pytest
import requests
from joserfc.jwk import OctKey

from consult.machinery import provider
from consult.machinery.provider import Client, Refused

CLIENT = Client("https://provider.example", "consult", "secret", "https://consult.example/return")
DESCRIBED = {"issuer": CLIENT.issuer, "jwks_uri": f"{CLIENT.issuer}/keys"}


def part(facts: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(facts).encode()).decode().rstrip("=")


def test_redirect_of_the_provider_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def send(_self: object, request: requests.PreparedRequest, **_rest: Any) -> requests.Response:
        asked.append(str(request.url))
        answer = requests.Response()
        answer.status_code, answer.url, answer.request = 302, str(request.url), request
        answer.headers["Location"] = "http://127.0.0.1/latest/meta-data"
        answer._content = b"{}"
        return answer

    monkeypatch.setattr("requests.adapters.HTTPAdapter.send", send)
    with pytest.raises(Refused):
        provider.departure(CLIENT, state="s", nonce="n", verifier="v" * 43, again=False)
    assert asked == [f"{CLIENT.issuer}/.well-known/openid-configuration"]


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS1"])
def test_token_of_an_algorithm_that_is_not_listed_is_refused(
    monkeypatch: pytest.MonkeyPatch, algorithm: str
) -> None:
    key = OctKey.import_key("a shared secret of thirty-two bytes", {"kid": "one"})
    monkeypatch.setattr(provider, "_fetched", lambda _url: {"keys": [key.as_dict()]})
    now = int(time.time())
    claims = {
        "iss": CLIENT.issuer, "aud": CLIENT.client_id, "sub": "1", "iat": now, "exp": now + 60,
        "nonce": "n",
    }  # fmt: skip
    signature = "" if algorithm == "none" else "AAAA"
    token = f"{part({'alg': algorithm, 'kid': 'one'})}.{part(claims)}.{signature}"
    with pytest.raises(Refused) as caught:
        provider._claims(CLIENT, DESCRIBED, token, "n")
    assert "Algorithm" in str(caught.value)
