// Provision and lease: real servers of our own, started as an ordinary user in a private directory on tmpfs with
// durability off. PostgreSQL is one small cluster per slot, because role, password and database are literally those of
// the lesson's text; between units they are dropped and made again.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "model/assignment.hpp"
#include "model/lease.hpp"

namespace assay {

/// An installed PostgreSQL.
struct PostgresInstallation {
  fs::path bin;          ///< holds initdb and postgres
  std::string version;   ///< "15.18"
};

/// The cluster's own administrator. No lesson's text uses this name: `postgres` may be the login of a submission.
inline constexpr const char* postgres_superuser = "assay_superuser";

/// The newest one found in $ASSAY_POSTGRES_BIN, /usr/lib/postgresql/*/bin and PATH.
std::optional<PostgresInstallation> find_postgres();

/// One slot's cluster. Not thread-safe: a slot belongs to one thread. The destructor ends the server and removes its files.
class PostgresServer {
 public:
  /// Copies the prepared cluster and starts it; `owner` (when root) is the ordinary user that the server runs as. Throws
  /// environment_fault: not installed, no space, does not answer.
  PostgresServer(const PostgresInstallation& installation, const ServiceNeed& need,
                 const fs::path& place, std::optional<Owner> owner);
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  /// Drops whatever the unit before left (databases, sessions, settings of the role) and makes the database again: from the template kept
  /// for `submission`, when `start` is prepared and there is one, else empty.
  PostgresLease lease(const std::string& submission, Start start);

  /// Keeps the leased database as the template of `submission`; the lease is over.
  void keep_as_template(const std::string& submission);
  bool has_template(const std::string& submission) const;

  /// Whether the server process runs and answers a query of ours on a database of ours.
  bool answers();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Makes the prepared cluster that slots copy, once per version and user; kept in the cache. Returns its directory.
fs::path prepared_cluster(const PostgresInstallation& installation, std::optional<Owner> owner);

}  // namespace assay
