"""When reports are due, what a region and a system write to each other, and the level of assurance."""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import retention_portal.core.dates
import retention_portal.organisations.models

TRIGGERS = """
CREATE TRIGGER message_is_final BEFORE UPDATE OR DELETE ON assurance_reportmessage
    FOR EACH ROW EXECUTE FUNCTION assurance_refuse_change();
CREATE TRIGGER due_exception_is_final BEFORE UPDATE OR DELETE ON assurance_dueexception
    FOR EACH ROW EXECUTE FUNCTION assurance_refuse_change();
"""
UNDO = """
DROP TRIGGER due_exception_is_final ON assurance_dueexception;
DROP TRIGGER message_is_final ON assurance_reportmessage;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assurance", "0002_what_is_frozen_stays"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="regionresponse",
            name="assurance",
            field=models.CharField(blank=True, help_text="A level of the list in reference/", max_length=20),
        ),
        migrations.CreateModel(
            name="ReportMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("from_region", models.BooleanField()),
                ("written_at", models.DateTimeField(default=retention_portal.core.dates.now)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="assurance.report",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["written_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DueException",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quarter", models.CharField(max_length=10)),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("later", "Due on another day"),
                            ("skipped", "No report is due this quarter"),
                            ("as_ruled", "Due as the rule says"),
                        ],
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("reason", models.TextField()),
                ("set_at", models.DateTimeField(default=retention_portal.core.dates.now)),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["system", "quarter", "-id"], name="due_exception_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "later"), ("due_on__isnull", False)),
                            models.Q(models.Q(("decision", "later"), _negated=True), ("due_on", None)),
                            _connector="OR",
                        ),
                        name="due_exception_later_has_a_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DueRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_after_days", models.PositiveSmallIntegerField()),
                ("closes_after_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("set_at", models.DateTimeField(default=retention_portal.core.dates.now)),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("region", "="),
                            (
                                retention_portal.organisations.models.DateRange(
                                    "valid_from", "valid_to", models.Value("[]")
                                ),
                                "&&",
                            ),
                        ],
                        name="due_rule_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes_after_days", None),
                            ("closes_after_days__gte", models.F("due_after_days")),
                            _connector="OR",
                        ),
                        name="due_rule_closes_after_it_is_due",
                    ),
                ],
            },
        ),
        migrations.RunSQL(TRIGGERS, UNDO),
    ]
