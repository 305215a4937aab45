#include "parties/custodian/state.h"

namespace eq::custodian {
namespace {

constexpr std::uint16_t kVersion = 7;

}  // namespace

const HeldKeys* State::holding(const order::CustodianKeys& keys) const {
  for (const HeldKeys& h : held) {
    if (h.keys == keys) return &h;
  }
  return nullptr;
}

Bytes State::save() const {
  Writer w;
  w.u16(kVersion);
  eq::put(w, signing);
  eq::put(w, letters);
  eq::put(w, name);
  eq::put(w, index);
  eq::put(w, secrets);
  eq::put(w, dealt);
  eq::put(w, pending);
  eq::put(w, held);
  eq::put(w, nonces);
  eq::put(w, handed_over);
  eq::put(w, desk_seen);
  eq::put(w, records_seen);
  eq::put(w, orders_seen);
  eq::put(w, epochs_seen);
  eq::put(w, orders);
  eq::put(w, epochs);
  eq::put(w, releases);
  eq::put(w, dealings);
  eq::put(w, signed_epochs);
  eq::put(w, ceremonies);
  eq::put(w, days);
  eq::put(w, consented);
  eq::put(w, dealt_points);
  return w.take();
}

Result<State> State::load(View bytes) {
  Reader r(bytes);
  REQUIRE_OR(TRY(r.u16()) == kVersion, Err::unsupported);
  auto signing = TRY(get<OwnKey>(r));
  auto letters = TRY(get<crypto::HpkeKeyPair>(r));
  // not inside the braces: an early return there would leave keys behind
  auto name = TRY(get<std::string>(r));
  State s{.signing = std::move(signing),
          .letters = std::move(letters),
          .name = std::move(name),
          .secrets = {},
          .dealt = {},
          .pending = {},
          .held = {},
          .nonces = {},
          .handed_over = {},
          .records_seen = {},
          .orders_seen = {},
          .epochs_seen = {},
          .orders = {},
          .epochs = {},
          .releases = {},
          .dealings = {},
          .signed_epochs = {},
          .ceremonies = {},
          .days = {},
          .consented = {},
          .dealt_points = {}};
  s.index = TRY(r.u16());
  s.secrets = TRY(get<std::optional<CeremonySecrets>>(r));
  s.dealt = TRY(get<std::optional<order::Dealing>>(r));
  s.pending = TRY(get<std::optional<Pending>>(r));
  s.held = TRY(get<std::vector<HeldKeys>>(r));
  s.nonces = TRY(get<std::vector<StoredNonce>>(r));
  s.handed_over = TRY((get<std::map<Array<32>, crypto::Digest>>(r)));
  s.desk_seen = TRY(r.u64());
  s.records_seen = TRY((get<wire::RecordsSeen>(r)));
  s.orders_seen = TRY(get<std::optional<tlog::Head>>(r));
  s.epochs_seen = TRY(get<std::optional<tlog::Head>>(r));
  s.orders = TRY(get<std::vector<AskedOrder>>(r));
  s.epochs = TRY(get<std::vector<AskedEpoch>>(r));
  s.releases = TRY(get<std::vector<AskedRelease>>(r));
  s.dealings = TRY(get<std::vector<AskedDealing>>(r));
  s.signed_epochs = TRY((get<std::map<Day, std::uint64_t>>(r)));
  s.ceremonies = TRY(get<std::vector<OwnCeremony>>(r));
  s.days = TRY((get<std::map<crypto::Digest, HeldDay>>(r)));
  s.consented = TRY((get<std::map<std::uint32_t, Consented>>(r)));
  s.dealt_points = TRY((get<std::map<Day, std::vector<std::uint64_t>>>(r)));
  TRY(r.end());
  return s;
}

State new_custodian(std::string name, std::uint16_t index, Random& rng) {
  return new_custodian(std::move(name), index, OwnKey(crypto::SigningKey::generate(rng)), rng);
}

State new_custodian(std::string name, std::uint16_t index, OwnKey signing, Random& rng) {
  auto letters = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  const CeremonySecrets secrets{crypto::Scalar::random(rng), crypto::Scalar::random(rng)};
  return State{.signing = std::move(signing),
               .letters = std::move(letters),
               .name = std::move(name),
               .index = index,
               .secrets = secrets,
               .dealt = {},
               .pending = {},
               .held = {},
               .nonces = {},
               .handed_over = {},
               .records_seen = {},
               .orders_seen = {},
               .epochs_seen = {},
               .orders = {},
               .epochs = {},
               .releases = {},
               .dealings = {},
               .signed_epochs = {},
               .ceremonies = {},
               .days = {},
               .consented = {},
               .dealt_points = {}};
}

}  // namespace eq::custodian
