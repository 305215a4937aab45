// Requests and replies of accounts: directory, conversations, messages, mailbox, blobs, matching.
// Each request names its verb and its reply; eq/wire/ask.h sends them.  spec/wire.md section 6.
#pragma once

#include "eq/list/kind.h"
#include "eq/wire/account.h"
#include "eq/wire/invitation.h"
#include "eq/wire/membership.h"
#include "eq/wire/verb.h"

namespace eq::wire {

/// A reply (or request) that says nothing.
struct Done {
  void encode(Writer&) const {}
  static Result<Done> decode(Reader&) { return Done{}; }
};

using BlobId = Id<struct BlobTag, 32>;  // franking::attachment_hash of the stored bytes
using StampBytes = Array<112>;          // franking::Stamp: seq, time, chain, signature
using Locator = Array<8>;
using EnvelopeBytes = Array<80>;

inline constexpr std::size_t kMembersMax = 256;
inline constexpr std::size_t kKeyPackagesMax = 100;  // per device
inline constexpr std::size_t kKeyPackageSizeMax = 4 * kKiB;
inline constexpr std::size_t kBlobSizeMax = 31 * kMiB;
inline constexpr std::size_t kMatchPoints = 128;

// ---- directory

/// Register an account, or replace its record by the next one.  It comes into the directory, where
/// it can be looked up (directory_messages.h).
struct AccountRegister {
  static constexpr Verb kVerb = Verb::accounts_register;
  using Reply = Done;
  AccountRecord record;
  std::optional<Invitation> invitation{};  // for the first record, where the operator asks for one
  EQ_FIELDS(record, invitation)
};

/// What the service has of a device, each named by the SHA-256 of the package as it was published.
struct KeyPackagesHeld {
  std::vector<crypto::Digest> once;
  std::optional<crypto::Digest> last_resort;
  EQ_FIELDS(once, last_resort)
};
/// MLS key packages of the signing device.  A request with nothing in it only asks what is held.
struct KeyPackagesPublish {
  static constexpr Verb kVerb = Verb::key_packages_publish;
  using Reply = KeyPackagesHeld;
  std::vector<Bytes> packages;              // for one use each
  std::optional<Bytes> last_resort{};       // in the place of the one before
  std::vector<crypto::Digest> withdrawn{};  // no longer to be handed out
  EQ_FIELDS(packages, last_resort, withdrawn)
};
struct KeyPackagesTaken {
  // one for each device that has any: never handed out again, or its last resort
  std::vector<Bytes> packages;
  EQ_FIELDS(packages)
};
struct KeyPackagesTake {
  static constexpr Verb kVerb = Verb::key_packages_take;
  using Reply = KeyPackagesTaken;
  AccountId account;
  EQ_FIELDS(account)
};

// ---- conversations

/// A group that already has all its first members: the server learns only who receives.
struct ConversationCreate {
  static constexpr Verb kVerb = Verb::conversations_create;
  using Reply = Done;
  ConversationId conv;             // the MLS group id
  std::uint64_t epoch = 0;         // MLS epoch after the creating commit
  SendKey send_key{};              // of that epoch
  std::vector<AccountId> members;  // mailboxes, the creator's included
  std::uint32_t leaf_count = 0;    // leaves of the ratchet tree, blank ones included
  Bytes welcome;                   // MLSMessage, delivered to every member but the creator
  EQ_FIELDS(conv, epoch, send_key, members, leaf_count, welcome)
};

struct CommitAccepted {
  std::uint64_t epoch = 0;  // the new one
  EQ_FIELDS(epoch)
};
/// The first commit of an epoch wins; every other gets stale_epoch.  The commit is delivered to
/// all mailboxes of the old epoch, the sender's and the removed ones included; the welcome to the
/// added ones.
struct ConversationCommit {
  static constexpr Verb kVerb = Verb::conversations_commit;
  using Reply = CommitAccepted;
  ConversationId conv;
  std::uint64_t epoch = 0;  // the epoch that the commit ends
  Bytes commit;             // MLSMessage
  SendKey send_key{};       // of the new epoch
  std::vector<AccountId> added, removed;
  std::uint32_t leaf_count = 0;
  Bytes welcome;  // empty when nobody is added
  SendTag tag{};  // commit_tag under the old epoch's key
  EQ_FIELDS(conv, epoch, commit, send_key, added, removed, leaf_count, welcome, tag)
};

struct MessageAccepted {
  StampBytes stamp{};
  EQ_FIELDS(stamp)
};
/// Post a message to the conversation and epoch that its MLS framing names.  It is delivered to
/// every mailbox, the sender's own included (the server does not know whose that is).  The message
/// hash in the stamp's chain is SHA-256 of `message` exactly as posted.
struct MessageSend {
  static constexpr Verb kVerb = Verb::messages_send;
  using Reply = MessageAccepted;
  Bytes message;  // MLSMessage holding a PrivateMessage of content type application
  SendTag tag{};  // message_tag
  EQ_FIELDS(message, tag)
};

// ---- mailbox

enum class DeliveryKind : std::uint8_t { message = 1, welcome = 2, commit = 3, letter = 4 };
constexpr bool is_valid(DeliveryKind k) {
  return k >= DeliveryKind::message && k <= DeliveryKind::letter;
}

struct Delivery {
  std::uint64_t seq = 0;  // its position (eq/wire/position.h)
  DeliveryKind kind = DeliveryKind::message;
  ConversationId conv;              // all zero for a letter
  Bytes body;                       // MLSMessage, or a sealed letter
  std::optional<StampBytes> stamp;  // for messages
  EQ_FIELDS(seq, kind, conv, body, stamp)
};
struct MailboxContents {
  std::vector<Delivery> deliveries;  // in order of seq
  bool more = false;
  // The highest number that the device which asks has acknowledged: who never did so shares its
  // keys with a copy that did.
  std::uint64_t acknowledged = 0;
  EQ_FIELDS(deliveries, more, acknowledged)
};
struct MailboxFetch {
  static constexpr Verb kVerb = Verb::mailbox_fetch;
  using Reply = MailboxContents;
  std::uint64_t after = 0;  // deliveries with a greater seq
  std::uint16_t limit = 64;
  EQ_FIELDS(after, limit)
};
/// Everything up to and including `up_to` is safely kept by this device.
struct MailboxAck {
  static constexpr Verb kVerb = Verb::mailbox_ack;
  using Reply = Done;
  std::uint64_t up_to = 0;
  EQ_FIELDS(up_to)
};

// ---- attachments (ciphertext)

struct BlobStored {
  BlobId id;
  EQ_FIELDS(id)
};
struct BlobPut {
  static constexpr Verb kVerb = Verb::blobs_put;
  using Reply = BlobStored;
  ConversationId conv;
  std::uint64_t epoch = 0;
  Bytes data;
  SendTag tag{};  // blob_tag
  EQ_FIELDS(conv, epoch, data, tag)
};
struct BlobData {
  Bytes data;
  EQ_FIELDS(data)
};
struct BlobGet {
  static constexpr Verb kVerb = Verb::blobs_get;
  using Reply = BlobData;
  BlobId id;
  EQ_FIELDS(id)
};

// ---- matching

struct MatchEvaluated {
  Array<32 * kMatchPoints> evaluated{};
  Array<64> proof{};  // RFC 9497 batch DLEQ proof under the realm's match key: c, s
  EQ_FIELDS(evaluated, proof)
};
/// Always 128 blinded elements, whatever the picture.
struct MatchEvaluate {
  static constexpr Verb kVerb = Verb::match_evaluate;
  using Reply = MatchEvaluated;
  Array<32 * kMatchPoints> blinded{};  // encoded ristretto255 elements, none the identity
  EQ_FIELDS(blinded)
};

struct PublishedList {
  std::uint64_t index = 0;       // of the ListHead entry in the order log
  Bytes head;                    // body of that entry
  Bytes filter;                  // the first blob appended with it
  Bytes table;                   // the second, if the head has reporting; empty otherwise
  std::vector<Bytes> coverages;  // the rest: list::SignedCoverage
  EQ_FIELDS(index, head, filter, table, coverages)
};
/// The list of a kind in force (the latest ListHead of it in the log).
struct ListGet {
  static constexpr Verb kVerb = Verb::list_get;
  using Reply = PublishedList;
  list::Kind kind = list::Kind::drill;
  std::uint8_t version = 2;
  EQ_FIELDS(version, kind)
};

}  // namespace eq::wire
