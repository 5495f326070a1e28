#include "tap/sql_reader.hpp"

#include <algorithm>

namespace assay::tap {
namespace {

constexpr std::string_view white = " \t\n\v\f\r";

}  // namespace

bool SqlReader::take(const SqlToken& token) {
  if (token.is_symbol(';') && parentheses_ <= 0 && blocks_ == 0) return true;
  if (token.is_symbol('(')) ++parentheses_;
  if (token.is_symbol(')')) --parentheses_;
  if (token.names() && words_ < 4) {   // CREATE [OR REPLACE] FUNCTION
    if (words_ == 0) creates_ = token.is("create");
    else routine_ = routine_ || (creates_ && (token.is("function") || token.is("procedure")));
    ++words_;
  }
  if (routine_ && token.is("begin")) ++blocks_;
  if (blocks_ > 0 && token.is("case")) ++blocks_;
  if (blocks_ > 0 && token.is("end")) --blocks_;
  classifier_.take(token);
  return false;
}

void SqlReader::keep(std::string_view bytes) {
  if (text_.empty()) bytes.remove_prefix(std::min(bytes.find_first_not_of(white), bytes.size()));
  const std::string_view kept = bytes.substr(0, limit_ - text_.size());
  clipped_ = clipped_ || kept.size() < bytes.size();
  text_ += kept;
}

SqlPart SqlReader::take_part() {
  text_.erase(text_.find_last_not_of(white) + 1);
  return {std::move(text_), clipped_, classifier_.result()};
}

void SqlReader::begin_next() {
  classifier_ = SqlClassifier();
  text_.clear();
  clipped_ = creates_ = routine_ = false;
  parentheses_ = words_ = blocks_ = 0;
}

}  // namespace assay::tap
