#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "process/process.hpp"

namespace assay {
namespace {

Fault no_descriptor(std::string_view what) {
  return environment_fault(cat(what, ": cannot be made: ", std::strerror(errno)));
}

}  // namespace

std::pair<UniqueFd, UniqueFd> seqpacket_pair() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    throw no_descriptor("pair of sockets");
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

std::pair<UniqueFd, UniqueFd> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw no_descriptor("pipe");
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

UniqueFd memory_file(const std::string& name, std::string_view text) {
  UniqueFd file(::memfd_create(name.c_str(), MFD_CLOEXEC));
  if (!file) throw no_descriptor("file in memory");
  while (!text.empty()) {
    const ssize_t written = ::write(file.get(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) throw no_descriptor("file in memory");
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

UniqueFd open_program(const std::filesystem::path& program) {
  const UniqueFd file(::open(program.c_str(), O_RDONLY | O_CLOEXEC));
  // A high number, so that no descriptor asked for takes its place before the exec.
  UniqueFd high(file ? ::fcntl(file.get(), F_DUPFD_CLOEXEC, 200) : -1);
  if (!high)
    throw environment_fault(cat(program.string(), ": cannot be read: ", std::strerror(errno)), "build it with: ci/build release");
  return high;
}

std::string program_path(const UniqueFd& opened) { return cat("/proc/self/fd/", opened.get()); }

}  // namespace assay
