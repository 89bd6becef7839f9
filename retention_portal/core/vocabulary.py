"""The handbook's small fixed vocabularies. Values are the handbook's codes: they are stored, exported and
never renumbered.

Labels are the official wording, for staff. GPs read `gp_wording`.
"""

from django.db import models


class Level(models.TextChoices):
    """The three levels of intervention (handbook 1.4).

    A higher level includes what stands at the lower ones.
    """

    L1 = "L1", "Career support for GPs"
    L2 = "L2", "Practices and networks"
    L3 = "L3", "System"

    @property
    def inherits(self) -> tuple["Level", ...]:
        """The lower levels whose essentials and national support also count at this one, lowest first."""
        return tuple(Level)[: tuple(Level).index(self)]

    @property
    def inclusive(self) -> tuple["Level", ...]:
        """This level after those it inherits: what a reader at this level reads, in order."""
        return (*self.inherits, self)

    @property
    def gpriss_word(self) -> str:
        """The word of the GP Retention Intensive Support Sites for the same level; a synonym in search."""
        return {"L1": "person", "L2": "practice", "L3": "system"}[self.value]


class CareerStage(models.TextChoices):
    """The five career stages (handbook 1.11).

    Not an age, and not exclusive: someone coming back is in any stage.
    """

    TRAINEE = "CS-TRN", "GP trainees"
    NEWLY_QUALIFIED = "CS-NQ", "Newly qualified"
    EARLY_MID_CAREER = "CS-EMC", "Early-mid career"
    WISE_FIVES = "CS-W5", "'Wise fives'"
    RETURNER = "CS-RET", "Returners"

    @property
    def gp_wording(self) -> str:
        """The stage in words a GP uses of themselves; GP pages, letters and mails print only these."""
        return _STAGE_WORDS[self.value][0]

    @property
    def also_called(self) -> tuple[str, ...]:
        """The other names in use, for search."""
        return _STAGE_WORDS[self.value][1:]


_STAGE_WORDS = {
    "CS-TRN": ("in GP training", "trainee", "registrar", "GP in training grade"),
    "CS-NQ": ("newly qualified", "First5", "first fives"),
    "CS-EMC": ("in the middle of my career", "mid career"),
    "CS-W5": (
        "planning my last years in practice",
        "wise years",
        "Wise5",
        "approaching retirement",
        "experienced",
    ),
    "CS-RET": ("coming back", "returning after a break", "returner"),
}


class LossPhase(models.TextChoices):
    """The columns of the toolkit's loss diagram (handbook 1.12), in its order."""

    TRAINING = "LR-T", "Loss during training"
    TRANSITION = "LR-N", "Loss during transition into the workforce"
    QUALIFIED = "LR-Q", "Loss from qualified workforce"
    THROUGHOUT = "LR-X", "Throughout the pathway"


_PHASE_STAGES = {
    LossPhase.TRAINING: (CareerStage.TRAINEE,),
    LossPhase.TRANSITION: (CareerStage.NEWLY_QUALIFIED,),
    LossPhase.QUALIFIED: (CareerStage.EARLY_MID_CAREER, CareerStage.WISE_FIVES),
    LossPhase.THROUGHOUT: tuple(CareerStage),
}


class LossReason(models.TextChoices):
    """Why a GP is lost, in whole or in part (handbook 1.12). Reduced hours are a loss too."""

    LR_T_01 = "LR-T-01", "Failure to progress"
    LR_T_02 = "LR-T-02", "Switching speciality"
    LR_T_03 = "LR-T-03", "Deferrals"
    LR_N_01 = "LR-N-01", "Emigration"
    LR_N_02 = "LR-N-02", "Return to home country (for international students)"
    LR_N_03 = "LR-N-03", "Gap years"
    LR_Q_01 = "LR-Q-01", "Emigration"
    LR_Q_02 = "LR-Q-02", "Voluntary early retirement"
    LR_Q_03 = "LR-Q-03", "Change in career direction"
    LR_X_01 = "LR-X-01", "Reducing working hours because of caring commitments"
    LR_X_02 = "LR-X-02", "Reducing working hours to manage workload (for example by working as a locum)"
    LR_X_03 = "LR-X-03", "To undertake more varied work across multiple settings"
    LR_X_04 = "LR-X-04", "Burn out or ill health"

    @property
    def phase(self) -> LossPhase:
        """The part of the pathway at which the toolkit's diagram shows this loss."""
        return LossPhase(self.value[:4])

    @property
    def career_stages(self) -> tuple[CareerStage, ...]:
        """The career stages at which it happens; "throughout" is all five."""
        return _PHASE_STAGES[self.phase]


class Profession(models.TextChoices):
    """What a person is by profession: those of N2PP-R01, and the others whom an offer or a plan names."""

    GP = "gp", "GP"
    GP_TRAINEE = "gp_trainee", "GP trainee"
    NURSE = "nurse", "Nurse (including advanced nurse practitioner)"
    PHARMACIST = "pharmacist", "Pharmacist"
    PHARMACY_TECHNICIAN = "pharmacy_technician", "Pharmacy technician"
    PHYSIOTHERAPIST = "physiotherapist", "Physiotherapist"
    PARAMEDIC = "paramedic", "Paramedic"
    MIDWIFE = "midwife", "Midwife"
    DIETITIAN = "dietitian", "Dietitian"
    PODIATRIST = "podiatrist", "Podiatrist"
    OCCUPATIONAL_THERAPIST = "occupational_therapist", "Occupational therapist"
    MENTAL_HEALTH_PRACTITIONER = "mental_health_practitioner", "Mental health practitioner"
    PHYSICIAN_ASSOCIATE = "physician_associate", "Physician associate"
    PRACTICE_MANAGER = "practice_manager", "Practice manager"
    OTHER = "other", "Another profession"

    @property
    def is_gp(self) -> bool:
        """True for GPs and GP trainees: they have a GMC number and a GP career stage."""
        return self in (Profession.GP, Profession.GP_TRAINEE)
