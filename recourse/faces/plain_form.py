"""The form that every page begins with: what is missing is said by the page, in its own words."""

from django import forms


class PlainForm(forms.Form):
    """A form without the browser's own messages: they come in the browser's language."""

    use_required_attribute = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Take what Django's form takes."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through
