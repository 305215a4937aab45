// Two devices hold an MLS conversation (RFC 9420): one makes a group and invites the other, who
// answers.
//
// Everything that an application decides is an argument: whose credentials count, the time, the
// randomness, and when a commit counts as accepted.
#include <sys/random.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "eq/mls/group.h"

namespace {

using namespace eq;

constexpr mls::Suite kSuite = mls::Suite::x25519_chacha20poly1305_sha256_ed25519;

class SystemRandom final : public Random {
 public:
  void fill(MutView out) override {
    while (!out.empty()) {
      const ssize_t n = getrandom(out.data(), out.size(), 0);
      if (n < 0) std::abort();
      out = out.subspan(static_cast<std::size_t>(n));
    }
  }
};

/// Whose keys count.  An application asks its directory; here two people have met.
class Met final : public mls::CredentialCheck {
 public:
  void know(std::string_view name, const mls::SignatureKey& key) {
    keys_.push_back({mls::Credential::basic(eq::view(name)), key.public_key()});
  }
  Status check(const mls::Credential& credential, View signature_key) const override {
    for (const auto& [known, key] : keys_) {
      if (known == credential && std::ranges::equal(key, signature_key)) return ok();
    }
    return Err::forged;
  }

 private:
  std::vector<std::pair<mls::Credential, Bytes>> keys_;
};

Status converse(Random& rng, Time now) {
  const auto ana_key = mls::SignatureKey::generate(kSuite, rng),
             ben_key = mls::SignatureKey::generate(kSuite, rng);
  const auto ana = mls::Credential::basic(view("Ana")), ben = mls::Credential::basic(view("Ben"));
  Met met;
  met.know("Ana", ana_key);
  met.know("Ben", ben_key);
  const mls::Trust trust{met};
  mls::KeyPackageOptions options;
  options.lifetime = {now.ms / 1000 - 3600, now.ms / 1000 + 90 * 24 * 3600};

  // Ben publishes a key package; Ana makes a group and adds him.
  const auto invitation = mls::make_key_package(kSuite, ben_key, ben, options, rng);
  auto at_ana = TRY(mls::Group::create(kSuite, rng.array<32>(), ana_key, ana, {}, options, rng));
  auto staged =
      TRY(at_ana.stage_commit({mls::AddMember{invitation.key_package}}, {}, trust, now, rng));
  const Bytes welcome = *staged.welcome();
  TRY(at_ana.merge(std::move(staged)));  // once the delivery service has accepted the commit

  auto at_ben = TRY(mls::Group::join(welcome, invitation, std::nullopt, trust));
  const Bytes sealed = TRY(at_ben.protect({}, view("Hello Ana"), 0, rng));
  const auto arrived = TRY(at_ana.process(sealed, trust));
  const auto& message = std::get<mls::ApplicationMessage>(arrived);
  std::printf("%s: %s\n", to_string(message.credential.content).c_str(),
              to_string(message.plaintext).c_str());
  return ok();
}

}  // namespace

int main() {
  SystemRandom rng;
  const auto done = converse(rng, eq::Time{1'800'000'000'000});
  if (!done.ok())
    std::fprintf(stderr, "failed: %s\n", std::string(eq::to_text(done.error())).c_str());
  return done.ok() ? 0 : 1;
}
