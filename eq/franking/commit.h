// The sealed blob of a message and the commitment to its content.
// spec/franking.md section 4.
//
//   ek || fk = HKDF-SHA256(ck, "eqp-frank-v1", 64)
//   Cf       = HMAC-SHA256(fk, "eqp-frank-v1" || hdr || F)
//   sigma2   = Ed25519(ske, "eqp-frank-sig-v1" || hdr || Cf)
//   b        = ChaCha20-Poly1305(ek, nonce 0, aad hdr || Cf, F || sigma2 || zeros up to a bucket)
//
// ck travels under the MLS key and is never part of a report; fk is.
#pragma once

#include <vector>

#include "eq/base/foreign_text.h"
#include "eq/crypto/aead.h"
#include "eq/crypto/hash.h"
#include "eq/franking/header.h"
#include "eq/franking/token.h"

namespace eq::franking {

enum class ContentType : std::uint8_t {
  text = 1,      // content is UTF-8, may be empty if there are attachments
  reaction = 2,  // content is the 32-byte Cf of a message, then UTF-8
};
constexpr bool is_valid(ContentType t) {
  return t == ContentType::text || t == ContentType::reaction;
}

/// Bytes of an attachment's name and media type, at most.
inline constexpr std::size_t kMaxFileName = 255, kMaxMediaType = 127;

/// Where an attachment is and how it opens; see attachment.h.  As private as the text beside it.
struct Attachment {
  Array<32> hash{};  // of the ciphertext
  Array<32> key{};
  crypto::Aead aead = crypto::Aead::chacha20_poly1305;  // one with 32-byte keys
  std::uint64_t size = 0;                               // plaintext bytes
  ForeignText media_type;                               // as the sender claims, e.g. image/jpeg
  ForeignText name;                                     // likewise; empty where none is given
  EQ_FIELDS(hash, key, aead, size, media_type, name)
  bool operator==(const Attachment&) const = default;
};

/// F: what the commitment fixes.  One canonical encoding.
struct Content {
  ContentType type = ContentType::text;
  Bytes content;
  std::vector<Attachment> attachments;
  Token token;
  EQ_FIELDS(type, content, attachments, token)
  bool operator==(const Content&) const = default;
};
constexpr std::size_t kMaxAttachments = 16;

/// Cf.  Constant-time in fk and F.
Commitment commit(const Header& header, View f, View fk);
/// sigma2: Err::forged unless pke signed (hdr, Cf).
Status check_sigma2(const Header& header, const Commitment& cf, const crypto::VerifyKey& pke,
                    const crypto::Signature& sigma2);

/// A message ready to travel.
struct Sealed {
  Commitment cf;
  Bytes b;        // bucket size + 16
  Secret<32> ck;  // for application_data
  // What a later report of one's own message needs:
  Secret<32> fk;
  crypto::Signature sigma2{};
  Bytes f;
};
/// Seal a message, spending `token` (content.token is set from it). Err::too_large above
/// kMaxPlaintext or kMaxAttachments. Promises FRK-1, FRK-7.  Constant-time in keys, not in the text
/// (UTF-8 is checked); its length shows as a bucket.
Result<Sealed> seal(const Header& header, Content content, SpendableToken token, Random& rng);

/// A blob that opened: the commitment recomputes and sigma2 verifies under the token inside.
/// Nothing is known yet about whose token it is: that is accept().
struct Opened {
  Content content;
  Bytes f;  // its canonical encoding
  Secret<32> fk;
  crypto::Signature sigma2{};
};
/// Err::forged if the blob, Cf or sigma2 fails; Err::malformed if what a genuine sender put inside
/// is not in canonical form.  Promises FRK-2.
Result<Opened> open(const Header& header, const Commitment& cf, View b, const Secret<32>& ck);

/// Decode F with the limits above.  Err::malformed, Err::too_large.
Result<Content> decode_content(View f);

}  // namespace eq::franking
