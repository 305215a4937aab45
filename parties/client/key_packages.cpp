#include "parties/client/key_packages.h"

#include <algorithm>
#include <set>

#include "parties/client/directory.h"

namespace eq::client {
namespace {

constexpr auto kSuite = mls::Suite::x25519_chacha20poly1305_sha256_ed25519;
/// So long the service keeps a Welcome that nobody fetched.
constexpr std::uint64_t kWelcomeWaits_ms = 30 * kDay_ms;

Time end_of(const mls::KeyPackageSecrets& p) {
  return Time{p.key_package.leaf.lifetime().not_after * kSecond_ms};
}

bool is_last_resort(const mls::KeyPackageSecrets& p) { return mls::is_last_resort(p.key_package); }

/// Whether others may go on using it.
bool is_good(const mls::KeyPackageSecrets& p, Time now) {
  return end_of(p) > now + (is_last_resort(p) ? 2 : 1) * kKeyPackageRenewal_ms;
}

Bytes make(State& state, Environment& environment, mls::KeyPackageUse use) {
  const mls::KeyPackageOptions options{
      .lifetime = {(environment.now - kHour_ms).ms / kSecond_ms,
                   (environment.now + kKeyPackageLifetime_ms).ms / kSecond_ms},
      .leaf_extensions = {},
      .extensions = {},
      .extra_extensions = {},
      .extra_proposals = {},
      .use = use};
  state.key_packages.push_back(mls::make_key_package(
      kSuite, mls::SignatureKey::ed25519(state.me.device),
      mls::Credential::basic(state.me.record.id().view()), options, environment.rng));
  return mls::to_message(state.key_packages.back().key_package);
}

/// The last resort in use: the same as long as it is good, however often the service says that it
/// has none.
Bytes last_resort(State& state, Environment& environment) {
  for (const auto& p : state.key_packages)
    if (is_last_resort(p) && is_good(p, environment.now)) return mls::to_message(p.key_package);
  return make(state, environment, mls::KeyPackageUse::last_resort);
}

/// Genuine, this account's, and under a key that its record has now.
Status check(State& state, Environment& environment, const AccountId& account,
             const mls::KeyPackage& kp) {
  REQUIRE_OR(TRY(account_of(kp.leaf.credential())) == account, Err::forged);
  return mls::check_key_package(kp, kSuite, DirectoryCheck(state, environment), environment.now);
}

}  // namespace

Status tend_key_packages(State& state, Environment& environment) {
  std::erase_if(state.key_packages,
                [&](const auto& p) { return end_of(p) + kWelcomeWaits_ms < environment.now; });
  std::set<crypto::Digest> good;
  for (const auto& p : state.key_packages)
    if (is_good(p, environment.now)) good.insert(crypto::sha256(mls::to_message(p.key_package)));
  const auto held = TRY(ask(state, environment, wire::KeyPackagesPublish{}));
  wire::KeyPackagesPublish request;
  std::size_t left = 0;
  for (const auto& id : held.once)
    if (good.contains(id))
      ++left;
    else
      request.withdrawn.push_back(id);
  if (!held.last_resort || !good.contains(*held.last_resort))
    request.last_resort = last_resort(state, environment);
  for (; left < kKeyPackages && state.key_packages.size() < kKeyPackageSecretsMax; ++left)
    request.packages.push_back(make(state, environment, mls::KeyPackageUse::once));
  if (request.packages.empty() && !request.last_resort && request.withdrawn.empty()) return ok();
  environment.keep();  // a package that others can use must never be one whose secrets we lost
  TRY(ask(state, environment, request));
  return ok();
}

Result<mls::KeyPackage> key_package_of(State& state, Environment& environment,
                                       const AccountId& account) {
  if (const auto it = state.unspent.find(account); it != state.unspent.end()) {
    const Status still = check(state, environment, account, it->second);
    if (still.ok()) return it->second;
    if (still.error() == Err::unavailable) return Err::unavailable;
    state.unspent.erase(it);
  }
  const auto taken = TRY(ask(state, environment, wire::KeyPackagesTake{account}));
  REQUIRE_OR(!taken.packages.empty(), Err::exhausted);
  auto kp = TRY(mls::key_package_from_message(taken.packages.front()));
  TRY(check(state, environment, account, kp));
  state.unspent.insert_or_assign(account, kp);
  environment.keep();
  return kp;
}

void spent(State& state, const std::vector<AccountId>& accounts) {
  for (const auto& account : accounts) state.unspent.erase(account);
}

}  // namespace eq::client
