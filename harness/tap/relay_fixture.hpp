// For the tests of the relay: a service behind it and a client before it.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "base/deadline.hpp"
#include "base/unique_fd.hpp"

namespace assay {

using namespace std::chrono_literals;

inline UniqueFd listening(int family, const sockaddr* address, socklen_t size, int backlog = 128) {
  UniqueFd fd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  EXPECT_EQ(::bind(fd.get(), address, size), 0);
  EXPECT_EQ(::listen(fd.get(), backlog), 0);
  return fd;
}

/// 127.0.0.1 and ::1 on one free port, as a service of a cell has them.
inline std::pair<std::vector<UniqueFd>, std::uint16_t> loopback_listeners() {
  sockaddr_in four{};
  four.sin_family = AF_INET;
  four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::vector<UniqueFd> listeners;
  listeners.push_back(listening(AF_INET, reinterpret_cast<const sockaddr*>(&four), sizeof four));
  socklen_t size = sizeof four;
  ::getsockname(listeners[0].get(), reinterpret_cast<sockaddr*>(&four), &size);
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  six.sin6_addr = in6addr_loopback;
  six.sin6_port = four.sin_port;
  listeners.push_back(listening(AF_INET6, reinterpret_cast<const sockaddr*>(&six), sizeof six));
  return {std::move(listeners), ntohs(four.sin_port)};
}

/// Sends back what it gets. "bye" makes it close; after its client's end it says "end" and closes.
class EchoService {
 public:
  explicit EchoService(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    listener_ = listening(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address, 2);
    thread_ = std::thread([this] { serve(); });
  }
  ~EchoService() {
    over_ = true;
    ::shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
  }

 private:
  void serve() {
    std::vector<std::thread> clients;
    while (!over_) {
      const int fd = ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
      if (fd >= 0) clients.emplace_back([fd] { echo(UniqueFd(fd)); });
    }
    for (auto& client : clients) client.join();
  }
  static void echo(UniqueFd fd) {
    std::vector<char> buffer(1 << 16);
    for (;;) {
      const ssize_t got = ::recv(fd.get(), buffer.data(), buffer.size(), 0);
      if (got == 0) ::send(fd.get(), "end", 3, MSG_NOSIGNAL);
      if (got <= 0 || std::string_view(buffer.data(), static_cast<std::size_t>(got)) == "bye") return;
      for (ssize_t sent = 0; sent < got;) {
        const ssize_t now = ::send(fd.get(), buffer.data() + sent, static_cast<std::size_t>(got - sent), MSG_NOSIGNAL);
        if (now < 0) return;
        sent += now;
      }
    }
  }

  UniqueFd listener_;
  std::atomic<bool> over_ = false;
  std::thread thread_;
};

class Client {
 public:
  explicit Client(std::uint16_t port, int family = AF_INET) : fd_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    six.sin6_addr = in6addr_loopback;
    const auto* address = family == AF_INET ? reinterpret_cast<const sockaddr*>(&four) : reinterpret_cast<const sockaddr*>(&six);
    EXPECT_EQ(::connect(fd_.get(), address, family == AF_INET ? sizeof four : sizeof six), 0);
    const timeval patience{10, 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }

  void send(std::string_view text) {
    EXPECT_EQ(::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
  }
  /// `size` bytes, or fewer and why: "…|end", "…|reset", "…|error".
  std::string receive(std::size_t size) {
    std::string text;
    while (text.size() < size) {
      char buffer[4096];
      const ssize_t got = ::recv(fd_.get(), buffer, std::min(sizeof buffer, size - text.size()), 0);
      if (got == 0) return text + "|end";
      if (got < 0) return text + (errno == ECONNRESET ? "|reset" : "|error");
      text.append(buffer, static_cast<std::size_t>(got));
    }
    return text;
  }
  std::string ask(std::string_view text) {
    send(text);
    return receive(text.size());
  }
  bool silent_for(std::chrono::milliseconds span) const {
    pollfd ready{fd_.get(), POLLIN, 0};
    return ::poll(&ready, 1, static_cast<int>(span.count())) == 0;
  }
  void end() { ::shutdown(fd_.get(), SHUT_WR); }

 private:
  UniqueFd fd_;
};

}  // namespace assay
