// The filter is a BPF program, written by hand: libseccomp would be the cell's only library. It is laid out so that
// no jump leaves its own check: each check either ends the program or falls through to the next.
#include "sandbox/seccomp.hpp"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace assay::cell {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t own_architecture = AUDIT_ARCH_X86_64;
constexpr std::uint32_t first_x32_call = 0x40000000;
#elif defined(__aarch64__)
constexpr std::uint32_t own_architecture = AUDIT_ARCH_AARCH64;
#else
#error "the numbers of system calls are known for x86-64 and aarch64"
#endif

// Newer than the headers of the oldest system that we build on; the same on both architectures.
constexpr std::uint32_t open_tree_attr = 467;

constexpr std::uint32_t denied[] = {
    // What is mounted, and where the root is.
    SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_move_mount, SYS_open_tree, open_tree_attr, SYS_fsopen,
    SYS_fsconfig, SYS_fsmount, SYS_fspick, SYS_mount_setattr,
    // Namespaces, beside clone with their flags.
    SYS_unshare, SYS_setns,
    // Other processes' memory and descriptors.
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_pidfd_getfd, SYS_kcmp,
    // Key rings are shared by all processes of a user, in whatever namespace.
    SYS_keyctl, SYS_add_key, SYS_request_key,
    // Parts of the kernel in which most ways out of sandboxes were found.
    SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register,
    // Files by their number, past all directories.
    SYS_open_by_handle_at, SYS_name_to_handle_at,
    // The machine itself.
    SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_reboot, SYS_swapon, SYS_swapoff,
    SYS_acct, SYS_quotactl, SYS_quotactl_fd, SYS_settimeofday, SYS_clock_settime, SYS_adjtimex, SYS_clock_adjtime,
    SYS_syslog, SYS_vhangup, SYS_sethostname, SYS_setdomainname,
#ifdef SYS_kexec_file_load
    SYS_kexec_file_load,
#endif
#if defined(__x86_64__)
    SYS_iopl, SYS_ioperm, SYS_modify_ldt, SYS_uselib, SYS_ustat, SYS__sysctl, SYS_create_module, SYS_get_kernel_syms,
    SYS_query_module, SYS_lookup_dcookie, SYS_nfsservctl,
#endif
};

// New time namespaces cannot be made by clone: their flag's bit is part of the signal there.
constexpr std::uint32_t namespace_flags = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 |
                                          0x20000000 | 0x40000000;
constexpr std::uint32_t route_protocol = 0;   // NETLINK_ROUTE: what getaddrinfo asks
constexpr std::uint32_t ask_personality = 0xffffffff;

constexpr std::uint32_t allow = SECCOMP_RET_ALLOW, kill_process = SECCOMP_RET_KILL_PROCESS;
constexpr std::uint32_t refuse(std::uint32_t error) { return SECCOMP_RET_ERRNO | error; }

/// Arguments are looked at as the kernel does with those that we look at: 32 bits wide.
class Filter {
 public:
  void load(std::size_t offset) { add(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset)); }
  void load_argument(int number) {
    load(offsetof(seccomp_data, args) + 8 * static_cast<std::size_t>(number));   // Both are little-endian.
  }
  void load_number() { load(offsetof(seccomp_data, nr)); }
  void end(std::uint32_t with) { add(BPF_RET | BPF_K, with); }
  void end_if_equal(std::uint32_t value, std::uint32_t with) { end_if(BPF_JEQ, value, with); }
  void end_if_least(std::uint32_t value, std::uint32_t with) { end_if(BPF_JGE, value, with); }
  void end_if_any_bit(std::uint32_t bits, std::uint32_t with) { end_if(BPF_JSET, bits, with); }
  void end_unless_equal(std::uint32_t value, std::uint32_t with) {
    add(BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0);
    end(with);
  }
  /// Opens a check of this call's arguments; everything until done() is skipped for other calls.
  void about(std::uint32_t call) {
    open_ = size_;
    add(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 0);
  }
  void done(std::uint32_t with) {
    end(with);
    lines_[open_].jf = static_cast<std::uint8_t>(size_ - open_ - 1);
  }
  bool install() const {
    const sock_fprog program{size_, const_cast<sock_filter*>(lines_)};
    return size_ < most && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
  }

 private:
  static constexpr unsigned short most = 400;

  void end_if(std::uint16_t test, std::uint32_t value, std::uint32_t with) {
    add(static_cast<std::uint16_t>(BPF_JMP | test | BPF_K), value, 0, 1);
    end(with);
  }
  void add(std::uint16_t code, std::uint32_t value, std::uint8_t jump_true = 0, std::uint8_t jump_false = 0) {
    if (size_ < most) lines_[size_++] = {code, jump_true, jump_false, value};
  }

  sock_filter lines_[most];
  unsigned short size_ = 0, open_ = 0;
};

void check_entry(Filter& filter) {
  filter.load(offsetof(seccomp_data, arch));
  filter.end_unless_equal(own_architecture, kill_process);
  filter.load_number();
#if defined(__x86_64__)
  filter.end_if_least(first_x32_call, kill_process);
#endif
}

void check_sockets(Filter& filter, std::uint32_t call) {
  filter.about(call);
  filter.load_argument(0);
  filter.end_if_equal(AF_UNIX, allow);
  filter.end_if_equal(AF_INET, allow);
  filter.end_if_equal(AF_INET6, allow);
  filter.end_unless_equal(AF_NETLINK, refuse(EPERM));
  filter.load_argument(2);
  filter.end_if_equal(route_protocol, allow);
  filter.done(refuse(EPERM));
}

void check_arguments(Filter& filter) {
  filter.about(SYS_clone);
  filter.load_argument(0);
  filter.end_if_any_bit(namespace_flags, refuse(EPERM));
  filter.done(allow);

  check_sockets(filter, SYS_socket);
  check_sockets(filter, SYS_socketpair);

  filter.about(SYS_ioctl);
  filter.load_argument(1);
  filter.end_if_equal(TIOCSTI, refuse(EPERM));
  filter.end_if_equal(TIOCLINUX, refuse(EPERM));
  filter.done(allow);

  filter.about(SYS_personality);   // Also not ADDR_NO_RANDOMIZE: whoever needs it debugs.
  filter.load_argument(0);
  filter.end_if_equal(0, allow);
  filter.end_if_equal(ask_personality, allow);
  filter.done(refuse(EPERM));
}

}  // namespace

bool deny_system_calls() {
  Filter filter;
  check_entry(filter);
  check_arguments(filter);
  // Its flags lie in memory, where no filter sees them; every libc then takes clone.
  filter.end_if_equal(SYS_clone3, refuse(ENOSYS));
  for (const std::uint32_t call : denied) filter.end_if_equal(call, refuse(EPERM));
  filter.end(allow);
  return filter.install();
}

}  // namespace assay::cell
