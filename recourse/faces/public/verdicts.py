"""What the page that checks statements answers, in words; the browser fills in the holes.

A hole is a word in braces. The codes are those of the scripts in `static/rc/verify/`.
"""

from django.utils.translation import gettext as _


def labels() -> dict[str, str]:
    """Return the names of what a statement says."""
    return {
        "who": _("Who signed"),
        "what": _("What it states"),
        "standing": _("Is it still good?"),
        "finding": _("Finding"),
        "domain": _("Area"),
        "domains": _("Areas"),
        "period": _("Period"),
        "as_of": _("As of"),
        "name": _("Name"),
        "id_last4": _("Last four of the ID number"),
        "birth_year": _("Year of birth"),
        "statement_id": _("Number of the statement"),
        "entries": _("Records in the report"),
        "entry": _("Record that no longer holds"),
        "what_on": _("What became of it"),
        "scheme": _("Benefit"),
        "eligible": _("Eligible"),
        "rule_version": _("Version of the rule"),
        "report_hash": _("Digest of the content"),
        "recipient": _("Made for"),
    } | {f"mark-{code}": text for code, text in _codes().items()}


def _codes() -> dict[str, str]:
    """Return what codes inside a statement mean."""
    return {
        "no-violation": _("Statement: no record within these items and this period"),
        "report": _("Report of a person's own records"),
        "correction": _("Notice of a correction"),
        "benefit-eligibility": _("Statement of eligibility for a benefit"),
        "no_adverse_entry": _("No adverse record"),
        "corrected": _("corrected"),
        "withdrawn": _("withdrawn"),
        "revoked": _("taken down, its decision was revoked"),
        "repaired": _("repaired"),
        "disputed": _("objected to"),
        "ended": _("no longer used"),
        "yes": _("yes"),
        "no": _("no"),
        "none": _("none"),
    }


def answers() -> dict[str, str]:
    """Return the words around the three answers."""
    return {
        "good": _("It is genuine, and still good"),
        "not": _("It is genuine, but not good any more"),
        "unknown": _("It is genuine. Whether it is still good cannot be told now"),
        "refused": _("This does not hold"),
        "signed": _("{signer}, for {issuer}. {authority} vouches for them."),
        "until": _("Good until the end of {day}."),
        "standing-page": _("Not one byte was changed or added since it was sealed."),
        "standing": _("It was not called back. The list is of {time}."),
        "only-for": _("It was made for {who} alone. If that is not you, do not rely on it."),
        "paper": _(
            "Whoever has the paper can show it."
            " Compare name and last four digits with their document."
        ),
        "read-here": _("Believe what stands here, not what the paper or the picture says."),
        "copy": _("This is a copy from a wallet. Nobody has shown here that the wallet is theirs."),
        "checking": _("Checking…"),
    }


def refusals() -> dict[str, list[str]]:
    """Return for each code what is wrong, and what to do."""
    again = _("Copy or scan it once more. If it stays so, ask whoever gave it to you.")
    anew = _("Do not rely on it. Ask the person for a new one; it costs them nothing.")
    beware = _("Do not rely on it. Somebody may have made or changed it.")
    later = _("Try again when you are connected, or ask at a service hall.")
    return {
        **_of_anything(again, anew, beware),
        **_of_pages(again, beware),
        **_of_time(anew, later),
        **_of_giving(),
    }


def _of_anything(again: str, anew: str, beware: str) -> dict[str, list[str]]:
    """Return what can be wrong with whatever is handed over."""
    other = _("Check it with the issuer that it names. This page knows this city's alone.")
    return {
        "unknown": [_("This is no statement, code or credential that we know."), again],
        "damaged": [_("The credential is damaged or incomplete."), again],
        "code-damaged": [_("The code is damaged or incomplete."), again],
        "too-large": [_("It is larger than any statement is."), again],
        "signed-otherwise": [_("It is not signed in the one way that is accepted."), beware],
        "another-kind": [_("It is of another kind than our statements."), again],
        "certificate": [_("It was signed by somebody for whom this city does not vouch."), other],
        "certificate-time": [_("The certificate of whoever signed is not in force."), anew],
        "another-certificate": [_("It was signed with a certificate that is not here."), other],
        "issuer": [_("Whoever signed may not sign for the issuer that it names."), beware],
        "signature": [_("It was changed after it was signed, or somebody else signed it."), beware],
        "disclosure": [_("It says something that the issuer did not sign."), beware],
        "nameless": [
            _("It does not say whose it is. Somebody may have cut out the name."),
            _("Do not rely on it. Ask for the whole PDF, or scan the code on the paper."),
        ],
        "shown-to-somebody": [
            _("This was shown from a wallet to one organisation, or is cut off at the end."),
            _("Only that organisation can check it. Ask the person for the paper or the PDF."),
        ],
    }


def _of_pages(again: str, beware: str) -> dict[str, list[str]]:
    """Return what can be wrong with a sealed PDF."""
    original = _("Ask for the file as it was downloaded. A scan or a print to PDF has no seal.")
    return {
        "no-seal": [_("The PDF has no seal, or more than one."), original],
        "seal-damaged": [_("The seal is damaged, or of another kind than ours."), beware],
        "page-damaged": [_("The PDF is damaged or incomplete."), original],
        "page-changed": [_("The PDF was changed after it was sealed."), beware],
        "page-longer": [
            _("Something was added to the PDF, or cut off, after it was sealed."),
            beware,
        ],
        "page-open": [_("The seal does not forbid changes."), beware],
        "not-ours": [_("The PDF is sealed, but it is no statement of ours."), again],
    }


def _of_time(anew: str, later: str) -> dict[str, list[str]]:
    """Return why something is not good any more, or why that cannot be told."""
    return {
        "over": [_("It was good until {time}."), anew],
        "not-yet": [
            _("It is good only from {time} on."),
            _("Compare the clock of this device. If it is right, ask the person for a new one."),
        ],
        "called-back": [_("It was called back. The list is of {time}."), anew],
        "list-missing": [_("The list of what was called back could not be fetched."), later],
        "list-damaged": [_("The list of what was called back is damaged."), later],
        "list-old": [_("The list of what was called back is too old."), later],
        "no-list": [_("No list is kept in which it could be called back."), anew],
        "list-elsewhere": [
            _("The list of what was called back is kept by another site."),
            _("Check it on the site that it names."),
        ],
    }


def _of_giving() -> dict[str, list[str]]:
    """Return what can go wrong before anything is checked."""
    typed = _("Type the code below, or choose the PDF.")
    return {
        "nothing": [_("Nothing was given to check"), typed],
        "no-code": [_("There is no code in the picture that can be read."), typed],
        "no-reader": [_("This browser cannot read codes from pictures."), typed],
        "no-camera": [_("The camera cannot be used."), typed],
        "broken": [
            _("This browser cannot check it."),
            _("Use a newer browser, or recourse-verify on a computer."),
        ],
    }
