// check --watch: services, prepared databases and interpreters stay up, and each save is checked in two passes: a first look at what failed
// last in the group of the failure that the student looks at, then everything, as `check` does it. A save during a pass breaks it off.
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <utility>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "cli/charset.hpp"
#include "cli/check.hpp"
#include "cli/saves.hpp"
#include "process/process.hpp"
#include "report/marked.hpp"
#include "report/messages.hpp"
#include "report/terminal_page.hpp"
#include "score/score.hpp"

namespace assay {
namespace {

bool passes(const TestOutcome& outcome) { return outcome.verdict == Verdict::passed || outcome.verdict == Verdict::skipped; }

/// Of tests that all passed: the program's start comes to it, and a student waits about a second.
constexpr std::chrono::milliseconds first_look_takes{300};

class Watch {
 public:
  Watch(const Course& course, const Work& work, const CheckCommand& command)
      : course_(course),
        work_(work),
        options_(report_options(course, command.show)),
        messages_(options_.templates, options_.language),
        only_(command.only),
        seed_(command.seed.empty() ? fresh_seed() : command.seed),
        slots_(command.slots),
        saves_(work.directory),
        workshop_(course.home, course.assignment, places(command.slots), Level::local, true),
        bar_(command.show.json, titles_of(course, options_.language)) {}

  int run() {
    if (const int hidden = course_.rubric.hidden; hidden > 0)
      say(messages_.fill("notice.only_graded", {{"tests", messages_.counted("hidden_tests", hidden)}}), Tone::quiet);
    check({{}, Deadline::Clock::now()});
    while (wait_for_save()) {
      const Saves::Batch batch = saves_.take();
      if (!batch.files.empty()) check(batch);
    }
    say(messages_.text("watch.bye"));
    return static_cast<int>(interrupted_well() ? ExitStatus::graded : ExitStatus::interrupted);
  }

 private:
  static int places(int slots) { return slots > 0 ? slots : 4; }
  /// Ctrl-C is how a watch ends, once it has something to show.
  bool interrupted_well() const { return last_.has_value(); }

  bool wait_for_save() {
    say(messages_.text("watch.waiting"), Tone::quiet);
    workshop_.get_ready(seed_, saves_.descriptor());
    pollfd waiting[] = {{saves_.descriptor(), POLLIN, 0}, {interrupt_descriptor(), POLLIN, 0}};
    while (!interrupted() && ::poll(waiting, 2, -1) < 0 && errno == EINTR) {
    }
    return !interrupted();
  }

  void say(const std::string& marked, Tone tone = Tone::plain) {
    TerminalPage page(options_.style);
    page.paragraph("", marked, tone);
    print(std::move(page).text());
  }
  void print(const std::string& text) {
    bar_.clear();
    std::cout << in_charset_of_locale(text) << std::flush;
  }

  bool wanted(const std::string& test) const {
    return only_.empty() || std::any_of(only_.begin(), only_.end(), [&](const std::string& pattern) { return matches(pattern, test); });
  }

  std::vector<std::string> wanted_of(const Group& group) const {
    std::vector<std::string> chosen;
    for (const std::string& test : group.tests)
      if (wanted(test)) chosen.push_back(test);
    return chosen;
  }

  std::chrono::milliseconds took(const std::string& test) const {
    const auto outcome = std::find_if(last_->outcomes.begin(), last_->outcomes.end(), [&](const TestOutcome& one) { return one.name() == test; });
    return outcome == last_->outcomes.end() ? std::chrono::milliseconds::max() : outcome->duration;
  }

  /// As many of the tests as a first look has time for, by how long they took last; at least one.
  std::vector<std::string> quickest(std::vector<std::string> tests) const {
    std::stable_sort(tests.begin(), tests.end(), [&](const std::string& a, const std::string& b) { return took(a) < took(b); });
    std::size_t count = 0;
    for (auto left = first_look_takes; count < tests.size() && took(tests[count]) <= left; ++count) left -= took(tests[count]);
    tests.resize(std::max(count, std::min<std::size_t>(tests.size(), 1)));
    return tests;
  }

  /// The tests to look at first: what failed last beside the failure that was shown, else the quickest of the largest group that starts
  /// the program: whether it still works at all.
  std::vector<std::string> first_tests() const {
    if (!last_) return {};
    if (!failed_.empty()) {
      const std::string group = failed_.front().substr(0, failed_.front().find('.') + 1);
      std::vector<std::string> tests;
      for (const std::string& test : failed_)
        if (test.starts_with(group)) tests.push_back(test);
      return group == "Prepare." ? std::vector<std::string>() : tests;
    }
    std::vector<std::string> best;
    for (const Group& group : course_.assignment.groups) {
      if (group.evidence != Evidence::suite || group.waits || group.computes || group.roles.empty()) continue;
      if (auto tests = wanted_of(group); tests.size() > best.size()) best = std::move(tests);
    }
    return quickest(std::move(best));
  }

  void check(const Saves::Batch& batch) {
    if (!batch.files.empty()) {
      std::vector<std::string> names;
      for (const std::string& file : batch.files)
        if (names.size() < 3) names.push_back(as_code(file));
      if (batch.files.size() > names.size()) names.push_back("…");
      print("\n");
      say(messages_.fill("watch.changed", {{"files", join(names, ", ")}}), Tone::strong);
    }
    std::optional<RunRecord> first;
    if (const auto tests = first_tests(); !tests.empty()) {
      first = pass(tests, true);
      if (!first) return;
      show_first(*first, batch);
      say(messages_.text("watch.rest"), Tone::quiet);
    }
    std::optional<RunRecord> whole = pass(only_, false);
    if (!whole) return;
    show_whole(*whole, first ? brief(*first).failed : std::vector<std::string>());
    keep(std::move(*whole));
  }

  /// Nothing when it was broken off, or the work cannot be read: that has been said then.
  std::optional<RunRecord> pass(const std::vector<std::string>& tests, bool first_look) {
    try {
      Run run = workshop_.grade({work_.source()}, {.seed = seed_, .slots = slots_, .only = tests, .first_look = first_look,
                                                       .cancel = saves_.descriptor()},
                                bar_.callback(), {});
      bar_.clear();
      if (run.interrupted) return std::nullopt;
      print_trouble(run);
      return std::move(run.records.front());
    } catch (const Fault& fault) {
      if (fault.status() != ExitStatus::bad_request) throw;
      std::cerr << "assay: " << one_line(fault.what()) << '\n';   // A file that has gone while it was copied: the next save follows.
      return std::nullopt;
    }
  }

  Brief brief(const RunRecord& record) const {
    const Score scored = score(record, course_.rubric, course_.circumstances);
    return brief_of({record, scored, likely_mutant(course_, record)}, course_.assignment, course_.rubric, options_);
  }

  std::string title(const std::string& test) const {
    const auto text = course_.assignment.texts.find(test);
    const std::string title = text == course_.assignment.texts.end() ? "" : text->second.title.in(options_.language);
    return title.empty() ? as_code(test) : from_author(title);
  }

  /// What is not as it was shown last, one line a test.
  void show_changes(const RunRecord& record) {
    TerminalPage page(options_.style);
    for (const TestOutcome& outcome : record.outcomes) {
      const bool good = passes(outcome);
      const auto [before, is_new] = passing_.try_emplace(outcome.name(), good);
      if (is_new || std::exchange(before->second, good) == good) continue;
      page.paragraph(cat("  ", page.toned(good ? "✓" : "✗", good ? Tone::good : Tone::bad), " "),
                     messages_.fill(good ? "watch.fixed" : "watch.broken", {{"test", title(outcome.name())}}));
    }
    print(std::move(page).text());
  }

  void show_first(const RunRecord& record, const Saves::Batch& batch) {
    show_changes(record);
    std::vector<TestOutcome> tests;
    for (const TestOutcome& outcome : record.outcomes)
      if (outcome.group != "Prepare") tests.push_back(outcome);
    if (tests.empty()) return;   // The preparation failed, and the pass over everything tells it.
    const auto passed = std::count_if(tests.begin(), tests.end(), passes);
    const auto after = std::chrono::duration_cast<std::chrono::milliseconds>(Deadline::Clock::now() - batch.first);
    const bool all = passed == std::ssize(tests);
    TerminalPage page(options_.style);
    page.paragraph(cat("  ", page.toned(all ? "✓" : "✗", all ? Tone::good : Tone::bad), " "),
                   cat(as_code(tests.front().group), ": ",
                       messages_.fill("watch.group_good", {{"passed", cat(passed)}, {"tests", cat(tests.size())}}), ", ",
                       messages_.fill("watch.took", {{"seconds", messages_.duration(after.count() / 10 * 10)}})));
    print(std::move(page).text());
    const Brief alone = brief(record), among_others = brief(with_the_others(record));
    // What a failure costs is told from all tests of its criterion.
    const bool same = !alone.failed.empty() && !among_others.failed.empty() && alone.failed.front() == among_others.failed.front();
    print(same ? among_others.first : alone.first);
  }

  /// The first look's outcomes in place of those of the last run.
  RunRecord with_the_others(const RunRecord& first) const {
    RunRecord all = *last_;
    for (TestOutcome& outcome : all.outcomes)
      for (const TestOutcome& now : first.outcomes)
        if (now.name() == outcome.name()) outcome = now;
    for (UnitRecord& unit : all.units)
      for (const UnitRecord& now : first.units)
        if (now.group == unit.group) unit = now;
    return all;
  }

  /// `shown`: what failed at the first look; its first failure stands on the terminal.
  void show_whole(const RunRecord& record, const std::vector<std::string>& shown) {
    const Brief now = brief(record);
    show_changes(record);
    const bool again = !now.failed.empty() && !shown.empty() && now.failed.front() == shown.front();
    if (!again) print(now.first);
    print(now.others);
    if (only_.empty()) print("\n" + now.score);   // Of a part it would be a score that nobody gets.
  }

  void keep(RunRecord record) {
    failed_ = brief(record).failed;
    if (work_.kept && only_.empty()) keep_check(*work_.kept, record);
    last_ = std::move(record);
  }

  const Course& course_;
  const Work& work_;
  const ReportOptions options_;
  const Messages messages_;
  const std::vector<std::string> only_;
  const std::string seed_;
  const int slots_;
  Saves saves_;
  StandingWorkshop workshop_;
  ProgressBar bar_;
  std::optional<RunRecord> last_;
  std::vector<std::string> failed_;        ///< last time, the most useful first
  std::map<std::string, bool> passing_;    ///< by test, as it was shown last
};

}  // namespace

int watch(const Course& course, const Work& work, const CheckCommand& command) { return Watch(course, work, command).run(); }

}  // namespace assay
