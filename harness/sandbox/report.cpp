// The output of roles, and the final report about it.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "sandbox/cell.hpp"
#include "sandbox/protocol.hpp"

namespace assay::cell {
namespace {

constexpr int most_reads = 32;
constexpr int report_patience_ms = 10'000;

/// To the harness, unless it has gone or does not read.
bool put(const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t written = write(protocol::report_fd, bytes, size);
    if (written > 0) {
      bytes += written;
      size -= static_cast<std::size_t>(written);
    } else if (errno == EAGAIN) {
      pollfd ready{protocol::report_fd, POLLOUT, 0};
      if (poll(&ready, 1, report_patience_ms) != 1) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

bool put_kept(const Output& output, std::uint64_t from, std::uint64_t until) {
  static char bytes[32 * 1024];
  while (from < until) {
    const std::uint64_t left = until - from;
    const std::size_t size = output.read(from, bytes, left < sizeof bytes ? left : sizeof bytes);
    if (size == 0 || !put(bytes, size)) return false;
    from += size;
  }
  return true;
}

bool put_role(const Role& role) {
  const Output& output = role.output;
  char line[128];
  const int size = snprintf(line, sizeof line, "role %s %llu %zu %llu\n", role.spec->name,
                            static_cast<unsigned long long>(output.total()), output.head_size(),
                            static_cast<unsigned long long>(output.total() - output.tail_start()));
  return put(line, static_cast<std::size_t>(size)) && put_kept(output, 0, output.head_size()) &&
         put_kept(output, output.tail_start(), output.total());
}

bool put_what_was_kept(const Kept& kept) {
  char line[128];
  const int size = snprintf(line, sizeof line, "kept %llu %llu %llu %s\n", static_cast<unsigned long long>(kept.files),
                            static_cast<unsigned long long>(kept.bytes), static_cast<unsigned long long>(kept.left_out),
                            kept.problem ? kept.problem : "whole");
  return put(line, static_cast<std::size_t>(size));
}

}  // namespace

void drain(Cell& cell, Role& role) {
  static char bytes[64 * 1024];
  for (int reads = 0; role.pipe >= 0 && reads < most_reads; ++reads) {
    const ssize_t got = read(role.pipe, bytes, sizeof bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) break;
    if (got <= 0) {
      close(role.pipe);
      role.pipe = -1;
      break;
    }
    role.output.append(bytes, static_cast<std::size_t>(got));
  }
  if (role.output.total() >= cell.spec.kill_bytes && role.limit == Limit::none) kill_role(cell, role, Limit::output);
}

void write_report(const Cell& cell) {
  fcntl(protocol::report_fd, F_SETFL, O_NONBLOCK);
  for (int role = 0; role < cell.spec.role_count; ++role)
    if (!put_role(cell.roles[role])) return;
  if (cell.spec.keep && !put_what_was_kept(cell.kept)) return;
  char evidence[256], line[300];
  describe(cell.evidence, evidence, sizeof evidence);
  const int size = snprintf(line, sizeof line, "end %s\n", evidence);
  put(line, static_cast<std::size_t>(size));
}

}  // namespace assay::cell
