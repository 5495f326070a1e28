// What kind of SQL a statement is, decided from its tokens without knowing the database: limits count what reads or writes the
// rows of the program's own relations, and nothing that a driver does for itself.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tap/sql_lexer.hpp"

namespace assay {

enum class StatementClass {
  data,      ///< reads or writes rows of relations outside pg_catalog and information_schema
  control,   ///< transactions, settings, open cursors, SELECT of constants
  catalogue, ///< reads the system catalogues, or changes the schema
};

const char* to_string(StatementClass);

namespace tap {

/// Takes the tokens of one statement. What it does not understand is `data`: it was meant to do something.
class SqlClassifier {
 public:
  void take(const SqlToken& token);
  bool empty() const { return !begun_; }
  /// Of the statement that ends here.
  StatementClass result();

 private:
  /// What is open between two parentheses.
  struct Frame {
    bool sealed = false;          ///< of extract(… FROM …) and the like: FROM names no relation there
    bool from = false;            ///< in a list of relations: a comma names the next
    bool relation_next = false;
    bool ctes = false;            ///< in a list of common table expressions
    bool cte_next = false;
  };
  /// A relation whose name is read: out of a list, where it may turn out to be a function, or what a command works on.
  enum class Naming { none, listed, target };
  using Name = std::vector<std::string>;

  void take_command(const SqlToken& token);
  void take_name(const SqlToken& token);
  void take_key_word(const std::string& word, const std::string& before);
  void take_symbol(char symbol);
  void open();
  void expect_relation(Naming naming);
  void end_name();
  void call();
  void decide(StatementClass kind);
  Frame& frame() { return frames_.back(); }

  bool begun_ = false, analysed_ = false, copies_ = false;
  std::optional<StatementClass> decided_;
  std::vector<Frame> frames_{Frame()};
  Naming naming_ = Naming::none, next_naming_ = Naming::none;
  Name name_;               ///< the last name, which '.' goes on and '(' makes a call
  std::string last_word_;   ///< the last token, when it was a word
  bool after_name_ = false, after_dot_ = false, maybe_ctes_ = false;
  std::set<std::string> cte_names_;
  bool own_relation_ = false, system_relation_ = false, other_function_ = false;
};

}  // namespace tap
}  // namespace assay
