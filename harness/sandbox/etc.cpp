#include "sandbox/etc.hpp"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/mounts.hpp"
#include "sandbox/ports.hpp"

namespace assay::cell {
namespace {

constexpr off_t most_copied = 4 << 20;

/// What programs read to find libraries, languages, certificates, time zones and the names of protocols. A name that ends
/// with '*' stands for all that begin so. Nothing here is about this machine's users, network or services.
constexpr const char* wanted[] = {
    "alternatives", "ca-certificates", "ca-certificates.conf", "crypto-policies", "debian_version", "fonts", "gai.conf",
    "host.conf", "java*", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "locale.alias", "localtime", "lsb-release", "magic",
    "magic.mime", "mime.types", "networks", "os-release", "perl", "pki", "protocols", "python3*", "rpc", "services",
    "shells", "terminfo", "timezone"};

bool is_wanted(const char* name) {
  for (const char* pattern : wanted) {
    const std::size_t size = strlen(pattern);
    if (pattern[size - 1] == '*' ? strncmp(name, pattern, size - 1) == 0 : strcmp(name, pattern) == 0) return true;
  }
  return false;
}

struct Path {
  char text[PATH_MAX];
  Path(const char* directory, const char* name) {
    const int size = snprintf(text, sizeof text, "%s/%s", directory, name);
    if (size < 0 || static_cast<std::size_t>(size) >= sizeof text) die("%s: too long a path", name);
  }
};

[[noreturn]] void fail(const char* name) { die("/etc/%s: %s", name, strerror(errno)); }

void write_file(const char* etc, const char* name, const char* bytes, std::size_t size) {
  const int fd = open(Path(etc, name).text, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
  if (fd < 0 || write(fd, bytes, size) != static_cast<ssize_t>(size)) fail(name);
  close(fd);
}

void write_text(const char* etc, const char* name, const char* text) { write_file(etc, name, text, strlen(text)); }

/// A copy costs less than a mount. What cannot be read is not for everybody, and is left out.
void copy_file(const char* etc, const char* name, const char* source) {
  static char bytes[most_copied];
  const int fd = open(source, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) return;
  const ssize_t size = read(fd, bytes, sizeof bytes);
  close(fd);
  if (size >= 0) write_file(etc, name, bytes, static_cast<std::size_t>(size));
}

/// The link itself where it leads to what the cell sees too, else what it leads to.
void show(const char* etc, const char* name) {
  const Path source("/etc", name), target(etc, name);
  char to[PATH_MAX];
  const ssize_t size = readlink(source.text, to, sizeof to - 1);
  if (size > 0) {
    to[size] = 0;
    if (strncmp(to, "/usr/", 5) == 0 || strncmp(to, "../usr/", 7) == 0) {
      if (symlink(to, target.text) != 0) fail(name);
      return;
    }
  }
  struct stat facts;
  if (stat(source.text, &facts) != 0) return;
  if (S_ISREG(facts.st_mode) && (facts.st_mode & S_IROTH) && facts.st_size <= most_copied)
    return copy_file(etc, name, source.text);
  if (!S_ISDIR(facts.st_mode)) return;
  if (mkdir(target.text, 0755) != 0 || !bind_readonly(source.text, target.text)) fail(name);
}

void show_wanted(const char* etc) {
  DIR* const entries = opendir("/etc");
  if (!entries) return;
  while (const dirent* const entry = readdir(entries))
    if (is_wanted(entry->d_name)) show(etc, entry->d_name);
  closedir(entries);
  // Certificates of authorities, not the machine's own keys beside them.
  if (mkdir(Path(etc, "ssl").text, 0755) != 0) fail("ssl");
  show(etc, "ssl/certs");
  show(etc, "ssl/openssl.cnf");
}

}  // namespace

void fill_etc(const Spec& spec, const char* etc) {
  char text[512];
  snprintf(text, sizeof text,
           "root:x:0:0:root:/root:/usr/sbin/nologin\n%s:x:%u:%u::/home/student:/bin/sh\n"
           "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n",
           spec.user_name, spec.inner_uid, spec.inner_uid);
  write_text(etc, "passwd", text);
  snprintf(text, sizeof text, "root:x:0:\n%s:x:%u:\nnogroup:x:65534:\n", spec.user_name, spec.inner_uid);
  write_text(etc, "group", text);
  write_text(etc, "hosts", has_ipv6() ? "127.0.0.1\tlocalhost cell\n::1\tlocalhost ip6-localhost ip6-loopback\n"
                                      : "127.0.0.1\tlocalhost cell\n");
  write_text(etc, "hostname", "cell\n");
  write_text(etc, "nsswitch.conf", "passwd: files\ngroup: files\nshadow: files\nhosts: files\nnetworks: files\n"
                                   "protocols: files\nservices: files\nethers: files\nrpc: files\n");
  write_text(etc, "resolv.conf", "# There is nobody to ask.\n");
  show_wanted(etc);
}

}  // namespace assay::cell
