"""Sign-in by an OpenID Connect provider: code flow with PKCE, state and nonce (off by default).

The only outbound connections are to the configured issuer and the addresses that its own
description names. The libraries are imported inside the functions: few installations need them.
"""

from dataclasses import dataclass, field
from typing import Any

SECONDS = 5
LEEWAY = 60
ALGORITHMS = ["RS256", "ES256", "PS256", "EdDSA"]
MOST_BYTES = 1_000_000


class Refused(Exception):
    """The provider did not answer, or its answer cannot be trusted; the text is for the log."""


@dataclass(frozen=True)
class Client:
    """Who we are at the provider; return_to is the address that is registered there."""

    issuer: str
    client_id: str
    client_secret: str
    return_to: str


@dataclass(frozen=True)
class Person:
    """What the provider says of the person who came back."""

    subject: str
    email: str
    email_verified: bool
    name: str
    methods: frozenset[str] = field(default_factory=frozenset)
    authenticated_at: int = 0


def departure(client: Client, *, state: str, nonce: str, verifier: str, again: bool) -> str:
    """Return the provider's address to send a browser to; raises Refused.

    again: the person shall prove who they are anew, whatever session they have there.
    """
    session = _session(client)
    extra = {"prompt": "login", "max_age": "0"} if again else {}
    endpoint = _described(client)["authorization_endpoint"]
    url, _state = session.create_authorization_url(
        endpoint, state=state, nonce=nonce, code_verifier=verifier, **extra
    )
    return str(url)


def person(client: Client, *, code: str, nonce: str, verifier: str) -> Person:
    """Return who came back with a code: fetches the token and checks it; raises Refused."""
    import requests  # noqa: PLC0415
    from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]  # noqa: PLC0415

    described = _described(client)
    try:
        token = _session(client).fetch_token(
            described["token_endpoint"], code=code, code_verifier=verifier, timeout=SECONDS
        )
    except (requests.RequestException, AuthlibBaseError, ValueError) as error:
        raise Refused(type(error).__name__) from error
    return _person(_claims(client, described, str(token.get("id_token", "")), nonce))


def _session(client: Client) -> Any:
    from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]  # noqa: PLC0415

    session = OAuth2Session(
        client.client_id,
        client.client_secret,
        scope="openid email profile",
        redirect_uri=client.return_to,
        code_challenge_method="S256",
    )
    session.max_redirects = 0
    session.trust_env = False
    return session


def _described(client: Client) -> dict[str, Any]:
    """Return the provider's description of itself, which must name the issuer that we know."""
    found = _fetched(f"{client.issuer}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != client.issuer:
        raise Refused("another issuer")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        secure = str(found.get(name, "")).startswith("https://")
        if not secure and not client.issuer.startswith("http://"):
            raise Refused("not https")
    return found


def _fetched(url: str) -> dict[str, Any]:
    import requests  # noqa: PLC0415

    try:
        answer = requests.get(url, timeout=SECONDS, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json() if len(answer.content) < MOST_BYTES else None
    except (requests.RequestException, ValueError) as error:
        raise Refused(type(error).__name__) from error
    if not isinstance(found, dict) or answer.is_redirect:
        raise Refused("not a description")
    return found


def _claims(client: Client, described: dict[str, Any], id_token: str, nonce: str) -> dict[str, Any]:
    """Return the claims of a token signed by the provider, for us, now, for this question."""
    from joserfc import jwt  # noqa: PLC0415
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import KeySet  # noqa: PLC0415

    keys: Any = _fetched(described["jwks_uri"])
    registry = jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": described["issuer"]},
        aud={"essential": True, "value": client.client_id},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        token = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=ALGORITHMS)
        registry.validate(token.claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise Refused(type(error).__name__) from error
    if token.claims.get("azp", client.client_id) != client.client_id:
        raise Refused("authorized party")
    return token.claims


def _person(claims: dict[str, Any]) -> Person:
    methods = claims.get("amr")
    listed = methods if isinstance(methods, list) else []
    context = claims.get("acr")
    moment = claims.get("auth_time")
    return Person(
        subject=str(claims["sub"]),
        email=str(claims.get("email", "")),
        email_verified=claims.get("email_verified") is True,
        name=str(claims.get("name", "")),
        methods=frozenset(str(one) for one in (*listed, context) if one),
        authenticated_at=moment if isinstance(moment, int) else 0,
    )
