#include "report/shorten.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "report/markdown_text.hpp"

namespace assay {
namespace {

using Cut = std::function<void(Json&)>;

constexpr std::size_t first_cards = 3;    // keep their evidence as long as others have cards
constexpr std::size_t most_cards = 10;    // beyond these whole cards go before the evidence of the first

bool fits(const std::string& text, const MarkdownLimit& limit) {
  if (limit.bytes > 0 && text.size() > limit.bytes) return false;
  if (limit.characters == 0) return true;
  const auto units = std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; }) +
                     std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xF8) == 0xF0; });
  return static_cast<std::size_t>(units) <= limit.characters;
}

/// The reports of a class, or the one report.
std::size_t reports_in(const Json& view) { return view.contains("reports") ? view.at("reports").size() : 1; }
Json& report_at(Json& view, std::size_t i) { return view.contains("reports") ? view["reports"][i] : view; }

void drop_card(Json& report, std::size_t card, const Messages& messages) {
  if (card >= report["failures"].size()) return;
  report["left_out"] = report["left_out"].get<std::int64_t>() + report["failures"][card]["count"].get<std::int64_t>();
  report["more_failures"] = messages.fill("notice.more_failures", {{"tests", messages.counted("tests", report["left_out"])}});
  report["failures"].erase(card);
}

/// Cuts of one card.
enum class Part { debug, evidence, steps, all };

Cut cut_card(std::size_t report, std::size_t card, Part part, const Messages& messages) {
  return [=, &messages](Json& view) {
    Json& from = report_at(view, report);
    if (part == Part::all) return drop_card(from, card, messages);
    Json& shown = from["failures"][card];
    if (part == Part::debug) shown["debug"] = "";
    if (part == Part::evidence) shown.update({{"answer", ""}, {"sql", ""}, {"output", false}});
    if (part == Part::steps) shown.update({{"steps", Json::array()}, {"earlier", ""}});
  };
}

/// In the order of least use; each is made on the view that those before it left.
class Plan {
 public:
  Plan(const Json& view, const Messages& messages) : messages_(messages) {
    for (std::size_t i = 0; i < reports_in(view); ++i)
      sizes_.push_back(view.contains("reports") ? view["reports"][i]["failures"].size() : view.at("failures").size());
    empty_everywhere({"restored", "advice", "history"});
    cards(Part::debug, 0, ~0u);
    cards(Part::evidence, first_cards, ~0u);
    cards(Part::steps, first_cards, ~0u);
    cards(Part::all, most_cards, ~0u);
    cards(Part::evidence, 0, first_cards);
    cards(Part::steps, 0, first_cards);
    cards(Part::all, 1, most_cards);
    empty_everywhere({"about", "ungraded", "hidden"});
    cards(Part::all, 0, 1);
    if (view.contains("reports")) without_reports(view);
  }

  const std::vector<Cut>& cuts() const { return cuts_; }

 private:
  void empty_everywhere(const std::vector<const char*>& keys) {
    cuts_.push_back([keys](Json& view) {
      for (std::size_t i = 0; i < reports_in(view); ++i)
        for (const char* key : keys) report_at(view, i)[key] = Json::array();
    });
  }

  /// Of the last card first, of the last report first.
  void cards(Part part, std::size_t from, std::size_t to) {
    for (std::size_t report = sizes_.size(); report-- > 0;)
      for (std::size_t card = std::min(to, sizes_[report]); card-- > from;)
        cuts_.push_back(cut_card(report, card, part, messages_));
  }

  void without_reports(const Json& view) {
    for (std::size_t i = sizes_.size(); i-- > 0;) cuts_.push_back([i](Json& from) { from["reports"].erase(i); });
    cuts_.push_back([](Json& from) { from["most_failed"] = Json::array(); });
    for (std::size_t i = view.at("rows").size(); i-- > 0;) cuts_.push_back([i](Json& from) { from["rows"].erase(i); });
  }

  const Messages& messages_;
  std::vector<std::size_t> sizes_;   // cards of each report
  std::vector<Cut> cuts_;
};

/// Whole lines of a text that has no blocks of code.
std::string first_lines(std::string text, const std::string& end, const MarkdownLimit& limit) {
  while (!text.empty() && !fits(text + end, limit)) text.resize(text.size() < 2 ? 0 : text.rfind('\n', text.size() - 2) + 1);
  return text + end;
}

}  // namespace

std::string within_limit(const Json& view, const Messages& messages, const MarkdownLimit& limit,
                         const std::function<std::string(const Json&)>& render) {
  std::string text = render(view);
  if (fits(text, limit)) return text;
  const std::string note = cat("\n", markdown::inline_text(messages.text("notice.shortened")), "\n");
  const Plan plan(view, messages);
  const auto after = [&](std::size_t cuts) {
    Json shorter = view;
    for (std::size_t i = 0; i < cuts; ++i) plan.cuts()[i](shorter);
    return render(shorter);
  };
  std::size_t low = 1, high = plan.cuts().size();
  while (low < high) {   // The fewest that are enough, or all of them.
    const std::size_t middle = low + (high - low) / 2;
    if (fits(after(middle) + note, limit)) high = middle;
    else low = middle + 1;
  }
  text = after(low);
  return fits(text + note, limit) ? text + note : first_lines(std::move(text), note, limit);
}

}  // namespace assay
