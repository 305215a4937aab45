#include "eq/base/shown.h"

#include <gtest/gtest.h>

#include "eq/base/html.h"
#include "eq/base/utf8.h"

namespace eq {
namespace {

// Nothing prints another party's text by oversight.
static_assert(!std::is_convertible_v<ForeignText, std::string>);
static_assert(!std::is_convertible_v<ForeignText, std::string_view>);
static_assert(!std::is_constructible_v<std::string, ForeignText>);
template <class T>
concept Joins = requires(std::string s, T t) {
  s + t;
};
template <class T>
concept Appends = requires(std::string s, T t) {
  s += t;
};
static_assert(!Joins<ForeignText> && !Appends<ForeignText>);

TEST(Shown, WhatSteersTurnsOrHidesIsSpelledOut_BAS_6) {
  EXPECT_EQ(shown_line("hello\x1b]0;title\x07\x1b[2J\x1b[1;1Hbye"),
            "hello\\u{1b}]0;title\\u{7}\\u{1b}[2J\\u{1b}[1;1Hbye");
  EXPECT_EQ(shown_line("a\x7f"
                       "b\xc2\x9b"
                       "31mc"),
            "a\\u{7f}b\\u{9b}31mc");  // DEL; CSI of C1
  EXPECT_EQ(shown_line("petty theft\b\b\bmurder"), "petty theft\\u{8}\\u{8}\\u{8}murder");
  EXPECT_EQ(shown_line("\xe2\x80\xae"
                       "exe.gpj"),
            "\\u{202e}exe.gpj");
  EXPECT_EQ(shown_line("\xe2\x81\xa6"
                       "a\xe2\x81\xa9"),
            "\\u{2066}a\\u{2069}");  // isolates
  EXPECT_EQ(shown_line("an\xe2\x80\x8b"
                       "a\xef\xbb\xbf\xc2\xad"),
            "an\\u{200b}a\\u{feff}\\u{ad}");
  // a blank letter, a tag
  EXPECT_EQ(shown_line("\xe3\x85\xa4\xf3\xa0\x81\x81"), "\\u{3164}\\u{e0041}");
  EXPECT_EQ(shown_line("one\ntwo\rthree\xe2\x80\xa8"
                       "four"),
            "one\\u{a}two\\u{d}three\\u{2028}four");
}

TEST(Shown, NoTextIsLostAndNoTwoLookAlikeByWhatCannotBeSeen_BAS_6) {
  EXPECT_EQ(shown_line("\xff\xc0\x80\xed\xa0\x80\xe2\x80"),
            "\\xff\\xc0\\x80\\xed\\xa0\\x80\\xe2\\x80");
  EXPECT_EQ(shown_line("\\u{1b}"), "\\\\u{1b}");
  EXPECT_EQ(shown_line("Zürich, Ελλάδα, 日本, привет, שלום \xf0\x9f\x99\x82"),
            "Zürich, Ελλάδα, 日本, привет, שלום \xf0\x9f\x99\x82");
}

TEST(Shown, MarksDoNotClimbOutOfTheirLine_BAS_6) {
  const std::string acute = "\xcc\x81";
  EXPECT_EQ(shown_line("e" + acute), "e" + acute);
  EXPECT_EQ(shown_line("e" + acute + acute + acute + acute + acute),
            "e" + acute + acute + acute + acute + "\\u{301}");
  EXPECT_EQ(shown_line(acute + "e"), "\\u{301}e");  // it would stand on what the program wrote
  const std::string heart = "\xe2\x9d\xa4\xef\xb8\x8f";
  EXPECT_EQ(shown_line(heart), heart);
  EXPECT_EQ(shown_line(heart + "\xef\xb8\x8f" + "a\xef\xb8\x8f"), heart + "\\u{fe0f}a\\u{fe0f}");
  EXPECT_EQ(shown_line("\xef\xb8\x93\xd0\xef\xb8\x8a"), "\xef\xb8\x93\\xd0\\u{fe0a}")
      << "nor of a byte that is no character";
}

TEST(Shown, AContinuationLineIsNoLineOfTheProgram_BAS_6) {
  EXPECT_EQ(shown_block("line one\n#9  2026-12-31T23:59:59Z  me: I confess"),
            "line one\n    | #9  2026-12-31T23:59:59Z  me: I confess");
  EXPECT_EQ(shown_block("a\r\n\n\\"), "a\\u{d}\n    | \n    | \\\\");
  EXPECT_EQ(shown_block("a\n\xcc\x81"), "a\n    | \\u{301}");
}

TEST(Shown, ALineThatIsLongerThanTheScreenDoesNotBeginAnotherByItself_BAS_6) {
  const std::string shown =
      shown_block(std::string(60, ' ') + "#9 me: I confess", {.used = 20, .columns = 80});
  EXPECT_EQ(shown, std::string(60, ' ') + "\n    | #9 me: I confess");
  for (const char* text : {"abcdefghijklmnopqrstuvwxyz", "日本語日本語日本語日本語日本語",
                           "\x1b\x1b\x1b\x1b\x1b\x1b"}) {
    const std::string block = shown_block(text, {.used = 3, .columns = 20});
    std::size_t begin = 0, columns = 3;
    for (std::size_t i = 0; i <= block.size(); ++i) {
      if (i < block.size() && block[i] != '\n') continue;
      View line = view(block).subspan(begin, i - begin);
      if (begin > 0) {
        EXPECT_EQ(block.substr(begin, kMargin.size()), kMargin);
      }
      for (; !line.empty(); line = line.subspan(first_character(line).size))
        columns += first_character(line).code < 0x1100 ? 1 : 2;
      EXPECT_LE(columns, 20u) << block;
      columns = 0;
      begin = i + 1;
    }
  }
}

TEST(Shown, ANameTakesNoMoreThanItsPlace_BAS_6) {
  EXPECT_EQ(shown_name("Ben"), "Ben");
  EXPECT_EQ(shown_name(std::string(80, 'x')), std::string(80, 'x'));
  EXPECT_EQ(shown_name(std::string(10000, 'x')), std::string(80, 'x') + "... (9920 more bytes)");
  EXPECT_EQ(shown_name("\xe2\x80\xae" + std::string(100, 'x')),
            "\\u{202e}" + std::string(72, 'x') + "... (28 more bytes)");
}

TEST(Shown, APlainLineIsWhatItLooksLike_BAS_6) {
  EXPECT_TRUE(is_plain_line(view("Landgericht Köln, 3 Qs 1/27 \\ \"Ana\"")));
  EXPECT_TRUE(is_plain_line({}));
  for (const char* bad :
       {"a\nb", "a\tb", "petty theft\b", "\x1b[8m", "\xe2\x80\xae", "\xc2\x85", "\xff",
        "\xcc\x81"
        "a"})
    EXPECT_FALSE(is_plain_line(view(bad))) << shown_line(bad);
}

TEST(Shown, TheLastWallLetsLinesPassAndNothingThatSteers_BAS_6) {
  EXPECT_EQ(harmless(view("C:\\x\nsecond \x1b[2J\xff\r\n")),
            "C:\\x\nsecond \\u{1b}[2J\\xff\\u{d}\n");
}

TEST(Shown, APageSpellsOutWhatAScreenDoes_BAS_6) {
  EXPECT_EQ(html_text(ForeignText("<b>\xe2\x80\xae")), "&lt;b&gt;\\u{202e}");
}

TEST(ForeignText, TravelsAsTextDoes_BAS_1) {
  EXPECT_EQ(encode(ForeignText("é")), encode(std::string("é")));
  EXPECT_EQ(decode<ForeignText>(Bytes{2, 0xc3, 0xa9}).value(), ForeignText("é"));
  EXPECT_EQ(decode<ForeignText>(Bytes{1, 0xff}).error(), Err::malformed);
}

}  // namespace
}  // namespace eq
