"""Tables of the room `schemes`, read through a view that shows one person; private to the room."""

from django.db import models


class Application(models.Model):
    """One application; what was put in is sealed."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person_id = models.UUIDField()
    id = models.UUIDField()
    number = models.TextField()
    scheme = models.TextField()
    catalogue_version = models.TextField()
    rule_digest = models.BinaryField()
    applied_at = models.DateTimeField()
    case_id = models.UUIDField(null=True)
    outcome = models.TextField(default="")
    valid_days = models.SmallIntegerField()
    withdrawn_at = models.DateTimeField(null=True)
    erase_on = models.DateField()
    key_month = models.DateField()
    wrapped_key = models.BinaryField(null=True)
    told = models.BinaryField(null=True)

    class Meta:
        """The view, not the table."""

        managed = False
        db_table = "scheme_application_of_one"

    def __str__(self) -> str:
        """Show the number, never the contents."""
        return self.number
