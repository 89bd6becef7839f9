"""A small OpenID Connect provider on this machine: it signs in whoever it is told to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Provider(ThreadingHTTPServer):
    """Answers discovery, token and user information. `subject` is who signs in next; `asked` what was sent to it."""

    subject = "subject-1"
    email = "someone@nhs.example"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str]] = []

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """One request to the provider."""

    server: Provider

    def do_GET(self) -> None:
        """Discovery, or who the bearer of the token is."""
        self.server.asked.append((self.path, ""))
        here = self.server.address
        if self.path.startswith("/.well-known/"):
            self._answer(
                {
                    "issuer": here,
                    "authorization_endpoint": f"{here}/authorise",
                    "token_endpoint": f"{here}/token",
                    "userinfo_endpoint": f"{here}/userinfo",
                    "jwks_uri": f"{here}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        else:
            self._answer({"sub": self.server.subject, "email": self.server.email, "email_verified": True})

    def do_POST(self) -> None:
        """The code of the callback for a token."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append((self.path, body))
        self._answer({"access_token": "a-token", "token_type": "Bearer"})

    def log_message(self, *args: object) -> None:
        """Quiet."""

    def _answer(self, values: dict[str, object]) -> None:
        body = json.dumps(values).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running_provider() -> Iterator[Provider]:
    """The provider, listening."""
    provider = Provider()
    thread = threading.Thread(target=provider.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.shutdown()
        provider.server_close()
        thread.join()
