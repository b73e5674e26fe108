"""The faces as a Django application: templates, styles, messages; no tables."""

from django.apps import AppConfig


class FacesConfig(AppConfig):
    """What people touch."""

    name = "recourse.faces"
    label = "faces"

    def ready(self) -> None:
        """Compile messages and compress style sheets, if somebody changed them."""
        from recourse.faces import messages, static_files  # noqa: PLC0415 - settings are ready now

        messages.compile_all()
        static_files.compress_all()
