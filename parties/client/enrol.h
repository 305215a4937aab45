// Becoming somebody: keys, registration, key packages, tokens.
#pragma once

#include "parties/client/hands.h"

namespace eq::client {

/// Fresh keys for an account in a realm, known to nobody yet.  @param realm  its name
State new_account(std::string_view realm, Random& rng);

/// Register with the server and publish key packages.  Repeating it is harmless.
Status enrol(State& s, Hands& h);

/// Publish fresh key packages until the server holds at least this many of ours.
constexpr std::size_t kKeyPackages = 8;
Status publish_key_packages(State& s, Hands& h, std::size_t n);

/// Ask the issuer for tokens of today and tomorrow where fewer than kTokensLow are left; they arrive in
/// the mailbox.  @return whether a letter was sent.
constexpr std::size_t kTokensLow = 16;
Result<bool> ask_for_tokens(State& s, Hands& h);

}  // namespace eq::client
