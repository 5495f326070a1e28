#include "report/hidden.hpp"

#include <algorithm>
#include <set>

#include "base/fault.hpp"
#include "base/text.hpp"

namespace assay {
namespace {

constexpr std::size_t telling_title = 12;   // bytes; a shorter title may stand anywhere

bool is_known(const std::string& test, const Assignment& assignment) {
  return std::any_of(assignment.groups.begin(), assignment.groups.end(), [&](const Group& group) {
    return std::find(group.tests.begin(), group.tests.end(), test) != group.tests.end();
  });
}

bool has_hidden(const Assignment& assignment) {
  return std::any_of(assignment.texts.begin(), assignment.texts.end(), [](const auto& text) { return text.second.hidden; });
}

std::string lower(std::string text) {
  for (char& byte : text)
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte - 'A' + 'a');
  return text;
}

/// What is left of a hidden test.
TestOutcome verdict_alone(const TestOutcome& outcome, const std::vector<TestOutcome>& shown) {
  TestOutcome made{.group = outcome.group, .test = outcome.test, .verdict = outcome.verdict};
  const bool shared = std::any_of(shown.begin(), shown.end(), [&](const TestOutcome& other) { return other.cause == outcome.cause; });
  if (outcome.cause && shared) made.cause = outcome.cause;
  made.runs = outcome.runs;
  made.runs_passed = outcome.runs_passed;
  return made;
}

/// Puts NUL, which evidence leaves out, in place of the bytes [from, to) of a role's output.
void blot(RoleOutput& output, std::uint64_t from, std::uint64_t to) {
  const std::uint64_t tail_at = output.total > output.tail.size() ? output.total - output.tail.size() : 0;
  for (std::uint64_t at = from; at < std::min(to, output.total); ++at) {
    if (at < output.head.size()) output.head[at] = '\0';
    if (at >= tail_at && at - tail_at < output.tail.size()) output.tail[at - tail_at] = '\0';
  }
}

bool hides_something(const RunRecord& record, const Assignment& assignment, const ReportOptions& options) {
  return std::any_of(record.outcomes.begin(), record.outcomes.end(),
                     [&](const TestOutcome& outcome) { return hidden_from(outcome.name(), assignment, options); });
}

/// Everything that must not be in a report; lower case, since letters may be changed on the way.
std::set<std::string> secrets_of(const RunRecord& record, const Assignment& assignment, const ReportOptions& options) {
  std::set<std::string> secrets, shown;
  for (const TestOutcome& outcome : record.outcomes) {
    const bool hidden = hidden_from(outcome.name(), assignment, options);
    if (hidden) secrets.insert(lower(outcome.name()));
    for (const std::string& drawn : outcome.drawn) (hidden ? secrets : shown).insert(lower(drawn));
  }
  for (const auto& [test, text] : assignment.texts) {
    const bool hidden = hidden_from(test, assignment, options);
    if (hidden) secrets.insert(lower(test));
    for (const LocalText* one : {&text.title, &text.hint})
      for (const Language language : all_languages)
        if (const std::string& words = one->in(language); words.size() >= telling_title) (hidden ? secrets : shown).insert(lower(words));
  }
  for (const std::string& one : shown) secrets.erase(one);
  return secrets;
}

}  // namespace

bool hidden_from(const std::string& test, const Assignment& assignment, const ReportOptions& options) {
  if (options.reader == Reader::instructor || options.reveal_hidden) return false;
  const auto text = assignment.texts.find(test);
  if (text != assignment.texts.end()) return text->second.hidden;
  return !assignment.groups.empty() && has_hidden(assignment) && !is_known(test, assignment);
}

RunRecord projected(const RunRecord& record, const Assignment& assignment, const ReportOptions& options) {
  RunRecord shown{.assignment = record.assignment, .suite_digest = record.suite_digest, .seed = record.seed,
                  .submission = record.submission, .submission_digest = record.submission_digest, .python = record.python,
                  .restored = record.restored, .history = record.history};
  shown.versions = record.versions;
  shown.cell = record.cell;
  shown.complete = record.complete;
  shown.started = record.started;
  shown.wall_ms = record.wall_ms;
  for (const TestOutcome& outcome : record.outcomes)
    if (!hidden_from(outcome.name(), assignment, options)) shown.outcomes.push_back(outcome);
  const std::vector<TestOutcome> visible = shown.outcomes;
  shown.outcomes.clear();
  for (const UnitRecord& unit : record.units)
    shown.units.push_back({.group = unit.group, .attempts = unit.attempts, .output = unit.output});
  for (const TestOutcome& outcome : record.outcomes) {
    if (!hidden_from(outcome.name(), assignment, options)) {
      shown.outcomes.push_back(outcome);
      shown.outcomes.back().debug.clear();
      continue;
    }
    shown.outcomes.push_back(verdict_alone(outcome, visible));
    for (const OutputRange& range : outcome.output)
      for (UnitRecord& unit : shown.units)
        if (const auto output = unit.output.find(range.role); unit.group == outcome.group && output != unit.output.end())
          blot(output->second, range.from, range.to);
  }
  return shown;
}

Shown::Shown(const Graded& graded, const Assignment& assignment, const ReportOptions& options)
    : whole_(graded.record), assignment_(assignment), options_(options),
      projected_(hides_something(graded.record, assignment, options) ? std::optional(projected(graded.record, assignment, options)) : std::nullopt),
      seen_{projected_ ? *projected_ : graded.record, graded.score, graded.likely_mutant, graded.mistakes, graded.digest} {}

void Shown::demand_no_secrets(const std::string& report, const Json& view) const {
  if (!projected_) return;
  const std::set<std::string> secrets = secrets_of(whole_, assignment_, options_);
  const std::string text = lower(report), source = lower(to_text(view));
  for (const std::string& secret : secrets)
    if (text.find(secret) != std::string::npos || source.find(secret) != std::string::npos)
      // Which one is not said: whoever reads this may be the student.
      throw environment_fault(cat("report of ", assay::quoted(whole_.submission), ": would show something of a hidden test, and was not made"),
                              "the program may have written into its output what a hidden test sent it; look at it with --instructor");
}

}  // namespace assay
