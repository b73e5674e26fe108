"""The faces as a Django application: templates, styles, messages; no tables."""

from django.apps import AppConfig


class FacesConfig(AppConfig):
    """What people touch."""

    name = "recourse.faces"
    label = "faces"
