// check --watch: services, prepared databases and interpreters stay up, and each save is checked in two passes: the group of the failure
// that the student looks at, then everything else. A save during a pass breaks it off.
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

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
        workshop_(course.home, course.assignment, places(command.slots), Level::local),
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
    workshop_.get_ready(seed_);
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

  /// Tests of the group that `test` is in, or all others.
  std::vector<std::string> tests(const std::string& group, bool inside) const {
    std::vector<std::string> chosen;
    for (const Group& one : course_.assignment.groups)
      for (const std::string& test : one.tests)
        if ((one.name == group) == inside && one.name != "Prepare" && wanted(test)) chosen.push_back(test);
    return chosen;
  }

  /// The group to look at first: of the failure that was shown last, else the quickest that starts the program.
  std::string first_group() const {
    if (!failed_.empty()) return failed_.front().substr(0, failed_.front().find('.'));
    const Group* best = nullptr;
    for (const Group& group : course_.assignment.groups) {
      const bool quick = group.evidence == Evidence::suite && !group.waits && !group.computes && !group.roles.empty() && !tests(group.name, true).empty();
      if (quick && (!best || group.tests.size() > best->tests.size())) best = &group;
    }
    return best ? best->name : "";
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
    const std::string group = last_ ? first_group() : "";
    std::optional<RunRecord> first;
    if (const auto inside = tests(group, true); last_ && !inside.empty()) {
      first = pass(inside);
      if (!first) return;
      show_first(*first, group, batch);
    }
    const auto rest = tests(group, false);
    if (rest.empty()) return keep(std::move(*first));
    if (first) say(messages_.text("watch.rest"), Tone::quiet);
    std::optional<RunRecord> whole = pass(rest);
    if (!whole) return;
    if (first) merge(*whole, std::move(*first));
    show_whole(*whole, group, batch);
    keep(std::move(*whole));
  }

  /// Nothing when it was broken off, or the work cannot be read: that has been said then.
  std::optional<RunRecord> pass(const std::vector<std::string>& tests) {
    try {
      Run run = workshop_.grade({work_.source()}, {.seed = seed_, .slots = slots_, .only = tests, .cancel = saves_.descriptor()},
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

  /// What was different the last time, one line a test.
  void show_changes(const RunRecord& record) {
    if (!last_) return;
    TerminalPage page(options_.style);
    for (const TestOutcome& outcome : record.outcomes) {
      const auto before = std::find_if(last_->outcomes.begin(), last_->outcomes.end(),
                                       [&](const TestOutcome& one) { return one.name() == outcome.name(); });
      if (before == last_->outcomes.end() || passes(*before) == passes(outcome)) continue;
      const bool good = passes(outcome);
      page.paragraph(cat("  ", page.toned(good ? "✓" : "✗", good ? Tone::good : Tone::bad), " "),
                     messages_.fill(good ? "watch.fixed" : "watch.broken", {{"test", title(outcome.name())}}));
    }
    print(std::move(page).text());
  }

  void show_first(const RunRecord& record, const std::string& group, const Saves::Batch& batch) {
    show_changes(record);
    // What prepared the program, such as its build, is in the record too.
    const auto inside = [&](const TestOutcome& outcome) { return outcome.group == group; };
    const auto tests = std::count_if(record.outcomes.begin(), record.outcomes.end(), inside);
    const auto passed = std::count_if(record.outcomes.begin(), record.outcomes.end(), [&](const TestOutcome& outcome) { return inside(outcome) && passes(outcome); });
    const auto after = std::chrono::duration_cast<std::chrono::milliseconds>(Deadline::Clock::now() - batch.first);
    const bool all = passed == tests;
    TerminalPage page(options_.style);
    page.paragraph(cat("  ", page.toned(all ? "✓" : "✗", all ? Tone::good : Tone::bad), " "),
                   cat(as_code(group), ": ",
                       messages_.fill("watch.group_good", {{"passed", cat(passed)}, {"tests", cat(tests)}}), ", ",
                       messages_.fill("watch.took", {{"seconds", messages_.duration(after.count() / 10 * 10)}})));
    print(std::move(page).text());
    print(brief(record).first);
  }

  void show_whole(const RunRecord& record, const std::string& shown_group, const Saves::Batch&) {
    const Brief now = brief(record);
    show_changes(record);
    const bool shown = !now.failed.empty() && last_ && now.failed.front().starts_with(shown_group + ".");
    if (!shown) print(now.first);
    print(now.others);
    if (only_.empty()) print("\n" + now.score);   // Of a part it would be a score that nobody gets.
  }

  /// Both passes as one record, in the suite's order.
  void merge(RunRecord& whole, RunRecord first) const {
    const auto prepares = [](const TestOutcome& outcome) { return outcome.group == "Prepare"; };
    const auto prepared = [&](const RunRecord& record) { return std::any_of(record.outcomes.begin(), record.outcomes.end(), prepares); };
    // What was prepared in the first pass, or when this same program was checked before, is not prepared again.
    if (prepared(whole)) std::erase_if(first.outcomes, prepares);
    else if (!prepared(first) && last_) std::copy_if(last_->outcomes.begin(), last_->outcomes.end(), std::back_inserter(whole.outcomes), prepares);
    std::move(first.outcomes.begin(), first.outcomes.end(), std::back_inserter(whole.outcomes));
    std::move(first.units.begin(), first.units.end(), std::back_inserter(whole.units));
    const auto place = [&](const TestOutcome& outcome) {
      return std::find(whole.tests.begin(), whole.tests.end(), outcome.name()) - whole.tests.begin();
    };
    std::stable_sort(whole.outcomes.begin(), whole.outcomes.end(),
                     [&](const TestOutcome& a, const TestOutcome& b) { return place(a) < place(b); });
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
  std::vector<std::string> failed_;   ///< last time, the most useful first
};

}  // namespace

int watch(const Course& course, const Work& work, const CheckCommand& command) { return Watch(course, work, command).run(); }

}  // namespace assay
