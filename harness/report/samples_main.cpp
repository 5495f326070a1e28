// report_samples DIRECTORY: reports of all kinds as HTML files, for ci/browser.
// report_samples --time: how long a report of 400 tests and 5 MB takes, for ci/bench; exits 1 when it is more than two seconds.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>

#include "base/fault.hpp"
#include "base/files.hpp"
#include "report/hostile_sample_test.hpp"

namespace assay {
namespace {

std::string page(const RunRecord& record, const Score& score, const ReportOptions& options) {
  return render({record, score, "no-commit", {{"Create.KeepsPrice", "no-commit"}}, std::string(64, 'a')}, sample::assignment(), sample::rubric(), Format::html, options);
}

ReportOptions options_for(Language language, Reader reader) {
  ReportOptions options = sample::options(language);
  options.reader = reader;
  options.misconceptions["no-commit"] = {"Програма відповідає раніше, ніж щось зберегла.", "Программа отвечает раньше, чем что-то сохранила.",
                                         "It answers before it has stored anything."};
  options.past = {{"2026-11-18T10:00:00Z", {0}, {2700}}, {"2026-11-18T18:30:00Z", {450}, {2700}}, {"2026-11-19T20:00:00Z", {133}, {2700}}};
  return options;
}

void write_samples(const fs::path& directory) {
  const RunRecord bad = sample::failing_record(), good = sample::passing_record();
  const Score bad_score = sample::failing_score(bad), good_score = sample::passing_score(good);
  for (const Language language : all_languages) {
    const std::string name = cat("student-", code(language), ".html");
    write_file(directory / name, page(bad, bad_score, options_for(language, Reader::student)));
  }
  write_file(directory / "student-passed.html", page(good, good_score, options_for(Language::uk, Reader::student)));
  write_file(directory / "instructor.html", page(bad, bad_score, options_for(Language::uk, Reader::instructor)));
  write_file(directory / "class.html", render_class({{bad, bad_score}, {good, good_score}}, sample::assignment(), sample::rubric(), Format::html,
                                                    options_for(Language::uk, Reader::instructor)));
  for (std::size_t i = 0; i < sample::attacks().size(); ++i) {
    const RunRecord record = sample::record_with(sample::attacks()[i]);
    write_file(directory / cat("hostile-", i, ".html"), page(record, sample::failing_score(record), options_for(Language::en, Reader::instructor)));
  }
  const RunRecord huge = sample::huge_record(400, 5u << 20);
  write_file(directory / "huge.html", page(huge, bad_score, options_for(Language::en, Reader::student)));
}

int measure() {
  const RunRecord record = sample::huge_record(400, 5u << 20);
  const Score score = sample::failing_score(sample::failing_record());
  bool quick = true;
  for (const auto& [name, format] : {std::pair("HTML", Format::html), std::pair("Markdown", Format::markdown), std::pair("terminal", Format::terminal)}) {
    std::vector<std::int64_t> times;
    std::size_t size = 0;
    for (int i = 0; i < 5; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      size = render({record, score}, sample::assignment(), sample::rubric(), format, options_for(Language::uk, Reader::instructor)).size();
      times.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin).count());
    }
    std::sort(times.begin(), times.end());
    std::cout << name << ": " << times[2] << " ms (median of 5), " << size / 1024 << " KiB\n";
    quick = quick && times[2] < 2000;
  }
  return quick ? 0 : 1;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("report_samples DIRECTORY | --time\n", stderr);
    return 2;
  }
  try {
    if (argv[1] == std::string("--time")) return assay::measure();
    assay::fs::create_directories(argv[1]);
    assay::write_samples(argv[1]);
  } catch (const assay::Fault& fault) {
    std::cerr << "assay: " << fault.what() << '\n';
    return 2;
  }
}
