// Key packages: what others need to invite us, and ours of others.
//
// Most are for one use.  One is the last resort (RFC 9420 section 16.8, the extension of
// draft-ietf-mls-extensions): the service hands it out again and again when nothing else is left,
// so that nobody can make us unreachable by taking what we published.  What it costs, ADR 33:
// whoever learns its secrets reads the Welcomes that were made with it.
#pragma once

#include "parties/client/environment.h"

namespace eq::client {

/// For one use, at the service.
constexpr std::size_t kKeyPackages = 8;
/// Of which we keep the secrets, those included that somebody took and did not use yet.
constexpr std::size_t kKeyPackageSecretsMax = 128;
constexpr std::uint64_t kKeyPackageLifetime_ms = 90 * kDay_ms;
/// Packages for one use are replaced when they have less than this left, the last resort when it
/// has less than twice that.
constexpr std::uint64_t kKeyPackageRenewal_ms = 30 * kDay_ms;

/// Ask the service what it has of ours, withdraw what is old or what we cannot open, and fill up.
/// Secrets are forgotten when no Welcome made with them can come any more.  Promises CLI-33.
Status tend_key_packages(State& state, Environment& environment);

/// A key package of the account, checked against its record.  It waits in State::unspent until
/// spent(), so that a start that fails before anything left uses up nothing.  Err::exhausted if the
/// account has none.  Promises CLI-34.
Result<mls::KeyPackage> key_package_of(State& state, Environment& environment,
                                       const AccountId& account);
/// Something made with their packages is about to leave.
void spent(State& state, const std::vector<AccountId>& accounts);

}  // namespace eq::client
