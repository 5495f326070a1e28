// Words: sentences for the values of the model, from the message catalogues. All results are marked text.
#pragma once

#include <array>
#include <string>

#include "model/outcome.hpp"
#include "model/rubric.hpp"
#include "model/score.hpp"
#include "report/messages.hpp"

namespace assay {

/// Names of Terms (see model/outcome.hpp), each with a wording `term.<name>`.
inline constexpr std::array<const char*, 30> term_names{
    "any_of",  "at_least",  "at_most",  "above",     "below",    "not",         "absent",
    "present", "nothing",   "no_answer", "refused",  "closed",   "too_large",   "not_json",
    "type",    "between",   "contains", "unreachable", "error",  "ended",       "not_executable",
    "not_http", "not_rpc", "other_id", "unfinished", "redirects", "not_recovered", "readable", "writable", "finding"};

/// A value as its text: strings as they are, others as JSON.
std::string plain_text(const Json& value);

/// Whether the report shows the two values beside each other, below the sentence.
struct ExpectationWords {
  std::string label;          ///< what they are about
  std::string sentence;       ///< what was expected and what came
  std::string expected, got;  ///< empty where the sentence alone says it
};

ExpectationWords words_of(const Expectation& expectation, const Messages& messages);

/// A value or Term by itself, such as what came instead of an answer.
std::string phrase_of(const Json& value, const Messages& messages);

/// All sentences of a cause, its known data included.
std::string sentence_of(const Cause& cause, const Messages& messages);

/// What came of an RPC step: "result 7", "error KeyError: 'amount'", "no answer".
std::string result_of_call(const Step& step, const Messages& messages);

/// One line about a step that has no command to show.
std::string sentence_of(const Step& step, const Messages& messages);

/// Names in the catalogues, below `kind`, `state`.
const char* key_of(CriterionKind kind);
const char* key_of(CriterionState state);

}  // namespace assay
