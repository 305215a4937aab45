// The line to PostgreSQL is cut at each commit and each piece, once and for a while.  What was
// answered, what is delivered and what was stamped must agree, as with a file
// (storage_failure_test.cpp).
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include "apps/server/postgres/store_fixture.h"
#include "apps/server/postgres/test_failing_line.h"
#include "apps/server/test_load.h"

namespace eq::server::postgres {
namespace {
/// Of every table of the platform.
std::string for_each_table(const std::string& act) {
  return "do $$ declare t text; begin for t in select tablename from pg_tables where schemaname = "
         "'equipoise' and tablename not in ('store', 'lease', 'terms') loop " +
         act + " end loop; end $$";
}
const std::string kKeep =
    for_each_table("execute format('create table town.%I as table equipoise.%I', t, t);");
const std::string kPutBack = for_each_table(
    "execute format('delete from equipoise.%I', t);"
    "execute format('insert into equipoise.%I table town.%I', t, t);");

constexpr std::uint64_t kNever = UINT64_MAX / 2;
constexpr std::uint64_t kAWhile = 4;  // pieces and attempts: it takes several to open it again

class FailingLineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    spdlog::set_level(spdlog::level::off);
    name = "life" + std::to_string(++databases);
    Place at{*Address::parse(server->make_database(name)), kRealm, owner(1)};
    const auto opened = at.open(StoreSettings::Check::none);
    ASSERT_TRUE(opened.store) << opened.why;
    town.emplace(*opened.store);
    server->run(name, "create schema town");
    server->run(name, kKeep);
  }
  void TearDown() override { spdlog::set_level(spdlog::level::info); }
  static OpenStore through(const std::string& address) {
    auto at = std::make_shared<Place>(*Address::parse(address), kRealm, owner(2));
    return [at](std::string& why, StoreSettings::Check check) {
      auto opening = at->open(check);
      why = opening.why;
      if (opening.turn == Turn::anothers) opening.store.reset();
      return std::move(opening.store);
    };
  }
  /// One life of a server on the town, over a line that is cut as planned.
  std::string live() {
    server->run(name, kPutBack);
    StorageLoad load(*town, through(server->address_of(name, line.folder().string())),
                     through(server->address_of(name)));
    std::string why;
    for (int i = 0; i < 20 && !load.start(why); ++i) EXPECT_LT(i, 19) << why;
    load.run({3, 3});
    pieces = line.pieces();
    commits = line.commits();
    line.plan(kNever, 0);
    load.recover();
    load.stop();
    load.compare();
    heard.yes += load.heard().yes;
    heard.no += load.heard().no;
    heard.no_late += load.heard().no_late;
    ++lives;
    return load.fault();
  }
  void measure() {
    line.plan(kNever, 0);
    ASSERT_EQ(live(), "");
    EXPECT_GE(pieces, 100u);
    EXPECT_GE(commits, 4u);
  }
  void cut_pieces(std::uint64_t count, std::uint64_t stride) {
    measure();
    for (std::uint64_t n = 1, all = pieces; n < all; n += stride) {
      line.plan(n, count);
      ASSERT_EQ(live(), "") << "piece " << n;
    }
    say();
  }
  void say() const {
    printf("%zu lives; %zu messages answered yes, %zu requests answered no, %zu of them late\n",
           lives, heard.yes, heard.no, heard.no_late);
    EXPECT_GT(heard.no, 0u);
  }

  std::string name;
  FailingLine line{server->folder()};
  std::optional<Town> town;
  std::uint64_t pieces = 0, commits = 0;
  Heard heard;
  std::size_t lives = 0;
};

TEST_F(FailingLineTest, CutAtEachCommitEverybodyIsToldWhatBecameOfIt_SRV_1_SRV_2) {
  measure();
  for (std::uint64_t n = 0, all = commits; n < all; ++n) {
    for (const auto side : {FailingLine::Side::question, FailingLine::Side::answer}) {
      line.plan_commit(n, side);
      const auto before = heard.no;
      ASSERT_EQ(live(), "") << "commit " << n;
      if (side == FailingLine::Side::answer) {
        EXPECT_EQ(heard.no, before) << "it was kept, and everybody in it was told so";
      }
    }
  }
  say();
}

TEST_F(FailingLineTest, CutAnywhereLosesNothingThatWasAnsweredYes_SRV_1_SRV_2_SRV_3) {
  cut_pieces(1, 53);
}

TEST_F(FailingLineTest, CutForAWhileLosesNothingThatWasAnsweredYes_SRV_1_SRV_2_SRV_3) {
  cut_pieces(kAWhile, 59);
  EXPECT_GT(heard.no_late, 0u);
}

}  // namespace
}  // namespace eq::server::postgres
