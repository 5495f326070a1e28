// HTML: one self-contained file, made from the Mustache templates. The only file that knows Mustache.
#include <kainjow/mustache.hpp>

#include "base/digest.hpp"
#include "base/fault.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "report/marked.hpp"
#include "report/renderers.hpp"

namespace assay {
namespace {

namespace mustache = kainjow::mustache;

/// Escapes everything that means something in HTML, then turns the marks of code into elements.
std::string html_text(const std::string& marked) {
  std::string out;
  out.reserve(marked.size() + marked.size() / 8);
  for (const char byte : marked) {
    switch (byte) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      case '\0': break;
      case code_begin: out += "<code>"; break;
      case code_end: out += "</code>"; break;
      default: out += byte;
    }
  }
  return out;
}

/// Nothing to say ("" or null) becomes false, so that sections over it are left out. Each list also gets `has_<key>`.
mustache::data to_data(const Json& value) {
  if (value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty())) return {false};
  if (value.is_boolean()) return {value.get<bool>()};
  if (value.is_string()) return {value.get_ref<const std::string&>()};
  if (value.is_number()) return {to_text(value)};
  if (value.is_array()) {
    mustache::list items;
    for (const Json& item : value) items.push_back(to_data(item));
    return {items};
  }
  mustache::data object;
  for (const auto& [key, member] : value.items()) {
    object.set(key, to_data(member));
    if (member.is_array()) object.set("has_" + key, mustache::data(!member.empty()));
  }
  return object;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t block = 0;
    for (std::size_t k = 0; k < 3; ++k)
      block = block << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k)
      out += i + k > bytes.size() ? '=' : digits[block >> (18 - 6 * k) & 63];
  }
  return out;
}

/// Nothing is loaded, nothing runs; the one style sheet is known by its digest.
std::string policy_for(const std::string& css) {
  const auto digest = sha256_bytes(css);
  const std::string bytes(digest.begin(), digest.end());
  return cat("default-src 'none'; style-src 'sha256-", base64(bytes), "'; base-uri 'none'; form-action 'none'");
}

/// Text for places where no element may stand.
std::string without_marks(std::string marked) {
  std::erase_if(marked, [](char byte) { return byte == code_begin || byte == code_end; });
  return marked;
}

Json labels_of(const Messages& messages) {
  Json labels = Json::object();
  for (const auto& [key, text] : messages.all())
    if (key.starts_with("label.")) labels[key.substr(6)] = text;
  for (const char* part : {"hidden", "ungraded", "advice", "restored"})
    labels[cat(part, "_intro")] = messages.text(cat("notice.", part));
  return labels;
}

/// The file of that name: of the instructor if there is one.
std::string read_template(const TemplatePlaces& places, const char* name) {
  return read_file(template_file(places, name), 1u << 20);
}

std::string fill_template(const Json& view, const char* name, const TemplatePlaces& places) {
  mustache::data data = to_data(view);
  for (const auto& [partial, file] : {std::pair("submission_report", "submission.mustache"), std::pair("sequence_drawing", "sequence.mustache")}) {
    const std::string text = read_template(places, file);
    data.set(partial, mustache::data(mustache::partial([text] { return text; })));
  }
  mustache::mustache page(read_template(places, name));
  page.set_custom_escape(html_text);
  std::string html = page.is_valid() ? page.render(data) : std::string();
  if (!page.is_valid()) throw Fault(cat(template_file(places, name).string(), ": ", page.error_message()));
  return html;
}

Json page_of(const Json& view, const std::string& title, const Messages& messages, const TemplatePlaces& templates) {
  Json page = view;
  const std::string css = read_template(templates, "report.css");
  page["css"] = css;
  page["policy"] = policy_for(css);
  page["labels"] = labels_of(messages);
  page["page_title"] = without_marks(title);
  return page;
}

}  // namespace

std::string to_html(const Json& view, const Messages& messages, const TemplatePlaces& templates) {
  const std::string title = cat(view.at("assignment").at("title").get<std::string>(), " · ",
                                view.at("submission").get<std::string>());
  return fill_template(page_of(view, title, messages, templates), "page.mustache", templates);
}

std::string class_to_html(const Json& view, const Messages& messages, const TemplatePlaces& templates) {
  Json page = page_of(view, view.at("assignment").at("title").get<std::string>(), messages, templates);
  page["kinds"] = Json::array();
  for (const char* kind : {"required", "optional", "bonus", "penalty"})
    page["kinds"].push_back({{"label", messages.text(cat("kind_column.", kind))}});
  return fill_template(page, "class.mustache", templates);
}

}  // namespace assay
