#include "tap/sql_class.hpp"

#include <cstdlib>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace assay {

const char* to_string(StatementClass kind) {
  switch (kind) {
    case StatementClass::data: return "data";
    case StatementClass::control: return "control";
    case StatementClass::catalogue: return "catalogue";
  }
  std::abort();
}

namespace tap {
namespace {

using Words = std::unordered_set<std::string_view>;

constexpr std::size_t most_frames = 200, most_cte_names = 200;

const Words control_commands{
    "abort", "begin", "checkpoint", "close", "commit", "deallocate", "discard", "end", "fetch", "listen", "load",
    "lock", "move", "notify", "prepare", "release", "reset", "rollback", "savepoint", "set", "show", "start", "unlisten"};
const Words catalogue_commands{"alter", "analyze", "cluster", "comment", "create", "drop", "grant", "import",
                               "reassign", "reindex", "revoke", "security", "vacuum"};
const Words analysed_commands{"copy", "declare", "delete", "explain", "insert", "merge", "select", "table",
                              "update", "values", "with"};

const Words no_cte_after_with{"check", "data", "hold", "local", "cascaded", "no", "ordinality", "ties", "time"};
const Words ends_list{"where", "group", "order", "having", "limit", "offset", "fetch", "union", "intersect",
                      "except", "window", "for", "set", "returning"};
const Words from_in_arguments{"extract", "overlay", "position", "substring", "trim"};

/// What stands before a parenthesis without being a function, and functions of PostgreSQL that read no relation.
const Words harmless{
    "all", "analyze", "and", "any", "array", "as", "asc", "between", "by", "case", "conflict", "cube", "cursor", "desc", "distinct",
    "else", "end", "except", "exists", "explain", "filter", "from", "group", "grouping", "having", "ilike", "in", "intersect",
    "is", "join", "key", "lateral", "like", "limit", "materialized", "not", "offset", "on", "only", "or", "order", "over",
    "partition", "recursive", "returning", "rollup", "row", "select", "set", "sets", "similar", "some", "then", "to", "union", "using",
    "values", "when", "where", "with", "within",
    "abs", "age", "array_agg", "array_length", "array_position", "array_to_string", "avg", "bit", "bool_and", "bool_or", "cast",
    "ceil", "ceiling", "char", "char_length", "character", "clock_timestamp", "coalesce", "concat", "concat_ws", "count",
    "current_database", "current_schema", "current_schemas", "current_setting", "date_part", "date_trunc", "decimal",
    "extract", "float", "floor", "format", "gen_random_uuid", "generate_series", "greatest", "has_schema_privilege", "has_table_privilege",
    "inet_client_addr", "inet_client_port", "inet_server_addr", "inet_server_port", "interval", "json_build_array",
    "json_build_object", "json_agg", "jsonb_agg", "jsonb_build_array", "jsonb_build_object", "least", "left", "length", "lower",
    "make_date", "make_interval", "make_timestamp", "max", "md5", "min", "mod", "now", "nullif", "numeric", "overlay", "position",
    "power", "quote_ident", "quote_literal", "random", "regexp_replace", "repeat", "replace", "reverse", "right", "round",
    "row_number", "set_config", "split_part", "sqrt", "statement_timestamp", "string_agg", "string_to_array", "substr",
    "substring", "sum", "time", "timeofday", "timestamp", "timestamptz", "to_char", "to_date", "to_json", "to_jsonb",
    "to_number", "to_regclass", "to_regtype", "to_timestamp", "transaction_timestamp", "trim", "trunc", "txid_current", "unnest",
    "upper", "varbit", "varchar", "version"};

bool is_system_schema(const std::string& schema) {
  return schema == "pg_catalog" || schema == "information_schema" || schema == "pg_toast";
}

}  // namespace

void SqlClassifier::decide(StatementClass kind) { decided_ = kind; }

void SqlClassifier::take(const SqlToken& token) {
  begun_ = true;
  if (decided_) return;
  if (!analysed_) return take_command(token);
  const bool naming = naming_ != Naming::none;
  switch (token.kind) {
    case SqlToken::Kind::word: case SqlToken::Kind::quoted: return take_name(token);
    case SqlToken::Kind::symbol: return take_symbol(token.text[0]);
    case SqlToken::Kind::text: case SqlToken::Kind::number: case SqlToken::Kind::parameter:
      if (naming) end_name();
      frame().relation_next = after_name_ = after_dot_ = maybe_ctes_ = false;
      last_word_.clear();
      return;
  }
  std::abort();
}

void SqlClassifier::take_command(const SqlToken& token) {
  if (token.is_symbol('(')) return;   // (SELECT …) UNION …: the parenthesis that closes it finds no frame.
  if (token.kind != SqlToken::Kind::word) return decide(StatementClass::data);
  if (control_commands.contains(token.text)) return decide(StatementClass::control);
  if (catalogue_commands.contains(token.text)) return decide(StatementClass::catalogue);
  if (!analysed_commands.contains(token.text)) return decide(StatementClass::data);
  analysed_ = true;
  copies_ = token.text == "copy";
  if (copies_ || token.text == "update" || token.text == "table") expect_relation(Naming::target);
  else take_key_word(std::string(token.text), "");
  last_word_ = token.text;
}

void SqlClassifier::take_name(const SqlToken& token) {
  const std::string text(token.text);
  const bool word = token.kind == SqlToken::Kind::word;
  const std::string before = std::exchange(last_word_, word ? text : std::string());
  if (std::exchange(after_dot_, false)) {
    name_.push_back(text);
    after_name_ = true;
    return;
  }
  end_name();
  Frame& here = frame();
  if (std::exchange(maybe_ctes_, false) && !(word && no_cte_after_with.contains(text))) here.ctes = here.cte_next = true;
  if (here.cte_next) {
    after_name_ = false;
    if (token.is("recursive")) return;
    if (cte_names_.size() < most_cte_names) cte_names_.insert(text);
    here.cte_next = false;
    return;
  }
  if (here.relation_next) {
    if (token.is("only") || token.is("lateral")) return;
    const bool nested = token.is("select") || token.is("values") || token.is("with");
    here.relation_next = false;
    if (!nested) {
      naming_ = next_naming_;
      name_ = {text};
      after_name_ = true;
      return;
    }
    here.from = false;
  }
  name_ = {text};
  after_name_ = !word || (before != "as" && !harmless.contains(text)) || from_in_arguments.contains(text);
  if (word) take_key_word(text, before);
}

void SqlClassifier::take_key_word(const std::string& word, const std::string& before) {
  Frame& here = frame();
  const bool main_command = std::exchange(here.ctes, here.ctes && word != "select" && word != "insert" && word != "update" &&
                                                         word != "delete" && word != "merge" && word != "values");
  if (word == "select") {
    here.from = false;
  } else if (word == "update" && main_command) {
    expect_relation(Naming::target);
  } else if (word == "from") {
    if (here.sealed || before == "distinct" || (copies_ && frames_.size() == 1)) return;
    here.from = true;
    expect_relation(Naming::listed);
  } else if (word == "join") {
    here.from = true;
    expect_relation(Naming::listed);
  } else if (word == "into") {
    expect_relation(Naming::target);
  } else if (word == "with") {
    maybe_ctes_ = true;
  } else if (ends_list.contains(word)) {
    here.from = false;
  }
}

void SqlClassifier::take_symbol(char symbol) {
  if (symbol == '.' && after_name_) {
    after_dot_ = true;
    return;
  }
  if (symbol == '(') {
    open();
  } else {
    end_name();
    Frame& here = frame();
    here.relation_next = here.cte_next = false;
    if (symbol == ')' && frames_.size() > 1) frames_.pop_back();
    if (symbol == ',' && here.ctes) here.cte_next = true;
    else if (symbol == ',' && here.from) expect_relation(Naming::listed);
  }
  after_name_ = after_dot_ = maybe_ctes_ = false;
  last_word_.clear();
}

void SqlClassifier::open() {
  Frame next;
  if (naming_ == Naming::listed) {
    naming_ = Naming::none;   // A function that gives rows.
    call();
  } else if (naming_ == Naming::target) {
    end_name();               // INSERT INTO products (…)
  } else if (std::exchange(frame().relation_next, false)) {
    next.from = next.relation_next = true;   // A subquery, or a join in parentheses.
    next_naming_ = Naming::listed;
  } else if (after_name_) {
    next.sealed = name_.size() == 1 && from_in_arguments.contains(name_.back());
    if (!frame().from) call();   // In a list of relations it is the columns of an alias.
  }
  if (frames_.size() == most_frames) return decide(StatementClass::data);
  frames_.push_back(next);
}

void SqlClassifier::expect_relation(Naming naming) {
  frame().relation_next = true;
  next_naming_ = naming;
}

void SqlClassifier::end_name() {
  if (std::exchange(naming_, Naming::none) == Naming::none) return;
  const std::string schema = name_.size() > 1 ? name_[name_.size() - 2] : std::string();
  if (schema.empty() && cte_names_.contains(name_.back())) return;
  const bool system = schema.empty() ? name_.back().starts_with("pg_") : is_system_schema(schema);
  (system ? system_relation_ : own_relation_) = true;
}

void SqlClassifier::call() {
  const bool ours = name_.size() == 1 || name_.front() == "pg_catalog";
  if (!ours || !(name_.back().starts_with("pg_") || harmless.contains(name_.back()))) other_function_ = true;
}

StatementClass SqlClassifier::result() {
  end_name();
  if (decided_) return *decided_;
  if (own_relation_ || !analysed_) return StatementClass::data;
  if (system_relation_) return StatementClass::catalogue;
  return other_function_ ? StatementClass::data : StatementClass::control;
}

}  // namespace tap
}  // namespace assay
