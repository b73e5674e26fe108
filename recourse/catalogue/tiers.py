"""Tiers of adverse information: the heaviest kind of penalty decides, never the item alone."""

from collections.abc import Iterable
from dataclasses import replace

from recourse.catalogue.terms import Catalogue, Item, Tier, Window

TIER_WINDOWS = {
    Tier.MINOR: Window(min_months=0, max_months=3),
    Tier.GENERAL: Window(min_months=3, max_months=12),
    Tier.SERIOUS: Window(min_months=12, max_months=36),
}
"""Shortest and longest disclosure of each tier; Measures on Credit Repair (Order 36)."""


def heaviest(kinds: Iterable[str], catalogue: Catalogue) -> Tier | None:
    """Return the tier of the heaviest of these kinds of penalty, or None if there is none."""
    order = list(Tier)
    tiers = [catalogue.kind_tiers[kind] for kind in kinds if kind in catalogue.kind_tiers]
    return max(tiers, key=order.index, default=None)


def is_heavy_enough(item: Item, kinds: Iterable[str], catalogue: Catalogue) -> bool:
    """Whether a decision with these kinds of penalty may enter under the item.

    What is minor only (a warning, circulated criticism) does not enter under an item of a
    heavier tier: it is not disclosed in principle.

    Law:
        Measures on Credit Repair (Order 36), tiers of adverse information; Shandong Social
        Credit Regulations art. 13(2).

    """
    tier = heaviest(kinds, catalogue)
    if item.tier is None or tier is None:
        return item.tier is None
    return tier is not Tier.MINOR or item.tier is Tier.MINOR


def as_decided(item: Item, kinds: Iterable[str], catalogue: Catalogue) -> Item:
    """Return the item as it applies to a decision with these kinds of penalty.

    The heaviest kind decides the tier, and each window is the shorter of the item's and the
    tier's: a fine under an item of serious penalties is shown as long as a fine, no longer.

    Law:
        Measures on Credit Repair (Order 36), tiers of adverse information.

    """
    tier, order = heaviest(kinds, catalogue), list(Tier)
    if item.tier is None or tier is None or order.index(tier) >= order.index(item.tier):
        return item
    allowed = TIER_WINDOWS[tier]
    window = replace(
        item.window,
        min_months=min(item.window.min_months, allowed.min_months),
        max_months=min(item.window.max_months, allowed.max_months),
    )
    return replace(item, tier=tier, window=window)
