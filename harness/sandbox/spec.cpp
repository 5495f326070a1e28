#include "sandbox/spec.hpp"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

namespace assay::cell {
namespace {

char text[most_spec_bytes + 1];

bool same(const char* a, const char* b) { return strcmp(a, b) == 0; }

/// A name is what may stand in a request: 1 to 32 letters, digits, '-', '_'.
const char* checked_name(const char* name) {
  constexpr char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  const std::size_t length = strlen(name);
  if (length < 1 || length > 32 || strspn(name, allowed) != length)
    bad_spec("'%.40s' is no name", name);
  return name;
}

std::uint64_t number_of(const char* key, const char* value, std::uint64_t most) {
  std::uint64_t number;
  if (!parse_number(value, number) || number > most)
    bad_spec("%s: expected a number up to %llu, got '%.40s'", key,
             static_cast<unsigned long long>(most), value);
  return number;
}

void add(Words& words, const char* key, const char* word) {
  if (words.count == most_words) bad_spec("more than %d times %s", most_words, key);
  words.at[words.count++] = word;
}

void add_setting(Words& words, const char* key, const char* word) {
  const char* const equals = strchr(word, '=');
  if (!equals || equals == word) bad_spec("%s: expected NAME=VALUE, got '%.40s'", key, word);
  add(words, key, word);
}

/// Directories of roles lie below the box; what links the submission put there is its own affair.
const char* checked_directory(const char* path) {
  if (path[0] == '/' || path[0] == 0) bad_spec("cwd: expected a path below the box, got '%.200s'", path);
  for (const char* part = path; part;) {
    if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == 0))
      bad_spec("cwd: '%.200s' leaves the box", path);
    part = strchr(part, '/');
    if (part) ++part;
  }
  return path;
}

/// Cuts ":PORT" off the name; 0 if there is none.
std::uint16_t cut_port(const char* key, char* value) {
  char* const colon = strchr(value, ':');
  if (!colon) return 0;
  *colon = 0;
  return static_cast<std::uint16_t>(number_of(key, colon + 1, 65535));
}

void add_listener(Spec& spec, char* value) {
  if (spec.listener_count == most_listeners) bad_spec("more than %d listeners", most_listeners);
  Listener& listener = spec.listeners[spec.listener_count++];
  listener.port = cut_port("listen", value);
  listener.name = checked_name(value);
}

void add_port(Spec& spec, char* value) {
  if (spec.port_count == most_roles) bad_spec("more than %d ports", most_roles);
  Port& port = spec.ports[spec.port_count++];
  port.port = cut_port("port", value);
  port.name = checked_name(value);
}

const char* absolute(const char* key, const char* path) {
  if (path[0] != '/') bad_spec("%s: expected an absolute path, got '%.200s'", key, path);
  return path;
}

void add_path(PathList& paths, const char* key, const char* path) {
  if (paths.count == most_paths) bad_spec("more than %d times %s", most_paths, key);
  paths.at[paths.count++] = absolute(key, path);
}

Tier tier_named(const char* value) {
  if (strlen(value) != 1 || !strchr("ABCD", value[0])) bad_spec("tier: expected A, B, C or D, got '%.40s'", value);
  return static_cast<Tier>(value[0]);
}

/// "NAME UID".
void set_user(Spec& spec, char* value) {
  char* const space = strchr(value, ' ');
  if (!space) bad_spec("identity: expected a name and a number, got '%.40s'", value);
  *space = 0;
  spec.user_name = checked_name(value);
  spec.inner_uid = static_cast<uid_t>(number_of("identity", space + 1, 65533));
  if (spec.inner_uid == 0) bad_spec("identity: the submission is not root");
}

void add_role(Spec& spec, const char* value) {
  if (spec.role_count == most_roles) bad_spec("more than %d roles", most_roles);
  for (int role = 0; role < spec.role_count; ++role)
    if (same(spec.roles[role].name, value)) bad_spec("role '%s' is there twice", value);
  spec.roles[spec.role_count++].name = checked_name(value);
}

bool set_number(Spec& spec, const char* key, const char* value) {
  const struct {
    const char* key;
    std::uint64_t& field;
    std::uint64_t most;
  } numbers[] = {
      {"limit.processes", spec.processes, 1 << 20},
      {"limit.file_bytes", spec.file_bytes, 1ull << 50},
      {"limit.open_files", spec.open_files, 1 << 20},
      {"limit.cpu_seconds", spec.cpu_seconds, 1 << 30},
      {"limit.memory_bytes", spec.memory_bytes, 1ull << 50},
      {"limit.disk_bytes", spec.disk_bytes, 1ull << 50},
      {"limit.disk_inodes", spec.disk_inodes, 1ull << 40},
      {"limit.keep_bytes", spec.keep_bytes, 1ull << 50},
      {"limit.keep_files", spec.keep_files, 1ull << 40},
      {"output.head", spec.head_bytes, 64 << 20},
      {"output.tail", spec.tail_bytes, 64 << 20},
      {"output.kill", spec.kill_bytes, 1ull << 50},
  };
  for (const auto& number : numbers)
    if (same(key, number.key)) {
      number.field = number_of(key, value, number.most);
      return true;
    }
  return false;
}

bool set_of_role(Spec& spec, const char* key, const char* value) {
  const bool arg = same(key, "arg"), cwd = same(key, "cwd"), setting = same(key, "role.env"), ahead = same(key, "ahead");
  if (!arg && !cwd && !setting && !ahead) return false;
  if (spec.role_count == 0) bad_spec("%s before the first role", key);
  RoleSpec& role = spec.roles[spec.role_count - 1];
  if (arg) add(role.args, key, value);
  if (ahead) add(role.ahead, key, value);
  if (cwd) role.cwd = checked_directory(value);
  if (setting) add_setting(role.environment, key, value);
  return true;
}

/// What was given at all.
struct Given {
  bool tier = false, uid = false, gid = false;
};

bool set_place(Spec& spec, const char* key, const char* value) {
  if (same(key, "box")) spec.box = absolute(key, value);
  else if (same(key, "source")) spec.source = absolute(key, value);
  else if (same(key, "place")) spec.place = absolute(key, value);
  else if (same(key, "keep")) spec.keep = absolute(key, value);
  else if (same(key, "readonly")) add_path(spec.readonly, key, value);
  else if (same(key, "writable")) add_path(spec.writable, key, value);
  else return false;
  return true;
}

bool set_identity(Spec& spec, Given& given, const char* key, char* value) {
  constexpr std::uint64_t most_id = 0xfffffffe;
  if (same(key, "tier")) {
    spec.tier = tier_named(value);
    given.tier = true;
  } else if (same(key, "uid")) {
    spec.uid = static_cast<uid_t>(number_of(key, value, most_id));
    given.uid = true;
  } else if (same(key, "gid")) {
    spec.gid = static_cast<gid_t>(number_of(key, value, most_id));
    given.gid = true;
  } else if (same(key, "identity")) {
    set_user(spec, value);
  } else {
    return false;
  }
  return true;
}

void take(Spec& spec, Given& given, const char* key, char* value) {
  if (set_identity(spec, given, key, value) || set_place(spec, key, value)) return;
  if (same(key, "listen")) {
    add_listener(spec, value);
  } else if (same(key, "port")) {
    add_port(spec, value);
  } else if (same(key, "env")) {
    add_setting(spec.environment, key, value);
  } else if (same(key, "role")) {
    add_role(spec, value);
  } else if (!set_number(spec, key, value) && !set_of_role(spec, key, value)) {
    bad_spec("unknown key '%.40s'", key);
  }
}

void check_full(Spec& spec) {
  if (spec.box && !same(spec.box, "/box")) bad_spec("box: it is /box in tiers A and B");
  spec.box = "/box";
  if (!spec.place) bad_spec("no place");
  if (!spec.user_name) bad_spec("no identity");
  if (spec.tier != Tier::root_full) return;
  if (!spec.own_identity || spec.uid == 0) bad_spec("tier A needs a uid, and not root's");
  if (spec.uid != spec.inner_uid) bad_spec("identity: in tier A it is the uid");
}

std::size_t read_text(int fd) {
  std::size_t size = 0;
  for (;;) {
    const ssize_t got = read(fd, text + size, sizeof text - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) bad_spec("cannot be read: %s", strerror(errno));
    if (got == 0) return size;
    size += static_cast<std::size_t>(got);
    if (size > most_spec_bytes) bad_spec("more than %zu bytes", most_spec_bytes);
  }
}

}  // namespace

bool parse_number(const char* digits, std::uint64_t& number) {
  if (!*digits || strlen(digits) > 18 || strspn(digits, "0123456789") != strlen(digits)) return false;
  number = strtoull(digits, nullptr, 10);
  return true;
}

void read_spec(int fd, Spec& spec) {
  const std::size_t size = read_text(fd);
  if (size == 0 || text[size - 1] != 0) bad_spec("does not end with a complete word");
  Given given;
  for (char* key = text; key < text + size;) {
    char* const value = key + strlen(key) + 1;
    if (value >= text + size) bad_spec("no value for '%.40s'", key);
    char* const next = value + strlen(value) + 1;   // Before take() cuts a listener's word.
    take(spec, given, key, value);
    key = next;
  }
  if (given.uid != given.gid) bad_spec("uid and gid go together");
  spec.own_identity = given.uid;
  if (!given.tier && given.uid) spec.tier = Tier::root_weak;
  if (spec.is_full()) check_full(spec);
  else if (!spec.box) bad_spec("no box");
  if (spec.starts_ahead() && !spec.is_full()) bad_spec("ahead: only in tiers A and B");
  for (int role = 0; role < spec.role_count; ++role)
    if (spec.roles[role].args.count == 0) bad_spec("role '%s' has no arg", spec.roles[role].name);
}

}  // namespace assay::cell
