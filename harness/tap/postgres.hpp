// Reads along on connections to PostgreSQL and logs each statement that the server executes. Understands both query protocols,
// pipelining, COPY, cursors and cancel requests, in any division of the stream; logins pass unread. A stream that it does not
// understand (encryption, replication, something else than PostgreSQL) is given up with a line in the log.
#pragma once

#include <memory>

#include "tap/observer.hpp"
#include "tap/statements.hpp"

namespace assay {

/// `log` must outlive the relay that it observes.
std::shared_ptr<Observer> postgres_observer(StatementLog& log);

}  // namespace assay
