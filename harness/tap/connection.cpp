#include "tap/connection.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>

namespace assay::tap {
namespace {

constexpr std::size_t buffer_size = 64 * 1024;
constexpr auto connect_patience = std::chrono::seconds(5);
constexpr auto retry_after = std::chrono::milliseconds(2);

/// One buffer per relay's thread: what cannot be sent at once is copied out of it.
std::array<char, buffer_size>& buffer() {
  thread_local std::array<char, buffer_size> bytes;
  return bytes;
}

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

}  // namespace

void Endpoint::want(int epoll, std::uint32_t events) {
  if (events == wanted || !fd) return;
  epoll_event event{events, {.ptr = this}};
  ::epoll_ctl(epoll, events == 0 ? EPOLL_CTL_DEL : wanted == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd.get(), &event);
  wanted = events;
}

Connection::Connection(Shared& shared, std::uint64_t number, UniqueFd client)
    : shared_(shared),
      number_(number),
      client_{std::move(client), this},
      service_{UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)), this},
      up_{client_, service_, shared.numbers.from_client},
      down_{service_, client_, shared.numbers.from_service},
      left_(shared.faults.cut_after) {
  ++shared_.connecting;
  Numbers& numbers = shared_.numbers;
  numbers.most_open = std::max<std::uint64_t>(numbers.most_open, ++numbers.open);
  if (shared_.observer) observer_ = shared_.observer->connection(number);
}

void Connection::begin(Clock::time_point now) {
  give_up_at_ = now + connect_patience;
  look_again(now);
}

void Connection::reset() {
  const linger at_once{1, 0};
  if (client_.fd) ::setsockopt(client_.fd.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

void Connection::close() {
  if (!client_.fd) return;
  --shared_.numbers.open;
  if (!connected_) --shared_.connecting;
  client_.want(shared_.epoll, 0);
  service_.want(shared_.epoll, 0);
  client_.fd.reset();
  service_.fd.reset();
}

Clock::time_point Connection::due() const {
  if (!is_open()) return Clock::time_point::max();
  if (!connected_) return retry_at_;
  const auto of = [&](const Direction& way) { return way.held ? release_of(way) : Clock::time_point::max(); };
  return std::min(of(up_), of(down_));
}

void Connection::look_again(Clock::time_point now) {
  if (!is_open()) return;
  if (connected_) {
    release_if_due(up_, now);
    if (is_open()) release_if_due(down_, now);
    return update();
  }
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  shared_.address.copy(address.sun_path, sizeof address.sun_path - 1);
  if (::connect(service_.fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    connected_ = true;
    --shared_.connecting;
    return update();
  }
  // A Unix socket whose backlog is full says EAGAIN and has no event to wait for.
  if (!would_block(errno) || now >= give_up_at_) return reset();
  retry_at_ = now + retry_after;
}

void Connection::ready(Endpoint& endpoint, std::uint32_t events, Clock::time_point now) {
  Direction& reading = &endpoint == &client_ ? up_ : down_;
  Direction& writing = &endpoint == &client_ ? down_ : up_;
  // An error or a hang-up comes without being wanted: reading or writing finds out what it is.
  if ((endpoint.wanted & EPOLLIN) && (events & ~EPOLLOUT)) read(reading, now);
  if (is_open() && (endpoint.wanted & EPOLLOUT) && (events & ~EPOLLIN)) flush(writing);
}

void Connection::read(Direction& way, Clock::time_point now) {
  const ssize_t got = ::recv(way.from.fd.get(), buffer().data(), chunk(), MSG_DONTWAIT);
  if (got < 0) {
    if (would_block(errno)) return;
    return &way == &down_ ? finish() : close();
  }
  const std::string_view bytes(buffer().data(), static_cast<std::size_t>(got));
  way.read_end = bytes.empty();
  if (shared_.faults.holds()) {
    way.held = true;
    way.since = now;
    way.waiting = bytes;
    release_if_due(way, now);
    return update();
  }
  pass(way, bytes, now);
  if (is_open() && (way.read_end || !way.waiting.empty())) update();
}

void Connection::pass(Direction& way, std::string_view bytes, Clock::time_point now) {
  if (bytes.empty()) return pass_end(way);
  const bool to_client = &way == &down_;
  if (to_client) bytes = bytes.substr(0, spend(bytes.size()));
  way.passed += bytes.size();   // Before whoever gets it can ask.
  if (shared_.faults.bytes_per_second > 0)
    way.free_at = std::max(now, way.free_at) +
                  std::chrono::nanoseconds(bytes.size() * 1'000'000'000 / shared_.faults.bytes_per_second);
  if (to_client) observe(way, bytes, now);
  send(way, bytes);
  if (!to_client) observe(way, bytes, now);
  if (to_client && left_ && *left_ == 0) reset();
}

void Connection::send(Direction& way, std::string_view bytes) {
  const ssize_t sent = ::send(way.to.fd.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent < 0 && !would_block(errno)) return close();
  way.waiting = bytes.substr(static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
}

void Connection::flush(Direction& way) {
  send(way, std::string(std::move(way.waiting)));
  if (is_open() && way.waiting.empty()) update();
}

void Connection::release_if_due(Direction& way, Clock::time_point now) {
  if (!way.held || release_of(way) > now) return;
  way.held = false;
  pass(way, std::string(std::move(way.waiting)), now);
}

/// When a fault lets go of what a direction holds.
Clock::time_point Connection::release_of(const Direction& way) const {
  if (shared_.faults.stall) return Clock::time_point::max();
  const auto delayed = way.waiting.empty() ? way.since : way.since + shared_.faults.delay;
  return shared_.faults.bytes_per_second > 0 ? std::max(delayed, way.free_at) : delayed;
}

void Connection::observe(const Direction& way, std::string_view bytes, Clock::time_point now) {
  if (!observer_) return;
  std::string why = "an exception without a text";
  try {
    return &way == &up_ ? observer_->from_client(bytes, now) : observer_->from_service(bytes, now);
  } catch (const std::exception& error) {
    why = error.what();
  } catch (...) {
  }
  observer_.reset();
  shared_.observer->unparsed(number_, why);
}

/// What is read at once: of a throttled stream no more than a twentieth of a second's worth.
std::size_t Connection::chunk() const {
  if (shared_.faults.bytes_per_second == 0) return buffer_size;
  return std::clamp<std::size_t>(shared_.faults.bytes_per_second / 20, 1, buffer_size);
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
void Connection::pass_end(Direction& way) {
  if (&way == &down_) return finish();
  way.end_passed = true;
  ::shutdown(service_.fd.get(), SHUT_WR);
}

/// Ends the client's stream in order: unread bytes would turn the close into a reset.
void Connection::finish() {
  if (!is_open()) return;
  ::shutdown(client_.fd.get(), SHUT_WR);
  for (int reads = 0; reads < 16; ++reads)
    if (::recv(client_.fd.get(), buffer().data(), buffer_size, MSG_DONTWAIT) <= 0) break;
  close();
}

/// Registers each end for what its two directions wait for.
void Connection::update() {
  if (!is_open()) return;
  const auto events = [stalled = shared_.faults.stall](const Direction& reading, const Direction& writing) -> std::uint32_t {
    return (!reading.read_end && reading.waiting.empty() ? EPOLLIN : 0u) |
           (!writing.held && !stalled && !writing.waiting.empty() ? EPOLLOUT : 0u);
  };
  client_.want(shared_.epoll, events(up_, down_));
  service_.want(shared_.epoll, events(down_, up_));
}

}  // namespace assay::tap
