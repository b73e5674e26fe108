"""Pages of departments, officers and auditors."""
