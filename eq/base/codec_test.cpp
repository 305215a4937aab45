#include "eq/base/codec.h"

#include <gtest/gtest.h>

#include "eq/base/persist.h"

namespace eq {
namespace {

enum class Colour : std::uint8_t { red = 1, green = 2 };
bool is_valid(Colour c) { return c == Colour::red || c == Colour::green; }

struct Inner {
  std::uint16_t x = 0;
  std::string name;
  auto operator<=>(const Inner&) const = default;
  EQ_FIELDS(x, name)
};

struct Outer {
  Colour colour = Colour::red;
  std::vector<Inner> inner;
  std::optional<Bytes> extra;
  Array<4> tag{};
  auto operator<=>(const Outer&) const = default;
  EQ_FIELDS(colour, inner, extra, tag)
};

TEST(Codec, WhatWasEncodedDecodesToTheSame_BAS_1) {
  const Outer o{Colour::green, {{7, "Ana"}, {9, ""}}, Bytes{1, 2, 3}, {4, 5, 6, 7}};
  EXPECT_EQ(decode<Outer>(encode(o)).value(), o);
  const Outer empty;
  EXPECT_EQ(decode<Outer>(encode(empty)).value(), empty);
}

TEST(Codec, EveryTruncationAndEveryTrailingByteIsMalformed_BAS_1) {
  const Outer o{Colour::green, {{7, "Ana"}}, Bytes(70, 1), {4, 5, 6, 7}};
  const Bytes whole = encode(o);
  for (std::size_t n = 0; n < whole.size(); ++n)
    EXPECT_EQ(decode<Outer>(View(whole).first(n)).error(), Err::malformed) << n;
  Bytes longer = whole;
  longer.push_back(0);
  EXPECT_EQ(decode<Outer>(longer).error(), Err::malformed);
}

TEST(Codec, ALengthHasExactlyOneForm_BAS_1) {
  for (std::size_t n : {0u, 63u, 64u, 16383u, 16384u, (1u << 30) - 1}) {
    Writer w;
    w.varint(n);
    Reader r(w.bytes());
    EXPECT_EQ(r.varint().value(), n);
    EXPECT_TRUE(r.empty());
  }
  for (const Bytes& bad : {Bytes{0x40, 0x3f}, Bytes{0x80, 0, 0x3f, 0xff}, Bytes{0xc0, 0, 0, 0, 0, 0, 0, 1}, Bytes{}}) {
    Reader r(bad);
    EXPECT_EQ(r.varint().error(), Err::malformed);
  }
}

TEST(Codec, UnknownEnumValuesOddBooleansAndBrokenTextAreMalformed_BAS_1) {
  EXPECT_EQ(decode<Colour>(Bytes{3}).error(), Err::malformed);
  EXPECT_EQ(decode<bool>(Bytes{2}).error(), Err::malformed);
  EXPECT_EQ(decode<std::string>(Bytes{1, 0xff}).error(), Err::malformed);
  EXPECT_EQ(decode<std::string>(Bytes{2, 0xc0, 0x80}).error(), Err::malformed);        // overlong
  EXPECT_EQ(decode<std::string>(Bytes{3, 0xed, 0xa0, 0x80}).error(), Err::malformed);  // surrogate
  EXPECT_EQ(decode<std::string>(Bytes{2, 0xc3, 0xa9}).value(), "é");
}

TEST(Codec, AHugeClaimedLengthAllocatesNothing_BAS_2) {
  EXPECT_EQ(decode<Bytes>(Bytes{0xbf, 0xff, 0xff, 0xff, 1}).error(), Err::malformed);
}

TEST(Persist, ASecretSurvivesBeingSaved_BAS_3) {
  Secret<4> s(Array<4>{1, 2, 3, 4});
  const Bytes saved = encode(s);
  EXPECT_TRUE(equal_ct(decode<Secret<4>>(saved).value().reveal("test"), s.reveal("test")));
}

}  // namespace
}  // namespace eq
