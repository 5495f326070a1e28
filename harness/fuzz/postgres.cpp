// What passes between a submission and PostgreSQL, as the observer reads it. Both ends may be the submission's: it can speak as it
// likes. The input is a conversation: a byte says who speaks (its first bit) and how many bytes follow.
#include "tap/postgres.hpp"

#include "base/text.hpp"
#include "fuzz/fuzz.hpp"

using namespace assay;
using fuzz::promise;

namespace {

/// What the log holds after the conversation, spoken in portions of at most `portion` bytes.
std::string observed(std::string_view talk, std::size_t portion) {
  Journal journal;
  StatementLog log(journal);
  const auto connection = postgres_observer(log)->connection(1);
  const ConnectionObserver::Time now{};
  bool ended = false;
  try {
    while (!talk.empty() && connection) {
      const auto head = static_cast<unsigned char>(talk.front());
      std::string_view words = talk.substr(1, head & 0x7f);
      talk.remove_prefix(1 + words.size());
      for (; !words.empty(); words.remove_prefix(std::min(portion, words.size()))) {
        if (head & 0x80) connection->from_service(words.substr(0, portion), now);
        else connection->from_client(words.substr(0, portion), now);
      }
    }
  } catch (const std::exception&) {
    ended = true;   // The relay takes it for the end of the observation.
  }
  const StatementLog::Counts counts = log.counts_since({});
  std::string all = cat(ended, " ", counts[StatementClass::data], " ", counts[StatementClass::control], " ", counts[StatementClass::catalogue]);
  for (const Statement& statement : log.since({})) {
    promise(statement.text && statement.text->size() <= StatementLog::text_limit, "a text has a limit");
    all += cat("\n", *statement.text, " ", static_cast<int>(statement.kind), " ", statement.error);
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view talk = fuzz::text(data, size);
  promise(observed(talk, 127) == observed(talk, 1), "bytes may come in any portions");
  return 0;
}
