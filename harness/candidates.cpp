#include "candidates.hpp"

#include <unistd.h>

#include <ctime>
#include <map>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "process/process.hpp"

namespace assay {
namespace {

std::string now_text() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

RunRecord empty_record(const Workshop& workshop, const Assignment& assignment, const Submission& submission,
                       const std::string& seed) {
  RunRecord record{.assignment = assignment.id,
                   .suite_digest = assignment.suite_digest,
                   .seed = seed,
                   .submission = submission.name,
                   .submission_digest = submission.digest,
                   .python = submission.python,
                   .restored = submission.restored,
                   .history = submission.history,
                   .started = now_text(),
                   .source = submission.source.string()};
  for (const Group& group : assignment.groups)
    record.tests.insert(record.tests.end(), group.tests.begin(), group.tests.end());
  record.versions = {{"assay", ASSAY_VERSION}, {"runtime", workshop.runtime.digest}, {"python", workshop.runtime.python}};
  if (workshop.postgres) record.versions["postgres"] = workshop.postgres->version;
  char host[256] = {};
  ::gethostname(host, sizeof host - 1);
  record.host = host;
  return record;
}

}  // namespace

std::vector<Candidate> take_in(const Workshop& workshop, const Assignment& assignment, const std::vector<SubmissionSource>& sources,
                               const std::string& seed, Run& run) {
  std::vector<Candidate> candidates;
  std::map<std::pair<std::string, std::vector<std::string>>, std::shared_ptr<Build>> builds;
  for (std::size_t i = 0; i < sources.size() && !interrupted(); ++i) {
    const fs::path place = workshop.directory->path() / cat("submission", i);
    remove_tree(place);
    fs::create_directory(place);
    try {
      Candidate candidate{.assignment = assignment, .altered_copies = sources[i].altered_copies, .shuffle = sources[i].shuffle,
                          .only = sources[i].only, .index = i};
      candidate.submission =
          intake(workshop.home, assignment, sources[i].path, sources[i].name, place, workshop.submission_owner(0));
      candidate.record = empty_record(workshop, assignment, candidate.submission, sources[i].seed.empty() ? seed : sources[i].seed);
      if (!candidate.submission.build.empty()) {
        std::shared_ptr<Build>& same = builds[{candidate.submission.digest, candidate.submission.build}];
        if (!same) same = std::make_shared<Build>(place / "built");
        candidate.build = same;
      }
      candidate.record.outcomes = nothing_to_prepare(assignment, candidate.submission);
      for (auto& [name, role] : candidate.assignment.roles)
        if (role.ready == Ready::port && sources[i].start_limit) role.start_limit = *sources[i].start_limit;
      for (const std::string& file : candidate.submission.missing)
        run.warnings.push_back(cat("submission ", assay::quoted(sources[i].name), ": ", file, ": is not there; what needs it cannot work"));
      candidates.push_back(std::move(candidate));
    } catch (const Fault& fault) {
      if (interrupted()) break;   // It was not refused; its reading was broken off.
      run.refused.push_back({sources[i].name, fault.what(), fault.hint()});
    }
  }
  return candidates;
}

}  // namespace assay
