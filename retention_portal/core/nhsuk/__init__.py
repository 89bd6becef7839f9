"""The NHS design system inside Django: template engine, and form fields that draw themselves."""
