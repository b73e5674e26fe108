"""Numbers as they stand in addresses of the desk."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class BatchNumber(StringConverter):
    """As in B-20261123-0007."""

    regex = r"B-[0-9]{8}-[0-9]{4,9}"


register_converter(BatchNumber, "batch")
