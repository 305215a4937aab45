#include "parties/client/enrol.h"

#include "eq/wire/letter.h"
#include "eq/wire/moderation_letters.h"
#include "parties/client/key_packages.h"

namespace eq::client {
namespace {

constexpr std::uint16_t kTokensPerDay = 64;

}  // namespace

State new_account(std::string_view realm, Random& rng) {
  Identity me{crypto::SigningKey::generate(rng),
              crypto::SigningKey::generate(rng),
              crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng),
              {}};
  me.record.realm = realm;
  me.record.device_keys = {me.device.verify_key()};
  std::copy(me.letters.public_key.begin(), me.letters.public_key.end(), me.record.hpke_key.begin());
  wire::sign_record(me.record, me.account);
  State s{std::move(me)};
  s.voucher_master = rng.secret<32>();
  s.known[s.me.record.id()] = s.me.record;
  return s;
}

Status enrol(State& state, Environment& environment,
             const std::optional<wire::Invitation>& invitation) {
  TRY(wire::ask(environment.server, wire::AccountRegister{state.me.record, invitation}));
  return tend_key_packages(state, environment);
}

Result<bool> ask_for_tokens(State& state, Environment& environment) {
  const Day today = day_of(environment.now);
  state.purse.prune({today.n - 1});
  if (state.purse.left(today) >= kTokensLow && state.purse.left(today + 1) >= kTokensLow)
    return false;
  // The answer takes its time; asking again meanwhile would only fetch more than we need.
  if (environment.now < state.tokens_asked + kMinute_ms) return false;
  state.tokens_asked = environment.now;
  const wire::TokenRequest request{state.me.record.id(), today, 2, kTokensPerDay};
  const auto to = wire::Address::of(environment.realm.moderator.signing);
  const Bytes letter =
      TRY(wire::seal_letter(to, environment.realm.moderator.hpke, wire::LetterKind::token_request,
                            encode(request), state.me.device, environment.now, environment.rng));
  TRY(ask(state, environment, wire::DeskPost{to, letter}));
  return true;
}

}  // namespace eq::client
