// What somebody names as a file, and is none.
#include "apps/equipoise/frame/whole_file.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "apps/equipoise/frame/command.h"

namespace eq::app {
namespace {

struct Files : ::testing::Test {
  std::string dir = ::testing::TempDir() + "equipoise_files_test";
  void SetUp() override { std::filesystem::create_directories(dir); }
  void TearDown() override { std::filesystem::remove_all(dir); }
  std::string at(const std::string& name) const { return dir + "/" + name; }
  std::string refusal(const std::string& path, std::uint64_t at_most) {
    try {
      read_file(path, at_most);
      return "";
    } catch (const Failure& f) {
      return f.what;
    }
  }
};

TEST_F(Files, ADirectoryADeviceAndATooLargeFileAreRefusedBeforeTheyAreRead) {
  EXPECT_EQ(refusal(dir, 100), dir + " is a directory");
  EXPECT_EQ(refusal("/dev/zero", 100), "/dev/zero is a device or a socket, not a file");
  EXPECT_NE(refusal(at("none"), 100).find("Cannot read"), std::string::npos);
  write_file(at("large"), Bytes(101, 1));
  EXPECT_NE(refusal(at("large"), 100).find("is larger than"), std::string::npos);
  EXPECT_EQ(read_file(at("large"), 101), Bytes(101, 1));
  write_file(at("empty"), {});
  EXPECT_TRUE(read_file(at("empty")).empty());
}

TEST_F(Files, ANewFileNeverTakesThePlaceOfAnother) {
  write_new_file(at("one"), Bytes{1});
  EXPECT_THROW(write_new_file(at("one"), Bytes{2}), Failure);
  EXPECT_EQ(read_file(at("one")), Bytes{1});
}

TEST_F(Files, OfANewFileThatCannotBeWrittenNothingIsLeft) {
  EXPECT_THROW(write_new_file(at("absent/one"), Bytes{1}), Failure);
  std::filesystem::create_symlink("nowhere", at("link"));
  EXPECT_THROW(write_new_file(at("link"), Bytes{1}), Failure) << "a link is somebody's, too";
  write_new_file(at("two"), Bytes{2});
  std::size_t there = 0;
  for (const auto& entry : std::filesystem::directory_iterator(dir)) there += !entry.path().empty();
  EXPECT_EQ(there, 2u) << "the link and the file, and nothing beside them";
}

}  // namespace
}  // namespace eq::app
