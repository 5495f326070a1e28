// The sheet, made from the view that all reports show: what a reader may not see there is in no format either.
#include <algorithm>

#include "base/text.hpp"
#include "report/formats/encode.hpp"
#include "report/formats/formats.hpp"
#include "report/hidden.hpp"
#include "report/scene.hpp"
#include "report/view.hpp"

namespace assay::formats {
namespace {

constexpr std::size_t why_shown = 4000;    // bytes of what is said about a criterion
constexpr std::size_t name_shown = 300;

std::string plain_at(const Json& object, const char* key) { return plain(object.at(key).get_ref<const std::string&>()); }

std::string joined_plain(const Json& texts, std::string_view separator) {
  std::vector<std::string> parts;
  for (const Json& text : texts) parts.push_back(plain(text.get_ref<const std::string&>()));
  return join(parts, separator);
}

/// Lines in the order and words of the view, numbers of the score.
std::vector<Line> lines_of(const Json& view, const Score& score) {
  std::vector<Line> lines;
  for (const Json& shown : view.at("criteria")) {
    const std::string id = shown.at("id").get<std::string>();
    const auto scored = std::find_if(score.criteria.begin(), score.criteria.end(), [&](const CriterionScore& one) { return one.id == id; });
    if (scored == score.criteria.end() || scored->state == CriterionState::not_applicable) continue;
    Line line{.id = id, .title = plain_at(shown, "title"), .why = clipped(joined_plain(shown.at("why"), " "), why_shown), .kind = scored->kind,
              .state = scored->state, .earned = scored->earned, .possible = scored->possible};
    if (line.is_penalty()) line.possible = {};
    lines.push_back(std::move(line));
  }
  return lines;
}

/// Sentences of a card in order, without those that are empty.
std::vector<std::string> sentences_of(const Json& card) {
  std::vector<std::string> sentences;
  for (const char* key : {"cause", "reason"})
    if (std::string text = plain_at(card, key); !text.empty()) sentences.push_back(std::move(text));
  for (const Json& expectation : card.at("expectations")) sentences.push_back(plain_at(expectation, "sentence"));
  return sentences;
}

std::string labelled_line(const Messages& messages, const char* label, const std::string& text) {
  return text.empty() ? "" : cat("\n", plain(messages.text(cat("label.", label))), ": ", text);
}

std::string advice_of(const Json& card, const Messages& messages) {
  return labelled_line(messages, "hint", plain_at(card, "hint")) + labelled_line(messages, "lesson", plain_at(card, "lesson"));
}

struct Place {
  std::string file;
  int line = 0;
};

/// "app/main.py:41"; nothing that leads out of the submission.
std::optional<Place> place_in(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view file = text.substr(0, colon);
  constexpr std::string_view usual = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./";
  if (colon == std::string_view::npos || file.empty() || file.size() > 200 || file.front() == '/' ||
      file.find_first_not_of(usual) != std::string_view::npos || file.find("..") != std::string_view::npos)
    return std::nullopt;
  int line = 0;
  std::size_t i = colon + 1;
  for (; i < text.size() && text[i] >= '0' && text[i] <= '9' && line < 1'000'000; ++i) line = 10 * line + (text[i] - '0');
  return line > 0 && (i == text.size() || text[i] == ':') ? std::optional(Place{std::string(file), line}) : std::nullopt;
}

/// The last frame of a Python traceback that lies in the submission's own files.
std::optional<Place> place_of_traceback(const std::string& output) {
  constexpr std::string_view opening = "File \"", middle = "\", line ";
  std::optional<Place> last;
  for (const std::string& line : split(output, '\n')) {
    const std::size_t begin = line.find(opening), end = line.find(middle);
    if (begin == std::string::npos || end == std::string::npos || end < begin) continue;
    std::string file = line.substr(begin + opening.size(), end - begin - opening.size());
    if (file.starts_with("/box/")) file.erase(0, 5);
    const std::string rest = line.substr(end + middle.size());
    if (const auto place = place_in(cat(file, ':', rest.substr(0, rest.find_first_not_of("0123456789"))))) last = place;
  }
  return last;
}

const TestOutcome* outcome_named(const RunRecord& record, const std::string& name) {
  for (const TestOutcome& outcome : record.outcomes)
    if (outcome.name() == name) return &outcome;
  return nullptr;
}

std::optional<Place> place_of(const Json& card, const RunRecord& record) {
  std::string name = card.at("tests").empty() ? "" : card.at("tests").front().get<std::string>();
  std::erase_if(name, [](char byte) { return byte == code_begin || byte == code_end; });
  if (const TestOutcome* outcome = outcome_named(record, name))
    for (const Expectation& expectation : outcome->expectations)
      if (!expectation.met && expectation.kind == ExpectationKind::finding)
        if (const auto place = place_in(expectation.subject)) return place;
  return card.at("output").is_object() ? place_of_traceback(card["output"].at("lines").get<std::string>()) : std::nullopt;
}

std::vector<Finding> findings_of(const Json& view, const RunRecord& record, const Messages& messages) {
  std::vector<Finding> findings;
  for (const Json& card : view.at("failures")) {
    std::vector<std::string> text = sentences_of(card);
    text.resize(std::min<std::size_t>(text.size(), 3));
    const auto place = place_of(card, record);
    findings.push_back({.title = plain_at(card, "title"), .text = join(text, "\n") + advice_of(card, messages),
                        .file = place ? place->file : "", .line = place ? place->line : 0, .costs = !card.at("costs").empty()});
  }
  return findings;
}

void tell(TestLine& test, const Json& card, const Messages& messages) {
  const std::vector<std::string> sentences = sentences_of(card);
  // What several tests share is the title of their card.
  test.message = sentences.empty() || card.at("shared") == true ? plain_at(card, "title") : sentences.front();
  test.details = join(sentences, "\n") + advice_of(card, messages) +
                 labelled_line(messages, "again", printable(card.at("again").get_ref<const std::string&>()));
  if (card.at("output").is_object()) test.output = printable(card["output"].at("lines").get_ref<const std::string&>());
}

std::vector<TestLine> tests_of(const Scene& scene, const Json& view) {
  std::map<std::string, const Json*> cards;
  for (const Json& card : view.at("failures"))
    for (const Json& test : card.at("tests")) cards.emplace(plain(test.get_ref<const std::string&>()), &card);
  std::vector<TestLine> tests;
  for (const TestOutcome& outcome : scene.record.outcomes) {
    if (scene.hides(outcome.name())) continue;
    TestLine test{.group = printable(outcome.group), .name = printable(outcome.test), .title = plain(scene.title_of(outcome.name())),
                  .verdict = outcome.verdict, .ms = outcome.duration.count()};
    const auto card = cards.find(plain(as_code(outcome.name())));
    if (card != cards.end()) tell(test, *card->second, scene.messages);
    else if (outcome.verdict != Verdict::passed && outcome.verdict != Verdict::flaky)
      test.message = plain(scene.messages.text(cat("verdict_sentence.", to_string(outcome.verdict))));
    else if (outcome.verdict == Verdict::flaky) test.message = plain(scene.messages.text("verdict.flaky"));
    tests.push_back(std::move(test));
  }
  return tests;
}

}  // namespace

Sheet sheet_of(const Graded& whole, const Assignment& assignment, const Rubric& rubric, const ReportOptions& options) {
  const Messages messages(options.templates, options.language, options.overrides);
  const Shown shown(whole, assignment, options);
  const Graded& graded = shown.graded();
  const Json view = view_of(graded, assignment, rubric, options, messages);
  const Scene scene{graded.record, graded.score, assignment, rubric, options, messages, graded.likely_mutant};
  const std::string mark = plain_at(view.at("score"), "label");
  Sheet sheet{.assignment = assignment.id,
              .title = plain_at(view.at("assignment"), "title"),
              .submission = printable(clipped(graded.record.submission, name_shown)),
              .verdict = cat(plain_at(view.at("score"), "of"), mark.empty() ? "" : " · ", mark),
              .total = graded.score.total,
              .possible = points_in(graded.score.possible, CriterionKind::required) + points_in(graded.score.possible, CriterionKind::optional),
              .passed = graded.score.passed,
              .sound = is_sound(graded.record),
              .lines = lines_of(view, graded.score),
              .tests = tests_of(scene, view),
              .findings = findings_of(view, graded.record, messages),
              .seed = printable(graded.record.seed),
              .digest = printable(graded.record.submission_digest),
              .started = printable(graded.record.started),
              .wall_ms = graded.record.wall_ms};
  for (const Json& sentence : view.at("hidden")) sheet.hidden.push_back(plain(sentence.get_ref<const std::string&>()));
  std::string all;
  for (const TestLine& test : sheet.tests) all += cat(test.group, '.', test.name, test.title, test.message, test.details, test.output, '\n');
  shown.demand_no_secrets(all, view);
  return sheet;
}

}  // namespace assay::formats
