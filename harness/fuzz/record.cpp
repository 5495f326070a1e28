// Records, which come back from disks, mails and other machines.
#include "base/fault.hpp"
#include "fuzz/fuzz.hpp"
#include "store/store.hpp"

using namespace assay;
using fuzz::promise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Json value = parse_json(fuzz::text(data, size));
  if (value.is_discarded()) return 0;
  try {
    const Json stored = to_json(record_from_json(value, "record.json"));
    promise(to_json(record_from_json(stored, "record.json")) == stored, "a record survives being stored");
    const Json canon = canonical(stored);
    promise(canonical(canon) == canon, "the canonical form is one");
    promise(canonical(to_json(record_from_json(canon, "record.json"))) == canon, "the canonical form is a record");
  } catch (const Fault&) {
  }
  return 0;
}
