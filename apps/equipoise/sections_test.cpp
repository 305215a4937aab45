// Every command tells how it is used, and what it tells works as written.
#include "apps/equipoise/sections.h"

#include <gtest/gtest.h>

#include "apps/equipoise/frame/parse.h"

namespace eq::app {
namespace {

/// The words of a line, as a shell takes them: blanks part, double quotes hold together.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> out{""};
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ' ' && !quoted)
      out.emplace_back();
    else
      out.back() += c;
  }
  std::erase(out, "");
  return out;
}

void check_examples(const Program& program, const Command& command, const std::string& path,
                    int& seen) {
  EXPECT_FALSE(command.help().empty()) << path;
  EXPECT_NE(bool(command.act()), command.example().empty())
      << path << " acts and shows no example, or the other way round";
  for (std::size_t at = 0; command.act() && at <= command.example().size();) {
    const std::size_t end = std::min(command.example().find('\n', at), command.example().size());
    const auto words = words_of(path + " " + command.example().substr(at, end - at));
    std::vector<const char*> argv;
    for (const auto& word : words) argv.push_back(word.c_str());
    EXPECT_EQ(fault_of(program, static_cast<int>(argv.size()), argv.data()), std::nullopt)
        << path << " " << command.example();
    ++seen;
    at = end + 1;
  }
  for (const auto& o : command.options()) EXPECT_FALSE(o.help.empty()) << path << " " << o.name;
  for (const auto& below : command.below())
    check_examples(program, below, path + " " + below.name(), seen);
}

TEST(Commands, EachShowsAnExampleThatIsWellFormed) {
  const Program program{"equipoise", "", "", sections()};
  int seen = 0;
  for (const auto& section : program.sections) {
    for (const auto& command : section.commands)
      check_examples(program, command, "equipoise " + command.name(), seen);
  }
  EXPECT_GE(seen, 100);
}

}  // namespace
}  // namespace eq::app
