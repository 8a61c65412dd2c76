"""A small OpenID Connect provider in the test's own process: it signs, and it checks PKCE."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = ("consult-client", "a secret between the two")


@dataclass
class Provider:
    """What it knows: its key, the codes that it gave out, what it was asked."""

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    described: dict[str, Any] = field(default_factory=dict)
    breaks: bool = False

    def settings(self) -> dict[str, Any]:
        """Return the settings of an app that knows this provider."""
        return {
            "oidc_issuer": self.issuer,
            "oidc_client_id": CLIENT[0],
            "oidc_client_secret": CLIENT[1],
            "oidc_name": "State sign-in",
        }

    def agree(self, location: str, **claims: Any) -> str:
        """Return the query with which a browser comes back after somebody agreed there."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert asked["code_challenge_method"] == "S256"
        assert asked["response_type"] == "code"
        code = f"code-{len(self.codes)}"
        now = int(time.time())
        standard = {
            "iss": self.issuer, "aud": CLIENT[0], "sub": "person-1", "iat": now, "exp": now + 300,
            "nonce": asked["nonce"], "email_verified": True, "auth_time": now,
        }  # fmt: skip
        self.codes[code] = {"asked": asked, "claims": {**standard, **claims}}
        return f"code={code}&state={asked['state']}"

    def answer(self, path: str) -> Any:
        """Return what a GET gives."""
        if path.endswith("openid-configuration"):
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                **self.described,
            }
        return {"keys": [self.key.as_dict(private=False)]}

    def token(self, form: dict[str, str], login: str) -> Any:
        """Return the tokens of a code, once, to our client, with the right verifier."""
        given = self.codes.pop(form["code"], None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).decode().rstrip("=")
        expected = base64.b64encode(":".join(CLIENT).encode()).decode()
        if given is None or given["asked"]["code_challenge"] != challenge:
            return {"error": "invalid_grant"}
        if login != f"Basic {expected}":
            return {"error": "invalid_client"}
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, given["claims"], self.key)
        return {"access_token": "x", "token_type": "Bearer", "id_token": signed}


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Serve a provider until the end of the block."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(provider.answer(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(provider.token(form, self.headers.get("Authorization", "")))

        def _say(self, answer: Any) -> None:
            told = json.dumps(answer).encode()
            status = 500 if provider.breaks else 400 if "error" in answer else 200
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    yield provider
    server.shutdown()
    server.server_close()
