"""What a shop can tell about its users. The task statement says what each function has to give.

The adapter (`rpc_server.py`) serves the functions below, so keep their names and parameters. What they
return becomes JSON: text, numbers, lists and dictionaries, and an `Enum` or a dataclass as well.
"""

from datetime import datetime
from typing import Any


def parse_time(text: str) -> datetime:
    """Turn "2026-03-08T09:15:00Z" into an aware time in UTC."""
    return datetime.fromisoformat(text)


def segment_user(user: dict[str, Any], now: str) -> str:
    """Give "dormant", "vip", "at_risk" or "active"."""
    raise NotImplementedError


def predict_churn(user: dict[str, Any], now: str) -> float:
    """Give the risk, in percent, that the user leaves."""
    raise NotImplementedError


def estimate_ltv(user: dict[str, Any]) -> float:
    """Give the user's lifetime value."""
    raise NotImplementedError


def profile(user: dict[str, Any], now: str) -> dict[str, Any]:
    """Give segment, churn_risk, ltv and recommendations."""
    raise NotImplementedError


def segment_many(users: list[dict[str, Any]], now: str) -> dict[str, int]:
    """Count the users of each of the four segments."""
    raise NotImplementedError
