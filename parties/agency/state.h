// What an agency keeps: its keys, what it applied for, what it was granted, what it opened.  One
// value, saved whole.
#pragma once

#include <map>

#include "eq/crypto/persist.h"
#include "eq/franking/report.h"
#include "eq/tlog/merkle.h"
#include "eq/wire/environment.h"
#include "eq/wire/office.h"
#include "eq/wire/order_letters.h"
#include "eq/wire/realm.h"
#include "eq/wire/release_letters.h"
#include "eq/wire/transport.h"

namespace eq::agency {

/// An application and what became of it.
struct Filing {
  order::Application application;
  std::optional<wire::OrderGranted> granted;
  std::vector<wire::OrderRefused> refusals;
  std::vector<wire::OrderWords> questions;    // of the court
  std::optional<wire::OrderStopped> stopped;  // what was received must be deleted
  EQ_FIELDS(application, granted, refusals, questions, stopped)
};

/// An order and one of its days.
struct OrderDay {
  std::uint32_t order = 0;
  Day day;
  auto operator<=>(const OrderDay&) const = default;
  EQ_FIELDS(order, day)
};

/// An envelope that opened: from here on the sender's messages of that context can be found.
struct OpenedEnvelope {
  ConversationId conversation;
  std::uint64_t mls_epoch = 0;
  std::uint32_t leaf = 0;
  Secret<32> ak0;
  EQ_FIELDS(conversation, mls_epoch, leaf, ak0)
};

/// The court's part of a day's key, and its proof that the account is a root.
struct CourtPart {
  Array<32> registry_key{};
  gate::RootProof root;
  EQ_FIELDS(registry_key, root)
};
/// What a custodian let go, still sealed to us.
struct GivenRelease {
  crypto::VerifyKey custodian;
  wire::ReleaseGiven given;
  EQ_FIELDS(custodian, given)
};

/// That a court or custodian would not let go its part, and who.
struct RefusedDay {
  crypto::VerifyKey by;
  wire::OrderRefused letter;
  EQ_FIELDS(by, letter)
};

/// One day of an order, from intent to messages.
struct Opening {
  std::uint64_t intent_index = 0;
  std::optional<CourtPart> court;
  bool extracted = false;
  std::vector<wire::EnvelopeRecord> envelopes;
  std::vector<GivenRelease> releases;
  std::vector<OpenedEnvelope> opened;
  std::vector<franking::FullItem> messages;
  std::optional<Array<32>> preserved;  // opens what was preserved of the day
  std::vector<RefusedDay> refusals;    // until whoever refused has let go
  EQ_FIELDS(intent_index, court, extracted, envelopes, releases, opened, messages, preserved,
            refusals)
};

struct State {
  crypto::SigningKey signing;
  crypto::HpkeKeyPair letters;
  std::string name;
  std::uint64_t desk_seen = 0;
  std::optional<tlog::Head> orders_seen{}, epochs_seen{};
  std::vector<Filing> filings{};
  std::map<OrderDay, Opening> openings{};
  // about no application or day of ours that we know of
  std::vector<wire::OrderRefused> refusals{};
  EQ_FIELDS(signing, letters, name, desk_seen, orders_seen, epochs_seen, filings, openings,
            refusals)

  Bytes save() const;
  /// Err::malformed; Err::unsupported for a state of another version.
  static Result<State> load(View saved);
};

State new_agency(std::string name, Random& rng);

using Environment = wire::Environment;

}  // namespace eq::agency
