"""What a shop can tell about its users: their segment, how likely they leave, what they are worth.

Every function is pure: the answer depends on the user and on `now` alone, never on the clock. Users
and times come as JSON brings them (dictionaries, ISO 8601 in UTC); `User.read` turns them into values
that the rest of the module computes with, and refuses what is malformed.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Self

DORMANT_AFTER_DAYS = 90
VIP_ABOVE = 1000
AT_RISK_BELOW = 100
AT_RISK_WITHIN_DAYS = 30

CHURN_MIDPOINT_DAYS = 30
CHURN_SCALE_DAYS = 20

LTV_FACTOR = 3


class Segment(Enum):
    """Which kind of customer a user is."""

    DORMANT = "dormant"
    VIP = "vip"
    AT_RISK = "at_risk"
    ACTIVE = "active"


ACTIONS = {
    Segment.DORMANT: "win_back",
    Segment.VIP: "exclusive_support",
    Segment.AT_RISK: "retention_offer",
    Segment.ACTIVE: "personal_offers",
}


@dataclass(frozen=True)
class Profile:
    """All that is known about a user."""

    segment: Segment
    churn_risk: float
    ltv: float
    recommendations: list[str]


@dataclass(frozen=True)
class Purchase:
    """One entry of the history; the amount of a refund is negative."""

    date: datetime
    amount: float

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Check one entry; a missing or malformed field is an error."""
        amount = data["amount"]
        if isinstance(amount, bool) or not isinstance(amount, (int, float)):
            raise ValueError(f"amount: expected a number, got {amount!r}")
        return cls(date=datetime.fromisoformat(data["date"]), amount=amount)


@dataclass(frozen=True)
class User:
    """A user with the purchases in any order."""

    registered: datetime
    purchases: Sequence[Purchase]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Check a user; a missing or malformed field is an error."""
        return cls(
            registered=datetime.fromisoformat(data["registration_date"]),
            purchases=[Purchase.read(purchase) for purchase in data["purchases"]],
        )

    def total(self) -> float:
        """Add up what the user spent, refunds taken off."""
        return sum(purchase.amount for purchase in self.purchases)

    def last_purchase(self) -> datetime | None:
        """Find the latest purchase; the list need not be sorted."""
        return max((purchase.date for purchase in self.purchases), default=None)


def days_between(earlier: datetime, later: datetime) -> int:
    """Count whole days, rounded down; negative when `earlier` is in fact the later one."""
    return (later - earlier) // timedelta(days=1)


def segment_of(user: User, now: datetime) -> Segment:
    """Apply the rules in their order; who never bought counts as a buyer of today."""
    days = days_between(user.last_purchase() or now, now)
    total = user.total()
    if days > DORMANT_AFTER_DAYS:
        return Segment.DORMANT
    if total > VIP_ABOVE:
        return Segment.VIP
    if total < AT_RISK_BELOW and days < AT_RISK_WITHIN_DAYS:
        return Segment.AT_RISK
    return Segment.ACTIVE


def churn_of(user: User, now: datetime) -> float:
    """Give the risk of leaving in percent, by the days since the last purchase or the registration."""
    days = days_between(user.last_purchase() or user.registered, now)
    exponent = (days - CHURN_MIDPOINT_DAYS) / CHURN_SCALE_DAYS
    if exponent >= 0:
        return 100 / (1 + math.exp(-exponent))
    # The same value, written so that exp() cannot overflow when the date lies decades ahead.
    return 100 * math.exp(exponent) / (1 + math.exp(exponent))


def ltv_of(user: User) -> float:
    """Estimate what the user will have been worth in the end."""
    return LTV_FACTOR * user.total()


# --- what the suite calls -----------------------------------------------------------------------


def segment_user(user: Mapping[str, Any], now: str) -> Segment:
    """Give the user's segment."""
    return segment_of(User.read(user), datetime.fromisoformat(now))


def predict_churn(user: Mapping[str, Any], now: str) -> float:
    """Give the risk, in percent, that the user leaves."""
    return churn_of(User.read(user), datetime.fromisoformat(now))


def estimate_ltv(user: Mapping[str, Any]) -> float:
    """Give the user's lifetime value."""
    return ltv_of(User.read(user))


def profile(user: Mapping[str, Any], now: str) -> Profile:
    """Join all of it, with what to do about the user."""
    known, moment = User.read(user), datetime.fromisoformat(now)
    segment = segment_of(known, moment)
    return Profile(
        segment=segment,
        churn_risk=churn_of(known, moment),
        ltv=ltv_of(known),
        recommendations=[ACTIONS[segment]],
    )


def segment_many(users: Sequence[Mapping[str, Any]], now: str) -> dict[Segment, int]:
    """Count the users of each segment; a segment without users counts 0."""
    moment = datetime.fromisoformat(now)
    counts = Counter(segment_of(User.read(user), moment) for user in users)
    return {segment: counts[segment] for segment in Segment}
