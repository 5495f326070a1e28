#include "model/unit_spec.hpp"

namespace assay {
namespace {

using std::chrono::milliseconds;

Json to_json(const PostgresLease& lease) {
  return {{"socket_directory", lease.socket_directory}, {"user", lease.user},
          {"password", lease.password},                 {"database", lease.database},
          {"reader", lease.reader},                     {"reader_password", lease.reader_password}};
}

PostgresLease postgres_lease_from_json(const Json& value) {
  return {.socket_directory = value.at("socket_directory"), .user = value.at("user"),
          .password = value.at("password"),                 .database = value.at("database"),
          .reader = value.at("reader"),                     .reader_password = value.at("reader_password")};
}

}  // namespace

Json to_json(const UnitSpec& spec) {
  Json value{{"seed", spec.seed},
             {"tests", spec.tests},
             {"test_ms", spec.test_limit.count()},
             {"stop_ms", spec.stop_limit.count()},
             {"roles", Json::object()},
             {"missing_roles", spec.missing_roles},
             {"own_test_names", spec.own_test_names},
             {"observed", spec.observed},
             {"files", spec.files},
             {"shadows", spec.shadows},
             {"set_aside", spec.set_aside},
             {"alteration", spec.alteration}};
  for (const auto& [name, role] : spec.roles)
    value["roles"][name] = {{"ready", static_cast<int>(role.ready)},
                            {"start_ms", role.start_limit.count()},
                            {"default_port", role.default_port},
                            {"argv", role.argv}};
  if (spec.lease.postgres) value["postgres"] = to_json(*spec.lease.postgres);
  return value;
}

UnitSpec unit_spec_from_json(const Json& value) {
  UnitSpec spec;
  spec.seed = value.at("seed");
  spec.tests = value.at("tests").get<std::vector<std::string>>();
  spec.test_limit = milliseconds(value.at("test_ms").get<std::int64_t>());
  spec.stop_limit = milliseconds(value.at("stop_ms").get<std::int64_t>());
  spec.missing_roles =
      value.at("missing_roles").get<std::map<std::string, std::vector<std::string>>>();
  spec.own_test_names = value.at("own_test_names").get<std::vector<std::string>>();
  spec.observed = value.at("observed").get<bool>();
  spec.files = value.at("files").get<std::vector<std::string>>();
  spec.set_aside = value.at("set_aside").get<std::vector<std::string>>();
  spec.alteration = value.at("alteration");
  spec.shadows = value.at("shadows").get<std::vector<std::string>>();
  for (const auto& [name, role] : value.at("roles").items())
    spec.roles[name] = {.ready = static_cast<Ready>(role.at("ready").get<int>()),
                        .start_limit = milliseconds(role.at("start_ms").get<std::int64_t>()),
                        .default_port = role.at("default_port").get<int>(),
                        .argv = role.at("argv").get<std::vector<std::string>>()};
  if (value.contains("postgres")) spec.lease.postgres = postgres_lease_from_json(value.at("postgres"));
  return spec;
}

}  // namespace assay
