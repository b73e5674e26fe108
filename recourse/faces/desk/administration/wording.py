"""What roles, powers and states are called on the administrators' pages."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from recourse.agencies.proposals.terms import Giving, ProposalState
from recourse.agencies.terms import Role
from recourse.journeys.key_register import Series, Signer

ROLES = {
    Role.DATA_STEWARD: _("Data steward"),
    Role.SECOND_SIGNER: _("Second signer"),
    Role.CASE_OFFICER: _("Case officer"),
    Role.AGENCY_OFFICER: _("Agency officer"),
    Role.AUDITOR: _("Auditor"),
    Role.COUNTER_CLERK: _("Counter clerk"),
    Role.ADMINISTRATOR: _("Administrator"),
}
GIVINGS = {
    Giving.SEAT: _("A new seat"),
    Giving.MANDATE: _("A mandate"),
    Giving.INVITATION: _("An invitation to a seat"),
    Giving.MACHINE: _("A machine for a seat"),
    Giving.SECRET: _("A new secret for a machine"),
    Giving.WEBHOOK: _("An address for recalls"),
}
STATES = {
    ProposalState.WAITING: pgettext_lazy("proposal", "waits for a second administrator"),
    ProposalState.APPROVED: pgettext_lazy("proposal", "approved"),
    ProposalState.REFUSED: pgettext_lazy("proposal", "refused"),
    ProposalState.WITHDRAWN: pgettext_lazy("proposal", "taken back"),
    ProposalState.LAPSED: pgettext_lazy("proposal", "lapsed"),
}
COLOURS = {
    ProposalState.WAITING: "yellow",
    ProposalState.APPROVED: "green",
    ProposalState.REFUSED: "red",
    ProposalState.WITHDRAWN: "grey",
    ProposalState.LAPSED: "grey",
}
SERIES = {
    Series.MONTH: _("Records to be erased by then"),
    Series.DELIVERY: _("Files that departments handed in"),
    Series.YEAR: _("What the log tells"),
}
SIGNERS = {
    Signer.RECEIPT: _("Receipts"),
    Signer.ACCESS_TOKEN: _("Access of machines"),
    Signer.STATEMENTS: _("Statements that people carry"),
    Signer.SEAL: _("Seals on paper"),
    Signer.LOG: _("The log"),
}
