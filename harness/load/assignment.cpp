#include <algorithm>
#include <set>

#include "load/assignment_file.hpp"
#include "load/toml_file.hpp"

namespace assay {
namespace {

using std::chrono::milliseconds;

const std::vector<std::pair<std::string, ServiceKind>> service_words{{"postgres", ServiceKind::postgres},
                                                                     {"redis", ServiceKind::redis},
                                                                     {"mongo", ServiceKind::mongo},
                                                                     {"rabbit", ServiceKind::rabbit}};
const std::vector<std::pair<std::string, Ready>> ready_words{
    {"port", Ready::port}, {"exit", Ready::exit}, {"consuming", Ready::consuming}};
const std::vector<std::pair<std::string, Start>> start_words{{"prepared", Start::prepared}, {"empty", Start::empty}};

milliseconds seconds_or(TomlTable& table, const std::string& key, milliseconds otherwise) {
  return milliseconds(1000 * table.number_or(key, 1, 3600, otherwise.count() / 1000));
}

std::vector<ServiceNeed> read_services(TomlTable& file) {
  std::vector<ServiceNeed> services;
  for (auto& [name, table] : file.sections_or_none("service")) {
    const auto known = std::find_if(service_words.begin(), service_words.end(),
                                    [&name = name](const auto& word) { return word.first == name; });
    if (known == service_words.end())
      throw Fault(cat(table.place(), ": unknown service ", assay::quoted(name), " (known: postgres, redis, mongo, rabbit)"));
    ServiceNeed need;
    need.kind = known->second;
    need.user = table.text_or("user", "");
    need.password = table.text_or("password", "");
    need.database = table.text_or("database", "");
    need.port = static_cast<int>(table.number("port", 1, 65'535));
    need.variable = table.text("variable");
    need.url = table.text("url");
    for (const char* part : {"{host}", "{port}"})
      if (need.url.find(part) == std::string::npos)
        table.complain("url", cat("url: expected ", part, " in it, got ", assay::quoted(need.url)));
    table.done();
    services.push_back(std::move(need));
  }
  return services;
}

std::vector<CommandChoice> read_commands(TomlTable& table) {
  if (!table.is_tables("command")) return {{table.texts("command"), ""}};
  std::vector<CommandChoice> choices;
  for (TomlTable& choice : table.tables("command")) {
    choices.push_back({choice.texts("argv"), choice.text_or("if_exists", "")});
    choice.done();
  }
  return choices;
}

std::map<std::string, Role> read_roles(TomlTable& file) {
  std::map<std::string, Role> roles;
  for (auto& [name, table] : file.sections_or_none("role")) {
    Role role;
    role.name = name;
    role.commands = read_commands(table);
    role.cwd = table.text_or("cwd", ".");
    role.ready = table.one_of_or("ready", ready_words, Ready::port);
    role.start_limit = seconds_or(table, "start_seconds", role.start_limit);
    role.environment = table.text_by_key_or_none("environment");
    role.default_port = role.ready == Ready::port ? static_cast<int>(table.number("default_port", 1, 65'535)) : 0;
    table.done();
    roles[name] = std::move(role);
  }
  return roles;
}

Limits read_limits(TomlTable& file, const std::string& name, Limits limits) {
  if (!file.has(name)) return limits;
  TomlTable table = file.table(name);
  limits.test = seconds_or(table, "test_seconds", limits.test);
  limits.stop = seconds_or(table, "stop_seconds", limits.stop);
  const auto mebibytes = [&](const char* key, std::uint64_t otherwise) {
    return static_cast<std::uint64_t>(table.number_or(key, 1, 1 << 20, static_cast<std::int64_t>(otherwise >> 20))) << 20;
  };
  limits.memory_bytes = mebibytes("memory_mib", limits.memory_bytes);
  limits.file_bytes = mebibytes("file_mib", limits.file_bytes);
  limits.disk_bytes = mebibytes("disk_mib", limits.disk_bytes);
  limits.disk_inodes = static_cast<unsigned>(table.number_or("disk_inodes", 16, 10'000'000, limits.disk_inodes));
  limits.output_killed_at = mebibytes("output_mib", limits.output_killed_at);
  limits.processes = static_cast<unsigned>(table.number_or("processes", 1, 100'000, limits.processes));
  limits.open_files = static_cast<unsigned>(table.number_or("open_files", 16, 1'000'000, limits.open_files));
  limits.cpu_seconds = static_cast<unsigned>(table.number_or("cpu_seconds", 1, 36'000, limits.cpu_seconds));
  table.done();
  return limits;
}

/// A path inside a submission: relative, and nowhere else.
void check_inside(TomlTable& file, const std::string& key, const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    const fs::path normal = fs::path(path).lexically_normal();
    if (normal.is_absolute() || normal.empty() || *normal.begin() == "..")
      file.complain(key, cat(key, ": expected a path inside the submission, got ", assay::quoted(path)));
  }
}

void check_time_zone(TomlTable& file, const std::string& zone) {
  const fs::path zones = "/usr/share/zoneinfo";
  if (!fs::is_directory(zones))
    throw environment_fault(cat(zones.string(), ": is not there, so days cannot be counted in ", zone), "apt install tzdata");
  const bool plain = zone.find("..") == std::string::npos && zone[0] != '/';
  if (!plain || !fs::is_regular_file(zones / zone))
    file.complain("time_zone", cat("unknown time zone ", assay::quoted(zone)), "use a name such as Europe/Kyiv");
}

/// Gives `group` its tests out of `unclaimed`.
void claim_tests(Group& group, std::vector<std::string>& unclaimed) {
  const auto rest = std::stable_partition(unclaimed.begin(), unclaimed.end(), [&](const std::string& test) {
    return !test.starts_with(group.name + ".");
  });
  group.tests.assign(rest, unclaimed.end());
  unclaimed.erase(rest, unclaimed.end());
}

std::string group_of(const std::string& test) { return test.substr(0, test.find('.')); }

std::vector<Group> read_groups(TomlTable& file, const std::string& suite, std::vector<std::string> tests,
                               const std::map<std::string, Role>& roles) {
  std::vector<std::string> known;
  for (const std::string& test : tests)
    if (known.empty() || known.back() != group_of(test)) known.push_back(group_of(test));
  std::vector<Group> groups;
  for (TomlTable& table : file.tables("group")) {
    Group group;
    group.name = table.text("name");
    group.start = table.one_of_or("start", start_words, Start::prepared);
    group.waits = table.flag_or("waits", false);
    group.computes = table.flag_or("computes", false);
    group.roles = table.texts_or_none("roles");
    for (const std::string& role : group.roles)
      if (roles.count(role) == 0) table.complain("roles", cat("roles: ", assay::quoted(role), " is no role of this assignment"));
    group.limit = seconds_or(table, "seconds", group.limit);
    table.done();
    claim_tests(group, tests);
    if (group.tests.empty()) {
      const std::string likely = closest(group.name, known);
      table.complain("name", cat("group ", assay::quoted(group.name), ": ", suite, " has no test of it",
                                 likely.empty() ? "" : cat(" (closest: ", likely, ')')));
    }
    groups.push_back(std::move(group));
  }
  if (!tests.empty())
    throw Fault(cat(file.place("group"), ": test ", assay::quoted(tests.front()), " belongs to no group"),
                cat("add: [[group]] name = \"", group_of(tests.front()), '"'));
  return groups;
}

/// The kinds of harness/check/mutators/alter.py, and whether a kind needs to know a field.
const std::vector<std::pair<std::string, bool>> alteration_kinds{{"delete", false}, {"commit", false}, {"missing", false},
                                                                 {"status", false}, {"create", true},  {"update", true},
                                                                 {"filter", true},  {"limit", false}};

std::vector<AlterationRule> read_alterations(TomlTable& checks, const std::vector<Group>& groups) {
  std::set<std::string> known;
  for (const Group& group : groups) known.insert(group.tests.begin(), group.tests.end());
  std::vector<AlterationRule> rules;
  for (TomlTable& table : checks.tables_or_none("alteration")) {
    AlterationRule rule{.kind = table.text("kind")};
    const bool field = table.one_of("kind", alteration_kinds);
    rule.field = field ? table.text("field") : "";
    rule.seen_by = table.texts("seen_by");
    for (std::size_t i = 0; i < rule.seen_by.size(); ++i)
      if (!known.contains(rule.seen_by[i])) {
        const std::string likely = closest(rule.seen_by[i], {known.begin(), known.end()});
        throw Fault(cat(table.place_of_item("seen_by", i), ": ", assay::quoted(rule.seen_by[i]), " is no test of the suite",
                        likely.empty() ? "" : cat(" (closest: ", likely, ')')));
      }
    table.done();
    rules.push_back(std::move(rule));
  }
  return rules;
}

/// Of the tests of the student's own tests, those that the assignment asks for.
void drop_unasked(Group& own, const std::vector<AlterationRule>& rules) {
  std::erase_if(own.tests, [&](const std::string& test) {
    if (test == "OwnTests.Steady") return rules.empty();
    return test.starts_with("OwnTests.Notice") && std::none_of(rules.begin(), rules.end(), [&](const AlterationRule& rule) {
      return notice_test(rule.kind) == test;
    });
  });
}

/// The harness's own checks, which the assignment's `[checks]` asks for.
std::vector<Group> read_checks(TomlTable& file, const Home& home, const ListTests& tests_in, Assignment& assignment) {
  if (!file.has("checks")) return {};
  TomlTable table = file.table("checks");
  assignment.static_paths = table.texts_or_none("static");
  check_inside(table, "static", assignment.static_paths);
  assignment.own_test_names = table.texts_or_none("own_test_names");
  assignment.altered_paths = table.texts_or_none("altered");
  check_inside(table, "altered", assignment.altered_paths);
  assignment.alterations = read_alterations(table, assignment.groups);
  table.done();

  std::vector<std::string> tests = tests_in(home.checks());
  Group prepare, static_checks, own;
  prepare.name = "Prepare";
  prepare.start = Start::empty;
  static_checks.name = "Static";
  static_checks.computes = true;
  own.name = "OwnTests";
  own.computes = true;
  std::vector<Group> groups;
  for (Group* group : {&prepare, &static_checks, &own}) {
    group->evidence = Evidence::checks;
    claim_tests(*group, tests);
    if (group == &static_checks && assignment.static_paths.empty()) continue;
    if (group == &own && assignment.roles.count("own_tests") == 0) continue;
    if (group == &own) drop_unasked(*group, assignment.alterations);
    if (!group->tests.empty()) groups.push_back(std::move(*group));
  }
  return groups;
}

void read_texts(const fs::path& path, bool hidden, const std::set<std::string>& tests,
                std::map<std::string, TestText>& texts) {
  if (!fs::exists(path)) return;
  const TomlFile file(path, shown_path(path));
  TomlTable root = file.root();
  for (auto& [test, table] : root.sections_or_none("test")) {
    if (tests.count(test) == 0) {
      const std::string likely = closest(test, {tests.begin(), tests.end()});
      throw Fault(cat(table.place(), ": text for ", assay::quoted(test), ", which is no test",
                      likely.empty() ? "" : cat(" (closest: ", likely, ')')));
    }
    if (texts.count(test) != 0) throw Fault(cat(table.place(), ": ", assay::quoted(test), " has its text in feedback.toml too"));
    texts[test] = {table.local_text("title"), table.local_text("hint"), hidden,
                   table.has("contract") ? table.text_or_texts("contract") : std::vector<std::string>{}};
    table.done();
  }
  root.done();
}

}  // namespace

Assignment read_assignment(const Home& home, const std::string& id, const ListTests& tests_in) {
  Assignment assignment;
  assignment.id = id;
  assignment.directory = home.root / "assignments" / id;
  assignment.starter = home.root / "templates" / "starter" / id;
  assignment.common = home.root / "templates" / "common";
  const fs::path path = assignment.directory / "assignment.toml";
  const TomlFile file(path, shown_path(path));
  TomlTable root = file.root();
  if (const std::string own = root.text("id"); own != id)
    root.complain("id", cat("id: expected ", assay::quoted(id), " as its directory, got ", assay::quoted(own)));
  assignment.title = root.local_text("title");
  assignment.time_zone = root.text_or("time_zone", assignment.time_zone);
  check_time_zone(root, assignment.time_zone);
  assignment.required_files = root.texts_or_none("required_files");
  check_inside(root, "required_files", assignment.required_files);
  assignment.protected_files = root.texts_or_none("protected_files");
  check_inside(root, "protected_files", assignment.protected_files);
  for (const std::string& name : assignment.protected_files)
    if (!fs::is_regular_file(course_file(assignment, name)))
      root.complain("protected_files", cat("protected_files: ", assay::quoted(name), " is neither in the starter nor in templates/common"),
                    cat("put it below ", shown_path(assignment.starter)));
  assignment.services = read_services(root);
  assignment.roles = read_roles(root);
  assignment.limits = read_limits(root, "limits", {});
  assignment.build_limits = read_limits(root, "build_limits", limits_of_builds());
  assignment.groups = read_groups(root, shown_path(home.suite(id)), tests_in(home.suite(id)), assignment.roles);
  for (Group& group : read_checks(root, home, tests_in, assignment))
    assignment.groups.insert(group.name == "Prepare" ? assignment.groups.begin() : assignment.groups.end(), std::move(group));
  root.done();

  std::set<std::string> tests;
  for (const Group& group : assignment.groups) tests.insert(group.tests.begin(), group.tests.end());
  read_texts(assignment.directory / "feedback.toml", false, tests, assignment.texts);
  read_texts(assignment.directory / "feedback.hidden.toml", true, tests, assignment.texts);
  return assignment;
}

std::vector<std::string> missing_texts(const Assignment& assignment) {
  std::vector<std::string> missing;
  for (const Group& group : assignment.groups)
    for (const std::string& test : group.tests) {
      const auto text = assignment.texts.find(test);
      if (text == assignment.texts.end() || !text->second.title.complete() || !text->second.hint.complete())
        missing.push_back(test);
    }
  return missing;
}

}  // namespace assay
