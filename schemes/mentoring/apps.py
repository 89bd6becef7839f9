from django.apps import AppConfig


class MentoringConfig(AppConfig):
    name = "schemes.mentoring"
    verbose_name = "Mentoring and coaching"
