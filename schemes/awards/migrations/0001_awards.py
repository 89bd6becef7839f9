"""Awards, their dated history, claims, and a ledger that the database keeps from being changed."""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import retention_portal.core.dates
import retention_portal.organisations.models

TRIGGERS = """
CREATE FUNCTION awards_refuse_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'Entries of the award ledger are never changed or removed: write a reversing entry.'
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER award_entry_is_final BEFORE UPDATE OR DELETE ON awards_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION awards_refuse_change();
"""

UNDO = """
DROP TRIGGER award_entry_is_final ON awards_ledgerentry;
DROP FUNCTION awards_refuse_change();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("applications", "__first__"),
        ("catalogue", "__first__"),
        ("funding", "0003_spend_and_forecasts"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Award",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scheme_code", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=120)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("left_on", models.DateField(blank=True, null=True)),
                ("approved_by", models.CharField(max_length=120)),
                ("approved_on", models.DateField()),
                ("job_plan_on", models.DateField(blank=True, null=True)),
                ("employed", models.BooleanField(default=False)),
                (
                    "full_time_salary",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True),
                ),
                ("grant", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("allowance", models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Approved, not started"),
                            ("active", "Running"),
                            ("paused", "Paused"),
                            ("ended", "Ended"),
                            ("left", "Ended early"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=10,
                    ),
                ),
                ("end_reason", models.TextField(blank=True)),
                ("next_review_on", models.DateField(blank=True, null=True)),
                ("posted_to", models.DateField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(default=retention_portal.core.dates.now)),
                ("made_up", models.BooleanField(default=False, help_text="Part of the demonstration")),
                (
                    "application",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="award",
                        to="applications.application",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.offer",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("month", "A month of payments"),
                            ("childcare", "Childcare or care of another dependant"),
                            ("gmc_and_dbs", "GMC and DBS fees"),
                            ("occupational_health", "Occupational health clearance"),
                            ("negligence_top_up", "Negligence top-up"),
                            ("partner_training", "Training in the first year"),
                            ("mentoring", "Mentoring sessions given"),
                            ("mentor_training", "Time for the mentor's training"),
                            ("grant", "A cost under the grant"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "month",
                    models.DateField(blank=True, help_text="First day of the month claimed", null=True),
                ),
                ("payee", models.CharField(blank=True, max_length=60)),
                ("cost_on", models.DateField(blank=True, null=True)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("units", models.DecimalField(decimal_places=2, default=0, max_digits=6)),
                ("item", models.CharField(blank=True, max_length=20)),
                ("words", models.TextField(blank=True)),
                ("evidence", models.FileField(blank=True, max_length=200, upload_to="awards")),
                ("evidence_name", models.CharField(blank=True, max_length=200)),
                ("evidence_type", models.CharField(blank=True, max_length=40)),
                ("scanned", models.BooleanField(default=False)),
                ("private", models.BooleanField(default=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("submitted", "Sent, waits for finance"),
                            ("returned", "Returned with a question"),
                            ("approved", "Approved, to be paid"),
                            ("paid", "Paid"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="submitted",
                        max_length=10,
                    ),
                ),
                ("submitted_at", models.DateTimeField(default=retention_portal.core.dates.now)),
                ("returned_reason", models.TextField(blank=True)),
                ("allowed", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("paid_on", models.DateField(blank=True, null=True)),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="awards.award"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="funding.allocationline",
                    ),
                ),
                (
                    "paid_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["submitted_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("due", "Due by the rules"), ("paid", "Paid")], max_length=4),
                ),
                ("slot", models.CharField(max_length=60)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("code", models.CharField(max_length=20)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("units", models.DecimalField(decimal_places=8, max_digits=16)),
                ("unit", models.CharField(max_length=40)),
                ("rate", models.DecimalField(decimal_places=2, max_digits=12)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("payee", models.CharField(max_length=60)),
                ("text", models.TextField()),
                (
                    "source",
                    models.CharField(
                        help_text="What posted it: post:2026-10, pattern:12, claim:7", max_length=60
                    ),
                ),
                ("posted_at", models.DateTimeField(default=retention_portal.core.dates.now)),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="awards.award"
                    ),
                ),
                (
                    "posted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="awards.ledgerentry",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pauses", to="awards.award"
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on"],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("due_on", models.DateField()),
                ("held_on", models.DateField()),
                ("need_continues", models.BooleanField()),
                ("practice_meets", models.BooleanField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[("continue", "It continues"), ("end", "It ends")], max_length=10
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField(default=retention_portal.core.dates.now)),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="awards.award"
                    ),
                ),
                (
                    "held_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["year"],
            },
        ),
        migrations.CreateModel(
            name="SessionPattern",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "sessions_per_week",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=6, null=True),
                ),
                (
                    "sessions_per_year",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True),
                ),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patterns",
                        to="awards.award",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on"],
            },
        ),
        migrations.CreateModel(
            name="StillInPost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("milestone", models.PositiveSmallIntegerField()),
                ("asked_on", models.DateField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("same", "Yes, about the same sessions"),
                            ("fewer", "Yes, fewer sessions"),
                            ("more", "Yes, more sessions"),
                            ("moved", "I moved to another area"),
                            ("left", "I left general practice"),
                        ],
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="awards.award",
                    ),
                ),
            ],
            options={
                "ordering": ["asked_on", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="award",
            index=models.Index(fields=["system", "status", "next_review_on"], name="award_by_system"),
        ),
        migrations.AddIndex(
            model_name="award",
            index=models.Index(fields=["host"], name="award_by_host"),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="award_ends_after_it_starts"
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(("approved_on__lte", models.F("starts_on"))),
                name="award_approved_before_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("left_on", None), ("left_on__gt", models.F("starts_on")), _connector="OR"
                ),
                name="award_left_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("status__in", ("ended", "left", "cancelled")), _negated=True),
                expressions=[
                    ("person", "="),
                    ("scheme_code", "="),
                    (
                        retention_portal.organisations.models.DateRange(
                            "starts_on", "ends_on", models.Value("[]")
                        ),
                        "&&",
                    ),
                ],
                name="award_one_of_a_scheme_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["status", "submitted_at"], name="claim_by_status"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "month"), models.Q(("status", "withdrawn"), _negated=True)),
                fields=("award", "month", "payee"),
                name="claim_a_month_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "month"), ("month__isnull", False)),
                    models.Q(models.Q(("kind", "month"), _negated=True), ("cost_on__isnull", False)),
                    _connector="OR",
                ),
                name="claim_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0)), name="claim_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["approved", "paid"]), _negated=True),
                    models.Q(
                        ("allowed__isnull", False), ("decided_by__isnull", False), ("line__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="claim_granted_names_line_and_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("submitted_by")), _negated=True),
                    _connector="OR",
                ),
                name="claim_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reverses", None)),
                fields=("award", "kind", "slot", "version"),
                name="ledger_line_posted_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("award", "="),
                    (
                        retention_portal.organisations.models.DateRange(
                            "starts_on", "ends_on", models.Value("[]")
                        ),
                        "&&",
                    ),
                ],
                name="award_pause_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(fields=("award", "year"), name="review_one_a_year"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 1), ("year__lte", 5)), name="review_years_1_to_5"
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionpattern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sessions_per_week__gt", 0), ("sessions_per_year", None)),
                    models.Q(("sessions_per_week", None), ("sessions_per_year__gt", 0)),
                    _connector="OR",
                ),
                name="pattern_by_week_or_by_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionpattern",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("award", "="),
                    (
                        retention_portal.organisations.models.DateRange(
                            "starts_on", "ends_on", models.Value("[]")
                        ),
                        "&&",
                    ),
                ],
                name="pattern_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="stillinpost",
            constraint=models.UniqueConstraint(fields=("award", "milestone"), name="still_in_post_once"),
        ),
        migrations.AddConstraint(
            model_name="stillinpost",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None)),
                    models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                    _connector="OR",
                ),
                name="still_in_post_answer_has_a_time",
            ),
        ),
        migrations.RunSQL(TRIGGERS, UNDO),
    ]
