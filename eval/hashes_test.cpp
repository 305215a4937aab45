#include "eval/hashes.h"

#include <gtest/gtest.h>

#include "eval/criteria.h"
#include "eval/page.h"

namespace eq::eval {
namespace {

// Four pictures of 16 bits; d is found under `turn` as b: a false hit.
const char* const kHashes =
    "image,transform,hash,quality\n"
    "a,original,0000,100\nb,original,ffff,100\nc,original,0f0f,90\nd,original,f00f,90\n"
    "# comment\n\n"
    "a,jpeg_50,0001,100\nb,jpeg_50,fffe,99\nc,jpeg_50,0f0f,90\nd,jpeg_50,f00e,90\n"
    "a,turn,0000,100\nb,turn,ffff,99\nc,turn,f0f0,90\nd,turn,fffe,90\r\n";

TEST(Hashes, AnotherSystemsHashesGiveTheFiguresThatCountingGives) {
  const auto results = results_from_hashes(kHashes, 2);
  ASSERT_TRUE(results.ok()) << results.error().text;
  ASSERT_EQ(results->rows.size(), 8u);
  const Json f = figures(*results, {});
  ASSERT_EQ(f["recall"].size(), 2u);
  EXPECT_EQ(f["recall"][0]["title"], "JPEG quality 50");
  EXPECT_EQ(f["recall"][0]["by"]["hash"]["hits"], 4);
  EXPECT_EQ(f["recall"][1]["transform"], "turn");
  EXPECT_EQ(f["recall"][1]["by"]["hash"]["hits"], 2);
  EXPECT_NEAR(f["recall"][1]["by"]["hash"]["low"].get<double>(), 0.0676, 1e-4);
  EXPECT_NEAR(f["recall"][1]["by"]["hash"]["high"].get<double>(), 0.9324, 1e-4);
  EXPECT_EQ(f["false_hits"]["hash"]["pairs"]["hits"], 1);
  EXPECT_EQ(f["false_hits"]["hash"]["pairs"]["of"], 24);
  EXPECT_EQ(f["false_hits"]["hash"]["pictures"]["names"], Json({"d"}));
  EXPECT_EQ(f["pairs"]["count"], 6);
  EXPECT_EQ(f["pairs"]["nearest"][0]["distance"], 8);
  EXPECT_EQ(f["strata"], nullptr);
}

TEST(Hashes, WhatIsWrongIsSaidWithItsLine) {
  const auto complaint = [](const std::string& text, std::optional<int> within = 2) {
    const auto r = results_from_hashes(text, within);
    return r.ok() ? "" : r.error().text;
  };
  const std::string good = "a,original,0000\nb,original,ffff\n";
  EXPECT_NE(complaint("").find("no hash"), std::string::npos);
  EXPECT_NE(complaint(good + "a,x").find("line 3"), std::string::npos);
  EXPECT_NE(complaint(good + "a,x,zz00").find("line 3"), std::string::npos);
  EXPECT_NE(complaint(good + "a,x,000000").find("another length"), std::string::npos);
  EXPECT_NE(complaint(good + "a,x,0000,101").find("line 3"), std::string::npos);
  EXPECT_NE(complaint(good + "c,x,0000").find("no original of c"), std::string::npos);
  EXPECT_NE(complaint(good + "a,original,0000").find("two originals"), std::string::npos);
  EXPECT_NE(complaint(good + "a,x,0000\na,x,0001").find("two hashes"), std::string::npos);
  EXPECT_NE(complaint(good).find("no changed picture"), std::string::npos);
  EXPECT_NE(complaint("a,original,0000\na,x,0000").find("fewer than two"), std::string::npos);
  EXPECT_NE(complaint(good + "a,x,0000", std::nullopt).find("--within"), std::string::npos);
}

TEST(Page, FetchesNothingRunsNothingAndQuotesWhatItIsGiven) {
  const std::string name = "<script>alert(1)</script>";
  auto results =
      results_from_hashes(name + ",original,0000\nb,original,0001\nb," + name + ",0001\n", 2);
  ASSERT_TRUE(results.ok()) << results.error().text;
  Json f = figures(*results, {});
  f["device"] = nullptr;
  f["leakage"] = nullptr;
  f["criteria"] = criteria(f);
  const std::string html = page(f);
  for (const char* never : {"<script", "src=", "http:", "https:", "@import", "url("})
    EXPECT_EQ(html.find(never), std::string::npos) << never;
  EXPECT_NE(html.find("&lt;script&gt;"), std::string::npos);
  EXPECT_NE(html.find("not measurable here, because"), std::string::npos);
}

}  // namespace
}  // namespace eq::eval
