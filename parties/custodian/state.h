// What a custodian keeps: its keys, its shares, what it was asked, what it signed.  One value,
// saved whole.
#pragma once

#include <map>

#include "eq/crypto/frost.h"
#include "eq/crypto/persist.h"
#include "eq/order/ceremony.h"
#include "eq/tlog/merkle.h"
#include "eq/wire/dealing_letters.h"
#include "eq/wire/directory.h"
#include "eq/wire/environment.h"
#include "eq/wire/letter.h"
#include "eq/wire/order_letters.h"
#include "eq/wire/realm.h"
#include "eq/wire/release_letters.h"
#include "eq/wire/transport.h"
#include "parties/custodian/own_key.h"

namespace eq::custodian {

/// An order file that waits for a decision, and who sent it.
struct AskedOrder {
  crypto::VerifyKey from;
  order::OrderFile file;
  EQ_FIELDS(from, file)

  crypto::Digest id() const { return crypto::sha256(encode(*this)); }
};
struct AskedEpoch {
  wire::EpochProposal proposal;
  EQ_FIELDS(proposal)

  crypto::Digest id() const { return crypto::sha256(encode(*this)); }
};
struct AskedRelease {
  wire::ReleaseRequest request;
  crypto::VerifyKey from;  // the agency, ours or a foreign one
  EQ_FIELDS(request, from)

  crypto::Digest id() const { return crypto::sha256(encode(*this)); }
};
/// A letter of the court about dealings (eq/wire/dealing_letters.h).
struct AskedDealing {
  wire::LetterKind kind = wire::LetterKind::dealing_call;
  Bytes body;
  EQ_FIELDS(kind, body)
};

/// What we deal a day from, and what its parts are sealed to: gone once the day is settled or
/// forgotten.
struct DealingSecrets {
  crypto::HpkeKeyPair key;
  Secret<32> seed;
  EQ_FIELDS(key, seed)
};
/// Our part in one ceremony of dealings.
struct OwnCeremony {
  order::DealtDays days;
  std::map<Day, DealingSecrets> secrets;      // of days that are neither settled nor forgotten
  std::optional<order::Gathering> gathering;  // under which we dealt
  std::map<Day, crypto::Digest> dealt;        // our dealings
  std::map<Day, std::vector<std::uint16_t>> answered;  // whose complaints of them
  std::map<Day, wire::DayDealt> settled;               // what we signed: one for a day
  EQ_FIELDS(days, secrets, gathering, dealt, answered, settled)
};
/// Our share of a day that was dealt: what a release takes, and what we erase so that a day stays
/// shut.
struct HeldDay {
  gate::DayShares shares;
  std::vector<crypto::Digest> files;  // SHA-256 of the dealings of Q
  EQ_FIELDS(shares, files)
};

/// What we consented to under a number, until its days are over: never to another order.
struct Consented {
  crypto::Digest terms{};  // SHA-256
  Day last;
  EQ_FIELDS(terms, last)
};

/// d_i of either run of one ceremony.
struct CeremonySecrets {
  crypto::Scalar decryption, quorum;
  EQ_FIELDS(decryption, quorum)
};
/// Our share of the keys of one ceremony, in which we had this number.
struct HeldKeys {
  Day from;
  std::uint16_t index = 0;
  order::CustodianKeys keys;
  crypto::Scalar share, quorum_share;
  EQ_FIELDS(from, index, keys, share, quorum_share)
};
/// A ceremony whose dealings we checked, until everyone has confirmed.
struct Pending {
  order::CeremonyRecord draft;
  order::Confirmation ours;
  HeldKeys held;
  EQ_FIELDS(draft, ours, held)
};

/// Promised to whoever makes the list of signers; erased from the saved state before the share it
/// makes leaves.
struct StoredNonce {
  Array<32> quorum_key{};
  crypto::Scalar hiding, binding;
  EQ_FIELDS(quorum_key, hiding, binding)

  crypto::frost::Nonce nonce() const { return crypto::frost::Nonce::from_scalars(hiding, binding); }
};

struct State {
  OwnKey signing;
  crypto::HpkeKeyPair letters;
  std::string name;
  std::uint16_t index = 0;
  std::optional<CeremonySecrets> secrets{};  // for the next ceremony, or the one going on
  std::optional<order::Dealing> dealt{};
  std::optional<Pending> pending{};
  std::vector<HeldKeys> held{};  // of ceremonies that are over
  std::vector<StoredNonce> nonces{};
  // quorum key -> the one record we signed as its successor
  std::map<Array<32>, crypto::Digest> handed_over{};
  std::uint64_t desk_seen = 0;
  wire::RecordsSeen records_seen{};  // of accounts and their directory
  std::optional<tlog::Head> orders_seen{}, epochs_seen{};
  std::vector<AskedOrder> orders{};
  std::vector<AskedEpoch> epochs{};
  std::vector<AskedRelease> releases{};
  std::vector<AskedDealing> dealings{};
  std::map<Day, std::uint64_t> signed_epochs{};    // day -> size of the order log relied on
  std::vector<OwnCeremony> ceremonies{};           // of days to come
  std::map<crypto::Digest, HeldDay> days{};        // by T_e
  std::map<std::uint32_t, Consented> consented{};  // by number
  /// Of days that we signed: the first 8 bytes of each secret's point that was dealt, ascending.
  std::map<Day, std::vector<std::uint64_t>> dealt_points{};
  EQ_FIELDS(signing, letters, name, index, secrets, dealt, pending, held, nonces, handed_over,
            desk_seen, records_seen, orders_seen, epochs_seen, orders, epochs, releases, dealings,
            signed_epochs, ceremonies, days, consented, dealt_points)

  /// Our share of these keys, or nullptr.
  const HeldKeys* holding(const order::CustodianKeys& keys) const;

  Bytes save() const;
  /// Err::malformed; Err::unsupported for a state of another version.
  static Result<State> load(View saved);
};

/// Fresh keys for custodian `index`; the signing key too, or one that is in a token.
State new_custodian(std::string name, std::uint16_t index, Random& rng);
State new_custodian(std::string name, std::uint16_t index, OwnKey signing, Random& rng);

using Environment = wire::Environment;

}  // namespace eq::custodian
