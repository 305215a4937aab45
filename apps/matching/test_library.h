// For tests: a library in a file of its own, and pictures' hashes at chosen distances.
#pragma once

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "apps/matching/library.h"
#include "eq/testing/seeded.h"

namespace eq::matching {

class LibraryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir = std::filesystem::temp_directory_path() /
          ("eqp-match-" + std::to_string(getpid()) + "-" +
           ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(dir);
    std::filesystem::create_directories(dir);
    path = (dir / "match.sqlite").string();
    library = open();
    ASSERT_TRUE(library) << why;
  }
  void TearDown() override {
    library.reset();
    std::filesystem::remove_all(dir);
  }
  std::unique_ptr<Library> open() { return Library::open(path, why); }
  Actor actor() { return {"tester", Time{1'700'000'000'000 + 1000 * ++ticks}}; }

  phash::Hash random_hash() { return {rng.array<32>()}; }
  phash::Hash flipped(phash::Hash h, unsigned bits) {
    for (unsigned i = 0; i < bits; ++i)
      h.bytes[(i * 7) % 32] ^= static_cast<std::uint8_t>(1u << (i / 32));
    return h;
  }
  std::uint32_t add(const std::string& bank, const Signal& signal) {
    const auto added = library->add_entry(actor(), bank, {signal, "", ""});
    EXPECT_TRUE(added.ok()) << added.error().what;
    return added->id;
  }

  std::filesystem::path dir;
  std::string path, why;
  std::unique_ptr<Library> library;
  eq::testing::SeededRandom rng{11};
  std::uint64_t ticks = 0;
};

}  // namespace eq::matching
