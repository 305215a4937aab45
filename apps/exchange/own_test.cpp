#include "apps/exchange/own.h"

#include <gmock/gmock.h>

namespace eq::exchange {
namespace {

using ::testing::HasSubstr;

const std::string kHash(64, 'a'), kOther(64, '5');

TEST(Own, ACsvIsReadLineByLineAndWhatIsWrongIsNamed_EXC_1) {
  const auto read =
      read_csv(view("pdq,quality,assessor,provenance,assessed,until,md5\r\n" + kHash +
                    ",90,\"analyst 7, \"\"night\"\"\",case 1,2026-03-01,,00ff\n\n" +  //
                    kOther + ",,,,,2027-01-01,\n" +                                   //
                    kHash.substr(1) + ",90,a,p,2026-03-01,,\n" +                      //
                    ",90,a,p,2026-03-01,,00ff\n" +                                    //
                    kHash + ",101,a,p,2026-03-01,,\n" +                               //
                    kHash + ",90,a,p,2026-02-30,,\n" +                                //
                    kHash + ",90\n" +                                                 //
                    kHash + ",90,\"a,p,2026-03-01,,\n" +                              //
                    kHash + ",90,a\x01,p,2026-03-01,,\n"));
  ASSERT_TRUE(read.ok()) << read.error().what;
  ASSERT_EQ(read->size(), 9u);
  const auto& one = *(*read)[0].said;
  EXPECT_EQ((*read)[0].number, 2u);
  EXPECT_EQ(one.pdq.hex(), kHash);
  EXPECT_EQ(one.quality, 90);
  EXPECT_EQ(one.assessor, "analyst 7, \"night\"");
  EXPECT_EQ(one.provenance, "case 1");
  EXPECT_EQ(to_text(*one.assessed), "2026-03-01T00:00:00Z");
  EXPECT_FALSE(one.until || one.middle);
  const auto& two = *(*read)[1].said;
  EXPECT_EQ((*read)[1].number, 4u) << "an empty line counts as a line";
  EXPECT_TRUE(!two.quality && two.assessor.empty() && !two.assessed && two.until);
  const std::vector<std::string> reasons = {"no PDQ hash",  "exact bytes", "no whole number",
                                            "no date",      "2 fields",    "quote",
                                            "no plain text"};
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    const auto& line = (*read)[i + 2];
    EXPECT_EQ(line.number, i + 5);
    ASSERT_FALSE(line.said.ok()) << reasons[i];
    EXPECT_THAT(line.said.error().what, HasSubstr(reasons[i]));
  }
}

TEST(Own, ACsvWithoutAHeaderThatIsKnownIsRefusedWhole_EXC_1) {
  for (const auto& [document, reason] :
       std::vector<std::pair<std::string, std::string>>{{"", "empty"},
                                                        {kHash + "\n", "no column pdq"},
                                                        {"md5,file\n", "no column pdq"},
                                                        {"pdq,pdq\n", "twice"},
                                                        {"\"pdq\n", "no header"}}) {
    const auto read = read_csv(view(document));
    ASSERT_FALSE(read.ok()) << reason;
    EXPECT_THAT(read.error().what, HasSubstr(reason));
  }
}

TEST(Own, ACsvOfASpreadsheetIsReadWithCapitalsSemicolonsAndColumnsOfItsOwn_EXC_1) {
  const auto read = read_csv(view("Case;PDQ;Quality;Assessor\n7;" + kHash + ";90;\"a; b\"\n8;" +
                                  kHash.substr(32) + ";90;a\n"));
  ASSERT_TRUE(read.ok()) << read.error().what;
  ASSERT_EQ(read->size(), 2u);
  EXPECT_EQ((*read)[0].said->pdq.hex(), kHash);
  EXPECT_EQ((*read)[0].said->quality, 90);
  EXPECT_EQ((*read)[0].said->assessor, "a; b");
  EXPECT_THAT((*read)[1].said.error().what, HasSubstr("digest of a file")) << "an MD5";
}

TEST(Own, JsonIsReadAsMediaHashPrintsIt_EXC_1) {
  const auto read = read_json_lines(view(
      "{\"file\":\"one.png\",\"kind\":\"picture\",\"pdq\":\"" + kHash +
      "\",\"quality\":100,\"md5\":\"00\",\"sha1\":\"00\",\"sha256\":\"00\"}\n" +
      "{\"file\":\"clip.mp4\",\"kind\":\"video\",\"frames\":[{\"pdq\":\"x\"}],\"md5\":\"00\"}\n"
      "{\"pdq\":7}\n" +
      "{\"sha256\":\"00\"}\n" +                                           //
      "{\"pdq\":\"" + kHash + "\",\"because\":\"x\"}\n" + "{\"pdq\"\n" +  //
      "{\"pdq\":\"" + kOther + "\",\"middle\":\"" + kHash +
      "\",\"assessor\":\"a\",\"provenance\":\"p\",\"assessed\":\"2026-03-01\"}"));
  ASSERT_TRUE(read.ok()) << read.error().what;
  ASSERT_EQ(read->size(), 7u);
  EXPECT_EQ((*read)[0].said->quality, 100);
  EXPECT_EQ((*read)[6].said->middle->hex(), kHash);
  const std::vector<std::string> reasons = {"no picture", "another type", "exact bytes",
                                            "nothing here knows", "no JSON object"};
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    ASSERT_FALSE((*read)[i + 1].said.ok()) << reasons[i];
    EXPECT_THAT((*read)[i + 1].said.error().what, HasSubstr(reasons[i]));
  }
  EXPECT_THAT(read_json_lines(view("[{}]")).error().what, HasSubstr("one object a line"));
  EXPECT_FALSE(read_json_lines(view("\n")).ok());
}

}  // namespace
}  // namespace eq::exchange
