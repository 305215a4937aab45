// What the commands about cases say alike: a case, its decisions and measures, for people and for
// programs.
#pragma once

#include "apps/equipoise/moderator/desk.h"

namespace eq::app {

inline constexpr auto kCaseNumber = "Case number, M-000001 or 1";
inline constexpr auto kReviewer =
    "File with your key as a reviewer: what you see and decide is signed with it";

/// Throws Failure for what is no case's number.
std::uint32_t case_number_of(const std::string& text);

std::string_view to_text(wire::CaseState state);
nlohmann::ordered_json describe(const moderator::Decision& decision);
nlohmann::ordered_json describe(const moderator::Case& about);
std::string text_of(const moderator::Measure& measure);
/// The name that the desk gave to a reviewer's key, and the beginning of that key: two names may
/// look alike.
std::string called(const moderator::Reviewer& who);
/// "on 2026-12-01", or when the next round of work does it.
std::string erased_in_words(const moderator::Case& about);
/// Who appealed: the reporter, or the account that a measure or its pictures are of.
std::string appellant(const moderator::Case& about, const moderator::Appeal& appeal);
/// What a decision did ends with one that reverses it: a clause, or nothing.
std::string ended_by(const std::vector<moderator::Decision>& all, const moderator::Decision& one);

}  // namespace eq::app
