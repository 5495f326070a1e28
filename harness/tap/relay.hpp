// Tap: a plain TCP relay between a submission and a service, with faults on demand. It knows no protocol.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"

namespace assay {

/// Serves listening descriptors on a thread of its own (Asio) and connects each accepted stream to a Unix socket.
/// The end of a stream is passed on at once in its direction; when the service closes, the client's side is closed.
/// All members may be called from any thread; a change holds for new and, where it says so, for open connections.
class Relay {
 public:
  Relay(std::vector<UniqueFd> listeners, std::string upstream_unix_socket);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  void cut();                                    ///< resets every open connection; new ones are served
  void refuse();                                 ///< resets open connections and every new one, until restore()
  void delay(std::chrono::milliseconds each);    ///< each chunk in either direction waits this long
  void stall();                                  ///< passes nothing on, keeps connections open, until restore()
  void cut_after(std::uint64_t bytes);           ///< resets each connection after that many further bytes from the service
  void throttle(std::uint64_t bytes_per_second); ///< per direction and connection
  void restore();                                ///< ends every fault

  struct Counts {
    std::uint64_t accepted = 0;   ///< connections since the start
    std::uint64_t open = 0;       ///< now
    std::uint64_t most_open = 0;
    std::uint64_t from_client = 0, from_service = 0;  ///< bytes
  };
  Counts counts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay
