// What a custodian keeps: its keys, its share, what it was asked, what it signed.  One value, saved whole.
#pragma once

#include <map>

#include "eq/crypto/frost.h"
#include "eq/crypto/persist.h"
#include "eq/wire/directory.h"
#include "eq/order/ceremony.h"
#include "eq/tlog/merkle.h"
#include "eq/wire/hands.h"
#include "eq/wire/order_letters.h"
#include "eq/wire/realm.h"
#include "eq/wire/share_letters.h"
#include "eq/wire/transport.h"
#include "parties/custodian/own_key.h"

namespace eq::custodian {

/// An order file that waits for a decision, and who sent it.
struct AskedOrder {
  crypto::VerifyKey from;
  order::OrderFile file;
  EQ_FIELDS(from, file)
};
struct AskedEpoch {
  wire::EpochProposal proposal;
  EQ_FIELDS(proposal)
};
struct AskedShares {
  wire::ShareRequest request;
  crypto::VerifyKey from;  // the agency, ours or a foreign one
  EQ_FIELDS(request, from)
};
/// Consents to one receipt, our own included, until there are enough and it stands in the log.
struct OpenReceipt {
  order::ReceiptTerms terms;
  std::vector<order::CustodianSignature> consents;
  std::optional<std::uint64_t> log_index;
  EQ_FIELDS(terms, consents, log_index)
};
/// An order and one of its days.
struct OrderDay {
  std::uint32_t order = 0;
  Day day;
  auto operator<=>(const OrderDay&) const = default;
  EQ_FIELDS(order, day)
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

/// Promised to whoever makes the list of signers; erased from the saved state before the share it makes leaves.
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
  std::optional<CeremonySecrets> secrets;                  // for the next ceremony, or the one going on
  std::optional<order::Dealing> dealt;
  std::optional<Pending> pending;
  std::vector<HeldKeys> held;                              // of ceremonies that are over
  std::vector<StoredNonce> nonces;
  std::map<Array<32>, crypto::Digest> handed_over;         // quorum key -> the one record we signed as its successor
  std::uint64_t desk_seen = 0;
  wire::RecordsSeen records_seen;  // of accounts: none older is believed
  std::optional<tlog::Head> orders_seen, epochs_seen;
  std::vector<AskedOrder> orders;
  std::vector<AskedEpoch> epochs;
  std::vector<AskedShares> shares;
  std::map<Day, std::uint64_t> signed_epochs;              // day -> size of the order log relied on
  std::map<OrderDay, crypto::Digest> answered;             // root of the one batch answered
  std::vector<OpenReceipt> receipts;

  /// Our share of these keys, or nullptr.
  const HeldKeys* holding(const order::CustodianKeys& keys) const;

  Bytes save() const;
  /// Err::malformed; Err::unsupported for a state of another version.
  static Result<State> load(View bytes);
};

/// Fresh keys for custodian `index`; the signing key too, or one that is in a token.
State new_custodian(std::string name, std::uint16_t index, Random& rng);
State new_custodian(std::string name, std::uint16_t index, OwnKey signing, Random& rng);

using Hands = wire::Hands;

}  // namespace eq::custodian
