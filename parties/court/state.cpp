#include "parties/court/state.h"

namespace eq::court {
namespace {

constexpr std::uint16_t kVersion = 8;

}  // namespace

Bytes State::save() const {
  Writer w;
  w.u16(kVersion);
  eq::put(w, signing);
  eq::put(w, letters);
  eq::put(w, name);
  eq::put(w, desk_seen);
  eq::put(w, records_seen);
  eq::put(w, orders_seen);
  eq::put(w, epochs_seen);
  eq::put(w, applications);
  eq::put(w, granted);
  eq::put(w, last_number);
  eq::put(w, disclosures);
  eq::put(w, clarified);
  eq::put(w, days);
  eq::put(w, requests);
  eq::put(w, preservations);
  eq::put(w, dealing_letters);
  eq::put(w, ceremonies);
  eq::put(w, dealt);
  return w.take();
}

Result<State> State::load(View bytes) {
  Reader r(bytes);
  REQUIRE_OR(TRY(r.u16()) == kVersion, Err::unsupported);
  auto signing = TRY(get<crypto::SigningKey>(r));
  auto letters = TRY(get<crypto::HpkeKeyPair>(r));
  // not inside the braces: an early return there would leave keys behind
  auto name = TRY(get<std::string>(r));
  State s{.signing = std::move(signing),
          .letters = std::move(letters),
          .name = std::move(name),
          .records_seen = {},
          .orders_seen = {},
          .epochs_seen = {},
          .applications = {},
          .granted = {},
          .disclosures = {},
          .clarified = {},
          .days = {},
          .requests = {},
          .preservations = {},
          .dealing_letters = {},
          .ceremonies = {},
          .dealt = {}};
  s.desk_seen = TRY(r.u64());
  s.records_seen = TRY((get<wire::RecordsSeen>(r)));
  s.orders_seen = TRY(get<std::optional<tlog::Head>>(r));
  s.epochs_seen = TRY(get<std::optional<tlog::Head>>(r));
  s.applications = TRY(get<std::vector<order::Application>>(r));
  s.granted = TRY((get<std::map<std::uint32_t, Granted>>(r)));
  s.last_number = TRY(r.u32());
  s.disclosures = TRY((get<std::map<std::uint32_t, crypto::HpkeKeyPair>>(r)));
  s.clarified = TRY(get<std::vector<wire::OrderWords>>(r));
  s.days = TRY((get<std::map<Day, PreparedDay>>(r)));
  s.requests = TRY(get<std::vector<wire::DayKeyRequest>>(r));
  s.preservations = TRY((get<std::map<std::uint32_t, crypto::HpkeKeyPair>>(r)));
  s.dealing_letters = TRY(get<std::vector<DealingLetter>>(r));
  s.ceremonies = TRY(get<std::vector<RunningCeremony>>(r));
  s.dealt = TRY((get<std::map<Day, DealtDay>>(r)));
  TRY(r.end());
  return s;
}

State new_court(std::string name, Random& rng) {
  auto signing = crypto::SigningKey::generate(rng);
  auto letters = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  return State{.signing = std::move(signing),
               .letters = std::move(letters),
               .name = std::move(name),
               .records_seen = {},
               .orders_seen = {},
               .epochs_seen = {},
               .applications = {},
               .granted = {},
               .disclosures = {},
               .clarified = {},
               .days = {},
               .requests = {},
               .preservations = {},
               .dealing_letters = {},
               .ceremonies = {},
               .dealt = {}};
}

}  // namespace eq::court
