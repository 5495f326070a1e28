#include "tap/postgres.hpp"

#include <functional>

#include "tap/postgres_session.hpp"

namespace assay {
namespace {

using namespace tap;

constexpr std::size_t most_startup_bytes = 10'000;   // The server's own limit.
constexpr std::size_t most_field_bytes = 1024;       // What is looked at of a message that is not SQL.
constexpr std::uint32_t protocol_3 = 3, cancel_request = 80877102, ssl_request = 80877103, gss_request = 80877104;

/// Adds the beginning of a message to `kept`.
void keep(std::string& kept, std::string_view bytes) { kept += bytes.substr(0, most_field_bytes - kept.size()); }

/// What the client says after its start-up packet.
class Requests {
 public:
  explicit Requests(PostgresSession& session) : session_(session) {}

  void read(std::string_view bytes, Time now) {
    now_ = now;
    frames_.read(bytes, *this);
  }
  void plain_backslashes(bool on) { plain_backslashes_ = on; }

  void begin(char type, std::size_t) {
    type_ = type;
    kept_.clear();
    parts_.clear();
    stage_ = type == 'P' ? Stage::name : type == 'Q' ? Stage::sql : Stage::fields;
    if (type == 'd' || type == 'p') stage_ = Stage::rest;   // Neither rows nor passwords are looked at.
    if (type == 'Q' || type == 'P') sql_.emplace(StatementLog::text_limit, plain_backslashes_);
  }

  void content(std::string_view bytes) {
    while (!bytes.empty() && stage_ != Stage::rest) {
      const std::size_t end = stage_ == Stage::fields ? bytes.size() : std::min(bytes.find('\0'), bytes.size());
      if (stage_ == Stage::sql) sql_->read(bytes.substr(0, end), add_);
      else keep(kept_, bytes.substr(0, end));
      if (end == bytes.size()) return;
      bytes.remove_prefix(end + 1);
      stage_ = stage_ == Stage::name ? Stage::sql : Stage::rest;
    }
  }

  void end() {
    if (sql_) sql_->finish(add_);
    sql_.reset();
    PostgresFields fields(kept_);
    switch (type_) {
      case 'Q': return session_.query(std::move(parts_), now_);
      case 'P': return session_.parse(kept_, parts_.empty() ? std::nullopt : std::optional(std::move(parts_.front())));
      case 'B': return bind(fields);
      case 'D': return session_.describe(fields.byte() == 'S');
      case 'E': return session_.execute(fields.text(), now_);
      case 'C': {
        const bool statement = fields.byte() == 'S';
        return session_.close(statement, fields.text());
      }
      case 'S': return session_.sync();
      case 'F': return session_.function_call();
      case 'c': case 'f': return session_.copy_ended();
      case 'd': case 'p': case 'H': case 'X': return;
      default: throw Unparsed(std::string("a request of type '") + type_ + "'");
    }
  }

 private:
  void bind(PostgresFields& fields) {
    const std::string portal = fields.text(), statement = fields.text();
    const std::uint32_t formats = fields.number(2);
    fields.skip(2 * formats);
    // There are none, one, or as many formats as parameters.
    session_.bind(portal, statement, static_cast<int>(fields.empty() ? formats : fields.number(2)));
  }

  PostgresSession& session_;
  PostgresFrames frames_;
  Time now_;
  bool plain_backslashes_ = true;
  char type_ = 0;
  /// What of a message comes next: the name before the SQL of a Parse, SQL, fields that are read at its end, nothing of interest.
  enum class Stage { name, sql, fields, rest } stage_ = Stage::rest;
  std::string kept_;
  std::optional<SqlReader> sql_;
  std::vector<SqlPart> parts_;
  const std::function<void(SqlPart)> add_ = [this](SqlPart part) { parts_.push_back(std::move(part)); };
};

/// What the server says.
class Answers {
 public:
  Answers(PostgresSession& session, Requests& requests) : session_(session), requests_(requests) {}

  void read(std::string_view bytes, Time now) {
    now_ = now;
    frames_.read(bytes, *this);
  }

  void begin(char type, std::size_t) {
    type_ = type;
    kept_.clear();
  }
  void content(std::string_view bytes) {
    if (type_ == 'C' || type_ == 'E' || type_ == 'S' || type_ == 'Z') keep(kept_, bytes);
  }
  void end() {
    switch (type_) {
      case 'D': return session_.row();
      case 'C': return session_.complete(PostgresFields(kept_).text(), now_);
      case 'Z': return session_.ready(PostgresFields(kept_).byte());
      case '1': case '2': case '3': case 'n': case 'T': case 't': return session_.answered(type_);
      case 's': return session_.suspended(now_);
      case 'I': return session_.nothing_to_run();
      case 'G': return session_.copying_in();
      case 'E': return session_.failed(sqlstate(), now_);
      case 'S': return setting();
      case 'A': case 'H': case 'K': case 'N': case 'R': case 'V': case 'c': case 'd': case 'v': return;
      case 'W': throw Unparsed("replication");
      default: throw Unparsed(std::string("an answer of type '") + type_ + "'");
    }
  }

 private:
  std::string sqlstate() const {
    PostgresFields fields(kept_);
    for (char name = fields.byte(); name != '\0'; name = fields.byte()) {
      const std::string value = fields.text();
      if (name == 'C') return value;
    }
    return "?????";
  }
  void setting() {
    PostgresFields fields(kept_);
    if (fields.text() == "standard_conforming_strings") requests_.plain_backslashes(fields.text() == "on");
  }

  PostgresSession& session_;
  Requests& requests_;
  PostgresFrames frames_;
  Time now_;
  char type_ = 0;
  std::string kept_;
};

class PostgresReader : public ConnectionObserver {
 public:
  PostgresReader(StatementLog& log, std::uint64_t number) : session_(log, number), requests_(session_), answers_(session_, requests_) {}

  void from_client(std::string_view bytes, Time now) override {
    while (!started_ && !bytes.empty()) read_startup(bytes);
    if (!over_) requests_.read(bytes, now);
  }

  void from_service(std::string_view bytes, Time now) override {
    for (; encryption_asked_ > 0 && !bytes.empty(); --encryption_asked_) {
      if (bytes.front() == 'E') {   // An error of a server that does not know the question.
        encryption_asked_ = 0;
        break;
      }
      if (bytes.front() != 'N') throw Unparsed("the connection is encrypted");
      bytes.remove_prefix(1);
    }
    if (!over_) answers_.read(bytes, now);
  }

 private:
  /// Takes the packets before the login out of `bytes`.
  void read_startup(std::string_view& bytes) {
    if (startup_.empty() && bytes.front() == 0x16) throw Unparsed("the client asks for TLS at once");
    const std::size_t known = startup_.size() < 4 ? 4 : PostgresFields(startup_).number(4);
    const std::size_t part = std::min(known - startup_.size(), bytes.size());
    startup_ += bytes.substr(0, part);
    bytes.remove_prefix(part);
    if (startup_.size() < 4) return;
    PostgresFields fields(startup_);
    const std::uint32_t length = fields.number(4);
    if (length < 8 || length > most_startup_bytes) throw Unparsed("a first packet of " + std::to_string(length) + " bytes");
    if (startup_.size() < length) return;
    const std::uint32_t code = fields.number(4);
    startup_.clear();
    if (code == ssl_request || code == gss_request) return void(++encryption_asked_);
    if (code != cancel_request && code >> 16 != protocol_3) throw Unparsed("another protocol than PostgreSQL's third");
    started_ = true;
    over_ = code == cancel_request;
  }

  PostgresSession session_;
  Requests requests_;
  Answers answers_;
  std::string startup_;
  bool started_ = false, over_ = false;
  int encryption_asked_ = 0;
};

class PostgresObserver : public Observer {
 public:
  explicit PostgresObserver(StatementLog& log) : log_(log) {}

  std::unique_ptr<ConnectionObserver> connection(std::uint64_t number) override {
    return std::make_unique<PostgresReader>(log_, number);
  }
  void unparsed(std::uint64_t number, const std::string& why) override { log_.give_up(number, why); }

 private:
  StatementLog& log_;
};

}  // namespace

std::shared_ptr<Observer> postgres_observer(StatementLog& log) { return std::make_shared<PostgresObserver>(log); }

}  // namespace assay
