#include "sandbox/landlock.hpp"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace assay::cell {
namespace {

// As <linux/landlock.h> of new kernels has it; that of the oldest system that we build on stops at ABI 2.
struct Attributes {
  std::uint64_t files, net, scopes;
};
struct [[gnu::packed]] PathRule {
  std::uint64_t allowed;
  std::int32_t parent;
};
struct PortRule {
  std::uint64_t allowed, port;
};
enum RuleType { path_beneath = 1, net_port = 2 };
constexpr std::uint32_t ask_version = 1;

constexpr std::uint64_t execute = 1 << 0, write_file = 1 << 1, read_file = 1 << 2, read_dir = 1 << 3,
                        refer = 1 << 13, truncate_file = 1 << 14, ioctl_device = 1 << 15;
constexpr std::uint64_t make_and_remove = 0x1ff0;   // Bits 4 to 12: remove and make entries of each kind.
constexpr std::uint64_t make_devices = 1 << 6 | 1 << 11;
constexpr std::uint64_t bind_tcp = 1 << 0, connect_tcp = 1 << 1;
constexpr std::uint64_t scope_abstract_sockets = 1 << 0, scope_signals = 1 << 1;

constexpr std::uint64_t reading = execute | read_file | read_dir;
constexpr std::uint64_t writing = reading | write_file | (make_and_remove & ~make_devices) | refer | truncate_file | ioctl_device;
constexpr std::uint64_t of_files = execute | write_file | read_file | truncate_file | ioctl_device;

std::uint64_t handled_files(int abi) {
  std::uint64_t files = reading | write_file | make_and_remove;
  if (abi >= 2) files |= refer;
  if (abi >= 3) files |= truncate_file;
  if (abi >= 5) files |= ioctl_device;
  return files;
}

/// False with errno; a path that does not exist needs no rule.
bool allow_path(int rules, const char* path, std::uint64_t access) {
  const int fd = open(path, O_PATH | O_CLOEXEC);
  if (fd < 0) return errno == ENOENT || errno == ENOTDIR;
  struct stat facts {};
  bool well = fstat(fd, &facts) == 0;
  if (well && !S_ISDIR(facts.st_mode)) access &= of_files;
  const PathRule rule{access, fd};
  well = well && syscall(SYS_landlock_add_rule, rules, path_beneath, &rule, 0u) == 0;
  const int error = errno;
  close(fd);
  errno = error;
  return well;
}

bool allow_paths(int rules, const Paths& paths, std::uint64_t access) {
  for (int path = 0; path < paths.count; ++path)
    if (!allow_path(rules, paths.at[path], access)) return false;
  return true;
}

bool allow_ports(int rules, const TcpPorts* ports, std::uint64_t access) {
  for (int port = 0; ports && port < ports->count; ++port) {
    const PortRule rule{access, ports->at[port]};
    if (syscall(SYS_landlock_add_rule, rules, net_port, &rule, 0u) != 0) return false;
  }
  return true;
}

/// Older kernels refuse a longer structure whose unknown part is not zero, and take one whose unknown part is.
Attributes attributes_for(int abi, bool binds, bool connects) {
  Attributes wanted{handled_files(abi), 0, 0};
  if (abi >= 4) wanted.net = (binds ? bind_tcp : 0) | (connects ? connect_tcp : 0);
  if (abi >= 6) wanted.scopes = scope_abstract_sockets | scope_signals;
  return wanted;
}

}  // namespace

int landlock_abi() {
  const long abi = syscall(SYS_landlock_create_ruleset, nullptr, 0, ask_version);
  return abi > 0 ? static_cast<int>(abi) : 0;
}

bool restrict_paths(Reach reach, const Paths& readable, const Paths& writable, const TcpPorts* bind,
                    const TcpPorts* connect) {
  const int abi = landlock_abi();
  if (abi == 0) {
    errno = ENOSYS;
    return false;
  }
  const Attributes wanted = attributes_for(abi, bind, connect);
  const long created = syscall(SYS_landlock_create_ruleset, &wanted, sizeof wanted, 0u);
  if (created < 0) return false;
  const int rules = static_cast<int>(created);
  const bool well = (reach == Reach::listed_only || allow_path(rules, "/", reading)) &&
                    allow_paths(rules, readable, reading) && allow_paths(rules, writable, writing & wanted.files) &&
                    (abi < 4 || (allow_ports(rules, bind, bind_tcp) && allow_ports(rules, connect, connect_tcp))) &&
                    syscall(SYS_landlock_restrict_self, rules, 0u) == 0;
  const int error = errno;
  close(rules);
  errno = error;
  return well;
}

}  // namespace assay::cell
