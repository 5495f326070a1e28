#include "suite/spec.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "suite/alterations.hpp"
#include "suite/runtime_paths.hpp"
#include "suite/shadows.hpp"

namespace assay {
namespace {

constexpr std::size_t most_named_files = 40;
// Stand for the text of our programs, which only the supervisor is told.
constexpr std::string_view mutators_text = "{alter.py}", style_text = "{style.py}";

class Words {
 public:
  template <class Value>
  Words& add(std::string_view key, const Value& value) {
    text_ += key;
    text_ += '\0';
    text_ += cat(value);
    text_ += '\0';
    return *this;
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

std::vector<std::string> files_of(const fs::path& tree) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(tree))
    if (entry.is_regular_file()) files.push_back(entry.path().lexically_relative(tree).generic_string());
  std::sort(files.begin(), files.end());
  return files;
}

/// Python files below the static paths that are the student's: not `__init__.py`, not the starter's unchanged.
std::vector<std::string> files_to_check(const UnitRequest& request, const std::vector<std::string>& files) {
  std::vector<std::string> chosen;
  for (const std::string& file : files) {
    const bool below = std::any_of(request.assignment.static_paths.begin(), request.assignment.static_paths.end(),
                                   [&](const std::string& path) { return file.starts_with(path + "/"); });
    if (!below || !file.ends_with(".py") || file.ends_with("__init__.py") || file.starts_with("-")) continue;
    const fs::path original = request.assignment.starter / file;
    if (fs::exists(original) && read_file(original) == read_file(request.submission.tree / file)) continue;
    chosen.push_back(file);
  }
  if (chosen.size() > most_named_files) return request.assignment.static_paths;
  return chosen;
}

/// The harness's own tools as roles of the cell: pinned versions, deaf to the submission's configuration.
std::map<std::string, RoleSpec> tool_roles(const UnitRequest& request, const std::vector<std::string>& files) {
  const std::vector<std::string> chosen = files_to_check(request, files);
  if (chosen.empty() || !request.submission.python) return {};
  const fs::path bin = request.runtime.tools / "bin";
  RoleSpec ruff{.ready = Ready::exit, .argv = {(bin / "ruff").string(), "check", "--isolated", "--ignore-noqa", "--no-cache",
                                              "--output-format", "concise", "--select", "F401,F811,F841,S105,S106,S107,S608"}};
  RoleSpec vulture{.ready = Ready::exit, .argv = {(bin / "vulture").string(), "--config", "/dev/null", "--min-confidence", "100"}};
  for (RoleSpec* tool : {&ruff, &vulture}) tool->argv.insert(tool->argv.end(), chosen.begin(), chosen.end());
  return {{"ruff", ruff}, {"vulture", vulture}};
}

/// Finds the alterations. The program's text is its argument, since a cell need not hold the harness's files.
RoleSpec mutators_role(const UnitRequest& request) {
  return {.ready = Ready::exit, .start_limit = std::chrono::seconds(60),
          .argv = {(request.runtime.tools / "bin" / "python").string(), "-I", "-S", "-c", std::string(mutators_text),
                   mutator_request(request.assignment)}};
}

/// Looks at how the program is written.
RoleSpec style_role(const UnitRequest& request) {
  const StyleRules& rules = request.assignment.style;
  const Json wanted{{"paths", request.assignment.static_paths}, {"documented", rules.documented}, {"printable", rules.printable},
                    {"annotated", rules.annotated}, {"two_sided", rules.two_sided}, {"exported", rules.exported},
                    {"files", rules.files}, {"mentions", rules.mentions}, {"ignored", rules.ignored}};
  return {.ready = Ready::exit, .start_limit = std::chrono::seconds(60),
          .argv = {(request.runtime.tools / "bin" / "python").string(), "-I", "-S", "-c", std::string(style_text), to_text(wanted)}};
}

/// The student's tests on an altered copy: the first failure is enough, and nobody reads why. The plugin looks for objects that were not
/// closed, which takes a tenth of a second a run.
void make_strict(RoleSpec& role, const OwnTestsRun& run) {
  role.start_limit = run.limit;
  role.argv.insert(role.argv.end(), {"-x", "--assert=plain", "--tb=no", "-p", "no:unraisableexception"});
  for (const std::string& test : run.set_aside)
    role.argv.push_back(cat(test.find("::") == std::string::npos ? "--ignore=" : "--deselect=", test));
}

/// The first command of the role that applies to this submission; its own submission.toml comes first.
std::vector<std::string> command_of(const Role& role, const Submission& submission) {
  if (const auto own = submission.commands.find(role.name); own != submission.commands.end()) return own->second;
  for (const CommandChoice& choice : role.commands)
    if (choice.if_exists.empty() || fs::is_regular_file(submission.tree / choice.if_exists)) return choice.argv;
  return {};
}

void add_environment(Words& words, const UnitRequest& request, const Ground& ground) {
  // Python takes a seed below 2^32; the same for every unit of a run.
  const auto digest = sha256_bytes(request.seed);
  const unsigned hash_seed = digest[0] | digest[1] << 8 | digest[2] << 16;
  words.add("env", cat("PATH=", (request.runtime.course / "bin").string(), ":/usr/local/bin:/usr/bin:/bin"))
      .add("env", ground.is_full() ? "HOME=/home/student" : cat("HOME=", (ground.directory / "home").string()))
      .add("env", "LANG=C.UTF-8")
      .add("env", "TZ=UTC")
      .add("env", "PYTHONUNBUFFERED=1")
      .add("env", cat("PYTHONHASHSEED=", hash_seed));
  for (const ServiceNeed& need : request.assignment.services)
    words.add("env", cat(need.variable, "=", replaced(replaced(need.url, "{host}", "localhost"), "{port}", "{port.postgres}")));
}

void add_limits(Words& words, const Limits& limits) {
  words.add("limit.processes", limits.processes).add("limit.file_bytes", limits.file_bytes)
      .add("limit.open_files", limits.open_files).add("limit.cpu_seconds", limits.cpu_seconds)
      .add("limit.memory_bytes", limits.memory_bytes).add("limit.disk_bytes", limits.disk_bytes)
      .add("limit.disk_inodes", limits.disk_inodes).add("output.head", limits.output_kept_head)
      .add("output.tail", limits.output_kept_tail).add("output.kill", limits.output_killed_at);
}

/// Where the roles live, and as whom.
void add_walls(Words& words, const UnitRequest& request, const Ground& ground, const UnitSpec& spec) {
  constexpr uid_t ordinary_uid = 1000;
  words.add("tier", ground.tier);
  if (const Keep& keep = request.keep; !keep.place.empty())
    words.add("keep", keep.place.string()).add("limit.keep_bytes", keep.bytes).add("limit.keep_files", keep.files);
  if (ground.submission) words.add("uid", ground.submission->uid).add("gid", ground.submission->gid);
  const bool tools = spec.roles.contains("ruff") || spec.roles.contains("vulture");
  for (const fs::path& path : runtime_paths(request.runtime, tools)) words.add("readonly", path.string());
  if (!ground.is_full()) {
    // /tmp is where other units have their files.
    const std::string home = (ground.directory / "home").string();
    words.add("box", (ground.directory / "box").string()).add("writable", home).add("env", cat("TMPDIR=", home));
    return;
  }
  words.add("source", request.submission.tree.string()).add("place", ground.place().string());
  words.add("identity", cat("student ", ground.tier == 'A' ? ground.submission->uid : ordinary_uid));
}

/// What a unit of this kind starts first, where it is a program whose libraries ahead.py knows.
bool starts_ahead(const UnitRequest& request, const std::string& name, const RoleSpec& role) {
  const auto described = request.assignment.roles.find(name);
  if (described == request.assignment.roles.end() || described->second.cwd != "." || !described->second.environment.empty()) return false;
  if (role.argv.front() != "uvicorn" && role.argv.front() != "alembic") return false;
  return request.group.evidence == Evidence::suite ? role.ready == Ready::port : name == "migrate";
}

}  // namespace

UnitSpec suite_spec(const UnitRequest& request) {
  const OwnTestsRun* const altered = request.own_tests;
  UnitSpec spec{.seed = request.seed,
                .tests = request.tests,
                .test_limit = request.assignment.limits.test,
                .stop_limit = request.assignment.limits.stop,
                .lease = request.lease,
                .own_test_names = request.assignment.own_test_names,
                .observed = request.observed,
                .files = files_of(request.submission.tree),
                .set_aside = altered ? altered->set_aside : std::vector<std::string>(),
                .alteration = altered ? altered->alteration : Json()};
  spec.shadows = shadowing_files(request.runtime, spec.files);
  for (const auto& [name, role] : request.assignment.roles) {
    const std::vector<std::string> argv = command_of(role, request.submission);
    if (!argv.empty()) {
      spec.roles[name] = {role.ready, role.start_limit, role.default_port, argv};
      continue;
    }
    for (const CommandChoice& choice : role.commands) spec.missing_roles[name].push_back(choice.if_exists);
  }
  if (request.group.evidence == Evidence::checks) {
    spec.roles.merge(tool_roles(request, spec.files));
    const auto own_tests = spec.roles.find("own_tests");
    if (own_tests != spec.roles.end() && request.own_tests) make_strict(own_tests->second, *request.own_tests);
    else if (request.group.name == "OwnTests" && request.submission.python && !request.assignment.alterations.empty())
      spec.roles["alter"] = mutators_role(request);
    if (request.group.name == "Static" && request.submission.python && request.assignment.style.any())
      spec.roles["style"] = style_role(request);
    if (!request.keep.place.empty())
      spec.roles["build"] = {.ready = Ready::exit, .start_limit = request.assignment.limits.test, .argv = request.submission.build};
  }
  return spec;
}

bool can_start_ahead(const UnitRequest& request, const Ground& ground, const UnitSpec& spec) {
  // A cell in which nothing is started ahead is filled when it is made: with what the submission was before the next save.
  const bool of_use = std::any_of(spec.roles.begin(), spec.roles.end(),
                                  [&](const auto& role) { return starts_ahead(request, role.first, role.second); });
  return of_use && ground.is_full() && request.submission.python && spec.shadows.empty() && !request.own_tests;
}

std::string cell_spec(const UnitRequest& request, const Ground& ground, const UnitSpec& spec, Ahead ahead) {
  Words words;
  add_walls(words, request, ground, spec);
  add_limits(words, request.assignment.limits);
  for (const ServiceNeed& need : request.assignment.services)
    if (need.kind == ServiceKind::postgres) words.add("listen", cat("postgres:", need.port));
  for (const auto& [name, role] : spec.roles)
    if (role.ready == Ready::port) words.add("port", cat(name, ':', role.default_port));
  add_environment(words, request, ground);
  for (const auto& [name, role] : spec.roles) {
    words.add("role", name);
    if (ahead == Ahead::roles && starts_ahead(request, name, role))
      words.add("ahead", "python").add("ahead", "-c").add("ahead", read_file(request.ahead));
    for (const std::string& word : role.argv)
      words.add("arg", word == mutators_text ? read_file(request.mutators) : word == style_text ? read_file(request.style) : replaced(word, "{port}", cat("{port.", name, "}")));
    if (role.ready == Ready::port) words.add("role.env", cat("PORT={port.", name, "}"));
    const auto described = request.assignment.roles.find(name);
    if (described == request.assignment.roles.end()) continue;
    words.add("cwd", described->second.cwd);
    for (const auto& [variable, value] : described->second.environment) words.add("role.env", cat(variable, "=", value));
  }
  return words.take();
}

}  // namespace assay
