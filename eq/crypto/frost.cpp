#include "eq/crypto/frost.h"

#include <algorithm>

#include "eq/crypto/hash.h"

namespace eq::crypto::frost {
namespace {

constexpr std::string_view kContext = "FROST-ED25519-SHA512-v1";  // section 6.1

Scalar h(std::initializer_list<View> parts) {
  Array<64> wide = sha512(parts);
  const Scalar s = Scalar::reduce(wide);
  wipe(wide);
  return s;
}
Scalar h1(View m) { return h({view(kContext), view("rho"), m}); }
Scalar h3(View random, View secret) { return h({view(kContext), view("nonce"), random, secret}); }
Array<64> h4(View m) { return sha512({view(kContext), view("msg"), m}); }
Array<64> h5(View m) { return sha512({view(kContext), view("com"), m}); }

const Array<32>& identifier(const Scalar& index) {
  return index.reveal("a signer's number is public");
}

/// Section 5.2 and what verifiers and signers derive from it alike.
struct Round {
  std::vector<Scalar> binding_factors, lambda;  // in the order of the signers
  EdPoint group_commitment;                     // R
  Scalar challenge;
};

Status check(const SharedSigningKey& key, std::span<const Signer> signers) {
  REQUIRE_OR(crypto::check(key.params).ok() && key.share_points.size() == key.params.parties,
             Err::refused);
  REQUIRE_OR(signers.size() >= key.params.threshold && signers.size() <= key.params.parties,
             Err::refused);
  std::uint16_t last = 0;
  for (const Signer& s : signers) {
    REQUIRE_OR(s.index > last && s.index <= key.params.parties, Err::refused);
    REQUIRE_OR(!s.nonce.hiding.is_identity() && !s.nonce.binding.is_identity(), Err::refused);
    last = s.index;
  }
  return ok();
}

Result<Round> round_of(const SharedSigningKey& key, View message, std::span<const Signer> signers) {
  TRY(check(key, signers));
  Bytes commitments;
  std::vector<std::uint16_t> indices;
  for (const Signer& s : signers) {
    append(commitments, identifier(Scalar::from_u64(s.index)));
    append(commitments, s.nonce.hiding.bytes());
    append(commitments, s.nonce.binding.bytes());
    indices.push_back(s.index);
  }
  const Bytes prefix = concat({key.public_key.bytes(), h4(message), h5(commitments)});
  Round out;
  for (const Signer& s : signers) {
    const Scalar rho = h1(concat({prefix, identifier(Scalar::from_u64(s.index))}));
    out.group_commitment = out.group_commitment + s.nonce.hiding + rho * s.nonce.binding;
    out.binding_factors.push_back(rho);
  }
  out.lambda = TRY(lagrange_at_zero(indices));
  // RFC 8032, so no context
  out.challenge = h({out.group_commitment.bytes(), key.public_key.bytes(), message});
  return out;
}

bool share_fits(const SharedSigningKey& key, const Round& r, std::size_t at, const Signer& signer,
                const SignatureShare& share) {
  const auto z = Scalar::decode(share);
  if (!z.ok()) return false;
  const EdPoint own = signer.nonce.hiding + r.binding_factors[at] * signer.nonce.binding;
  return ed_mul_base(*z) ==
         own + (r.challenge * r.lambda[at]) * key.share_points[signer.index - 1u];
}

}  // namespace

Nonce Nonce::generate(const Scalar& share, Random& rng) {
  const auto one = [&] {
    for (;;) {
      const Secret<32> random = rng.secret<32>();
      const Scalar s = h3(random.reveal("making a nonce"), share.reveal("hedging a nonce"));
      if (!s.is_zero()) return s;
    }
  };
  const Scalar hiding = one();
  return Nonce(hiding, one());
}

Nonce Nonce::from_scalars(const Scalar& hiding, const Scalar& binding) {
  return Nonce(hiding, binding);
}

Nonce::Nonce(Nonce&& o) noexcept : hiding_(o.hiding_), binding_(o.binding_) {
  o.hiding_ = o.binding_ = Scalar();
}
Nonce& Nonce::operator=(Nonce&& o) noexcept {
  if (this != &o) {
    hiding_ = o.hiding_, binding_ = o.binding_;
    o.hiding_ = o.binding_ = Scalar();
  }
  return *this;
}

NonceCommitment Nonce::commitment() const { return {ed_mul_base(hiding_), ed_mul_base(binding_)}; }

Result<SignatureShare> sign(const SharedSigningKey& key, std::uint16_t self, const Scalar& share,
                            Nonce nonce, View message, std::span<const Signer> signers) {
  const Round r = TRY(round_of(key, message, signers));
  std::size_t at = 0;
  while (at < signers.size() && signers[at].index != self) ++at;
  REQUIRE_OR(at < signers.size() && signers[at].nonce == nonce.commitment(), Err::refused);
  const Scalar z =
      nonce.hiding() + nonce.binding() * r.binding_factors[at] + r.lambda[at] * share * r.challenge;
  return z.reveal("a signature share is public");
}

bool verify_share(const SharedSigningKey& key, std::uint16_t index, const SignatureShare& share,
                  View message, std::span<const Signer> signers) {
  const auto r = round_of(key, message, signers);
  if (!r.ok()) return false;
  for (std::size_t at = 0; at < signers.size(); ++at) {
    if (signers[at].index == index) return share_fits(key, *r, at, signers[at], share);
  }
  return false;
}

Result<crypto::Signature, BadShares> aggregate(const SharedSigningKey& key, View message,
                                               std::span<const Signer> signers,
                                               std::span<const SignatureShare> shares) {
  EQ_ASSERT(signers.size() == shares.size());
  const auto r = round_of(key, message, signers);
  if (!r.ok()) return BadShares{};
  Scalar sum;
  bool decodes = true;
  for (const SignatureShare& s : shares) {
    const auto z = Scalar::decode(s);
    decodes = decodes && z.ok();
    if (z.ok()) sum = sum + *z;
  }
  crypto::Signature out;
  std::copy_n(r->group_commitment.bytes().begin(), 32, out.begin());
  std::copy_n(sum.reveal("a signature is public").begin(), 32, out.begin() + 32);
  if (decodes && verify(verify_key(key), message, out)) return out;
  BadShares bad;
  for (std::size_t at = 0; at < signers.size(); ++at) {
    if (!share_fits(key, *r, at, signers[at], shares[at])) bad.from.push_back(signers[at].index);
  }
  return bad;
}

}  // namespace eq::crypto::frost
