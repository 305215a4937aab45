// What happened, for the owner's eyes.
//
// Events wait in the state and are saved with it until they are told: no operation that takes
// something in can drop them, whatever else becomes of it, and whichever command ends next tells
// them, once.  Promise CLI-25.
#pragma once

#include <variant>
#include <vector>

#include "eq/wire/list_letters.h"
#include "eq/wire/moderation_letters.h"

namespace eq::client {

struct Joined {
  ConversationId conversation;
  EQ_FIELDS(conversation)
};
/// Somebody else's, or one of ours of which the owner was told that it waits.
struct NewMessage {
  ConversationId conversation;
  std::uint64_t at = 0;  // index into the history
  EQ_FIELDS(conversation, at)
};
struct MembersChanged {
  ConversationId conversation;
  std::optional<AccountId> by;
  std::vector<AccountId> added, removed;
  // of those added: nobody the owner has talked to brought them (company.h)
  std::vector<AccountId> unexpected;
  bool removed_me = false;
  EQ_FIELDS(conversation, by, added, removed, unexpected, removed_me)
};
struct TokensArrived {
  std::uint64_t left_today = 0;
  EQ_FIELDS(left_today)
};
struct ReportAnswered {
  wire::ReportReceipt receipt;
  EQ_FIELDS(receipt)
};
struct CaseDecided {
  wire::ModerationNotice notice;
  EQ_FIELDS(notice)
};
struct DisputeAnswered {
  std::string hotline;
  wire::DisputeAnswer answer;
  EQ_FIELDS(hotline, answer)
};
/// Something did not verify and was passed over; the same of one conversation is counted, not
/// repeated.
struct Dropped {
  ConversationId conversation;
  Err why{};
  std::uint32_t times = 1;

  void encode(Writer& w) const;
  static Result<Dropped> decode(Reader& r);
};
/// What waits for this conversation could not be sent; what waits for others was.
struct Unsent {
  ConversationId conversation;
  Err why{};

  void encode(Writer& w) const;
  static Result<Unsent> decode(Reader& r);
};
/// A change of the conversation did not verify here, or the service holds another sending key than
/// its members: it may have gone on without us.  It can be left and started anew; every other
/// conversation goes on.
struct Broken {
  ConversationId conversation;
  Err why{};

  void encode(Writer& w) const;
  static Result<Broken> decode(Reader& r);
};
/// What arrived there waits on the device for a verdict: the server did not answer what its check
/// needs.
struct Undecided {
  ConversationId conversation;  // all zero for letters
  EQ_FIELDS(conversation)
};
/// Words that were kept for later and will not go out: here they are again.
struct GivenBack {
  ConversationId conversation;
  std::string text;
  // Err::stale: somebody is in it now who was not when this was typed; others as of send()
  Err why{};

  void encode(Writer& w) const;
  static Result<GivenBack> decode(Reader& r);
};
/// Somebody brought the owner back into a conversation from which he was removed, or that he left;
/// nothing of his goes out there before he has said that he knows who is in it (invitation.h).
struct InvitedAgain {
  ConversationId conversation;
  AccountId by;
  EQ_FIELDS(conversation, by)
};
/// The directory shows, or may show, another record of the owner's account than the one that this
/// device made (own_record.h).
struct OwnRecordInDoubt {
  Time held;  // when it was last seen to be right; zero: never
  Err why{};  // Err::unavailable: nobody answers; otherwise something contradicts it

  void encode(Writer& w) const;
  static Result<OwnRecordInDoubt> decode(Reader& r);
};
using Event = std::variant<Joined, NewMessage, MembersChanged, TokensArrived, ReportAnswered,
                           CaseDecided, DisputeAnswered, Dropped, Unsent, Broken, Undecided,
                           GivenBack, InvitedAgain, OwnRecordInDoubt>;

class Untold {
 public:
  void add(Event event);
  bool empty() const { return events_.empty(); }
  /// Oldest first.
  const std::vector<Event>& waiting() const { return events_; }
  /// All of them, oldest first; they wait no longer.  Save the state once the owner has seen them.
  [[nodiscard]] std::vector<Event> tell() { return std::exchange(events_, {}); }

  void encode(Writer& w) const;
  static Result<Untold> decode(Reader& r);

 private:
  std::vector<Event> events_;
};

}  // namespace eq::client
