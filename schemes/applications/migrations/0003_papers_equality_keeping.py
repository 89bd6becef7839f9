"""Papers of hosts and supervisors, counts of equality apart from applications, and the day a row was emptied."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0002_reviews"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="emptied_on",
            field=models.DateField(blank=True, help_text="Day on which its content was erased", null=True),
        ),
        migrations.AddField(
            model_name="application",
            name="equality_asked",
            field=models.BooleanField(
                default=False, help_text="Answered or passed over, apart from this row"
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="part",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="applications.part",
            ),
        ),
        migrations.CreateModel(
            name="EqualityCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("financial_year", models.CharField(max_length=7)),
                ("question", models.CharField(max_length=40)),
                ("answer", models.CharField(max_length=40)),
                ("number", models.PositiveIntegerField(default=0)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "financial_year", "question", "answer"), name="equality_count_once"
                    )
                ],
            },
        ),
    ]
