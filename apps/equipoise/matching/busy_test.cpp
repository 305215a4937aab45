// Commands of the matching service while another program holds its database.
#include <gmock/gmock.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>

#include "apps/equipoise/frame/parse.h"
#include "apps/equipoise/matching/commands.h"
#include "apps/equipoise/matching/home.h"

namespace eq::app {
namespace {

struct Said {
  int exit_code;
  std::string words;
};
Said said_to(std::vector<const char*> words) {
  words.insert(words.begin(), "equipoise");
  ::testing::internal::CaptureStderr();
  ::testing::internal::CaptureStdout();
  const int code = run({"equipoise", "", "0", {{"Matching", {match_command()}}}},
                       static_cast<int>(words.size()), words.data());
  ::testing::internal::GetCapturedStdout();
  return {code, ::testing::internal::GetCapturedStderr()};
}

TEST(Matching, ADatabaseThatAnotherProgramHoldsIsSaidAndNothingIsChanged_MAT_8) {
  const auto dir =
      std::filesystem::temp_directory_path() / ("eqp-busy-" + std::to_string(getpid()));
  std::filesystem::remove_all(dir);
  const std::string home = dir.string();
  create_library(home);
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open((home + "/match.sqlite").c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  const std::vector<std::vector<const char*>> commands = {
      {"match", "bank", "create", "--home", home.c_str(), "--name", "b"},
      {"match", "token", "make", "--home", home.c_str(), "--role", "hasher", "--name", "t"}};
  for (const auto& command : commands) {
    const auto said = said_to(command);
    EXPECT_EQ(said.exit_code, 1);
    EXPECT_THAT(said.words, ::testing::HasSubstr("another program holds the database"));
    EXPECT_EQ(std::ranges::count(said.words, '\n'), 1) << said.words;
  }
  sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
  sqlite3_close(other);
  EXPECT_TRUE(open_library(home)->banks().empty());
  EXPECT_TRUE(open_library(home)->tokens().empty());
  for (const auto& command : commands) EXPECT_EQ(said_to(command).exit_code, 0);
  EXPECT_EQ(open_library(home)->banks().size(), 1u);
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace eq::app
