// What a person's device keeps: keys, conversations, tokens, what was shown and what still has to
// go out. One value, saved whole; the modules beside this file are functions over it.
#pragma once

#include <algorithm>
#include <deque>
#include <map>

#include "eq/base/persist.h"
#include "eq/crypto/persist.h"
#include "eq/franking/report.h"
#include "eq/gate/seal.h"
#include "eq/list/filter.h"
#include "eq/mls/group.h"
#include "eq/voucher/past.h"
#include "eq/wire/directory.h"
#include "eq/wire/list_letters.h"
#include "eq/wire/office.h"
#include "parties/client/events.h"

namespace eq::client {

struct State;

/// The account's keys.  One device per account in this version.
struct Identity {
  crypto::SigningKey account, device;
  crypto::HpkeKeyPair letters;  // letters and notices are sealed to it
  wire::AccountRecord record;   // public, signed
  EQ_FIELDS(account, device, letters, record)
};

/// What became of the lossy access envelope of a message (eq/gate).
enum class AccessMark : std::uint8_t {
  sealed = 1,     // it is exactly what the day's object and the sender's seed give
  no_object = 2,  // the day has no valid epoch object, so no envelope is possible
  unproven = 3,   // there is an object, and the message does not follow it
};
constexpr bool is_valid(AccessMark m) {
  return m >= AccessMark::sealed && m <= AccessMark::unproven;
}

/// A message that was shown, with everything a report of it needs.
struct Shown {
  franking::Record record;
  AccessMark access = AccessMark::no_object;
  EQ_FIELDS(record, access)
};

/// A message that left, or is about to.  It becomes Shown when it comes back stamped.
struct Outgoing {
  Bytes message;  // MLSMessage
  wire::SendTag tag{};
  franking::Header header;
  franking::Commitment cf;
  Bytes f;
  Secret<32> fk;
  crypto::Signature sigma2{};
  AccessMark access = AccessMark::no_object;
  bool told_waiting = false;       // its owner knows that it waits, so its arrival is news
  std::vector<AccountId> readers;  // whom its owner knew to be there; empty: whoever is
  EQ_FIELDS(message, tag, header, cf, f, fk, sigma2, access, told_waiting, readers)
};

/// The sender's side of one (conversation, MLS epoch, access day).
struct Sealer {
  Day day;
  std::uint64_t mls_epoch = 0;
  gate::AccessRatchet ratchet;
  EQ_FIELDS(day, mls_epoch, ratchet)
};
/// The reader's side of the same, one for each sender's leaf.
struct PeerChain {
  Day day;
  std::uint64_t mls_epoch = 0;
  gate::AccessReader reader;
  EQ_FIELDS(day, mls_epoch, reader)
};

/// Words that could not go out when they were typed, for a conversation and for those who were in
/// it then (outbox.h).
struct Kept {
  ConversationId conversation;
  std::vector<AccountId> readers;
  std::string text;
  EQ_FIELDS(conversation, readers, text)
};

/// How the owner stands to a conversation, as far as this device can tell.
enum class Membership : std::uint8_t {
  member = 1,
  // a change of it did not verify here, or the service holds another sending key: it may have gone
  // on without us
  broken,
  left,  // by the owner's word: its keys are gone, and what still arrives is passed over
};
constexpr bool is_valid(Membership s) { return s >= Membership::member && s <= Membership::left; }

struct Conversation {
  ConversationId id;
  std::optional<mls::Group> group;  // absent only while decoding
  std::vector<Shown> history;       // by seq
  // the places of messages that did not verify, by seq
  std::vector<franking::WithheldItem> unshown;
  std::deque<Outgoing> outbox;
  std::optional<Sealer> sealer;
  std::map<std::uint32_t, PeerChain> peers;
  // sent or about to be: merged when it comes back, and sent again until then
  std::optional<mls::StagedCommit> pending;
  std::vector<AccountId> removing;  // by the owner's word, and members still (removal.h)
  Membership standing = Membership::member;
  std::vector<AccountId> talked_to, unexpected;  // company.h
  std::map<std::uint64_t, Time> reported;        // messages by seq: when they were last reported
  // while the group is an invitation that its owner has not accepted: the epoch in which the one
  // before it ended here (invitation.h)
  std::optional<std::uint64_t> invited_above;
  EQ_FIELDS(id, group, history, unshown, outbox, sealer, peers, pending, removing, standing,
            talked_to, unexpected, reported, invited_above)
};
/// Err::missing if there is none.
Result<Conversation*> find(State& state, const ConversationId& id);

/// What the owner agreed to for a kind of list, once, for a region; without it nothing is looked up
/// and no voucher made.
struct Consent {
  std::string region;
  list::Mode mode = list::Mode::off;
  crypto::Digest subject{};  // list::ListHead::consent_subject
  Time at;
  EQ_FIELDS(region, mode, subject, at)
};

/// A delivery that nothing on the device has room for yet: it stays with the server, which has not
/// heard that it arrived.
struct LeftThere {
  std::uint64_t seq = 0;
  ConversationId conv;  // zero for a letter
  std::uint64_t size = 0;
  EQ_FIELDS(seq, conv, size)
};

/// A warning that was shown, kept on this device alone (warnings.h).
struct Recall {
  std::uint32_t list_version = 0;  // that does not hold the entry any more
  Time noticed;
  // what the log says was taken off since: the entry is among them
  std::vector<list::Removal> removed;
  bool told = false;
  EQ_FIELDS(list_version, noticed, removed, told)
};
/// A message that was shown here.
struct MessagePlace {
  ConversationId conversation;
  std::uint64_t seq = 0;
  bool operator==(const MessagePlace&) const = default;
  EQ_FIELDS(conversation, seq)
};
struct Warning {
  phash::Hash hash;
  list::Kind kind = list::Kind::drill;  // of the list
  std::vector<list::Tag> tags;          // of the filter, that it hit
  crypto::Digest space{};               // in which tags are comparable
  std::uint32_t list_version = 0;
  Time at;
  std::optional<Recall> recall;
  std::optional<MessagePlace> where;  // it came with, if it came with one
  EQ_FIELDS(hash, kind, tags, space, list_version, at, recall, where)
};

/// A dispute that went to these hotlines, and what they answered.
struct DisputeSent {
  wire::ListDispute dispute;
  Time at;
  std::map<crypto::VerifyKey, std::optional<wire::DisputeAnswer>> hotlines;
  EQ_FIELDS(dispute, at, hotlines)

  bool is_answered() const {
    return std::all_of(hotlines.begin(), hotlines.end(),
                       [](const auto& h) { return h.second.has_value(); });
  }
};

/// A picture that went under a voucher, until it is known what came of it (past.h).
struct PictureSent {
  voucher::Receipt receipt;
  phash::Hash hash;                         // by which its sender knows it again
  list::Kind kind = list::Kind::drill;      // of the list that it was compared with
  std::optional<voucher::Stub> stub;        // while the answer is open
  std::optional<Time> asked;                // first
  std::optional<voucher::PastMatch> match;  // the answer
  EQ_FIELDS(receipt, hash, kind, stub, asked, match)
};

/// What is known of our own record in the directory (own_record.h).
struct OwnRecordWatch {
  std::uint32_t listed = 0;  // the newest version of ours that was seen there
  Time next;                 // when to look again
  Time held;                 // when it was last seen to be the newest
  Time told;                 // when its owner was last told that nobody answers, or it began
  EQ_FIELDS(listed, next, held, told)
};

inline constexpr std::size_t kAnswersKept = 200;

struct State {
  Identity me;
  std::uint64_t mailbox_seq = 0;  // everything up to here is processed, put aside, or left there
  // of these: the most that we ever did, and what the service last said of it (inbox.h)
  std::uint64_t acknowledged = 0, acknowledged_there = 0;
  std::deque<wire::Delivery> aside{};  // without a verdict yet, in order of arrival (inbox.h)
  std::deque<LeftThere> left_there{};  // likewise, ascending
  std::vector<mls::KeyPackageSecrets> key_packages{};  // of ours, taken ones included
  std::map<AccountId, mls::KeyPackage> unspent{};  // of others, taken for what did not come about
  std::vector<ConversationId> leaves_to_renew{};   // joined by the last resort
  std::map<AccountId, wire::AccountRecord> known{};
  wire::RecordsSeen records_seen{};
  OwnRecordWatch own_record{};
  std::map<AccountId, std::string> names{};  // what the owner calls people; never leaves the device
  franking::TokenPurse purse{};
  Time tokens_asked{};  // when the issuer was last asked
  franking::SeenKeys seen{};
  franking::LoggedDayKeys day_keys{};
  std::vector<gate::KeptObject> days{};  // verified; the daily keys are computed from them
  std::optional<tlog::Head> orders_seen{}, epochs_seen{};  // the logs must continue these
  std::map<list::Kind, std::uint32_t> list_versions{};     // highest accepted
  std::map<ConversationId, Conversation> conversations{};
  std::deque<Kept> kept{};  // in the order in which they were typed
  std::map<list::Kind, Consent> consents{};
  // kinds that there was ever consent to: the lists that warnings rest on
  std::vector<list::Kind> agreed_once{};
  Secret<32> voucher_master{};  // of the account's curves (eq/voucher/curves.h)
  std::map<crypto::Digest, std::uint64_t> vouchers_numbered{};  // by table: the last number used
  std::vector<PictureSent> sent{};                              // under vouchers
  Time list_checked{};  // when the list was last fetched for the sake of warnings
  std::vector<Warning> warnings{};
  std::vector<DisputeSent> disputes{};
  // What the moderator answered, oldest first: the newest kAnswersKept of each.
  std::deque<wire::ReportReceipt> receipts{};
  std::deque<wire::ModerationNotice> decisions{};
  Untold untold{};  // what happened, until its owner has seen it
  EQ_FIELDS(me, mailbox_seq, acknowledged, acknowledged_there, aside, left_there, key_packages,
            unspent, leaves_to_renew, known, records_seen, own_record, names, purse, tokens_asked,
            seen, day_keys, days, orders_seen, epochs_seen, list_versions, conversations, kept,
            consents, agreed_once, voucher_master, vouchers_numbered, sent, list_checked, warnings,
            disputes, receipts, decisions, untold)

  Bytes save() const;
  /// Err::unsupported for another version, Err::malformed for anything else that is no saved state.
  static Result<State> load(View saved);
};

}  // namespace eq::client

// What a device keeps of types that save themselves.
namespace eq {

template <class T>
struct SavedCodec {
  static void put(Writer& w, const T& t) { w.opaque(t.save()); }
  static Result<T> get(Reader& r) { return T::load(TRY(r.opaque())); }
};
template <>
struct Codec<mls::Group> : SavedCodec<mls::Group> {};
template <>
struct Codec<mls::StagedCommit> : SavedCodec<mls::StagedCommit> {};
template <>
struct Codec<franking::TokenPurse> {
  static void put(Writer& w, const franking::TokenPurse& purse) {
    w.opaque(purse.save().reveal("saved in its owner's store"));
  }
  static Result<franking::TokenPurse> get(Reader& r) {
    return franking::TokenPurse::load(TRY(r.opaque()));
  }
};
template <>
struct Codec<client::Identity> {
  static void put(Writer& w, const client::Identity& me) {
    me.fields([&w](const auto&... field) { (eq::put(w, field), ...); });
  }
  static Result<client::Identity> get(Reader& r) { return get_whole<client::Identity>(r); }
};

}  // namespace eq
