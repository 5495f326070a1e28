// The two ways to end before anything was started.
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "sandbox/spec.hpp"

namespace assay::cell {
namespace {

[[noreturn]] void give_up(int status, const char* place, const char* format, va_list arguments) {
  char message[512];
  vsnprintf(message, sizeof message, format, arguments);
  dprintf(STDERR_FILENO, "%s: %s\n", place, message);
  _exit(status);
}

}  // namespace

void bad_spec(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  give_up(64, "bad spec", format, arguments);
}

void die(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  give_up(71, "assay-cell", format, arguments);
}

}  // namespace assay::cell
