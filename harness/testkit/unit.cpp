#include "testkit/unit.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/files.hpp"
#include "base/text.hpp"
#include "sandbox/protocol.hpp"
#include "tap/postgres.hpp"
#include "testkit/database.hpp"

namespace assay::testkit {

Unit& unit() {
  static Unit the_unit;
  return the_unit;
}

void open_unit() {
  Unit& it = unit();
  it.spec = unit_spec_from_json(Json::parse(read_file(cat("/dev/fd/", protocol::spec_fd))));
  ::close(protocol::spec_fd);
  it.outcome_fd = protocol::outcome_fd;
  it.cell = std::make_unique<CellClient>(protocol::control_fd);
  it.ports = it.cell->ports();
  if (it.spec.lease.postgres) {
    it.database = std::make_unique<Database>(*it.spec.lease.postgres);
    for (auto& [service, listeners] : it.cell->listeners())
      if (service == "postgres")
        it.taps[service] = std::make_unique<Relay>(std::move(listeners), it.spec.lease.postgres->socket(),
                                                   it.spec.observed ? postgres_observer(it.statements) : nullptr);
  }
}

void report(const Json& line) {
  std::string text = to_text(line) + "\n";
  for (std::string_view rest = text; !rest.empty();) {
    const ssize_t written = ::write(unit().outcome_fd, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) std::_Exit(4);  // nobody listens any more
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace assay::testkit
