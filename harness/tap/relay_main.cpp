// A relay by itself, for measuring (ci/bench.d/relay.py): `relay SOCKET [observe]` prints its port, stands before the Unix socket
// SOCKET of a PostgreSQL, reads along if so asked, and ends with its standard input.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "tap/postgres.hpp"
#include "tap/relay.hpp"

int main(int argc, char** argv) {
  const bool observes = argc == 3 && std::string(argv[2]) == "observe";
  if (argc != 2 && !observes) {
    std::fputs("usage: relay SOCKET [observe]\n", stderr);
    return 2;
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  assay::UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  socklen_t size = sizeof address;
  if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(listener.get(), 128) != 0 ||
      ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::perror("relay: 127.0.0.1");
    return 3;
  }
  std::vector<assay::UniqueFd> listeners;
  listeners.push_back(std::move(listener));
  assay::Journal journal;
  assay::StatementLog log(journal);
  const assay::Relay relay(std::move(listeners), argv[1], observes ? assay::postgres_observer(log) : nullptr);
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  char byte;
  while (::read(0, &byte, 1) > 0) {
  }
  return 0;
}
