// What a suite process and assay-cell write to the harness. A suite is ours, but its process may be taken over.
#include "suite/channel.hpp"

#include "fuzz/fuzz.hpp"

using namespace assay;
using fuzz::promise;

namespace {

/// Everything that a channel has collected.
std::string collected(Channel& channel, bool open) {
  Json all{{"open", open}, {"done", channel.done()}, {"outcomes", Json::array()}};
  for (const TestOutcome& outcome : channel.take_outcomes()) {
    const Json value = to_json(outcome);
    promise(to_json(outcome_from_json(value)) == value, "an outcome survives being stored");
    all["outcomes"].push_back(value);
  }
  if (const auto running = channel.take_running()) all["running"] = to_json(*running);
  return to_text(all);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text(data, size);
  Channel whole, parts;
  const bool open = whole.feed(text);
  bool still = true;
  for (std::size_t at = 0, step = 1; at < size && still; at += step, step = step * 2 % 61) still = parts.feed(text.substr(at, step));
  promise(collected(whole, open) == collected(parts, still), "bytes may come in any portions");

  UnitRecord record;
  if (parse_cell_report(text, record))
    for (const auto& [role, output] : record.output)
      promise(output.head.size() + output.tail.size() <= size && output.total > 0, "output is what was there");
  return 0;
}
