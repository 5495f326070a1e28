#include "sandbox/seccomp.hpp"

#include <gtest/gtest.h>
#include <linux/netlink.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <array>
#include <csignal>

#include "sandbox/in_child_test.hpp"

namespace assay {
namespace {

bool filtered() { return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && cell::deny_system_calls(); }

/// A call that does no harm if it is let through.
struct Call {
  const char* name;
  long number;
  std::array<long, 6> arguments{};
};

constexpr long bad = -1;      // No such descriptor, no such address, no such flags.

const Call refused_calls[] = {
    {"mount", SYS_mount}, {"umount2", SYS_umount2}, {"pivot_root", SYS_pivot_root}, {"chroot", SYS_chroot},
    {"move_mount", SYS_move_mount, {bad, 0, bad, 0, 0}}, {"open_tree", SYS_open_tree, {bad, 0, 0}},
    {"open_tree_attr", 467, {bad, 0, 0, 0, 0}}, {"fsopen", SYS_fsopen}, {"fsconfig", SYS_fsconfig, {bad, 0, 0, 0, 0}},
    {"fsmount", SYS_fsmount, {bad, 0, 0}}, {"fspick", SYS_fspick, {bad, 0, 0}},
    {"mount_setattr", SYS_mount_setattr, {bad, 0, 0, 0, 0}}, {"unshare", SYS_unshare, {0x80000000}},
    {"setns", SYS_setns, {bad, 0}}, {"ptrace", SYS_ptrace, {bad, bad, 0, 0}},
    {"process_vm_readv", SYS_process_vm_readv, {bad}}, {"process_vm_writev", SYS_process_vm_writev, {bad}},
    {"pidfd_getfd", SYS_pidfd_getfd, {bad, bad, 0}}, {"kcmp", SYS_kcmp, {bad, bad, 0, 0, 0}},
    {"keyctl", SYS_keyctl, {bad}}, {"add_key", SYS_add_key, {0, 0, 0, 0, 0}}, {"request_key", SYS_request_key},
    {"bpf", SYS_bpf, {bad, 0, 0}}, {"perf_event_open", SYS_perf_event_open, {0, 0, bad, bad, bad}},
    {"userfaultfd", SYS_userfaultfd, {bad}}, {"io_uring_setup", SYS_io_uring_setup, {0, 0}},
    {"io_uring_enter", SYS_io_uring_enter, {bad}}, {"io_uring_register", SYS_io_uring_register, {bad}},
    {"open_by_handle_at", SYS_open_by_handle_at, {bad, 0, 0}}, {"name_to_handle_at", SYS_name_to_handle_at, {bad}},
    {"init_module", SYS_init_module, {0, 0, 0}}, {"finit_module", SYS_finit_module, {bad, 0, 0}},
    {"delete_module", SYS_delete_module, {0, 0}}, {"kexec_load", SYS_kexec_load, {0, 0, 0, bad}},
    {"reboot", SYS_reboot, {0, 0, 0, 0}}, {"swapon", SYS_swapon, {0, 0}}, {"swapoff", SYS_swapoff, {0}},
    {"acct", SYS_acct, {bad}}, {"quotactl", SYS_quotactl, {bad, 0, 0, 0}}, {"quotactl_fd", SYS_quotactl_fd, {bad, 0, 0, 0}},
    {"settimeofday", SYS_settimeofday, {bad, 0}}, {"clock_settime", SYS_clock_settime, {bad, 0}},
    {"adjtimex", SYS_adjtimex, {0}}, {"clock_adjtime", SYS_clock_adjtime, {bad, 0}}, {"syslog", SYS_syslog, {bad, 0, 0}},
    {"sethostname", SYS_sethostname, {0, bad}}, {"setdomainname", SYS_setdomainname, {0, bad}},
#if defined(__x86_64__)
    {"kexec_file_load", SYS_kexec_file_load, {bad, bad, 0, 0, bad}}, {"iopl", SYS_iopl, {bad}},
    {"ioperm", SYS_ioperm, {bad, bad, 0}}, {"modify_ldt", SYS_modify_ldt, {bad, 0, 0}},
#endif
    {"clone with a user namespace", SYS_clone, {CLONE_NEWUSER | CLONE_THREAD}},
    {"clone with a mount namespace", SYS_clone, {CLONE_NEWNS | CLONE_THREAD}},
    {"clone with a process namespace", SYS_clone, {CLONE_NEWPID | CLONE_THREAD}},
    {"clone with a network namespace", SYS_clone, {CLONE_NEWNET | CLONE_THREAD}},
    {"clone with an IPC namespace", SYS_clone, {CLONE_NEWIPC | CLONE_THREAD}},
    {"clone with a host name of its own", SYS_clone, {CLONE_NEWUTS | CLONE_THREAD}},
    {"clone with a cgroup namespace", SYS_clone, {CLONE_NEWCGROUP | CLONE_THREAD}},
    {"AF_VSOCK", SYS_socket, {AF_VSOCK, SOCK_STREAM, 77}}, {"AF_ALG", SYS_socket, {AF_ALG, SOCK_STREAM, 0}},
    {"AF_PACKET", SYS_socket, {AF_PACKET, 77, 0}}, {"AF_XDP", SYS_socket, {44, SOCK_STREAM, 0}},
    {"AF_TIPC in a pair", SYS_socketpair, {AF_TIPC, SOCK_STREAM, 0, 0}},
    {"netlink that is not for routes", SYS_socket, {AF_NETLINK, bad, NETLINK_KOBJECT_UEVENT}},
    {"TIOCSTI", SYS_ioctl, {bad, TIOCSTI, 0}}, {"TIOCLINUX", SYS_ioctl, {bad, TIOCLINUX, 0}},
    {"TIOCSTI with more bits than the kernel looks at", SYS_ioctl, {bad, TIOCSTI | long{1} << 40, 0}},
    {"personality", SYS_personality, {0x1000000}}, {"personality without randomisation", SYS_personality, {ADDR_NO_RANDOMIZE}},
};

int error_of(const Call& call) {
  const auto& a = call.arguments;
  return ::syscall(call.number, a[0], a[1], a[2], a[3], a[4], a[5]) == -1 ? errno : 0;
}

TEST(Seccomp, RefusesEveryListedCall) {
  constexpr std::size_t count = std::size(refused_calls);
  Shared<std::array<int, count>> errors;
  const int status = in_child([&] {
    if (!filtered()) return 1;
    for (std::size_t call = 0; call < count; ++call) (*errors)[call] = error_of(refused_calls[call]);
    return 0;
  });
  ASSERT_EQ(status, 0);
  for (std::size_t call = 0; call < count; ++call) EXPECT_EQ((*errors)[call], EPERM) << refused_calls[call].name;
}

/// Without it the test above would pass on a kernel that refuses those calls by itself.
TEST(Seccomp, IsWhatRefusesThem) {
  if (::getuid() != 0) GTEST_SKIP() << "an ordinary user is refused most of them anyway";
  constexpr std::size_t count = std::size(refused_calls);
  Shared<std::array<int, count>> errors;
  const int status = in_child([&] {
    for (std::size_t call = 0; call < count; ++call) (*errors)[call] = error_of(refused_calls[call]);
    return 0;
  });
  ASSERT_EQ(status, 0);
  for (std::size_t call = 0; call < count; ++call) EXPECT_NE((*errors)[call], EPERM) << refused_calls[call].name;
}

TEST(Seccomp, SaysThatThereIsNoClone3) {
  Shared<int> error;
  ASSERT_EQ(in_child([&] {
    if (!filtered()) return 1;
    *error = ::syscall(SYS_clone3, nullptr, 0) == -1 ? errno : 0;
    return 0;
  }), 0);
  EXPECT_EQ(*error, ENOSYS);
}

TEST(Seccomp, AllowsWhatHonestProgramsDo) {
  const int status = in_child([] {
    if (!filtered()) return 1;
    int pair[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) return 2;
    if (::socket(AF_INET, SOCK_STREAM, 0) < 0 || ::socket(AF_INET, SOCK_DGRAM, 0) < 0) return 3;
    if (::socket(AF_INET6, SOCK_STREAM, 0) < 0 && errno != EAFNOSUPPORT) return 4;
    if (::socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) < 0) return 5;
    if (::personality(0xffffffff) != 0 || ::personality(0) != 0) return 6;
    int waiting = 0;
    if (::ioctl(pair[0], FIONREAD, &waiting) != 0) return 7;
    const pid_t child = ::fork();
    if (child == 0) ::_exit(5);
    int ended = 0;
    if (::waitpid(child, &ended, 0) != child || WEXITSTATUS(ended) != 5) return 8;
    ::setsid();
    return 0;
  });
  EXPECT_EQ(status, 0) << "step " << WEXITSTATUS(status);
}

#if defined(__x86_64__)
/// getpid through the entry of 32-bit programs.
int ask_as_32_bit() {
  int result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory");
  return result == ::getpid() ? 0 : 1;
}

TEST(Seccomp, KillsA32BitCall) {
  if (in_child(ask_as_32_bit) != 0) GTEST_SKIP() << "this kernel runs no 32-bit programs";
  const int status = in_child([] { return filtered() ? ask_as_32_bit() : 2; });
  ASSERT_TRUE(WIFSIGNALED(status)) << status;
  EXPECT_EQ(WTERMSIG(status), SIGSYS);
}

TEST(Seccomp, KillsAnX32Call) {
  const int status = in_child([] { return filtered() ? static_cast<int>(::syscall(0x40000000 + SYS_getpid)) : 2; });
  ASSERT_TRUE(WIFSIGNALED(status)) << status;
  EXPECT_EQ(WTERMSIG(status), SIGSYS);
}
#endif

}  // namespace
}  // namespace assay
