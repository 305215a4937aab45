#include "apps/equipoise/client/file_name.h"

#include <gtest/gtest.h>

namespace eq::app {
namespace {

TEST(FileName, IsTheSendersWhereItIsAPlainName) {
  EXPECT_EQ(file_name_from("minutes of May.txt"), "minutes of May.txt");
  EXPECT_EQ(file_name_from("Gr\xc3\xbc\xc3\x9f"
                           "e.pdf"),
            "Gr\xc3\xbc\xc3\x9f"
            "e.pdf");
  EXPECT_EQ(file_name_from("e\xcc\x81t\xc3\xa9.txt"), "e\xcc\x81t\xc3\xa9.txt");  // a mark on its e
}

TEST(FileName, NamesNoOtherFolderAndIsNotHidden) {
  EXPECT_EQ(file_name_from("../../.ssh/authorized_keys"), "authorized_keys");
  EXPECT_EQ(file_name_from("C:\\Windows\\system.ini"), "system.ini");
  EXPECT_EQ(file_name_from(".bashrc"), "bashrc");
  EXPECT_EQ(file_name_from("-rf"), "rf");
  EXPECT_EQ(file_name_from("~root"), "root");
  EXPECT_EQ(file_name_from("c:x"), "c_x");
  for (const char* nothing : {"", ".", "..", "/", "a/", " . "})
    EXPECT_EQ(file_name_from(nothing), "attachment") << nothing;
}

TEST(FileName, HasNoCharacterThatDeceives) {
  EXPECT_EQ(file_name_from("gpj.\xe2\x80\xae"
                           "exe"),
            "gpj._exe");  // right to left from here
  EXPECT_EQ(file_name_from("a\x1b[2Jb\nc"), "a_[2Jb_c");
  EXPECT_EQ(file_name_from("\xff\xfe.txt"), "__.txt");
}

TEST(FileName, IsShort) {
  EXPECT_EQ(file_name_from(std::string(255, 'x')), std::string(120, 'x'));
  EXPECT_EQ(file_name_from(std::string(116, 'x') + ".exe.pdf"), std::string(116, 'x') + ".pdf");
  std::string long_letters;
  for (int i = 0; i < 100; ++i) long_letters += "\xc3\xa9";
  EXPECT_EQ(file_name_from(long_letters), long_letters.substr(0, 120));
  EXPECT_EQ(file_name_from(std::string(119, 'x') + "\xc3\xa9"), std::string(119, 'x'));
}

TEST(FileName, TellsOthersNothingOfOnesFolders) {
  EXPECT_EQ(file_name_for_others("/home/ana/leaving him/minutes.txt"), "minutes.txt");
  EXPECT_EQ(file_name_for_others("minutes.txt"), "minutes.txt");
  EXPECT_EQ(file_name_for_others(std::string(256, 'x')), "");
  EXPECT_EQ(file_name_for_others("\xff.txt"), "");
}

}  // namespace
}  // namespace eq::app
