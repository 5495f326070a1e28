#include "testkit/expect.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "base/text.hpp"
#include "testkit/unit.hpp"

namespace assay::testkit {
namespace {

constexpr std::size_t most_steps = 60;

std::optional<double> number_of(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  const std::string& text = value.get_ref<const std::string&>();
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  return !text.empty() && *end == '\0' ? std::optional(number) : std::nullopt;
}

}  // namespace

bool expect(ExpectationKind kind, std::string subject, Json expected, Json got, bool met) {
  const std::string words =
      cat(to_string(kind), " ", subject, ": expected ", to_text(expected), ", got ", to_text(got));
  unit().outcome.expectations.push_back(
      {kind, std::move(subject), std::move(expected), std::move(got), met});
  if (!met) ADD_FAILURE() << words;
  return met;
}

void demand(ExpectationKind kind, std::string subject, Json expected, Json got, bool met) {
  if (!expect(kind, std::move(subject), std::move(expected), std::move(got), met)) stop_test();
}

void stop_test() {
  // A fatal failure keeps GoogleTest from running a test whose SetUp has ended here.
  [] { FAIL() << "the test ends here"; }();
  // GoogleTest ends a test quietly for this exception alone.
  throw testing::AssertionException(
      testing::TestPartResult(testing::TestPartResult::kFatalFailure, nullptr, -1, "stopped"));
}

void note(StepKind kind, Json data) {
  if (unit().outcome.steps.size() >= most_steps) return;
  Step step{kind, std::move(data)};
  Json line = step.data;
  line["kind"] = to_string(kind);
  report({{"event", "step"}, {"step", line}});
  unit().outcome.steps.push_back(std::move(step));
}

void blame(Cause cause, Verdict verdict) {
  if (unit().outcome.cause) return;
  unit().outcome.cause = std::move(cause);
  unit().blamed = verdict;
}

void note_timeout() { unit().timed_out = true; }

namespace term {
Json of(const char* name) { return {{"term", name}}; }
Json of(const char* name, Json value) { return {{"term", name}, {"value", std::move(value)}}; }
}  // namespace term

bool same_value(const Json& expected, const Json& got) {
  if (expected.is_number()) {
    const auto number = number_of(got);
    return number && std::abs(*number - expected.get<double>()) < 0.005;
  }
  if (expected.is_null()) return got.is_null();
  return expected == got;
}

Json type_of(const Json& value) {
  return term::type(value.is_number() ? "number" : value.type_name());
}

bool expect_near(ExpectationKind kind, std::string subject, double expected, const Json& got, double tolerance) {
  const auto number = number_of(got);
  return expect(kind, std::move(subject), expected, got, number && std::abs(*number - expected) <= tolerance);
}

bool expect_field(const Json& object, const std::string& field, const Json& expected) {
  const bool present = object.is_object() && object.contains(field);
  const Json got = present ? object.at(field) : term::of("absent");
  const bool met = present ? same_value(expected, got) : expected.is_null();
  return expect(ExpectationKind::field, field, expected, got, met);
}

bool expect_field_type(const Json& object, const std::string& field, const char* type) {
  const bool present = object.is_object() && object.contains(field);
  const Json got = present ? object.at(field) : term::of("absent");
  const bool numeric = type == std::string_view("number") && number_of(got);
  return expect(ExpectationKind::field, field, term::type(type), got, present && (numeric || type_of(got) == term::type(type)));
}

bool expect_count(const std::string& subject, std::size_t expected, std::size_t got) {
  return expect(ExpectationKind::count, subject, expected, got, expected == got);
}

}  // namespace assay::testkit
