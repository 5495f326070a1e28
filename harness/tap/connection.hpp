// One client of a relay and its stream to the service. Internal to tap/: knows Asio.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>

namespace assay::tap {

using Socket = boost::asio::generic::stream_protocol::socket;
using boost::system::error_code;

struct Faults {
  bool refuse = false, stall = false;
  std::chrono::milliseconds delay{0};
  std::optional<std::uint64_t> cut_after;
  std::uint64_t bytes_per_second = 0;   ///< 0: as fast as it goes
};

struct Numbers {
  std::atomic<std::uint64_t> accepted = 0, open = 0, most_open = 0, from_client = 0, from_service = 0;
};

/// For co_await: errors are values.
inline auto into(error_code& error) {
  return boost::asio::redirect_error(boost::asio::use_awaitable, error);
}

/// For co_spawn: what a coroutine throws leaves the thread; it is a bug of ours and ends the suite.
inline void rethrow(std::exception_ptr error) {
  if (error) std::rethrow_exception(error);
}

/// Lives as long as one of its coroutines. All members run on the relay's thread.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::asio::io_context& context, Socket client, const Faults& faults, Numbers& numbers);

  /// Connects to the service and passes both directions on until an end.
  boost::asio::awaitable<void> serve(std::string address);
  /// The client sees "connection reset".
  void reset();
  void close();
  /// The faults have changed.
  void look_again();
  void cut_after(std::optional<std::uint64_t> bytes) { left_ = bytes; }

 private:
  struct Direction {
    Socket& from;
    Socket& to;
    std::atomic<std::uint64_t>& passed;
    boost::asio::steady_timer pause;
    std::chrono::steady_clock::time_point free_at;   ///< when the next chunk may go, if throttled
  };

  boost::asio::awaitable<bool> connect(const std::string& address);
  boost::asio::awaitable<void> pump(std::shared_ptr<Connection> self, Direction& way);
  boost::asio::awaitable<void> hold(Direction& way, std::size_t bytes);
  std::size_t chunk() const;
  std::size_t spend(std::size_t bytes);
  void end_of(Direction& way, const error_code& error);
  void finish();

  const Faults& faults_;
  Numbers& numbers_;
  Socket client_, service_;
  Direction up_, down_;
  std::optional<std::uint64_t> left_;   ///< bytes from the service before the reset
};

}  // namespace assay::tap
