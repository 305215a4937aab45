// What a custodian keeps: its keys, its share, what it was asked, what it signed.  One value, saved whole.
#pragma once

#include <map>

#include "eq/crypto/persist.h"
#include "eq/tlog/merkle.h"
#include "eq/wire/hands.h"
#include "eq/wire/order_letters.h"
#include "eq/wire/realm.h"
#include "eq/wire/share_letters.h"
#include "eq/wire/transport.h"
#include "parties/custodian/ceremony.h"

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

struct State {
  crypto::SigningKey signing;
  crypto::HpkeKeyPair letters;
  std::string name;
  std::uint16_t index = 0;
  std::optional<crypto::SharedKey> key;   // once the ceremony is over
  crypto::Scalar share;
  std::uint64_t desk_seen = 0;
  std::optional<tlog::Head> orders_seen, epochs_seen;
  std::vector<AskedOrder> orders;
  std::vector<AskedEpoch> epochs;
  std::vector<AskedShares> shares;
  std::map<Day, std::uint64_t> signed_epochs;              // day -> size of the order log relied on
  std::map<OrderDay, crypto::Digest> answered;             // root of the one batch answered
  std::vector<OpenReceipt> receipts;

  Bytes save() const;
  /// Err::malformed; Err::unsupported for a state of another version.
  static Result<State> load(View bytes);
};

/// Fresh keys for custodian `index`.
State new_custodian(std::string name, std::uint16_t index, Random& rng);

using Hands = wire::Hands;

}  // namespace eq::custodian
