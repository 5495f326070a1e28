// What assay-intake answers, when it was taken over by what it has read.
#include "load/intake_answer.hpp"

#include "fuzz/fuzz.hpp"

using namespace assay;
using fuzz::promise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Json answer = parse_json(fuzz::text(data, size));
  if (answer.is_discarded()) return 0;
  const auto check = [](const std::vector<std::string>& words) {
    promise(words.size() <= 100, "number of words");
    for (const std::string& word : words) promise(!word.empty() && word.find('\0') == std::string::npos, "words");
  };
  try {
    const IntakeAnswer read = intake_answer(answer, {"api", "migrate"});
    promise(read.root.find_first_of(std::string_view("/\0", 2)) == std::string::npos && read.root != "..", "root");
    check(read.build);
    for (const auto& [role, command] : read.commands) {
      promise(role == "api" || role == "migrate", "roles");
      promise(!command.empty(), "commands");
      check(command);
    }
  } catch (const Refusal&) {
  } catch (const Json::exception&) {
  }
  return 0;
}
