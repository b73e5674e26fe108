"""The file: a record enters, stands, is silenced, ends and is erased."""
