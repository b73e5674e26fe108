"""Pages of departments, officers and auditors."""

from recourse.faces.desk import numbers

__all__ = ["numbers"]
