// What a court keeps: its keys, the applications before it, the orders it granted, the days it prepared.
// One value, saved whole.
#pragma once

#include <map>

#include "eq/crypto/persist.h"
#include "eq/wire/directory.h"
#include "eq/tlog/merkle.h"
#include "eq/wire/hands.h"
#include "eq/wire/order_letters.h"
#include "eq/wire/realm.h"
#include "eq/wire/transport.h"

namespace eq::court {

/// An order the judge signed, on its way into the log.
struct Granted {
  order::OrderFile file;
  std::vector<order::CustodianSignature> consents;
  std::vector<std::string> refusals;          // by custodians, in words
  std::optional<std::uint64_t> log_index;
  EQ_FIELDS(file, consents, refusals, log_index)
};

/// d of one order on one day.
struct DayKey {
  std::uint32_t order = 0;
  crypto::Scalar d;
  EQ_FIELDS(order, d)
};
/// A day as prepared.  The polynomial's randomness is not in it: it was erased when the day was made.
struct PreparedDay {
  wire::EpochProposal proposal;
  std::vector<DayKey> keys;
  std::vector<order::CustodianSignature> consents;
  bool published = false;
  EQ_FIELDS(proposal, keys, consents, published)
};

struct State {
  crypto::SigningKey signing;                          // the judge's
  crypto::HpkeKeyPair letters;
  std::string name;
  std::uint64_t desk_seen = 0;
  wire::RecordsSeen records_seen;  // of accounts: none older is believed
  std::optional<tlog::Head> orders_seen, epochs_seen;
  std::vector<order::Application> applications;        // waiting for the judge
  std::map<std::uint32_t, Granted> granted;            // by number
  std::map<std::uint32_t, crypto::HpkeKeyPair> disclosures;  // the key to each order's notice
  std::vector<wire::OrderWords> clarified;             // the agency's answers to our questions
  std::map<Day, PreparedDay> days;
  std::vector<wire::DayKeyRequest> requests;           // of the agency
  std::map<std::uint32_t, crypto::HpkeKeyPair> preservations;  // by order, until destroyed

  Bytes save() const;
  /// Err::malformed; Err::unsupported for a state of another version.
  static Result<State> load(View bytes);
};

State new_court(std::string name, Random& rng);

using Hands = wire::Hands;

}  // namespace eq::court
