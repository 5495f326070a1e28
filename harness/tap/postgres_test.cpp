// The observer alone, with conversations written by hand: what it logs must not depend on how the streams are cut.
#include "tap/postgres.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace assay {
namespace {

std::string number(std::uint32_t value, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) text += static_cast<char>(value >> shift);
  return text;
}
std::string zero(const std::string& text) { return text + '\0'; }
std::string message(char type, const std::string& content) {
  return type + number(static_cast<std::uint32_t>(content.size() + 4), 4) + content;
}

// Requests
std::string startup() {
  const std::string content = number(196608, 4) + zero("user") + zero("u") + '\0';
  return number(static_cast<std::uint32_t>(content.size() + 4), 4) + content;
}
std::string query(const std::string& sql) { return message('Q', zero(sql)); }
std::string parse(const std::string& name, const std::string& sql) {
  return message('P', zero(name) + zero(sql) + number(1, 2) + number(23, 4));
}
std::string bind(const std::string& portal, const std::string& name, int parameters, int formats = 1) {
  std::string content = zero(portal) + zero(name) + number(static_cast<std::uint32_t>(formats), 2);
  for (int i = 0; i < formats; ++i) content += number(1, 2);
  content += number(static_cast<std::uint32_t>(parameters), 2);
  for (int i = 0; i < parameters; ++i) content += number(2, 4) + "ab";
  return message('B', content + number(0, 2));
}
std::string describe(char what, const std::string& name) { return message('D', what + zero(name)); }
std::string execute(const std::string& portal = "", std::uint32_t most = 0) { return message('E', zero(portal) + number(most, 4)); }
std::string close(char what, const std::string& name) { return message('C', what + zero(name)); }
const std::string sync = message('S', ""), flush = message('H', "");
std::string copy_data(const std::string& rows) { return message('d', rows); }
const std::string copy_done = message('c', "");

// Answers
const std::string logged_in = message('R', number(0, 4)) + message('S', zero("server_version") + zero("15")) +
                              message('K', number(1, 4) + number(2, 4)) + message('Z', "I");
const std::string parsed = message('1', ""), bound = message('2', ""), closed = message('3', ""), nothing = message('n', "");
const std::string ready = message('Z', "I"), in_transaction = message('Z', "T"), suspended = message('s', "");
const std::string copy_in = message('G', std::string(3, '\0')), copy_out = message('H', std::string(3, '\0'));
std::string columns() { return message('T', number(1, 2) + zero("a") + std::string(18, '\0')); }
std::string row(std::size_t size = 1) {
  return message('D', number(1, 2) + number(static_cast<std::uint32_t>(size), 4) + std::string(size, 'x'));
}
std::string complete(const std::string& tag) { return message('C', zero(tag)); }
std::string error(const std::string& sqlstate) {
  return message('E', zero("SERROR") + zero("C" + sqlstate) + zero("Mno") + std::string(1, '\0'));
}

struct Said {
  bool by_client;
  std::string bytes;
};
Said ask(std::string bytes) { return {true, std::move(bytes)}; }
Said answer(std::string bytes) { return {false, std::move(bytes)}; }

/// "data SELECT 1 rows=1", a line for each statement.
std::string line_of(const Statement& statement) {
  std::string line = std::string(to_string(statement.kind)) + (statement.protocol == StatementProtocol::extended ? " x " : " ");
  line += *statement.text;
  if (statement.parameters > 0) line += " bound=" + std::to_string(statement.parameters);
  if (statement.rows) line += " rows=" + std::to_string(*statement.rows);
  if (!statement.error.empty()) line += " error=" + statement.error;
  if (!statement.took) line += " runs";
  return line;
}

using Lines = std::vector<std::string>;

struct Heard {
  Lines statements, given_up;
  StatementLog::Counts counts;
};

/// Plays the conversation, each part in pieces of `size` bytes.
Heard hear(const std::vector<Said>& conversation, std::size_t size) {
  Journal journal;
  StatementLog log(journal);
  const auto observer = postgres_observer(log);
  const auto reader = observer->connection(1);
  try {
    for (const Said& said : conversation)
      for (std::string_view rest = said.bytes; !rest.empty(); rest.remove_prefix(std::min(size, rest.size()))) {
        if (said.by_client) reader->from_client(rest.substr(0, size), {});
        else reader->from_service(rest.substr(0, size), {});
      }
  } catch (const std::exception& why) {
    observer->unparsed(1, why.what());
  }
  Heard heard{{}, log.given_up(), log.counts_since({})};
  for (const Statement& statement : log.since({})) heard.statements.push_back(line_of(statement));
  return heard;
}

/// What is logged of the conversation after a login; the same for every division of the streams.
Heard after_login(std::vector<Said> conversation) {
  conversation.insert(conversation.begin(), {ask(startup()), answer(logged_in)});
  const Heard whole = hear(conversation, SIZE_MAX);
  for (const std::size_t size : {1, 2, 3, 5, 64}) {
    const Heard cut = hear(conversation, size);
    EXPECT_EQ(cut.statements, whole.statements) << size;
    EXPECT_EQ(cut.given_up, whole.given_up) << size;
    EXPECT_EQ(cut.counts.of, whole.counts.of) << size;
  }
  std::int64_t counted = 0;
  for (const std::int64_t count : whole.counts.of) counted += count;
  EXPECT_EQ(counted, static_cast<std::int64_t>(whole.statements.size()));
  return whole;
}
Lines statements(std::vector<Said> conversation) {
  const Heard heard = after_login(std::move(conversation));
  EXPECT_EQ(heard.given_up, Lines());
  return heard.statements;
}

TEST(PostgresObserver, LogsEachPartOfASimpleQuery) {
  EXPECT_EQ(statements({ask(query("BEGIN; INSERT INTO t VALUES (1), (2);\nSELECT * FROM t")),
                        answer(complete("BEGIN") + complete("INSERT 0 2") + columns() + row() + row() + complete("SELECT 2") + ready)}),
            (Lines{"control BEGIN", "data INSERT INTO t VALUES (1), (2) rows=2", "data SELECT * FROM t rows=2"}));
}

TEST(PostgresObserver, LogsOnlyWhatRanBeforeAnError) {
  EXPECT_EQ(statements({ask(query("INSERT INTO t VALUES (1); SELECT 1/0 FROM t; SELECT 3 FROM t")),
                        answer(complete("INSERT 0 1") + error("22012") + ready), ask(query("SELECT 4")), answer(columns() + row() + complete("SELECT 1") + ready)}),
            (Lines{"data INSERT INTO t VALUES (1) rows=1", "data SELECT 1/0 FROM t error=22012", "control SELECT 4 rows=1"}));
}

TEST(PostgresObserver, LogsNothingForAnEmptyQuery) {
  EXPECT_EQ(statements({ask(query(" ; -- ping")), answer(message('I', "") + ready), ask(parse("", "") + bind("", "", 0) + execute() + sync),
                        answer(parsed + bound + message('I', "") + ready)}),
            Lines());
}

TEST(PostgresObserver, LogsABoundStatementOnce) {
  EXPECT_EQ(statements({ask(parse("", "SELECT * FROM t WHERE a = $1") + bind("", "", 1) + describe('P', "") + execute() + sync),
                        answer(parsed + bound + columns() + row() + complete("SELECT 1") + ready)}),
            (Lines{"data x SELECT * FROM t WHERE a = $1 bound=1 rows=1"}));
}

TEST(PostgresObserver, LogsEachExecutionOfANamedStatement) {
  std::vector<Said> said{ask(parse("s1", "UPDATE t SET a = $1, b = $2") + describe('S', "s1") + sync),
                         answer(parsed + message('t', number(2, 2) + number(23, 4) + number(23, 4)) + nothing + ready)};
  for (int i = 0; i < 3; ++i) {
    said.push_back(ask(bind("", "s1", 2, 2) + execute() + sync));
    said.push_back(answer(bound + complete("UPDATE 5") + ready));
  }
  said.push_back(ask(close('S', "s1") + sync));
  said.push_back(answer(closed + ready));
  EXPECT_EQ(statements(said), (Lines(3, "data x UPDATE t SET a = $1, b = $2 bound=2 rows=5")));
}

TEST(PostgresObserver, CountsParametersBehindManyFormats) {
  EXPECT_EQ(statements({ask(parse("", "INSERT INTO t VALUES ($1)") + bind("", "", 900, 900) + execute() + sync),
                        answer(parsed + bound + complete("INSERT 0 1") + ready)}),
            (Lines{"data x INSERT INTO t VALUES ($1) bound=900 rows=1"}));
}

TEST(PostgresObserver, LogsAPortalThatIsFetchedInPortionsOnce) {
  EXPECT_EQ(statements({ask(parse("", "SELECT * FROM t") + bind("p", "", 0) + execute("p", 2) + sync),
                        answer(parsed + bound + row() + row() + suspended + in_transaction), ask(execute("p", 2) + sync),
                        answer(row() + row() + suspended + in_transaction), ask(execute("p", 2) + close('P', "p") + sync),
                        answer(row() + complete("SELECT 1") + closed + ready)}),
            (Lines{"data x SELECT * FROM t rows=5"}));
}

TEST(PostgresObserver, FollowsAPipeline) {
  const std::string one = parse("", "INSERT INTO t VALUES (1)") + bind("", "", 0) + describe('P', "") + execute();
  const std::string two = parse("", "SELECT * FROM t") + bind("", "", 0) + describe('P', "") + execute();
  EXPECT_EQ(statements({ask(one + two + sync + one + sync), answer(parsed + bound + nothing + complete("INSERT 0 1")),
                        answer(parsed + bound + columns() + row() + complete("SELECT 1") + ready),
                        answer(parsed + bound + nothing + complete("INSERT 0 1") + ready)}),
            (Lines{"data x INSERT INTO t VALUES (1) rows=1", "data x SELECT * FROM t rows=1", "data x INSERT INTO t VALUES (1) rows=1"}));
}

TEST(PostgresObserver, LeavesOutWhatAPipelineSkipsAfterAnError) {
  const std::string one = parse("", "INSERT INTO t VALUES (1)") + bind("", "", 0) + execute();
  const std::string bad = parse("", "SELEC 1") + bind("", "", 0) + execute();
  const Lines wanted{"data x INSERT INTO t VALUES (1) rows=1", "data x SELEC 1 error=42601", "data x INSERT INTO t VALUES (1) rows=1"};
  // The client has sent everything before the error, or goes on sending what the server skips.
  EXPECT_EQ(statements({ask(one + bad + one + one + sync + one + sync), answer(parsed + bound + complete("INSERT 0 1")),
                        answer(error("42601") + ready + parsed + bound + complete("INSERT 0 1") + ready)}), wanted);
  EXPECT_EQ(statements({ask(one + bad + flush), answer(parsed + bound + complete("INSERT 0 1") + error("42601")), ask(one + query("SELECT 1") + one + sync),
                        answer(ready), ask(one + sync), answer(parsed + bound + complete("INSERT 0 1") + ready)}), wanted);
}

TEST(PostgresObserver, LogsAStatementThatCouldNotBeParsed) {
  EXPECT_EQ(statements({ask(parse("", "SELEC 1") + describe('S', "") + flush), answer(error("42601")), ask(sync), answer(ready)}),
            (Lines{"data x SELEC 1 error=42601"}));
}

TEST(PostgresObserver, LogsAnExecutionThatFails) {
  EXPECT_EQ(statements({ask(parse("s", "INSERT INTO t VALUES ($1)") + sync), answer(parsed + ready), ask(bind("", "s", 1) + execute() + sync),
                        answer(bound + error("23505") + ready), ask(bind("", "s", 1) + execute() + sync), answer(error("22P02") + ready)}),
            (Lines{"data x INSERT INTO t VALUES ($1) bound=1 error=23505", "data x INSERT INTO t VALUES ($1) bound=1 error=22P02"}));
}

TEST(PostgresObserver, CountsCopiedRows) {
  EXPECT_EQ(statements({ask(query("COPY t FROM STDIN; SELECT 1")), answer(copy_in), ask(copy_data("Q\x01\n") + copy_data("2\n") + copy_done),
                        answer(complete("COPY 2") + columns() + row() + complete("SELECT 1") + ready), ask(query("COPY t TO STDOUT")),
                        answer(copy_out + message('d', "1\n") + message('d', "2\n") + message('c', "") + complete("COPY 2") + ready)}),
            (Lines{"data COPY t FROM STDIN rows=2", "control SELECT 1 rows=1", "data COPY t TO STDOUT rows=2"}));
}

TEST(PostgresObserver, KnowsThatTheServerIgnoresSyncWhileItCopies) {
  const std::string copy = parse("", "COPY t FROM STDIN") + bind("", "", 0) + execute() + sync;
  const Lines wanted{"data x COPY t FROM STDIN rows=1", "control SELECT 1 rows=1"};
  const std::string next = query("SELECT 1"), then = columns() + row() + complete("SELECT 1") + ready;
  EXPECT_EQ(statements({ask(copy), answer(parsed + bound + copy_in), ask(copy_data("1\n") + copy_done + sync),
                        answer(complete("COPY 1") + ready), ask(next), answer(then)}), wanted);
  EXPECT_EQ(statements({ask(copy + copy_data("1\n") + copy_done + sync), answer(parsed + bound + copy_in + complete("COPY 1") + ready),
                        ask(next), answer(then)}), wanted);
  EXPECT_EQ(statements({ask(copy), answer(parsed + bound + error("42P01") + ready), ask(next), answer(then)}),
            (Lines{"data x COPY t FROM STDIN error=42P01", "control SELECT 1 rows=1"}));
  EXPECT_EQ(statements({ask(copy), answer(parsed + bound + copy_in), ask(copy_data("x\n")), answer(error("22P02")), ask(copy_done + sync),
                        answer(ready), ask(next), answer(then)}),
            (Lines{"data x COPY t FROM STDIN error=22P02", "control SELECT 1 rows=1"}));
}

TEST(PostgresObserver, LogsADeclaredCursorAndItsFetches) {
  EXPECT_EQ(statements({ask(query("DECLARE c CURSOR FOR SELECT * FROM t")), answer(complete("DECLARE CURSOR") + in_transaction),
                        ask(query("FETCH 2 FROM c")), answer(columns() + row() + row() + complete("FETCH 2") + in_transaction),
                        ask(bind("", "", 0) + execute("c") + sync), answer(bound + row() + complete("FETCH 1") + in_transaction)}),
            (Lines{"data DECLARE c CURSOR FOR SELECT * FROM t", "control FETCH 2 FROM c rows=2"}));
}

TEST(PostgresObserver, KeepsTheBeginningOfALargeStatement) {
  const std::string sql = "INSERT INTO t VALUES ('" + std::string(3 << 20, 'x') + "')";
  const auto play = [&](const std::string& request, const std::string& answered) {
    const Heard heard = hear({ask(startup()), answer(logged_in), ask(request), answer(answered)}, 60'000);
    ASSERT_EQ(heard.statements.size(), 1u);
    EXPECT_EQ(heard.given_up, Lines());
    EXPECT_NE(heard.statements[0].find(sql.substr(0, StatementLog::text_limit) + " rows=1"), std::string::npos);
  };
  play(query(sql), complete("INSERT 0 1") + ready);
  play(parse("", sql) + bind("", "", 0) + execute() + sync, parsed + bound + complete("INSERT 0 1") + ready);
}

TEST(PostgresObserver, CountsWhatItDoesNotKeep) {
  Journal journal;
  StatementLog log(journal);
  const auto reader = postgres_observer(log)->connection(1);
  reader->from_client(startup() + parse("s", "SELECT * FROM t") + sync, {});
  reader->from_service(logged_in + parsed + ready, {});
  const StatementLog::Mark mark = log.mark();
  for (int i = 0; i < 30'000; ++i) {
    reader->from_client(bind("", "s", 0) + execute() + sync, {});
    reader->from_service(bound + row() + complete("SELECT 1") + ready, {});
  }
  EXPECT_EQ(log.counts_since(mark)[StatementClass::data], 30'000);
  EXPECT_EQ(log.since(mark).size(), 20'000u);
}

TEST(PostgresObserver, LetsRefusedEncryptionAndCancelRequestsPass) {
  const std::string ssl = number(8, 4) + number(80877103, 4), gss = number(8, 4) + number(80877104, 4);
  const std::string cancel = number(16, 4) + number(80877102, 4) + number(1, 4) + number(2, 4);
  for (const std::size_t size : {std::size_t{1}, std::size_t{7}, std::size_t{1000}}) {
    const Heard heard = hear({ask(gss), answer("N"), ask(ssl), answer("N"), ask(startup()), answer(logged_in), ask(query("SELECT 1")),
                              answer(columns() + row() + complete("SELECT 1") + ready), ask(message('X', ""))}, size);
    EXPECT_EQ(heard.statements, (Lines{"control SELECT 1 rows=1"}));
    EXPECT_EQ(heard.given_up, Lines());
    EXPECT_EQ(hear({ask(cancel)}, size).given_up, Lines());
  }
}

TEST(PostgresObserver, SaysWhatItDoesNotUnderstand) {
  const std::string ssl = number(8, 4) + number(80877103, 4);
  const auto why = [](std::vector<Said> conversation) {
    const Lines given_up = hear(conversation, SIZE_MAX).given_up;
    return given_up.size() == 1 ? given_up[0] : "";
  };
  EXPECT_EQ(why({ask(ssl), answer("S")}), "connection 1: the connection is encrypted");
  EXPECT_EQ(why({ask("\x16\x03\x01 hello, this is TLS")}), "connection 1: the client asks for TLS at once");
  EXPECT_EQ(why({ask("GET / HTTP/1.1\r\n\r\n")}), "connection 1: a first packet of 1195725856 bytes");
  EXPECT_EQ(why({ask(number(8, 4) + number(0x00020000, 4))}), "connection 1: another protocol than PostgreSQL's third");
  EXPECT_EQ(why({ask(startup()), answer(logged_in), ask("\xff\xff\xff\xff\xff")}), "connection 1: a message of 4294967295 bytes");
  EXPECT_EQ(why({ask(startup()), answer(logged_in), answer(complete("SELECT 1"))}), "connection 1: an answer 'C' to no such request");
  EXPECT_EQ(why({ask(startup()), answer(logged_in), ask(message('?', ""))}), "connection 1: a request of type '?'");
}

TEST(StatementLog, KnowsTheRequestsThatWereOpen) {
  Journal journal;
  StatementLog log(journal);
  const auto statement = [] { return Statement{.text = std::make_shared<const std::string>("SELECT 1")}; };
  log.add(statement());
  {
    const Exchange first(journal), second(journal);
    log.add(statement());
  }
  log.add(statement());
  const auto seen = log.since({});
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_TRUE(seen[0].exchanges.empty());
  EXPECT_EQ(seen[1].exchanges, (std::vector<std::uint64_t>{2, 3}));
  EXPECT_EQ(seen[1].number, 4u);
  EXPECT_TRUE(seen[2].exchanges.empty());
}

}  // namespace
}  // namespace assay
