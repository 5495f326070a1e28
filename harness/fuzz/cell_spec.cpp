// The specification that assay-cell reads before it has shed any privilege: sandbox/spec and sandbox/resolve.
#include "sandbox/spec.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>

#include "fuzz/fuzz.hpp"

using assay::fuzz::promise;

namespace assay::cell {

/// In place of sandbox/give_up.cpp: the cell would end.
struct GivenUp {};
void bad_spec(const char*, ...) { throw GivenUp(); }
void die(const char*, ...) { throw GivenUp(); }

}  // namespace assay::cell

namespace {

using namespace assay::cell;

void check(const Words& words) {
  promise(words.count >= 0 && words.count <= 2 * most_words && !words.at[words.count], "words end with a null pointer");
  for (int word = 0; word < words.count; ++word) promise(words.at[word] && std::strlen(words.at[word]) < 2 * most_spec_bytes, "words");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const int file = ::memfd_create("spec", MFD_CLOEXEC);
  promise(::ftruncate(file, 0) == 0 && ::pwrite(file, data, size, 0) == static_cast<ssize_t>(size), "the input");
  ::lseek(file, 0, SEEK_SET);
  static Spec spec;
  spec = Spec{};
  try {
    read_spec(file, spec);
    resolve_spec(spec);
  } catch (const GivenUp&) {
    return 0;
  }
  promise(spec.box && spec.box[0] == '/', "the box");
  for (int number = 0; number < spec.role_count; ++number) {
    const RoleSpec& role = spec.roles[number];
    promise(role.args.count > 0 && role.cwd && role.cwd[0] != '/' && role.cwd[0] != 0, "roles");
    check(role.args);
    check(role.environment);
  }
  return 0;
}
