"""Saying no in a sentence that a person can act on.

Two kinds of no. `Refused`: you may not do this now. `BadInput`: what you gave cannot be read.
A permission or rule is written once, as a `check_…` function that raises; the yes-or-no for a button
and the sentence beside it are derived from that one function, so they cannot disagree.
"""

from collections.abc import Callable, Iterable


class Refused(Exception):
    """The act is not allowed. `sentence` is shown as it is, on the page, in the API and on the command line.

    `code` is a handbook or portal code (such as "NGPRS-R05") when a written rule is behind the refusal.
    """

    def __init__(self, sentence: str, *, code: str = "refused") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code

    def as_error(self) -> dict[str, object]:
        """The refusal as commands and the API print it: {"error": {"code", "message", "allowed": []}}."""
        return _error(self.code, self.sentence, ())


class BadInput(ValueError):
    """A value cannot be read. `sentence` says what was read; `allowed` lists or shows what would be right."""

    def __init__(self, sentence: str, *, allowed: Iterable[str] = (), code: str = "bad_input") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.allowed = tuple(allowed)
        self.code = code

    def as_error(self) -> dict[str, object]:
        """The fault as commands and the API print it: {"error": {"code", "message", "allowed": […]}}."""
        return _error(self.code, self.sentence, self.allowed)


def is_allowed(check: Callable[..., object], *args: object, **kwargs: object) -> bool:
    """True when `check(*args, **kwargs)` does not raise Refused.

    Any other exception is a fault and passes on.
    """
    return refusal(check, *args, **kwargs) is None


def refusal(check: Callable[..., object], *args: object, **kwargs: object) -> str | None:
    """The sentence with which `check(*args, **kwargs)` refuses, or None when it allows."""
    try:
        check(*args, **kwargs)
    except Refused as refused:
        return refused.sentence
    return None


def quoted(read: object, limit: int = 60) -> str:
    """What was read, in quotation marks, short and printable enough to stand inside a sentence."""
    text = "".join(character if character.isprintable() else "�" for character in str(read)[: limit + 1])
    return f"“{text[:limit]}…”" if len(text) > limit else f"“{text}”"


def _error(code: str, message: str, allowed: tuple[str, ...]) -> dict[str, object]:
    return {"error": {"code": code, "message": message, "allowed": list(allowed)}}
