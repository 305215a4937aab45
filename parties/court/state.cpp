#include "parties/court/state.h"

namespace eq::court {
namespace {

constexpr std::uint16_t kVersion = 1;

/// A map as a vector of pairs in ascending order of key.
template <class K, class V>
void put_map(Writer& w, const std::map<K, V>& m) {
  w.vector([&](Writer& in) {
    for (const auto& [k, v] : m) {
      eq::put(in, k);
      eq::put(in, v);
    }
  });
}
template <class K, class V>
Result<std::map<K, V>> get_map(Reader& r) {
  Reader in = TRY(r.vector());
  std::map<K, V> m;
  while (!in.empty()) {
    const K k = TRY(eq::get<K>(in));
    REQUIRE_OR(m.empty() || m.rbegin()->first < k, Err::malformed);
    m.emplace(k, TRY(eq::get<V>(in)));
  }
  return m;
}

}  // namespace

Bytes State::save() const {
  Writer w;
  w.u16(kVersion);
  eq::put(w, signing);
  eq::put(w, letters);
  eq::put(w, name);
  eq::put(w, desk_seen);
  eq::put(w, orders_seen);
  eq::put(w, epochs_seen);
  eq::put(w, applications);
  put_map(w, granted);
  put_map(w, months);
  put_map(w, days);
  eq::put(w, requests);
  return w.take();
}

Result<State> State::load(View bytes) {
  Reader r(bytes);
  REQUIRE_OR(TRY(r.u16()) == kVersion, Err::unsupported);
  auto signing = TRY(get<crypto::SigningKey>(r));
  auto letters = TRY(get<crypto::HpkeKeyPair>(r));
  auto name = TRY(get<std::string>(r));  // not inside the braces: an early return there would leave keys behind
  State s{.signing = std::move(signing), .letters = std::move(letters), .name = std::move(name),
          .orders_seen = {}, .epochs_seen = {}, .applications = {}, .granted = {}, .months = {}, .days = {},
          .requests = {}};
  s.desk_seen = TRY(r.u64());
  s.orders_seen = TRY(get<std::optional<tlog::Head>>(r));
  s.epochs_seen = TRY(get<std::optional<tlog::Head>>(r));
  s.applications = TRY(get<std::vector<order::Application>>(r));
  s.granted = TRY((get_map<std::uint32_t, Granted>(r)));
  s.months = TRY((get_map<order::Month, crypto::HpkeKeyPair>(r)));
  s.days = TRY((get_map<Day, PreparedDay>(r)));
  s.requests = TRY(get<std::vector<wire::DayKeyRequest>>(r));
  TRY(r.end());
  return s;
}

State new_court(std::string name, Random& rng) {
  auto signing = crypto::SigningKey::generate(rng);
  auto letters = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  return State{.signing = std::move(signing), .letters = std::move(letters), .name = std::move(name),
               .orders_seen = {}, .epochs_seen = {}, .applications = {}, .granted = {}, .months = {}, .days = {},
               .requests = {}};
}

}  // namespace eq::court
