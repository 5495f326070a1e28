// What tests of control groups share.
#pragma once
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "process/life_test.hpp"
#include "sandbox/cgroup.hpp"

namespace assay {

inline constexpr std::uint64_t mib = 1 << 20;

/// A group with two roles, small limits, as root.
class Cgroups : public testing::Test {
 protected:
  void SetUp() override {
    spec.role_count = 2;
    spec.memory_bytes = 64 * mib;
    spec.processes = 40;
    if (::getuid() != 0) GTEST_SKIP() << "needs root";
    if (!cell::open_group(spec, group))
      GTEST_SKIP() << "this machine has no place for groups: " << group.why_no_memory << "; " << group.why_no_processes;
  }
  void TearDown() override { cell::close_group(group); }

  /// A child in a role's group.
  template <class Body>
  pid_t enter(int role, Body body) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (cell::enter_group(group, role) != 0) ::_exit(99);
      ::setsid();
      ::_exit(body());
    }
    return child;
  }
  static int ended(pid_t child) {
    int status = -1;
    ::waitpid(child, &status, 0);
    return status;
  }

  cell::Spec spec;
  cell::Group group;
};

}  // namespace assay
