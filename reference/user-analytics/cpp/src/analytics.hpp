// What a shop can tell about its users. Pure: the answer depends on the user and on `now` alone.
#pragma once

#include <array>
#include <chrono>
#include <string_view>
#include <vector>

namespace analytics {

using Time = std::chrono::sys_seconds;

/// One entry of the history; the amount of a refund is negative.
struct Purchase {
  Time date;
  double amount = 0;
};

struct User {
  Time registered;
  std::vector<Purchase> purchases;  ///< in any order
};

enum class Segment { dormant, active, vip, at_risk };
inline constexpr std::array all_segments{Segment::dormant, Segment::active, Segment::vip, Segment::at_risk};

std::string_view name_of(Segment segment);
/// What to do about a user of this segment.
std::string_view action_for(Segment segment);

/// The first rule that fits: dormant, vip, at risk, else active. Who never bought counts as a buyer of today.
Segment segment_of(const User& user, Time now);

/// The risk of leaving in percent, by the days since the last purchase, or since the registration.
double churn_of(const User& user, Time now);

/// The lifetime value.
double ltv_of(const User& user);

}  // namespace analytics
