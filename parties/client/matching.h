// Is a picture on a certified list?  Only of a kind and in a mode that is in force, by a logged
// head, with a legal basis, and that the owner agreed to.  eq/list.
#pragma once

#include "eq/list/query.h"
#include "eq/list/reporting.h"
#include "eq/wire/list_reader.h"
#include "parties/client/environment.h"

namespace eq::client {

/// The list of a kind in force, for showing and for what follows.
/// @return Err::missing if none is published; otherwise as list::AcceptedHead::accept: a head that
///     is of another kind, not logged, not certified by two authorities of two jurisdictions for
///     this kind, or older than one seen before is never used.  Promises CLI-7.
Result<list::AcceptedList> current_list(State& state, Environment& environment, list::Kind kind);
/// The same with what belongs to it.  Warnings shown before are compared with it (warnings.h).
Result<wire::ReadList> read_list(State& state, Environment& environment, list::Kind kind);

/// Of what current_list() says Err::stale: the log that it is read from, of whose head no witness
/// has vouched within the hour, or the list itself, which has expired or is not the newest.
enum class Old { log, list };
Old what_is_old(const State& state, Environment& environment);

/// What applies to the owner of this device in a region now, for lists of one kind.
struct ModeHere {
  list::Kind kind;
  list::RuleInForce standing;
  enum class Consent { given, none, for_something_else } consent = Consent::none;

  bool acts(list::Mode mode) const { return standing.mode == mode && consent == Consent::given; }
};
ModeHere mode_here(const State& state, const list::AcceptedHead& head, std::string_view region,
                   Time now);

/// Agree to the mode that is in force in a region for lists of the head's kind.  It holds until the
/// rule, its legal basis or what reporting means changes, or it is withdrawn.
/// @return Err::refused if that is not the mode in force.  Promises CLI-10.
Status give_consent(State& state, const list::AcceptedHead& head, std::string region,
                    list::Mode mode, Time now);
void withdraw_consent(State& state, list::Kind kind);

struct PictureAnswer {
  list::Finding finding;
  list::RegionRule rule;               // what the list says for our region
  std::size_t sent = 0, received = 0;  // bytes that crossed, the same for every picture
};
/// @param where  the message with which it came: a warning names it
/// @param region  ISO 3166-1 alpha-2.  Unless the mode there is "warn" and agreed to for lists of
///     this kind, nothing is asked at all: Err::refused.  Promises CLI-7, CLI-10.
Result<PictureAnswer> look_up_picture(State& state, Environment& environment,
                                      const list::AcceptedList& list,
                                      const phash::Fingerprint& picture, std::string_view region,
                                      const std::optional<MessagePlace>& where = {});

}  // namespace eq::client
