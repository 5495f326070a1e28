// What assay-probe tries to reach. It sends nothing to anybody but the harness: a UDP socket is connected without a packet,
// and the kernel says then whether there is a way.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdint>

#include "sandbox/probe.hpp"

namespace assay::probe {
namespace {

constexpr int patience_ms = 20;

int new_socket(int family, int kind) { return socket(family, kind | SOCK_CLOEXEC, 0); }

bool connects(int fd, const void* address, socklen_t size) {
  return fd >= 0 && connect(fd, static_cast<const sockaddr*>(address), size) == 0;
}

sockaddr_in loopback(const char* port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(strtoul(port, nullptr, 10)));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

Outcome reach_tcp(const char* port) {
  const sockaddr_in address = loopback(port);
  return outcome_of(connects(new_socket(AF_INET, SOCK_STREAM), &address, sizeof address));
}

/// Where nobody listens, the refusal is there when the datagram has been sent. The harness looks whether it came.
Outcome reach_udp(const char* port) {
  const sockaddr_in address = loopback(port);
  const int fd = new_socket(AF_INET, SOCK_DGRAM);
  if (!connects(fd, &address, sizeof address) || send(fd, "probe", 5, 0) != 5) return outcome_of(false);
  pollfd answer{fd, POLLIN, 0};
  char byte;
  if (poll(&answer, 1, patience_ms) == 1 && recv(fd, &byte, 1, 0) < 0) return outcome_of(false);
  return {true, 0, 0};
}

Outcome reach_unix(const char* name, bool abstract) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const size_t length = strlen(name);
  if (length + 1 > sizeof address.sun_path) return {false, ENAMETOOLONG, 0};
  memcpy(address.sun_path + (abstract ? 1 : 0), name, length);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + length);
  return outcome_of(connects(new_socket(AF_UNIX, SOCK_STREAM), &address, size));
}

/// Whether there is a way to a public address, in either family.
Outcome reach_internet() {
  sockaddr_in four{};
  four.sin_family = AF_INET;
  four.sin_port = htons(53);
  inet_pton(AF_INET, "9.9.9.9", &four.sin_addr);
  const Outcome outcome = outcome_of(connects(new_socket(AF_INET, SOCK_DGRAM), &four, sizeof four));
  if (outcome.possible) return outcome;
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  six.sin6_port = htons(53);
  inet_pton(AF_INET6, "2620:fe::fe", &six.sin6_addr);
  if (connects(new_socket(AF_INET6, SOCK_DGRAM), &six, sizeof six)) return {true, 0, 0};
  return outcome;
}

/// The machine's own resolver: the one that it names, else where most listen.
Outcome reach_names() {
  sockaddr_in resolver = loopback("53");
  char line[256], word[64];
  FILE* const file = fopen("/etc/resolv.conf", "re");
  while (file && fgets(line, sizeof line, file))
    if (sscanf(line, "nameserver %63s", word) == 1 && inet_pton(AF_INET, word, &resolver.sin_addr) == 1) break;
  if (file) fclose(file);
  const int fd = new_socket(AF_INET, SOCK_DGRAM);
  if (!connects(fd, &resolver, sizeof resolver)) return outcome_of(false);
  if ((ntohl(resolver.sin_addr.s_addr) >> 24) != IN_LOOPBACKNET) return {true, 0, 0};
  char byte = 0;   // No question: a resolver drops it, and only the kernel can answer.
  pollfd answer{fd, POLLIN, 0};
  if (send(fd, &byte, 1, 0) == 1 && !(poll(&answer, 1, patience_ms) == 1 && recv(fd, &byte, 1, 0) < 0)) return {true, 0, 0};
  return outcome_of(false);
}

}  // namespace

void look_at_network(const Planted& planted) {
  if (planted.tcp) say("tcp", reach_tcp(planted.tcp));
  if (planted.udp) say("udp", reach_udp(planted.udp));
  if (planted.unix_path) say("unix_path", reach_unix(planted.unix_path, false));
  if (planted.abstract) say("unix_abstract", reach_unix(planted.abstract, true));
  say("internet", reach_internet());
  say("names", reach_names());
}

}  // namespace assay::probe
