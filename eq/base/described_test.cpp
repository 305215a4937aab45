#include "eq/base/described.h"

#include <gtest/gtest.h>

#include <map>

namespace eq {
namespace {

enum class Colour : std::uint8_t { red = 1, green = 2 };
std::string_view to_text(Colour c) { return c == Colour::red ? "red" : "green"; }

struct Inner {
  Day day;
  std::optional<std::uint32_t> n;
  EQ_FIELDS(day, n)
};
struct Outer {
  Array<2> key{};
  ForeignText words;
  std::vector<Inner> inner;
  Colour colour = Colour::red;
  bool sealed = false;
  EQ_FIELDS(key, words, inner, colour, sealed)
};
struct Keeper {
  Secret<4> key;
  EQ_FIELDS(key)
};

std::string_view names(std::string_view type) {
  if (type.ends_with("::Outer")) return "key, words, inner, colour, sealed";
  if (type.ends_with("::Inner")) return "day, n";
  return {};
}

const Outer kOuter{
    {0xab, 0xcd}, "it says\n\x1b[2J", {{Day{20780}, 7}, {Day{1}, {}}}, Colour::green, true};

TEST(Described, ByFieldsInOneLine) {
  EXPECT_EQ(in_one_line(describe(kOuter, names)),
            "{key: abcd, words: it says\\u{a}\\u{1b}[2J, inner: [{day: 2026-11-23, n: 7}, "
            "{day: 1970-01-02, n: none}], colour: green, sealed: yes}");
}

TEST(Described, ByFieldsInLines) {
  EXPECT_EQ(
      in_lines(describe(kOuter, names)),
      "key: abcd\nwords: it says\\u{a}\\u{1b}[2J\ninner:\n  -\n    day: 2026-11-23\n    n: 7\n  -\n"
      "    day: 1970-01-02\n    n: none\ncolour: green\nsealed: yes\n");
  EXPECT_EQ(in_lines(describe(Outer{}, names)),
            "key: 0000\nwords: \ninner: none\ncolour: red\nsealed: no\n");
}

TEST(Described, OfLongBytesTheBeginningAndHowMany) {
  EXPECT_EQ(in_one_line(describe(Bytes(70, 0xaa))), hex(Bytes(64, 0xaa)) + "... (70 bytes)");
}

TEST(Described, ASecretIsNeverShown_BAS_7) {
  Keeper keeper{Secret<4>(Array<4>{0xde, 0xad, 0xbe, 0xef})};
  EXPECT_EQ(in_one_line(describe(keeper)), "{(secret)}");
  EXPECT_EQ(in_one_line(describe(SecretBytes(Bytes{0xde, 0xad}))), "(secret)");
}

/// What a failing assertion would print.
template <class T>
std::string printed(const T& t) {
  return ::testing::PrintToString(t);
}

TEST(Printers, AFailingAssertionIsReadable) {
  EXPECT_EQ(printed(Bytes{1, 2, 0xff}), "0102ff");
  EXPECT_EQ(printed(Array<2>{0xab, 0xcd}), "abcd");
  EXPECT_EQ(printed(AccountId{}), std::string(64, '0'));
  EXPECT_EQ(printed(Day{20780}), "2026-11-23");
  EXPECT_EQ(printed(Time{0}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(printed(Err::forged), "forged");
  EXPECT_EQ(printed(Result<Day>(Day{20780})), "2026-11-23");
  EXPECT_EQ(printed(Result<Day>(Err::stale)), "error stale");
  EXPECT_EQ(printed(Status()), "ok");
  EXPECT_EQ(printed(Status(Err::missing)), "error missing");
  EXPECT_EQ(printed(std::optional(Day{20780})), "(2026-11-23)");
  EXPECT_EQ(printed(std::vector<Day>{Day{20780}}), "{ 2026-11-23 }");
  EXPECT_EQ(printed(std::map<Day, Bytes>{{Day{20780}, {1}}}), "{ (2026-11-23, 01) }");
  EXPECT_EQ(printed(Inner{Day{20780}, 7}), "{2026-11-23, 7}");
  EXPECT_EQ(printed(Secret<2>(Array<2>{1, 2})), "(secret)");
  EXPECT_EQ(printed(std::string("text")), "\"text\"");
}

}  // namespace
}  // namespace eq
