#include "eq/base/html.h"

#include <gtest/gtest.h>

namespace eq {
namespace {

TEST(Html, NoCharacterOfAStrangerOpensATagOrEndsAnAttribute_BAS_5) {
  EXPECT_EQ(html_text("<a href=\"x\" id='y'>&</a>"),
            "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;&lt;/a&gt;");
  std::string all;
  for (int c = 0; c < 256; c++) all.push_back(static_cast<char>(c));
  EXPECT_EQ(html_text(all).find_first_of("<>\"'"), std::string::npos);
}

TEST(Html, OtherTextPassesUnchanged_BAS_5) {
  EXPECT_EQ(html_text(""), "");
  EXPECT_EQ(html_text("Zürich, 5 %; a=b"), "Zürich, 5 %; a=b");
}

}  // namespace
}  // namespace eq
