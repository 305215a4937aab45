// Encrypting files that travel beside a message.  spec/franking.md section 10.
//
// Key and ciphertext hash are both under the commitment, so one report fixes one plaintext: a file
// that opens differently for reader and moderator cannot be made.
#pragma once

#include "eq/base/random.h"
#include "eq/franking/attachment_hash.h"
#include "eq/franking/commit.h"

namespace eq::franking {

/// Largest file, bytes.
constexpr std::uint64_t kMaxAttachment = std::uint64_t{30} << 20;

struct SealedFile {
  Attachment descriptor;  // for Content::attachments
  Bytes ciphertext;       // for the server; found again by descriptor.hash
};
/// What its sender calls a file.  At most kMaxMediaType and kMaxFileName bytes.
struct FileLabel {
  std::string media_type;  // e.g. image/jpeg
  std::string name = {};   // without its folders; empty for none
};
/// Encrypt under a fresh key, in chunks of kChunk.  Err::too_large above kMaxAttachment, or for a
/// label that is too long.  Constant-time in contents, not in length.  Promises FRK-8.
Result<SealedFile> seal_file(View plaintext, FileLabel label, Random& rng);

/// Err::forged if hash, size or any chunk does not verify; Err::unsupported for an AEAD without
/// 32-byte keys.  Promises FRK-8.
Result<Bytes> open_file(const Attachment& descriptor, View ciphertext);

}  // namespace eq::franking
