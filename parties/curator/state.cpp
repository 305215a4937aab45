#include "parties/curator/state.h"

namespace eq::curator {
namespace {

constexpr std::uint16_t kVersion = 5;

template <class T>
void put_all(Writer& w, const T& values) {
  w.vector([&](Writer& in) { for (const auto& v : values) eq::put(in, v); });
}

}  // namespace

Bytes State::save() const {
  Writer w;
  w.u16(kVersion);
  eq::put(w, signing);
  eq::put(w, letters);
  eq::put(w, name);
  eq::put(w, jurisdiction);
  eq::put(w, filler);
  w.vector([&](Writer& in) { for (const auto& [hash, h] : holdings) eq::put(in, h); });
  put_all(w, withdrawn);
  eq::put(w, removals);
  eq::put(w, disputes);
  eq::put(w, key);
  eq::put(w, making);
  eq::put(w, entries);
  eq::put(w, list_version);
  eq::put(w, orders_seen);
  eq::put(w, proposed);
  eq::put(w, pending);
  eq::put(w, countersigned);
  eq::put(w, desk_seen);
  eq::put(w, records_seen);
  return w.take();
}

Result<State> State::load(View bytes) {
  Reader r(bytes);
  REQUIRE_OR(TRY(r.u16()) == kVersion, Err::unsupported);
  auto signing = TRY(get<crypto::SigningKey>(r));
  auto letters = TRY(get<crypto::HpkeKeyPair>(r));
  auto name = TRY(get<std::string>(r));
  auto jurisdiction = TRY(get<std::string>(r));
  auto filler = TRY(get<Secret<32>>(r));
  State s{.signing = std::move(signing), .letters = std::move(letters), .name = std::move(name),
          .jurisdiction = std::move(jurisdiction), .filler = std::move(filler), .holdings = {}, .withdrawn = {}, .removals = {}, .disputes = {}, .key = {}, .making = {},
          .entries = {}, .orders_seen = {}, .proposed = {}, .pending = {}, .countersigned = {}, .records_seen = {}};
  for (auto& h : TRY(get<std::vector<Holding>>(r))) {
    REQUIRE_OR(!h.copy.looks.empty(), Err::malformed);
    s.holdings.emplace(h.hash(), std::move(h));
  }
  for (const auto& h : TRY(get<std::vector<phash::Hash>>(r))) s.withdrawn.insert(h);
  s.removals = TRY(get<std::vector<list::Removal>>(r));
  s.disputes = TRY(get<std::vector<DisputeReceived>>(r));
  s.key = TRY(get<std::optional<HeldKey>>(r));
  s.making = TRY(get<std::optional<KeyMaking>>(r));
  s.entries = TRY(get<std::vector<list::CertifiedEntry>>(r));
  s.list_version = TRY(r.u32());
  s.orders_seen = TRY(get<std::optional<tlog::Head>>(r));
  s.proposed = TRY(get<std::optional<Proposal>>(r));
  s.pending = TRY(get<std::optional<Pending>>(r));
  s.countersigned = TRY(get<std::optional<Countersigned>>(r));
  s.desk_seen = TRY(r.u64());
  s.records_seen = TRY((get<wire::RecordsSeen>(r)));
  TRY(r.end());
  return s;
}

Result<State> new_hotline(std::string name, std::string jurisdiction, Random& rng) {
  REQUIRE_OR(!name.empty() && name.size() <= 200, Err::malformed);
  REQUIRE_OR(jurisdiction.size() == 2, Err::malformed);
  for (const char c : jurisdiction) REQUIRE_OR(c >= 'A' && c <= 'Z', Err::malformed);
  auto signing = crypto::SigningKey::generate(rng);
  auto letters = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  return State{.signing = std::move(signing), .letters = std::move(letters), .name = std::move(name),
               .jurisdiction = std::move(jurisdiction), .filler = rng.secret<32>(), .holdings = {}, .withdrawn = {}, .removals = {}, .disputes = {}, .key = {}, .making = {},
               .entries = {}, .orders_seen = {}, .proposed = {}, .pending = {}, .countersigned = {}, .records_seen = {}};
}

}  // namespace eq::curator
