"""The demo accounts that sweeps visit as. The first who gets a page sees most of it."""

ANONYMOUS = ""
LEAD, ADMIN, REGION = "lead@example.org", "admin@example.org", "commissioner@example.org"
GP, PRACTICE = "gp@example.org", "practice@example.org"
OTHER_LEAD = "other-lead@example.org"
COORDINATOR = "coordinator@example.org"
REVIEWER = "reviewer@example.org"
VISITORS = (LEAD, ADMIN, REGION, GP, PRACTICE, COORDINATOR, REVIEWER, ANONYMOUS)
