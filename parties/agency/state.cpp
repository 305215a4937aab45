#include "parties/agency/state.h"

namespace eq::agency {
namespace {

constexpr std::uint16_t kVersion = 5;

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
  eq::put(w, filings);
  w.vector([&](Writer& in) {
    for (const auto& [at, opening] : openings) {
      eq::put(in, at);
      eq::put(in, opening);
    }
  });
  eq::put(w, refusals);
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
          .orders_seen = {},
          .epochs_seen = {},
          .filings = {},
          .openings = {},
          .refusals = {}};
  s.desk_seen = TRY(r.u64());
  s.orders_seen = TRY(get<std::optional<tlog::Head>>(r));
  s.epochs_seen = TRY(get<std::optional<tlog::Head>>(r));
  s.filings = TRY(get<std::vector<Filing>>(r));
  Reader in = TRY(r.vector());
  while (!in.empty()) {
    const auto at = TRY(get<OrderDay>(in));
    REQUIRE_OR(s.openings.empty() || s.openings.rbegin()->first < at, Err::malformed);
    s.openings.emplace(at, TRY(get<Opening>(in)));
  }
  s.refusals = TRY(get<std::vector<wire::OrderRefused>>(r));
  TRY(r.end());
  return s;
}

State new_agency(std::string name, Random& rng) {
  auto signing = crypto::SigningKey::generate(rng);
  auto letters = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  return State{.signing = std::move(signing),
               .letters = std::move(letters),
               .name = std::move(name),
               .orders_seen = {},
               .epochs_seen = {},
               .filings = {},
               .openings = {},
               .refusals = {}};
}

}  // namespace eq::agency
