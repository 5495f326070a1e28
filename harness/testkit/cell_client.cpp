#include "testkit/cell_client.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/text.hpp"
#include "sandbox/protocol.hpp"

namespace assay::testkit {
namespace {

std::map<std::string, int> named_ports(const std::vector<std::string>& words) {
  std::map<std::string, int> ports;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto colon = words[i].rfind(':');
    if (colon != std::string::npos) ports[words[i].substr(0, colon)] = std::stoi(words[i].substr(colon + 1));
  }
  return ports;
}

void take_descriptors(msghdr& message, std::vector<UniqueFd>* into) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(part) + i * sizeof(int), sizeof(int));
      UniqueFd owned(fd);
      if (into) into->push_back(std::move(owned));
    }
  }
}

}  // namespace

std::string CellClient::ask(const std::string& request, std::vector<UniqueFd>* descriptors) {
  const std::lock_guard lock(mutex_);
  if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) < 0)
    throw CellLost(cat("cell: '", request, "' cannot be sent: ", std::strerror(errno)));
  std::string reply(protocol::message_limit, '\0');
  iovec buffer{reply.data(), reply.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * protocol::most_sockets)];
  msghdr message{};
  message.msg_iov = &buffer;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t got = 0;
  do got = ::recvmsg(socket_, &message, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  if (got <= 0) throw CellLost(cat("cell: no answer to '", request, "'"));
  reply.resize(static_cast<std::size_t>(got));
  take_descriptors(message, descriptors);
  if (reply == "bad") throw CellLost(cat("cell: does not understand '", request, "'"));
  return reply;
}

std::map<std::string, std::vector<UniqueFd>> CellClient::listeners() {
  std::vector<UniqueFd> descriptors;
  const std::vector<std::string> words = split(ask("listeners", &descriptors), ' ');
  std::map<std::string, std::vector<UniqueFd>> result;
  for (std::size_t i = 1; i < words.size() && i <= descriptors.size(); ++i)
    result[words[i].substr(0, words[i].rfind(':'))].push_back(std::move(descriptors[i - 1]));
  return result;
}

std::map<std::string, int> CellClient::ports() { return named_ports(split(ask("ports"), ' ')); }

UniqueFd CellClient::socket() {
  if (stock_.empty()) ask("sockets 8", &stock_);
  if (stock_.empty()) throw CellLost("cell: no sockets were handed out");
  UniqueFd one = std::move(stock_.back());
  stock_.pop_back();
  return one;
}

int CellClient::start(const std::string& role) {
  const std::vector<std::string> words = split(ask("start " + role), ' ');
  return words[0] == "failed" && words.size() > 2 ? std::stoi(words[2]) : 0;
}

void CellClient::signal(const std::string& role, const char* name) { ask(cat("signal ", role, ' ', name)); }

RoleState CellClient::state(const std::string& role) {
  const std::vector<std::string> words = split(ask("state " + role), ' ');
  if (words.size() < 5) throw CellLost("cell: 'state' was answered too shortly");
  RoleState state;
  using Word = RoleState::Word;
  state.word = words[2] == "running"     ? Word::running
               : words[2] == "exited"    ? Word::exited
               : words[2] == "signalled" ? Word::signalled
                                         : Word::none;
  state.code = std::stoi(words[3]);
  state.written = std::stoull(words[4]);
  if (words.size() > 5) state.limit = words[5];
  if (words.size() > 6) state.limit_value = std::stoull(words[6]);
  if (words.size() > 7) state.limit_of = words[7];
  return state;
}

std::string CellClient::output(const std::string& role, std::uint64_t from) {
  const std::string reply = ask(cat("output ", role, ' ', from));
  const auto line = reply.find('\n');
  return line == std::string::npos ? std::string() : reply.substr(line + 1);
}

std::vector<std::string> CellClient::listening(const std::string& role) {
  std::vector<std::string> words = split(ask("listening " + role), ' ');
  words.erase(words.begin(), words.begin() + std::min<std::ptrdiff_t>(2, std::ssize(words)));
  return words;
}

std::chrono::milliseconds CellClient::waited(const std::string& role) {
  const std::vector<std::string> words = split(ask("waited " + role), ' ');
  return std::chrono::milliseconds(words.size() > 2 ? std::stoll(words[2]) : 0);
}

}  // namespace assay::testkit
