// The suite's requests and the final report. The cell never waits for its readers without end: a suite that does not
// take its answers loses the cell.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sandbox/cell.hpp"
#include "sandbox/descendants.hpp"
#include "sandbox/ports.hpp"
#include "sandbox/protocol.hpp"
#include "sandbox/root.hpp"

namespace assay::cell {
namespace {

constexpr std::size_t most_output_bytes = 32 * 1024;
constexpr int most_listening = 64;

/// One message with up to `most_sockets` descriptors.
struct Reply {
  char text[protocol::message_limit] = {};
  std::size_t size = 0;
  int fds[protocol::most_sockets] = {};
  int fd_count = 0;

  [[gnu::format(printf, 2, 3)]] void add(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int written = vsnprintf(text + size, sizeof text - size, format, arguments);
    va_end(arguments);
    if (written > 0) size += static_cast<std::size_t>(written);
    if (size >= sizeof text) size = sizeof text - 1;   // Cannot be: names are short and few.
  }
};

bool send_reply(const Reply& reply) {
  iovec part{const_cast<char*>(reply.text), reply.size};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  alignas(cmsghdr) char space[CMSG_SPACE(sizeof reply.fds)] = {};
  if (reply.fd_count > 0) {
    const std::size_t bytes = sizeof(int) * static_cast<std::size_t>(reply.fd_count);
    message.msg_control = space;
    message.msg_controllen = CMSG_SPACE(bytes);
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(bytes);
    memcpy(CMSG_DATA(header), reply.fds, bytes);
  }
  return sendmsg(protocol::control_fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
}

const char* word_for(Phase phase) {
  switch (phase) {
    case Phase::none: return "none";
    case Phase::running: return "running";
    case Phase::exited: return "exited";
    case Phase::signalled: return "signalled";
  }
  __builtin_unreachable();
}

/// A request's words; none is longer than a name or a number.
struct Request {
  char verb[40] = {}, first[40] = {}, second[40] = {};
  int words = 0;
  bool is(const char* name, int wanted) const { return words == wanted && strcmp(verb, name) == 0; }
};

Role* role_named(Cell& cell, const char* name) {
  for (int role = 0; role < cell.spec.role_count; ++role)
    if (strcmp(cell.spec.roles[role].name, name) == 0) return &cell.roles[role];
  return nullptr;
}

void answer_sockets(Reply& reply, const char* wanted) {
  std::uint64_t count;
  if (!parse_number(wanted, count) || count > protocol::most_sockets) return reply.add("bad");
  while (static_cast<std::uint64_t>(reply.fd_count) < count) {
    const int fd = new_socket();
    if (fd < 0) break;
    reply.fds[reply.fd_count++] = fd;
  }
  reply.add("sockets %d", reply.fd_count);
}

void answer_listeners(const Spec& spec, Reply& reply) {
  reply.add("listeners");
  for (int number = 0; number < spec.listener_count; ++number) {
    const Listener& listener = spec.listeners[number];
    for (const int fd : listener.fds) {
      if (fd < 0) continue;
      reply.add(" %s:%u", listener.name, listener.port);
      reply.fds[reply.fd_count++] = fd;
    }
  }
}

void answer_ports(const Spec& spec, Reply& reply) {
  reply.add("ports");
  for (int number = 0; number < spec.port_count; ++number)
    reply.add(" %s:%u", spec.ports[number].name, spec.ports[number].port);
}

void answer_start(Cell& cell, Reply& reply, Role& role) {
  const int error = role.is_started() ? EBUSY : launch_role(cell, role);
  if (error == 0) return reply.add("started %s", role.spec->name);
  reply.add("failed %s %d", role.spec->name, error);
}

void answer_signal(Cell& cell, Reply& reply, Role& role, const char* name) {
  const bool term = !strcmp(name, "term"), end = !strcmp(name, "kill"), freeze = !strcmp(name, "freeze"),
             thaw = !strcmp(name, "thaw");
  if (!term && !end && !freeze && !thaw) return reply.add("bad");
  if (!role.is_started()) return reply.add("gone %s", role.spec->name);
  if (term) ask_role_to_end(cell, role);
  if (end) kill_role(cell, role);
  if (freeze) stop_role(cell, role);
  if (thaw) continue_role(cell, role);
  reply.add("signalled %s", role.spec->name);
}

void answer_state(const Spec& spec, Reply& reply, const Role& role) {
  reply.add("state %s %s %d %llu", role.spec->name, word_for(role.gate < 0 ? role.phase : Phase::none), role.code,
            static_cast<unsigned long long>(role.output.total()));
  if (role.limit == Limit::none) return;
  char limit[64];
  describe(spec, role.limit, limit, sizeof limit);
  reply.add(" %s", limit);
}

void answer_output(Reply& reply, const Role& role, const char* wanted) {
  std::uint64_t from;
  if (!parse_number(wanted, from)) return reply.add("bad");
  static char bytes[most_output_bytes];
  const std::size_t size = role.output.read(from, bytes, sizeof bytes);
  reply.add("output %s %llu %llu\n", role.spec->name, static_cast<unsigned long long>(from),
            static_cast<unsigned long long>(role.output.total()));
  memcpy(reply.text + reply.size, bytes, size);
  reply.size += size;
}

void answer_listening(Reply& reply, const Role& role) {
  reply.add("listening %s", role.spec->name);
  if (!role.is_started()) return;
  Descendants processes;
  descendants_of(role.pid, processes);
  static Address addresses[most_listening];
  const int count = listening_addresses(processes, addresses, most_listening);
  for (int number = 0; number < count; ++number) reply.add(" %s", addresses[number].text);
}

void answer_waited(Reply& reply, const Role& role) {
  Descendants processes;
  if (role.is_started()) descendants_of(role.pid, processes);
  reply.add("waited %s %llu", role.spec->name, static_cast<unsigned long long>(waited_for_processor_ms(processes)));
}

void answer_evidence(Cell& cell, Reply& reply) {
  measure(cell);
  char evidence[256];
  describe(cell.evidence, evidence, sizeof evidence);
  reply.add("evidence %s how=%s processes_how=%s", evidence, cell.group.how(cell.group.memory), cell.group.how(cell.group.processes));
}

void answer_reasons(const Group& group, Reply& reply) {
  reply.add("reasons");
  if (group.memory < 0) reply.add("\nmemory %s", group.why_no_memory);
  if (group.processes < 0) reply.add("\nprocesses %s", group.why_no_processes);
}

void answer_about(Cell& cell, Reply& reply, const Request& request) {
  Role* const role = role_named(cell, request.first);
  if (!role) return reply.add("bad");
  drain(cell, *role);
  if (request.is("start", 2)) return answer_start(cell, reply, *role);
  if (request.is("signal", 3)) return answer_signal(cell, reply, *role, request.second);
  if (request.is("state", 2)) return answer_state(cell.spec, reply, *role);
  if (request.is("output", 3)) return answer_output(reply, *role, request.second);
  if (request.is("listening", 2)) return answer_listening(reply, *role);
  if (request.is("waited", 2)) return answer_waited(reply, *role);
  reply.add("bad");
}

void answer(Cell& cell, Reply& reply, const Request& request) {
  if (request.is("reasons", 1)) return answer_reasons(cell.group, reply);
  if (request.is("listeners", 1)) return answer_listeners(cell.spec, reply);
  if (request.is("ports", 1)) return answer_ports(cell.spec, reply);
  if (request.is("sockets", 2)) return answer_sockets(reply, request.first);
  if (request.is("evidence", 1)) return answer_evidence(cell, reply);
  answer_about(cell, reply, request);
}

Request parsed(char* text, std::size_t size, std::size_t room) {
  Request request;
  if (size >= room || memchr(text, 0, size)) return request;
  text[size] = 0;
  char more;
  request.words = sscanf(text, "%39s %39s %39s %c", request.verb, request.first, request.second, &more);
  return request;
}

}  // namespace

bool answer_request(Cell& cell) {
  char text[256];
  const ssize_t size = recv(protocol::control_fd, text, sizeof text, MSG_DONTWAIT | MSG_TRUNC);
  if (size < 0) return errno == EAGAIN || errno == EINTR;
  if (size == 0) return false;
  if (!cell.filled) fill_box(cell.spec);
  cell.filled = true;
  static Reply reply;
  reply.size = 0;
  reply.fd_count = 0;
  settle(cell);
  const Request request = parsed(text, static_cast<std::size_t>(size), sizeof text);
  answer(cell, reply, request);
  const bool sent = send_reply(reply);
  if (request.is("sockets", 2))   // Now they are the suite's alone.
    for (int number = 0; number < reply.fd_count; ++number) close(reply.fds[number]);
  return sent;
}

}  // namespace assay::cell
