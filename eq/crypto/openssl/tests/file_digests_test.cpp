#include "eq/crypto/file_digests.h"

#include <gtest/gtest.h>

namespace eq::crypto {
namespace {

TEST(FileDigests, AreThoseOfTheStandardsExamples) {
  const auto abc = file_digests(view("abc"));  // RFC 1321 A.5, FIPS 180-2 A.1 and B.1
  EXPECT_EQ(hex(abc.md5), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(hex(abc.sha1), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(hex(abc.sha256), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(file_digests({}).md5), "d41d8cd98f00b204e9800998ecf8427e");
}

}  // namespace
}  // namespace eq::crypto
