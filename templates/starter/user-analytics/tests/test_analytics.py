"""The segments at their boundaries."""

from datetime import datetime, timedelta, timezone
from typing import Any

import analytics

NOW = datetime(2026, 3, 8, 12, tzinfo=timezone.utc)


def text(moment: datetime) -> str:
    """Write a time as the task does."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def user(*purchases: tuple[float, float]) -> dict[str, Any]:
    """Make a user from pairs of (days ago, amount)."""
    return {
        "user_id": 1,
        "registration_date": text(NOW - timedelta(days=1000)),
        "purchases": [{"date": text(NOW - timedelta(days=days)), "amount": amount} for days, amount in purchases],
    }


def test_dormant_after_90_days():
    assert analytics.segment_user(user((90, 500)), text(NOW)) == "active"
    assert analytics.segment_user(user((91, 500)), text(NOW)) == "dormant"


# TODO: the other boundaries, users without purchases, refunds, dates after NOW.
