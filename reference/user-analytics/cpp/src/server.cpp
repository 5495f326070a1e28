#include "server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

namespace analytics {
namespace {

constexpr std::size_t longest_line = 16u << 20;

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&&) = delete;
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

/// One client: reads lines, writes lines.
class Connection {
 public:
  explicit Connection(Socket socket) : socket_(std::move(socket)) {}

  /// The next line without its end; nothing when the client has gone, or sends a line that is too long.
  std::optional<std::string> line() {
    std::size_t seen = 0;
    for (;;) {
      if (const auto end = buffer_.find('\n', seen); end != std::string::npos) {
        std::string found = buffer_.substr(0, end);
        buffer_.erase(0, end + 1);
        return found;
      }
      seen = buffer_.size();
      if (seen > longest_line || !receive()) return std::nullopt;
    }
  }

  bool say(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t sent = ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) continue;
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

 private:
  bool receive() {
    char bytes[64 * 1024];
    ssize_t got;
    do got = ::recv(socket_.get(), bytes, sizeof bytes, 0);
    while (got < 0 && errno == EINTR);
    if (got <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  Socket socket_;
  std::string buffer_;
};

Socket listening(std::uint16_t port) {
  Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) fail("socket");
  const int yes = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("bind");
  if (::listen(socket.get(), SOMAXCONN) != 0) fail("listen");
  return socket;
}

void converse(Connection connection, const Answer& answer) {
  while (const auto line = connection.line()) {
    if (line->find_first_not_of(" \t\r") == std::string::npos) continue;
    const std::string said = answer(*line);
    if (!said.empty() && !connection.say(said + "\n")) return;
  }
}

}  // namespace

void serve(std::uint16_t port, const Answer& answer) {
  const Socket socket = listening(port);
  for (;;) {
    Socket client(::accept4(socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (client.get() < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      fail("accept");
    }
    const int yes = 1;
    ::setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    // Copied: the thread may outlive this scope's `answer`.
    std::thread([connection = Connection(std::move(client)), answer]() mutable { converse(std::move(connection), answer); }).detach();
  }
}

}  // namespace analytics
