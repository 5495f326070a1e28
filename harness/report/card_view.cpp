// A card: what was expected and what came, what the test did, and where to look next.
#include "report/difference.hpp"
#include "report/evidence.hpp"
#include "report/failure.hpp"
#include "report/sequence.hpp"
#include "report/words.hpp"

namespace assay {
namespace {

constexpr std::size_t cards_open = 3;   // the others show their title until they are asked
constexpr std::size_t tests_shown = 30;
constexpr std::size_t expectations_shown = 8;
constexpr std::size_t steps_shown = 6;
constexpr std::size_t answer_shown = 1500;
constexpr std::size_t value_shown = 1200;

std::string reason_of(const Scene& scene, const TestOutcome& outcome, bool explained) {
  const Messages& messages = scene.messages;
  if (outcome.verdict == Verdict::flaky)
    return messages.fill("verdict_sentence.flaky", {{"passed", cat(outcome.runs_passed)},
                                                    {"runs", messages.counted("of_runs", outcome.runs)}});
  const bool plain = outcome.verdict == Verdict::failed;
  if (outcome.cause || (plain && explained)) return {};
  return messages.text(cat("verdict_sentence.", to_string(outcome.verdict)));
}

/// A value as lines, when it is data and nothing else.
std::string lines_of(const Json& value, const std::string& words) {
  const std::vector<Span> spans = spans_of(words);
  if (spans.size() != 1 || !spans.front().code) return {};
  if (value.is_structured() && !(value.is_object() && value.contains("term"))) return first_bytes(to_text(value, 2), value_shown);
  return value.is_string() && value.get_ref<const std::string&>().find('\n') != std::string::npos
             ? first_bytes(value.get_ref<const std::string&>(), value_shown) : std::string(spans.front().text);
}

Json pieces_view(const std::vector<Piece>& pieces, bool marks) {
  Json view = Json::array();
  for (const Piece& piece : pieces) view.push_back({{"text", piece.text}, {"differs", marks && piece.differs}});
  return view;
}

/// Both values in pieces, where both are data.
void add_pieces(const Expectation& expectation, const ExpectationWords& words, Json& view) {
  view["expected_pieces"] = view["got_pieces"] = Json::array();
  const std::string expected = lines_of(expectation.expected, words.expected), got = lines_of(expectation.got, words.got);
  if (expected.empty() || got.empty()) return;
  const Difference found = difference(expected, got);
  // Where nothing is shared, marks say nothing.
  const auto same = [](const Piece& piece) { return !piece.differs && piece.text.find_first_not_of(" \n\",{}[]") != std::string::npos; };
  const bool marks = std::any_of(found.expected.begin(), found.expected.end(), same);
  view["expected_pieces"] = pieces_view(found.expected, marks);
  view["got_pieces"] = pieces_view(found.got, marks);
}

Json expectations_of(const Scene& scene, const TestOutcome& outcome, std::string& more) {
  Json unmet = Json::array();
  std::int64_t left_out = 0;
  for (const Expectation& expectation : outcome.expectations) {
    // That a role is not ready is what the cause says already.
    if (expectation.met || (outcome.cause && expectation.kind == ExpectationKind::ready)) continue;
    if (unmet.size() == expectations_shown) {
      ++left_out;
      continue;
    }
    const ExpectationWords words = words_of(expectation, scene.messages);
    unmet.push_back({{"label", words.label}, {"sentence", words.sentence}, {"expected", words.expected}, {"got", words.got}});
    add_pieces(expectation, words, unmet.back());
  }
  if (left_out > 0) more = scene.messages.fill("notice.more", {{"n", cat(left_out)}});
  return unmet;
}

Json step_view(const Scene& scene, const Step& step) {
  if (step.kind == StepKind::rpc)
    if (const std::string command = nc_command(step, scene.assignment); !command.empty())
      return {{"command", command}, {"result", result_of_call(step, scene.messages)}, {"sentence", ""}};
  if (step.kind != StepKind::http)
    return {{"command", ""}, {"result", ""}, {"sentence", sentence_of(step, scene.messages)}};
  const Json status = step.data.value("status", Json()), problem = step.data.value("problem", Json());
  std::string result = scene.messages.text("step.no_status");
  if (!problem.is_null()) result = phrase_of(problem, scene.messages);
  if (status.is_number()) result = scene.messages.fill("step.status", {{"status", as_code(to_text(status))}});
  return {{"command", curl_command(step, scene.assignment)}, {"result", result}, {"sentence", ""}};
}

/// The last steps, and in `answer` the body that the last request brought, or what came in place of an answer to the last call.
Json steps_of(const Scene& scene, const TestOutcome& outcome, std::string& earlier, std::string& answer) {
  Json steps = Json::array();
  const std::size_t all = outcome.steps.size();
  const std::size_t skipped = all > steps_shown ? all - steps_shown : 0;
  if (skipped > 0) earlier = scene.messages.fill("notice.earlier_steps", {{"n", cat(skipped)}});
  for (std::size_t i = skipped; i < all; ++i) steps.push_back(step_view(scene, outcome.steps[i]));
  for (const Step& step : outcome.steps) {
    if (step.kind != StepKind::http && step.kind != StepKind::rpc) continue;
    const Json rest = step.data.value("volatile", Json::object());
    const Json body = rest.value("answer", Json());
    answer = body.is_null() ? "" : first_bytes(body.is_string() ? body.get_ref<const std::string&>() : to_text(body),
                                               answer_shown);
  }
  return steps;
}

Json tests_of(const Scene& scene, const Failure& failure) {
  Json tests = Json::array();
  for (const TestOutcome* outcome : failure.outcomes) {
    if (tests.size() == tests_shown) {
      const std::string n = cat(failure.outcomes.size() - tests_shown);
      tests.push_back(scene.messages.fill("notice.more", {{"n", n}}));
      break;
    }
    tests.push_back(as_code(outcome->name()));
  }
  return tests;
}

Json costs_view(const Scene& scene, const std::vector<const Criterion*>& criteria) {
  Json costs = Json::array();
  for (const Criterion* criterion : criteria) {
    const CriterionScore& scored = *scene.score_of(criterion->id);
    const bool penalty = criterion->kind == CriterionKind::penalty;
    const Points lost = penalty ? scored.earned : scored.possible - scored.earned;
    costs.push_back({{"title", scene.title_of(*criterion)}, {"points", cat("−", scene.messages.points(lost))}});
  }
  return costs;
}

struct Pointers {
  std::string hint, lesson;
};

/// A program that does not start, or ended, fails tests of all kinds, as own tests do that are worth nothing: the hint of one of them
/// would lead astray.
bool speaks_for_itself(const TestOutcome& outcome) {
  if (!outcome.cause) return false;
  switch (outcome.cause->kind) {
    case CauseKind::never_ready: case CauseKind::exited: case CauseKind::missing_package: case CauseKind::limit:
    case CauseKind::no_own_tests: case CauseKind::unsteady_tests: return true;
    case CauseKind::command_failed: case CauseKind::no_command: case CauseKind::suite_crashed: case CauseKind::suite_hung:
    case CauseKind::service_lost: case CauseKind::cell_failed: case CauseKind::not_run: case CauseKind::no_place: case CauseKind::no_subject:
    case CauseKind::unseen: case CauseKind::few_alterations: return false;
  }
  std::abort();
}

/// The first hint and lesson that the tests or their criteria have.
Pointers pointers_of(const Scene& scene, const Failure& failure) {
  if (speaks_for_itself(failure.first())) return {};
  Pointers pointers{scene.hint_of(failure.first().name()), {}};
  for (const Criterion* criterion : scene.criteria_of(failure.first().name())) {
    if (pointers.hint.empty()) pointers.hint = from_author(criterion->hint.in(scene.messages.language()));
    if (pointers.lesson.empty()) pointers.lesson = as_code(criterion->lesson);
  }
  return pointers;
}

/// Whether the program's own output is likely to say what went wrong, and not only which requests came.
bool is_telling(const TestOutcome& outcome, const std::string& lines) {
  return outcome.cause || lines.find("Traceback") != std::string::npos || lines.find("Error") != std::string::npos;
}

/// "5 calls in starlette, fastapi": what a student reads in place of the calls inside libraries.
FoldedLine folded_line(const Messages& messages) {
  return [&messages](std::int64_t frames, const std::string& libraries) {
    return messages.fill("notice.folded", {{"calls", messages.counted("calls", frames)}, {"libraries", libraries}});
  };
}

std::string title_for(const Scene& scene, const Failure& failure) {
  return failure.shared() ? sentence_of(*failure.first().cause, scene.messages) : scene.title_of(failure.first().name());
}

}  // namespace

Json card_view(const Scene& scene, const Failure& failure, std::size_t number) {
  const TestOutcome& outcome = failure.first();
  const Messages& messages = scene.messages;
  std::string more, earlier, answer;
  const Json expectations = expectations_of(scene, outcome, more);
  const Json steps = steps_of(scene, outcome, earlier, answer);
  const Json tests = tests_of(scene, failure);
  const bool titled = failure.shared() || title_for(scene, failure) != as_code(outcome.name());
  const bool student = scene.options.reader == Reader::student;
  const OutputEnd output = output_end(scene.record, outcome, student ? folded_line(messages) : FoldedLine());
  const Pointers pointers = pointers_of(scene, failure);
  const std::string label = messages.fill("label.output", {{"role", as_code(output.role)}});
  return {{"number", number},
          {"open", number <= cards_open},
          {"title", title_for(scene, failure)},
          {"tests", tests},
          {"names", titled ? tests : Json::array()},
          {"shared", failure.shared()},
          {"count", failure.outcomes.size()},
          {"hidden_with", failure.hidden == 0 ? "" : messages.fill("notice.hidden_with",
               {{"tests", messages.counted("hidden_tests", failure.hidden)}})},
          {"verdict", to_string(outcome.verdict)},
          {"verdict_label", messages.text(cat("verdict.", to_string(outcome.verdict)))},
          {"cause", outcome.cause && !failure.shared() ? sentence_of(*outcome.cause, messages) : ""},
          {"reason", reason_of(scene, outcome, !expectations.empty())},
          {"expectations", expectations},
          {"more", more},
          {"steps", steps},
          {"earlier", earlier},
          {"answer", answer},
          {"sql", sql_lines(outcome)},
          {"output", output.lines.empty() ? Json(false) : Json{{"label", label}, {"lines", output.lines}, {"telling", is_telling(outcome, output.lines)}}},
          {"hint", pointers.hint},
          {"mistake", ""},
          {"sequence", sequence_view(outcome, messages)},
          {"costs", costs_view(scene, costs_of(scene, failure))},
          {"lesson", pointers.lesson},
          {"again", scene.again(outcome.name())},
          {"debug", student ? "" : first_bytes(outcome.debug, 4000)}};
}

}  // namespace assay
