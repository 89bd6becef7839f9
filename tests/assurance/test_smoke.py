import pytest
from action_plans.assurance import actions, queries
from action_plans.assurance.models import ReportVersion
from tests.factories.plans import team
from tests.factories.reports import planned, submitted
from django.test import override_settings
pytestmark = pytest.mark.django_db

def test_it(settings, tmp_path):
    settings.PORTAL_TODAY = "2026-10-12"; settings.MEDIA_ROOT = tmp_path
    p = team(); planned(p); v = submitted(p)
    v = actions.render_report(version_id=v.pk)
    b = queries.pdf_of(v); open("/tmp/r.pdf","wb").write(b)
    print(queries.verify_pdf(b), queries.verify_pdf(b+b"x"), v.content[:3000])
    assert 0
