#include "parties/client/enrol.h"

#include "eq/wire/letter.h"
#include "eq/wire/moderation_letters.h"

namespace eq::client {
namespace {

constexpr std::uint64_t kKeyPackageLifetime_ms = 90 * kDay_ms;
constexpr std::uint16_t kTokensPerDay = 64;

std::uint64_t seconds(Time t) { return t.ms / kSecond_ms; }

}  // namespace

State new_account(std::string_view realm, Random& rng) {
  Identity me{crypto::SigningKey::generate(rng), crypto::SigningKey::generate(rng),
              crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng), {}};
  me.record.realm = realm;
  me.record.device_keys = {me.device.verify_key()};
  std::copy(me.letters.public_key.begin(), me.letters.public_key.end(), me.record.hpke_key.begin());
  wire::sign_record(me.record, me.account);
  State s(std::move(me));
  s.voucher_master = rng.secret<32>();
  s.known[s.me.record.id()] = s.me.record;
  return s;
}

Status enrol(State& s, Hands& h) {
  TRY(wire::ask(h.server, wire::AccountRegister{s.me.record}));
  return publish_key_packages(s, h, kKeyPackages);
}

Status publish_key_packages(State& s, Hands& h, std::size_t n) {
  wire::KeyPackagesPublish request;
  const mls::KeyPackageOptions options{
      .lifetime = {seconds(h.now - kHour_ms), seconds(h.now + kKeyPackageLifetime_ms)},
      .leaf_extensions = {}, .extensions = {}, .extra_extensions = {}, .extra_proposals = {}};
  while (s.key_packages.size() < n) {
    s.key_packages.push_back(mls::make_key_package(mls::Suite::x25519_chacha20poly1305_sha256_ed25519,
                                                   mls::SignatureKey::ed25519(s.me.device),
                                                   mls::Credential::basic(s.me.record.id().view()), options, h.rng));
    request.packages.push_back(mls::to_message(s.key_packages.back().key_package));
  }
  if (request.packages.empty()) return ok();
  h.keep();  // a package that others can use must never be one whose secrets we lost
  TRY(ask(s, h, request));
  return ok();
}

Result<bool> ask_for_tokens(State& s, Hands& h) {
  const Day today = day_of(h.now);
  s.purse.prune({today.n - 1});
  if (s.purse.left(today) >= kTokensLow && s.purse.left(today + 1) >= kTokensLow) return false;
  // The answer takes its time; asking again meanwhile would only fetch more than we need.
  if (h.now < s.tokens_asked + kMinute_ms) return false;
  s.tokens_asked = h.now;
  const wire::TokenRequest request{s.me.record.id(), today, 2, kTokensPerDay};
  const auto to = wire::Address::of(h.realm.moderator.signing);
  const Bytes letter = TRY(wire::seal_letter(to, h.realm.moderator.hpke, wire::LetterKind::token_request,
                                             encode(request), s.me.device, h.now, h.rng));
  TRY(ask(s, h, wire::DeskPost{to, letter}));
  return true;
}

}  // namespace eq::client
