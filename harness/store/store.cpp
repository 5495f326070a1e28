#include "store/store.hpp"

#include "base/digest.hpp"
#include "base/fault.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace assay {
namespace {

/// An object being read: complaints name the file and the way to the field.
class Fields {
 public:
  Fields(const Json& value, std::string place, std::string path)
      : value_(value), place_(std::move(place)), path_(std::move(path)) {
    if (!value_.is_object()) complain("", cat("is of another type: ", value_.type_name()));
  }

  const Json& at(const char* key) const {
    const auto found = value_.find(key);
    if (found == value_.end()) complain(key, "is missing");
    return *found;
  }

  template <class T>
  T get(const char* key) const {
    const Json& value = at(key);
    try {
      return value.get<T>();
    } catch (const Json::exception&) {
      complain(key, cat("is of another type: ", value.type_name()));
    }
  }

  std::string text_or_none(const char* key) const { return value_.contains(key) ? get<std::string>(key) : std::string(); }

  std::optional<Fields> object_or_none(const char* key) const {
    if (!value_.contains(key)) return std::nullopt;
    return object(key);
  }

  Fields object(const char* key) const { return {at(key), place_, name(key)}; }

  /// What a canonical record lacks is read as if it were empty.
  Fields rest(const Json& otherwise) const {
    const auto found = value_.find("volatile");
    return {found == value_.end() ? otherwise : *found, place_, name("volatile")};
  }

  template <class Visit>
  void each(const char* key, Visit visit) const {
    const Json& list = at(key);
    if (!list.is_array()) complain(key, cat("is of another type: ", list.type_name()));
    for (std::size_t i = 0; i < list.size(); ++i) visit(list[i], cat(name(key), '[', i, ']'));
  }

  [[noreturn]] void complain(const std::string& key, const std::string& what) const {
    const std::string whole = key.empty() ? path_ : name(key);
    throw Fault(whole.empty() ? cat(place_, ": ", what) : cat(place_, ": field ", quoted(whole), ' ', what),
                "the file is no record, or was changed by hand");
  }

 private:
  std::string name(const std::string& key) const { return path_.empty() ? key : cat(path_, '.', key); }

  const Json& value_;
  std::string place_, path_;
};

Json to_json(const History& history) {
  Json commits = Json::array();
  for (const Commit& commit : history.commits)
    commits.push_back({{"id", commit.id}, {"time", commit.time}, {"day", commit.day}, {"meaningful", commit.meaningful}});
  return {{"shallow", history.shallow}, {"commits", commits}};
}

History history_from(const Fields& fields, const std::string& place) {
  History history;
  history.shallow = fields.get<bool>("shallow");
  fields.each("commits", [&](const Json& item, const std::string& path) {
    const Fields commit(item, place, path);
    history.commits.push_back({commit.get<std::string>("id"), commit.get<std::int64_t>("time"),
                               commit.get<std::string>("day"), commit.get<bool>("meaningful")});
  });
  return history;
}

Json to_json(const UnitRecord& unit) {
  Json output = Json::object();
  for (const auto& [role, kept] : unit.output)
    output[role] = {{"head", kept.head}, {"tail", kept.tail}, {"total", kept.total}};
  Json rest{{"output", output},
            {"wall_ms", unit.wall_ms},
            {"submission_cpu_ms", unit.submission_cpu_ms},
            {"harness_cpu_ms", unit.harness_cpu_ms},
            {"slot", unit.slot}};
  if (const auto& kept = unit.kept)
    rest["kept"] = {{"files", kept->files}, {"bytes", kept->bytes}, {"left_out", kept->left_out}, {"problem", kept->problem}};
  return {{"group", unit.group}, {"attempts", unit.attempts}, {"volatile", std::move(rest)}};
}

UnitRecord unit_from(const Json& value, const std::string& place, const std::string& path) {
  static const Json nothing{{"output", Json::object()}, {"wall_ms", 0}, {"submission_cpu_ms", 0}, {"harness_cpu_ms", 0}, {"slot", 0}};
  const Fields fields(value, place, path);
  UnitRecord unit;
  unit.group = fields.get<std::string>("group");
  unit.attempts = fields.get<int>("attempts");
  const Fields rest = fields.rest(nothing);
  const Json& output = rest.at("output");
  if (!output.is_object()) rest.complain("output", "is of another type");
  for (const auto& [role, kept] : output.items()) {
    const Fields one(kept, place, cat(path, ".volatile.output.", role));
    unit.output[role] = {one.get<std::string>("head"), one.get<std::string>("tail"), one.get<std::uint64_t>("total")};
  }
  unit.wall_ms = rest.get<std::int64_t>("wall_ms");
  unit.submission_cpu_ms = rest.get<std::int64_t>("submission_cpu_ms");
  unit.harness_cpu_ms = rest.get<std::int64_t>("harness_cpu_ms");
  unit.slot = rest.get<int>("slot");
  if (const auto kept = rest.object_or_none("kept"))
    unit.kept = {kept->get<std::uint64_t>("files"), kept->get<std::uint64_t>("bytes"), kept->get<std::uint64_t>("left_out"),
                 kept->get<std::string>("problem")};
  return unit;
}

CellStatement statement_from(const Json& value, const std::string& place) {
  try {
    return cell_statement_from_json(value);
  } catch (const Json::exception& error) {
    throw Fault(cat(place, ": field 'cell' is no statement: ", printable(clipped(error.what(), 200))),
                "the file is no record, or was changed by hand");
  }
}

TestOutcome outcome_from(Json value, const std::string& place, const std::string& path) {
  if (value.is_object() && !value.contains("volatile"))
    value["volatile"] = {{"ms", 0}, {"output", Json::array()}, {"debug", ""}};
  try {
    return outcome_from_json(value);
  } catch (const Json::exception& error) {
    throw Fault(cat(place, ": field ", quoted(path), " is no outcome: ", printable(clipped(error.what(), 200))),
                "the file is no record, or was changed by hand");
  }
}

}  // namespace

Json to_json(const RunRecord& record) {
  Json value{{"schema", RunRecord::schema},
             {"assignment", record.assignment},
             {"suite_digest", record.suite_digest},
             {"seed", record.seed},
             {"submission",
              {{"name", record.submission},
               {"digest", record.submission_digest},
               {"python", record.python},
               {"restored", record.restored},
               {"history", record.history ? to_json(*record.history) : Json()}}},
             {"tests", record.tests},
             {"outcomes", Json::array()},
             {"units", Json::array()},
             {"versions", record.versions},
             {"cell", to_json(record.cell)},
             {"complete", record.complete},
             {"volatile",
              {{"host", record.host}, {"started", record.started}, {"wall_ms", record.wall_ms}, {"source", record.source}}}};
  if (!record.built_digest.empty()) value["volatile"]["built_digest"] = record.built_digest;
  for (const TestOutcome& outcome : record.outcomes) value["outcomes"].push_back(to_json(outcome));
  for (const UnitRecord& unit : record.units) value["units"].push_back(to_json(unit));
  return value;
}

RunRecord record_from_json(const Json& value, const std::string& place) {
  static const Json nothing{{"host", ""}, {"started", ""}, {"wall_ms", 0}, {"source", ""}};
  const Fields fields(value, place, "");
  if (const int schema = fields.get<int>("schema"); schema != RunRecord::schema)
    throw Fault(cat(place, ": expected a record of schema ", RunRecord::schema, ", got ", schema),
                schema > RunRecord::schema ? "a newer assay wrote it; use that one" : "grade the submission again");
  RunRecord record;
  record.assignment = fields.get<std::string>("assignment");
  record.suite_digest = fields.get<std::string>("suite_digest");
  record.seed = fields.get<std::string>("seed");
  const Fields submission = fields.object("submission");
  record.submission = submission.get<std::string>("name");
  record.submission_digest = submission.get<std::string>("digest");
  record.python = submission.get<bool>("python");
  record.restored = submission.get<std::vector<std::string>>("restored");
  if (!submission.at("history").is_null()) record.history = history_from(submission.object("history"), place);
  record.tests = fields.get<std::vector<std::string>>("tests");
  fields.each("outcomes", [&](const Json& item, const std::string& path) {
    record.outcomes.push_back(outcome_from(item, place, path));
  });
  fields.each("units", [&](const Json& item, const std::string& path) {
    record.units.push_back(unit_from(item, place, path));
  });
  record.versions = fields.get<std::map<std::string, std::string>>("versions");
  record.cell = statement_from(fields.at("cell"), place);
  record.complete = fields.get<bool>("complete");
  const Fields rest = fields.rest(nothing);
  record.host = rest.get<std::string>("host");
  record.started = rest.get<std::string>("started");
  record.wall_ms = rest.get<std::int64_t>("wall_ms");
  record.source = rest.get<std::string>("source");
  record.built_digest = rest.text_or_none("built_digest");
  return record;
}

namespace {

std::string file_of(const RunRecord& record) { return to_text(to_json(record), 1) + '\n'; }

}  // namespace

std::string record_digest(const RunRecord& record) { return sha256(file_of(record)); }

void save_record(const RunRecord& record, const std::filesystem::path& file) { write_file(file, file_of(record)); }

RunRecord load_record(const std::filesystem::path& file) {
  const Json value = parse_json(read_file(file, std::size_t{1} << 30));
  if (value.is_discarded()) throw Fault(cat(file.string(), ": is not JSON"), "the file is no record, or was cut short");
  return record_from_json(value, file.string());
}

Json canonical(Json record) {
  if (record.is_object()) record.erase("volatile");
  if (record.is_structured())
    for (Json& item : record) item = canonical(std::move(item));
  return record;
}

}  // namespace assay
