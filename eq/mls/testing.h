// For this room's tests, fuzz targets and benches: a directory that trusts everybody, people with
// keys.
#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "eq/mls/group.h"
#include "eq/testing/seeded.h"

namespace eq::mls::testing {

/// Accepts every credential.
class TrustAll final : public CredentialCheck {
 public:
  Status check(const Credential&, View) const override { return ok(); }
};

inline const TrustAll& trust_all() {
  static const TrustAll t;
  return t;
}

/// Those that this build runs.
inline std::vector<Suite> all_suites(std::span<const Suite> among = kRfcSuites) {
  std::vector<Suite> suites;
  std::copy_if(among.begin(), among.end(), std::back_inserter(suites), is_available);
  return suites;
}

/// Every credential, and whatever process() knows how to take in, from outside the group too.
inline Trust trust_outsiders() {
  Trust t{trust_all()};
  t.accepts = {Incoming::message,           Incoming::commit,
               Incoming::proposal,          Incoming::join_proposal,
               Incoming::external_proposal, Incoming::external_commit};
  return t;
}

/// What waits for a commit goes into the one that is made of `inputs`.
inline CommitOptions with_pending(const Group& g, const std::vector<CommitInput>& inputs = {},
                                  CommitOptions options = {}) {
  for (const ReceivedProposal& p : g.pending(inputs)) options.proposals.push_back(p.ref);
  return options;
}

constexpr Time kNow{1'780'000'000'000};

inline KeyPackageOptions options_now() {
  KeyPackageOptions o;
  o.lifetime = {kNow.ms / 1000 - 3600, kNow.ms / 1000 + 90 * 24 * 3600};
  return o;
}

/// A person with one device.
struct Person {
  Suite suite;
  SignatureKey key;
  Credential credential;

  Person(Suite s, std::string_view name, Random& rng)
      : suite(s),
        key(SignatureKey::generate(s, rng)),
        credential(Credential::basic(crypto::sha256(view(name)))) {}
  KeyPackageSecrets key_package(Random& rng) const {
    return make_key_package(suite, key, credential, options_now(), rng);
  }
  Group create(View group_id, Random& rng) const {
    return std::move(Group::create(suite, group_id, key, credential, {}, options_now(), rng))
        .take();
  }
};

}  // namespace eq::mls::testing
