"""The parts of an offer as forms: a rule, a paper, a question, the letters, what others confirm."""

from typing import Any

from django.utils.text import slugify

from retention_portal.core.nhsuk.fields import (
    CheckboxesField,
    CheckboxField,
    LongTextField,
    RadiosField,
    SelectField,
    TextField,
)
from schemes.catalogue.form_check import NEVER_SHOWN
from schemes.catalogue.form_layout import LETTER_KINDS, Form, Question
from schemes.catalogue.forms_offers import WithRevision
from schemes.catalogue.local_rules import RULE_KINDS
from schemes.catalogue.models import Offer
from schemes.catalogue.rules.facts import register
from schemes.catalogue.starting import FACT_KINDS, outside_part


class RuleForm(WithRevision):
    """One more rule."""

    kind = SelectField(label="Rule", choices=[(key, kind.label) for key, kind in RULE_KINDS.items()])
    value = TextField(
        label="Number or sentence",
        required=False,
        max_length=300,
        hint="Years, months or sessions, as the rule needs",
    )
    aim = LongTextField(
        label="What it is for",
        required=False,
        max_length=300,
        rows=2,
        hint="Needed for a test of age; GPs read it",
    )

    def rule(self) -> dict[str, Any]:
        """The rule as it is stored: only what its kind has."""
        kind = RULE_KINDS[self.cleaned_data["kind"]]
        row: dict[str, Any] = {"kind": self.cleaned_data["kind"]}
        if kind.value:
            row["value"] = self.cleaned_data["value"]
        return row | ({"aim": self.cleaned_data["aim"]} if self.cleaned_data["aim"] else {})


class PaperForm(WithRevision):
    """One more paper that an applicant sends."""

    text = TextField(label="Paper", max_length=200, hint="For example: a short CV, one side of A4")
    required = CheckboxField(label="Everybody must send it", required=False, initial=True)
    health = CheckboxField(label="It may hold health details", required=False)

    def paper(self, taken: set[str]) -> dict[str, Any]:
        """The paper as it is stored, under a key that is free."""
        data = self.cleaned_data
        return {
            "key": free_key(data["text"], taken),
            "text": data["text"],
            "required": data["required"],
            "health": data["health"],
        }


class QuestionForm(WithRevision):
    """One question to the applicant."""

    text = TextField(label="Question", max_length=200)
    hint = TextField(label="Hint below it", required=False, max_length=200)
    kind = RadiosField(
        label="Answer",
        choices=[
            ("text", "One line"),
            ("long_text", "A few lines"),
            ("yes_no", "Yes or no"),
            ("choice", "One of several"),
            ("choices", "Any of several"),
            ("date", "A date"),
            ("number", "A number"),
        ],
    )
    choices = LongTextField(
        label="Choices, one a line", required=False, max_length=2000, rows=4, hint="For one or any of several"
    )
    required = CheckboxField(label="Must be answered", required=False, initial=True)
    health = CheckboxField(label="The answer may be about health", required=False)
    section = TextField(label="Heading it stands under", required=False, max_length=80)
    after = SelectField(
        label="Show it only after", required=False, hint="An earlier question, and its answer"
    )
    answer = TextField(
        label="When the answer is", required=False, max_length=120, hint="Yes, No, or one of its choices"
    )
    fact = SelectField(
        label="Something the person may have told us before",
        required=False,
        hint="Then nobody is asked twice",
    )

    def __init__(self, *args: Any, earlier: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earlier = {row["key"]: row for row in earlier if row["kind"] in ("yes_no", "choice", "choices")}
        self.fields["after"].choices = [
            ("", "Always show it"),
            *((k, r["text"]) for k, r in self.earlier.items()),
        ]
        facts = [(one.name, one.question) for one in register().values()]
        self.fields["fact"].choices = [("", "No"), *facts]

    def clean(self) -> dict[str, Any]:
        """Choices where they are needed, an answer that the earlier question has, a fact of the same kind."""
        data = super().clean() or {}
        if data.get("kind") in ("choice", "choices") and len(_lines(data.get("choices", ""))) < 2:
            self.add_error("choices", "Write at least two choices, one a line")
        if data.get("after") and self._answer(data) is None:
            self.add_error("answer", "Write an answer that the earlier question has")
        fact = register().get(data.get("fact") or "")
        if (
            fact
            and FACT_KINDS[fact.type] != data.get("kind")
            and not (fact.type == "text" and data.get("kind") == "text")
        ):
            self.add_error(
                "fact", "This was answered in another way before. Choose the same kind of answer, or “No”"
            )
        return data

    def _answer(self, data: dict[str, Any]) -> str | bool | None:
        """The stored value of the answer that was written; None for one that the question does not have."""
        row, words = self.earlier[data["after"]], data.get("answer", "").strip().lower()
        if row["kind"] == "yes_no":
            return {"yes": True, "no": False}.get(words)
        return next(
            (value for value, label in row["choices"] if words in (value.lower(), label.lower())), None
        )

    def question(self, taken: set[str], key: str = "") -> dict[str, Any]:
        """The question as it is stored, under its own key or a free one."""
        data = self.cleaned_data
        row: dict[str, Any] = {
            "key": key or free_key(data["text"], taken),
            "text": data["text"],
            "kind": data["kind"],
        }
        row |= {name: data[name] for name in ("hint", "section", "fact") if data[name]}
        row["required"] = data["required"]
        if data["health"]:
            row["health"] = True
        if data["kind"] in ("choice", "choices"):
            row["choices"] = self._choices(data)
        if data["after"]:
            row["shown_if"] = [data["after"], self._answer(data)]
        return row

    @staticmethod
    def _choices(data: dict[str, Any]) -> list[list[str]]:
        """The choices; those of a fact keep the fact's own values, matched by place."""
        labels = _lines(data["choices"])
        allowed = register()[data["fact"]].allowed if data["fact"] else ()
        if len(allowed) == len(labels):
            return [[value, label] for value, label in zip(allowed, labels, strict=True)]
        keys: list[str] = []
        for label in labels:
            keys.append(free_key(label, set(keys)))
        return [[key, label] for key, label in zip(keys, labels, strict=True)]


def question_initial(row: dict[str, Any]) -> dict[str, Any]:
    """What stands in a QuestionForm when a question is changed."""
    initial = {"required": True} | {k: v for k, v in row.items() if k not in ("key", "choices", "shown_if")}
    initial["choices"] = "\n".join(label for _, label in row.get("choices", []))
    if row.get("shown_if"):
        initial["after"], answer = row["shown_if"]
        initial["answer"] = (
            {True: "Yes", False: "No"}.get(answer, answer) if isinstance(answer, bool) else answer
        )
    return initial


class LettersForm(WithRevision):
    """The five letters, subject and text each."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, title in LETTER_KINDS.items():
            self.fields[f"{kind}_subject"] = TextField(label=f"{title}: subject", max_length=120)
            self.fields[f"{kind}_text"] = LongTextField(label=f"{title}: letter", max_length=4000, rows=8)

    def letters(self) -> dict[str, dict[str, str]]:
        """The letters as they are stored."""
        data = self.cleaned_data
        return {
            kind: {"subject": data[f"{kind}_subject"], "text": data[f"{kind}_text"]} for kind in LETTER_KINDS
        }

    @staticmethod
    def initial_of(offer: Offer) -> dict[str, Any]:
        """What stands in the form."""
        rows = offer.letters.items()
        return {f"{kind}_{part}": row[part] for kind, row in rows for part in ("subject", "text")} | {
            "revision": offer.revision
        }


class OutsideForm(WithRevision):
    """What a practice or supervisor confirms, and which answers they may see."""

    intro = LongTextField(label="What they read first", required=False, max_length=600, rows=3)
    asked = LongTextField(
        label="What they confirm, one sentence a line",
        required=False,
        max_length=3000,
        rows=6,
        hint="Each is answered with yes or no. Leave empty when they are not asked at all",
    )
    shows = CheckboxesField(
        label="Answers of the GP that they see",
        required=False,
        hint="The GP sees exactly this, and agrees, before anything is sent. Reasons and health are never on the list",
    )

    def __init__(self, *args: Any, part: str, form: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part = part
        self.fields["shows"].choices = [(one.key, one.text) for one in form.questions if may_be_shown(one)]

    def stored(self, before: dict[str, Any]) -> dict[str, Any]:
        """The part as it is stored; a sentence that was there before keeps its kind of answer and its fact."""
        data = self.cleaned_data
        part = outside_part(self.part, data["intro"], data["shows"], _lines(data["asked"]))
        known = {row["text"]: row for row in before.get("questions", [])}
        part["questions"] = [known.get(row["text"], row) for row in part["questions"]]
        keys = [row["key"] for row in part["questions"]]
        for number, row in enumerate(part["questions"]):
            if keys.index(row["key"]) != number:
                part["questions"][number] = row | {"key": free_key(row["text"], set(keys))}
        return part


def may_be_shown(question: Question) -> bool:
    """Whether somebody outside may be shown the answer at all."""
    return not question.health and question.fact not in NEVER_SHOWN and question.kind != "file"


def free_key(text: str, taken: set[str]) -> str:
    """A short key made from words, which nothing in `taken` has."""
    start = slugify(text)[:40].strip("-").replace("-", "_") or "question"
    return next(key for key in (start, *(f"{start}_{n}" for n in range(2, 1000))) if key not in taken)


def _lines(text: str) -> list[str]:
    return [line.strip()[:300] for line in text.splitlines() if line.strip()]
