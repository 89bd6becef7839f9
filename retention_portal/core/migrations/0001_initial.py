"""What later tables need of PostgreSQL. First of all, so that every slice may depend on it."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [TrigramExtension(), UnaccentExtension(), BtreeGistExtension()]
