"""The roles of the portal and what each may do, as data. A role is held at an organisation between two dates."""

from dataclasses import dataclass

from django.db import models


class Role(models.TextChoices):
    """Role codes. The labels are for staff pages."""

    GP = "gp", "GP"
    MENTOR = "mentor", "Mentor"
    PRACTICE_LEAD = "practice_lead", "Practice lead"
    NETWORK_LEAD = "network_lead", "Network lead"
    COORDINATOR = "coordinator", "Coordinator"
    REVIEWER = "reviewer", "Reviewer"
    SCHEME_LEAD = "scheme_lead", "Scheme lead"
    INTERVIEWER = "interviewer", "Career conversation interviewer"
    SYSTEM_LEAD = "system_lead", "System lead"
    CONTRIBUTOR = "contributor", "Contributor"
    CLINICAL_LEAD = "clinical_lead", "Clinical lead"
    FINANCE_LEAD = "finance_lead", "Finance lead"
    SRO = "sro", "Senior responsible owner"
    COMMISSIONER = "commissioner", "NHS England region"
    ADMINISTRATOR = "administrator", "Administrator"

    @property
    def facts(self) -> "RoleFacts":
        """What is known of the role: where it is held, what it is for, what it may do."""
        return ROLES[self]

    @property
    def requires_mfa(self) -> bool:
        """All but GPs and mentors prove themselves twice, and leave after 15 idle minutes."""
        return self not in SELF_ROLES


class Verb(models.TextChoices):
    """What the accounts slice lets a role do. Later slices keep their own checks in their permissions.py."""

    INVITE_ANYONE = "invite_anyone", "Invite people to any role anywhere"
    INVITE_OWN = "invite_own", "Invite people to the roles of their own organisation"
    END_MEMBERSHIP = "end_membership", "Take a role away from somebody"
    DEACTIVATE = "deactivate", "Switch an account off"
    CHECK_GMC = "check_gmc", "Mark a GMC number as checked"
    CHECK_PASSPORT = "check_passport", "Record a check in somebody's passport"


SELF_ROLES = (Role.GP, Role.MENTOR)
NATIONAL_ROLES = (Role.ADMINISTRATOR,)
STAFF_ROLES = tuple(role for role in Role if role not in SELF_ROLES)
# Held at a system unless the kinds below say otherwise; these sign, plan or look after a system's people.
SYSTEM_TEAM = (
    Role.COORDINATOR,
    Role.REVIEWER,
    Role.SCHEME_LEAD,
    Role.INTERVIEWER,
    Role.SYSTEM_LEAD,
    Role.CONTRIBUTOR,
    Role.CLINICAL_LEAD,
    Role.FINANCE_LEAD,
    Role.SRO,
)


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """`description`: one sentence for staff. `kinds`: the kinds of organisation it is held at, none for itself
    or the whole country. `invites`: the roles its holder may invite people to, at its own organisation or below."""

    description: str
    kinds: tuple[str, ...] = ()
    verbs: tuple[Verb, ...] = ()
    invites: tuple[Role, ...] = ()


ROLES: dict[Role, RoleFacts] = {
    Role.GP: RoleFacts("Sees their own things, and the public summary of their area's plan."),
    Role.MENTOR: RoleFacts("Sees the first contact details of the people they mentor."),
    Role.PRACTICE_LEAD: RoleFacts(
        "Looks after one practice: its sessions, its plan, and what GPs chose to send it.",
        kinds=("practice",),
        verbs=(Verb.INVITE_OWN, Verb.END_MEMBERSHIP),
        invites=(Role.PRACTICE_LEAD,),
    ),
    Role.NETWORK_LEAD: RoleFacts(
        "Looks after a network and its practices: their plans and sessions.",
        kinds=("network",),
        verbs=(Verb.INVITE_OWN, Verb.END_MEMBERSHIP),
        invites=(Role.NETWORK_LEAD, Role.PRACTICE_LEAD),
    ),
    Role.COORDINATOR: RoleFacts(
        "Looks after the people who applied, enquired or joined here, pools and opportunities.",
        kinds=("system", "training_hub"),
        verbs=(Verb.CHECK_GMC, Verb.CHECK_PASSPORT),
    ),
    Role.REVIEWER: RoleFacts(
        "Reviews the applications assigned to them, without names while the phase says so.",
        kinds=("system",),
    ),
    Role.SCHEME_LEAD: RoleFacts(
        "Gives educational approval to steps of the retention scheme (NGPRS-P04).",
        kinds=("system",),
    ),
    Role.INTERVIEWER: RoleFacts(
        "Holds confidential career conversations; sees only their own.",
        kinds=("system",),
    ),
    Role.SYSTEM_LEAD: RoleFacts(
        "Plans for the system: figures, watch-lists, plan, reports and spend; publishes imports.",
        kinds=("system",),
        verbs=(Verb.INVITE_OWN, Verb.END_MEMBERSHIP),
        invites=(*SYSTEM_TEAM, Role.NETWORK_LEAD, Role.PRACTICE_LEAD),
    ),
    Role.CONTRIBUTOR: RoleFacts(
        "Reads the draft plan and comments on it (LMC, training hub, appraisers, RCGP, secondary care).",
        kinds=("system",),
    ),
    Role.CLINICAL_LEAD: RoleFacts(
        "Reads the plan and reports, and signs the clinical step.", kinds=("system",)
    ),
    Role.FINANCE_LEAD: RoleFacts(
        "Reads the plan and reports, signs the finance step, and approves claims without health or narrative.",
        kinds=("system",),
    ),
    Role.SRO: RoleFacts(
        "The senior responsible owner: reads the plan and reports, and signs the last step.",
        kinds=("system",),
    ),
    Role.COMMISSIONER: RoleFacts(
        "NHS England: sees the submitted plans and reports of the region, money and exceptions.",
        kinds=("region", "nation"),
        verbs=(Verb.INVITE_OWN, Verb.END_MEMBERSHIP),
        invites=(Role.COMMISSIONER,),
    ),
    Role.ADMINISTRATOR: RoleFacts(
        "Keeps organisations, accounts, reference data, imports and jobs; sees no confidential record.",
        verbs=(Verb.INVITE_ANYONE, Verb.END_MEMBERSHIP, Verb.DEACTIVATE),
        invites=STAFF_ROLES,
    ),
}


def roles_that(verb: Verb) -> tuple[Role, ...]:
    """The roles that hold `verb`, in the order of the role list."""
    return tuple(role for role, facts in ROLES.items() if verb in facts.verbs)


def held_nowhere(role: Role | str) -> bool:
    """True when the role is held at no organisation: GPs and mentors for themselves, administrators nationally."""
    return not Role(role).facts.kinds
