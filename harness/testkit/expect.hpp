// What tests say: every finding is data (kind, subject, expected, got), never prose. `expect_…` notes an unmet expectation and goes on;
// `demand_…` notes it and ends the test.
#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"
#include "model/outcome.hpp"

namespace assay::testkit {

/// Notes an expectation of the running test; returns `met`.
bool expect(ExpectationKind kind, std::string subject, Json expected, Json got, bool met);
/// The same; ends the test when it is not met.
void demand(ExpectationKind kind, std::string subject, Json expected, Json got, bool met);
/// Ends the running test as it stands.
[[noreturn]] void stop_test();

/// Notes a step of the running test; it survives a crash of the suite.
void note(StepKind kind, Json data);
/// Why the running test cannot pass; the first one stands.
void blame(Cause cause, Verdict verdict);
/// A deadline of the test passed.
void note_timeout();

namespace term {
Json of(const char* name);
Json of(const char* name, Json value);
inline Json any_of(const std::vector<int>& values) { return values.size() == 1 ? Json(values[0]) : of("any_of", values); }
inline Json nothing() { return of("nothing"); }
inline Json type(const char* name) { return of("type", name); }
}  // namespace term

/// Numbers as numbers or numeric strings, compared to a hundredth; text as text; null equals a missing member.
bool same_value(const Json& expected, const Json& got);
/// The type of a value as a term.
Json type_of(const Json& value);

/// A number, or a string with one, not further than `tolerance` from `expected`.
bool expect_near(ExpectationKind kind, std::string subject, double expected, const Json& got, double tolerance);
bool expect_field(const Json& object, const std::string& field, const Json& expected);
/// `type` as JSON names it; a string with a number is a "number" too.
bool expect_field_type(const Json& object, const std::string& field, const char* type);
bool expect_count(const std::string& subject, std::size_t expected, std::size_t got);

}  // namespace assay::testkit
