// The tokens of SQL as PostgreSQL reads them, found in a text that comes in pieces: nothing is kept but the token under way.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::tap {

struct SqlToken {
  enum class Kind {
    word,     ///< a key word or plain identifier, in lower case; at most 63 bytes of it
    quoted,   ///< an identifier in double quotes, without them; likewise
    text,     ///< a string literal of any kind; its content is not kept
    number,   ///< likewise
    parameter,///< $1
    symbol,   ///< one character of an operator or of punctuation
  } kind{};
  std::string_view text;

  bool is(std::string_view word) const { return kind == Kind::word && text == word; }
  bool is_symbol(char symbol) const { return kind == Kind::symbol && text[0] == symbol; }
  bool names() const { return kind == Kind::word || kind == Kind::quoted; }
};

/// Comments and white space yield no token.
class SqlLexer {
 public:
  /// With `plain_backslashes` (standard_conforming_strings, the default) a backslash in '…' is a character like others.
  explicit SqlLexer(bool plain_backslashes = true) : plain_backslashes_(plain_backslashes) {}

  /// Reads one more byte; calls take(token) for each token that this byte ends or is.
  template <class Take>
  void read(char byte, Take&& take) {
    while (!step(byte)) emit(take);   // The byte ended a token and does not belong to it.
    if (ready_) emit(take);
  }
  /// The text ends here.
  template <class Take>
  void finish(Take&& take) {
    read('\n', take);
    if (state_ == State::text_quote || state_ == State::name_quote) read(' ', take);
  }
  /// How many of the first bytes cannot end what the lexer is inside of (a string, a comment): they need not be read singly.
  std::size_t skippable(std::string_view bytes) const;

 private:
  enum class State {
    start, word, number, dash, slash, line_comment, block_comment, block_star, block_slash,
    text, text_quote, text_backslash, name, name_quote, dollar, parameter, dollar_tag, dollar_text,
  };

  /// Takes the byte; false: the token before it is ready, give the byte once more.
  bool step(char byte);
  bool start(char byte);
  bool end_with(SqlToken::Kind kind, State next = State::start);
  void begin_text(bool escapes);
  template <class Take>
  void emit(Take&& take) {
    ready_ = false;
    take(SqlToken{kind_, word_});
    word_.clear();
  }
  void keep(char byte) {
    if (word_.size() < 63) word_ += byte;
  }

  bool plain_backslashes_;
  State state_ = State::start;
  bool ready_ = false, escapes_ = false;
  SqlToken::Kind kind_{};
  std::string word_;          ///< of the token under way
  std::string tag_;           ///< "$tag$" of a dollar-quoted string
  std::size_t matched_ = 0;   ///< of tag_, at the end of what was read
  std::uint32_t depth_ = 0;   ///< of block comments, which nest
};

}  // namespace assay::tap
