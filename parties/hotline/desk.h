// The letters that wait for a hotline at the server's desk.
#pragma once

#include "parties/hotline/hotline.h"

namespace eq::hotline {

/// Older letters about lists and keys come to nothing.
inline constexpr std::uint64_t kListLetterAge_ms = 7 * kDay_ms;

/// The realm's hotline with this signing key, or null.
const wire::Hotline* hotline_by_key(const wire::Realm& realm, const crypto::VerifyKey& key);

/// Take in all that waits, whatever the desk is read for: disputes are filed; the latest proposal
/// of each hotline and kind, answers to our own, and letters about evaluation keys are kept until
/// somebody works on them; what comes to nothing is noted with its reason (State::ignored).
/// A dispute whose account nobody can look up now waits here.  Err::unavailable if the server does
/// not answer at all: then the letters stay there.  Promises HOT-14, HOT-19.
Status take_in(State& state, Environment& environment);

}  // namespace eq::hotline
