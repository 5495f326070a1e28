#include "tap/connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>

namespace assay::tap {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

constexpr std::size_t buffer_size = 64 * 1024;
constexpr auto connect_patience = std::chrono::seconds(5);
constexpr auto retry_after = std::chrono::milliseconds(2);

}  // namespace

Connection::Connection(asio::io_context& context, Socket client, const Faults& faults, Numbers& numbers)
    : faults_(faults),
      numbers_(numbers),
      client_(std::move(client)),
      service_(context),
      up_{client_, service_, numbers.from_client, asio::steady_timer(context), {}},
      down_{service_, client_, numbers.from_service, asio::steady_timer(context), {}},
      left_(faults.cut_after) {
  numbers_.most_open = std::max<std::uint64_t>(numbers_.most_open, ++numbers_.open);
}

asio::awaitable<void> Connection::serve(std::string address) {
  const auto self = shared_from_this();
  if (!co_await connect(address)) co_return reset();
  asio::co_spawn(service_.get_executor(), pump(self, up_), rethrow);
  asio::co_spawn(service_.get_executor(), pump(self, down_), rethrow);
}

void Connection::reset() {
  error_code ignored;
  if (client_.is_open()) client_.set_option(asio::socket_base::linger(true, 0), ignored);
  close();
}

void Connection::close() {
  error_code ignored;
  if (client_.is_open()) --numbers_.open;
  client_.close(ignored);
  service_.close(ignored);
  look_again();
}

void Connection::look_again() {
  up_.pause.cancel();
  down_.pause.cancel();
}

// A Unix socket whose backlog is full answers EAGAIN, which Asio takes for "in progress" and then for success.
asio::awaitable<bool> Connection::connect(const std::string& address) {
  error_code error;
  const asio::local::stream_protocol::endpoint service(address);
  service_.open(asio::generic::stream_protocol(service.protocol()), error);
  service_.non_blocking(true, error);
  for (const auto until = Clock::now() + connect_patience; client_.is_open();) {
    if (::connect(service_.native_handle(), service.data(), static_cast<socklen_t>(service.size())) == 0)
      co_return true;
    if ((errno != EAGAIN && errno != EINTR) || Clock::now() > until) co_return false;
    up_.pause.expires_after(retry_after);
    co_await up_.pause.async_wait(into(error));
  }
  co_return false;
}

// The pointer keeps the connection alive as long as the coroutine.
asio::awaitable<void> Connection::pump(std::shared_ptr<Connection> /*self*/, Direction& way) {
  const bool to_client = &way == &down_;
  std::array<char, buffer_size> buffer;
  while (client_.is_open()) {
    error_code error;
    const std::size_t got = co_await way.from.async_read_some(asio::buffer(buffer.data(), chunk()), into(error));
    co_await hold(way, got);
    if (!client_.is_open()) co_return;
    if (error) co_return end_of(way, error);
    const std::size_t allowed = to_client ? spend(got) : got;
    way.passed += allowed;   // Before whoever gets it can ask.
    co_await asio::async_write(way.to, asio::buffer(buffer.data(), allowed), into(error));
    if (to_client && left_ && *left_ == 0) co_return reset();
    if (error) co_return close();
  }
}

/// Waits as long as a fault asks for.
asio::awaitable<void> Connection::hold(Direction& way, std::size_t bytes) {
  const auto start = Clock::now();
  while (client_.is_open()) {
    auto until = bytes > 0 ? start + faults_.delay : start;
    if (faults_.bytes_per_second > 0) until = std::max(until, way.free_at);
    if (faults_.stall) until = Clock::time_point::max();
    if (until <= Clock::now()) break;
    error_code woken;
    way.pause.expires_at(until);
    co_await way.pause.async_wait(into(woken));
  }
  if (faults_.bytes_per_second > 0)
    way.free_at = std::max(Clock::now(), way.free_at) +
                  std::chrono::nanoseconds(bytes * 1'000'000'000 / faults_.bytes_per_second);
}

/// What is read at once: of a throttled stream no more than a twentieth of a second's worth.
std::size_t Connection::chunk() const {
  if (faults_.bytes_per_second == 0) return buffer_size;
  return std::clamp<std::size_t>(faults_.bytes_per_second / 20, 1, buffer_size);
}

/// How many of `bytes` from the service may still pass.
std::size_t Connection::spend(std::size_t bytes) {
  if (!left_) return bytes;
  bytes = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, *left_));
  *left_ -= bytes;
  return bytes;
}

/// The client's end is passed on, and answers may still come. The service's end is the end: there are clients that
/// wait for it before they close theirs.
void Connection::end_of(Direction& way, const error_code& error) {
  if (&way == &down_ || error != asio::error::eof) return finish();
  error_code ignored;
  service_.shutdown(Socket::shutdown_send, ignored);
}

/// Ends the client's stream in order: unread bytes would turn the close into a reset.
void Connection::finish() {
  std::array<char, buffer_size> dropped;
  error_code ignored;
  client_.shutdown(Socket::shutdown_send, ignored);
  for (int reads = 0; reads < 16; ++reads)
    if (::recv(client_.native_handle(), dropped.data(), dropped.size(), MSG_DONTWAIT) <= 0) break;
  close();
}

}  // namespace assay::tap
