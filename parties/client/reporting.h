// Reporting: choose messages, see exactly what would leave, send it sealed to the moderator.
#pragma once

#include <set>

#include "eq/franking/report.h"
#include "parties/client/environment.h"

namespace eq::client {

/// Which messages of a conversation, by their place (stamp seq).  Everything from the first to the
/// last goes along at least as a place and time, so the moderator sees where something was
/// withheld.
struct Selection {
  ConversationId conversation;
  std::uint64_t first = 0, last = 0;  // seq, both included
  std::set<std::uint64_t> withheld;   // seqs in between whose content stays here
};

/// The very bytes that would leave, for franking::preview() and submit(). Err::missing if a seq of
/// the range is not on this device; Err::refused if nothing is shown in full.
Result<Bytes> prepare_report(State& state, const Selection& selection, franking::Category category,
                             std::string note);

/// Of the messages that a prepared report shows, those that were reported before.
Result<std::vector<std::uint64_t>> reported_before(const State& state, View prepared);

/// Seal to the moderator, post, and remember which messages it shows.  The answer arrives in the
/// mailbox as ReportAnswered.  Promises CLI-47.
Status submit_report(State& state, Environment& environment, View prepared);

/// Ask for a case that concerns this account to be looked at again, by somebody else.  The answer
/// arrives as CaseDecided. Err::malformed for words that are empty, over 1000 bytes or not UTF-8.
Status submit_appeal(State& state, Environment& environment, std::string case_number,
                     std::string words);

}  // namespace eq::client
