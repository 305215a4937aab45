// The thread that owns platform and database: turns, probes, and want of memory.
#include "apps/server/engine.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <new>
#include <set>

#include "apps/server/copy_order.h"
#include "apps/server/orders.h"
#include "eq/testing/seeded.h"
#include "parties/platform/test_world.h"

namespace eq::server {
namespace {
using platform::Platform;
using platform::testing::World;

struct EngineTest : ::testing::Test {
  void SetUp() override {
    keys = std::make_shared<const platform::Keys>(
        platform::Keys::generate("chat.example", rng).take());
    world.emplace(World::make(*keys, rng));
    path = (std::filesystem::temp_directory_path() /
            ("eqp-engine-" + std::to_string(getpid()) + ".sqlite"))
               .string();
    remove();
    open_with(1);
  }
  void open_with(unsigned helpers) {
    engine.reset();
    auto opened = open();
    ASSERT_TRUE(opened.live) << opened.why;
    engine = std::make_unique<Engine>(
        std::move(opened.live), [this](auto) { return open(); }, nullptr, helpers);
  }
  void TearDown() override {
    engine.reset();
    remove();
  }
  void remove() {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
  }
  Opened open() {
    Opened opened;
    LivePlatform live{SqliteStore::open(path, opened.why), nullptr};
    if (!live.store) return opened;
    store = live.store.get();
    live.platform = Platform::open(keys, world->realm, *live.store).take();
    opened.live = std::move(live);
    return opened;
  }
  /// A row of half a megabyte.  In the engine's turn.
  Status put(std::uint32_t n) {
    return store->put(platform::Table::blobs, be32(n), Bytes(512 * 1024, 7));
  }
  /// Holds the engine's thread until it is let go.
  std::promise<void> hold() {
    std::promise<void> gate, inside;
    auto held = gate.get_future().share();
    engine->submit(
        [&inside, held](Platform&) {
          inside.set_value();
          held.wait();
          return 0;
        },
        [](std::optional<int>) {});
    inside.get_future().wait();
    return gate;
  }

  eq::testing::SeededRandom rng{5};
  std::shared_ptr<const platform::Keys> keys;
  std::optional<World> world;
  std::string path;
  DurableStore* store = nullptr;  // the engine's
  std::unique_ptr<Engine> engine;
};

TEST_F(EngineTest, AddressesTakeTurnsSoThatAFloodWaitsBehindItself_SRV_7) {
  auto gate = hold();
  std::vector<int> order;
  const auto ask = [&](std::uint8_t from, int n) {
    engine->submit(
        [&order, n](Platform&) {
          order.push_back(n);
          return 0;
        },
        [](std::optional<int>) {}, PeerAddress::v4({10, 0, 0, from}));
  };
  for (int i = 0; i < 1000; ++i) ask(1, i);
  ask(2, -1);
  ask(3, -2);
  gate.set_value();
  (void)engine->run([](Platform&) { return 0; });
  engine->stop();
  ASSERT_EQ(order.size(), 1002u);
  const auto place = [&](int n) { return std::ranges::find(order, n) - order.begin(); };
  EXPECT_LT(place(-1), 5);
  EXPECT_LT(place(-2), 5);
  EXPECT_LT(place(500), place(501)) << "its own stay in order";
}

TEST_F(EngineTest, WhoAsksForManyLargeAnswersWaitsForHisOwn_SRV_7) {
  auto gate = hold();
  std::vector<int> order;
  const auto ask = [&](std::uint8_t from, int n, Answer answer) {
    engine->submit(
        [&order, n](Platform&) {
          order.push_back(n);
          return 0;
        },
        [](std::optional<int>) {}, PeerAddress::v4({10, 0, 0, from}), answer);
  };
  for (int i = 0; i < 100; ++i) ask(1, i, Answer::large);
  for (int i = 0; i < 100; ++i) ask(2, 1000 + i, Answer::small);
  ask(3, -1, Answer::large);
  gate.set_value();
  engine->stop();
  ASSERT_EQ(order.size(), 201u);
  const auto place = [&](int n) { return std::ranges::find(order, n) - order.begin(); };
  EXPECT_LT(place(-1), 5) << "another's large answer";
  EXPECT_LT(place(1099), place(8)) << "small ones do not wait for the large ones' next group";
}

TEST_F(EngineTest, WhatNeedsNoTurnIsDoneWhileTheTurnIsAnothers) {
  open_with(1);
  auto gate = hold();
  struct Ask {
    std::promise<std::thread::id>* by;
    void prepare() { by->set_value(std::this_thread::get_id()); }
    std::thread::id operator()(Platform&) { return std::this_thread::get_id(); }
  };
  std::promise<std::thread::id> prepared, answered;
  auto helper = prepared.get_future(), owner = answered.get_future();
  engine->submit(Ask{&prepared},
                 [&](std::optional<std::thread::id> by) { answered.set_value(*by); });
  const auto by = helper.get();
  gate.set_value();
  EXPECT_NE(by, owner.get());
  EXPECT_NE(by, std::this_thread::get_id());
}

TEST_F(EngineTest, NoJobIsPreparedTwiceWhoeverHelps_SRV_7) {
  struct Ask {
    std::atomic<int>& prepared;
    std::vector<int>& order;
    int n, mine = 0;
    void prepare() {
      ++mine;
      ++prepared;
    }
    bool operator()(Platform&) {
      order.push_back(n);
      return mine <= 1;
    }
  };
  for (const unsigned helpers : {0u, 1u, 3u}) {
    open_with(helpers);
    std::atomic<int> prepared = 0;
    std::vector<int> order;
    int good = 0;
    for (int i = 0; i < 3000; ++i)
      engine->submit(
          Ask{prepared, order, i}, [&](std::optional<bool> once) { good += *once; },
          PeerAddress::v4({10, 0, 0, static_cast<std::uint8_t>(i % 7)}));
    engine->stop();
    EXPECT_LE(prepared, helpers == 0 ? 0 : 3000);
    EXPECT_EQ(good, 3000);
    std::vector<int> last(7, -1);
    for (const int n : order) EXPECT_LT(std::exchange(last[n % 7], n), n) << "in their order";
  }
}

TEST_F(EngineTest, WantOfMemoryBeforeATurnEndsNothing_SRV_12) {
  struct Ask {
    void prepare() { throw std::bad_alloc(); }
    int operator()(Platform&) { return 7; }
  };
  for (const unsigned helpers : {0u, 1u}) {
    open_with(helpers);
    EXPECT_EQ(engine->run(Ask{}), 7);
  }
}

TEST_F(EngineTest, WantOfMemoryWhileSomebodyIsToldEndsNothing_SRV_12) {
  engine->submit([](Platform&) { return 0; }, [](std::optional<int>) { throw std::bad_alloc(); });
  EXPECT_EQ(engine->run([](Platform&) { return 7; }), 7);
}

TEST_F(EngineTest, WantOfMemoryLosesItsGroupAndNothingElse_SRV_12) {
  EXPECT_FALSE(engine->run([](Platform&) -> int { throw std::bad_alloc(); }));
  EXPECT_EQ(engine->run([](Platform&) { return 7; }), 7);
}

TEST_F(EngineTest, ACopyHoldsWhatWasCommittedWhileItWasMade_SRV_14) {
  const std::string to = path + ".copy";
  std::filesystem::remove(to);
  const auto write = [&](std::uint32_t n) {
    return engine->run([this, n](Platform&) { return put(n); });
  };
  for (std::uint32_t n = 0; n < 40; ++n) EXPECT_TRUE(write(n)->ok());
  std::promise<std::string> promise;
  auto told = promise.get_future();
  engine->copy(to, [&](const std::string& why) { promise.set_value(why); });
  std::uint32_t written = 40;
  while (told.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
    EXPECT_TRUE(write(written++)->ok());
  EXPECT_EQ(told.get(), "");
  const auto copy_again = [&] {
    std::promise<std::string> again;
    engine->copy(to, [&](const std::string& why) { again.set_value(why); });
    return again.get_future().get();
  };
  EXPECT_THAT(copy_again(), ::testing::HasSubstr("something lies there already"));
  engine->stop();
  EXPECT_THAT(copy_again(), ::testing::HasSubstr("The server stops"));
  std::string why;
  const auto copy = SqliteStore::open(to, why);
  ASSERT_TRUE(copy) << why;
  std::uint32_t held = 0;
  while (copy->get(platform::Table::blobs, be32(held)).ok()) ++held;
  EXPECT_GE(held, 40u) << "all of before";
  EXPECT_GE(held + 1, written) << "and of meanwhile";
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(to + end);
}

TEST_F(EngineTest, AProbeIsWrittenAndSaysSo_SRV_11) {
  const auto probe = [&] {
    std::promise<bool> said;
    engine->probe([&](bool works) { said.set_value(works); });
    return said.get_future().get();
  };
  EXPECT_TRUE(probe());
  engine->stop();
  EXPECT_FALSE(probe());
}

TEST_F(EngineTest, CopiesThatAreOrderedAtOnceAreFilesOfTheirOwnOrToldToWait_SRV_14) {
  const std::string home = path + "-home";
  std::filesystem::create_directories(home);
  const std::function<Time()> clock = [] { return Time{}; };
  const Orderly with{*engine, home, clock, rng};
  const auto order = [&] { return obey(std::string(kCopyOrder), with); };
  std::vector<std::future<Control::Answer>> all;
  for (int i = 0; i < 4; ++i) all.push_back(std::async(std::launch::async, order));
  std::set<std::string> names;
  for (auto& one : all) {
    const auto answer = one.get();
    if (const auto name = copy_named_by(answer.text)) {
      EXPECT_TRUE(names.insert(*name).second) << "no two have one name";
      std::string why;
      EXPECT_TRUE(SqliteStore::open(home + "/" + *name, why)) << why;
    } else {
      EXPECT_THAT(answer.text, ::testing::HasSubstr("Another copy is being made"));
    }
  }
  EXPECT_GE(names.size(), 1u);
  const auto unheard = order();
  const auto name = copy_named_by(unheard.text);
  ASSERT_TRUE(name) << unheard.text;
  EXPECT_FALSE(names.contains(*name));
  unheard.unheard();
  EXPECT_FALSE(std::filesystem::exists(home + "/" + *name)) << "nobody will take it away";
  EXPECT_FALSE(copy_named_by(obey("dance", with).text));
  std::filesystem::remove_all(home);
}

}  // namespace
}  // namespace eq::server
