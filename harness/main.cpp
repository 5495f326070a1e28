// assay: the automated grading and assignment harness for database and back-end courses.
//
// The reader's route: this file, then grade.cpp (the pipeline, top to bottom) and serve.cpp (what a slot does with a unit),
// then one header a stage: load/load.hpp, service/service.hpp, suite/suite.hpp, store/store.hpp, score/score.hpp, report/report.hpp.
#include <csignal>
#include <exception>
#include <filesystem>
#include <iostream>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "process/process.hpp"

int main(int argc, char** argv) {
  using assay::ExitStatus;
  try {
    std::signal(SIGPIPE, SIG_IGN);
    assay::install_interrupt_handler();
    return assay::parse_command_line(argc, argv)();
  } catch (const assay::Interrupted&) {
    return static_cast<int>(ExitStatus::interrupted);
  } catch (const assay::Fault& fault) {
    std::cerr << "assay: " << assay::one_line(fault.what()) << '\n';
    if (!fault.hint().empty()) std::cerr << "  hint: " << assay::one_line(fault.hint()) << '\n';
    return static_cast<int>(assay::interrupted() ? ExitStatus::interrupted : fault.status());
  } catch (const std::filesystem::filesystem_error& error) {
    std::cerr << "assay: " << assay::one_line(error.path1().string()) << ": " << assay::one_line(error.code().message()) << '\n';
    return static_cast<int>(ExitStatus::not_graded);
  } catch (const std::exception& error) {
    std::cerr << "assay: internal: " << assay::one_line(error.what())
              << "\n  hint: this is a bug of assay; please report it with the command that showed it\n";
    return static_cast<int>(ExitStatus::not_graded);
  }
}
