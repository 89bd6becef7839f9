"""Text that is kept sealed in the database: encrypted with the newest of FIELD_KEYS, opened with whichever fits.

To rotate: put a new key first, keep the old ones behind it, restart, let every slice seal again what an old key
sealed (`resealed`), and drop the old keys only then. A text whose key is gone cannot be opened by anybody.
"""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class KeyIsGone(Exception):
    """A sealed text that none of FIELD_KEYS opens. It says nothing of the text."""


def sealed(text: str) -> bytes:
    """The text, encrypted and signed, with the newest key. The same text is sealed differently each time."""
    return _keys().encrypt(text.encode())


def opened(token: bytes | memoryview) -> str:
    """The text again. Raises KeyIsGone when no key fits or a byte was changed."""
    try:
        return _keys().decrypt(bytes(token)).decode()
    except InvalidToken:
        raise KeyIsGone("None of FIELD_KEYS opens this.") from None


def is_sealed_with_newest(token: bytes | memoryview) -> bool:
    """False for what an old key sealed, or none."""
    try:
        Fernet(settings.FIELD_KEYS[0]).decrypt(bytes(token))
    except InvalidToken:
        return False
    return True


def resealed(token: bytes | memoryview) -> bytes:
    """The same text, sealed with the newest key. Raises KeyIsGone as `opened` does."""
    return sealed(opened(token))


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])
