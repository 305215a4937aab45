#include "parties/curator/state.h"

namespace eq::curator {
namespace {

constexpr std::uint16_t kVersion = 6;

}  // namespace

Bytes State::save() const {
  Writer w;
  w.u16(kVersion);
  eq::put(w, signing);
  eq::put(w, letters);
  eq::put(w, name);
  eq::put(w, jurisdiction);
  w.vector([&](Writer& in) {
    for (const auto& [hash, h] : holdings) eq::put(in, h);
  });
  eq::put(w, lists);
  eq::put(w, disputes);
  eq::put(w, orders_seen);
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
  State s{.signing = std::move(signing),
          .letters = std::move(letters),
          .name = std::move(name),
          .jurisdiction = std::move(jurisdiction),
          .holdings = {},
          .lists = {},
          .disputes = {},
          .orders_seen = {},
          .records_seen = {}};
  for (auto& h : TRY(get<std::vector<Holding>>(r))) {
    REQUIRE_OR(!h.copy.looks.empty(), Err::malformed);
    s.holdings.emplace(h.hash(), std::move(h));
  }
  s.lists = TRY((get<std::map<list::Kind, ListState>>(r)));
  for (const auto kind : list::kKinds) REQUIRE_OR(s.lists.contains(kind), Err::malformed);
  s.disputes = TRY(get<std::vector<DisputeReceived>>(r));
  s.orders_seen = TRY(get<std::optional<tlog::Head>>(r));
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
  State s{.signing = std::move(signing),
          .letters = std::move(letters),
          .name = std::move(name),
          .jurisdiction = std::move(jurisdiction),
          .holdings = {},
          .lists = {},
          .disputes = {},
          .orders_seen = {},
          .records_seen = {}};
  for (const auto kind : list::kKinds) s.lists[kind].filler = rng.secret<32>();
  return s;
}

}  // namespace eq::curator
