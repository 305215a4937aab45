// Becoming somebody: keys, registration, tokens.
#pragma once

#include "parties/client/environment.h"

namespace eq::client {

/// Fresh keys for an account in a realm, known to nobody yet.  @param realm  its name
State new_account(std::string_view realm, Random& rng);

/// Register with the server and publish key packages.  Repeating it is harmless.
/// @param invitation  where the server wants one of new accounts; good once
Status enrol(State& state, Environment& environment,
             const std::optional<wire::Invitation>& invitation = std::nullopt);

/// Ask the issuer for tokens of today and tomorrow where fewer than kTokensLow are left; they
/// arrive in the mailbox.  @return whether a letter was sent.
constexpr std::size_t kTokensLow = 16;
Result<bool> ask_for_tokens(State& state, Environment& environment);

}  // namespace eq::client
