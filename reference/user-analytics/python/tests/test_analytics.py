"""The rules at their boundaries, and the users that are easily forgotten."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

import analytics
from analytics import Segment

NOW = datetime(2026, 3, 8, 12, tzinfo=timezone.utc)


def text(moment: datetime) -> str:
    """Write a time as the task does."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def user(*purchases: tuple[float, float], registered: float = 1000) -> dict[str, Any]:
    """Make a user from pairs of (days ago, amount)."""
    return {
        "user_id": 1,
        "registration_date": text(NOW - timedelta(days=registered)),
        "purchases": [{"date": text(NOW - timedelta(days=days)), "amount": amount} for days, amount in purchases],
    }


@pytest.mark.parametrize(
    ("days", "amount", "expected"),
    [
        (91, 500, Segment.DORMANT),
        (90.9, 500, Segment.ACTIVE),
        (91, 5000, Segment.DORMANT),
        (5, 1000.01, Segment.VIP),
        (5, 1000, Segment.ACTIVE),
        (29, 99.99, Segment.AT_RISK),
        (29, 100, Segment.ACTIVE),
        (30, 99.99, Segment.ACTIVE),
    ],
)
def test_segment_at_the_boundaries(days, amount, expected):
    assert analytics.segment_user(user((days, amount)), text(NOW)) is expected


def test_the_latest_purchase_counts_wherever_it_stands():
    assert analytics.segment_user(user((300, 100), (40, 50), (200, 10)), text(NOW)) is Segment.ACTIVE


@pytest.mark.parametrize(("days", "expected"), [(5, 22.27), (15, 32.08), (30, 50), (45, 67.92), (60, 81.76)])
def test_churn_of_the_lessons_days(days, expected):
    assert analytics.predict_churn(user((days, 10)), text(NOW)) == pytest.approx(expected, abs=0.005)


def test_a_user_without_purchases():
    newcomer = user(registered=60)
    assert analytics.segment_user(newcomer, text(NOW)) is Segment.AT_RISK
    assert analytics.predict_churn(newcomer, text(NOW)) == pytest.approx(81.76, abs=0.005)
    assert analytics.estimate_ltv(newcomer) == 0


def test_a_purchase_decades_ahead():
    assert analytics.predict_churn(user((-20_000, 10)), text(NOW)) == pytest.approx(0, abs=1e-6)


def test_profile():
    profile = analytics.profile(user((40, 1200), (5, -100)), text(NOW))
    assert (profile.segment, profile.ltv, profile.recommendations) == (Segment.VIP, 3300, ["exclusive_support"])


def test_counts_name_every_segment():
    counts = analytics.segment_many([user((5, 500)), user((6, 500))], text(NOW))
    assert counts == {Segment.DORMANT: 0, Segment.VIP: 0, Segment.AT_RISK: 0, Segment.ACTIVE: 2}


@pytest.mark.parametrize("field", ["registration_date", "purchases"])
def test_a_malformed_user_is_refused(field):
    with pytest.raises((KeyError, TypeError, ValueError)):
        analytics.profile({name: value for name, value in user((5, 5)).items() if name != field}, text(NOW))
