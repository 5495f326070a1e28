#include "testkit/random.hpp"

#include <cstdlib>
#include <cstring>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "testkit/unit.hpp"

namespace assay::testkit {

namespace {

constexpr std::size_t telling_size = 6;      // letters or digits that nobody writes by chance
constexpr std::int64_t telling_number = 100'000;   // the first that has so many
constexpr std::size_t most_drawn = 200;

}  // namespace

Random::Random() : Random(unit().spec.seed + "\n" + unit().outcome.name()) { of_test_ = true; }

/// What the test drew is known from then on, so that a report can tell whether it shows a hidden test's data.
std::string Random::noted(std::string drawn) const {
  if (of_test_ && drawn.size() >= telling_size && unit().outcome.drawn.size() < most_drawn) unit().outcome.drawn.push_back(drawn);
  return drawn;
}

Random::Random(std::string_view key) {
  const auto digest = sha256_bytes(key);
  std::memcpy(state_, digest.data(), sizeof state_);
  state_[0] |= 1;  // xoroshiro128+ must not start at zero
}

std::uint64_t Random::next() {
  // xoroshiro128+ of Blackman and Vigna, 2018: the standard's distributions differ between libraries, this does not.
  const auto rotated = [](std::uint64_t value, int by) { return (value << by) | (value >> (64 - by)); };
  const std::uint64_t first = state_[0];
  std::uint64_t second = state_[1];
  const std::uint64_t result = first + second;
  second ^= first;
  state_[0] = rotated(first, 24) ^ second ^ (second << 16);
  state_[1] = rotated(second, 37);
  return result;
}

std::int64_t Random::between(std::int64_t low, std::int64_t high) {
  const std::int64_t drawn = low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  if (std::abs(drawn) >= telling_number) noted(cat(std::abs(drawn)));   // a test may change the sign
  return drawn;
}

std::string Random::digits(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += static_cast<char>('0' + between(i == 0 ? 1 : 0, 9));
  return noted(std::move(text));
}

std::string Random::word(int letters) {
  std::string text;
  for (int i = 0; i < letters; ++i) text += static_cast<char>('a' + between(0, 25));
  return noted(std::move(text));
}

}  // namespace assay::testkit
