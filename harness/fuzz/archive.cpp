// Archives: load/unpack. libarchive itself is not instrumented; what is looked for is on our side of it.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <clocale>
#include <cstring>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"
#include "fuzz/fuzz.hpp"
#include "load/unpack.hpp"

using namespace assay;
using fuzz::promise;

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

const UnpackLimits limits{.bytes = 64 << 10, .files = 40, .depth = 6, .skip = {"venv", "__pycache__"}};
const std::set<std::string> codes{"outside", "link", "kind", "name", "twice", "files", "bytes", "depth", "encrypted", "unreadable"};

void check_tree(const fs::path& place) {
  std::size_t nodes = 0;
  std::uintmax_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(place)) {
    const fs::file_status status = entry.symlink_status();
    promise(fs::is_directory(status) || fs::is_regular_file(status), "only files and directories");
    promise((status.permissions() & ~fs::perms(0755)) == fs::perms::none, "modes");
    const std::string path = entry.path().lexically_relative(place).generic_string();
    promise(path.starts_with("tree"), "nothing beside the tree");
    promise(printable(path) == path, "names are printable");
    for (const fs::path& part : entry.path().lexically_relative(place / "tree")) {
      if (part == ".git") break;
      promise(part != "venv" && part != "__pycache__", "what is left out");
    }
    ++nodes;
    if (fs::is_regular_file(status)) bytes += entry.file_size();
  }
  promise(nodes <= 1 + 5 * limits.files, "number of files");   // a .git may have four times as many
  promise(bytes <= 5 * limits.bytes, "number of bytes");
}

/// A tar is refused at its first header unless that adds up.
void mend_tar(std::uint8_t* data, std::size_t size) {
  for (std::size_t at = 0; at + 512 <= size; at += 512) {
    std::uint8_t* const header = data + at;
    if (std::memcmp(header + 257, "ustar", 5) != 0) continue;
    std::memset(header + 148, ' ', 8);
    unsigned sum = 0;
    for (int i = 0; i < 512; ++i) sum += header[i];
    std::snprintf(reinterpret_cast<char*>(header) + 148, 8, "%06o", sum);
    header[155] = ' ';
  }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned) {
  size = LLVMFuzzerMutate(data, size, most);
  mend_tar(data, size);
  return size;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool locale = std::setlocale(LC_ALL, "C.UTF-8") != nullptr && ::umask(022) != 0777;   // as assay-intake
  promise(locale, "the locale");
  const TemporaryDirectory place(work_place(0), "assay-fuzz-");
  fs::create_directory(place.path() / "tree");
  const UniqueFd root(::open((place.path() / "tree").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const UniqueFd archive(::memfd_create("archive", MFD_CLOEXEC));
  promise(root && ::write(archive.get(), data, size) == static_cast<ssize_t>(size), "the input");
  ::lseek(archive.get(), 0, SEEK_SET);
  try {
    unpack(archive.get(), root.get(), limits);
  } catch (const Refusal& refusal) {
    promise(codes.contains(refusal.code), "codes");
  }
  check_tree(place.path());
  return 0;
}
