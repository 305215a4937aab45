// A home is there whole or not at all, whatever ends the command that makes it.
#include "apps/equipoise/frame/new_home.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "apps/equipoise/frame/failure.h"

namespace eq::app {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

struct NewHomes : ::testing::Test {
  std::string parent = ::testing::TempDir() + "new_home_test." + std::to_string(::getpid());
  std::string dir = parent + "/me";
  void SetUp() override { fs::create_directories(parent); }
  void TearDown() override { fs::remove_all(parent); }

  void make(const std::string& state = "keys") const {
    NewHome made(dir, {"client", "me", "", ""});
    made.home().save(view(state));
    write_file(made.home().path("realm.eqp"), view("realm"));
    made.put_in_place();
  }
  std::string refusal() const {
    try {
      make();
    } catch (const Failure& f) {
      return f.what + ". " + f.remedy;
    }
    return "";
  }
  std::vector<std::string> files() const {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator(dir)) out.push_back(entry.path().filename());
    std::ranges::sort(out);
    return out;
  }
  /// As `kill -9` in the middle of an `init` leaves it.
  void interrupt() const {
    fs::create_directories(dir + "/being-made");
    for (const auto* file : {"/being-made/state.new", "/being-made/settings.json", "/realm.eqp"})
      write_file(dir + file, view("half"));
  }
};

TEST_F(NewHomes, OneThatIsMadeIsWholeAndNothingElseLiesInIt) {
  make();
  EXPECT_EQ(files(), (std::vector<std::string>{"realm.eqp", "settings.json", "state"}));
  EXPECT_EQ(to_string(Home::open(dir, "client").load()), "keys");
  EXPECT_EQ(fs::status(dir).permissions(), fs::perms::owner_all);
}

TEST_F(NewHomes, WhatFailsMeanwhileLeavesNothing) {
  const auto fails = [&] {
    NewHome made(dir, {"client", "me", "", ""});
    made.home().save(view("keys"));
    throw Failure{"The server refused", ""};
  };
  EXPECT_THROW(fails(), Failure);
  EXPECT_FALSE(fs::exists(dir));
  fs::create_directories(dir);
  { const NewHome given_up(dir, {"client", "me", "", ""}); }
  EXPECT_TRUE(fs::is_empty(dir)) << "a folder that was there stays";
}

TEST_F(NewHomes, AnInterruptedOneIsNoHomeAndTheNextInitReplacesIt) {
  interrupt();
  EXPECT_THROW((void)Home::open(dir, "client"), Failure);
  make("new keys");
  EXPECT_EQ(to_string(Home::open(dir, "client").load()), "new keys");
  EXPECT_EQ(to_string(read_file(dir + "/realm.eqp")), "realm");
}

TEST_F(NewHomes, WhatEarlierVersionsLeftWhereTheyWereInterruptedIsReplacedToo) {
  fs::create_directories(dir);
  for (const auto* file : {"/lock", "/state", "/settings.json.new"})
    write_file(dir + file, view("half"));
  make();
  EXPECT_FALSE(fs::exists(dir + "/settings.json.new"));
}

TEST_F(NewHomes, OneThatCouldNotBeMovedUpWholeIsReplacedByTheNextInit) {
  const auto fails = [&] {
    NewHome made(dir, {"client", "me", "", ""});
    made.home().save(view("keys"));
    write_file(made.home().path("realm.eqp"), view("realm"));
    fs::create_directories(dir + "/settings.json/in the way");  // found by the last move
    made.put_in_place();
  };
  EXPECT_THROW(fails(), Failure);
  EXPECT_THROW((void)Home::open(dir, "client"), Failure);
  fs::remove_all(dir + "/settings.json");
  make("new keys");
  EXPECT_EQ(to_string(Home::open(dir, "client").load()), "new keys");
}

TEST_F(NewHomes, AHomeAndOtherFilesStayAsTheyAre) {
  make();
  EXPECT_THAT(refusal(), HasSubstr("already is a home"));
  EXPECT_EQ(to_string(Home::open(dir, "client").load()), "keys");
  fs::remove(dir + "/settings.json");
  EXPECT_THAT(refusal(), HasSubstr("holds other files already")) << "a state alone may be somebody";
  fs::remove_all(dir);
  interrupt();
  write_file(dir + "/notes.txt", view("mine"));
  EXPECT_THAT(refusal(), HasSubstr("holds other files already (notes.txt)"));
  EXPECT_TRUE(fs::exists(dir + "/notes.txt"));
}

TEST_F(NewHomes, TwoAtOnceNeverMakeOne) {
  NewHome first(dir, {"client", "me", "", ""});
  EXPECT_THAT(refusal(), HasSubstr("Another command makes a home"));
  first.home().save(view("first"));
  first.put_in_place();
  EXPECT_EQ(to_string(Home::open(dir, "client").load()), "first");
}

}  // namespace
}  // namespace eq::app
