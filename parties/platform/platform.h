// The delivery service and log operator.  It sees mailboxes, sizes, times, and sealed bytes; it has
// no key that opens anything.  spec/wire.md; spec/franking.md section 6 (stamp), spec/order.md
// sections 8 and 12.
//
// Pure: requests, time and randomness come in, replies go out, memory is a Store.  Everything that
// a request changes is one step of the store.  The owner must make finished steps durable BEFORE it
// sends their replies (PLT-1).  Beside the store it remembers who is in a conversation and where
// news wait; so if finished steps are lost, it is thrown away and another opened.  Not thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "eq/wire/failure.h"
#include "eq/wire/invitation.h"
#include "eq/wire/log_entry.h"
#include "parties/platform/incoming.h"
#include "parties/platform/keys.h"
#include "parties/platform/log_book.h"
#include "parties/platform/remembered.h"
#include "parties/platform/users.h"

namespace eq::platform {

struct Reply {
  wire::Code code = wire::Code::ok;
  Bytes body;                        // the encoded reply; empty on a refusal
  std::vector<AccountId> wake;       // whose mailboxes have something new
  std::vector<wire::LogName> grown;  // logs whose head awaits a cosignature
};

struct Document {
  wire::Code code = wire::Code::ok;
  std::string content_type;
  Bytes body;
  bool immutable = false;  // may be cached for ever
};

/// What the public page shows.
struct PublicEntry {
  wire::LogName log = wire::LogName::orders;
  std::uint64_t index = 0;
  Time at;      // when it was appended, by this server's clock
  Bytes entry;  // as logged
};
struct PublicView {
  std::uint64_t orders_size = 0, epochs_size = 0, directory_size = 0;  // entries in the logs
  std::uint64_t orders = 0, intents = 0, receipts = 0, list_versions = 0;
  std::vector<PublicEntry> entries;     // of orders and days, newest first
  std::vector<wire::CaseUpdate> cases;  // newest first
};

/// Which entries of the record somebody looks for, and from where on: below these positions, newest
/// first.  What was found so stays found so, for no log loses an entry.
struct PublicSearch {
  std::optional<std::uint64_t> orders_below, epochs_below;  // without: from the newest
  std::optional<wire::LogName> log;                         // only of this one
  std::optional<wire::LogEntryKind> kind;                   // of the order log
  std::optional<std::uint32_t> order;                       // that names this order
  std::optional<Day> day;                                   // logged on it, by the server's clock
};
struct PublicPage {
  std::vector<PublicEntry> entries;  // newest first
  // where the next page begins; nothing where nothing older is left
  std::optional<std::uint64_t> orders_below, epochs_below;
  bool ends() const { return !orders_below && !epochs_below; }
};
/// So many entries are looked at for one page, whether or not they are what is looked for.
inline constexpr std::size_t kSearched = 2000;

/// How long things are kept.
// for ordered access, everybody's messages
inline constexpr std::uint64_t kAccess_ms = order::kAnswerableDays * kDay_ms;
inline constexpr std::uint64_t kUndelivered_ms = 30 * kDay_ms;  // undelivered messages, attachments
/// Letters, commits and Welcomes that nobody fetched: who was away is lost without them.
inline constexpr std::uint64_t kUnfetched_ms = 90 * kDay_ms;
/// So many days before its own a day key is logged: for so long stamps can be verified although no
/// witness answers.
inline constexpr std::uint32_t kDayKeysAhead = 7;
/// An envelope of day e may be stamped this long after the day's end (spec/order.md section 7).
inline constexpr std::uint64_t kEnvelopeGrace_ms = order::kGrace_ms;

/// Who may make an account.
enum class Registration : std::uint8_t { open, by_invitation };

struct Step;

/// What is forgotten when its time is over, kind after kind.
enum class Forgetting : std::uint8_t {
  undelivered,  // messages
  read,         // messages that everybody has
  nonces,
  quotas,
  invitations,
  blobs,     // and commits, and Welcomes
  accounts,  // what was fetched or never will be, of some of them
  erased,    // what orders no longer reach
  letters,   // at desks
  done
};

class Platform {
 public:
  /// `store` must outlive it.  Err::refused if the realm names other keys than these.
  static Result<std::unique_ptr<Platform>> open(Keys keys, wire::Realm realm, Store& store,
                                                Registration registration = Registration::open);
  /// The same for an owner who opens it again when its storage failed, and keeps the keys
  /// meanwhile.
  static Result<std::unique_ptr<Platform>> open(std::shared_ptr<const Keys> keys, wire::Realm realm,
                                                Store& store,
                                                Registration registration = Registration::open);

  const wire::Realm& realm() const { return realm_; }

  /// Answer POST /v1/<verb>.  Never fails: bad input is a reply with a 4xx code, and changes
  /// nothing.
  Reply handle(wire::Verb verb, View body, Time now, Random& rng);
  /// The same of a request that was read before its turn, for this realm.
  Reply handle(const Incoming& incoming, Time now, Random& rng);
  /// Answer GET of /log/..., /day-key/..., /realm.
  Document get(std::string_view path) const;
  /// The account behind a signed wake-up subscription: a SignedRequest of verb mailbox.fetch.
  Result<AccountId, wire::Code> subscriber(View signed_fetch, Time now);

  /// The body to post to the witness's add-checkpoint; nullopt if it has seen the latest head, and
  /// not too long ago for readers to find it fresh (eq/tlog/fresh.h).
  Result<std::optional<std::string>> witness_request(wire::LogName log, Time now) const;
  /// Take the witness's answer and publish the cosigned checkpoint.  For a 409 the size it names is
  /// remembered and Err::stale says: ask again.  Err::forged for a bad cosignature.  One from more
  /// than kClockSlack_ms in the future is shown, but is not the first to cover an entry.
  /// @param request  what witness_request() gave and the witness answered
  Status witness_reply(wire::LogName log, const std::string& request, int status,
                       std::string_view body, Time now);
  /// The log's newest head under its own signature, whoever has cosigned it; nullopt while the log
  /// is empty.  Err::forged if the right edge of its tiles is not of that head.
  Result<std::optional<std::string>> signed_checkpoint(wire::LogName log) const;

  /// Log the day keys of days to come, and take into the directory what waits for it.  Nothing
  /// else: whatever the clock says by mistake, nothing is sealed, ended or forgotten by it.
  Status announce(Time now, Random& rng);
  /// The same, then seal what is preserved and complete, and end what is preserved too long.  What
  /// fails of the one keeps nothing of the others.
  Status tend(Time now, Random& rng);
  /// Forget what is past its time: of one kind at most `limit` things, looking at not many more, so
  /// that others have their turn in between.
  /// @return where to go on; Forgetting::done when nothing is due any more
  Result<Forgetting> forget(Forgetting what, Time now, std::size_t limit, Random& rng);

  /// The latest entries of the logs of orders and days (at most `limit` of each) and all cases not
  /// closed.
  Result<PublicView> public_view(std::size_t limit) const;
  /// For its operator: accounts after one, or the first.
  Result<Users, wire::Code> users(const std::optional<AccountId>& after, Time now, Random& rng);
  /// Code::unknown for no such account; Code::conflict if that is so already.  What erasing keeps,
  /// and how long: PLT-49.
  Result<void, wire::Code> act_on(const AccountId& account, UserAct act, Time now, Random& rng);
  /// Make codes with which so many may register, each once and until so many days from now.
  /// @return Code::too_large for more than kInvitationsMax that are not used yet, or too many days
  Result<std::vector<wire::Invitation>, wire::Code> invite(std::uint32_t count, std::uint32_t days,
                                                           Time now, Random& rng);

  /// One page of what is looked for, at most `limit` entries.  Promises PLT-14.
  Result<PublicPage> public_page(const PublicSearch& search, std::size_t limit) const;
  /// Err::missing if the log has no such entry.
  Result<PublicEntry> public_entry(wire::LogName log, std::uint64_t index) const;

 private:
  friend struct Step;
  Platform(std::shared_ptr<const Keys> keys, wire::Realm realm, Store& store,
           Registration registration);
  /// Do something as a step of its own, for nobody who asked: wholly or not at all.
  Status step(Time now, Random& rng, const std::function<Status(Step&)>& act);
  using Act = std::function<Result<void, wire::Code>(Step&)>;
  /// The same for its operator, who is told why not.
  Result<void, wire::Code> operate(Time now, Random& rng, const Act& act);
  std::shared_ptr<const Keys> shared_keys_;
  const Keys& keys_;
  wire::Realm realm_;
  Store& store_;
  const Registration registration_;
  LogBook book_;
  Remembered remembered_;
  Bytes next_read_;  // from which on in the conversations' logs forgetting goes on
};

}  // namespace eq::platform
