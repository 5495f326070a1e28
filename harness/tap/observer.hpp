// What may read along on a relay. An observer sees the bytes as they pass and can neither change nor hold them; when it does
// not understand a connection any more, it is the observation that ends, never the connection.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace assay {

/// Reads along on one connection, on the relay's thread. What it throws ends the observation of this connection.
class ConnectionObserver {
 public:
  using Time = std::chrono::steady_clock::time_point;

  virtual ~ConnectionObserver() = default;
  /// Any part of the stream, in order. Called after the bytes were sent on: no answer can come before it returns.
  virtual void from_client(std::string_view bytes, Time now) = 0;
  /// Called before the bytes are sent on: whoever gets them finds them observed.
  virtual void from_service(std::string_view bytes, Time now) = 0;
};

class Observer {
 public:
  virtual ~Observer() = default;
  /// `number` counts the accepted connections of the relay from 1. Nothing: this one is not observed.
  virtual std::unique_ptr<ConnectionObserver> connection(std::uint64_t number) = 0;
  /// The observation of a connection has ended before the connection, because of `why`.
  virtual void unparsed(std::uint64_t number, const std::string& why) = 0;
};

}  // namespace assay
