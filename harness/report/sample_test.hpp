// Samples for the tests of reports: a small assignment, and records of a submission that fails in many ways and of
// one that passes everything.
#pragma once

#include <string>
#include <vector>

#include "model/assignment.hpp"
#include "model/record.hpp"
#include "model/rubric.hpp"
#include "model/score.hpp"
#include "report/report.hpp"

namespace assay {

inline constexpr Format all_formats[] = {Format::terminal, Format::json, Format::markdown, Format::html};

inline bool holds(const std::string& text, const std::string& wanted) { return text.find(wanted) != std::string::npos; }

}  // namespace assay

namespace assay::sample {

inline Criterion criterion(std::string id, CriterionKind kind, int points, std::vector<std::string> tests,
                           LocalText title) {
  Criterion made;
  made.id = std::move(id);
  made.kind = kind;
  made.points = Points::of(points);
  made.tests = std::move(tests);
  made.title = std::move(title);
  made.lesson = "week 2, part 1";
  return made;
}

inline Assignment assignment() {
  Assignment made;
  made.id = "products-api";
  made.title = {"Програма товарів на базі даних", "Программа товаров на базе данных", "Products on a database"};
  made.roles["api"].name = "api";
  made.roles["api"].default_port = 8000;
  made.texts["Create.Answers201"] = {
      {"Створення товару відповідає `201`", "Создание товара отвечает `201`", "Creating a product answers `201`"},
      {"Додайте `status_code=201` до декоратора шляху.", "Добавьте `status_code=201` в декоратор пути.",
       "Add `status_code=201` to the decorator of the route."}};
  made.texts["Create.KeepsPrice"] = {
      {"Ціна зберігається без змін", "Цена сохраняется без изменений", "The price is kept as it is"}, {}};
  made.texts["Lists.Pages"] = {{"Список поділено на сторінки", "Список разбит на страницы", "Lists have pages"},
                               {"Параметри `limit` і `offset` мають дійти до запиту.",
                                "Параметры `limit` и `offset` должны дойти до запроса.",
                                "Pass `limit` and `offset` on to the query."}};
  made.texts["Errors.Unknown"] = {{"Невідомий товар дає `404`", "Неизвестный товар даёт `404`", "An unknown product gives `404`"}, {}};
  made.texts["Errors.Secret"] = {{"Таємний", "Тайный", "Secret"}, {}, true};
  return made;
}

inline Rubric rubric() {
  Rubric made;
  made.assignment = "products-api";
  made.criteria = {
      criterion("create", CriterionKind::required, 4, {"Create.*"}, {"Створення товару", "Создание товара", "Creating a product"}),
      criterion("health", CriterionKind::required, 2, {"Health.*"}, {"Стан програми, `/health`", "Состояние программы, `/health`", "Health of the program, `/health`"}),
      criterion("model", CriterionKind::required, 3, {"Model.*"}, {"Модель і міграції", "Модель и миграции", "Model and migrations"}),
      criterion("errors", CriterionKind::required, 6, {"Errors.*"}, {"Обробка помилок", "Обработка ошибок", "Error handling"}),
      criterion("lists", CriterionKind::optional, 6, {"Lists.*"}, {"Список із пошуком, сортуванням і сторінками", "Список с поиском, сортировкой и страницами", "Lists with search, order and pages"}),
      criterion("own", CriterionKind::optional, 4, {"OwnTests.*"}, {"Власні тести", "Свои тесты", "Own tests"}),
      criterion("commits", CriterionKind::bonus, 2, {}, {"Історія комітів", "История коммитов", "History of commits"}),
      criterion("style", CriterionKind::penalty, 2, {"Static.*"}, {"Невикористані імпорти", "Неиспользуемые импорты", "Unused imports"}),
      criterion("answers", CriterionKind::optional, 2, {}, {"Відповіді на запитання", "Ответы на вопросы", "Answers to the questions"})};
  made.criteria[6].fact = HistoryFact::meaningful_commits;
  made.criteria[8].rule = Rule::manual;
  made.pass.points = Points::of(10);
  return made;
}

inline TestOutcome outcome(std::string group, std::string test, Verdict verdict) {
  TestOutcome made;
  made.group = std::move(group);
  made.test = std::move(test);
  made.verdict = verdict;
  return made;
}

inline Step http(std::string method, std::string path, Json body, int status, std::string answer) {
  return {StepKind::http, {{"method", method}, {"path", path}, {"body", body}, {"status", status},
                           {"volatile", {{"answer", answer}, {"ms", 3}}}}};
}

inline RunRecord empty_record(std::string submission) {
  RunRecord made;
  made.assignment = "products-api";
  made.seed = "4711";
  made.submission = std::move(submission);
  made.submission_digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  made.suite_digest = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
  made.versions = {{"postgres", "15.18"}, {"python", "3.11.2"}, {"assay", "0.1.0"}};
  made.cell.tier = 'C';
  for (const char* name : protection_names) made.cell.protections[name] = {ProtectionState::enforced, "own_user", {}};
  made.cell.protections["network"] = {ProtectionState::degraded, "landlock_ports", {{"tcp", "refused EACCES"}, {"udp", "POSSIBLE"}}};
  made.started = "2026-11-20T18:03:11Z";
  return made;
}

inline void add_failures(RunRecord& record) {
  TestOutcome status = outcome("Create", "Answers201", Verdict::failed);
  status.steps = {http("POST", "/products", {{"name", "Лампа"}, {"price", 249.9}, {"category", "Меблі"}}, 200,
                       R"({"id":1,"name":"Лампа","price":249.9,"category":"Меблі","in_stock":true})")};
  status.expectations = {{ExpectationKind::status, "POST /products", 201, 200, false}};
  status.output = {{"api", 124, 310}};
  TestOutcome field = outcome("Create", "KeepsPrice", Verdict::failed);
  field.steps = {http("POST", "/products", {{"name", "O'Reilly"}, {"price", 12.5}}, 201, R"({"id":2,"price":"12.50"})"),
                 http("GET", "/products/2", nullptr, 200, R"({"id":2,"price":"12.50"})")};
  field.expectations = {{ExpectationKind::field, "price", 12.5, "12.50", false},
                        {ExpectationKind::field, "category", {{"term", "type"}, {"value", "string"}}, {{"term", "absent"}}, false},
                        {ExpectationKind::row, "products", {{"name", "O'Reilly"}, {"price", 12.5}}, {{"name", "O'Reilly"}, {"price", 12}}, false}};
  TestOutcome pages = outcome("Lists", "Pages", Verdict::failed);
  pages.steps = {{StepKind::role, {{"role", "api"}, {"event", "start"}}},
                 http("POST", "/products", {{"name", "Лампа"}, {"price", 5}}, 201, R"({"id":3})"),
                 {StepKind::fault, {{"service", "postgres"}, {"action", "cut"}}},
                 http("GET", "/products?limit=10&offset=20", nullptr, 200, "[]")};
  pages.steps[1].data["volatile"]["exchange"] = 2;
  pages.steps[3].data["volatile"]["exchange"] = 6;
  pages.statements = {{.number = 3, .exchanges = {2}, .text = "INSERT INTO products (name, price) VALUES ($1, $2) RETURNING id", .kind = "data"},
                      {.number = 7, .exchanges = {6}, .text = "SELECT id, name, price FROM products ORDER BY price", .kind = "data"}};
  pages.expectations = {{ExpectationKind::count, "products", 10, 25, false},
                        {ExpectationKind::order, "price", {1, 2, 3}, {3, 1, 2}, false}};
  TestOutcome crashed = outcome("Errors", "Unknown", Verdict::crashed);
  crashed.cause = Cause{CauseKind::exited, "api", {{"status", 1}}};
  crashed.steps = {http("GET", "/products/999999", nullptr, 500, "Internal Server Error")};
  crashed.expectations = {{ExpectationKind::status, "GET /products/999999", 404, {{"term", "closed"}}, false}};
  crashed.output = {{"api", 0, 900}};
  TestOutcome secret = outcome("Errors", "Secret", Verdict::failed);
  secret.expectations = {{ExpectationKind::status, "POST /products", 422, 500, false}};
  TestOutcome finding = outcome("Static", "Imports", Verdict::failed);
  finding.expectations = {{ExpectationKind::finding, "app/main.py:3", nullptr, "F401 os", false},
                          {ExpectationKind::finding, "app/crud.py:41", nullptr, "F841 result", false}};
  TestOutcome slow = outcome("Lists", "IsQuick", Verdict::timed_out);
  slow.expectations = {{ExpectationKind::within, "GET /products", 2000, 10000, false}};
  TestOutcome flaky = outcome("Lists", "Sorts", Verdict::flaky);
  flaky.runs = 10;
  flaky.runs_passed = 3;
  record.outcomes.insert(record.outcomes.end(), {status, field, crashed, secret, pages, slow, flaky, finding});
  for (const char* test : {"HasTable", "HasColumns", "HasKey"}) {
    record.outcomes.push_back(outcome("Model", test, Verdict::failed));
    record.outcomes.back().cause = Cause{CauseKind::missing_package, "api", {{"package", "psycopg2"}}};
  }
}

inline RunRecord failing_record() {
  RunRecord record = empty_record("ivanenko");
  record.outcomes = {outcome("Health", "SaysConnected", Verdict::passed), outcome("Create", "ReturnsId", Verdict::passed),
                     outcome("Errors", "BrokenJson", Verdict::passed)};
  add_failures(record);
  record.outcomes.push_back(outcome("OwnTests", "CatchMutants", Verdict::harness_fault));
  record.outcomes.back().cause = Cause{CauseKind::service_lost, "postgres", {}};
  std::string log;
  for (int i = 1; i <= 12; ++i) log += "INFO:     127.0.0.1:51" + std::to_string(100 + i) + " - \"POST /products HTTP/1.1\" 200 OK\n";
  log += "Traceback (most recent call last):\n  File \"app/main.py\", line 41, in read_product\n    return row.price\nAttributeError: 'NoneType' object has no attribute 'price'\n";
  UnitRecord create, errors;
  create.group = "Create";
  create.output["api"] = {log, "", log.size()};
  errors.group = "Errors";
  errors.output["api"] = {log, "", log.size()};
  record.units = {create, errors};
  record.restored = {"tests/conftest.py", "alembic.ini"};
  record.history = History{{{"a1b2c3", 1, "2026-11-18", true}, {"b2c3d4", 2, "2026-11-18", true}, {"c3d4e5", 3, "2026-11-19", true}, {"d4", 4, "2026-11-19", false}}};
  return record;
}

inline CriterionScore line(std::string id, CriterionKind kind, CriterionState state, int earned, int possible, int could) {
  CriterionScore made;
  made.id = std::move(id);
  made.kind = kind;
  made.state = state;
  made.earned = {earned};
  made.possible = {possible};
  made.could_earn = {could};
  return made;
}

/// Tests of the record that match the criterion, as score() would name them.
inline void decide(Score& score, const RunRecord& record, const std::string& id, const std::string& group) {
  for (CriterionScore& criterion : score.criteria)
    if (criterion.id == id)
      for (const TestOutcome& one : record.outcomes)
        if (one.group == group) criterion.decided_by.push_back({one.name(), one.verdict});
}

inline Score failing_score(const RunRecord& record) {
  using K = CriterionKind;
  using S = CriterionState;
  Score score;
  score.criteria = {line("create", K::required, S::graded, 133, 400, 133), line("health", K::required, S::graded, 200, 200, 200),
                    line("model", K::required, S::graded, 0, 300, 0), line("errors", K::required, S::gated, 0, 600, 0),
                    line("lists", K::optional, S::graded, 0, 600, 0), line("own", K::optional, S::not_graded, 0, 400, 400),
                    line("commits", K::bonus, S::graded, 100, 200, 100), line("style", K::penalty, S::graded, 200, 200, 200),
                    line("answers", K::optional, S::awaiting_review, 0, 200, 200)};
  for (const auto& [id, group] : std::vector<std::pair<std::string, std::string>>{
           {"create", "Create"}, {"health", "Health"}, {"model", "Model"}, {"errors", "Errors"}, {"lists", "Lists"},
           {"own", "OwnTests"}, {"style", "Static"}})
    decide(score, record, id, group);
  score.criteria[3].gated_by = {"create"};
  score.criteria[6].fact = 3;
  score.earned = {{K::required, {333}}, {K::optional, {0}}, {K::bonus, {100}}, {K::penalty, {200}}};
  score.possible = {{K::required, {1500}}, {K::optional, {1200}}, {K::bonus, {200}}, {K::penalty, {200}}};
  score.total = {233};
  score.graded_possible = {2100};
  score.pass_earned = {133};
  score.pass_needed = {1000};
  score.complete = false;
  return score;
}

inline RunRecord passing_record() {
  RunRecord record = empty_record("petrenko");
  for (const auto& [group, test] : std::vector<std::pair<std::string, std::string>>{
           {"Health", "SaysConnected"}, {"Create", "Answers201"}, {"Create", "KeepsPrice"}, {"Model", "HasTable"},
           {"Errors", "Unknown"}, {"Errors", "Secret"}, {"Lists", "Pages"}, {"OwnTests", "CatchMutants"}, {"Static", "Imports"}})
    record.outcomes.push_back(outcome(group, test, Verdict::passed));
  record.history = History{{{"a1b2c3", 1, "2026-11-18", true}}};
  return record;
}

inline Score passing_score(const RunRecord& record) {
  Score score = failing_score(record);
  for (CriterionScore& criterion : score.criteria) {
    criterion.state = CriterionState::graded;
    criterion.gated_by.clear();
    criterion.earned = criterion.could_earn = criterion.kind == CriterionKind::penalty ? Points{} : criterion.possible;
  }
  score.criteria[8].comment = "Дуже добре пояснено!";
  score.earned = {{CriterionKind::required, {1500}}, {CriterionKind::optional, {1200}}, {CriterionKind::bonus, {200}}, {CriterionKind::penalty, {0}}};
  score.total = {2900};
  score.graded_possible = {2700};
  score.pass_earned = {1500};
  score.passed = score.complete = true;
  return score;
}

inline ReportOptions options(Language language) {
  ReportOptions made;
  made.language = language;
  made.templates = std::filesystem::path(ASSAY_SOURCE_ROOT) / "templates/report";
  return made;
}

}  // namespace assay::sample
