#include "eq/evidence/container.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace eq::evidence {
namespace {

Items some() {
  return {{"bagit.txt", to_bytes("BagIt")},
          {"data/messages/001.txt", to_bytes("hello\n")},
          {"data/realm.bin", Bytes(3000, 9)},
          {"data/empty", {}}};
}

TEST(Container, GivesBackItsItemsAndIsTheSameBytesEveryTime_EVD_6) {
  const Bytes file = to_zip(some()).take();
  EXPECT_EQ(*from_zip(file), some());
  EXPECT_EQ(*to_zip(some()), file);
  EXPECT_EQ(to_string(View(file).first(4)), "PK\x03\x04");
  EXPECT_EQ(*from_zip(*to_zip({})), Items());
}

TEST(Container, EveryFlippedBitOfTheFileIsNoticed_EVD_6) {
  const Bytes file = to_zip(some()).take();
  for (std::size_t at = 0; at < file.size(); ++at) {
    Bytes bad = file;
    bad[at] ^= static_cast<std::uint8_t>(1u << (at % 8));
    EXPECT_FALSE(from_zip(bad).ok()) << at;
  }
  // In an item's own bytes it is named.
  Bytes bad = file;
  bad[file.size() / 2] ^= 1;
  EXPECT_EQ(from_zip(bad).error().item, "data/realm.bin");
}

TEST(Container, EveryCutAndAnythingAppendedIsNoticed_EVD_6) {
  const Bytes file = to_zip(some()).take();
  for (std::size_t n = 0; n < file.size(); ++n)
    EXPECT_FALSE(from_zip(View(file).first(n)).ok()) << n;
  Bytes longer = file;
  longer.push_back(0);
  EXPECT_FALSE(from_zip(longer).ok());
}

TEST(Container, AFileThatAnotherProgramPackedIsToldFromADamagedOne_EVD_6) {
  using Kind = ContainerFault::Kind;
  const Bytes ours = to_zip(some()).take();
  const auto fault = [&](auto change) {
    Bytes file = ours;
    change(file);
    return from_zip(file).error().kind;
  };
  EXPECT_EQ(fault([](Bytes& f) { f[8] = 8; }), Kind::other_form) << "compressed";
  EXPECT_EQ(fault([](Bytes& f) { f[10] = 1; }), Kind::other_form) << "dated";
  EXPECT_EQ(fault([](Bytes& f) { f[30] = 'E'; }), Kind::other_form) << "below another folder";
  EXPECT_EQ(fault([](Bytes& f) { f.back() = 1; }), Kind::other_form) << "with a comment";
  Bytes folder = ours;  // an entry for the folder itself, as zip -r writes it
  const std::string name = "evidence/";
  Bytes entry(folder.begin(), folder.begin() + 30);
  std::fill(entry.begin() + 14, entry.begin() + 26, std::uint8_t{0});
  entry[26] = static_cast<std::uint8_t>(name.size()), entry[27] = 0;
  append(entry, view(name));
  folder.insert(folder.begin(), entry.begin(), entry.end());
  EXPECT_EQ(from_zip(folder).error().kind, Kind::other_form);
  EXPECT_EQ(fault([](Bytes& f) { f[f.size() / 2] ^= 1; }), Kind::damaged);
  EXPECT_EQ(fault([](Bytes& f) { f.resize(f.size() / 2); }), Kind::damaged);
  EXPECT_EQ(fault([](Bytes& f) { f[0] = 'X'; }), Kind::damaged);
}

TEST(Container, PathsThatLeaveTheFolderAreRefused_EVD_6) {
  for (const char* good : {"a", "data/messages/001.txt", "tagmanifest-sha256.txt", "..a", "a..b/c"})
    EXPECT_TRUE(is_plain_path(good)) << good;
  for (const char* bad : {"", "/etc/passwd", "..", "../x", "data/../../x", "data//x", "data/",
                          "./x", "a\\b", "c:x", "a b", "a\nb", "\xc3\xa9"}) {
    EXPECT_FALSE(is_plain_path(bad)) << bad;
    EXPECT_EQ(to_zip({{bad, {}}}).error(), Err::malformed);
  }
  // A file that another program made with such a path.
  Bytes file = to_zip({{"data/12/x", to_bytes("y")}}).take();
  const auto swap = [&](std::string_view from, std::string_view to) {
    auto it = file.begin();
    while ((it = std::search(it, file.end(), from.begin(), from.end())) != file.end())
      it = std::copy(to.begin(), to.end(), it);
  };
  swap("data/12/x", "data/../x");
  EXPECT_EQ(from_zip(file).error().what, "is not the name of an item");
}

}  // namespace
}  // namespace eq::evidence
