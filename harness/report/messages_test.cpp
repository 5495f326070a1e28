#include "report/messages.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "report/marked.hpp"
#include "report/sample_test.hpp"
#include "report/words.hpp"

namespace assay {
namespace {

Messages catalogue(Language language) { return {sample::options(language).templates, language}; }

/// Keys of a catalogue; the forms of a plural count as one.
std::set<std::string> keys_of(Language language) {
  const Messages messages = catalogue(language);
  std::set<std::string> keys;
  for (const auto& [key, text] : messages.all())
    keys.insert(key.starts_with("plural.") ? key.substr(0, key.rfind('.')) : key);
  return keys;
}

template <class Enum, class Key>
void expect_sentences(Enum last, Key key) {
  for (const Language language : all_languages) {
    const Messages messages = catalogue(language);
    for (int i = 0; i <= static_cast<int>(last); ++i)
      EXPECT_TRUE(messages.has(key(static_cast<Enum>(i)))) << code(language) << ": " << key(static_cast<Enum>(i));
  }
}

TEST(Messages, HaveTheSameKeysInAllLanguages) {
  EXPECT_EQ(keys_of(Language::uk), keys_of(Language::ru));
  EXPECT_EQ(keys_of(Language::uk), keys_of(Language::en));
}

TEST(Messages, HaveSentencesForEachValueOfTheModel) {
  for (const char* part : {"of", "want", "got", "none"})
    expect_sentences(ExpectationKind::steady,
                     [&](ExpectationKind kind) { return cat("expectation.", to_string(kind), ".", part); });
  expect_sentences(StepKind::amqp, [](StepKind kind) { return cat("step.", to_string(kind)); });
  expect_sentences(CauseKind::few_alterations, [](CauseKind kind) { return cat("cause.", to_string(kind)); });
  expect_sentences(Verdict::harness_fault, [](Verdict verdict) { return cat("verdict.", to_string(verdict)); });
  expect_sentences(Verdict::harness_fault, [](Verdict verdict) { return cat("verdict_sentence.", to_string(verdict)); });
  expect_sentences(CriterionState::gated, [](CriterionState state) { return cat("state.", key_of(state)); });
  for (const char* table : {"kind", "kind_column", "kind_one", "kind_short"})
    expect_sentences(CriterionKind::penalty, [&](CriterionKind kind) { return cat(table, ".", key_of(kind)); });
}

TEST(Messages, HaveAWordingForEachTermEventAndFault) {
  for (const Language language : all_languages) {
    const Messages messages = catalogue(language);
    for (const char* name : term_names) EXPECT_TRUE(messages.has(cat("term.", name))) << name;
    for (const char* name : {"start", "restart", "ready", "term", "kill", "freeze", "thaw", "exited"})
      EXPECT_TRUE(messages.has(cat("role_event.", name))) << name;
    for (const char* name : {"refuse", "cut", "delay", "restore"})
      EXPECT_TRUE(messages.has(cat("fault_action.", name))) << name;
    for (const char* name : {"memory", "processes", "output", "cpu", "wall", "disk", "files"})
      EXPECT_TRUE(messages.has(cat("limit.", name))) << name;
    for (const char* name : {"object", "array", "string", "number", "integer", "boolean", "null"})
      EXPECT_TRUE(messages.has(cat("type.", name))) << name;
  }
}

TEST(Messages, HaveAWordingForEveryProtection) {
  for (const Language language : all_languages) {
    const Messages messages = catalogue(language);
    for (const char* tier : {"A", "B", "C", "D"}) EXPECT_TRUE(messages.has(cat("tier.", tier))) << tier;
    for (const char* name : protection_names) EXPECT_TRUE(messages.has(cat("protection.", name))) << name;
    for (const char* name : protection_means) EXPECT_TRUE(messages.has(cat("protection_means.", name))) << name;
    for (const auto state : {ProtectionState::enforced, ProtectionState::degraded, ProtectionState::absent})
      EXPECT_TRUE(messages.has(cat("protection_state.", to_string(state)))) << to_string(state);
  }
}

TEST(Messages, HaveEveryFormOfAPluralThatTheLanguageUses) {
  for (const Language language : all_languages) {
    const Messages messages = catalogue(language);
    for (const std::string& key : keys_of(language)) {
      if (!key.starts_with("plural.")) continue;
      for (const std::int64_t n : {0, 1, 2, 5, 11, 21, 22, 112})
        EXPECT_TRUE(messages.has(cat(key, ".", plural_form(language, n)))) << key << " " << n;
      EXPECT_TRUE(messages.has(key + ".other")) << key;
    }
  }
}

TEST(Messages, CountInTheGrammarOfTheLanguage) {
  const Messages uk = catalogue(Language::uk);
  EXPECT_EQ(uk.counted("tests", 1), "1 тест");
  EXPECT_EQ(uk.counted("tests", 3), "3 тести");
  EXPECT_EQ(uk.counted("tests", 11), "11 тестів");
  EXPECT_EQ(uk.counted("tests", 21), "21 тест");
  EXPECT_EQ(uk.points({150}), "1,5 бала");
  EXPECT_EQ(uk.points({500}), "5 балів");
  EXPECT_EQ(catalogue(Language::ru).points({200}), "2 балла");
  EXPECT_EQ(catalogue(Language::en).points({100}), "1 point");
  EXPECT_EQ(catalogue(Language::en).points({50}), "0.5 points");
}

TEST(Messages, ChooseTheFormOfEachNumber) {
  const std::map<std::int64_t, std::pair<std::string, std::string>> forms{
      {0, {"0 тестів", "0 тестов"}},     {1, {"1 тест", "1 тест"}},         {2, {"2 тести", "2 теста"}},       {4, {"4 тести", "4 теста"}},
      {5, {"5 тестів", "5 тестов"}},     {11, {"11 тестів", "11 тестов"}},  {12, {"12 тестів", "12 тестов"}},  {14, {"14 тестів", "14 тестов"}},
      {20, {"20 тестів", "20 тестов"}},  {21, {"21 тест", "21 тест"}},      {22, {"22 тести", "22 теста"}},    {25, {"25 тестів", "25 тестов"}},
      {101, {"101 тест", "101 тест"}},   {111, {"111 тестів", "111 тестов"}}, {112, {"112 тестів", "112 тестов"}}, {122, {"122 тести", "122 теста"}}};
  for (const auto& [n, texts] : forms) {
    EXPECT_EQ(catalogue(Language::uk).counted("tests", n), texts.first);
    EXPECT_EQ(catalogue(Language::ru).counted("tests", n), texts.second);
    EXPECT_EQ(catalogue(Language::en).counted("tests", n), cat(n, n == 1 ? " test" : " tests"));
  }
}

TEST(Messages, UseTheSamePlaceholdersInAllLanguages) {
  const auto placeholders = [](const std::string& text) {
    std::set<std::string> found;
    for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1))
      found.insert(text.substr(open, text.find('}', open) - open + 1));
    return found;
  };
  const Messages uk = catalogue(Language::uk), ru = catalogue(Language::ru), en = catalogue(Language::en);
  for (const auto& [key, text] : en.all()) {
    if (key.starts_with("plural.")) continue;
    EXPECT_EQ(placeholders(uk.text(key)), placeholders(text)) << key;
    EXPECT_EQ(placeholders(ru.text(key)), placeholders(text)) << key;
  }
  for (const Messages* messages : {&uk, &ru, &en})
    for (const auto& [key, text] : messages->all()) {
      EXPECT_TRUE(!key.starts_with("plural.") || placeholders(text) == std::set<std::string>{"{n}"}) << key;
    }
}

TEST(Messages, WriteDurationsInTheLargestUnitThatIsExact) {
  const Messages uk = catalogue(Language::uk);
  EXPECT_EQ(uk.duration(300), "300 мс");
  EXPECT_EQ(uk.duration(5000), "5 с");
  EXPECT_EQ(uk.duration(2500), "2,5 с");
}

TEST(Messages, FillPlaceholdersOnceSoThatDataCannotNameOthers) {
  const Messages en = catalogue(Language::en);
  EXPECT_EQ(en.fill("expectation.field.got", {{"got", "{subject}"}, {"subject", "x"}}), ", got {subject}");
}

TEST(Messages, NameTheMissingKeyAndItsCatalogue) {
  try {
    catalogue(Language::uk).text("no.such");
    FAIL();
  } catch (const Fault& fault) {
    EXPECT_NE(std::string(fault.what()).find("messages.uk.toml: there is no message 'no.such'"), std::string::npos);
  }
}

Expectation unmet(ExpectationKind kind, std::string subject, Json expected, Json got) {
  return {kind, std::move(subject), std::move(expected), std::move(got), false};
}

std::string sentence(const Expectation& expectation, Language language = Language::uk) {
  std::string text = words_of(expectation, catalogue(language)).sentence;
  std::erase_if(text, [](char byte) { return byte == code_begin || byte == code_end; });
  return text;
}

TEST(Words, SayWhatWasExpectedAndWhatCame) {
  EXPECT_EQ(sentence(unmet(ExpectationKind::status, "POST /products", 201, 200)), "Запит POST /products: очікувався статус 201, прийшов 200.");
  EXPECT_EQ(sentence(unmet(ExpectationKind::status, "", {200, 201, 204}, 500)),
            "Запит: очікувався статус 200, 201 або 204, прийшов 500.");
  EXPECT_EQ(sentence(unmet(ExpectationKind::status, "", 200, {{"term", "refused"}})),
            "Запит: очікувався статус 200, але в з’єднанні відмовлено.");
  EXPECT_EQ(sentence(unmet(ExpectationKind::body, "GET /products", "array", "object"), Language::ru),
            "Тело ответа на запрос GET /products: ожидали список, получили объект.");
  EXPECT_EQ(sentence(unmet(ExpectationKind::table, "products", true, false)), "Таблиця products мала існувати, але її немає.");
  EXPECT_EQ(sentence(unmet(ExpectationKind::finding, "app/main.py:3", nullptr, "F401 os"), Language::en),
            "app/main.py:3: F401 os: this import is not used.");
}

TEST(Words, TellAbsenceFromNull) {
  EXPECT_EQ(sentence(unmet(ExpectationKind::field, "sku", "a", nullptr)), "Поле sku: очікували \"a\", отримали null.");
  EXPECT_EQ(sentence(unmet(ExpectationKind::field, "sku", "a", {{"term", "absent"}})),
            "Поле sku: очікували \"a\", але його немає.");
  EXPECT_EQ(sentence(unmet(ExpectationKind::field, "password", {{"term", "absent"}}, "x")),
            "Поля password не мало бути у відповіді, отримали \"x\".");
}

TEST(Words, TellPresenceFromValues) {
  const Json present{{"term", "present"}}, absent{{"term", "absent"}};
  EXPECT_EQ(sentence(unmet(ExpectationKind::column, "sku", present, absent)), "Стовпець sku мав існувати, але його немає.");
  EXPECT_EQ(sentence(unmet(ExpectationKind::column, "sku", absent, present)), "Стовпця sku не мало бути, але воно є.");
  EXPECT_EQ(sentence(unmet(ExpectationKind::column, "name.not_null", true, false)),
            "Стовпець name.not_null: очікували true, у базі false.");
  EXPECT_EQ(sentence(unmet(ExpectationKind::row, "products", 17, absent)),
            "Рядок таблиці products: очікували 17, але такого рядка немає.");
}

TEST(Words, ExplainWhatAToolFound) {
  const Json got{{"term", "finding"}, {"value", {{"code", "F401"}, {"what", "F401 [*] `os` imported but unused"}}}};
  EXPECT_EQ(sentence(unmet(ExpectationKind::finding, "app/main.py:3", {{"term", "nothing"}}, got)),
            "app/main.py:3: F401 `os` imported but unused: імпорт ніде не використано.");
}

TEST(Words, SayHowSoonSomethingShouldRecover) {
  EXPECT_EQ(sentence(unmet(ExpectationKind::recovers, "GET /health", {{"term", "at_most"}, {"value", 10}},
                           {{"term", "not_recovered"}})),
            "Після збою GET /health мало знову запрацювати; очікували: щонайбільше 10 с, але не запрацювало.");
}

TEST(Words, SayWhatWasAlteredAndThatNoTestNoticed) {
  const Json nothing{{"term", "nothing"}};
  const Json taken{{"field", "price"}, {"places", {{{"place", "app/crud.py:7"}, {"before", ".limit(n)"}, {"after", ""}}}}};
  const Json changed{{"field", "price"}, {"places", {{{"place", "app/a.py:7"}, {"before", "404"}, {"after", "200"}}, {{"place", "app/b.py:9"}}}}};
  EXPECT_EQ(sentence(unmet(ExpectationKind::notices, "limit", taken, nothing), Language::en),
            "We changed the program: limit has no effect (app/crud.py:7: .limit(n) was taken out); one of your tests should fail, "
            "but all of them still pass.");
  EXPECT_EQ(sentence(unmet(ExpectationKind::notices, "update", changed, nothing), Language::uk),
            "Ми змінили програму: PUT не змінює поле price (app/a.py:7: 404 стало 200, … і ще 1); якийсь із ваших тестів мав упасти, "
            "але всі вони проходять.");
  EXPECT_EQ(sentence(unmet(ExpectationKind::steady, "tests", nullptr, "tests/test_x.py::test_y"), Language::en),
            "On a program that is written in another way and does the same, your tests should pass again, but tests/test_x.py::test_y fails.");
}

TEST(Words, HaveASentenceForEachKindOfAlteration) {
  for (const Language language : all_languages)
    for (const char* kind : {"delete", "commit", "missing", "status", "create", "update", "filter", "limit", "replaced", "removed"})
      EXPECT_TRUE(catalogue(language).has(cat("alteration.", kind))) << kind;
}

TEST(Words, TellNumbersFromTheirText) {
  EXPECT_EQ(sentence(unmet(ExpectationKind::field, "price", 5, "5")), "Поле price: очікували 5, отримали \"5\".");
}

TEST(Words, SayWhatBecameOfACall) {
  EXPECT_EQ(sentence(unmet(ExpectationKind::result, "segment_user", "vip", "active")),
            "Результат виклику segment_user: очікували \"vip\", отримали \"active\".");
  EXPECT_EQ(sentence(unmet(ExpectationKind::result, "profile", {{"term", "type"}, {"value", "object"}},
                           {{"term", "error"}, {"value", "KeyError: 'amount'"}}), Language::en),
            "Result of the call profile: expected an object, but there was the error \"KeyError: 'amount'\".");
  EXPECT_EQ(sentence(unmet(ExpectationKind::result, "find_user", {{"term", "nothing"}}, 7), Language::en),
            "The call find_user should give null, got 7.");
  EXPECT_EQ(sentence(unmet(ExpectationKind::refusal, "profile", nullptr, false), Language::ru),
            "Вызов profile должен был закончиться ошибкой, но ошибки не было.");
  EXPECT_EQ(sentence(unmet(ExpectationKind::refusal, "profile", nullptr, {{"term", "unfinished"}}), Language::en),
            "The call profile should end with an error, but the line of the answer has no end (no \\n).");
}

TEST(Words, SayTheKnownDataOfACause) {
  const Messages uk = catalogue(Language::uk);
  std::string text = sentence_of(Cause{CauseKind::never_ready, "api", {{"limit_ms", 20000}, {"listens_on", {8000}}}}, uk);
  std::erase_if(text, [](char byte) { return byte == code_begin || byte == code_end; });
  EXPECT_EQ(text, "Програма api не почала відповідати. Ми чекали 20 с. Вона слухає порт 8000, а потрібен той, що в "
                  "змінній PORT.");
  const auto detail = [&](Json data) {
    data["port"] = 8000;
    text = sentence_of(Cause{CauseKind::never_ready, "api", std::move(data)}, uk);
    std::erase_if(text, [](char byte) { return byte == code_begin || byte == code_end; });
    return text.substr(text.find(". ") + 2);
  };
  EXPECT_EQ(detail({{"listens_on_instead", {8080}}}), "Вона слухає порт 8080, а в завданні сказано 8000.");
  EXPECT_EQ(detail({{"listens_only_at", {"[::1]"}}}), "На порту 8000 вона слухає лише адресу [::1], а потрібна 127.0.0.1.");
  EXPECT_EQ(detail({{"listens_nowhere", true}}), "Вона не слухає жодного порту.");
}

TEST(Words, SayWhichLimitAndHowMuch) {
  const auto said = [](Language language, const Json& data) {
    std::string text = sentence_of(Cause{CauseKind::limit, "api", data}, catalogue(language));
    std::erase_if(text, [](char byte) { return byte == code_begin || byte == code_end; });
    return text;
  };
  const Json memory{{"limit", "memory"}, {"value", 768u << 20}}, processes{{"limit", "processes"}, {"value", 256}},
      disk{{"limit", "disk"}, {"value", 256u << 20}}, files{{"limit", "disk"}, {"value", 20001}, {"of", "inodes"}},
      cpu{{"limit", "cpu"}, {"value", 60}};
  EXPECT_EQ(said(Language::uk, memory), "Програма api вийшла за межі дозволеного: пам’ять. Межа: 768 МіБ.");
  EXPECT_EQ(said(Language::ru, memory), "Программа api вышла за пределы разрешённого: память. Предел: 768 МиБ.");
  EXPECT_EQ(said(Language::en, memory), "The program api went over a limit: memory. The limit: 768 MiB.");
  EXPECT_EQ(said(Language::uk, processes), "Програма api вийшла за межі дозволеного: кількість процесів. Межа: 256 процесів.");
  EXPECT_EQ(said(Language::uk, disk), "Програма api вийшла за межі дозволеного: місце на диску. Межа: 256 МіБ.");
  EXPECT_EQ(said(Language::ru, files), "Программа api вышла за пределы разрешённого: количество файлов. Предел: 20001 файл.");
  EXPECT_EQ(said(Language::en, cpu), "The program api went over a limit: processor time. The limit: 60 s.");
}

}  // namespace
}  // namespace assay
