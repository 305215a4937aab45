// Requests and replies of organisations: letters, the public log, cases, ordered access.
// spec/wire.md section 7.
#pragma once

#include "eq/order/day_count.h"
#include "eq/order/preservation.h"
#include "eq/wire/messages.h"

namespace eq::wire {

// ---- letters (eq/wire/letter.h says what is in one)

enum class AddressKind : std::uint8_t { organisation = 1, account = 2 };
constexpr bool is_valid(AddressKind k) {
  return k == AddressKind::organisation || k == AddressKind::account;
}

struct Address {
  AddressKind kind = AddressKind::organisation;
  Array<32> id{};  // an organisation's signing key, or an account id

  static Address of(const crypto::VerifyKey& organisation) {
    return {AddressKind::organisation, organisation.bytes};
  }
  static Address of(const AccountId& account) { return {AddressKind::account, account.bytes}; }
  auto operator<=>(const Address&) const = default;
  EQ_FIELDS(kind, id)
};

/// To an organisation: waits at its desk.  To an account: delivered to its mailbox.
struct DeskPost {
  static constexpr Verb kVerb = Verb::desk_post;
  using Reply = Done;
  Address to;
  Bytes letter;  // sealed
  EQ_FIELDS(to, letter)
};
struct DeskLetter {
  std::uint64_t seq = 0;
  Time at;
  Bytes letter;
  EQ_FIELDS(seq, at, letter)
};
struct DeskContents {
  std::vector<DeskLetter> letters;
  bool more = false;
  EQ_FIELDS(letters, more)
};
struct DeskFetch {
  static constexpr Verb kVerb = Verb::desk_fetch;
  using Reply = DeskContents;
  std::uint64_t after = 0;
  std::uint16_t limit = 64;
  EQ_FIELDS(after, limit)
};
struct DeskAck {
  static constexpr Verb kVerb = Verb::desk_ack;
  using Reply = Done;
  std::uint64_t up_to = 0;
  EQ_FIELDS(up_to)
};

// ---- the public log

/// Orders and what belongs to them; access days; and the directory of accounts, whose entries
/// (keytrans::Epoch) the service makes and nobody sends.
enum class LogName : std::uint8_t { orders = 1, epochs = 2, directory = 3 };
inline constexpr LogName kLogs[] = {LogName::orders, LogName::epochs, LogName::directory};
constexpr bool is_valid(LogName n) { return n >= LogName::orders && n <= LogName::directory; }
/// "orders", "epochs" or "directory": served under /log/<name>/.
constexpr std::string_view to_text(LogName n) {
  if (n == LogName::orders) return "orders";
  return n == LogName::epochs ? "epochs" : "directory";
}

struct Appended {
  std::uint64_t index = 0;
  EQ_FIELDS(index)
};
/// Append one entry.  The court appends orders and epochs, the agency intents, a custodian
/// receipts, a hotline list heads; every organisation its own key events.  An entry that is already
/// in the log is not appended twice: its index is returned.
struct LogAppend {
  static constexpr Verb kVerb = Verb::log_append;
  using Reply = Appended;
  LogName log = LogName::orders;
  std::optional<std::uint64_t> at_index;  // conflict unless the entry gets this index
  Bytes entry;               // encoded LogEntry (orders) or epoch entry (epochs), < 65536 bytes
  std::vector<Bytes> blobs;  // served under /log/blob/<SHA-256 hex>
  EQ_FIELDS(log, at_index, entry, blobs)
};

// ---- moderation cases, as the public page shows them

/// `upheld` and `reversed`: decided again, by somebody else, after an appeal or a withdrawn entry;
/// `reversed` also taken back by the desk itself.
enum class CaseState : std::uint8_t {
  open = 1,
  decided = 2,
  appealed = 3,
  closed = 4,
  upheld = 5,
  reversed = 6
};
constexpr bool is_valid(CaseState s) { return s >= CaseState::open && s <= CaseState::reversed; }

/// No person, no content: a number, a category, a state.  Only the moderator may send it.
struct CaseUpdate {
  static constexpr Verb kVerb = Verb::cases_update;
  using Reply = Done;
  std::string number;    // 1..32 characters
  std::string category;  // 1..64 characters
  CaseState state = CaseState::open;
  Time opened;
  EQ_FIELDS(number, category, state, opened)
};

// ---- ordered access (spec/order.md section 8); only the agency, only under a logged intent

struct EnvelopeRecord {
  ConversationId conv;
  std::uint64_t mls_epoch = 0;
  // the sender's leaf is below it; which one the server does not know
  std::uint32_t leaf_count = 0;
  EnvelopeBytes envelope{};
  EQ_FIELDS(conv, mls_epoch, leaf_count, envelope)
};
struct EnvelopesOfDay {
  std::vector<EnvelopeRecord> envelopes;  // of each conversation by time
  order::DayCount count;                  // shows that they are all; with the first part only
  bool more = false;                      // ask again, skipping these too
  EQ_FIELDS(envelopes, count, more)
};
/// All envelopes stamped before the intent was logged on the intent's day (and within two hours
/// after it) in conversations to which the account's mailbox was subscribed.  The account must be
/// the one that the logged order names: (account, blind) open its commitment.
struct AccessEnvelopes {
  static constexpr Verb kVerb = Verb::access_envelopes;
  using Reply = EnvelopesOfDay;
  std::uint64_t intent_index = 0;  // in the order log
  AccountId account;
  Array<32> blind{};  // s_w of the order, little-endian scalar
  Day day;
  std::uint32_t skip = 0;  // a crowded day comes in parts
  EQ_FIELDS(intent_index, account, blind, day, skip)
};

struct FoundMessage {
  Locator locator{};
  Bytes message;  // as it was sent
  StampBytes stamp{};
  EQ_FIELDS(locator, message, stamp)
};
struct FoundMessages {
  std::vector<FoundMessage> messages;
  EQ_FIELDS(messages)
};
/// Messages of that day and conversation whose locator is named; no others.  The conversation must
/// be one that AccessEnvelopes looked into under the same intent.
struct AccessMessages {
  static constexpr Verb kVerb = Verb::access_messages;
  using Reply = FoundMessages;
  std::uint64_t intent_index = 0;
  ConversationId conv;
  Day day;
  std::vector<Locator> locators;  // at most 4096
  EQ_FIELDS(intent_index, conv, day, locators)
};

// ---- preservation (spec/order.md section 13)

/// The court says whose the order is: (account, blind) open its commitment.  The act `keep` stands
/// in the log, witnessed.
struct PreservationBegin {
  static constexpr Verb kVerb = Verb::preservation_begin;
  using Reply = Done;
  std::uint32_t order = 0;
  std::uint64_t act_index = 0;  // in the order log
  AccountId account;
  Array<32> blind{};
  EQ_FIELDS(order, act_index, account, blind)
};

/// A day's secret, sealed to the preservation key.  The court asks.
struct SealedDaySecret {
  crypto::HpkeCiphertext secret;
  EQ_FIELDS(secret)
};
struct PreservationSecret {
  static constexpr Verb kVerb = Verb::preservation_key;
  using Reply = SealedDaySecret;
  std::uint32_t order = 0;
  Day day;
  EQ_FIELDS(order, day)
};

struct PreservedRecord {
  order::Place32 place{};
  Bytes sealed;  // DaySecret::seal: EnvelopesOfDay at index_place(), FoundMessages elsewhere
  EQ_FIELDS(place, sealed)
};
struct PreservedRecords {
  std::vector<PreservedRecord> records;  // those that are there
  EQ_FIELDS(records)
};
/// What was preserved of the intent's day, by place.  The agency asks, under an intent that was
/// counted by it.
struct AccessPreserved {
  static constexpr Verb kVerb = Verb::access_preserved;
  using Reply = PreservedRecords;
  std::uint64_t intent_index = 0;
  Day day;
  std::vector<order::Place32> places;  // at most 4096
  EQ_FIELDS(intent_index, day, places)
};

}  // namespace eq::wire
