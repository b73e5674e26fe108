"""Statements on paper: sealed PDF, with a code that can be checked without us."""

from recourse.attestation.paper.codes import qr_text, qr_texts
from recourse.attestation.paper.sheets import sheet

__all__ = ["qr_text", "qr_texts", "sheet"]
