"""A small OpenID Connect provider in a process of its own: discovery, keys, authorize, token, every way to be wrong.

`python identity_provider.py PORT`. Whom it vouches for, and what it does wrong, is told by a POST to `/next`.
"""

import base64
import hashlib
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jws, jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "registry-of-the-tests", "a secret of the tests"
OURS, STRANGERS = RSAKey.generate_key(2048, {"kid": "ours"}), RSAKey.generate_key(2048, {"kid": "ours"})
NEXT: dict[str, Any] = {}
CODES: dict[str, dict[str, str]] = {}


class Provider(BaseHTTPRequestHandler):
    """Answers for one issuer."""

    @property
    def issuer(self) -> str:
        """Our own address."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def do_GET(self) -> None:
        """Discovery, keys, and the page that would ask for a password."""
        parts = urlsplit(self.path)
        if parts.path == "/.well-known/openid-configuration":
            issuer = NEXT.get("discovery_issuer", self.issuer)
            self._json({"issuer": issuer, "authorization_endpoint": f"{self.issuer}/authorize",
                        "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys"})  # fmt: skip
        elif parts.path == "/keys":
            self._json({"keys": [OURS.as_dict(private=False) | {"use": "sig"}]})
        elif parts.path == "/authorize":
            self._authorize({name: values[0] for name, values in parse_qs(parts.query).items()})
        else:
            self._json({}, 404)

    def do_POST(self) -> None:
        """What to do next, and codes for tokens."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/next":
            NEXT.clear()
            NEXT.update(json.loads(body))
            self._json({})
        else:
            self._token({name: values[0] for name, values in parse_qs(body).items()})

    def _authorize(self, asked: dict[str, str]) -> None:
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        CODES[code] = asked
        back = {"state": NEXT.get("state", asked["state"]), "code": code, "session_state": "more than we know"}
        if NEXT.get("denied"):
            back = {"state": asked["state"], "error": "access_denied"}
        self.send_response(302)
        self.send_header("Location", asked["redirect_uri"] + "?" + urlencode(back))
        self.end_headers()

    def _token(self, given: dict[str, str]) -> None:
        asked = CODES.pop(given.get("code", ""), None)
        expected = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".replace(" ", "%20").encode()).decode()
        plain = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        fits = asked and asked["code_challenge"] == challenge and asked["redirect_uri"] == given["redirect_uri"]
        if not fits or self.headers.get("Authorization") not in (expected, plain):
            self._json({"error": "invalid_grant"}, 400)
            return
        assert asked
        self._json({"access_token": "unused", "token_type": "Bearer", "id_token": self._id_token(asked["nonce"])})

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "somebody", "nonce": nonce, "iat": now, "exp": now + 300}
        claims |= NEXT.get("claims", {})
        claims = {name: value for name, value in claims.items() if value is not None}
        how = NEXT.get("signed", "ours")
        if how == "none":
            head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
            body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
            return f"{head}.{body}."
        if how == "public key as secret":
            key = OctKey.import_key(OURS.as_pem(private=False))
            return jws.serialize_compact({"alg": "HS256", "kid": "ours"}, json.dumps(claims), key, ["HS256"])
        return jwt.encode({"alg": "RS256", "kid": "ours"}, claims, STRANGERS if how == "strangers" else OURS)

    def _json(self, value: object, code: int = 200) -> None:
        body = json.dumps(value).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Provider)
    print(server.server_address[1], flush=True)
    server.serve_forever()
