#include "eq/crypto/file_digests.h"

#include <openssl/evp.h>

namespace eq::crypto {

FileDigests file_digests(View file) {
  FileDigests d;
  d.sha256 = sha256(file);
  EQ_ASSERT(EVP_Digest(file.data(), file.size(), d.md5.data(), nullptr, EVP_md5(), nullptr) == 1);
  EQ_ASSERT(EVP_Digest(file.data(), file.size(), d.sha1.data(), nullptr, EVP_sha1(), nullptr) == 1);
  return d;
}

}  // namespace eq::crypto
