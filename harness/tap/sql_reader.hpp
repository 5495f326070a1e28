// SQL as it passes: the statements of a text that comes in pieces, each with its text and its class. What is kept of a text
// has a limit; what is counted has none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tap/sql_class.hpp"
#include "tap/sql_lexer.hpp"

namespace assay::tap {

struct SqlPart {
  std::string text;        ///< without white space around it; its first bytes, when it is longer than the limit
  bool clipped = false;
  StatementClass kind = StatementClass::data;
};

class SqlReader {
 public:
  /// Keeps at most `limit` bytes of a statement's text.
  explicit SqlReader(std::size_t limit, bool plain_backslashes = true) : limit_(limit), lexer_(plain_backslashes) {}

  /// Takes the next piece; calls done(SqlPart) for each statement that ends in it with a semicolon.
  template <class Done>
  void read(std::string_view bytes, Done&& done) {
    std::size_t begin = 0;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      at += lexer_.skippable(bytes.substr(at));
      if (at == bytes.size()) break;
      bool ends = false;
      lexer_.read(bytes[at], [&](const SqlToken& token) { ends = take(token); });
      if (!ends) continue;
      keep(bytes.substr(begin, at - begin));
      begin = at + 1;
      end(done);
    }
    keep(bytes.substr(begin));
  }
  /// The text ends here; so does its last statement.
  template <class Done>
  void finish(Done&& done) {
    lexer_.finish([&](const SqlToken& token) { take(token); });
    end(done);
  }

 private:
  template <class Done>
  void end(Done&& done) {
    if (!classifier_.empty()) done(take_part());
    begin_next();
  }
  /// Whether the token is the semicolon that ends the statement.
  bool take(const SqlToken& token);
  void keep(std::string_view bytes);
  SqlPart take_part();
  void begin_next();

  std::size_t limit_;
  SqlLexer lexer_;
  SqlClassifier classifier_;
  std::string text_;
  bool clipped_ = false;
  int parentheses_ = 0;
  int words_ = 0;                   ///< of the statement so far, as far as they tell CREATE FUNCTION
  bool creates_ = false, routine_ = false;
  int blocks_ = 0;                  ///< BEGIN ATOMIC … END in the body of a routine, which holds semicolons
};

}  // namespace assay::tap
