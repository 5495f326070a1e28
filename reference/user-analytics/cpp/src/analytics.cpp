#include "analytics.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

namespace analytics {
namespace {

constexpr int dormant_after_days = 90;
constexpr double vip_above = 1000;
constexpr double at_risk_below = 100;
constexpr int at_risk_within_days = 30;
constexpr double churn_midpoint_days = 30;
constexpr double churn_scale_days = 20;
constexpr double ltv_factor = 3;

double total_of(const User& user) {
  return std::accumulate(user.purchases.begin(), user.purchases.end(), 0.0,
                         [](double sum, const Purchase& purchase) { return sum + purchase.amount; });
}

Time last_purchase_or(const User& user, Time otherwise) {
  const auto last = std::ranges::max_element(user.purchases, {}, &Purchase::date);
  return last == user.purchases.end() ? otherwise : last->date;
}

/// Whole days, rounded down: negative for a time after `now`.
auto days_since(Time time, Time now) { return std::chrono::floor<std::chrono::days>(now - time).count(); }

}  // namespace

std::string_view name_of(Segment segment) {
  switch (segment) {
    case Segment::dormant: return "dormant";
    case Segment::active: return "active";
    case Segment::vip: return "vip";
    case Segment::at_risk: return "at_risk";
  }
  std::abort();
}

std::string_view action_for(Segment segment) {
  switch (segment) {
    case Segment::dormant: return "win_back";
    case Segment::active: return "personal_offers";
    case Segment::vip: return "exclusive_support";
    case Segment::at_risk: return "retention_offer";
  }
  std::abort();
}

Segment segment_of(const User& user, Time now) {
  const auto days = days_since(last_purchase_or(user, now), now);
  const double total = total_of(user);
  if (days > dormant_after_days) return Segment::dormant;
  if (total > vip_above) return Segment::vip;
  if (total < at_risk_below && days < at_risk_within_days) return Segment::at_risk;
  return Segment::active;
}

double churn_of(const User& user, Time now) {
  const auto days = static_cast<double>(days_since(last_purchase_or(user, user.registered), now));
  return 100 / (1 + std::exp(-(days - churn_midpoint_days) / churn_scale_days));
}

double ltv_of(const User& user) { return ltv_factor * total_of(user); }

}  // namespace analytics
