#include "eq/gate/dealt.h"

#include <algorithm>

#include "eq/crypto/multi.h"

namespace eq::gate {
namespace {

Bytes dealt_message(const Digest& id) { return concat({view(kDomain), view(" dealt"), id}); }

std::vector<Scalar> powers_of(const Scalar& t, std::size_t k) {
  std::vector<Scalar> out;
  Scalar power = Scalar::from_u64(1);
  for (std::size_t j = 0; j < k; ++j) {
    out.push_back(power);
    power = power * t;
  }
  return out;
}

}  // namespace

Bytes DealtBody::encode() const {
  Writer w;
  terms.encode(w);
  w.u16(static_cast<std::uint16_t>(qualified.size()));
  for (const QualifiedDealer& q : qualified) {
    w.u16(q.index);
    w.raw(q.dealing);
  }
  for (const PublicPoint& p : g) put(w, p);
  for (const PublicPoint& p : b) put(w, p);
  return w.take();
}

Result<DealtBody> DealtBody::decode(View bytes) {
  Reader r(bytes);
  DealtBody d;
  auto terms = DealingTerms::decode(r);
  REQUIRE_OR(terms.ok(), Err::malformed);
  d.terms = std::move(terms).take();
  const std::size_t k = d.terms.k, size = TRY(r.u16());
  REQUIRE_OR(size >= d.terms.t() && size <= d.terms.n(), Err::malformed);
  for (std::size_t i = 0; i < size; ++i) {
    const QualifiedDealer q{TRY(r.u16()), TRY(to_array<32>(TRY(r.raw(32))))};
    REQUIRE_OR(q.index >= 1 && q.index <= d.terms.n(), Err::malformed);
    REQUIRE_OR(d.qualified.empty() || d.qualified.back().index < q.index, Err::malformed);
    d.qualified.push_back(q);
  }
  REQUIRE_OR(r.rest().size() == 32 * k * d.terms.t() + 32 * k, Err::malformed);
  d.g = TRY(PublicPoint::decode_all_var(TRY(r.raw(32 * k * d.terms.t()))));
  d.b = TRY(PublicPoint::decode_all_var(TRY(r.raw(32 * k))));
  TRY(r.end());
  return d;
}

Digest DealtBody::id() const { return digest_of(" T", {encode()}); }

Evaluation DealtBody::evaluate_var(const Scalar& t) const {
  const auto powers = powers_of(t, terms.k);
  std::vector<PublicPoint> a;
  for (std::size_t j = 0; j < terms.k; ++j) a.push_back(g[j * terms.t()]);
  return {crypto::multi_mul_var(powers, a), crypto::multi_mul_var(powers, b)};
}

Point DealtBody::expected_delta_var(std::uint16_t m, const Scalar& t) const {
  std::vector<Scalar> x;
  for (Scalar power : powers_of(t, terms.k)) {
    for (std::size_t l = 0; l < terms.t(); ++l) {
      x.push_back(power);
      power = power * Scalar::from_u64(m);
    }
  }
  return crypto::multi_mul_var(x, g);
}

Result<DealtBody> add_up(const DealingTerms& terms, std::span<const CheckedDealing> dealings,
                         std::span<const std::uint16_t> qualified) {
  TRY(check(terms));
  const std::set<std::uint16_t> q(qualified.begin(), qualified.end());
  REQUIRE_OR(q.size() >= terms.t() && q.size() == qualified.size(), Err::refused);
  DealtBody body{terms, {}, {}, {}};
  std::vector<Point> g(std::size_t{terms.k} * terms.t()), b(terms.k);
  for (const std::uint16_t index : q) {
    const auto d = std::find_if(dealings.begin(), dealings.end(), [&](const CheckedDealing& c) {
      return c.dealing().dealer == index && c.terms() == terms;
    });
    REQUIRE_OR(d != dealings.end(), Err::missing);
    body.qualified.push_back({index, d->digest()});
    for (std::size_t i = 0; i < g.size(); ++i) g[i] = g[i] + d->dealing().f[i].point();
    for (std::size_t j = 0; j < b.size(); ++j) b[j] = b[j] + d->dealing().b[j].point();
  }
  body.g.assign(g.begin(), g.end());
  body.b.assign(b.begin(), b.end());
  return body;
}

void DayShares::encode(Writer& w) const {
  w.raw(dealt);
  w.u32(epoch.n);
  w.u16(index);
  w.u16(static_cast<std::uint16_t>(y.size()));
  for (const Scalar& s : y) w.raw(s.reveal("kept by its owner"));
}

Result<DayShares> DayShares::decode(Reader& r) {
  DayShares d;
  d.dealt = TRY(to_array<32>(TRY(r.raw(32))));
  d.epoch = Day{TRY(r.u32())};
  d.index = TRY(r.u16());
  const std::size_t k = TRY(r.u16());
  REQUIRE_OR(d.index >= 1 && d.index <= kCustodiansMax && k >= 1 && k <= kDegreeMax,
             Err::malformed);
  for (std::size_t j = 0; j < k; ++j) d.y.push_back(TRY(Scalar::decode(TRY(r.raw(32)))));
  return d;
}

Result<OwnDay> OwnDay::settle(const DealingTerms& terms, std::span<const CheckedDealing> dealings,
                              std::span<const std::uint16_t> qualified, std::uint16_t self,
                              const std::optional<Digest>& own, std::span<const HeldParts> held) {
  DealtBody body = TRY(add_up(terms, dealings, qualified));
  DayShares shares{body.id(), terms.epoch, self, std::vector<Scalar>(terms.k)};
  for (const QualifiedDealer& q : body.qualified) {
    REQUIRE_OR(q.index != self || own == q.dealing, Err::forged);
    const auto part = std::find_if(held.begin(), held.end(), [&](const HeldParts& p) {
      return p.digest() == q.dealing && p.owner() == self;
    });
    REQUIRE_OR(part != held.end(), Err::missing);
    for (std::size_t j = 0; j < terms.k; ++j) shares.y[j] = shares.y[j] + part->shares()[j];
  }
  return OwnDay(std::move(body), std::move(shares));
}

NumberedSignature OwnDay::sign(const crypto::Signer& signer) const {
  return {shares_.index, signer.sign(dealt_message(shares_.dealt))};
}

Result<Dealt> Dealt::verify(View bytes, const Digest& id,
                            std::span<const NumberedSignature> signatures, const DealtPins& pins) {
  DealtBody body = TRY(DealtBody::decode(bytes));
  const DealingTerms& t = body.terms;
  REQUIRE_OR(t.realm == pins.realm && t.epoch == pins.epoch && t.constitution == pins.constitution,
             Err::forged);
  REQUIRE_OR(t.k == pins.k && t.n() == pins.custodians.size() && t.t() == pins.threshold,
             Err::forged);
  REQUIRE_OR(body.id() == id, Err::forged);
  const Bytes message = dealt_message(id);
  std::set<std::uint16_t> signers;
  for (const NumberedSignature& s : signatures) {
    const bool one_of_us = s.index >= 1 && s.index <= pins.custodians.size();
    if (one_of_us && crypto::verify(pins.custodians[s.index - 1u], message, s.signature))
      signers.insert(s.index);
  }
  REQUIRE_OR(signers.size() >= t.t(), Err::forged);
  return Dealt(std::move(body), id);
}

}  // namespace eq::gate
