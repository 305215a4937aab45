// What a disk has room for.
#include "apps/server/disk_room.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "apps/server/store_copy.h"

namespace eq::server {
namespace {
namespace fs = std::filesystem;

TEST(DiskRoom, WhatDoesNotFitIsSaidBeforeAnythingIsWritten) {
  const std::string here = fs::temp_directory_path();
  EXPECT_EQ(lacks_room(here, 1), "");
  EXPECT_THAT(lacks_room(here, std::uint64_t{1} << 60), ::testing::HasSubstr("has room for"));
  EXPECT_EQ(lacks_room(here + "/absent", std::uint64_t{1} << 60), "") << "writing says why";
  EXPECT_TRUE(share_a_disk(here, here));
  EXPECT_FALSE(share_a_disk(here, here + "/absent"));
}

TEST(DiskRoom, AStoreTakesItsFileAndWhatWaitsBesideIt) {
  const fs::path store =
      fs::temp_directory_path() / ("eqp-room-" + std::to_string(::getpid()) + ".sqlite");
  EXPECT_EQ(store_bytes(store), 0u);
  std::ofstream(store) << std::string(1000, 'a');
  EXPECT_EQ(store_bytes(store), 1000u);
  std::ofstream(store.string() + "-wal") << std::string(234, 'a');
  EXPECT_EQ(store_bytes(store), 1234u);
  for (const char* end : {"", "-wal"}) fs::remove(store.string() + end);
}

}  // namespace
}  // namespace eq::server
