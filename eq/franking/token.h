// Tokens: one-time sender keys that open to an account.  spec/franking.md section 3.
//
// A token holds a commitment to an account under a key r that travels with it, so every recipient
// can check that it belongs to the account that sent the message, while the delivery service, which
// never sees it, cannot.  The issuer knows the private keys, deliberately: it could fake any
// message, so a report convinces only those who trust the issuer.
#pragma once

#include <vector>

#include "eq/base/codec.h"
#include "eq/base/random.h"
#include "eq/crypto/sign.h"

namespace eq::franking {

/// What travels inside a message: 132 bytes.
struct Token {
  Array<32> r{};               // opens the commitment
  crypto::VerifyKey pke;       // verifies sigma2, once
  Day day;                     // UTC day of use
  crypto::Signature sigma1{};  // of the issuer's day key
  EQ_FIELDS(r, pke, day, sigma1)
  bool operator==(const Token&) const = default;
};
constexpr std::size_t kTokenSize = 132;

/// Does the token open to `account` under the issuer's key of token.day?  Err::forged if not.
/// Promises FRK-4.  Public data only, variable-time.
Status check(const Token& token, const AccountId& account, const crypto::VerifyKey& issuer_day_key);

/// Tokens of one account for one day, as the issuer sends them: a seed and a signature for each.
/// Whoever holds it can speak as the account in a report, so it travels sealed to the account.
struct TokenBatch {
  Day day;
  Secret<32> seed;
  std::vector<crypto::Signature> sigma1;
};
/// At most so many tokens in a batch.
constexpr std::size_t kMaxBatch = 4096;

SecretBytes encode_batch(const TokenBatch& batch);
/// Err::malformed; Err::too_large above kMaxBatch.
Result<TokenBatch> decode_batch(View bytes);

/// Issuer: n tokens for `account` on `day`.  n in 1..kMaxBatch, else Err::refused.
/// The issuer keeps no copy.  17 us per token.
Result<TokenBatch> issue(const crypto::SigningKey& issuer_day_key, Day day,
                         const AccountId& account, std::size_t n, Random& rng);

/// A token with its private key: good for one message.  Moves only.
struct SpendableToken {
  Token token;
  crypto::SigningKey ske;
};
/// Token i of a batch; i < sigma1.size() asserted.  Constant-time in the seed.
SpendableToken token_at(const TokenBatch& batch, std::size_t i);
/// Account: does every token of a batch that arrived open to us?  Err::forged if not.
Status check_batch(const TokenBatch& batch, const AccountId& self,
                   const crypto::VerifyKey& issuer_day_key);

/// A sender's tokens.  Each is given out once; save the purse before the message leaves, so that a
/// crash loses a token instead of using it twice.  Not thread-safe.
class TokenPurse {
 public:
  /// Batches must have passed check_batch().  One that is here already is not added again.
  void add(TokenBatch batch);
  /// Err::exhausted if none is left for the day.
  Result<SpendableToken> take(Day day);
  std::size_t left(Day day) const;
  /// Drop tokens of days before `first`.
  void prune(Day first);

  SecretBytes save() const;
  static Result<TokenPurse> load(View bytes);

 private:
  struct Pocket {
    TokenBatch batch;
    std::uint32_t next = 0;
  };
  std::vector<Pocket> pockets_;
};

}  // namespace eq::franking
