// One epoll loop on one thread per relay. Every change of a fault runs on that thread and is waited for, so that it holds for
// whatever is sent after the call. Nothing here waits in the way of a byte: what is read is sent at once, and only what does
// not fit waits for its turn. An Asio loop of coroutines needed twice the system calls a chunk and cost a fifth of the speed.
#include "tap/relay.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <functional>
#include <future>
#include <list>
#include <mutex>
#include <thread>

#include "base/deadline.hpp"
#include "tap/connection.hpp"

namespace assay {

using namespace tap;

namespace {

constexpr auto accept_again_after = std::chrono::milliseconds(10);
constexpr int events_at_once = 64;

bool out_of_means(int error) { return error == EMFILE || error == ENFILE || error == ENOMEM || error == ENOBUFS; }

}  // namespace

struct Relay::State {
  State(std::vector<UniqueFd> listening, std::string upstream, std::shared_ptr<Observer> observer)
      : epoll(::epoll_create1(EPOLL_CLOEXEC)), wake{UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))} {
    shared.epoll = epoll.get();
    shared.address = std::move(upstream);
    shared.observer = std::move(observer);
    wake.want(epoll.get(), EPOLLIN);
    for (UniqueFd& fd : listening) {
      ::fcntl(fd.get(), F_SETFL, ::fcntl(fd.get(), F_GETFL) | O_NONBLOCK);
      listeners.push_back({std::move(fd)});
    }
    listen(true);
    sigset_t all, before;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);   // Signals are for the other threads.
    thread = std::thread([this] { run(); });
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  ~State() {
    change([this] { over = true; });
    thread.join();
    for (Connection& connection : connections) connection.close();
  }

  /// Runs on the relay's thread; done on return.
  void change(const std::function<void()>& what) {
    std::packaged_task<void()> task([&] {
      what();
      const auto now = Clock::now();
      for (Connection& connection : connections) connection.look_again(now);
    });
    {
      const std::lock_guard lock(mutex);
      changes.push_back(&task);
    }
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(wake.fd.get(), &one, sizeof one);
    task.get_future().get();
  }

  void reset_all() {
    for (Connection& connection : connections) connection.reset();
  }

  void run() {
    epoll_event events[events_at_once];
    while (!over) {
      const int count = ::epoll_wait(epoll.get(), events, events_at_once, patience());
      const auto now = Clock::now();
      for (int i = 0; i < count; ++i) {
        Endpoint& endpoint = *static_cast<Endpoint*>(events[i].data.ptr);
        if (endpoint.owner) endpoint.owner->ready(endpoint, events[i].events, now);
        else if (&endpoint == &wake) make_changes();
        else accept(endpoint, now);
      }
      if (timed()) look_again(now);
      // Only now: events of the same batch may still name a connection that has ended.
      if (shared.numbers.open != connections.size())
        std::erase_if(connections, [](const Connection& connection) { return !connection.is_open(); });
    }
  }

  /// Whether something here waits for a time; else no clock is asked.
  bool timed() const {
    return shared.faults.holds() || shared.connecting > 0 || accept_again_at != Clock::time_point::max();
  }

  void look_again(Clock::time_point now) {
    for (Connection& connection : connections)
      if (connection.due() <= now) connection.look_again(now);
    if (accept_again_at <= now) listen(true);
  }

  /// Milliseconds until the next thing is due, -1 for never.
  int patience() const {
    if (!timed()) return -1;
    auto next = accept_again_at;
    for (const Connection& connection : connections) next = std::min(next, connection.due());
    return next == Clock::time_point::max() ? -1 : static_cast<int>(Deadline(next).left().count());
  }

  void make_changes() {
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t got = ::read(wake.fd.get(), &count, sizeof count);
    std::vector<std::packaged_task<void()>*> due;
    {
      const std::lock_guard lock(mutex);
      due.swap(changes);
    }
    for (auto* task : due) (*task)();
  }

  void listen(bool on) {
    accept_again_at = on ? Clock::time_point::max() : Clock::now() + accept_again_after;
    for (Endpoint& listener : listeners) listener.want(epoll.get(), on ? EPOLLIN : 0u);
  }

  void accept(Endpoint& listener, Clock::time_point now) {
    UniqueFd client(::accept4(listener.fd.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!client) {
      if (out_of_means(errno)) listen(false);
      return;
    }
    ++shared.numbers.accepted;
    const bool full = shared.numbers.open >= most_connections;
    if (full) ++shared.numbers.turned_away;
    if (full || shared.faults.refuse) {
      const linger at_once{1, 0};
      ::setsockopt(client.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
      return;
    }
    const int on = 1;
    ::setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connections.emplace_back(shared, shared.numbers.accepted, std::move(client)).begin(now);
  }

  UniqueFd epoll;
  Endpoint wake;
  std::vector<Endpoint> listeners;
  Shared shared;
  std::list<Connection> connections;
  Clock::time_point accept_again_at = Clock::time_point::max();
  std::mutex mutex;
  std::vector<std::packaged_task<void()>*> changes;
  bool over = false;
  std::thread thread;
};

Relay::Relay(std::vector<UniqueFd> listeners, std::string upstream_unix_socket, std::shared_ptr<Observer> observer)
    : state_(std::make_unique<State>(std::move(listeners), std::move(upstream_unix_socket), std::move(observer))) {}

Relay::~Relay() = default;

void Relay::cut() {
  state_->change([this] { state_->reset_all(); });
}

void Relay::refuse() {
  state_->change([this] {
    state_->shared.faults.refuse = true;
    state_->reset_all();
  });
}

void Relay::delay(std::chrono::milliseconds each) {
  state_->change([&] { state_->shared.faults.delay = each; });
}

void Relay::stall() {
  state_->change([this] { state_->shared.faults.stall = true; });
}

void Relay::cut_after(std::uint64_t bytes) {
  state_->change([&] {
    state_->shared.faults.cut_after = bytes;
    for (Connection& connection : state_->connections) connection.cut_after(bytes);
  });
}

void Relay::throttle(std::uint64_t bytes_per_second) {
  state_->change([&] { state_->shared.faults.bytes_per_second = bytes_per_second; });
}

void Relay::restore() {
  state_->change([this] {
    state_->shared.faults = Faults();
    for (Connection& connection : state_->connections) connection.cut_after(std::nullopt);
  });
}

Relay::Counts Relay::counts() const {
  const Numbers& numbers = state_->shared.numbers;
  return {numbers.accepted, numbers.turned_away, numbers.open, numbers.most_open, numbers.from_client, numbers.from_service};
}

}  // namespace assay
