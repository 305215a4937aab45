// What a recipient checks before showing a message.  spec/franking.md section 7.
//
// The rule: whatever is shown can be reported.
#pragma once

#include <map>
#include <optional>

#include "eq/franking/commit.h"
#include "eq/franking/logged_day_keys.h"
#include "eq/franking/payload.h"
#include "eq/franking/stamp.h"

namespace eq::franking {

/// Reports are taken for at most so long after the stamp; older messages are not accepted either.
constexpr std::uint64_t kReportWindow_ms = 45 * kDay_ms;

/// A message as it is kept on the device: all that a report of it could need.
struct Record {
  Header header;
  Commitment cf;
  Bytes f;  // encode(Content)
  Secret<32> fk;
  crypto::Signature sigma2{};
  AccountId sender;
  Stamp stamp;
  crypto::Digest message_hash{};
  EQ_FIELDS(header, cf, f, fk, sigma2, sender, stamp, message_hash)

  Record clone() const;
};

/// One-time keys already seen, so that no token is honoured twice.  Save it with the messages.
class SeenKeys {
 public:
  bool contains(const crypto::VerifyKey& pke) const { return seen_.contains(pke); }
  void insert(const Token& token) { seen_.emplace(token.pke, token.day); }
  /// Forget tokens too old to pass accept() in any case.
  void prune(Time now);
  std::size_t size() const { return seen_.size(); }

  void encode(Writer& w) const;
  static Result<SeenKeys> decode(Reader& r);

 private:
  std::map<crypto::VerifyKey, Day> seen_;
};

/// What lies before a recipient once MLS has opened a message.
struct Arrival {
  const AuthenticatedData& data;
  const ApplicationData& application;
  ConversationId conversation;    // of the MLS group that opened it
  std::uint64_t mls_epoch = 0;    // likewise
  AccountId sender;               // from the MLS credential of the sender's leaf
  crypto::Digest message_hash{};  // SHA-256 of the PrivateMessage as it arrived
  Stamp stamp;
  // the stamp before it, if we hold it: then the link must recompute
  std::optional<Stamp> previous;
};

/// @param now  the device's time Err::forged    header, blob, Cf, token, sigma2, stamp or chain
///     link does not verify Err::missing   the day key of the token or stamp is not in `keys`: read
///     the log and try again Err::stale     token used twice, token day and stamp more than a day
///     apart, stamp older than the report window or ahead of our clock Err::malformed the sender
///     put something unreadable inside On success the token counts as seen: whatever else could
///     keep the message from being shown is to be known before.  Promises FRK-1, FRK-4, FRK-5,
///     FRK-8, FRK-14.
Result<Record> accept(const Arrival& arrival, const LoggedDayKeys& keys, SeenKeys& seen, Time now);

/// The sender's own copy, once the stamp came back, so that it too can be reported or withheld.
Record keep_own(const Header& header, Sealed sealed, const AccountId& self, const Stamp& stamp,
                const crypto::Digest& message_hash);

}  // namespace eq::franking
