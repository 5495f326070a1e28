#include "testkit/testkit.hpp"

#include <algorithm>
#include <thread>

namespace assay::testkit {
namespace {

const char* name_of(Service service) {
  switch (service) {
    case Service::postgres: return "postgres";
    case Service::redis: return "redis";
    case Service::mongo: return "mongo";
    case Service::rabbit: return "rabbit";
  }
  std::abort();
}

}  // namespace

Relay& Tap::relay() const { return *unit().taps.at(name_of(service_)); }

void Tap::noted(const char* action) const {
  note(StepKind::fault, {{"service", name_of(service_)}, {"action", action}});
}

void Tap::cut() const {
  noted("cut");
  relay().cut();
}

void Tap::refuse() const {
  noted("refuse");
  unit().disturbed = true;
  relay().refuse();
}

void Tap::delay(std::chrono::milliseconds each) const {
  note(StepKind::fault, {{"service", name_of(service_)}, {"action", "delay"}, {"ms", each.count()}});
  unit().disturbed = true;
  relay().delay(each);
}

void Tap::restore() const {
  noted("restore");
  relay().restore();
}

std::uint64_t Tap::accepted() const { return relay().counts().accepted; }

Database& database() { return *unit().database; }

bool eventually(const std::function<bool()>& holds, std::chrono::milliseconds limit) {
  const Deadline deadline = Deadline::in(limit);
  while (!holds()) {
    if (deadline.passed()) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

bool has_file(const std::string& path) {
  const auto& files = unit().spec.files;
  return std::binary_search(files.begin(), files.end(), path);
}

}  // namespace assay::testkit
