#include "load/unpack.hpp"

// The only file that knows libarchive.
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "base/text.hpp"
#include "base/unique_fd.hpp"

namespace assay {
namespace {

/// Names in zip files that Windows makes in Cyrillic countries are in code page 866 and do not say so.
std::string from_cp866(const std::string& bytes) {
  std::string text;
  const auto put = [&](unsigned point) {
    text += static_cast<char>(0xC0 | point >> 6);
    text += static_cast<char>(0x80 | (point & 0x3F));
  };
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    constexpr unsigned rest[] = {0x401, 0x451, 0x404, 0x454, 0x407, 0x457, 0x40E, 0x45E};  // Ё ё Є є Ї ї Ў ў
    if (byte < 0x80) text += c;
    else if (byte < 0xB0) put(0x410 + (byte - 0x80));
    else if (byte >= 0xE0 && byte < 0xF0) put(0x440 + (byte - 0xE0));
    else if (byte >= 0xF0 && byte < 0xF8) put(rest[byte - 0xF0]);
    else text += '_';
  }
  return text;
}

/// What may still be unpacked.
struct Budget {
  std::uint64_t files, bytes;
};

struct FreeArchive {
  void operator()(archive* it) const { archive_read_free(it); }
};

class Unpacking {
 public:
  Unpacking(int root, const UnpackLimits& limits) : root_(root), limits_(limits) {}

  void run(int descriptor) {
    archive_.reset(archive_read_new());
    archive* const it = archive_.get();
    archive_read_support_format_zip(it);
    archive_read_support_format_tar(it);
    archive_read_support_filter_gzip(it);
    archive_read_support_filter_xz(it);
    archive_read_support_filter_bzip2(it);
    archive_read_support_filter_zstd(it);
    if (archive_read_open_fd(it, descriptor, 64 << 10) < ARCHIVE_WARN) unreadable();
    archive_entry* entry = nullptr;
    for (;;) {
      const int result = archive_read_next_header(it, &entry);
      if (result == ARCHIVE_EOF) return;
      if (result < ARCHIVE_WARN) unreadable();
      take(entry);
    }
  }

 private:
  [[noreturn]] void refuse(const char* code, const std::string& cause = {}) const { throw Refusal{code, name_, cause}; }

  [[noreturn]] void unreadable() const {
    const char* cause = archive_error_string(archive_.get());
    refuse("unreadable", cause ? cause : "");
  }

  void take(archive_entry* entry) {
    const char* const raw = archive_entry_pathname(entry);
    name_ = raw ? raw : "";
    if (name_.empty()) refuse("name");
    const bool utf8 = std::mbstowcs(nullptr, name_.c_str(), 0) != static_cast<std::size_t>(-1);  // the locale is C.UTF-8
    if (!utf8) name_ = from_cp866(name_);
    if (one_line(name_) != name_ || name_.find('\t') != std::string::npos) refuse("name");
    const std::vector<std::string> path = parts();
    if (path.empty() || is_left_out(path)) return;
    // What a link is called matters before what it is: an archived virtual environment is full of links and left out.
    if (archive_entry_hardlink(entry) || archive_entry_symlink(entry) || archive_entry_filetype(entry) == AE_IFLNK)
      refuse("link");
    const auto kind = archive_entry_filetype(entry);
    if (kind != AE_IFREG && kind != AE_IFDIR) refuse("kind");
    if (archive_entry_is_encrypted(entry)) refuse("encrypted");
    if (path.size() > limits_.depth) refuse("depth");
    store(entry, path, kind == AE_IFDIR, is_in_git(path) ? git_ : work_);
  }

  /// The components of name_; refuses whatever could lie elsewhere, here or on another system.
  std::vector<std::string> parts() const {
    const bool drive = name_.size() > 1 && name_[1] == ':';
    if (name_[0] == '/' || drive || name_.find('\\') != std::string::npos) refuse("outside");
    std::vector<std::string> path;
    for (const std::string& part : split(name_, '/')) {
      if (part.empty() || part == ".") continue;
      if (part == "..") refuse("outside");
      if (part.size() > 255) refuse("name");
      path.push_back(part);
    }
    return path;
  }

  /// The index of `.git` at the archive's root or in its single top folder, else the length of the path.
  static std::size_t git_at(const std::vector<std::string>& path) {
    for (std::size_t i = 0; i < std::min<std::size_t>(path.size(), 2); ++i)
      if (path[i] == ".git") return i;
    return path.size();
  }
  static bool is_in_git(const std::vector<std::string>& path) { return git_at(path) < path.size(); }

  bool is_left_out(const std::vector<std::string>& path) const {
    const std::size_t git = git_at(path);
    for (std::size_t i = 0; i < git; ++i)
      if (std::find(limits_.skip.begin(), limits_.skip.end(), path[i]) != limits_.skip.end()) return true;
    return git < path.size() && !is_wanted_of_git({path.begin() + static_cast<std::ptrdiff_t>(git) + 1, path.end()});
  }

  void store(archive_entry* entry, const std::vector<std::string>& path, bool directory, Budget& budget) {
    UniqueFd at(::fcntl(root_, F_DUPFD_CLOEXEC, 0));
    const std::size_t folders = directory ? path.size() : path.size() - 1;
    if (budget.files-- == 0) refuse("files");
    for (std::size_t i = 0; i < folders; ++i) {
      const bool made = ::mkdirat(at.get(), path[i].c_str(), 0755) == 0;
      if (!made && errno != EEXIST) refuse("name", std::strerror(errno));
      // A long path makes folders that are no entries of their own.
      if (made && i + 1 < path.size() && budget.files-- == 0) refuse("files");
      UniqueFd next(::openat(at.get(), path[i].c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
      if (!next) refuse("twice");
      at = std::move(next);
    }
    if (directory) return;
    const UniqueFd file(::openat(at.get(), path.back().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                 (archive_entry_perm(entry) & 0111) != 0 ? 0755 : 0644));
    if (!file) refuse(errno == EEXIST ? "twice" : "name", std::strerror(errno));
    copy_data(file.get(), budget);
    if (!archive_entry_mtime_is_set(entry)) return;
    const timespec times[2] = {{archive_entry_mtime(entry), 0}, {archive_entry_mtime(entry), 0}};
    ::futimens(file.get(), times);
  }

  void copy_data(int file, Budget& budget) {
    std::uint64_t end = 0;
    for (;;) {
      const void* data = nullptr;
      std::size_t size = 0;
      la_int64_t offset = 0;
      const int result = archive_read_data_block(archive_.get(), &data, &size, &offset);
      if (result == ARCHIVE_EOF) return;
      if (result < ARCHIVE_WARN) {
        const char* cause = archive_error_string(archive_.get());
        refuse(archive_read_has_encrypted_entries(archive_.get()) > 0 ? "encrypted" : "unreadable", cause ? cause : "");
      }
      // Holes count as if they were written: a sparse file of a terabyte is no smaller when it is read.
      const std::uint64_t reached = std::max(end, static_cast<std::uint64_t>(offset) + size);
      if (offset < 0 || reached - end > budget.bytes) refuse("bytes");
      budget.bytes -= reached - end;
      end = reached;
      for (std::size_t done = 0; done < size;) {
        const ssize_t put = ::pwrite(file, static_cast<const char*>(data) + done, size - done, offset + static_cast<off_t>(done));
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) refuse("bytes", std::strerror(errno));
        done += static_cast<std::size_t>(put);
      }
    }
  }

  int root_;
  const UnpackLimits& limits_;
  std::unique_ptr<archive, FreeArchive> archive_;
  std::string name_;
  Budget work_{limits_.files, limits_.bytes};
  Budget git_{4 * limits_.files, 4 * limits_.bytes};   // a history is larger than what it is of
};

}  // namespace

void unpack(int archive, int root, const UnpackLimits& limits) { Unpacking(root, limits).run(archive); }

}  // namespace assay
