// The frames of PostgreSQL's protocol (version 3) in a stream that comes in pieces: type, length, content. Content is passed on
// as it comes and never collected here.
#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace assay::tap {

/// The stream is not what the observer takes it for; it stops observing.
struct Unparsed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Splits a stream of typed messages. Sink: begin(type, content length), content(bytes), end().
class PostgresFrames {
 public:
  template <class Sink>
  void read(std::string_view bytes, Sink&& sink) {
    while (!bytes.empty()) {
      if (have_ < header_.size()) {
        const std::size_t part = std::min(header_.size() - have_, bytes.size());
        bytes.copy(header_.data() + have_, part);
        bytes.remove_prefix(part);
        if ((have_ += part) < header_.size()) return;
        left_ = content_length();
        sink.begin(header_[0], left_);
      }
      const std::size_t part = std::min<std::size_t>(left_, bytes.size());
      if (part > 0) sink.content(bytes.substr(0, part));
      bytes.remove_prefix(part);
      left_ -= part;
      if (left_ > 0) return;
      have_ = 0;
      sink.end();
    }
  }

 private:
  std::size_t content_length() const {
    constexpr std::uint32_t longest = 0x3FFFFFFF;   // The server's own limit.
    const auto byte = [&](int place) { return static_cast<std::uint32_t>(static_cast<unsigned char>(header_[place])); };
    const std::uint32_t length = byte(1) << 24 | byte(2) << 16 | byte(3) << 8 | byte(4);
    if (length < 4 || length > longest) throw Unparsed("a message of " + std::to_string(length) + " bytes");
    return length - 4;
  }

  std::array<char, 5> header_{};
  std::size_t have_ = 0;    ///< of the header
  std::size_t left_ = 0;    ///< of the content
};

/// Reads the fields of a message's first bytes. What lies beyond them reads as empty and zero.
class PostgresFields {
 public:
  explicit PostgresFields(std::string_view bytes) : bytes_(bytes) {}

  std::string text() {
    const std::size_t end = bytes_.find('\0');
    std::string value(bytes_.substr(0, end));
    bytes_.remove_prefix(end == std::string_view::npos ? bytes_.size() : end + 1);
    return value;
  }
  char byte() {
    if (bytes_.empty()) return '\0';
    const char value = bytes_.front();
    bytes_.remove_prefix(1);
    return value;
  }
  std::uint32_t number(int bytes) {
    std::uint32_t value = 0;
    for (int i = 0; i < bytes; ++i) value = value << 8 | static_cast<unsigned char>(byte());
    return value;
  }
  void skip(std::size_t bytes) { bytes_.remove_prefix(std::min(bytes, bytes_.size())); }
  bool empty() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
};

}  // namespace assay::tap
