#include "eq/base/bytes.h"
#include "eq/base/codec.h"

#include <gtest/gtest.h>

#include "eq/base/secret.h"
#include "eq/base/time.h"

namespace eq {
namespace {

TEST(Hex, RoundTripsAndRefusesOtherText_BAS_1) {
  EXPECT_EQ(hex(Bytes{0, 0xaf, 0x10}), "00af10");
  EXPECT_EQ(from_hex("00AF10").value(), (Bytes{0, 0xaf, 0x10}));
  EXPECT_EQ(from_hex("0").error(), Err::malformed);
  EXPECT_EQ(from_hex("0g").error(), Err::malformed);
}

TEST(Base64, IsTheRfc4648FormAndOnlyThat_BAS_1) {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}};
  for (auto [plain, text] : cases) {
    EXPECT_EQ(base64(view(plain)), text);
    EXPECT_EQ(to_string(from_base64(text).value()), plain);
  }
  for (const char* bad : {"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm 9"})
    EXPECT_FALSE(from_base64(bad).ok()) << bad;
}

TEST(Secret, IsWipedWhenMovedFrom_BAS_3) {
  Array<2> source{1, 2};
  Secret<2> a(std::move(source));
  EXPECT_EQ(source, (Array<2>{0, 0}));
  Secret<2> b = std::move(a);
  EXPECT_TRUE(equal_ct(a.reveal("test"), Bytes{0, 0}));
  EXPECT_TRUE(equal_ct(b.reveal("test"), Bytes{1, 2}));
}

TEST(Secret, ComparesByValueAndLength_BAS_3) {
  EXPECT_TRUE(equal_ct({}, {}));
  EXPECT_FALSE(equal_ct(Bytes{1}, Bytes{1, 2}));
  EXPECT_FALSE(equal_ct(Bytes{1, 3}, Bytes{1, 2}));
}

TEST(Time, NothingBeyondTheYear9999IsDecodedOrRead_BAS_4) {
  EXPECT_EQ(to_text(kLastDay), "9999-12-31");
  EXPECT_EQ(to_text(kLastTime), "9999-12-31T23:59:59Z");
  EXPECT_EQ(*decode<Day>(encode(kLastDay)), kLastDay);
  EXPECT_EQ(*decode<Time>(encode(kLastTime)), kLastTime);
  for (const Day d : {kLastDay + 1, Day{UINT32_MAX}})
    EXPECT_EQ(decode<Day>(encode(d)).error(), Err::malformed);
  for (const Time t : {kLastTime + 1, Time{INT64_MAX}, Time{UINT64_MAX}})
    EXPECT_EQ(decode<Time>(encode(t)).error(), Err::malformed);
  EXPECT_TRUE(parse_day("2028-02-29").ok());
  EXPECT_EQ(*parse_day("9999-12-31"), kLastDay);
  for (const char* bad : {"2027-02-29", "20270105", "2027-1-5", "2027-01-05 ", "+027-01-05",
                          "10000-01-01", "1969-12-31", "2027-13-01", ""})
    EXPECT_EQ(parse_day(bad).error(), Err::malformed) << bad;
}

TEST(Time, DaysAndTextsAgree_BAS_4) {
  const Day d = parse_day("2026-11-23").value();
  EXPECT_EQ(to_text(d), "2026-11-23");
  EXPECT_EQ(day_of(start_of(d)), d);
  EXPECT_EQ(day_of(start_of(d) - 1), Day{d.n - 1});
  EXPECT_EQ(to_text(start_of(d) + 9 * kHour_ms + 30 * kMinute_ms), "2026-11-23T09:30:00Z");
  for (const char* bad :
       {"2026-13-01", "2026-02-30", "1969-12-31", "2026-1-01", "20261123", "2026-11-2x"})
    EXPECT_FALSE(parse_day(bad).ok()) << bad;
}

}  // namespace
}  // namespace eq
