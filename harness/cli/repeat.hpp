// `assay verify --repeat`: what the hunt for flaky tests found.
#pragma once

#include "base/fault.hpp"
#include "base/json.hpp"
#include "cli/commands.hpp"
#include "cli/session.hpp"

namespace assay {

/// Grades the course's right programs `command.repeat` times, prints what failed unless JSON is asked for, and puts the facts into `facts`.
ExitStatus repeat_course(const Course& course, const VerifyCommand& command, Json& facts);

}  // namespace assay
