// The suite's end of the supervisor's socket (sandbox/protocol.hpp). Throws CellLost when the supervisor is gone: that is
// never the submission's fault.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"

namespace assay::testkit {

struct CellLost : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct RoleState {
  enum class Word { none, running, exited, signalled } word = Word::none;
  int code = 0;                ///< exit status or signal
  std::uint64_t written = 0;   ///< bytes of output since the unit began
  std::string limit;           ///< that ended it: "memory", "output", … or empty
  std::uint64_t limit_value = 0;  ///< of it: bytes, seconds, a number; 0 where the cell does not say
  std::string limit_of;        ///< "inodes" where a disk's number of files is meant
};

class CellClient {
 public:
  explicit CellClient(int socket) : socket_(socket) {}

  /// Listening descriptors by service: one, or one for IPv4 and one for IPv6.
  std::map<std::string, std::vector<UniqueFd>> listeners();
  std::map<std::string, int> ports();
  /// An unconnected, non-blocking TCP socket inside the cell; a few are kept in stock.
  UniqueFd socket();
  /// 0, or the error number that the start gave.
  int start(const std::string& role);
  void signal(const std::string& role, const char* name);
  RoleState state(const std::string& role);
  /// Output from byte `from` on, as far as it is kept; at most 32 KiB.
  std::string output(const std::string& role, std::uint64_t from);
  /// "127.0.0.1:8080", "[::1]:8000": what the role's processes listen on.
  std::vector<std::string> listening(const std::string& role);
  /// How long it could have run, but had no processor.
  std::chrono::milliseconds waited(const std::string& role);

 private:
  std::string ask(const std::string& request, std::vector<UniqueFd>* descriptors = nullptr);

  int socket_;
  std::mutex mutex_;
  std::vector<UniqueFd> stock_;
};

}  // namespace assay::testkit
