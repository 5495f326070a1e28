#include "tap/statements.hpp"

#include <algorithm>

namespace assay {

std::uint64_t StatementLog::add(Statement statement) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t number = statement.number = journal_.next();
  ++counts_[statement.kind];
  bytes_ += statement.text->size();
  if (kept_.size() == most_kept || bytes_ > most_bytes) return number;
  statement.exchanges = journal_.open_exchanges();
  kept_.push_back(std::move(statement));
  return number;
}

std::vector<Statement>::iterator StatementLog::find(std::uint64_t number) {
  const auto place = std::lower_bound(kept_.begin(), kept_.end(), number,
                                      [](const Statement& one, std::uint64_t wanted) { return one.number < wanted; });
  return place != kept_.end() && place->number == number ? place : kept_.end();
}

void StatementLog::finish(std::uint64_t number, std::optional<std::uint64_t> rows, const std::string& error,
                          std::chrono::steady_clock::time_point now) {
  const std::lock_guard lock(mutex_);
  const auto place = find(number);
  if (place == kept_.end()) return;
  if (rows) place->rows = place->rows.value_or(0) + *rows;
  if (!error.empty()) place->error = error;
  place->took = std::chrono::duration_cast<std::chrono::microseconds>(now - place->at);
}

void StatementLog::skip(std::uint64_t number, StatementClass kind) {
  const std::lock_guard lock(mutex_);
  --counts_[kind];
  if (const auto place = find(number); place != kept_.end()) kept_.erase(place);
}

void StatementLog::give_up(std::uint64_t connection, const std::string& why) {
  constexpr std::size_t most_lines = 100;
  const std::lock_guard lock(mutex_);
  if (given_up_.size() < most_lines) given_up_.push_back("connection " + std::to_string(connection) + ": " + why);
}

StatementLog::Mark StatementLog::mark() const {
  const std::lock_guard lock(mutex_);
  return {journal_.last(), counts_};
}

StatementLog::Counts StatementLog::counts_since(const Mark& mark) const {
  const std::lock_guard lock(mutex_);
  Counts counts = counts_;
  for (std::size_t i = 0; i < counts.of.size(); ++i) counts.of[i] -= mark.counts.of[i];
  return counts;
}

std::vector<Statement> StatementLog::since(const Mark& mark) const {
  const std::lock_guard lock(mutex_);
  const auto begin = std::lower_bound(kept_.begin(), kept_.end(), mark.number + 1,
                                      [](const Statement& one, std::uint64_t wanted) { return one.number < wanted; });
  return {begin, kept_.end()};
}

std::vector<std::string> StatementLog::given_up() const {
  const std::lock_guard lock(mutex_);
  return given_up_;
}

void StatementLog::clear() {
  const std::lock_guard lock(mutex_);
  kept_.clear();
  given_up_.clear();
  bytes_ = 0;
}

}  // namespace assay
