#include "rpc.hpp"

#include <nlohmann/json.hpp>

#include "methods.hpp"

namespace analytics {
namespace {

using nlohmann::json;

enum class Code { parse_error = -32700, bad_request = -32600, failed = -32000 };

json failure(const json& id, Code code, const std::string& message) {
  return {{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", static_cast<int>(code)}, {"message", message}}}};
}

json answer(const json& request, const json& id) {
  const auto method = request.find("method");
  if (method == request.end() || !method->is_string()) return failure(id, Code::bad_request, "a request names its method");
  try {
    return {{"jsonrpc", "2.0"}, {"id", id}, {"result", call(method->get<std::string>(), request.value("params", json::object()))}};
  } catch (const std::exception& error) {
    return failure(id, Code::failed, error.what());
  }
}

}  // namespace

std::string answer_to(const std::string& line) {
  const json request = json::parse(line, nullptr, false);
  // What came from outside may hold broken text; it is replaced, not thrown about.
  const auto written = [](const json& message) { return message.dump(-1, ' ', false, json::error_handler_t::replace); };
  if (request.is_discarded()) return written(failure(nullptr, Code::parse_error, "the line is not JSON"));
  if (!request.is_object()) return written(failure(nullptr, Code::bad_request, "a request is an object"));
  const auto id = request.find("id");
  const json said = answer(request, id == request.end() ? json() : *id);
  return id == request.end() ? std::string() : written(said);
}

}  // namespace analytics
