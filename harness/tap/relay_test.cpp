#include "tap/relay.hpp"

#include <memory>
#include <optional>

#include "base/files.hpp"
#include "tap/relay_fixture.hpp"

namespace assay {
namespace {

class RelayTest : public testing::Test {
 protected:
  RelayTest() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    UniqueFd listener = listening(AF_INET, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    socklen_t size = sizeof address;
    ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
    std::vector<UniqueFd> listeners;
    listeners.push_back(std::move(listener));
    relay.emplace(std::move(listeners), path());
  }

  std::string path() const { return place_.path() / "service"; }
  bool open_becomes(std::uint64_t wanted) const {
    for (const Deadline deadline = Deadline::in(5s); relay->counts().open != wanted;) {
      if (deadline.passed()) return false;
      std::this_thread::yield();
    }
    return true;
  }

 private:
  TemporaryDirectory place_{"/dev/shm", "relay-test-"};

 protected:
  std::optional<EchoService> service{path()};
  std::uint16_t port = 0;
  std::optional<Relay> relay;
};

TEST_F(RelayTest, PassesBothDirectionsOnAndCounts) {
  Client client(port);
  EXPECT_EQ(client.ask("hello"), "hello");
  EXPECT_EQ(client.ask("world!"), "world!");
  Client other(port);
  EXPECT_EQ(other.ask("x"), "x");
  const auto counts = relay->counts();
  EXPECT_EQ(counts.accepted, 2u);
  EXPECT_EQ(counts.open, 2u);
  EXPECT_EQ(counts.most_open, 2u);
  EXPECT_EQ(counts.from_client, 12u);
  EXPECT_EQ(counts.from_service, 12u);
}

TEST_F(RelayTest, CarriesManyMegabytesWhole) {
  std::string text(20 << 20, '\0');
  for (std::size_t place = 0; place < text.size(); ++place) text[place] = static_cast<char>(place * 2654435761u >> 13);
  Client client(port);
  std::thread sender([&] { client.send(text); });
  EXPECT_TRUE(client.receive(text.size()) == text);
  sender.join();
}

TEST_F(RelayTest, PassesTheClientsEndOnAndStillTheAnswers) {
  Client client(port);
  client.send("last");
  client.end();
  EXPECT_EQ(client.receive(100), "lastend|end");
  EXPECT_TRUE(open_becomes(0));
}

TEST_F(RelayTest, ClosesTheClientsSideWhenTheServiceCloses) {
  Client client(port);
  EXPECT_EQ(client.ask("hello"), "hello");
  client.send("bye");
  EXPECT_EQ(client.receive(1), "|end");
  EXPECT_TRUE(open_becomes(0)) << "though the client has not closed";
}

TEST_F(RelayTest, ResetsClientsWhenTheServiceCannotBeReached) {
  service.reset();
  Client client(port);
  EXPECT_EQ(client.receive(1), "|reset");
  EXPECT_TRUE(open_becomes(0));
}

TEST_F(RelayTest, CutsOpenConnectionsAndServesNewOnes) {
  Client client(port);
  EXPECT_EQ(client.ask("hello"), "hello");
  relay->cut();
  EXPECT_EQ(relay->counts().open, 0u);
  EXPECT_EQ(client.receive(1), "|reset");
  EXPECT_EQ(Client(port).ask("again"), "again");
}

TEST_F(RelayTest, RefusesUntilRestored) {
  Client before(port);
  EXPECT_EQ(before.ask("hello"), "hello");
  relay->refuse();
  EXPECT_EQ(before.receive(1), "|reset");
  EXPECT_EQ(Client(port).receive(1), "|reset");
  EXPECT_EQ(Client(port).receive(1), "|reset");
  relay->restore();
  EXPECT_EQ(Client(port).ask("again"), "again");
  EXPECT_EQ(relay->counts().accepted, 4u);
}

TEST_F(RelayTest, DelaysEachChunkInEitherDirection) {
  Client client(port);
  relay->delay(100ms);
  const auto before = Deadline::Clock::now();
  EXPECT_EQ(client.ask("hello"), "hello");
  const auto took = Deadline::Clock::now() - before;
  EXPECT_GE(took, 200ms);
  EXPECT_LT(took, 2s);
  relay->restore();
  const auto again = Deadline::Clock::now();
  EXPECT_EQ(client.ask("hello"), "hello");
  EXPECT_LT(Deadline::Clock::now() - again, 100ms);
}

TEST_F(RelayTest, StallsOpenAndNewConnectionsUntilRestored) {
  Client client(port);
  EXPECT_EQ(client.ask("hello"), "hello");
  relay->stall();
  client.send("one");
  Client later(port);
  later.send("two");
  EXPECT_TRUE(client.silent_for(100ms));
  EXPECT_TRUE(later.silent_for(0ms));
  EXPECT_EQ(relay->counts().from_client, 5u);
  relay->restore();
  EXPECT_EQ(client.receive(3), "one");
  EXPECT_EQ(later.receive(3), "two");
}

TEST_F(RelayTest, EndsWhileConnectionsAreStalled) {
  Client client(port);
  EXPECT_EQ(client.ask("hello"), "hello");
  relay->stall();
  client.send("one");
  relay.reset();
  EXPECT_NE(client.receive(1), "o");
}

TEST_F(RelayTest, CutsEachConnectionAfterSoManyBytesFromTheService) {
  Client client(port);
  EXPECT_EQ(client.ask("hello"), "hello");
  relay->cut_after(7);
  Client later(port);
  EXPECT_EQ(client.ask("12345"), "12345");
  client.send("67890");
  EXPECT_EQ(client.receive(5), "67|reset");
  later.send("abcdefghij");
  EXPECT_EQ(later.receive(10), "abcdefg|reset");
  relay->restore();
  EXPECT_EQ(Client(port).ask("1234567890"), "1234567890");
}

TEST_F(RelayTest, ThrottlesEachConnection) {
  relay->throttle(100'000);
  Client client(port);
  const auto before = Deadline::Clock::now();
  const std::string text(30'000, 'x');
  client.send(text);
  EXPECT_EQ(client.receive(text.size()), text);
  const auto took = Deadline::Clock::now() - before;
  EXPECT_GE(took, 200ms);
  EXPECT_LT(took, 3s);
}

TEST_F(RelayTest, WaitsForAServiceWhoseBacklogIsFull) {
  std::vector<std::unique_ptr<Client>> clients;
  for (int number = 0; number < 60; ++number) clients.push_back(std::make_unique<Client>(port));
  for (const auto& client : clients) client->send("hello");
  for (const auto& client : clients) EXPECT_EQ(client->receive(5), "hello");
  clients.clear();
  EXPECT_TRUE(open_becomes(0));
}

TEST_F(RelayTest, TakesChangesFromManyThreads) {
  std::vector<std::thread> threads;
  for (int number = 0; number < 4; ++number)
    threads.emplace_back([this, number] {
      for (int round = 0; round < 50; ++round) {
        if (number == 0) relay->delay(1ms);
        if (number == 1) relay->restore();
        if (number <= 1) continue;
        EXPECT_EQ(Client(port).ask("hello"), "hello");
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_TRUE(open_becomes(0));
}

}  // namespace
}  // namespace assay
