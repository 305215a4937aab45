#include "eval/csv.h"

#include <gmock/gmock.h>

#include "eval/results.h"

namespace eq::eval {
namespace {

using ::testing::ElementsAre;

TEST(Csv, FieldsAreReadAsTheyWereWritten) {
  for (const std::string field : {"", "plain", "a,b", "say \"hello\"", "\"", ",", " blank "}) {
    const auto back = split_csv(csv_field(field) + "," + csv_field("x"));
    ASSERT_TRUE(back.ok()) << field;
    EXPECT_THAT(*back, ElementsAre(field, "x"));
  }
  EXPECT_EQ(csv_field("two\nlines"), "two lines");
}

TEST(Csv, AQuoteInTheWrongPlaceIsAnError) {
  for (const char* bad : {"\"open", "a\"b", "\"a\"b", "a,\"", "\"a\"\""})
    EXPECT_FALSE(split_csv(bad).ok()) << bad;
  EXPECT_THAT(*split_csv(""), ElementsAre(""));
  EXPECT_THAT(*split_csv("a,,"), ElementsAre("a", "", ""));
}

TEST(Csv, NumbersAreDigitsWithinTheirBound) {
  EXPECT_EQ(*csv_number("255", 255), 255);
  for (const char* bad : {"", "-1", "256", "1 ", " 1", "+1", "1.0", "99999999999999999999"})
    EXPECT_FALSE(csv_number(bad, 255).ok()) << bad;
}

TEST(Csv, LinesEndInEitherWay) {
  EXPECT_THAT(lines_of("a\r\nb\n\nc"), ElementsAre("a", "b", "", "c"));
  EXPECT_TRUE(lines_of("").empty());
}

TEST(Csv, ARowIsReadAsItWasWrittenAndNotWithOneFieldWrong) {
  const Row row{"a,b.jpg", "crop_5", "00ff", 88, {{3, 100, 7, 2}, {4, 90, 7, 0}}};
  const auto back = row_from(csv_line(row), 2);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(csv_line(*back), csv_line(row));
  EXPECT_FALSE(row_from(csv_line(row), 1).ok());
  EXPECT_FALSE(row_from("a,b,00ff,88,3,100,7,8", 1).ok()) << "more false hits than strangers";
  EXPECT_FALSE(row_from("a,b,00fg,88,3,100,7,2", 1).ok());
  EXPECT_FALSE(row_from("a,b,00ff,101,3,100,7,2", 1).ok());
  EXPECT_FALSE(row_from(",b,00ff,88,3,100,7,2", 1).ok());
}

}  // namespace
}  // namespace eq::eval
