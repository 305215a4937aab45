// What a court's registry keeps: its keys, the applications before it, the orders that the judge
// granted, the days it prepared.  One value, saved whole.
#pragma once

#include <map>

#include "eq/crypto/persist.h"
#include "eq/tlog/merkle.h"
#include "eq/wire/dealing_letters.h"
#include "eq/wire/directory.h"
#include "eq/wire/environment.h"
#include "eq/wire/letter.h"
#include "eq/wire/order_letters.h"
#include "eq/wire/realm.h"
#include "eq/wire/transport.h"

namespace eq::court {

/// An order the judge signed, on its way into the log.
struct Granted {
  order::OrderFile file;
  std::vector<order::CustodianSignature> consents;
  std::vector<std::string> refusals;  // by custodians, in words
  std::optional<std::uint64_t> log_index;
  EQ_FIELDS(file, consents, refusals, log_index)
};

/// d_R of one order on one day: our part of its key.
struct DayKey {
  std::uint32_t order = 0;
  crypto::Scalar d;
  EQ_FIELDS(order, d)
};
/// A day as prepared.  The polynomial's randomness is not in it: it was erased when the day was
/// made.
struct PreparedDay {
  wire::EpochProposal proposal;
  std::vector<DayKey> keys;
  std::vector<order::CustodianSignature> consents;
  /// On its way to the log, as it was sent: until the log or the service has said that it does not
  /// stand there, it may.
  std::optional<order::EpochEntry> sent;
  bool published = false;
  EQ_FIELDS(proposal, keys, consents, sent, published)
};

/// A letter of a custodian about dealings (eq/wire/dealing_letters.h).
struct DealingLetter {
  crypto::VerifyKey from;
  wire::LetterKind kind = wire::LetterKind::dealing;
  Bytes body;
  EQ_FIELDS(from, kind, body)
};
/// How far the custodians have come with a ceremony.
enum class CeremonyStage : std::uint8_t { offering = 1, dealing = 2, checking = 3, settling = 4 };
constexpr bool is_valid(CeremonyStage s) {
  return s >= CeremonyStage::offering && s <= CeremonyStage::settling;
}
/// What was said of one day of it.
struct RunningDay {
  order::DayBoard board;
  std::vector<std::uint16_t> dealt, checked;  // whose letters came
  std::vector<wire::DayDealt> settled;
  EQ_FIELDS(board, dealt, checked, settled)
};
struct RunningCeremony {
  order::Gathering gathering;
  CeremonyStage stage = CeremonyStage::offering;
  std::map<Day, RunningDay> days;
  EQ_FIELDS(gathering, stage, days)
};
/// A day for which enough custodians dealt and signed.
struct DealtDay {
  Bytes body;
  order::DealtTerms terms;
  std::vector<Bytes> files;
  EQ_FIELDS(body, terms, files)
};

struct State {
  crypto::SigningKey signing;  // the registry's: it decides nothing
  crypto::HpkeKeyPair letters;
  std::string name;
  std::uint64_t desk_seen = 0;
  wire::RecordsSeen records_seen{};  // of accounts and their directory
  std::optional<tlog::Head> orders_seen{}, epochs_seen{};
  std::vector<order::Application> applications{};  // waiting for the judge
  std::map<std::uint32_t, Granted> granted{};      // by number
  std::uint32_t last_number = 0;  // that was given to an order, also to one that was withdrawn
  std::map<std::uint32_t, crypto::HpkeKeyPair> disclosures{};  // the key to each order's notice
  std::vector<wire::OrderWords> clarified{};  // the agency's answers to our questions
  std::map<Day, PreparedDay> days{};
  std::vector<wire::DayKeyRequest> requests{};                   // of the agency
  std::map<std::uint32_t, crypto::HpkeKeyPair> preservations{};  // by order, until destroyed
  std::vector<DealingLetter> dealing_letters{};
  std::vector<RunningCeremony> ceremonies{};
  std::map<Day, DealtDay> dealt{};  // of days to come
  EQ_FIELDS(signing, letters, name, desk_seen, records_seen, orders_seen, epochs_seen, applications,
            granted, last_number, disclosures, clarified, days, requests, preservations,
            dealing_letters, ceremonies, dealt)

  Bytes save() const;
  /// Err::malformed; Err::unsupported for a state of another version.
  static Result<State> load(View saved);
};

State new_court(std::string name, Random& rng);

using Environment = wire::Environment;

}  // namespace eq::court
