"""Sealed texts: opened by any key of the list, sealed with the newest, opened by no other."""

import pytest
from cryptography.fernet import Fernet
from django.test import override_settings

from retention_portal.core.encryption import KeyIsGone, is_sealed_with_newest, opened, resealed, sealed

OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))
TEXT = "Ein ruhiges Gespräch – 17:30"


def test_a_sealed_text_is_opened_again_and_does_not_show_itself() -> None:
    with override_settings(FIELD_KEYS=[OLD]):
        token = sealed(TEXT)

        assert opened(memoryview(token)) == TEXT
        assert TEXT.encode() not in token
        assert sealed(TEXT) != token


def test_a_key_is_rotated() -> None:
    with override_settings(FIELD_KEYS=[OLD]):
        token = sealed(TEXT)
    with override_settings(FIELD_KEYS=[NEW, OLD]):
        assert not is_sealed_with_newest(token)
        fresh = resealed(token)
        assert is_sealed_with_newest(fresh)
    with override_settings(FIELD_KEYS=[NEW]):
        assert opened(fresh) == TEXT
        with pytest.raises(KeyIsGone):
            opened(token)


def test_a_changed_byte_or_a_strange_key_opens_nothing() -> None:
    with override_settings(FIELD_KEYS=[OLD]):
        token = sealed(TEXT)
        with pytest.raises(KeyIsGone):
            opened(token[:-2] + b"xx")
    with override_settings(FIELD_KEYS=[OTHER]), pytest.raises(KeyIsGone):
        opened(token)
