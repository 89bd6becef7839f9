"""The task list of the five stages: what counts as answered, and how far a stage is. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from action_plans.plans.statuses_cycle import Answer, Check, StageState
from retention_portal.core.dates import date_text
from retention_portal.core.refusals import Refused

SETTLED = (Answer.YES, Answer.NO, Answer.NOT_APPLICABLE)
"""Answers that leave nothing to do."""


@dataclass(frozen=True, slots=True)
class AnswerContent:
    """What a plan says to one question of the checklist."""

    answer: str
    note: str = ""
    evidence: str = ""
    owner_name: str = ""

    def as_texts(self) -> dict[str, str]:
        """Each field as a person reads it."""
        plain = {name: str(getattr(self, name)) for name in ANSWER_LABELS}
        return plain | {"answer": str(Answer(self.answer).label) if self.answer else ""}


ANSWER_LABELS = {
    "answer": "Answer",
    "note": "What was done, or what is missing",
    "evidence": "Where the evidence is",
    "owner_name": "Who sees to it",
}


@dataclass(frozen=True, slots=True)
class StageCount:
    """How far the questions of one stage are."""

    questions: int
    yes: int
    partly: int
    not_yet: int
    other: int

    @property
    def answered(self) -> int:
        """Those with any answer."""
        return self.yes + self.partly + self.not_yet + self.other

    @property
    def state(self) -> StageState:
        """Completed when nothing is left to do; not started while nothing is answered."""
        if not self.answered:
            return StageState.TO_START
        return StageState.DONE if self.yes + self.other == self.questions else StageState.GOING

    @property
    def words(self) -> str:
        """Such as "2 yes, 1 partly, 1 not answered"; never an alarm."""
        parts = [
            (self.yes, "yes"),
            (self.partly, "partly"),
            (self.not_yet, "not yet"),
            (self.other, "no or does not apply"),
            (self.questions - self.answered, "not answered"),
        ]
        return ", ".join(f"{count} {word}" for count, word in parts if count)


def count(answers: Sequence[str | None]) -> StageCount:
    """The answers of a stage's questions, None for a question without one."""
    given = [answer for answer in answers if answer]
    plain = {each: given.count(each) for each in Answer}
    return StageCount(
        questions=len(answers),
        yes=plain[Answer.YES],
        partly=plain[Answer.PARTLY],
        not_yet=plain[Answer.NOT_YET],
        other=plain[Answer.NO] + plain[Answer.NOT_APPLICABLE],
    )


def together(counts: Iterable[StageCount]) -> StageCount:
    """The counts of several stages added up: the 22 questions."""
    held = list(counts)
    names = ("questions", "yes", "partly", "not_yet", "other")
    return StageCount(**{name: sum(getattr(each, name) for each in held) for name in names})


def finding(counted: StageCount) -> str:
    """The title of the task list, without a full stop."""
    if not counted.answered:
        return f"{counted.questions} questions to answer, when you are ready"
    if counted.yes == counted.questions:
        return f"All {counted.questions} questions are answered yes"
    return f"{counted.answered} of {counted.questions} questions answered, {counted.yes} with yes"


def check_answer(content: AnswerContent) -> None:
    """Refuse a "yes" without a note of what was done (CASE-P-09), and a "no" or "does not apply" without why."""
    if content.answer not in Answer.values:
        raise Refused("Select an answer.")
    if content.answer in SETTLED and not content.note.strip():
        sentence = (
            "Say what was done: a yes without a note cannot be shown to anybody."
            if content.answer == Answer.YES
            else "Say why, in a sentence."
        )
        raise Refused(sentence, code="CASE-P-09")


def check_second_person(answered_by: object, checks: object, result: str, note: str) -> None:
    """Refuse to check one's own answer, and "not enough" without what is missing (CASE-P-09)."""
    if answered_by == checks:
        raise Refused("You gave this answer: another person has to check it.", code="CASE-P-09")
    if result not in (Check.ENOUGH, Check.NOT_ENOUGH):
        raise Refused("Select what you made of the evidence.")
    if result == Check.NOT_ENOUGH and not note.strip():
        raise Refused("Say what is missing, so that it can be found.", code="CASE-P-09")


def dated(answered_on: date, name: str) -> str:
    """When and by whom a question was answered, as pages print it."""
    return f"{date_text(answered_on)}, {name}"
