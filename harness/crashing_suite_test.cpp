// A suite that breaks: its first runs end without a word, further ones are those of the real suite. run_test.cpp copies it into the
// place of a suite; beside it lie `real`, the suite, `crashes`, how often to break, and `counted`, a directory with a file for each time.
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

int main(int, char** argv) {
  namespace fs = std::filesystem;
  const fs::path place = fs::read_symlink("/proc/self/exe").parent_path();
  const bool lists = argv[1] && std::string(argv[1]) == "--gtest_list_tests";
  const auto so_far = std::distance(fs::directory_iterator(place / "counted"), fs::directory_iterator());
  long crashes = 0;
  std::ifstream(place / "crashes") >> crashes;
  if (!lists && so_far < crashes) {
    std::ofstream(place / "counted" / std::to_string(so_far));
    ::raise(SIGSEGV);
  }
  ::execv((place / "real").c_str(), argv);
  return EXIT_FAILURE;
}
