"""Reading by a panel: assignments, conflicts, reviews, what was agreed, who was moved in the order."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import retention_portal.core.dates


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("applications", "0001_applications"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField()),
                ("assigned_at", models.DateTimeField(default=retention_portal.core.dates.now)),
                (
                    "ended",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("conflict", "Declared a conflict"),
                            ("given_to_another", "Given to another reviewer"),
                        ],
                        max_length=20,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="applications.application",
                    ),
                ),
                (
                    "assigned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["reviewer", "due_on"],
                        name="assignments_of_reviewer",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("application", "reviewer"),
                        name="assignment_one_per_reviewer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended", ""), ("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                models.Q(("ended", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="assignment_ended_at_by_and_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consolidation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recommends",
                    models.CharField(
                        choices=[
                            ("offer", "Offer a place"),
                            ("reserve", "Reserve list"),
                            ("defer", "Defer to the next round"),
                            ("not_this_time", "Not this time"),
                        ],
                        max_length=20,
                    ),
                ),
                ("scores", models.JSONField(default=dict)),
                ("note", models.TextField()),
                ("agreed_at", models.DateTimeField(default=retention_portal.core.dates.now)),
                ("set_aside_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consolidations",
                        to="applications.application",
                    ),
                ),
            ],
            options={
                "ordering": ["-agreed_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("set_aside_at__isnull", True)),
                        fields=("application",),
                        name="consolidation_one_that_counts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeclaredConflict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("declared_at", models.DateTimeField(default=retention_portal.core.dates.now)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conflicts",
                        to="applications.application",
                    ),
                ),
                (
                    "declared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["declared_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "reviewer"), name="conflict_declared_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Placing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("reason", models.CharField(max_length=300)),
                ("placed_at", models.DateTimeField(default=retention_portal.core.dates.now)),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placing",
                        to="applications.application",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["place", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("place__gte", 1), models.Q(("reason", ""), _negated=True)),
                        name="placing_says_where_and_why",
                    )
                ],
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
                ("scores", models.JSONField(default=dict)),
                (
                    "opinion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "Offer a place"),
                            ("more", "Ask for something more first"),
                            ("no", "Not this time"),
                        ],
                        max_length=6,
                    ),
                ),
                ("comment", models.TextField(blank=True)),
                ("feedback", models.TextField(blank=True)),
                ("abstained", models.BooleanField(default=False)),
                ("edit_version", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField(default=retention_portal.core.dates.now)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("set_aside_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="applications.assignment",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("set_aside_at__isnull", True)),
                        fields=("assignment",),
                        name="review_one_per_assignment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("abstained", False),
                            models.Q(
                                ("abstained", True),
                                ("opinion", ""),
                                ("scores", {}),
                                ("submitted_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="review_abstained_says_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("submitted_at__isnull", True),
                            ("abstained", True),
                            models.Q(("opinion", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="review_sent_says_what_to_do",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opinion", "more"), ("submitted_at__isnull", False), _negated=True),
                            models.Q(("comment", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="review_asking_for_more_says_what",
                    ),
                ],
            },
        ),
    ]
