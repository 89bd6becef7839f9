"""The Jinja engine. It stands first in TEMPLATES, so it must answer for its own files only."""

from django.template import TemplateDoesNotExist
from django.template.backends.jinja2 import Jinja2, Template

SUFFIX = ".jinja"


class JinjaTemplates(Jinja2):
    """Answers names that end in `.jinja`; every other name is left to Django's own engine."""

    def get_template(self, template_name: str) -> Template:
        """The template of this name. Raises TemplateDoesNotExist for any name not ending in `.jinja`."""
        if not template_name.endswith(SUFFIX):
            raise TemplateDoesNotExist(template_name, backend=self)
        return super().get_template(template_name)
