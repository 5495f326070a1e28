#include "sandbox/ports.hpp"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace assay::cell {
namespace {

constexpr int first_port = 20000, port_range = 10000, backlog = 128;

struct Range {
  int first = 32768, last = 60999;
};

/// The ports that the kernel gives to outgoing connections: one of those may be taken at any moment.
Range ephemeral_range() {
  Range range;
  if (FILE* const file = fopen("/proc/sys/net/ipv4/ip_local_port_range", "re")) {
    if (fscanf(file, "%d %d", &range.first, &range.last) != 2) range = Range();
    fclose(file);
  }
  // Where everything is ephemeral there is nothing to avoid.
  if (range.first <= first_port && range.last >= first_port + port_range) return {0, 0};
  return range;
}

/// A socket bound to the port of that family's loopback address, or -1. Without SO_REUSEADDR a port with connections in
/// TIME_WAIT does not bind, and a role that does not set it could not bind either.
int bound(int family, std::uint16_t port, bool reuse) {
  const int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  const int on = 1;
  if (reuse) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr_in6 address6{};
  address6.sin6_family = AF_INET6;
  address6.sin6_port = htons(port);
  address6.sin6_addr = in6addr_loopback;
  if (family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  const auto* const place = family == AF_INET ? static_cast<const void*>(&address) : &address6;
  const auto size = static_cast<socklen_t>(family == AF_INET ? sizeof address : sizeof address6);
  if (bind(fd, static_cast<const sockaddr*>(place), size) == 0) return fd;
  const int error = errno;
  close(fd);
  errno = error;
  return -1;
}

/// A chosen port is not bound until its role starts. Until then an abstract socket of its name, which like the port
/// belongs to the network namespace, keeps other cells from choosing it too. It stays open as long as the cell lives.
bool reserve(int port) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const int size = snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "assay-port-%d", port);
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + size);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), length) == 0) return true;
  close(fd);
  return false;
}

Range avoided;
int offset = 0;   // Where the search goes on; begins elsewhere in each cell.

/// The next free port, reserved, and a socket bound to it.
int next_bound(std::uint16_t& port) {
  for (int tried = 0; tried < port_range; ++tried) {
    const int candidate = first_port + offset;
    offset = (offset + 1) % port_range;
    if (candidate >= avoided.first && candidate <= avoided.last) continue;
    const int fd = bound(AF_INET, static_cast<std::uint16_t>(candidate), false);
    if (fd < 0) continue;
    if (reserve(candidate)) {
      port = static_cast<std::uint16_t>(candidate);
      return fd;
    }
    close(fd);
  }
  die("no free port from %d to %d", first_port, first_port + port_range - 1);
}

void serve(const Listener& listener, int fd) {
  if (fd < 0 || listen(fd, backlog) != 0)
    die("listener '%s': port %u: %s", listener.name, listener.port, strerror(errno));
}

/// In a network namespace of the cell's own: the ports are those that were asked for.
void open_own_ports(Spec& spec) {
  const bool both = has_ipv6();
  for (int number = 0; number < spec.listener_count; ++number) {
    Listener& listener = spec.listeners[number];
    listener.fds[0] = listener.port ? bound(AF_INET, listener.port, true) : next_bound(listener.port);
    serve(listener, listener.fds[0]);
    if (both) serve(listener, listener.fds[1] = bound(AF_INET6, listener.port, true));
  }
  for (int number = 0; number < spec.port_count; ++number)
    if (!spec.ports[number].port) close(next_bound(spec.ports[number].port));
}

/// In the machine's: they are those that nobody else has.
void open_free_ports(Spec& spec) {
  for (int number = 0; number < spec.listener_count; ++number) {
    Listener& listener = spec.listeners[number];
    serve(listener, listener.fds[0] = next_bound(listener.port));
  }
  for (int number = 0; number < spec.port_count; ++number) close(next_bound(spec.ports[number].port));
}

}  // namespace

void open_ports(Spec& spec) {
  avoided = ephemeral_range();
  offset = static_cast<int>(static_cast<unsigned>(getpid()) * 37 % port_range);
  spec.is_full() ? open_own_ports(spec) : open_free_ports(spec);
}

bool has_ipv6() {
  const int fd = bound(AF_INET6, 0, false);
  if (fd >= 0) close(fd);
  return fd >= 0;
}

int new_socket() { return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); }

}  // namespace assay::cell
