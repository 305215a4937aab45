#include "eq/gate/dealing.h"

#include "eq/crypto/multi.h"
#include "eq/crypto/two_products.h"
#include "eq/gate/parts.h"

namespace eq::gate {
namespace {

constexpr std::size_t kSealOverhead = 32 + 16;  // encapsulated key and tag

Bytes join(const std::vector<PublicPoint>& points) {
  Writer w;
  for (const PublicPoint& p : points) put(w, p);
  return w.take();
}

struct Weights {
  Weights(const Dealing& d, const DealingTerms& terms)
      : body(hash_wide("deal-body", {d.context(terms), join(d.f), join(d.b)})) {
    for (std::uint16_t j = 0; j < terms.k; ++j)
      rho.push_back(hash_to_scalar("deal-rho", {body, be16(j)}));
  }
  Scalar challenge(const Point& a, const Point& b, const Point& first, const Point& second) const {
    return hash_to_scalar("deal", {body, a.bytes(), b.bytes(), first.bytes(), second.bytes()});
  }
  Array<64> body;
  std::vector<Scalar> rho;
};

}  // namespace

void EqualityProof::encode(Writer& w) const {
  w.raw(c.reveal("proof, public"));
  w.raw(r.reveal("proof, public"));
}

Result<EqualityProof> EqualityProof::decode(Reader& in) {
  EqualityProof p;
  p.c = TRY(Scalar::decode(TRY(in.raw(32))));
  p.r = TRY(Scalar::decode(TRY(in.raw(32))));
  return p;
}

std::size_t dealing_size(const DealingTerms& t) {
  const std::size_t k = t.k;
  return 2 + 32 * k * t.t() + 32 * k + 64 + t.n() * (32 * k + kSealOverhead) + 64;
}

Bytes Dealing::encode() const {
  Writer w;
  w.u16(dealer);
  for (const PublicPoint& p : f) put(w, p);
  for (const PublicPoint& p : b) put(w, p);
  put(w, proof);
  for (const Bytes& s : sealed) w.raw(s);
  w.raw(signature);
  return w.take();
}

Result<Dealing> Dealing::decode(View bytes, const DealingTerms& terms) {
  TRY(check(terms));
  REQUIRE_OR(bytes.size() == dealing_size(terms), Err::malformed);
  Reader r(bytes);
  Dealing d;
  const std::size_t k = terms.k;
  d.dealer = TRY(r.u16());
  REQUIRE_OR(d.dealer >= 1 && d.dealer <= terms.n(), Err::malformed);
  d.f = TRY(PublicPoint::decode_all_var(TRY(r.raw(32 * k * terms.t()))));
  d.b = TRY(PublicPoint::decode_all_var(TRY(r.raw(32 * k))));
  d.proof = TRY(get<EqualityProof>(r));
  for (std::uint16_t m = 0; m < terms.n(); ++m)
    d.sealed.push_back(to_bytes(TRY(r.raw(32 * k + kSealOverhead))));
  d.signature = TRY(to_array<64>(TRY(r.raw(64))));
  TRY(r.end());
  return d;
}

Digest Dealing::context(const DealingTerms& t) const {
  return digest_of(
      " D", {be32(static_cast<std::uint32_t>(t.realm.size())), view(t.realm), be32(t.epoch.n),
             be16(dealer), t.constitution, t.ceremony, be16(t.k), be16(t.t()), be16(t.n())});
}

Digest Dealing::digest(const DealingTerms& t) const {
  Writer w;
  w.raw(context(t));
  for (const PublicPoint& p : f) put(w, p);
  for (const PublicPoint& p : b) put(w, p);
  put(w, proof);
  w.u16(static_cast<std::uint16_t>(sealed.size()));
  for (const Bytes& s : sealed) {
    w.u32(static_cast<std::uint32_t>(s.size()));
    w.raw(s);
  }
  return digest_of(" dealing", {w.bytes()});
}

Dealing deal_with(const DealingTerms& terms, std::uint16_t dealer, std::span<const Scalar> f,
                  const Scalar& nonce) {
  EQ_ASSERT(f.size() == std::size_t{terms.k} * terms.t());
  Dealing d;
  d.dealer = dealer;
  Bytes dealt, to_u;
  for (std::size_t i = 0; i < f.size(); ++i) {
    append(dealt, crypto::mul_base(f[i]).bytes());
    if (i % terms.t() == 0) append(to_u, crypto::product(f[i], lae_u()).bytes());
  }
  d.f = PublicPoint::decode_all_var(dealt).take();
  d.b = PublicPoint::decode_all_var(to_u).take();
  // One proof for all j: of the sums under weights that the points themselves decide.
  const Weights weights(d, terms);
  Scalar x;
  for (std::size_t j = 0; j < terms.k; ++j) x = x + weights.rho[j] * f[j * terms.t()];
  d.proof.c = weights.challenge(crypto::mul_base(x), crypto::product(x, lae_u()),
                                crypto::mul_base(nonce), crypto::product(nonce, lae_u()));
  d.proof.r = nonce + d.proof.c * x;
  return d;
}

std::vector<Scalar> shares_for(const DealingTerms& terms, std::span<const Scalar> f,
                               std::uint16_t m) {
  std::vector<Scalar> out;
  for (std::size_t j = 0; j < terms.k; ++j)
    out.push_back(crypto::evaluate(f.subspan(j * terms.t(), terms.t()), m));
  return out;
}

std::vector<Scalar> draw_coefficients(const DealingTerms& terms, Random& rng) {
  std::vector<Scalar> f;
  for (std::size_t i = 0; i < std::size_t{terms.k} * terms.t(); ++i)
    f.push_back(Scalar::random(rng));
  return f;
}

Result<Dealing> deal(const DealingTerms& terms, std::uint16_t dealer,
                     std::span<const CeremonyKey> keys, const crypto::Signer& signer, Random& rng) {
  TRY(check(terms));
  EQ_ASSERT(keys.size() == terms.n() && dealer >= 1 && dealer <= terms.n());
  const std::vector<Scalar> f = draw_coefficients(terms, rng);
  Dealing d = deal_with(terms, dealer, f, Scalar::random(rng));
  const Digest ctx = d.context(terms);
  for (std::uint16_t m = 1; m <= terms.n(); ++m) {
    d.sealed.push_back(TRY(seal_parts(ctx, m, keys[m - 1u], shares_for(terms, f, m), rng)));
  }
  d.signature = signer.sign(dealing_message(d.digest(terms)));
  return d;
}

std::string_view to_text(DealingFault f) {
  switch (f) {
    case DealingFault::form: return "the dealing is not in its one form";
    case DealingFault::signature: return "the signature on the dealing is not the dealer's";
    case DealingFault::identity: return "a point of the dealing is the identity";
    case DealingFault::repeated: return "a secret of the dealing was dealt before";
    case DealingFault::proof: return "the dealer does not prove that it knows what it deals";
  }
  return "unknown";
}

Result<void, DealingFault> check_points_var(const Dealing& d, const DealingTerms& terms,
                                            const DealtPoints& before) {
  const std::size_t k = terms.k, t = terms.t();
  REQUIRE_OR(check(terms).ok() && d.dealer >= 1 && d.dealer <= terms.n(), DealingFault::form);
  REQUIRE_OR(d.f.size() == k * t && d.b.size() == k, DealingFault::form);
  std::vector<PublicPoint> a;
  DealtPoints here;
  for (std::size_t i = 0; i < d.f.size(); ++i) {
    REQUIRE_OR(!d.f[i].is_identity(), DealingFault::identity);
    if (i % t != 0) continue;
    REQUIRE_OR(!before.contains(d.f[i].bytes()) && here.insert(d.f[i].bytes()).second,
               DealingFault::repeated);
    a.push_back(d.f[i]);
  }
  for (const PublicPoint& p : d.b) REQUIRE_OR(!p.is_identity(), DealingFault::identity);
  const Weights weights(d, terms);
  const PublicPoint sum_a = crypto::multi_mul_var(weights.rho, a),
                    sum_b = crypto::multi_mul_var(weights.rho, d.b);
  const std::vector<Scalar> x{d.proof.r, -d.proof.c};
  const Point first = crypto::multi_mul_var(x, std::vector<PublicPoint>{generator(), sum_a});
  const Point second = crypto::multi_mul_var(x, std::vector<PublicPoint>{lae_u(), sum_b});
  REQUIRE_OR(equal_ct(weights.challenge(sum_a, sum_b, first, second), d.proof.c),
             DealingFault::proof);
  return {};
}

Result<CheckedDealing, DealingFault> CheckedDealing::check_var(Dealing d, const DealingTerms& terms,
                                                               const crypto::VerifyKey& key,
                                                               const DealtPoints& before) {
  REQUIRE_OR(check(terms).ok() && d.sealed.size() == terms.n(), DealingFault::form);
  const Digest digest = d.digest(terms);
  REQUIRE_OR(crypto::verify(key, dealing_message(digest), d.signature), DealingFault::signature);
  TRY(check_points_var(d, terms, before));
  return CheckedDealing(std::move(d), terms, digest);
}

void CheckedDealing::remember(DealtPoints& points) const {
  for (std::size_t j = 0; j < terms_.k; ++j) points.insert(dealing_.f[j * terms_.t()].bytes());
}

}  // namespace eq::gate
