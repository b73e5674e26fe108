"""Departments and agencies: their seats, what each may do, and the machines that act for them."""
