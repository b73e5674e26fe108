"""Read the catalogue from its folder of YAML.

The folder has one file per item, law, purpose, request, code list and set of fields; the file is
named after what it describes. Everything that is wrong is told at once, with file and line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from recourse.catalogue import entries, request_entries, rules, scheme_entries
from recourse.catalogue.errors import CannotRead
from recourse.catalogue.pages import Notes, Page, open_page
from recourse.catalogue.terms import (
    Catalogue,
    Fault,
    Field,
    Item,
    Polarity,
    Purpose,
    Repair,
    Tier,
    Window,
)
from recourse.ground.words import Words

UNLOADED = "unloaded"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Copy:
    """A catalogue as its folder has it, and the file and line of each place in it.

    `sheets` leads from a field of an item to the place in the sheet that describes it.
    """

    catalogue: Catalogue
    places: Mapping[str, tuple[str, int]]
    sheets: Mapping[str, str]


_copies: dict[Path, tuple[tuple[tuple[str, int, int], ...], Copy]] = {}


def read(folder: Path) -> Catalogue:
    """Return the catalogue the folder describes, without a version of its own yet.

    Raises:
        CannotRead: Some file is not what it should be; carries every fault found.

    """
    return copy_of(folder).catalogue


def copy_of(folder: Path) -> Copy:
    """Return the catalogue with the place of everything in it; kept until a file changes.

    Raises:
        CannotRead: Some file is not what it should be; carries every fault found.

    """
    stamp = _stamp(folder)
    kept = _copies.get(folder)
    if kept is None or kept[0] != stamp:
        kept = _copies[folder] = (stamp, _read(folder))
    return kept[1]


def check(folder: Path, *, on: date) -> list[Fault]:
    """Return everything that is wrong with the folder on the civil date `on`, in file order."""
    try:
        return list(_faults(copy_of(folder), on))
    except CannotRead as refusal:
        return list(refusal.faults)


@lru_cache(maxsize=8)
def _faults(copy: Copy, on: date) -> tuple[Fault, ...]:
    """Return the faults of a copy, each once, in file order; kept, for the same is asked often."""
    found = [_placed(fault, copy) for fault in rules.check(copy.catalogue, on)]
    once = {(fault.file, fault.line, fault.code, fault.says): fault for fault in found}
    return tuple(sorted(once.values(), key=lambda fault: (fault.file, fault.line, fault.code)))


def _placed(fault: Fault, copy: Copy) -> Fault:
    """Return the fault with the file and line of the nearest place that was read."""
    below: list[str] = []
    where = fault.where
    while where not in copy.places and where not in copy.sheets and "/" in where:
        where, _, last = where.rpartition("/")
        below.insert(0, last)
    if where in copy.sheets:
        in_sheet = "/".join([copy.sheets[where], *below])
        return _placed(replace(fault, where=in_sheet), copy)
    file, line = copy.places.get(where, ("catalogue.yaml", 1))
    return replace(fault, file=file, line=line)


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what tells whether a file of the folder has changed."""
    files = sorted(folder.rglob("*.yaml"))
    return tuple((str(file), (s := file.stat()).st_mtime_ns, s.st_size) for file in files)


def _read(folder: Path) -> Copy:
    """Read the folder once, or refuse with every fault found."""
    reader = _Reader(folder)
    catalogue = reader.catalogue()
    if reader.notes.faults:
        raise CannotRead.of(sorted(reader.notes.faults, key=lambda fault: (fault.file, fault.line)))
    return Copy(catalogue=catalogue, places=reader.notes.places, sheets=reader.sheets)


class _Reader:
    """One pass over the folder."""

    def __init__(self, folder: Path) -> None:
        """Read what all items share."""
        self.folder, self.notes = folder, Notes()
        self.defaults = self._one("catalogue")
        self.prefixes: dict[str, str] = {}
        self.sheets: dict[str, str] = {}
        self.sets = {family: self._set(family, page) for family, page in self._all("fields")}
        supporting = self.defaults.page("supporting")
        families = supporting.names() if supporting else []
        self.supporting = {one: entries.bases_of(supporting, one) for one in families if supporting}

    def _one(self, name: str) -> Page:
        """Return the page of a file that there is once."""
        path = self.folder / f"{name}.yaml"
        page = None
        if path.is_file():
            page = open_page(path, file=path.name, where=name, notes=self.notes)
        else:
            says = Words(zh="缺少这个文件", en="this file is missing")
            fault = Fault(code="file_missing", where=name, says=says, file=path.name, line=1)
            self.notes.faults.append(fault)
        if page is None:
            raise CannotRead.of(self.notes.faults)
        return page

    def _entries(self, name: str) -> Iterable[tuple[str, Page]]:
        """Return the entries of a file that describes many things."""
        return self._one(name).entries().items()

    def _all(self, kind: str) -> Iterable[tuple[str, Page]]:
        """Yield the pages of a folder, by the names of their files."""
        for path in sorted((self.folder / kind).glob("*.yaml")):
            file, where = f"{kind}/{path.name}", f"{kind}/{path.stem}"
            page = open_page(path, file=file, where=where, notes=self.notes)
            if page is not None:
                self._named_after_its_id(page, path.stem)
                yield path.stem, page

    def _named_after_its_id(self, page: Page, stem: str) -> None:
        """Two files of one id cannot exist, because a file is named after its id."""
        if page.text("id") != stem:
            says = Words(
                zh=f"id应当与文件名“{stem}”一致", en=f"the id must be “{stem}”, as the file"
            )
            file, line = self.notes.places.get(f"{page.where}/id", (page.file, page.line))
            fault = Fault(code="id", where=f"{page.where}/id", says=says, file=file, line=line)
            self.notes.faults.append(fault)

    def catalogue(self) -> Catalogue:
        """Return everything, whether or not faults were noted on the way."""
        purposes = {code: entries.purpose_of(code, page) for code, page in self._all("purposes")}
        lists = entries.Lists(self._all("codes"))
        catalogue = Catalogue(
            version=UNLOADED,
            laws={law: entries.law_of(law, page) for law, page in self._all("laws")},
            items={item: self._item(item, page, purposes) for item, page in self._all("items")},
            purposes=purposes,
            code_lists=lists.codes,
            exclusions=tuple(
                entries.exclusion_of(code, page) for code, page in self._entries("exclusions")
            ),
            domains={code: page.as_words() for code, page in self._entries("domains")},
            rights={code: entries.right_of(code, page) for code, page in self._entries("rights")},
            spellings=lists.spellings,
            refused_codes=lists.refused,
            kind_tiers=lists.tiers,
            list_names=lists.names,
            schemes={
                one: scheme_entries.scheme_of(one, page) for one, page in self._all("schemes")
            },
            requests={
                code: request_entries.request_of(code, page) for code, page in self._all("requests")
            },
        )
        self.defaults.done()
        return catalogue

    def _item(self, item: str, page: Page, purposes: Mapping[str, Purpose]) -> Item:
        """Return one item with the fields of its family."""
        family = page.text("family")
        polarity = page.choice("polarity", Polarity)
        fields = self._fields_of(item, family, page)
        window = page.page("window")
        read = Item(
            id=item,
            name=page.words("name"),
            domain=page.text("domain"),
            polarity=polarity,
            tier=page.choice("tier", Tier) if page.has("tier") else None,
            enabled=page.flag("enabled"),
            disabled_why=page.maybe_words("disabled_why"),
            bases=entries.bases_of(page, "bases"),
            authority_kinds=page.texts("authority_kinds"),
            family=family,
            fields=fields,
            window=entries.window_of(window) if window else Window(min_months=0, max_months=0),
            keep_months_after_end=page.whole("keep_months_after_end"),
            notice_working_days=page.whole(
                "notice_working_days", self.defaults.whole("notice_working_days")
            ),
            repair=self._repair(page) if polarity is Polarity.ADVERSE else None,
            purposes=tuple(
                code for code, one in purposes.items() if item in one.fields and one.enabled
            ),
            rights=page.texts("rights", optional=True),
            supporting=entries.bases_of(page, "supporting") + self.supporting.get(family, ()),
            by_file=page.flag("by_file", default=True),
            report_working_days=page.whole(
                "report_working_days", self.defaults.whole("report_working_days")
            ),
            not_collected=page.list_of_words("not_collected"),
            note=page.maybe_words("note"),
        )
        page.done()
        return read

    def _fields_of(self, item: str, family: str, page: Page) -> tuple[Field, ...]:
        """Return the envelope, the fields of the family, and the item's own."""
        if family not in self.sets:
            known = ", ".join(sorted(self.sets.keys() - {"envelope"}))
            says = Words(zh=f"字段组应当是：{known}", en=f"the family must be one of: {known}")
            where = f"{page.where}/family"
            file, line = self.notes.places.get(where, (page.file, page.line))
            fault = Fault(code="family", where=where, says=says, file=file, line=line)
            self.notes.faults.append(fault)
        for name in ("envelope", family):
            for one in self.sets.get(name, ()):
                sheet = f"fields/{name}/fields/{one.code}"
                self.sheets[f"items/{item}/fields/{one.code}"] = sheet
        own = page.named("fields") if page.has("fields") else {}
        extra = tuple(entries.field_of(code, field) for code, field in own.items())
        return self._envelope(family) + self.sets.get(family, ()) + extra

    def _envelope(self, family: str) -> tuple[Field, ...]:
        """Return the envelope without the headings that belong to another family's sheet."""
        prefix = self.prefixes.get(family)
        others = tuple(one for one in self.prefixes.values() if prefix and one != prefix)
        return tuple(
            replace(
                field, headings=tuple(one for one in field.headings if not one.startswith(others))
            )
            for field in self.sets.get("envelope", ())
        )

    def _set(self, family: str, page: Page) -> tuple[Field, ...]:
        """Return a set of fields; keep the prefix of its codes in the national sheet."""
        page.words("name")
        if page.has("prefix"):
            self.prefixes[family] = page.text("prefix")
        fields = tuple(
            entries.field_of(code, below) for code, below in page.named("fields").items()
        )
        page.done()
        return fields

    def _repair(self, page: Page) -> Repair:
        """Return the item's own way to repair, or the one that holds for every item."""
        source = page if page.has("repair") else self.defaults
        below = source.page("repair")
        return entries.repair_of(below) if below else Repair(conditions=(), papers=())
