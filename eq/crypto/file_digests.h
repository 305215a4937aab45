// Exact digests of files as lists of known media name them.  MD5 and SHA-1 collide on purpose:
// these find files, they prove nothing.
#pragma once

#include "eq/crypto/hash.h"

namespace eq::crypto {

struct FileDigests {
  Array<16> md5{};
  Array<20> sha1{};
  Digest sha256{};
};
FileDigests file_digests(View file);

}  // namespace eq::crypto
