#include "zoo/ground_test.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <random>

#include "base/fault.hpp"
#include "base/source_root_test.hpp"
#include "base/text.hpp"

namespace assay::zoo {
namespace {

constexpr Owner nobody{65'534, 65'534};

/// Limits small enough for a test, and large enough for Python to start on a busy machine.
constexpr const char* small_limits = R"(
[limits]
test_seconds = 3
stop_seconds = 2
memory_mib = 256
file_mib = 32
disk_mib = 64
disk_inodes = 8000
output_mib = 32
processes = 64
cpu_seconds = 3

[build_limits]
test_seconds = 6
memory_mib = 256
file_mib = 32
disk_mib = 64
disk_inodes = 8000
output_mib = 32
processes = 64
cpu_seconds = 3
)";
constexpr const char* start_seconds = "[role.api]\nstart_seconds = 6\n";

struct Fixed {
  bool own_namespaces = false;
  fs::path parts = ASSAY_PARTS;
  fs::path clusters;   ///< the ordinary user's prepared clusters, kept from run to run
  fs::path parent = fs::temp_directory_path();
};
Fixed fixed;
OwnGroups own_groups;

void need(bool done, const std::string& what) {
  if (!done) throw environment_fault(cat(what, ": ", std::strerror(errno)));
}

void bind(const fs::path& from, const fs::path& to) {
  fs::create_directories(to);
  need(::mount(from.c_str(), to.c_str(), nullptr, MS_BIND, nullptr) == 0, cat(to.string(), ": cannot be bound"));
}

std::string random_word() {
  std::random_device random;
  std::string word;
  for (int i = 0; i < 6; ++i) word += "0123456789abcdef"[random() % 16], word += "ghijkmnpqrstuvwx"[random() % 16];
  return word;
}

void append(const fs::path& file, const std::string& text) { write_file(file, read_file(file) + text); }

UniqueFd bound(int family, int type, const sockaddr* address, socklen_t length) {
  UniqueFd ear(::socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  need(ear && ::bind(ear.get(), address, length) == 0, "a socket of the ground");
  if (type == SOCK_STREAM) need(::listen(ear.get(), 16) == 0, "a socket of the ground");
  return ear;
}

std::pair<UniqueFd, int> on_loopback(int type) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  UniqueFd ear = bound(AF_INET, type, reinterpret_cast<sockaddr*>(&address), sizeof address);
  socklen_t length = sizeof address;
  ::getsockname(ear.get(), reinterpret_cast<sockaddr*>(&address), &length);
  return {std::move(ear), ntohs(address.sin_port)};
}

/// `name` begins with '\0' for an abstract one.
UniqueFd on_unix(const std::string& name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path, sizeof address.sun_path - 1);
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  return bound(AF_UNIX, SOCK_STREAM, reinterpret_cast<sockaddr*>(&address), length);
}

const std::vector<std::string> secret_names{
    "GITHUB_TOKEN", "GH_TOKEN", "ACTIONS_RUNTIME_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_URL",
    "ACTIONS_CACHE_URL", "ACTIONS_RESULTS_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
    "AZURE_CLIENT_SECRET", "AZURE_STORAGE_KEY", "GOOGLE_APPLICATION_CREDENTIALS", "GCP_SA_KEY", "DIGITALOCEAN_TOKEN",
    "HEROKU_API_KEY", "DOCKER_PASSWORD", "DOCKER_AUTH_CONFIG", "NPM_TOKEN", "NODE_AUTH_TOKEN", "PYPI_TOKEN", "TWINE_PASSWORD",
    "CARGO_REGISTRY_TOKEN", "GITLAB_TOKEN", "CI_JOB_TOKEN", "BITBUCKET_TOKEN", "SLACK_TOKEN", "TELEGRAM_TOKEN", "SENTRY_DSN",
    "DATABASE_URL", "PGPASSWORD", "REDIS_URL", "MONGO_URL", "AMQP_URL", "SECRET_KEY", "JWT_SECRET", "OPENAI_API_KEY",
    "ANTHROPIC_API_KEY", "SSH_PRIVATE_KEY", "ASSAY_TEACHER_KEY"};

}  // namespace

void settle_down() {
  need(::prctl(PR_SET_CHILD_SUBREAPER, 1) == 0, "orphans cannot become ours");
  own_groups.enter();
  if (::geteuid() != 0 || ::unshare(CLONE_NEWNS | CLONE_NEWIPC) != 0) return;
  need(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "mounts cannot be made private");
  const fs::path clusters = fs::path(ASSAY_PARTS) / "zoo-clusters";
  fs::create_directories(clusters);
  need(::chown(clusters.c_str(), nobody.uid, nobody.gid) == 0, clusters.string());
  need(::mount("assay-zoo", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777") == 0, "/dev/shm");
  fixed = {.own_namespaces = true, .parts = "/dev/shm/zoo-parts", .clusters = "/dev/shm/zoo-clusters", .parent = "/dev/shm"};
  bind(ASSAY_PARTS, fixed.parts);
  bind(clusters, fixed.clusters);
}

bool can_play(char tier) { return tier == 'B' || ::geteuid() == 0; }

Ground::Ground(const Scenario& scenario, char tier)
    : directory_(fixed.parent, "assay-zoo-"), word_(random_word()),
      user_(tier == 'B' && ::geteuid() == 0 ? std::optional(nobody) : std::nullopt) {
  fs::permissions(place(), fs::perms(0755));
  for (const char* part : {"course", "home", "cache/assay", "run", "tmp", "records", "submissions"})
    fs::create_directories(place() / part);
  fs::permissions(place() / "run", fs::perms(0700));
  plant_course();
  plant_home();
  plant_ears();
  plant_submission(scenario);
  if (user_) {
    fs::create_symlink("/var/cache/assay/runtime", place() / "cache/assay/runtime");
    fs::create_directory_symlink(fixed.clusters, place() / "cache/assay/postgres");
    give(place());
  } else if (::geteuid() != 0) {
    fs::remove(place() / "cache/assay");
    fs::create_directory_symlink(cache_place(), place() / "cache/assay");
  }
}

void Ground::give(const fs::path& path) const {
  const auto change = [&](const fs::path& one) { need(::lchown(one.c_str(), user_->uid, user_->gid) == 0, one.string()); };
  change(path);
  for (const auto& entry : fs::recursive_directory_iterator(path)) change(entry.path());
}

void Ground::plant_course() const {
  const fs::path course = place() / "course";
  for (const char* part : {"assignments", "rubrics", "reference", "templates", "ci/runtime", "harness/testkit", "harness/check",
                           "harness/tap", "harness/sandbox"}) {
    fs::create_directories((course / part).parent_path());
    copy_tree(source_root / part, course / part);
  }
  const fs::path assignment = course / "assignments/products-api";
  write_file(assignment / "assignment.toml",
             replaced(read_file(assignment / "assignment.toml"), "[role.api]\n", start_seconds) + small_limits);
  append(assignment / "assignment.toml", cat("# ", canary("assignment"), '\n'));
  append(assignment / "feedback.toml", cat("# ", canary("feedback"), '\n'));
  append(assignment / "mutants/mutants.toml", cat("# ", canary("mutants"), '\n'));
  append(assignment / "suite/public/health_test.cpp", cat("// ", canary("suite"), '\n'));
  append(course / "rubrics/products-api.toml", cat("# ", canary("rubric"), '\n'));
  append(course / "reference/products-api/python/app/main.py", cat("# ", canary("reference"), '\n'));
  write_file(course / "teacher.key", canary("key"));
  write_file(place() / "writable", "untouched");
  fs::permissions(place() / "writable", fs::perms(0666));
}

void Ground::plant_home() const {
  const auto put = [&](const char* file, const std::string& text) {
    fs::create_directories((place() / "home" / file).parent_path());
    write_file(place() / "home" / file, text);
  };
  put(".netrc", cat("machine github.com login x password ", canary("netrc"), '\n'));
  put(".git-credentials", cat("https://x:", canary("git-credentials"), "@github.com\n"));
  put(".gitconfig", cat("[http]\n  extraheader = Authorization: ", canary("gitconfig"), '\n'));
  put(".docker/config.json", cat(R"({"auths": {"x": {"auth": ")", canary("docker"), "\"}}}"));
  put(".pypirc", cat("[pypi]\npassword = ", canary("pypirc"), '\n'));
  put(".pgpass", cat("*:*:*:postgres:", canary("pgpass"), '\n'));
  put(".ssh/id_ed25519", cat("-----BEGIN OPENSSH PRIVATE KEY-----\n", canary("ssh"), '\n'));
  put(".aws/credentials", cat("[default]\naws_secret_access_key = ", canary("aws"), '\n'));
}

void Ground::plant_ears() {
  auto tcp = on_loopback(SOCK_STREAM);
  auto udp = on_loopback(SOCK_DGRAM);
  tcp_port_ = tcp.second;
  udp_port_ = udp.second;
  ears_["heard-tcp"] = std::move(tcp.first);
  ears_["heard-udp"] = std::move(udp.first);
  ears_["heard-unix"] = on_unix((place() / "docker.sock").string());
  ears_["heard-agent"] = on_unix((place() / "home/agent.sock").string());
  ears_["heard-abstract"] = on_unix(std::string(1, '\0') + "assay-zoo-" + word_.substr(0, 6));
  for (const char* socket : {"docker.sock", "home/agent.sock"}) fs::permissions(place() / socket, fs::perms(0777));
}

void Ground::plant_submission(const Scenario& it) {
  const fs::path all = place() / "submissions";
  if (!it.maker.empty()) {
    const Completed made = run({.argv = {"/usr/bin/env", "python3", (it.directory / it.maker).string(), all.string()},
                                .environment = {{"PATH", "/usr/local/bin:/usr/bin:/bin"}}}, Deadline::in(std::chrono::seconds(60)));
    if (!made.ok()) throw environment_fault(cat(it.name, '/', it.maker, ": ", made.out, made.err));
    for (const auto& entry : fs::directory_iterator(all)) submissions_.push_back(entry.path());
    std::sort(submissions_.begin(), submissions_.end());
    return;
  }
  submissions_.push_back(also(it.name));
  if (it.twins) submissions_.push_back(also(it.name, "-twin"));
}

fs::path Ground::also(const std::string& scenario, const std::string& suffix) const {
  const fs::path copy = place() / "submissions" / (scenario + suffix);
  copy_tree(scenario == "reference" ? source_root / "reference/products-api/python"
                                    : source_root / "harness/scenarios" / scenario / "submission", copy);
  write_map(copy);
  if (user_) give(copy);
  return copy;
}

void Ground::write_map(const fs::path& submission) const {
  const Json map{{"place", place().string()},
                 {"home", (place() / "home").string()},
                 {"course", (place() / "course").string()},
                 {"checkout", source_root.string()},
                 {"writable", (place() / "writable").string()},
                 {"tcp", tcp_port_},
                 {"udp", udp_port_},
                 {"unix", {(place() / "docker.sock").string(), (place() / "home/agent.sock").string()}},
                 {"abstract", "assay-zoo-" + word_.substr(0, 6)}};
  write_file(submission / "map.json", to_text(map, 1));
}

std::map<std::string, std::string> Ground::environment() const {
  std::map<std::string, std::string> all;
  for (const std::string& name : secret_names) all[name] = canary(name);
  all["PATH"] = std::getenv("PATH") ? std::getenv("PATH") : "/usr/local/bin:/usr/bin:/bin";
  all["HOME"] = (place() / "home").string();
  all["LANG"] = "en_US.UTF-8";
  all["ASSAY_HOME"] = (place() / "course").string();
  all["XDG_RUNTIME_DIR"] = (place() / "run").string();
  all["XDG_CACHE_HOME"] = (place() / "cache").string();
  all["TMPDIR"] = (place() / "tmp").string();
  all["SSH_AUTH_SOCK"] = (place() / "home/agent.sock").string();
  return all;
}

Completed Ground::assay(std::vector<std::string> words, std::chrono::seconds limit) const {
  words.insert(words.begin(), (fixed.parts / "assay").string());
  return run({.argv = std::move(words), .environment = environment(), .cwd = place(), .run_as = user_, .keep_privilege = true},
             Deadline::in(limit), 16u << 20);
}

const OwnGroups& Ground::groups() { return own_groups; }

std::vector<fs::path> Ground::work_places() const {
  std::vector<fs::path> places{place() / "run", place() / "tmp"};
  if (fixed.own_namespaces) places.push_back("/dev/shm");
  return places;
}

std::string Ground::canary_in(const std::string& text) const {
  const std::size_t at = text.find(word_);
  if (at == std::string::npos) return {};
  const std::size_t from = at < 60 ? 0 : at - 60;
  return printable(text.substr(from, at - from + 60));
}

std::vector<std::string> Ground::noticed() const {
  std::vector<std::string> names;
  for (const auto& [name, ear] : ears_) {
    pollfd waiting{ear.get(), POLLIN, 0};
    if (::poll(&waiting, 1, 0) > 0) names.push_back(name);
  }
  if (read_file(place() / "writable") != "untouched") names.push_back("wrote-outside");
  return names;
}

}  // namespace assay::zoo
