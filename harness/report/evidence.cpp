#include "report/evidence.hpp"

#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "report/marked.hpp"
#include "report/words.hpp"

namespace assay {
namespace {

constexpr std::size_t body_shown = 700;
constexpr std::size_t line_shown = 2000; ///< of a call; a longer one is not shown, since a part of it is no call
constexpr std::size_t part_shown = 300;  ///< of a path, a header, a method
constexpr std::size_t headers_shown = 10;
constexpr std::size_t lines_shown = 25;
constexpr std::size_t bytes_read = 64u << 10;
constexpr std::size_t statements_shown = 6;
constexpr std::size_t statement_shown = 300;

/// `text` as one word of a POSIX shell.
std::string shell_word(const std::string& text) {
  constexpr std::string_view safe =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:=@%+,";
  if (!text.empty() && text.find_first_not_of(safe) == std::string::npos) return text;
  return cat('\'', replaced(text, "'", "'\\''"), '\'');
}


int port_of(const Step& step, const Assignment& assignment) {
  const std::string named = step.data.contains("role") && step.data["role"].is_string()
                                ? step.data["role"].get<std::string>() : "api";
  const auto role = assignment.roles.find(named);
  if (role != assignment.roles.end() && role->second.default_port > 0) return role->second.default_port;
  for (const auto& [name, other] : assignment.roles)
    if (other.default_port > 0) return other.default_port;
  return 8000;
}

/// What was sent: a JSON value, or text as it went over the wire.
Json body_of(const Json& data) { return data.contains("text") ? data["text"] : data.value("body", Json()); }

/// The options -H of a request, and whether one of them is its content type.
std::vector<std::string> header_options(const Json& data) {
  std::vector<std::string> options;
  bool typed = false;
  if (data.contains("headers") && data["headers"].is_object())
    for (const auto& [name, value] : data["headers"].items()) {
      if (options.size() == headers_shown) break;
      options.push_back(cat("-H ", shell_word(clipped(cat(name, ": ", plain_text(value)), part_shown))));
      std::string lower = name;
      for (char& letter : lower) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
      typed = typed || lower == "content-type";
    }
  if (!typed && !body_of(data).is_null())
    options.push_back("-H 'Content-Type: application/json'");
  return options;
}

std::string_view last(std::string_view text, std::size_t bytes) {
  return text.substr(text.size() - std::min(text.size(), bytes));
}

/// Bytes [from, to) of a role's output, as far as they were kept; at most the last 64 KiB.
std::string slice(const RoleOutput& output, std::uint64_t from, std::uint64_t to) {
  const std::uint64_t head = output.head.size(), tail = output.tail.size();
  const std::uint64_t tail_from = std::max<std::uint64_t>(output.total > tail ? output.total - tail : 0, head);
  to = std::min(to, std::max(output.total, head + tail));
  std::string out;
  if (from < head) out = output.head.substr(from, std::min(to, head) - from);
  const std::uint64_t begin = std::max(from, tail_from);
  if (begin < to && begin - tail_from < tail) {
    if (from < tail_from && tail_from > head) out += "\n…\n";
    out += output.tail.substr(begin - tail_from, to - begin);
  }
  std::erase(out, '\0');   // What a reader must not see (report/hidden.hpp).
  return std::string(last(out, bytes_read));
}

/// Where the words about [.., to) end: a server writes the traceback of a request after its answer, when the test may be over already.
std::uint64_t with_late_traceback(const RoleOutput& output, std::uint64_t to) {
  constexpr std::uint64_t most = 32u << 10;
  if (to >= output.total) return to;
  const std::string after = slice(output, to, to + most);
  if (!after.starts_with("ERROR:") && !after.starts_with("Traceback (")) return to;
  const std::size_t next = after.find("\nINFO:");
  return to + (next == std::string::npos ? after.size() : next + 1);
}

const RoleOutput* output_of(const RunRecord& record, const std::string& group, const std::string& role) {
  const RoleOutput* found = nullptr;
  for (const UnitRecord& unit : record.units) {
    if (unit.group != group) continue;
    const auto output = unit.output.find(role);
    if (output != unit.output.end()) found = &output->second;
  }
  return found;
}

/// A query whose list of columns would push everything else out of sight, without most of the list: what it asks for stands behind.
std::string without_columns(const std::string& line) {
  constexpr std::size_t columns_shown = 60;
  const std::size_t from = line.find(" FROM ");
  if (line.size() <= statement_shown || !line.starts_with("SELECT ") || from == std::string::npos || from <= columns_shown) return line;
  const std::size_t comma = line.rfind(", ", columns_shown);
  return comma == std::string::npos ? line : cat(line.substr(0, comma), ", …", line.substr(from));
}

/// "1. SELECT …", on one line whatever the text holds.
std::string statement_line(std::size_t number, const std::string& text, const std::string& error) {
  std::string line;
  for (const char byte : printable(clipped(text, 4 * statement_shown))) {
    const bool white = byte == ' ' || byte == '\n' || byte == '\t';
    if (!white || (!line.empty() && line.back() != ' ')) line += white ? ' ' : byte;
  }
  line = without_columns(trimmed(line));
  return cat(number, ". ", clipped(line, statement_shown), error.empty() ? "" : cat("  -- ", error));
}

/// The step that counted the statements of an expectation that was not met.
const Step* counting_step(const TestOutcome& outcome) {
  for (const Expectation& expectation : outcome.expectations) {
    if (expectation.met || expectation.kind != ExpectationKind::statements) continue;
    for (const Step& step : outcome.steps)
      if (step.kind == StepKind::sql && step.data.value("by", Json()) == "submission" && step.data.value("subject", Json()) == expectation.subject)
        return &step;
  }
  return nullptr;
}

/// Statements of the program's own data, and those that failed, of the last request that ran any.
std::vector<const StatementNote*> last_statements(const TestOutcome& outcome) {
  std::vector<const StatementNote*> found;
  for (auto step = outcome.steps.rbegin(); step != outcome.steps.rend() && found.empty(); ++step) {
    const Json exchange = step->data.value("volatile", Json::object()).value("exchange", Json());
    if (!exchange.is_number()) continue;
    for (const StatementNote& note : outcome.statements)
      if ((note.kind == "data" || !note.error.empty()) &&
          std::find(note.exchanges.begin(), note.exchanges.end(), exchange.get<std::uint64_t>()) != note.exchanges.end())
        found.push_back(&note);
  }
  return found;
}

std::string ending(const std::string& bytes, const FoldedLine& folded_line) {
  return last_lines(folded_line ? folded_tracebacks(bytes, folded_line) : bytes, lines_shown);
}

}  // namespace

std::string curl_command(const Step& step, const Assignment& assignment) {
  const Json& data = step.data;
  const std::string method = clipped(data.value("method", "GET"), part_shown);
  const std::string path = clipped(data.value("path", "/"), part_shown);
  std::string line = "curl -i";
  if (method == "HEAD") line += " --head";
  else if (method != "GET") line += cat(" -X ", shell_word(method));
  line += cat(" ", shell_word(cat("http://localhost:", port_of(step, assignment), path)));
  std::vector<std::string> options = header_options(data);
  if (const Json body = body_of(data); !body.is_null())
    options.push_back(cat("-d ", shell_word(clipped(plain_text(body), body_shown))));
  for (const std::string& option : options) line += cat(" \\\n  ", option);
  if (const Json times = data.value("times", Json()); times.is_number_unsigned() && times > 1)
    line = cat("for _ in $(seq ", to_text(times), "); do ", line, " & done; wait");
  return as_block(line);
}

std::string nc_command(const Step& step, const Assignment& assignment) {
  const Json& data = step.data;
  if (data.contains("abridged") || data.contains("notification")) return {};
  Json request{{"jsonrpc", "2.0"}, {"id", 1}, {"method", data.value("method", Json())}, {"params", data.value("params", Json())}};
  const std::string line = data.contains("text") ? plain_text(data["text"]) : to_text(request);
  if (line.size() > line_shown) return {};
  // -w ends every kind of nc: not all of them end with their input.
  return as_block(cat("printf '%s\\n' ", shell_word(line), " \\\n  | nc -w 3 localhost ", port_of(step, assignment)));
}

std::string again_command(const RunRecord& record, const std::string& test, bool hidden) {
  // What prepares a program runs when something needs it, and not by itself.
  const std::string only = test.starts_with("Prepare.") ? "" : cat(" --only ", shell_word(test));
  const std::string& place = record.source.empty() ? record.submission : record.source;
  const std::string command = hidden ? cat("assay grade ", shell_word(record.assignment), " ", shell_word(place)) : "assay check";
  return as_block(cat(command, only, " --seed ", shell_word(record.seed)));
}

std::string sql_lines(const TestOutcome& outcome) {
  std::vector<std::string> lines;
  std::size_t all = 0;
  if (const Step* const counted = counting_step(outcome)) {
    const Json rest = counted->data.value("volatile", Json::object());
    for (const Json& text : rest.value("statements", Json::array()))
      lines.push_back(statement_line(lines.size() + 1, plain_text(text), ""));
    const Json count = counted->data.value("count", Json());
    all = count.is_number_unsigned() || count.is_number_integer() ? count.get<std::size_t>() : lines.size();
  } else {
    const std::vector<const StatementNote*> notes = last_statements(outcome);
    all = notes.size();
    for (const StatementNote* note : notes)
      if (lines.size() < statements_shown) lines.push_back(statement_line(lines.size() + 1, note->text, note->error));
  }
  if (lines.empty()) return {};
  if (all > lines.size()) lines.push_back(cat("… +", all - lines.size()));
  return as_block(join(lines, "\n"));
}

OutputEnd output_end(const RunRecord& record, const TestOutcome& outcome, const FoldedLine& folded_line) {
  OutputEnd end;
  for (const OutputRange& range : outcome.output) {
    const RoleOutput* output = output_of(record, outcome.group, range.role);
    if (output == nullptr || range.to <= range.from) continue;
    std::string lines = ending(slice(*output, range.from, with_late_traceback(*output, range.to)), folded_line);
    if (lines.empty() || (!end.lines.empty() && outcome.cause && range.role != outcome.cause->role)) continue;
    end = {range.role, std::move(lines)};
  }
  if (!end.lines.empty() || !outcome.cause) return end;
  const RoleOutput* output = output_of(record, outcome.group, outcome.cause->role);
  if (output == nullptr) return end;
  return {outcome.cause->role, ending(slice(*output, 0, output->total), folded_line)};
}

}  // namespace assay
