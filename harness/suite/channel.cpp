#include "suite/channel.hpp"

#include <poll.h>
#include <unistd.h>

#include <cstdio>

#include "base/text.hpp"

namespace assay {
namespace {

constexpr std::size_t longest_line = 8u << 20;
constexpr std::size_t longest_report = 64u << 20;

/// Appends what is there; false at the end of the stream.
bool append_available(int fd, std::string& into) {
  char bytes[65536];
  const ssize_t got = ::read(fd, bytes, sizeof bytes);
  if (got > 0) into.append(bytes, static_cast<std::size_t>(got));
  return got > 0;
}

}  // namespace

bool Channel::read(int fd) {
  std::string bytes;
  return append_available(fd, bytes) && feed(bytes);
}

bool Channel::feed(std::string_view bytes) {
  pending_ += bytes;
  std::size_t begin = 0;
  for (std::size_t end; (end = pending_.find('\n', begin)) != std::string::npos; begin = end + 1)
    if (!take_line(std::string_view(pending_).substr(begin, end - begin))) return false;
  pending_.erase(0, begin);
  return pending_.size() < longest_line;
}

bool Channel::take_line(std::string_view line) {
  try {
    const Json value = parse_json(line);
    if (value.is_discarded()) return false;
    const std::string& event = value.at("event").get_ref<const std::string&>();
    if (event == "done") {
      done_ = true;
    } else if (event == "start") {
      const std::string name = value.at("test");
      const auto dot = name.find('.');
      running_ = TestOutcome{.group = name.substr(0, dot), .test = name.substr(dot + 1)};
    } else if (event == "step" && running_) {
      running_->steps.push_back(step_from_json(value.at("step")));
    } else if (event == "end") {
      outcomes_.push_back(outcome_from_json(value.at("outcome")));
      running_.reset();
    }
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

bool parse_cell_report(std::string_view report, UnitRecord& record) {
  while (!report.empty()) {
    const auto end = report.find('\n');
    if (end == std::string_view::npos) return false;
    const std::string line(report.substr(0, end));
    report.remove_prefix(end + 1);
    unsigned long long total = 0, head = 0, tail = 0, files = 0, bytes = 0, left_out = 0;
    long long cpu = 0;
    char name[64] = {};
    if (std::sscanf(line.c_str(), "end cpu_ms=%lld", &cpu) == 1) {
      record.submission_cpu_ms = cpu;
      return true;
    }
    if (std::sscanf(line.c_str(), "kept %llu %llu %llu %63s", &files, &bytes, &left_out, name) == 4) {
      record.kept = {files, bytes, left_out, std::string_view(name) == "whole" ? "" : name};
      continue;
    }
    if (std::sscanf(line.c_str(), "role %63s %llu %llu %llu", name, &total, &head, &tail) != 4) return false;
    if (head > report.size() || tail > report.size() - head) return false;
    if (total > 0)
      record.output[name] = {std::string(report.substr(0, head)), std::string(report.substr(head, tail)), total};
    report.remove_prefix(head + tail);
  }
  return false;
}

bool read_cell_report(int fd, Deadline deadline, UnitRecord& record) {
  std::string report;
  for (;;) {
    pollfd waiting{fd, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(deadline.left().count())) <= 0) break;
    if (!append_available(fd, report) || report.size() > longest_report) break;
  }
  return parse_cell_report(report, record);
}

}  // namespace assay
