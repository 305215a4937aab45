// What a command is told to write takes the place of nothing else.
#include "apps/equipoise/frame/output_file.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "apps/equipoise/frame/command.h"
#include "apps/equipoise/frame/whole_file.h"

namespace eq::app {
namespace {

struct Outputs : ::testing::Test {
  std::string dir = ::testing::TempDir() + "equipoise_outputs_test";
  void SetUp() override { std::filesystem::create_directories(dir); }
  void TearDown() override { std::filesystem::remove_all(dir); }
  std::string at(const std::string& name) const { return dir + "/" + name; }
};

TEST_F(Outputs, AnotherFileIsNeverReplacedAndTheSameOnceMoreIsNoHarm) {
  write_output(at("one"), Bytes{1}, 0644);
  write_output(at("one"), Bytes{1});
  EXPECT_THROW(write_output(at("one"), Bytes{2}), Failure);
  EXPECT_EQ(read_file(at("one")), Bytes{1});
  EXPECT_THROW(write_output(dir, Bytes{1}), Failure);
}

TEST_F(Outputs, OnlyAnEarlierVersionOfTheSameIsReplaced) {
  const auto begins_alike = [](View there) { return !there.empty() && there[0] == 7; };
  write_newer_output(at("page"), Bytes{7, 1}, begins_alike);
  write_newer_output(at("page"), Bytes{7, 2}, begins_alike);
  EXPECT_EQ(read_file(at("page")), (Bytes{7, 2}));
  write_file(at("realm"), Bytes{1});
  EXPECT_THROW(write_newer_output(at("realm"), Bytes{7, 3}, begins_alike), Failure);
  EXPECT_EQ(read_file(at("realm")), Bytes{1});
}

TEST_F(Outputs, APlaceIsFreeUntilSomethingIsThere) {
  must_be_free(at("reply"));
  write_output(at("reply"), Bytes{1});
  EXPECT_THROW(must_be_free(at("reply")), Failure);
}

TEST_F(Outputs, AFileIsNoFolder) {
  write_file(at("file"), Bytes{1});
  EXPECT_THROW(make_folder(at("file")), Failure);
  EXPECT_THROW(make_folder(at("file") + "/below"), Failure);
  make_folder(at("folder/below"));
  make_folder(at("folder"));
  EXPECT_TRUE(std::filesystem::is_directory(at("folder/below")));
}

}  // namespace
}  // namespace eq::app
