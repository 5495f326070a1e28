#include "methods.hpp"

#include <cstdio>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "analytics.hpp"

namespace analytics {
namespace {

using nlohmann::json;

/// "2026-03-08T09:15:00Z"
Time time_in(const json& value) {
  const auto& text = value.get_ref<const std::string&>();
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, end = 0;
  const int found = std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &year, &month, &day, &hour, &minute, &second, &end);
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (found != 6 || static_cast<std::size_t>(end) != text.size() || !date.ok() || hour > 23 || minute > 59 || second > 59)
    throw std::invalid_argument("not a time in UTC: " + value.dump());
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
}

double amount_in(const json& value) {
  if (!value.is_number()) throw std::invalid_argument("not an amount: " + value.dump());
  return value.get<double>();
}

User user_in(const json& value) {
  User user{.registered = time_in(value.at("registration_date")), .purchases = {}};
  const auto& purchases = value.at("purchases").get_ref<const json::array_t&>();
  user.purchases.reserve(purchases.size());
  for (const json& purchase : purchases)
    user.purchases.push_back({.date = time_in(purchase.at("date")), .amount = amount_in(purchase.at("amount"))});
  return user;
}

json segment_user(const json& params) {
  return name_of(segment_of(user_in(params.at("user")), time_in(params.at("now"))));
}

json predict_churn(const json& params) { return churn_of(user_in(params.at("user")), time_in(params.at("now"))); }

json estimate_ltv(const json& params) { return ltv_of(user_in(params.at("user"))); }

json profile(const json& params) {
  const User user = user_in(params.at("user"));
  const Time now = time_in(params.at("now"));
  const Segment segment = segment_of(user, now);
  return {{"segment", name_of(segment)},
          {"churn_risk", churn_of(user, now)},
          {"ltv", ltv_of(user)},
          {"recommendations", json::array({action_for(segment)})}};
}

json segment_many(const json& params) {
  const Time now = time_in(params.at("now"));
  std::map<Segment, int> counts;
  for (const json& user : params.at("users").get_ref<const json::array_t&>()) ++counts[segment_of(user_in(user), now)];
  json answer = json::object();
  for (const Segment segment : all_segments) answer[name_of(segment)] = counts[segment];
  return answer;
}

const std::map<std::string, std::function<json(const json&)>> methods{{"segment_user", segment_user},
                                                                      {"predict_churn", predict_churn},
                                                                      {"estimate_ltv", estimate_ltv},
                                                                      {"profile", profile},
                                                                      {"segment_many", segment_many}};

}  // namespace

json call(const std::string& method, const json& params) {
  const auto found = methods.find(method);
  if (found == methods.end()) throw std::invalid_argument("no method " + method);
  return found->second(params);
}

}  // namespace analytics
