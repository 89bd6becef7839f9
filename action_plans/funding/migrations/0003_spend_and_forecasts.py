"""Spend, forecasts, and the day that each entry of a ledger counts for."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import retention_portal.core.dates

# Entries of before count for the day, in London, on which they were written down.
FILL = """
ALTER TABLE funding_allocationentry DISABLE TRIGGER allocation_entry_is_final;
ALTER TABLE funding_commitment DISABLE TRIGGER commitment_is_final;
UPDATE funding_allocationentry SET counts_on = (entered_at AT TIME ZONE 'Europe/London')::date;
UPDATE funding_commitment SET counts_on = (committed_at AT TIME ZONE 'Europe/London')::date;
ALTER TABLE funding_allocationentry ENABLE TRIGGER allocation_entry_is_final;
ALTER TABLE funding_commitment ENABLE TRIGGER commitment_is_final;
"""

TRIGGERS = """
CREATE TRIGGER spend_entry_is_final BEFORE UPDATE OR DELETE ON funding_spendentry
    FOR EACH ROW EXECUTE FUNCTION funding_refuse_change();
CREATE TRIGGER forecast_entry_is_final BEFORE UPDATE OR DELETE ON funding_forecastentry
    FOR EACH ROW EXECUTE FUNCTION funding_refuse_change();
"""

UNDO = """
DROP TRIGGER forecast_entry_is_final ON funding_forecastentry;
DROP TRIGGER spend_entry_is_final ON funding_spendentry;
"""


def _key():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _pounds():
    return models.DecimalField(max_digits=12, decimal_places=2)


def _person():
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


def _line(name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=name, to="funding.allocationline"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0002_ledgers_are_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("allocationentry", "counts_on", models.DateField(null=True)),
        migrations.AddField("commitment", "counts_on", models.DateField(null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField("allocationentry", "counts_on", models.DateField()),
        migrations.AlterField("commitment", "counts_on", models.DateField()),
        migrations.AddField("commitment", "label", models.CharField(max_length=160, blank=True, default="")),
        migrations.AlterField("commitment", "label", models.CharField(max_length=160, blank=True)),
        migrations.AddField("commitment", "match_funded", models.BooleanField(default=False)),
        migrations.AddField(
            "commitment", "other_funder", models.CharField(max_length=160, blank=True, default="")
        ),
        migrations.AlterField("commitment", "other_funder", models.CharField(max_length=160, blank=True)),
        migrations.AddField(
            "allocationline", "spent", models.DecimalField(max_digits=12, decimal_places=2, default=0)
        ),
        migrations.AddConstraint(
            "allocationline",
            models.CheckConstraint(
                condition=Q(spent__gte=0, spent__lte=F("committed")), name="line_spent_within_committed"
            ),
        ),
        migrations.AddConstraint(
            "commitment",
            models.CheckConstraint(
                condition=Q(match_funded=False) | ~Q(other_funder=""), name="commitment_match_names_the_other"
            ),
        ),
        migrations.CreateModel(
            name="SpendEntry",
            fields=[
                ("id", _key()),
                ("amount", _pounds()),
                ("reason", models.TextField(blank=True)),
                ("counts_on", models.DateField()),
                ("code", models.CharField(max_length=60)),
                ("label", models.CharField(max_length=160, blank=True)),
                ("entered_at", models.DateTimeField(default=retention_portal.core.dates.now)),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="funding.spendentry",
                    ),
                ),
                ("entered_by", _person()),
                ("line", _line("spend")),
            ],
            options={
                "ordering": ["pk"],
                "abstract": False,
                "indexes": [models.Index(fields=["code"], name="spend_by_code")],
                "constraints": [models.CheckConstraint(condition=~Q(amount=0), name="spend_is_not_nothing")],
            },
        ),
        migrations.CreateModel(
            name="ForecastEntry",
            fields=[
                ("id", _key()),
                ("amount", _pounds()),
                ("reason", models.TextField(blank=True)),
                ("counts_on", models.DateField()),
                ("entered_at", models.DateTimeField(default=retention_portal.core.dates.now)),
                ("entered_by", _person()),
                ("line", _line("forecasts")),
            ],
            options={
                "ordering": ["pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(condition=Q(amount__gte=0), name="forecast_not_negative")
                ],
            },
        ),
        migrations.RunSQL(TRIGGERS, UNDO),
    ]
