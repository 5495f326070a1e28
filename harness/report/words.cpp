#include "report/words.hpp"

#include "base/text.hpp"
#include "report/marked.hpp"

namespace assay {

std::string plain_text(const Json& value) { return value.is_string() ? value.get<std::string>() : to_text(value); }
namespace {

/// How values of a kind of expectation are read.
struct Style {
  bool exact = false;         ///< JSON text, so that "5" and 5 differ; null is a value
  bool types = false;         ///< a name of a JSON type is a word, not data
  int unit_ms = 0;            ///< numbers are durations in units of so many milliseconds
  const char* noun = nullptr; ///< what a number that is expected counts: a table below [plural]
  std::size_t limit = 240;
};

Style style_of(ExpectationKind kind) {
  switch (kind) {
    case ExpectationKind::field: case ExpectationKind::element: case ExpectationKind::row:
    case ExpectationKind::unchanged: case ExpectationKind::result: return {.exact = true};
    case ExpectationKind::body: return {.types = true};
    case ExpectationKind::recovers: return {.unit_ms = 1000};
    case ExpectationKind::within: return {.unit_ms = 1};
    case ExpectationKind::statements: return {.noun = "of_statements"};
    case ExpectationKind::status: case ExpectationKind::header: case ExpectationKind::count:
    case ExpectationKind::order: case ExpectationKind::rows: case ExpectationKind::column:
    case ExpectationKind::table: case ExpectationKind::key: case ExpectationKind::answer:
    case ExpectationKind::alive: case ExpectationKind::ready: case ExpectationKind::refusal:
    case ExpectationKind::exit_status: case ExpectationKind::output: case ExpectationKind::absent:
    case ExpectationKind::finding: case ExpectationKind::file: case ExpectationKind::test_passes:
    case ExpectationKind::notices: case ExpectationKind::steady: case ExpectationKind::connections: return {};
  }
  std::abort();
}

std::string term_of(const Json& value) {
  if (!value.is_object() || !value.contains("term") || !value["term"].is_string()) return {};
  const std::string name = value["term"].get<std::string>();
  for (const char* known : term_names)
    if (name == known) return name;
  return {};
}


std::string phrase(const Json& value, const Style& style, const Messages& messages);

std::string choice(const Json& values, const Style& style, const Messages& messages) {
  std::vector<std::string> phrases;
  for (const Json& value : values) phrases.push_back(phrase(value, style, messages));
  if (phrases.empty()) return messages.text("term.nothing");
  const std::string last = phrases.back();
  phrases.pop_back();
  if (phrases.empty()) return last;
  return messages.fill("term.any_of", {{"values", join(phrases, ", ")}, {"last", last}});
}

std::string type_name(const Json& name, const Messages& messages) {
  const std::string key = cat("type.", plain_text(name));
  return messages.has(key) ? messages.text(key) : as_code(plain_text(name));
}

std::string term_phrase(const std::string& term, const Json& value, const Style& style, const Messages& messages) {
  if (term == "any_of" && value.is_array()) return choice(value, style, messages);
  if (term == "type") return messages.fill("term.type", {{"value", type_name(value, messages)}});
  if (term == "between" && value.is_array() && value.size() == 2)
    return messages.fill("term.between", {{"low", phrase(value[0], style, messages)},
                                          {"high", phrase(value[1], style, messages)}});
  return messages.fill(cat("term.", term), {{"value", phrase(value, style, messages)}});
}

std::string phrase(const Json& value, const Style& style, const Messages& messages) {
  const std::string term = term_of(value);
  if (!term.empty()) return term_phrase(term, value.value("value", Json()), style, messages);
  if (style.unit_ms > 0 && value.is_number()) return messages.duration(value.get<std::int64_t>() * style.unit_ms);
  if (style.noun && value.is_number_integer()) return messages.counted(style.noun, value.get<std::int64_t>());
  if (style.types && value.is_string() && messages.has("type." + value.get<std::string>()))
    return messages.text("type." + value.get<std::string>());
  if (value.is_null() && !style.exact) return {};
  const std::string text = style.exact ? to_text(value) : plain_text(value);
  return as_code(text.empty() ? "\"\"" : text, style.limit);
}

/// The sentence `part` of a kind, or the one that serves all kinds.
std::string part_key(ExpectationKind kind, const char* part, const Messages& messages) {
  const std::string own = cat("expectation.", to_string(kind), ".", part);
  return messages.has(own) ? own : cat("generic.", part);
}

bool is_absence(const Json& value) {
  const std::string term = term_of(value);
  return term == "absent" || term == "nothing";
}

Json effective_expected(const Expectation& expectation) {
  if (expectation.kind == ExpectationKind::statements && expectation.expected.is_number())
    return {{"term", "at_most"}, {"value", expectation.expected}};
  if (expectation.kind == ExpectationKind::status && expectation.expected.is_array())
    return {{"term", "any_of"}, {"value", expectation.expected}};
  return expectation.expected;
}

/// {code, what} or "F401 os": the words of the tool, and what they mean.
std::string finding(const Json& got, const Messages& messages) {
  const Json value = term_of(got) == "finding" ? got.value("value", Json()) : got;
  std::string text = plain_text(value), rule = text.substr(0, text.find(' '));
  if (value.is_object()) {
    rule = value.contains("code") ? plain_text(value["code"]) : "";
    text = value.contains("what") ? plain_text(value["what"]) : rule;
  }
  const std::string key = cat("finding.", rule);
  const std::string shown = as_code(replaced(text, " [*] ", " "));
  return messages.has(key) ? messages.fill(key, {{"got", shown}}) : shown;
}

std::string member(const Json& object, const char* name) {
  return object.is_object() && object.contains(name) ? plain_text(object[name]) : std::string();
}

/// " (app/crud.py:89: session.delete(product) → None, … and 2 more)": where a program was altered, and how.
std::string altered_where(const Json& places, const Messages& messages) {
  if (!places.is_array() || places.empty()) return {};
  const Json& first = places[0];
  const std::string after = member(first, "after");
  std::string where = messages.fill(after.empty() ? "alteration.removed" : "alteration.replaced",
                                    {{"place", as_code(member(first, "place"))}, {"before", as_code(member(first, "before"))},
                                     {"after", as_code(after)}});
  if (places.size() > 1) where += cat(", ", messages.fill("notice.more", {{"n", cat(places.size() - 1)}}));
  return cat(" (", where, ")");
}

/// What was changed in the program, and that the student's tests should notice.
std::string notices_wanted(const Expectation& expectation, const Messages& messages) {
  const std::string key = cat("alteration.", expectation.subject);
  const bool known = !expectation.subject.empty() && messages.has(key);
  const std::string change = known ? messages.fill(key, {{"field", as_code(member(expectation.expected, "field"))}})
                                   : as_code(expectation.subject);
  const Json places = expectation.expected.is_object() ? expectation.expected.value("places", Json()) : Json();
  return messages.fill("expectation.notices.want", {{"change", change}, {"where", altered_where(places, messages)}});
}

/// What is wanted of the subject: to be there, not to be there, or a value.
enum class Wish { presence, absence, value };

Wish wish_of(const Json& expected, bool says_value) {
  const std::string term = term_of(expected);
  if (term == "absent" || term == "nothing") return Wish::absence;
  if (expected.is_null() || term == "present") return Wish::presence;
  if (says_value || !expected.is_boolean()) return Wish::value;
  return expected == Json(true) ? Wish::presence : Wish::absence;
}

/// Whether the sentence of the kind names the value that was expected.
bool says_value(ExpectationKind kind, const Messages& messages) {
  return messages.text(part_key(kind, "want", messages)).find("{expected}") != std::string::npos;
}

std::string wanted(const Expectation& expectation, const Json& expected, Wish wish, const Style& style,
                   const Messages& messages) {
  const std::string subject = as_code(expectation.subject);
  const auto say = [&](const std::string& key) {
    const std::string of = messages.fill(part_key(expectation.kind, "of", messages), {{"subject", subject}});
    return messages.fill(key, {{"subject", subject}, {"of", of}, {"expected", phrase(expected, style, messages)}});
  };
  const auto own = [&](const char* part) { return part_key(expectation.kind, part, messages); };
  const bool named = says_value(expectation.kind, messages);
  if (expectation.kind == ExpectationKind::finding) return say(own("want"));
  if (expectation.kind == ExpectationKind::notices) return notices_wanted(expectation, messages);
  switch (wish) {
    case Wish::absence: return say(own("never"));
    case Wish::presence: return say(own(named ? "must" : "want"));
    case Wish::value: return say(named ? own("want") : "generic.want");
  }
  std::abort();
}

/// What came in place of an answer or a value, where that has words of its own; else empty.
std::string instead(ExpectationKind kind, const Json& got, const Style& style, const Messages& messages) {
  const std::string term = term_of(got);
  const std::string own = cat("expectation.", to_string(kind), ".", term), common = cat("instead.", term);
  if (term.empty() || term == "got" || term == "none") return {};
  const Messages::Values values{{"value", phrase(got.value("value", Json()), style, messages)}};
  if (messages.has(own)) return messages.fill(own, values);
  return messages.has(common) ? messages.fill(common, values) : std::string();
}

std::string came(const Expectation& expectation, Wish wish, const Style& style, const Messages& messages) {
  const Json& got = expectation.got;
  if (expectation.kind == ExpectationKind::finding && !got.is_null())
    return messages.fill("expectation.finding.got", {{"got", finding(got, messages)}});
  const std::string words = instead(expectation.kind, got, style, messages);
  if (!words.empty()) return words;
  const bool boolean = got.is_boolean() && !says_value(expectation.kind, messages);
  const bool there = term_of(got) == "present" || (boolean && got == Json(true));
  const bool missing = is_absence(got) || (boolean && got == Json(false)) || (got.is_null() && !style.exact);
  if (wish == Wish::absence && (there || missing)) return messages.text("generic.present");
  if (missing) return messages.text(part_key(expectation.kind, "none", messages));
  return messages.fill(part_key(expectation.kind, "got", messages), {{"got", phrase(got, style, messages)}});
}

}  // namespace

ExpectationWords words_of(const Expectation& expectation, const Messages& messages) {
  const Style style = style_of(expectation.kind);
  const Json expected = effective_expected(expectation);
  const Wish wish = expectation.kind == ExpectationKind::notices ? Wish::presence
                                                                 : wish_of(expected, says_value(expectation.kind, messages));
  Style plain = style;   // What came follows what was expected: no need to name it again.
  plain.noun = nullptr;
  ExpectationWords words;
  words.label = messages.fill(part_key(expectation.kind, "of", messages), {{"subject", as_code(expectation.subject)}});
  words.sentence = cat(wanted(expectation, expected, wish, style, messages),
                       came(expectation, wish, plain, messages), ".");
  if (wish != Wish::value || expectation.kind == ExpectationKind::finding) return words;
  Style wide = style;
  wide.limit = 1200;
  words.expected = phrase(expected, wide, messages);
  wide.noun = nullptr;
  words.got = phrase(expectation.got, wide, messages);
  if (words.got.empty()) words.expected.clear();
  return words;
}

std::string phrase_of(const Json& value, const Messages& messages) { return phrase(value, {}, messages); }

const char* key_of(CriterionKind kind) {
  switch (kind) {
    case CriterionKind::required: return "required";
    case CriterionKind::optional: return "optional";
    case CriterionKind::bonus: return "bonus";
    case CriterionKind::penalty: return "penalty";
  }
  std::abort();
}

const char* key_of(CriterionState state) {
  switch (state) {
    case CriterionState::graded: return "graded";
    case CriterionState::partly_graded: return "partly_graded";
    case CriterionState::not_graded: return "not_graded";
    case CriterionState::awaiting_review: return "awaiting_review";
    case CriterionState::not_applicable: return "not_applicable";
    case CriterionState::gated: return "gated";
  }
  std::abort();
}

}  // namespace assay
