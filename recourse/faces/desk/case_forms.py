"""The form of a decision: outcome, reason by its kind, and the weight of every file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from recourse.faces.plain_form import PlainForm
from recourse.faces.wording import said
from recourse.redress.rules import LONGEST_ANSWER
from recourse.redress.rules import outcomes as outcomes_of
from recourse.redress.terms import (
    CannotBeExpressed,
    Decision,
    EvidenceMissing,
    FileCard,
    Kind,
    LawSaysNo,
    OfficerSaysNo,
    Outcome,
    Reason,
    Weighed,
    Weight,
)
from recourse.redress.wording import OUTCOMES as OUTCOME_WORDS
from recourse.redress.wording import WEIGHTS

LAW, OFFICER, EVIDENCE, GAP = "law", "officer", "evidence", "gap"
FIELD_OF_REASON = {LAW: "article", OFFICER: "because", EVIDENCE: "needed", GAP: "gap"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article that the catalogue names, to choose from."""

    law: str
    article: str
    name: str

    @property
    def value(self) -> str:
        """The article as a form sends it."""
        return f"{self.law}|{self.article}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFields:
    """The two fields that weigh one file."""

    file: FileCard
    weight: forms.BoundField
    because: forms.BoundField


def _text(label: object, help_text: object = "", rows: int = 3) -> forms.CharField:
    """Return a field for a few sentences."""
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # lazily translated
        help_text=help_text,  # type: ignore[arg-type]  # lazily translated
        required=False,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"class": "rc-textarea", "rows": rows}),
    )


class DecisionForm(PlainForm):
    """What an officer decides of one case; nothing is chosen beforehand."""

    outcome = forms.ChoiceField(
        label=_("What do you decide?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you decide")},
    )
    words = _text(_("What did you find?"), _("The person reads this as you write it."), rows=5)
    reason = forms.ChoiceField(
        label=_("If you refuse: why?"),
        help_text=_("Choose one and fill in its field. The four are never mixed in the letter."),
        widget=forms.RadioSelect,
        required=False,
        choices=[
            (LAW, _("The law itself says no")),
            (OFFICER, _("I weighed it and judge so")),
            (EVIDENCE, _("Something is missing that would show it")),
            (GAP, _("Our rules have no way to do it")),
        ],
    )
    article = forms.ChoiceField(
        label=_("The law itself says no: which article?"),
        required=False,
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )
    because = _text(_("Your own judgement: your reason"), _("Name no article here."))
    needed = _text(_("Something is missing: what would show it?"))
    gap = _text(_("No way to do it: what do the rules lack?"))

    def __init__(
        self,
        *args: object,
        kind: Kind,
        has_record: bool = True,
        evidence: Sequence[FileCard] = (),
        articles: Sequence[Article] = (),
        **kwargs: object,
    ) -> None:
        """Offer the outcomes this kind may have, and two fields for every file."""
        super().__init__(*args, **kwargs)
        self.evidence = evidence
        outcomes = [one for one in Outcome if one in outcomes_of(kind, has_record=has_record)]
        self._choose("outcome", [(str(one), said(OUTCOME_WORDS[one])) for one in outcomes])
        nothing = ("", gettext("Choose an article"))
        self._choose("article", [nothing, *((one.value, one.name) for one in articles)])
        if len(outcomes) == 1:
            self.fields["outcome"].initial = str(outcomes[0])
        if Outcome.REFUSED not in outcomes:
            for name in ("reason", *FIELD_OF_REASON.values()):
                del self.fields[name]
        for number, _file in enumerate(evidence):
            self._add_file(number)

    def _choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these choices in a field."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField

    def _add_file(self, number: int) -> None:
        """Ask how one file was weighed, and why."""
        nothing = ("", gettext("Choose how it counts"))
        self.fields[f"weight_{number}"] = forms.ChoiceField(
            label=_("How does it count?"),
            widget=forms.Select(attrs={"class": "govuk-select"}),
            choices=[nothing, *((str(one), said(WEIGHTS[one])) for one in Weight)],
            error_messages={"required": _("Say of every file how it counts")},
        )
        self.fields[f"file_because_{number}"] = _text(_("Why?"), rows=2)

    def file_fields(self) -> Iterator[FileFields]:
        """Yield every file with its two fields."""
        for number, file in enumerate(self.evidence):
            yield FileFields(
                file=file, weight=self[f"weight_{number}"], because=self[f"file_because_{number}"]
            )

    def clean(self) -> None:
        """Ask for the field of the chosen reason, and for words wherever the person reads them."""
        super().clean()
        given = self.cleaned_data
        if not given.get("words"):
            self.add_error("words", gettext("Write what you found"))
        if given.get("outcome") == Outcome.REFUSED:
            reason = given.get("reason", "")
            if not reason:
                self.add_error("reason", gettext("Choose why you refuse"))
            elif not given.get(FIELD_OF_REASON[reason]):
                self.add_error(FIELD_OF_REASON[reason], gettext("Fill in the reason you chose"))
        for number, _file in enumerate(self.evidence):
            if not given.get(f"file_because_{number}"):
                self.add_error(f"file_because_{number}", gettext("Say why it counts like that"))

    def decision(self) -> Decision:
        """Return the decision of a valid form; fields of reasons not chosen are left out."""
        given = self.cleaned_data
        outcome = Outcome(given["outcome"])
        return Decision(
            outcome=outcome,
            words=given["words"],
            reason=self._reason() if outcome is Outcome.REFUSED else None,
            weighed=dict(self._weighed()),
        )

    def _weighed(self) -> Iterator[tuple[UUID, Weighed]]:
        """Yield how every file was weighed."""
        given = self.cleaned_data
        for number, file in enumerate(self.evidence):
            weight = Weight(given[f"weight_{number}"])
            yield file.id, Weighed(weight, given[f"file_because_{number}"])

    def _reason(self) -> Reason:
        """Return the reason that was chosen, made from its own field alone."""
        given = self.cleaned_data
        match given["reason"]:
            case "law":
                law, article = given["article"].split("|", 1)
                return LawSaysNo(law=law, article=article)
            case "officer":
                return OfficerSaysNo(because=given["because"])
            case "evidence":
                return EvidenceMissing(needed=given["needed"])
            case _:
                return CannotBeExpressed(gap=given["gap"])
