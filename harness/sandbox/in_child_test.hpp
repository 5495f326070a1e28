// For tests of what a process does to itself for ever: it happens in a forked child.
#pragma once

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <new>

namespace assay {

/// The wait status of a child that ran `body` and returned its result as exit status.
template <class Body>
int in_child(Body body) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);   // Nothing is left of a test that is broken off.
    ::_exit(body());
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  return status;
}

/// A value that parent and children share.
template <class Value>
class Shared {
 public:
  Shared()
      : at_(new (::mmap(nullptr, sizeof(Value), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) Value()) {}
  ~Shared() { ::munmap(at_, sizeof(Value)); }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  Value* operator->() const { return at_; }
  Value& operator*() const { return *at_; }

 private:
  Value* at_;
};

}  // namespace assay
