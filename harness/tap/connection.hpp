// One client of a relay and its stream to the service. Internal to tap/: driven by the relay's loop, on its thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/unique_fd.hpp"
#include "tap/observer.hpp"

namespace assay::tap {

using Clock = std::chrono::steady_clock;

struct Faults {
  bool refuse = false, stall = false;
  std::chrono::milliseconds delay{0};
  std::optional<std::uint64_t> cut_after;
  std::uint64_t bytes_per_second = 0;   ///< 0: as fast as it goes

  bool holds() const { return stall || delay.count() > 0 || bytes_per_second > 0; }
};

struct Numbers {
  std::atomic<std::uint64_t> accepted = 0, turned_away = 0, open = 0, most_open = 0, from_client = 0, from_service = 0;
};

class Connection;

/// A descriptor that epoll watches. Its events carry the address of this.
struct Endpoint {
  UniqueFd fd;
  Connection* owner = nullptr;   ///< null: the loop's own
  std::uint32_t wanted = 0;      ///< events it is registered for; 0: not registered, so that a hung-up peer cannot spin the loop

  void want(int epoll, std::uint32_t events);
};

/// What the connections of a relay share.
struct Shared {
  int epoll = -1;
  std::string address;           ///< the service's Unix socket
  Faults faults;
  Numbers numbers;
  int connecting = 0;            ///< connections that wait for the service's backlog
  std::shared_ptr<Observer> observer;
};

class Connection {
 public:
  Connection(Shared& shared, std::uint64_t number, UniqueFd client);

  /// Connects to the service; when that must wait, due() says until when.
  void begin(Clock::time_point now);
  void ready(Endpoint& endpoint, std::uint32_t events, Clock::time_point now);
  /// Does what became due, because time has passed or a fault has changed.
  void look_again(Clock::time_point now);
  /// When look_again() has something to do; time_point::max() when only a change of faults can help.
  Clock::time_point due() const;
  bool is_open() const { return static_cast<bool>(client_.fd); }

  /// The client sees "connection reset".
  void reset();
  void close();
  void cut_after(std::optional<std::uint64_t> bytes) { left_ = bytes; }

 private:
  struct Direction {
    Endpoint& from;
    Endpoint& to;
    std::atomic<std::uint64_t>& passed;
    std::string waiting;         ///< was read and is not sent yet
    bool held = false;           ///< by a fault, and not looked at yet: `waiting`, or the end of the stream
    bool read_end = false, end_passed = false;
    Clock::time_point since;     ///< when `waiting` was read
    Clock::time_point free_at;   ///< when the next chunk may go, if throttled
  };

  void read(Direction& way, Clock::time_point now);
  void pass(Direction& way, std::string_view bytes, Clock::time_point now);
  void send(Direction& way, std::string_view bytes);
  void flush(Direction& way);
  void release_if_due(Direction& way, Clock::time_point now);
  void observe(const Direction& way, std::string_view bytes, Clock::time_point now);
  Clock::time_point release_of(const Direction& way) const;
  std::size_t chunk() const;
  std::size_t spend(std::size_t bytes);
  void pass_end(Direction& way);
  void finish();
  void update();

  Shared& shared_;
  std::uint64_t number_;
  std::unique_ptr<ConnectionObserver> observer_;
  Endpoint client_, service_;
  Direction up_, down_;
  bool connected_ = false;
  Clock::time_point retry_at_, give_up_at_;
  std::optional<std::uint64_t> left_;   ///< bytes from the service before the reset
};

}  // namespace assay::tap
