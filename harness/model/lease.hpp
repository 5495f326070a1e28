// What one unit may use of the services: plain addresses and logins, never anything that outlives the unit.
#pragma once

#include <optional>
#include <string>

namespace assay {

struct PostgresLease {
  std::string socket_directory;  ///< the server's Unix socket lies here, ".s.PGSQL.5432"
  std::string user, password, database;  ///< literally the lesson's
  std::string reader, reader_password;   ///< login IN ROLE user and nothing more: the suite reads with it

  std::string socket() const { return socket_directory + "/.s.PGSQL.5432"; }
};

struct Lease {
  std::optional<PostgresLease> postgres;
};

}  // namespace assay
