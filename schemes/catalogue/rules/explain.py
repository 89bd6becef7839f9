"""Rule books in words: what a scheme reads, asks and pays, for `--describe` and `docs/facts.md`."""

from typing import Any

from schemes.catalogue.rules import BOOKS
from schemes.catalogue.rules.book import RuleBook
from schemes.catalogue.rules.configuration import settings
from schemes.catalogue.rules.facts import fact, register

MADE = "<!-- Made by `manage.py generate_docs` from the rule books. Change those, not this. -->"


def description(book: RuleBook) -> dict[str, Any]:
    """{"scheme", "name", "facts": [{"name", "type", "unit", "allowed", "question", "about", "codes"}], "rules",
    "money", "not_checked"}; rules, money and not_checked are [{"code", "text"}]."""
    return {
        "scheme": book.code,
        "name": book.name,
        "facts": [_fact(name, codes) for name, codes in sorted_reads(book).items()],
        "rules": [{"code": rule.code, "text": rule.text} for rule in book.rules],
        "money": [{"code": code, "text": text} for code, text in book.money_lines.items()],
        "not_checked": [{"code": code, "text": text} for code, text in book.not_checked.items()],
    }


def sorted_reads(book: RuleBook) -> dict[str, tuple[str, ...]]:
    """The facts that the book reads, in the register's order, with the codes that read each."""
    reads = book.reads()
    return {name: reads[name] for name in register() if name in reads}


def _fact(name: str, codes: tuple[str, ...]) -> dict[str, Any]:
    one = fact(name)
    return {
        "name": name,
        "type": one.type,
        "unit": one.unit,
        "allowed": list(one.values),
        "question": one.question,
        "about": one.about,
        "codes": list(codes),
    }


def in_words(described: dict[str, Any]) -> str:
    """A description for people, one line a fact."""
    lines = [f"{described['scheme']}: {described['name']}"]
    for one in described["facts"]:
        unit = f", {one['unit']}" if one["unit"] else ""
        lines.append(f"{one['name']} ({one['type']}{unit}): {one['question']}")
        lines.append(f"    {' | '.join(one['allowed'])}    read by {', '.join(one['codes'])}")
    if not described["facts"]:
        lines.append("It reads no facts.")
    return "\n".join(lines)


def document() -> str:
    """`docs/facts.md`: per scheme its facts, rules and money lines; then what is configuration."""
    parts = ["# Facts, rules and money of the schemes", "", MADE, "", *_INTRODUCTION]
    for book in BOOKS.values():
        parts += ["", f"## {book.code}: {book.name}", "", *_scheme(book)]
    parts += [
        "",
        "## Configuration",
        "",
        "| Name | Value | Unit | Code | What |",
        "| --- | --- | --- | --- | --- |",
    ]
    for one in settings():
        doubt = f"{one.code}, unconfirmed" if one.unconfirmed else one.code
        parts.append(f"| `{one.name}` | {_value(one.value)} | {one.unit} | {doubt} | {one.note} |")
    return "\n".join(parts) + "\n"


_INTRODUCTION = (
    "`manage.py check_eligibility SCHEME --facts FILE.json` and `manage.py scheme_money SCHEME --facts FILE.json` read",
    "one JSON object of these facts. A fact left out is unknown. Numbers are numbers, days are `2026-10-12`.",
    "",
    "Codes are the handbook's. Where it prints none (SCH-GPCP, SCH-GPPP, SCH-GPS, SCH-LGPRF, SCH-PHX, SCH-COACH,",
    "SCH-ARRS, and the money of SCH-MEN) rules and money are numbered in its order, by its own pattern.",
)


def _value(value: object) -> str:
    if value is None:
        return "not known"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value).replace("{}", "none")


def _scheme(book: RuleBook) -> list[str]:
    lines = [book.signpost] if book.signpost else []
    reads = sorted_reads(book)
    if reads:
        lines += [
            "| Fact | Type | Unit | Allowed | Question | Read by |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
    for name, codes in reads.items():
        one = fact(name)
        allowed = ", ".join(one.values)
        lines.append(
            f"| `{name}` | {one.type} | {one.unit} | {allowed} | {one.question} | {', '.join(codes)} |"
        )
    tables = (
        ("Rule", {rule.code: rule.text for rule in book.rules}),
        ("Money line", book.money_lines),
        ("Not checked", book.not_checked),
    )
    for title, rows in tables:
        if rows:
            lines += ["", f"| {title} | What |", "| --- | --- |"]
            lines += [f"| {code} | {text} |" for code, text in rows.items()]
    return lines
