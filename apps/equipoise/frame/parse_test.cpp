// What stands on a command line, and what it is refused for.
#include "apps/equipoise/frame/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eq::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

/// A program of one command with one command below it, and what that was told.
struct Told {
  std::string file, day, other;
  std::vector<std::string> people;
  std::uint16_t number = 7;
  bool json = false;
  int times = 0;
};

Program program_of(Told& told, const std::function<void(Command&)>& more = {}) {
  Command command("court", "A court");
  Command& act = command.add("act", "Acts", "one.eqp --day 2026-12-01");
  act.option("file", &told.file, "A file").required();
  act.option("--day", &told.day, "A day");
  act.option("--number", &told.number, "A number").between(2, 9);
  act.json_flag(told.json);
  act.action([&told] { ++told.times; });
  if (more) more(act);
  return {"equipoise", "help", "1", {{"Courts", {command}}}};
}

int run_words(const Program& program, std::vector<const char*> words) {
  words.insert(words.begin(), "equipoise");
  return run(program, static_cast<int>(words.size()), words.data());
}
std::optional<std::string> fault(const Program& program, std::vector<const char*> words) {
  words.insert(words.begin(), "equipoise");
  return fault_of(program, static_cast<int>(words.size()), words.data());
}

TEST(Parse, OptionsReachTheActionOnce) {
  Told told;
  EXPECT_EQ(run_words(program_of(told), {"court", "act", "a.eqp", "--day", "2026-12-01", "--json"}),
            0);
  EXPECT_EQ(told.times, 1);
  EXPECT_EQ(told.file, "a.eqp");
  EXPECT_EQ(told.day, "2026-12-01");
  EXPECT_TRUE(told.json);
}

TEST(Parse, CheckingAnExampleDoesNothing) {
  Told told;
  EXPECT_EQ(fault(program_of(told), {"court", "act", "a.eqp"}), std::nullopt);
  EXPECT_EQ(told.times, 0);
}

TEST(Parse, AMistypedCommandIsNamed) {
  Told told;
  EXPECT_THAT(fault(program_of(told), {"court", "atc"}),
              Optional(HasSubstr("There is no command \"atc\". See: equipoise court --help")));
  EXPECT_EQ(run_words(program_of(told), {"court", "atc"}), 2);
}

TEST(Parse, WhatIsMissingOrOutOfRangeIsRefusedWithoutEffect) {
  Told told;
  EXPECT_THAT(fault(program_of(told), {"court", "act"}), Optional(HasSubstr("file")));
  EXPECT_EQ(run_words(program_of(told), {"court", "act", "a", "--number", "10"}), 2);
  EXPECT_EQ(run_words(program_of(told), {"court", "act", "a", "--number", "1"}), 2);
  EXPECT_EQ(told.times, 0);
  EXPECT_EQ(run_words(program_of(told), {"court", "act", "a", "--number", "9"}), 0);
  EXPECT_EQ(told.number, 9);
}

TEST(Parse, AfterTwoDashesThereAreOnlyWords) {
  Told told;
  EXPECT_EQ(run_words(program_of(told), {"court", "act", "--json", "--", "--hello"}), 0);
  EXPECT_EQ(told.file, "--hello");
  EXPECT_THAT(fault(program_of(told), {"court", "act", "--hello"}),
              Optional(HasSubstr("To say a word that begins with a dash, put -- before it")));
}

TEST(Parse, EachKnownOptionIsNamedOnce) {
  Told told;
  const auto said = fault(program_of(told), {"court", "act", "a", "--dya", "x"});
  ASSERT_TRUE(said);
  EXPECT_EQ(said->find("--help"), said->find("--help, "));
  const auto known = said->substr(0, said->find("See:"));
  EXPECT_EQ(known.find("--help"), known.rfind("--help")) << known;
}

TEST(Parse, ExactlyOneMeansOne) {
  Told told;
  const Program p = program_of(told, [&](Command& c) {
    c.flag(
        "--yes", [&told] { told.other = "yes"; }, "Yes");
    c.flag(
        "--no", [&told] { told.other = "no"; }, "No");
    c.exactly_one({"--yes", "--no"});
  });
  EXPECT_THAT(fault(p, {"court", "act", "a"}),
              Optional(HasSubstr("Give exactly one of --yes and --no")));
  EXPECT_EQ(run_words(p, {"court", "act", "a", "--yes", "--no"}), 2);
  EXPECT_EQ(told.times, 0);
  EXPECT_EQ(run_words(p, {"court", "act", "a", "--no"}), 0);
  EXPECT_EQ(told.other, "no");
}

TEST(Parse, NeedsAndExcludesHoldBetweenOptions) {
  Told told;
  const Program p = program_of(told, [&](Command& c) {
    c.option("--one", &told.other, "One").needs("--day");
    c.option("--two", &told.people, "Two").excludes("--one");
  });
  EXPECT_EQ(run_words(p, {"court", "act", "a", "--one", "x"}), 2);
  EXPECT_EQ(run_words(p, {"court", "act", "a", "--one", "x", "--day", "d", "--two", "y"}), 2);
  EXPECT_EQ(run_words(p, {"court", "act", "a", "--one", "x", "--day", "d"}), 0);
}

TEST(Parse, AFailureEndsWithItsExitCode) {
  Told told;
  const Program p = program_of(told, [](Command& c) {
    c.action([] { throw Failure{"A rule forbids it", "", 3}; });
  });
  EXPECT_EQ(run_words(p, {"court", "act", "a"}), 3);
}

TEST(Parse, AllThatIsMissingIsSaidAtOnce) {
  Told told;
  const Program p = program_of(told, [&](Command& c) {
    c.option("--home", &told.other, "Home").required();
    c.option("--people", &told.people, "People").required();
  });
  EXPECT_THAT(fault(p, {"court", "act"}), Optional(HasSubstr("Missing: file, --home, --people.")));
  EXPECT_THAT(fault(p, {"court", "act", "a", "--home", "h"}),
              Optional(HasSubstr("Missing: --people.")));
}

TEST(Parse, AMisspeltOptionIsNamedAndNotWhatIsMissingForIt) {
  Told told;
  const Program p =
      program_of(told, [&](Command& c) { c.option("--home", &told.other, "Home").required(); });
  EXPECT_THAT(fault(p, {"court", "act", "a", "--hoem", "h"}),
              Optional(HasSubstr("There is no option --hoem here. Known: ")));
}

TEST(Parse, WordsThatBelongTogetherAreAskedForInQuotesInTheOrderTyped) {
  Told told;
  EXPECT_THAT(fault(program_of(told), {"court", "act", "Hello", "Ana", "I", "am", "Dora"}),
              Optional(HasSubstr("Not understood: Ana I am Dora. Several words")));
}

TEST(Parse, AWordThatCanBeNoArgumentIsAMistypedCommand) {
  Told told;
  Command chat("chat", "Chat", "--home ana");
  chat.option("--home", &told.file, "Home");
  chat.action([] {});
  chat.add("list", "List", "").action([] {});
  const Program p{"equipoise", "help", "1", {{"People", {chat}}}};
  EXPECT_THAT(fault(p, {"chat", "lsit"}),
              Optional(HasSubstr("There is no command \"lsit\". See: equipoise chat --help")));
  EXPECT_THAT(fault(p, {"chat", "--home", "ana", "lsit"}),
              Optional(HasSubstr("There is no command \"lsit\"")));
}

TEST(Parse, HelpIsAWordToo) {
  Told told;
  EXPECT_EQ(run_words(program_of(told), {"help"}), 0);
  EXPECT_EQ(run_words(program_of(told), {"help", "court", "act"}), 0);
  EXPECT_EQ(told.times, 0);
}

TEST(Parse, WhoReadsObjectsGetsOneForAFailureToo) {
  Told told;
  const Program p = program_of(told, [](Command& c) {
    c.action([] { throw Failure{"A rule forbids it (malformed)", "", 3}; });
  });
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(run_words(p, {"court", "act", "a", "--json"}), 3);
  EXPECT_THAT(::testing::internal::GetCapturedStdout(),
              HasSubstr(R"({"error":{"words":"A rule forbids it.","exit_code":3}})"));
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("A rule forbids it.\n"));
}

TEST(Parse, SharedOptionsMayStandAfterTheCommandBelow) {
  Told told;
  Command chat("chat", "Chat", "--home ana");
  chat.option("--home", &told.file, "Home").required();
  chat.shares_options();
  chat.action([&told] { told.other = "live"; });
  chat.add("sync", "Sync", "--home ana").action([&told] { told.other = "sync"; });
  const Program p{"equipoise", "help", "1", {{"People", {chat}}}};
  EXPECT_EQ(run_words(p, {"chat", "sync", "--home", "ana"}), 0);
  EXPECT_EQ(told.other, "sync");
  EXPECT_EQ(run_words(p, {"chat", "--home", "ben"}), 0);
  EXPECT_EQ(told.other, "live");
  EXPECT_EQ(told.file, "ben");
}

}  // namespace
}  // namespace eq::app
