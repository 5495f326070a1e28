// Lines over TCP.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace analytics {

using Answer = std::function<std::string(const std::string& line)>;

/// Listens on 127.0.0.1:port and answers each line of each connection, a thread a connection. Does not return; throws
/// std::system_error when it cannot listen.
[[noreturn]] void serve(std::uint16_t port, const Answer& answer);

}  // namespace analytics
