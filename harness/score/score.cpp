#include "score/score.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "base/text.hpp"
#include "model/review.hpp"

namespace assay {
namespace {

/// Whether a test that did not pass shows something about the submission's behaviour. A program that never came up
/// shows nothing, so no penalty may rest on it.
bool is_evidence(const TestOutcome& outcome) {
  if (!outcome.cause) return true;
  const Json& data = outcome.cause->data;
  if (data.is_object() && data.value("before_ready", Json()) == true) return false;
  switch (outcome.cause->kind) {
    case CauseKind::never_ready: case CauseKind::missing_package: case CauseKind::no_command:
    case CauseKind::command_failed: case CauseKind::not_run: case CauseKind::no_own_tests: case CauseKind::no_place: case CauseKind::no_subject:
    case CauseKind::unseen: case CauseKind::few_alterations: return false;
    case CauseKind::exited: {  // 126 and 127: its command could not be executed
      const Json status = data.is_object() ? data.value("status", Json()) : Json();
      return status != 126 && status != 127;
    }
    case CauseKind::limit: case CauseKind::suite_crashed: case CauseKind::suite_hung:
    case CauseKind::service_lost: case CauseKind::cell_failed: case CauseKind::unsteady_tests: return true;
  }
  std::abort();
}

struct Tally {
  std::int64_t passed = 0, failed = 0, undecided = 0;
  std::int64_t evident = 0;  ///< of the failed: those that show something
  std::int64_t review = 0;   ///< of the undecided: those that a person has to look at; until then they earn nothing
  std::int64_t hidden = 0;   ///< of the undecided: known to exist, to be decided where they are

  std::int64_t decided() const { return passed + failed; }
};

/// Facts of one record, looked up by name: the order of outcomes in the file has no influence.
class Facts {
 public:
  explicit Facts(const RunRecord& record) : record_(record) {
    for (const TestOutcome& outcome : record.outcomes) outcomes_.emplace(outcome.name(), &outcome);
  }

  Tally tally(const Criterion& criterion, CriterionScore& score) const {
    Tally tally;
    for (const std::string& pattern : criterion.tests)
      if (std::none_of(record_.tests.begin(), record_.tests.end(),
                       [&](const std::string& test) { return matches(pattern, test); }))
        score.unknown_tests.push_back(pattern);
    tally.hidden = criterion.kind == CriterionKind::penalty ? 0 : criterion.hidden;
    tally.undecided = static_cast<std::int64_t>(score.unknown_tests.size()) + tally.hidden;
    for (const std::string& test : record_.tests) {
      if (std::none_of(criterion.tests.begin(), criterion.tests.end(),
                       [&](const std::string& pattern) { return matches(pattern, test); }))
        continue;
      const auto found = outcomes_.find(test);
      const Verdict verdict = found == outcomes_.end() ? Verdict::harness_fault : found->second->verdict;
      score.decided_by.push_back({test, verdict});
      if (found != outcomes_.end() && does_not_apply(*found->second)) continue;
      // A penalty needs evidence: what could not apply to this program is none, and leaves nothing open.
      if (verdict == Verdict::skipped && criterion.kind == CriterionKind::penalty) continue;
      if (found != outcomes_.end() && awaits_review(*found->second)) ++tally.review;
      if (!decided(verdict)) ++tally.undecided;
      else if (verdict == Verdict::passed) ++tally.passed;
      else {
        ++tally.failed;
        if (is_evidence(*found->second)) ++tally.evident;
      }
    }
    return tally;
  }

  const RunRecord& record() const { return record_; }

 private:
  const RunRecord& record_;
  std::map<std::string, const TestOutcome*> outcomes_;
};

Points share_of(Points points, std::int64_t part, std::int64_t whole) {
  return {whole == 0 ? 0 : points.hundredths * part / whole};
}

/// Earned now, and earned if everything undecided had passed.
void grade_tests(const Criterion& criterion, const Tally& tally, CriterionScore& score) {
  const Points all = criterion.points, none{};
  const auto reaches = [&](std::int64_t part, std::int64_t whole) { return part > 0 && part * 100 >= whole * criterion.percent; };
  const bool possible_still = tally.failed == 0;
  const std::int64_t open = tally.review + tally.hidden;   // what is earned now stays earned, whatever becomes of these
  const std::int64_t counted = tally.decided() + open;
  switch (criterion.rule) {
    case Rule::share:
      score.earned = share_of(all, tally.passed, counted);
      score.could_earn = share_of(all, tally.passed + tally.undecided, tally.decided() + tally.undecided);
      break;
    case Rule::all:
      score.earned = possible_still && open == 0 && tally.passed > 0 ? all : none;
      score.could_earn = possible_still ? all : none;
      break;
    case Rule::any:
      score.earned = tally.passed > 0 ? all : none;
      score.could_earn = tally.passed + tally.undecided > 0 ? all : none;
      break;
    case Rule::reach:
      score.earned = reaches(tally.passed, counted) ? all : none;
      score.could_earn = reaches(tally.passed + tally.undecided, tally.decided() + tally.undecided) ? all : none;
      break;
    case Rule::any_failed:
      score.earned = score.could_earn = tally.evident > 0 ? all : none;
      break;
    case Rule::half_failed: {
      // What is undecided counts for the submission: a penalty needs evidence.
      const std::int64_t well = tally.passed + tally.undecided;
      score.earned = score.could_earn = tally.evident > 0 && 2 * well < well + tally.evident ? all : none;
      break;
    }
    case Rule::per_fact: case Rule::manual: break;
  }
  if (tally.undecided + tally.decided() == 0 && criterion.kind != CriterionKind::penalty) {
    score.state = CriterionState::not_applicable;
    score.possible = {};
  }
  if (tally.undecided > 0)
    score.state = tally.review > 0       ? CriterionState::awaiting_review
                  : tally.decided() > 0 ? CriterionState::partly_graded
                                        : CriterionState::not_graded;
}

struct Terms {
  std::optional<std::int64_t> deadline, pushed;
};

constexpr std::int64_t day_seconds = 24 * 60 * 60;

std::optional<std::int64_t> value_of(HistoryFact fact, const RunRecord& record, const Terms& terms) {
  std::vector<const Commit*> meaningful;
  if (record.history)
    for (const Commit& commit : record.history->commits)
      if (commit.meaningful) meaningful.push_back(&commit);
  switch (fact) {
    case HistoryFact::days_late: {
      std::optional<std::int64_t> handed_in = terms.pushed;
      if (!handed_in)
        for (const Commit* commit : meaningful) handed_in = std::max(handed_in.value_or(commit->time), commit->time);
      if (!terms.deadline || !handed_in) return std::nullopt;
      const std::int64_t late = *handed_in - *terms.deadline;
      return late <= 0 ? 0 : (late - 1) / day_seconds + 1;
    }
    case HistoryFact::active_days: {
      if (!record.history) return std::nullopt;
      std::set<std::string> days;
      for (const Commit* commit : meaningful) days.insert(commit->day);
      return static_cast<std::int64_t>(days.size());
    }
    case HistoryFact::meaningful_commits:
      if (!record.history) return std::nullopt;
      return static_cast<std::int64_t>(meaningful.size());
  }
  std::abort();
}

void grade_fact(const Criterion& criterion, std::optional<std::int64_t> value, CriterionScore& score) {
  score.fact = value;
  if (!value) {
    score.state = CriterionState::not_applicable;
    score.possible = {};
    return;
  }
  if (criterion.at_least > 0) {
    score.earned = *value >= criterion.at_least ? criterion.points : Points{};
  } else {
    // Without a cap nobody is late for longer than a life, and the product stays within 64 bits.
    const std::int64_t most = criterion.cap > 0 ? criterion.cap : 36'500;
    score.earned = {criterion.per_unit.hundredths * std::min(*value, most)};
  }
  score.could_earn = score.earned;
}

CriterionScore grade(const Criterion& criterion, const Facts& facts, const Terms& terms) {
  CriterionScore score;
  score.id = criterion.id;
  score.kind = criterion.kind;
  score.possible = criterion.points;
  const Points open = criterion.kind == CriterionKind::penalty ? Points{} : criterion.points;
  if (criterion.python_only && !facts.record().python) {
    score.state = CriterionState::not_applicable;
    score.possible = {};
  } else if (!criterion.not_graded.empty()) {
    score.state = CriterionState::not_graded;
    score.could_earn = open;
  } else if (criterion.rule == Rule::manual) {
    score.state = CriterionState::awaiting_review;
    score.could_earn = open;
  } else if (criterion.fact) {
    grade_fact(criterion, value_of(*criterion.fact, facts.record(), terms), score);
  } else {
    grade_tests(criterion, facts.tally(criterion, score), score);
  }
  return score;
}

/// A person's word: stands above whatever was measured.
void apply(const Mark& mark, const Criterion& criterion, CriterionScore& score) {
  const bool unlimited = criterion.rule == Rule::per_fact && criterion.cap == 0 && criterion.at_least == 0;
  score.state = CriterionState::graded;
  score.possible = criterion.points;
  score.earned = {std::max<std::int64_t>(mark.points.hundredths, 0)};
  if (!unlimited) score.earned = std::min(score.earned, criterion.points);
  score.could_earn = score.earned;
  score.comment = mark.comment;
  if (score.earned != mark.points)
    score.comment += cat(score.comment.empty() ? "" : " ", "(marked ", to_string(mark.points), ", counted as ",
                         to_string(score.earned), ")");
}

/// Closes criteria whose need earned nothing. What a need could still earn keeps them open.
class Gates {
 public:
  Gates(const Rubric& rubric, const std::set<std::string>& marked, std::vector<CriterionScore>& scores)
      : rubric_(rubric), marked_(marked), scores_(scores), visited_(scores.size(), false) {}

  void settle() {
    for (std::size_t i = 0; i < scores_.size(); ++i) settle(i);
  }

 private:
  void settle(std::size_t i) {
    if (visited_[i]) return;
    visited_[i] = true;
    CriterionScore& score = scores_[i];
    if (marked_.count(score.id) != 0) return;
    const bool measured = score.state == CriterionState::graded || score.state == CriterionState::partly_graded ||
                          score.state == CriterionState::not_graded ||
                          (score.state == CriterionState::awaiting_review && rubric_.criteria[i].rule != Rule::manual);
    if (!measured || !rubric_.criteria[i].not_graded.empty()) return;
    bool closed = false;
    for (const std::string& need : rubric_.criteria[i].needs) {
      const auto found = std::find_if(scores_.begin(), scores_.end(),
                                      [&](const CriterionScore& other) { return other.id == need; });
      if (found == scores_.end()) continue;
      settle(static_cast<std::size_t>(found - scores_.begin()));
      if (found->state == CriterionState::not_applicable || found->earned > Points{}) continue;
      score.gated_by.push_back(need);
      closed = closed || found->could_earn == Points{};
    }
    if (score.gated_by.empty()) return;
    score.earned = {};
    score.state = closed ? CriterionState::gated : CriterionState::not_graded;
    if (closed) score.could_earn = {};
  }

  const Rubric& rubric_;
  const std::set<std::string>& marked_;
  std::vector<CriterionScore>& scores_;
  std::vector<bool> visited_;
};

bool counts_as_graded(const CriterionScore& score) {
  switch (score.state) {
    case CriterionState::graded: case CriterionState::partly_graded: case CriterionState::gated: return true;
    case CriterionState::not_graded: case CriterionState::awaiting_review: case CriterionState::not_applicable: return false;
  }
  std::abort();
}

/// Sum of one member over the criteria of a kind, at most the kind's cap.
template <class Value>
Points sum(const Score& score, const Rubric& rubric, CriterionKind kind, Value value) {
  Points sum;
  for (const CriterionScore& criterion : score.criteria)
    if (criterion.kind == kind) sum += value(criterion);
  const auto cap = rubric.caps.find(kind);
  return cap == rubric.caps.end() ? sum : std::min(sum, cap->second);
}

constexpr CriterionKind kinds[] = {CriterionKind::required, CriterionKind::optional, CriterionKind::bonus,
                                   CriterionKind::penalty};

void add_up(const Rubric& rubric, Score& score) {
  for (const CriterionKind kind : kinds) {
    score.earned[kind] = sum(score, rubric, kind, [](const auto& criterion) { return criterion.earned; });
    score.possible[kind] = sum(score, rubric, kind, [](const auto& criterion) { return criterion.possible; });
  }
  const Points taken = score.earned[CriterionKind::penalty];
  score.total = std::max(Points{}, score.earned[CriterionKind::required] + score.earned[CriterionKind::optional] +
                                       score.earned[CriterionKind::bonus] - taken);
  for (const CriterionKind kind : {CriterionKind::required, CriterionKind::optional})
    score.graded_possible += sum(score, rubric, kind, [](const auto& criterion) {
      return counts_as_graded(criterion) ? criterion.possible : Points{};
    });

  const CriterionKind of = rubric.pass.of;
  const Points off = rubric.pass.penalties_after ? taken : Points{};
  const Points could = sum(score, rubric, of, [](const auto& criterion) { return criterion.could_earn; });
  score.pass_earned = std::max(Points{}, score.earned[of] - off);
  score.pass_needed = rubric.pass.points;
  score.passed = score.pass_earned >= score.pass_needed;
  score.pass_open = !score.passed && could - off >= score.pass_needed;
  score.complete = std::all_of(score.criteria.begin(), score.criteria.end(), [](const CriterionScore& criterion) {
    return criterion.state == CriterionState::graded || criterion.state == CriterionState::gated ||
           criterion.state == CriterionState::not_applicable;
  });
}

}  // namespace

Score score(const RunRecord& record, const Rubric& rubric, const Circumstances& circumstances) {
  const auto found = circumstances.students.find(record.submission);
  const StudentCircumstances student =
      found == circumstances.students.end() ? StudentCircumstances{} : found->second;
  const Terms terms{student.deadline ? student.deadline : circumstances.deadline, student.pushed};
  const Facts facts(record);

  Score score;
  std::set<std::string> marked;
  for (const Criterion& criterion : rubric.criteria) {
    score.criteria.push_back(grade(criterion, facts, terms));
    if (const auto mark = student.marks.find(criterion.id); mark != student.marks.end()) {
      apply(mark->second, criterion, score.criteria.back());
      marked.insert(criterion.id);
    }
  }
  Gates(rubric, marked, score.criteria).settle();
  add_up(rubric, score);
  return score;
}

}  // namespace assay
