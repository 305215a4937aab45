// What media are known by: a perceptual hash, or the digest of one exact file.
#pragma once

#include "apps/exchange/answer.h"
#include "eq/crypto/file_digests.h"
#include "eq/phash/hash.h"

namespace eq::exchange {

enum class Kind : std::uint8_t { pdq = 1, md5 = 2, sha1 = 3, sha256 = 4 };
std::string_view to_text(Kind kind);
/// "pdq", "md5", "sha1", "sha256"; Err::unsupported for another word.
Result<Kind> kind_from(std::string_view word);

struct Signal {
  Kind kind = Kind::pdq;
  Bytes value;  // 32, 16, 20 or 32 bytes
  auto operator<=>(const Signal&) const = default;
};

/// Hexadecimal of exactly the kind's length, either case.
Result<Signal, Refusal> parse_signal(Kind kind, std::string_view text);
/// The same, its kind given as a word.
Result<Signal, Refusal> parse_signal(std::string_view kind, std::string_view text);

/// Exact digests always are; of a PDQ hash phash::is_telling() says it.
bool is_telling(const Signal& signal);

phash::Hash pdq_of(const Signal& signal);
Signal signal_of(const phash::Hash& hash);

/// What one file is known by.
struct FileSignals {
  crypto::FileDigests digests;
  std::optional<phash::Fingerprint> picture;
  Err why_no_picture = Err::unsupported;
  std::vector<Signal> exact() const;
};

}  // namespace eq::exchange
