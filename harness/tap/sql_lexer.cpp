#include "tap/sql_lexer.hpp"

#include <algorithm>
#include <cstring>

namespace assay::tap {
namespace {

using Kind = SqlToken::Kind;

bool is_space(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }
bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool begins_word(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' || static_cast<unsigned char>(byte) >= 0x80;
}
bool goes_on_word(char byte) { return begins_word(byte) || is_digit(byte) || byte == '$'; }
char lower(char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte; }

}  // namespace

bool SqlLexer::end_with(Kind kind, State next) {
  kind_ = kind;
  ready_ = true;
  state_ = next;
  return false;
}

void SqlLexer::begin_text(bool escapes) {
  state_ = State::text;
  escapes_ = escapes;
}

bool SqlLexer::start(char byte) {
  if (is_space(byte)) return true;
  if (begins_word(byte)) {
    state_ = State::word;
    word_ = lower(byte);
  } else if (is_digit(byte)) {
    state_ = State::number;
  } else if (byte == '\'') {
    begin_text(!plain_backslashes_);
  } else if (byte == '"') {
    state_ = State::name;
  } else if (byte == '$') {
    state_ = State::dollar;
  } else if (byte == '-') {
    state_ = State::dash;
  } else if (byte == '/') {
    state_ = State::slash;
  } else {
    word_ = byte;
    end_with(Kind::symbol);
  }
  return true;
}

bool SqlLexer::step(char byte) {
  switch (state_) {
    case State::start: return start(byte);
    case State::word:
      if (goes_on_word(byte)) return keep(lower(byte)), true;
      // E'…', B'…', X'…' and N'…' are one token.
      if (byte == '\'' && word_.size() == 1 && std::strchr("ebxn", word_[0])) {
        begin_text(word_[0] == 'e' || !plain_backslashes_);
        word_.clear();
        return true;
      }
      return end_with(Kind::word);
    case State::number: return begins_word(byte) || is_digit(byte) || byte == '.' ? true : end_with(Kind::number);
    case State::dash:
      if (byte == '-') return state_ = State::line_comment, true;
      word_ = '-';
      return end_with(Kind::symbol);
    case State::slash:
      if (byte == '*') return depth_ = 1, state_ = State::block_comment, true;
      word_ = '/';
      return end_with(Kind::symbol);
    case State::line_comment:
      if (byte == '\n' || byte == '\r') state_ = State::start;
      return true;
    case State::block_comment:
      if (byte == '*') state_ = State::block_star;
      else if (byte == '/') state_ = State::block_slash;
      return true;
    case State::block_star:
      if (byte == '/') state_ = --depth_ == 0 ? State::start : State::block_comment;
      else if (byte != '*') state_ = State::block_comment;
      return true;
    case State::block_slash:
      if (byte == '*') ++depth_, state_ = State::block_comment;
      else if (byte != '/') state_ = State::block_comment;
      return true;
    case State::text:
      if (byte == '\'') state_ = State::text_quote;
      else if (byte == '\\' && escapes_) state_ = State::text_backslash;
      return true;
    case State::text_quote: return byte == '\'' ? (state_ = State::text, true) : end_with(Kind::text);
    case State::text_backslash: return state_ = State::text, true;
    case State::name:
      if (byte == '"') state_ = State::name_quote;
      else keep(byte);
      return true;
    case State::name_quote:
      if (byte != '"') return end_with(Kind::quoted);
      keep(byte);
      return state_ = State::name, true;
    case State::dollar:
      if (is_digit(byte)) return state_ = State::parameter, true;
      tag_ = "$";
      if (begins_word(byte) || byte == '$') {
        state_ = State::dollar_tag;
        return step(byte);
      }
      word_ = '$';
      return end_with(Kind::symbol);
    case State::parameter: return is_digit(byte) ? true : end_with(Kind::parameter);
    case State::dollar_tag:
      if (byte == '$') {
        tag_ += '$';
        matched_ = 0;
        return state_ = State::dollar_text, true;
      }
      if (tag_.size() < 64 && (begins_word(byte) || is_digit(byte))) return tag_ += byte, true;
      word_ = '$';   // It was no tag; what the server makes of it is an error in any case.
      return end_with(Kind::symbol);
    case State::dollar_text:
      if (byte == tag_[matched_]) ++matched_;
      else matched_ = byte == '$' ? 1 : 0;
      if (matched_ == tag_.size()) end_with(Kind::text);
      return true;
  }
  return true;
}

std::size_t SqlLexer::skippable(std::string_view bytes) const {
  const auto until = [&](char byte) {
    const void* found = std::memchr(bytes.data(), byte, bytes.size());
    return found ? static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data()) : bytes.size();
  };
  if (state_ == State::text && !escapes_) return until('\'');
  if (state_ == State::dollar_text && matched_ == 0) return until('$');
  const char* const ends = state_ == State::text ? "'\\" : state_ == State::line_comment ? "\r\n" : nullptr;
  if (ends) return std::min(bytes.find_first_of(ends), bytes.size());
  return 0;
}

}  // namespace assay::tap
