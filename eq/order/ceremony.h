// The custodians' two shared keys, made together and without a dealer by carrying files: Y
// (ristretto255), to which envelopes are sealed, and the quorum key (Ed25519), under which they
// name their successors. spec/ceremony.md; docs/adr/0015.
//
// Everyone writes one Dealing and, having checked all of them, one Confirmation.  The
// CeremonyRecord that all of these make is public, and verify() tells anybody, offline, what was
// agreed on.
#pragma once

#include <string>

#include "eq/base/time.h"
#include "eq/crypto/cocktail.h"
#include "eq/crypto/hash.h"
#include "eq/crypto/sign.h"

namespace eq::order {

inline constexpr std::size_t kCustodiansMax = 9;

/// Public keys for one ceremony: parts are sealed to them and the transcript is signed with them.
struct CeremonyKeys {
  crypto::Point decryption;
  crypto::EdPoint quorum;
  bool operator==(const CeremonyKeys&) const = default;
  EQ_FIELDS(decryption, quorum)
};

/// A custodian as its card names it.
struct Peer {
  std::uint16_t index = 0;  // 1..n
  std::string name;
  crypto::VerifyKey signing;
  Array<32> hpke{};
  CeremonyKeys ceremony;
  bool operator==(const Peer&) const = default;
  EQ_FIELDS(index, name, signing, hpke, ceremony)
};

/// What all must agree on before they begin.
struct Circle {
  std::uint16_t threshold = 0;
  Day from;                 // the keys are for days from this one on
  Array<32> nonce{};        // fresh, so that no two ceremonies are alike
  std::vector<Peer> peers;  // in order of index, 1..n
  EQ_FIELDS(threshold, from, nonce, peers)

  crypto::Digest digest() const;
};
/// Indices 1..n, n at most 9, no key twice; 2 <= t and n = 2t - 1: one alone never suffices, and
/// any t custodians meet any other t, so that nothing is decided twice.  Err::malformed,
/// Err::refused.
Status check(const Circle& circle);

template <class Suite>
using DkgSession = crypto::cocktail::Session<Suite>;
/// The two runs of COCKTAIL-DKG that one ceremony consists of.  The circle must have passed
/// check(), asserted.
DkgSession<crypto::cocktail::Ristretto255> decryption_session(const Circle& circle);
DkgSession<crypto::cocktail::Ed25519> quorum_session(const Circle& circle);

/// Round 1: one custodian's contribution to both keys; public, its parts sealed each to its
/// custodian.
struct Dealing {
  crypto::Digest circle{};
  std::uint16_t dealer = 0;
  Bytes decryption, quorum;  // msg1 of either run
  // by the dealer's signing key: what it addressed to whom cannot be disputed
  crypto::Signature signature{};
  EQ_FIELDS(circle, dealer, decryption, quorum, signature)

  Bytes signed_message() const;
};

/// Round 3: "I got my parts, and this is what I saw."
struct Confirmation {
  crypto::Digest circle{};
  std::uint16_t index = 0;
  crypto::cocktail::Signature decryption{}, quorum{};  // over either transcript
  crypto::Signature signature{};                       // by the signing key, over the above
  EQ_FIELDS(circle, index, decryption, quorum, signature)

  Bytes signed_message() const;
};

/// Whose contribution is bad, and what of it, in words.
struct CeremonyFault {
  std::uint16_t custodian = 0;  // 0: nobody's alone
  std::string what;
};

CeremonyFault fault_of(const crypto::cocktail::Blame& blame);

/// All dealings of a circle, checked as far as anybody can, in order of dealer.
struct Dealt {
  std::vector<crypto::cocktail::Message<crypto::cocktail::Ristretto255>> decryption;
  std::vector<crypto::cocktail::Message<crypto::cocktail::Ed25519>> quorum;
  crypto::Digest digest{};  // of all the files
};
/// Exactly one from each, of this circle, signed, well-formed.  @param dealings  in any order
Result<Dealt, CeremonyFault> read_dealings(const Circle& circle, std::span<const Dealing> dealings);

/// The public result.
struct CeremonyRecord {
  Circle circle;
  Bytes decryption, quorum;  // transcripts; their extension is the digest of circle and dealings
  std::vector<Confirmation> confirmations;
  EQ_FIELDS(circle, decryption, quorum, confirmations)
};
/// What all confirm; no confirmation in it yet.
CeremonyRecord draft_record(const Circle& circle, const Dealt& dealt);

struct CustodianKeys {
  crypto::SharedKey decryption;  // Y, Y_i
  crypto::SharedSigningKey quorum;
  bool operator==(const CustodianKeys&) const = default;
  EQ_FIELDS(decryption, quorum)
};
/// The keys, if every custodian of the circle confirmed exactly this.
Result<CustodianKeys, CeremonyFault> verify(const CeremonyRecord& record);

}  // namespace eq::order
