#include "tap/postgres_session.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace assay::tap {
namespace {

// A program may name as many statements as it likes; how much of them is remembered has a limit.
constexpr std::size_t most_statements = 4096, most_portals = 1024, most_text_bytes = 1u << 20, short_text = 200;
constexpr std::size_t most_requests = 1'000'000;

}  // namespace

void PostgresSession::ask(Request request) {
  if (skipping_) return;
  if (requests_.size() == most_requests) throw Unparsed("a million requests without an answer");
  requests_.push_back(std::move(request));
}

std::uint64_t PostgresSession::add(const Prepared& prepared, StatementProtocol protocol, int parameters, Time now) {
  return log_.add({.connection = connection_, .text = prepared.text, .clipped = prepared.clipped, .kind = prepared.kind,
                   .protocol = protocol, .parameters = parameters, .at = now});
}

void PostgresSession::query(std::vector<SqlPart> parts, Time now) {
  if (skipping_) return;
  Request request{Kind::query};
  for (SqlPart& part : parts) {
    const Prepared text{std::make_shared<const std::string>(std::move(part.text)), part.clipped, false, part.kind};
    request.parts.emplace_back(add(text, StatementProtocol::simple, 0, now), part.kind);
  }
  ask(std::move(request));
}

void PostgresSession::parse(const std::string& name, std::optional<SqlPart> part) {
  if (skipping_) return;
  auto prepared = std::make_shared<Prepared>();
  prepared->empty = !part;
  if (part) {
    if (statement_bytes_ + part->text.size() > most_text_bytes && part->text.size() > short_text) {
      part->text.resize(short_text);
      part->clipped = true;
    }
    *prepared = {std::make_shared<const std::string>(std::move(part->text)), part->clipped, false, part->kind};
  }
  const auto place = statements_.find(name);
  if (place != statements_.end()) statement_bytes_ -= place->second->text->size();
  if (place != statements_.end() || statements_.size() < most_statements) {
    statement_bytes_ += prepared->text->size();
    statements_[name] = prepared;
  }
  ask({Kind::parse, std::move(prepared)});
}

void PostgresSession::bind(const std::string& portal, const std::string& statement, int parameters) {
  if (skipping_) return;
  const auto known = statements_.find(statement);
  auto prepared = known != statements_.end() ? known->second : std::make_shared<const Prepared>();
  if (portals_.size() < most_portals || portals_.count(portal)) portals_[portal] = {prepared, parameters};
  ask({Kind::bind, std::move(prepared)});
}

void PostgresSession::describe(bool statement) { ask({statement ? Kind::describe_statement : Kind::describe_portal}); }

void PostgresSession::execute(const std::string& portal, Time now) {
  if (skipping_) return;
  Request request{Kind::execute};
  // A portal that no Bind made is a cursor of DECLARE: to fetch from it is no statement of its own.
  if (const auto known = portals_.find(portal); known != portals_.end() && !known->second.prepared->empty) {
    Portal& bound = known->second;
    request.again = bound.statement != 0;
    if (!request.again) bound.statement = add(*bound.prepared, StatementProtocol::extended, bound.parameters, now);
    request.statement = bound.statement;
    request.prepared = bound.prepared;
  }
  ask(std::move(request));
}

void PostgresSession::close(bool statement, const std::string& name) {
  if (skipping_) return;
  if (!statement) portals_.erase(name);
  if (const auto place = statements_.find(name); statement && place != statements_.end()) {
    statement_bytes_ -= place->second->text->size();
    statements_.erase(place);
  }
  ask({Kind::close});
}

void PostgresSession::sync() {
  if (copying_) return;
  skipping_ = false;
  ask({Kind::sync});
}

void PostgresSession::function_call() { ask({Kind::function_call}); }

void PostgresSession::copy_ended() {
  if (copying_) copying_ = false;
  else ask({Kind::copy_end});   // The server has not said yet that it copies.
}

PostgresSession::Request* PostgresSession::front() {
  while (!requests_.empty() && requests_.front().kind == Kind::copy_end) requests_.pop_front();
  return requests_.empty() ? nullptr : &requests_.front();
}

PostgresSession::Request& PostgresSession::front_of(Kind kind, char type) {
  Request* request = front();
  if (!request || request->kind != kind) throw Unparsed(std::string("an answer '") + type + "' to no such request");
  return *request;
}

void PostgresSession::answered(char type) {
  Request* request = front();
  if (type == 't') return void(front_of(Kind::describe_statement, type));   // What it returns is described next.
  if (type == 'T' && request && request->kind == Kind::query) return;
  if ((type == 'T' || type == 'n') && request && request->kind == Kind::describe_statement) return requests_.pop_front();
  front_of(type == '1' ? Kind::parse : type == '2' ? Kind::bind : type == '3' ? Kind::close : Kind::describe_portal, type);
  requests_.pop_front();
}

void PostgresSession::finish(std::uint64_t statement, std::optional<std::uint64_t> rows, const std::string& error, Time now) {
  if (statement != 0) log_.finish(statement, rows, error, now);
  rows_ = 0;
}

/// Rows that came, or that the tag ("UPDATE 3", "INSERT 0 5") says were changed.
std::optional<std::uint64_t> PostgresSession::counted_rows(const std::string& tag) {
  const std::size_t blank = tag.rfind(' ');
  const bool counts = blank != std::string::npos && tag.find_first_not_of("0123456789", blank + 1) == std::string::npos;
  if (!counts) return rows_ > 0 ? std::optional(rows_) : std::nullopt;
  return std::max<std::uint64_t>(rows_, std::strtoull(tag.c_str() + blank + 1, nullptr, 10));
}

void PostgresSession::complete(const std::string& tag, Time now) {
  Request* request = front();
  if (request && request->kind == Kind::query) {
    // A rule can make one command give two answers, or none.
    const bool known = request->done < request->parts.size();
    return finish(known ? request->parts[request->done++].first : 0, counted_rows(tag), "", now);
  }
  finish(front_of(Kind::execute, 'C').statement, counted_rows(tag), "", now);
  requests_.pop_front();
}

void PostgresSession::suspended(Time now) {
  finish(front_of(Kind::execute, 's').statement, rows_, "", now);
  requests_.pop_front();
}

void PostgresSession::nothing_to_run() {
  if (Request* request = front(); request && request->kind == Kind::query) return;
  front_of(Kind::execute, 'I');
  requests_.pop_front();
}

/// The server ignores each Sync that it reads before the rows end; so none of those gets an answer.
void PostgresSession::copying_in() {
  Request* request = front();
  if (!request || request->kind != Kind::execute) return;
  const auto end = std::find_if(requests_.begin(), requests_.end(), [](const Request& one) { return one.kind == Kind::copy_end; });
  copying_ = end == requests_.end();
  requests_.erase(std::remove_if(requests_.begin(), end, [](const Request& one) { return one.kind == Kind::sync; }), end);
}

void PostgresSession::failed(const std::string& sqlstate, Time now) {
  Request* request = front();
  if (!request || request->kind == Kind::sync || request->kind == Kind::function_call) return;
  if (request->kind == Kind::query) return query_failed(*request, sqlstate, now);
  segment_failed(sqlstate, now);
}

/// The part that failed is a statement; those after it were not executed.
void PostgresSession::query_failed(Request& query, const std::string& sqlstate, Time now) {
  if (query.done < query.parts.size()) finish(query.parts[query.done++].first, std::nullopt, sqlstate, now);
  for (; query.done < query.parts.size(); ++query.done) log_.skip(query.parts[query.done].first, query.parts[query.done].second);
}

/// The error belongs to the statement that was being parsed, bound or executed; all other requests before Sync were skipped.
void PostgresSession::segment_failed(const std::string& sqlstate, Time now) {
  const auto end = std::find_if(requests_.begin(), requests_.end(), [](const Request& one) { return one.kind == Kind::sync; });
  const auto prepared = requests_.front().prepared;
  bool noted = !prepared || prepared->empty;
  for (auto request = requests_.begin(); request != end; ++request) {
    if (request->kind != Kind::execute || request->statement == 0) continue;
    const bool its_own = !noted && request->prepared == prepared;
    if (its_own) finish(request->statement, std::nullopt, sqlstate, now);
    else if (!request->again) log_.skip(request->statement, request->prepared->kind);
    noted = noted || its_own;
  }
  if (!noted) finish(add(*prepared, StatementProtocol::extended, 0, now), std::nullopt, sqlstate, now);
  skipping_ = end == requests_.end();
  copying_ = false;
  requests_.erase(requests_.begin(), end);
}

void PostgresSession::ready(char transaction) {
  if (!std::exchange(logged_in_, true)) return;
  Request* request = front();
  if (!request) throw Unparsed("ready for no request");
  if (request->kind != Kind::sync && request->kind != Kind::query && request->kind != Kind::function_call)
    throw Unparsed("ready before the answers have come");
  requests_.pop_front();
  rows_ = 0;
  if (transaction == 'I' && requests_.empty()) portals_.clear();   // They end with their transaction.
}

}  // namespace assay::tap
