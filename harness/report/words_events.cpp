// Words for what happened: causes and steps.
#include "base/text.hpp"
#include "report/marked.hpp"
#include "report/words.hpp"

namespace assay {
namespace {

/// The member `name` as text; empty where there is none.
std::string text_of(const Json& object, const char* name) {
  const bool there = object.is_object() && object.contains(name) && !object.at(name).is_null();
  return there ? plain_text(object.at(name)) : std::string();
}

std::string listed(const Json& value) {
  if (!value.is_array()) return as_code(plain_text(value));
  std::vector<std::string> parts;
  for (const Json& part : value) parts.push_back(as_code(plain_text(part)));
  return join(parts, ", ");
}

std::string limit_value(const std::string& limit, const Json& value, const Messages& messages) {
  if (!value.is_number()) return as_code(plain_text(value));
  const std::int64_t number = value.get<std::int64_t>();
  if (limit == "memory" || limit == "output" || limit == "disk") return messages.fill("unit.mib", {{"n", cat(number >> 20)}});
  if (limit == "cpu") return messages.fill("unit.s", {{"n", cat(number)}});
  if (limit == "wall") return messages.duration(number);
  if (limit == "processes" || limit == "files") return messages.counted(limit, number);
  return cat(number);
}

std::string limit_name(const std::string& limit, const Messages& messages) {
  const std::string key = cat("limit.", limit);
  return messages.has(key) ? messages.text(key) : as_code(limit);
}

/// Of files there may be too many, or too much in them.
std::string limit_of(const Cause& cause) {
  const std::string limit = text_of(cause.data, "limit");
  return limit == "disk" && text_of(cause.data, "of") == "inodes" ? "files" : limit;
}

/// A field of a cause's data in its own sentence; empty where there is nothing to say.
std::string detail(const Cause& cause, const std::string& name, const Messages& messages) {
  if (!cause.data.contains(name)) return {};
  const Json& value = cause.data.at(name);
  if (value.is_null() || (value.is_structured() && value.empty())) return {};
  std::string shown = listed(value);
  if (name == "limit_ms" && value.is_number()) shown = messages.duration(value.get<std::int64_t>());
  if (name == "value") shown = limit_value(limit_of(cause), value, messages);
  return " " + messages.fill(cat("cause_detail.", name), {{"value", shown}, {"port", as_code(text_of(cause.data, "port"))}});
}

std::string field(const Step& step, const char* name) {
  return as_code(text_of(step.data, name));
}

std::string event_sentence(const std::string& table, const std::string& event, const Messages::Values& values,
                           const std::string& otherwise, const Messages& messages) {
  const std::string key = cat(table, ".", event);
  return messages.fill(messages.has(key) ? key : otherwise, values);
}

std::string main_words(const Step& step, const Messages& messages) {
  const std::string key = cat("step.", to_string(step.kind));
  const std::string role = field(step, step.data.contains("role") ? "role" : "name");
  switch (step.kind) {
    case StepKind::http:
      return messages.fill(key, {{"method", field(step, "method")}, {"path", field(step, "path")}});
    case StepKind::rpc:
      if (step.data.contains("text")) return messages.fill("step.rpc_line", {{"text", field(step, "text")}});
      return messages.fill(key, {{"method", field(step, "method")}, {"params", field(step, "params")}});
    case StepKind::sql: {
      const Json count = step.data.value("count", Json());
      if (!count.is_number_integer()) return messages.fill(key, {{"query", field(step, "query")}});
      return messages.fill("step.statements", {{"subject", field(step, "subject")},
                                               {"statements", messages.counted("statements", count.get<std::int64_t>())}});
    }
    case StepKind::role:
      return event_sentence("role_event", text_of(step.data, "event"),
                            {{"name", role}, {"event", field(step, "event")}}, key, messages);
    case StepKind::fault:
      return event_sentence("fault_action", text_of(step.data, "action"),
                            {{"service", field(step, "service")}, {"action", field(step, "action")}}, key, messages);
    case StepKind::wait: return messages.fill(key, {{"what", field(step, "what")}});
    case StepKind::command: {
      if (!step.data.contains("argv") || !step.data["argv"].is_array())
        return messages.fill(key, {{"argv", field(step, "argv")}});
      std::vector<std::string> words;
      for (const Json& word : step.data["argv"]) words.push_back(plain_text(word));
      return messages.fill(key, {{"argv", as_code(join(words, " "))}});
    }
    case StepKind::redis: case StepKind::mongo: case StepKind::amqp: {
      Json data = step.data;
      data.erase("volatile");
      return messages.fill(key, {{"what", as_code(to_text(data))}});
    }
  }
  std::abort();
}

/// What came of a step: ", status 1", ", 3 rows".
std::string result_words(const Step& step, const Messages& messages) {
  if (step.kind == StepKind::rpc) return cat(", ", result_of_call(step, messages));
  std::string out;
  const auto add = [&](const std::string& words) { out += cat(", ", words); };
  if (step.data.contains("ms") && step.data["ms"].is_number())
    add(messages.fill("step.after", {{"time", messages.duration(step.data["ms"].get<std::int64_t>())}}));
  for (const char* name : {"status", "result", "error", "rows"})
    if (step.data.contains(name) && !step.data[name].is_null())
      add(messages.fill(cat("step.", name), {{name, field(step, name)}}));
  if (step.kind == StepKind::wait && step.data.contains("met"))
    add(messages.text(step.data["met"] == Json(true) ? "step.met" : "step.unmet"));
  return out;
}

}  // namespace

std::string sentence_of(const Cause& given, const Messages& messages) {
  Cause cause = given;
  if (!cause.data.is_object()) cause.data = Json::object();
  const bool early = cause.kind == CauseKind::exited && cause.data.value("before_ready", Json()) == Json(true);
  std::string out = messages.fill(
      cat("cause.", to_string(cause.kind), early ? "_early" : ""),
      {{"role", as_code(cause.role)},
       {"package", as_code(text_of(cause.data, "package"))},
       {"limit", limit_name(limit_of(cause), messages)}});
  for (const char* name : {"limit_ms", "listens_on", "listens_on_instead", "listens_only_at", "listens_nowhere", "status", "signal", "shadows", "files", "value", "error", "control"})
    out += detail(cause, name, messages);
  return out;
}

std::string result_of_call(const Step& step, const Messages& messages) {
  if (step.data.contains("notification")) return messages.text("step.notification");
  if (step.data.contains("problem")) return phrase_of(step.data["problem"], messages);
  const Json varies = step.data.value("volatile", Json::object());
  for (const char* name : {"result", "error"})
    if (varies.contains(name)) {
      // A result is shown as JSON, so that "7" and 7 differ; an error's words are text.
      const std::string shown = name == std::string("error") ? plain_text(varies[name]) : to_text(varies[name]);
      return messages.fill(cat("step.", name), {{name, as_code(shown)}});
    }
  return messages.text("step.no_status");
}

std::string sentence_of(const Step& step, const Messages& messages) {
  return cat(main_words(step, messages), result_words(step, messages), ".");
}

}  // namespace assay
