"""The rules, as plain functions over what the JSON holds."""

from datetime import datetime
from decimal import Decimal
from math import tanh

SECONDS_A_DAY = 86_400

RECOMMENDATIONS = {
    "dormant": "win_back",
    "active": "personal_offers",
    "vip": "exclusive_support",
    "at_risk": "retention_offer",
}


def _seconds(text):
    return int(datetime.fromisoformat(text).timestamp())


def _history(user):
    """Give the total and the time of the last purchase, None where there is none."""
    total, last = Decimal(0), None
    for purchase in user["purchases"]:
        amount, when = purchase["amount"], _seconds(purchase["date"])
        if type(amount) not in (int, Decimal):
            raise TypeError(f"{amount!r} is no amount")
        total += amount
        last = when if last is None or when > last else last
    return total, last


def _segment(total, days):
    match total, days:
        case _, silent if silent > 90:
            return "dormant"
        case spent, _ if spent > 1000:
            return "vip"
        case spent, recent if spent < 100 and recent < 30:
            return "at_risk"
    return "active"


def segment_user(user, now):
    total, last = _history(user)
    days = 0 if last is None else (_seconds(now) - last) // SECONDS_A_DAY
    return _segment(total, days)


def predict_churn(user, now):
    _, last = _history(user)
    since = _seconds(user["registration_date"]) if last is None else last
    days = (_seconds(now) - since) // SECONDS_A_DAY
    # The logistic function by way of the hyperbolic tangent, which does not overflow.
    return 50 * (1 + tanh((days - 30) / 40))


def estimate_ltv(user):
    total, _ = _history(user)
    return 3 * total


def profile(user, now):
    segment = segment_user(user, now)
    return {
        "user_id": user.get("user_id"),
        "segment": segment,
        "churn_risk": predict_churn(user, now),
        "ltv": estimate_ltv(user),
        "recommendations": [RECOMMENDATIONS[segment]],
    }


def segment_many(users, now):
    counts = dict.fromkeys(RECOMMENDATIONS, 0)
    for user in users:
        counts[segment_user(user, now)] += 1
    return counts
