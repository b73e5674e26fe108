"""The room as a Django application."""

from django.apps import AppConfig


class NoticeConfig(AppConfig):
    """The room `notice`; see its README."""

    name = "recourse.notice"
    label = "notice"
