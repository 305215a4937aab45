#include "eq/base/codec.h"

#include <gtest/gtest.h>

#include "eq/base/foreign_text.h"
#include "eq/base/persist.h"
#include "eq/testing/allocations.h"

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
  for (const Bytes& bad :
       {Bytes{0x40, 0x3f}, Bytes{0x80, 0, 0x3f, 0xff}, Bytes{0xc0, 0, 0, 0, 0, 0, 0, 1}, Bytes{}}) {
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

/// Costs a vector's reader more than kElementFactor for a byte, so it says how many there may be.
struct Dear {
  static constexpr std::size_t kAtMost = 1000;
  std::optional<Array<200>> a;
  EQ_FIELDS(a)
};
struct Leaves {
  std::vector<Inner> inner;
  std::vector<Bytes> bytes;
  std::vector<std::vector<ForeignText>> texts;
  EQ_FIELDS(inner, bytes, texts)
};

TEST(Codec, ManySmallElementsCostAtMostTheStatedFactor_BAS_2) {
  for (const std::size_t n : {1000u, 1025u, 65536u, 65537u, 100000u}) {
    const Bytes all[] = {encode(Leaves{std::vector<Inner>(n), {}, {}}),
                         encode(Leaves{{}, std::vector<Bytes>(n), {}}),
                         encode(Leaves{{}, {}, std::vector<std::vector<ForeignText>>(n)}),
                         encode(Leaves{{}, {}, {std::vector<ForeignText>(n)}})};
    for (const Bytes& b : all) {
      bool decoded = false;
      const std::size_t peak = testing::heap_peak_of([&] { decoded = decode<Leaves>(b).ok(); });
      EXPECT_TRUE(decoded);
      EXPECT_GE(peak, n * sizeof(Bytes));
      EXPECT_LE(peak, kDecodeFactor * b.size());
    }
  }
}

TEST(Codec, OfWhatIsDearOnlySoManyAreRead_BAS_2) {
  EXPECT_EQ(decode<std::vector<Dear>>(encode(std::vector<Dear>(1000)))->size(), 1000u);
  const Bytes many = encode(std::vector<Dear>(100000));
  const std::size_t peak = testing::heap_peak_of(
      [&] { EXPECT_EQ(decode<std::vector<Dear>>(many).error(), Err::too_large); });
  EXPECT_LE(peak, 2 * 1000 * sizeof(Dear));
}

TEST(Codec, TheLeastWireSizeOfATypeIsThatOfItsFields_BAS_2) {
  static_assert(least_wire<Inner>() == 3 && least_wire<Outer>() == 1 + 1 + 1 + 4);
  static_assert(least_wire<Time>() == 8 && least_wire<Day>() == 4 && least_wire<Array<7>>() == 7 &&
                least_wire<Colour>() == 1);
  EXPECT_EQ(encode(Inner{}).size(), least_wire<Inner>());
  EXPECT_EQ(encode(Outer{}).size(), least_wire<Outer>());
}

TEST(Persist, ASecretSurvivesBeingSaved_BAS_3) {
  Secret<4> s(Array<4>{1, 2, 3, 4});
  const Bytes saved = encode(s);
  EXPECT_TRUE(equal_ct(decode<Secret<4>>(saved).value().reveal("test"), s.reveal("test")));
}

}  // namespace
}  // namespace eq
