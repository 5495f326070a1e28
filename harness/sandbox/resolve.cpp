// Ports into words, and the common environment into each role's.
#include <stdio.h>
#include <string.h>

#include "sandbox/spec.hpp"

namespace assay::cell {
namespace {

char expanded[2 * most_spec_bytes];   // Words after {port.NAME} was replaced.
std::size_t expanded_size;

std::uint16_t port_named(const Spec& spec, const char* name, std::size_t length) {
  const auto is = [&](const char* other) {
    return strlen(other) == length && memcmp(other, name, length) == 0;
  };
  for (int port = 0; port < spec.port_count; ++port)
    if (is(spec.ports[port].name)) return spec.ports[port].port;
  for (int listener = 0; listener < spec.listener_count; ++listener)
    if (is(spec.listeners[listener].name)) return spec.listeners[listener].port;
  bad_spec("no port or listener '%.*s'", static_cast<int>(length < 40 ? length : 40), name);
}

void put(const char* bytes, std::size_t size) {
  if (size > sizeof expanded - expanded_size) bad_spec("too long after ports were put in");
  memcpy(expanded + expanded_size, bytes, size);
  expanded_size += size;
}

/// `word` with every {port.NAME} replaced; the word itself if there is none.
const char* resolved(const Spec& spec, const char* word) {
  constexpr char opening[] = "{port.";
  constexpr std::size_t opening_size = sizeof opening - 1;
  const char* const start = expanded + expanded_size;
  const char* rest = word;
  while (const char* const open = strstr(rest, opening)) {
    const char* const close = strchr(open, '}');
    if (!close) break;
    const char* const name = open + opening_size;
    char digits[8];
    const int size = snprintf(digits, sizeof digits, "%u",
                              port_named(spec, name, static_cast<std::size_t>(close - name)));
    put(rest, static_cast<std::size_t>(open - rest));
    put(digits, static_cast<std::size_t>(size));
    rest = close + 1;
  }
  if (rest == word) return word;
  put(rest, strlen(rest) + 1);
  return start;
}

bool sets(const Words& words, const char* setting) {
  const std::size_t size = static_cast<std::size_t>(strchr(setting, '=') - setting) + 1;
  for (int word = 0; word < words.count; ++word)
    if (strncmp(words.at[word], setting, size) == 0) return true;
  return false;
}

}  // namespace

void resolve_spec(Spec& spec) {
  expanded_size = 0;
  for (int number = 0; number < spec.role_count; ++number) {
    RoleSpec& role = spec.roles[number];
    for (int word = 0; word < spec.environment.count; ++word)
      if (!sets(role.environment, spec.environment.at[word]))
        role.environment.at[role.environment.count++] = spec.environment.at[word];
    for (int word = 0; word < role.args.count; ++word)
      role.args.at[word] = resolved(spec, role.args.at[word]);
    for (int word = 0; word < role.environment.count; ++word)
      role.environment.at[word] = resolved(spec, role.environment.at[word]);
  }
}

}  // namespace assay::cell
