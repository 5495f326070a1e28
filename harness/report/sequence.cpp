#include "report/sequence.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "base/text.hpp"
#include "report/marked.hpp"
#include "report/words.hpp"

namespace assay {
namespace {

constexpr std::size_t steps_drawn = 10;
constexpr std::size_t statements_drawn = 4;   // of one request
constexpr int row_height = 30, first_row = 64, gap_of_two = 480, gap_of_more = 268, side_margin = 92, letter_width = 7;
constexpr const char* the_check = "check";

std::string text_at(const Json& data, const char* name, const char* otherwise = "") {
  return data.contains(name) && !data[name].is_null() ? plain_text(data[name]) : otherwise;
}

/// Which line of life a step looks at or talks to.
std::string other_end(const Step& step) {
  switch (step.kind) {
    case StepKind::http: case StepKind::rpc: return text_at(step.data, "role", "api");
    case StepKind::role: return text_at(step.data, step.data.contains("role") ? "role" : "name", "api");
    case StepKind::sql: return "postgres";
    case StepKind::fault: return text_at(step.data, "service", "postgres");
    case StepKind::redis: return "redis";
    case StepKind::mongo: return "mongo";
    case StepKind::amqp: return "rabbit";
    case StepKind::wait: case StepKind::command: return the_check;
  }
  std::abort();
}

bool is_service(const std::string& name) {
  return name == "postgres" || name == "redis" || name == "mongo" || name == "rabbit";
}

/// Whether the catalogues have a word for it; else its name is data.
bool is_known(const std::string& name) { return name == the_check || is_service(name); }

std::vector<const StatementNote*> statements_for(const TestOutcome& outcome, const Step& step) {
  std::vector<const StatementNote*> found;
  const Json exchange = step.data.value("volatile", Json::object()).value("exchange", Json());
  if (!exchange.is_number()) return found;
  for (const StatementNote& note : outcome.statements)
    if ((note.kind == "data" || !note.error.empty()) &&
        std::find(note.exchanges.begin(), note.exchanges.end(), exchange.get<std::uint64_t>()) != note.exchanges.end())
      found.push_back(&note);
  return found;
}

bool answers(const Step& step, const Expectation& expectation) {
  switch (expectation.kind) {
    case ExpectationKind::status: case ExpectationKind::answer:
      return step.kind == StepKind::http && cat(text_at(step.data, "method"), " ", text_at(step.data, "path")) == expectation.subject;
    case ExpectationKind::result: case ExpectationKind::refusal: {
      if (step.kind != StepKind::rpc || text_at(step.data, "method") != expectation.subject) return false;
      const Json varies = step.data.value("volatile", Json::object());
      return !varies.contains("result") || varies["result"] == expectation.got;
    }
    case ExpectationKind::header: case ExpectationKind::body: case ExpectationKind::field: case ExpectationKind::element:
    case ExpectationKind::count: case ExpectationKind::order: case ExpectationKind::row: case ExpectationKind::rows:
    case ExpectationKind::column: case ExpectationKind::table: case ExpectationKind::key: case ExpectationKind::within:
    case ExpectationKind::statements: case ExpectationKind::connections: case ExpectationKind::alive: case ExpectationKind::ready:
    case ExpectationKind::exit_status: case ExpectationKind::output: case ExpectationKind::absent: case ExpectationKind::finding:
    case ExpectationKind::file: case ExpectationKind::unchanged: case ExpectationKind::test_passes: case ExpectationKind::recovers:
    case ExpectationKind::notices: case ExpectationKind::steady: return false;   // Within an answer, or elsewhere.
  }
  std::abort();
}

/// The steps whose answers the test complains about: of several that fit, the last, since a test asks and then looks.
std::set<const Step*> unwanted_steps(const TestOutcome& outcome) {
  std::set<const Step*> found;
  for (const Expectation& expectation : outcome.expectations) {
    if (expectation.met) continue;
    const auto step = std::find_if(outcome.steps.rbegin(), outcome.steps.rend(), [&](const Step& one) { return answers(one, expectation); });
    if (step != outcome.steps.rend()) found.insert(&*step);
  }
  return found;
}

/// Marked text as plain text on one line.
std::string unmarked(std::string text) {
  std::erase_if(text, [](char byte) { return byte == code_begin || byte == code_end; });
  return text;
}

class Drawing {
 public:
  Drawing(const TestOutcome& outcome, const Messages& messages) : outcome_(outcome), messages_(messages) {}

  Json draw() {
    const std::size_t all = outcome_.steps.size(), from = all > steps_drawn ? all - steps_drawn : 0;
    place_lifelines(from);
    if (names_.size() < 2) return false;
    for (std::size_t i = from; i < all; ++i) draw(outcome_.steps[i]);
    const int bottom = y_ + row_height / 2;
    for (const std::string& name : names_)
      lifelines_.push_back({{"x", x_of(name)}, {"label", label_of(name)}, {"class", is_known(name) ? "who" : "data who"}, {"top", 30}, {"bottom", bottom},
                            {"box_x", x_of(name) - 70}, {"box_width", 140}});
    const std::string earlier = from == 0 ? "" : messages_.fill("notice.earlier_steps", {{"n", cat(from)}});
    return {{"width", width()}, {"height", bottom + 8}, {"lifelines", lifelines_}, {"bars", bars_},
            {"arrows", arrows_}, {"notes", notes_}, {"earlier", earlier}};
  }

 private:
  /// The check, then programs, then services; only those that something happens to.
  void place_lifelines(std::size_t from) {
    std::set<std::string> programs, services;
    for (std::size_t i = from; i < outcome_.steps.size(); ++i) {
      const std::string name = other_end(outcome_.steps[i]);
      if (name != the_check) (is_service(name) ? services : programs).insert(name);
      if (!statements_for(outcome_, outcome_.steps[i]).empty()) services.insert("postgres");
    }
    names_ = {the_check};
    names_.insert(names_.end(), programs.begin(), programs.end());
    names_.insert(names_.end(), services.begin(), services.end());
    if (names_.size() > 6) names_.resize(6);
  }

  int gap() const { return names_.size() == 2 ? gap_of_two : gap_of_more; }
  int width() const { return 2 * side_margin + gap() * static_cast<int>(names_.size() - 1); }
  int x_of(const std::string& name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    return side_margin + gap() * static_cast<int>(std::min<std::ptrdiff_t>(found - names_.begin(), static_cast<std::ptrdiff_t>(names_.size()) - 1));
  }
  std::string label_of(const std::string& name) const {
    return is_known(name) ? messages_.text("sequence." + name) : unmarked(as_code(name, 16));
  }

  /// What fits between two lines.
  std::string fitting(const std::string& text, int space) const {
    const std::string one = unmarked(as_code(text, 400));
    std::string out;
    int columns = space / letter_width;
    for (std::size_t i = 0; i < one.size(); ++i) {
      const bool begins = (static_cast<unsigned char>(one[i]) & 0xC0) != 0x80;
      if (begins && --columns < 0) return out + "…";
      out += one[i];
    }
    return out;
  }

  void arrow(const std::string& from, const std::string& to, const std::string& text, const char* kind) {
    const int x1 = x_of(from), x2 = x_of(to), left = std::min(x1, x2), right = std::max(x1, x2);
    const int way = x2 > x1 ? 1 : -1;
    arrows_.push_back({{"x1", x1 + 5 * way}, {"x2", x2 - 11 * way}, {"y", y_}, {"kind", kind},
                       {"head", cat(x2 - 5 * way, ",", y_, " ", x2 - 13 * way, ",", y_ - 4, " ", x2 - 13 * way, ",", y_ + 4)},
                       {"text", fitting(text, right - left - 36)}, {"text_x", (left + right) / 2}, {"text_y", y_ - 6}});
    y_ += row_height;
  }

  void note(const std::string& at, const std::string& text) {
    const int half = std::min(width() / 2 - 6, 190), middle = std::clamp(x_of(at), half + 4, width() - half - 4);
    notes_.push_back({{"x", middle - half}, {"y", y_ - 15}, {"width", 2 * half}, {"text", fitting(unmarked(text), 2 * half - 12)},
                      {"text_x", middle}, {"text_y", y_ + 1}});
    y_ += row_height;
  }

  /// A question, what happens meanwhile, and its answer.
  template <class Meanwhile>
  void exchange(const std::string& to, const std::string& question, const std::string& answer, bool bad, Meanwhile meanwhile) {
    const int begin = y_;
    arrow(the_check, to, question, "call");
    meanwhile();
    arrow(to, the_check, answer, bad ? "bad" : "answer");
    bars_.push_back({{"x", x_of(to) - 4}, {"y", begin - 4}, {"height", y_ - row_height - begin + 8}});
  }

  void statements(const Step& step, const std::string& program) {
    const std::vector<const StatementNote*> all = statements_for(outcome_, step);
    for (std::size_t i = 0; i < std::min(all.size(), statements_drawn); ++i) {
      const StatementNote& one = *all[i];
      arrow(program, "postgres", cat(replaced(one.text, "\n", " "), one.error.empty() ? "" : cat("  ✗ ", one.error)), one.error.empty() ? "statement" : "bad");
    }
    if (all.size() > statements_drawn)
      arrow(program, "postgres", unmarked(messages_.fill("notice.more", {{"n", cat(all.size() - statements_drawn)}})), "statement");
  }

  std::string took(const Step& step) const {
    const Json ms = step.data.value("volatile", Json::object()).value("ms", Json());
    return ms.is_number_integer() || ms.is_number_unsigned() ? cat(" · ", unmarked(messages_.duration(ms.get<std::int64_t>()))) : "";
  }

  void draw(const Step& step) {
    const std::string other = other_end(step);
    const Json& data = step.data;
    switch (step.kind) {
      case StepKind::http: return draw_request(step, other);
      case StepKind::rpc: {
        const bool bad = !data.contains("notification") && (text_at(data, "outcome") != "result" || unwanted_.contains(&step));
        const std::string question = data.contains("text") ? text_at(data, "text") : cat(text_at(data, "method"), " ", text_at(data, "params"));
        if (data.contains("notification")) return arrow(the_check, other, question, "call");
        return exchange(other, question, cat(unmarked(result_of_call(step, messages_)), took(step)), bad, [] {});
      }
      case StepKind::sql:
        if (text_at(data, "by") == "submission") return note(other, sentence_of(step, messages_));
        return arrow(the_check, other, replaced(text_at(data, "query"), "\n", " "), "call");
      case StepKind::redis: case StepKind::mongo: case StepKind::amqp: {
        Json shown = data;
        shown.erase("volatile");
        return arrow(the_check, other, to_text(shown), "call");
      }
      case StepKind::role: case StepKind::fault: case StepKind::wait: case StepKind::command:
        return note(other, sentence_of(step, messages_));
    }
    std::abort();
  }

  void draw_request(const Step& step, const std::string& program) {
    const Json status = step.data.value("status", Json()), problem = step.data.value("problem", Json());
    const std::string method = text_at(step.data, "method", "GET"), path = text_at(step.data, "path", "/");
    const bool bad = !status.is_number_integer() || status.get<std::int64_t>() >= 500 || unwanted_.contains(&step);
    std::string answer = unmarked(messages_.text("step.no_status"));
    if (!problem.is_null()) answer = unmarked(phrase_of(problem, messages_));
    if (status.is_number()) answer = to_text(status);
    const std::string times = step.data.value("times", 1) > 1 ? cat(" × ", step.data.value("times", 1)) : "";
    exchange(program, cat(method, " ", path, times), cat(answer, took(step)), bad,
             [&] { statements(step, program); });
  }

  const TestOutcome& outcome_;
  const Messages& messages_;
  const std::set<const Step*> unwanted_ = unwanted_steps(outcome_);
  std::vector<std::string> names_;
  int y_ = first_row;
  Json lifelines_ = Json::array(), bars_ = Json::array(), arrows_ = Json::array(), notes_ = Json::array();
};

}  // namespace

Json sequence_view(const TestOutcome& outcome, const Messages& messages) { return Drawing(outcome, messages).draw(); }

}  // namespace assay
