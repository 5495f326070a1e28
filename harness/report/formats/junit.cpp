#include <algorithm>
#include <sstream>

// The only file that knows pugixml.
#include <pugixml.hpp>

#include "base/text.hpp"
#include "report/formats/encode.hpp"
#include "report/formats/formats.hpp"

namespace assay::formats {
namespace {

struct Counts {
  int tests = 0, failures = 0, errors = 0, skipped = 0;
  std::int64_t ms = 0;
};

enum class Element { none, failure, error, skipped };

Element element_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed: return Element::none;
    case Verdict::failed: case Verdict::crashed: case Verdict::timed_out: case Verdict::flaky: return Element::failure;
    case Verdict::harness_fault: return Element::error;
    case Verdict::skipped: return Element::skipped;
  }
  std::abort();
}

/// "12.040": digits and a point, whatever the locale.
std::string seconds(std::int64_t ms) {
  ms = std::max<std::int64_t>(ms, 0);
  const std::string rest = cat(1000 + ms % 1000);
  return cat(ms / 1000, '.', rest.substr(1));
}

void set(pugi::xml_node node, const char* name, const std::string& value) { node.append_attribute(name).set_value(xml_text(value).c_str()); }

void set(pugi::xml_node node, const char* name, int value) { node.append_attribute(name).set_value(value); }

void add_text(pugi::xml_node node, const char* name, const std::string& text) {
  if (!text.empty()) node.append_child(name).text().set(xml_text(text).c_str());
}

void add_case(pugi::xml_node suite, const TestLine& test, Counts& counts) {
  pugi::xml_node node = suite.append_child("testcase");
  set(node, "classname", test.group);
  set(node, "name", test.name);
  set(node, "time", seconds(test.ms));
  const Element element = element_of(test.verdict);
  ++counts.tests;
  counts.ms += test.ms;
  if (element == Element::none) return;
  ++(element == Element::failure ? counts.failures : element == Element::error ? counts.errors : counts.skipped);
  pugi::xml_node result = node.append_child(element == Element::failure ? "failure" : element == Element::error ? "error" : "skipped");
  set(result, "type", to_string(test.verdict));
  set(result, "message", clipped(one_line(test.message), 1000));
  const std::string text = cat(test.title, test.details.empty() ? "" : "\n", test.details);
  result.text().set(xml_text(text).c_str());
  add_text(node, "system-out", test.output);
}

void add_properties(pugi::xml_node suite, const Sheet& sheet) {
  pugi::xml_node properties = suite.append_child("properties");
  const auto add = [&](const std::string& name, const std::string& value) {
    pugi::xml_node property = properties.append_child("property");
    set(property, "name", name);
    set(property, "value", value);
  };
  add("points", cat(to_string(sheet.total), '/', to_string(sheet.possible)));
  add("passed", sheet.passed ? "true" : "false");
  for (const Line& line : sheet.lines)
    add(cat("points.", line.id), line.is_penalty() ? cat('-', to_string(line.earned)) : cat(to_string(line.earned), '/', to_string(line.possible)));
  for (std::size_t i = 0; i < sheet.hidden.size(); ++i) add(cat("hidden.", i + 1), sheet.hidden[i]);
  add("seed", sheet.seed);
  add("submission", sheet.submission);
}

void set_counts(pugi::xml_node node, const Counts& counts) {
  set(node, "tests", counts.tests);
  set(node, "failures", counts.failures);
  set(node, "errors", counts.errors);
  set(node, "time", seconds(counts.ms));
}

struct Utf8Writer : pugi::xml_writer {
  std::string out;
  void write(const void* data, std::size_t size) override { out.append(static_cast<const char*>(data), size); }
};

}  // namespace

std::string junit(const Sheet& sheet) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("testsuites");
  set(root, "name", sheet.assignment);
  Counts all;
  std::vector<std::string> groups;
  for (const TestLine& test : sheet.tests)
    if (std::find(groups.begin(), groups.end(), test.group) == groups.end()) groups.push_back(test.group);
  for (const std::string& group : groups) {
    pugi::xml_node suite = root.append_child("testsuite");
    set(suite, "name", group);
    if (group == groups.front()) add_properties(suite, sheet);
    Counts counts;
    for (const TestLine& test : sheet.tests)
      if (test.group == group) add_case(suite, test, counts);
    set_counts(suite, counts);
    set(suite, "skipped", counts.skipped);
    // Without its zone: readers take it as it stands.
    if (sheet.started.ends_with('Z')) set(suite, "timestamp", sheet.started.substr(0, sheet.started.size() - 1));
    all = {all.tests + counts.tests, all.failures + counts.failures, all.errors + counts.errors, all.skipped + counts.skipped, all.ms + counts.ms};
  }
  set_counts(root, all);
  Utf8Writer writer;
  document.save(writer, "  ", pugi::format_default, pugi::encoding_utf8);
  return std::move(writer.out);
}

}  // namespace assay::formats
