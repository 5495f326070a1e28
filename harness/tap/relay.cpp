// One io_context and one thread per relay. Every change of a fault runs on that thread and is waited for, so that it
// holds for whatever is sent after the call; then the paused pumps look again.
#include "tap/relay.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/packaged_task.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <csignal>
#include <list>
#include <set>
#include <thread>

#include "tap/connection.hpp"

namespace assay {

namespace asio = boost::asio;
using namespace tap;

struct Relay::State {
  State(std::vector<UniqueFd> listening, std::string upstream) : address(std::move(upstream)), backoff(context) {
    for (UniqueFd& fd : listening) {
      ::fcntl(fd.get(), F_SETFL, ::fcntl(fd.get(), F_GETFL) | O_NONBLOCK);
      asio::co_spawn(context, accept(listeners.emplace_back(context, fd.release())), rethrow);
    }
    sigset_t all, before;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);   // Signals are for the other threads.
    thread = std::thread([this] { context.run(); });
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  ~State() {
    change([this] {
      error_code ignored;
      for (auto& listener : listeners) listener.close(ignored);
      backoff.cancel();
      for_each_open([](Connection& connection) { connection.close(); });
      working.reset();
    });
    thread.join();
  }

  /// Runs on the relay's thread; done on return.
  template <class Change>
  void change(Change what) {
    asio::dispatch(context, std::packaged_task<void()>([&] {
      what();
      for_each_open([](Connection& connection) { connection.look_again(); });
    })).get();
  }

  template <class Action>
  void for_each_open(Action action) {
    std::erase_if(connections, [](const auto& connection) { return connection.expired(); });
    for (const auto& weak : connections)
      if (const auto connection = weak.lock()) action(*connection);
  }

  void reset_all() {
    for_each_open([](Connection& connection) { connection.reset(); });
  }

  asio::awaitable<void> accept(asio::posix::stream_descriptor& listener) {
    error_code error;
    while (listener.is_open()) {
      co_await listener.async_wait(asio::posix::stream_descriptor::wait_read, into(error));
      if (error) continue;
      const int fd = ::accept4(listener.native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
      if (fd >= 0) {
        open(fd);
      } else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
        backoff.expires_after(std::chrono::milliseconds(10));
        co_await backoff.async_wait(into(error));
      }
    }
  }

  void open(int fd) {
    ++numbers.accepted;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Socket client(context, asio::generic::stream_protocol(AF_INET, 0), fd);
    if (faults.refuse) {
      client.set_option(asio::socket_base::linger(true, 0));
      return client.close();   // Asio's destructor would not reset.
    }
    const auto connection = std::make_shared<Connection>(context, std::move(client), faults, numbers);
    connections.insert(connection);
    asio::co_spawn(context, connection->serve(address), rethrow);
  }

  std::string address;
  Faults faults;
  Numbers numbers;
  std::set<std::weak_ptr<Connection>, std::owner_less<>> connections;
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> working{context.get_executor()};
  std::list<asio::posix::stream_descriptor> listeners;
  asio::steady_timer backoff;
  std::thread thread;
};

Relay::Relay(std::vector<UniqueFd> listeners, std::string upstream_unix_socket)
    : state_(std::make_unique<State>(std::move(listeners), std::move(upstream_unix_socket))) {}

Relay::~Relay() = default;

void Relay::cut() {
  state_->change([this] { state_->reset_all(); });
}

void Relay::refuse() {
  state_->change([this] {
    state_->faults.refuse = true;
    state_->reset_all();
  });
}

void Relay::delay(std::chrono::milliseconds each) {
  state_->change([&] { state_->faults.delay = each; });
}

void Relay::stall() {
  state_->change([this] { state_->faults.stall = true; });
}

void Relay::cut_after(std::uint64_t bytes) {
  state_->change([&] {
    state_->faults.cut_after = bytes;
    state_->for_each_open([&](Connection& connection) { connection.cut_after(bytes); });
  });
}

void Relay::throttle(std::uint64_t bytes_per_second) {
  state_->change([&] { state_->faults.bytes_per_second = bytes_per_second; });
}

void Relay::restore() {
  state_->change([this] {
    state_->faults = Faults();
    state_->for_each_open([](Connection& connection) { connection.cut_after(std::nullopt); });
  });
}

Relay::Counts Relay::counts() const {
  const Numbers& numbers = state_->numbers;
  return {numbers.accepted, numbers.open, numbers.most_open, numbers.from_client, numbers.from_service};
}

}  // namespace assay
