"""What the environment may say, read strictly: a missing or misspelt value names itself and the cure."""

import contextlib
import os
import secrets
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from retention_portal.local.place import var_dir

# Every name is explained in .env.example.
REQUIRED_IN_PRODUCTION = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "FIELD_KEYS",
    "ALLOWED_HOSTS",
    "PUBLIC_URL",
    "EMAIL_URL",
    "EMAIL_FROM",
)
SINGLE_SIGN_ON = ("OIDC_SERVER_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
STORAGE_CHOICES = ("MEDIA_ROOT", "S3_BUCKET")


def is_local() -> bool:
    """Whether this copy runs on the embedded servers: neither database nor queue is named."""
    return not os.environ.get("DATABASE_URL") and not os.environ.get("REDIS_URL")


def check_production() -> None:
    """Name every variable that a production copy lacks, all at once."""
    missing = [name for name in REQUIRED_IN_PRODUCTION if not os.environ.get(name)]
    if not any(os.environ.get(name) for name in STORAGE_CHOICES):
        missing.append(" or ".join(STORAGE_CHOICES))
    if missing:
        raise ImproperlyConfigured(
            f"Missing from the environment: {', '.join(missing)}. "
            "Each is explained in .env.example. Unset DATABASE_URL and REDIS_URL to run a local copy."
        )


def text(name: str, default: str = "") -> str:
    """The value as it stands."""
    return os.environ.get(name, default)


def words(name: str, default: str = "") -> list[str]:
    """A list parted by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def flag(name: str, default: bool = False) -> bool:
    """1 or 0, and nothing else."""
    value = text(name, "1" if default else "0")
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} is {value!r}; allowed are 1 (yes) and 0 (no).")
    return value == "1"


def number(name: str, default: int) -> int:
    """A whole number, 0 or more."""
    value = text(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}; allowed is a whole number such as {default}.")
    return int(value)


def single_sign_on() -> list[dict[str, object]]:
    """The OpenID Connect provider for staff, as allauth takes it; none when nothing is set."""
    values = {name: text(name) for name in SINGLE_SIGN_ON}
    missing = [name for name, value in values.items() if not value]
    if len(missing) == len(values):
        return []
    if missing:
        raise ImproperlyConfigured(
            f"Single sign-on needs all of {', '.join(SINGLE_SIGN_ON)}, or none. Missing: {', '.join(missing)}."
        )
    return [
        {
            "provider_id": "nhs-net",
            "name": text("OIDC_NAME", "NHS.net Connect"),
            "client_id": values["OIDC_CLIENT_ID"],
            "secret": values["OIDC_CLIENT_SECRET"],
            "settings": {"server_url": values["OIDC_SERVER_URL"]},
        }
    ]


def single_sign_on_origins() -> list[str]:
    """Where a sign-in form may lead besides our own pages."""
    parts = urlsplit(text("OIDC_SERVER_URL"))
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


def local_secret(name: str) -> str:
    """A key of this local copy, made once and kept in `var`."""
    return _kept(name, lambda: secrets.token_urlsafe(50))


def local_field_key() -> str:
    """The encryption key of this local copy."""
    return _kept("field-key", lambda: Fernet.generate_key().decode())


def _kept(name: str, make) -> str:  # type: ignore[no-untyped-def]
    path = var_dir() / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(make())
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)  # the first of two that start together wins, and both read its key
        fresh.unlink()
    return path.read_text().strip()
