#include "eq/gate/parts.h"

#include <algorithm>

#include "eq/crypto/multi.h"

namespace eq::gate {
namespace {

constexpr crypto::HpkeSuite kSuite{};  // X25519, HKDF-SHA256, ChaCha20-Poly1305

Bytes share_info(const Digest& context, std::uint16_t m) {
  return concat({view(kDomain), view(" share"), context, be16(m)});
}

Scalar weight_of_128_bits(Random& rng) {
  Array<64> wide{};
  const Array<16> half = rng.array<16>();
  std::copy(half.begin(), half.end(), wide.begin());
  return Scalar::reduce(wide);
}

Result<std::vector<Scalar>> read_shares(View bytes) {
  std::vector<Scalar> out;
  for (Reader r(bytes); !r.empty();) out.push_back(TRY(Scalar::decode(TRY(r.raw(32)))));
  return out;
}

Bytes complaint_message(const Complaint& c) {
  return concat({view(kDomain), view(" complaint"), c.dealing, be16(c.accuser)});
}
Complaint signed_complaint(const CheckedDealing& dealing, std::uint16_t m,
                           const crypto::Signer& signer) {
  Complaint c{dealing.digest(), m, {}};
  c.signature = signer.sign(complaint_message(c));
  return c;
}
Bytes answer_message(const Answer& a) {
  Bytes out = concat({view(kDomain), view(" answer"), a.dealing, be16(a.accuser)});
  for (const Array<32>& s : a.shares) append(out, s);
  return out;
}

}  // namespace

Result<Bytes> seal_parts(const Digest& context, std::uint16_t m, const CeremonyKey& key,
                         std::span<const Scalar> shares, Random& rng) {
  Writer w;
  for (const Scalar& s : shares) w.raw(s.reveal("sealed to its owner"));
  const auto ct =
      TRY(crypto::hpke_seal(kSuite, key.bytes, share_info(context, m), {}, w.bytes(), rng));
  return concat({ct.enc, ct.ciphertext});
}

Bytes dealing_message(const Digest& digest) {
  return concat({view(kDomain), view(" deals"), digest});
}

bool parts_fit(const CheckedDealing& dealing, std::uint16_t m, std::span<const Scalar> shares,
               Random& rng) {
  const std::size_t k = dealing.terms().k, t = dealing.terms().t();
  if (shares.size() != k) return false;
  // sum of w_j*f_j(m) against sum of w_j*m^l*F_jl: a wrong share survives one time in 2^128.
  std::vector<Scalar> weights;
  Scalar ours;
  for (std::size_t j = 0; j < k; ++j) {
    Scalar w = weight_of_128_bits(rng);
    ours = ours + w * shares[j];
    for (std::size_t l = 0; l < t; ++l) {
      weights.push_back(w);
      w = w * Scalar::from_u64(m);
    }
  }
  return crypto::mul_base(ours) == crypto::multi_mul_var(weights, dealing.dealing().f);
}

Result<HeldParts> HeldParts::open(const CheckedDealing& dealing, std::uint16_t m,
                                  const crypto::HpkeKeyPair& ceremony_key, Random& rng) {
  const Dealing& d = dealing.dealing();
  REQUIRE_OR(m >= 1 && m <= d.sealed.size(), Err::missing);
  const View sealed = d.sealed[m - 1u];
  REQUIRE_OR(sealed.size() > 32, Err::forged);
  const crypto::HpkeCiphertext ct{to_bytes(sealed.first(32)), to_bytes(sealed.subspan(32))};
  auto opened =
      crypto::hpke_open(kSuite, ceremony_key, ct, share_info(d.context(dealing.terms()), m), {});
  REQUIRE_OR(opened.ok(), Err::forged);
  auto shares = read_shares(*opened);
  wipe(*opened);
  REQUIRE_OR(shares.ok() && parts_fit(dealing, m, *shares, rng), Err::forged);
  return HeldParts(dealing, m, std::move(shares).take());
}

std::optional<Complaint> Complaint::about(const CheckedDealing& dealing, std::uint16_t m,
                                          const crypto::HpkeKeyPair& ceremony_key,
                                          const crypto::Signer& signer, Random& rng) {
  const auto tried = HeldParts::open(dealing, m, ceremony_key, rng);
  if (tried.ok() || tried.error() != Err::forged) return std::nullopt;
  return signed_complaint(dealing, m, signer);
}

Complaint Complaint::of_repeated(const CheckedDealing& dealing, std::uint16_t m,
                                 const crypto::Signer& signer) {
  return signed_complaint(dealing, m, signer);
}

Status Complaint::verify(const crypto::VerifyKey& accuser_key) const {
  return crypto::verify(accuser_key, complaint_message(*this), signature) ? ok()
                                                                          : Status(Err::forged);
}

Answer Answer::sign(const Digest& dealing, std::uint16_t accuser, std::span<const Scalar> shares,
                    const crypto::Signer& dealer) {
  Answer a{dealing, accuser, {}, {}};
  for (const Scalar& s : shares)
    a.shares.push_back(s.reveal("answers a complaint of whoever owns it"));
  a.signature = dealer.sign(answer_message(a));
  return a;
}

Result<HeldParts> Answer::check(const CheckedDealing& d, const crypto::VerifyKey& dealer_key,
                                Random& rng) const {
  REQUIRE_OR(dealing == d.digest() && accuser >= 1 && accuser <= d.terms().n(), Err::forged);
  REQUIRE_OR(crypto::verify(dealer_key, answer_message(*this), signature), Err::forged);
  std::vector<Scalar> values;
  for (const Array<32>& s : shares) {
    const auto value = Scalar::decode(s);
    REQUIRE_OR(value.ok(), Err::forged);
    values.push_back(*value);
  }
  REQUIRE_OR(parts_fit(d, accuser, values, rng), Err::forged);
  return HeldParts(d, accuser, std::move(values));
}

std::vector<std::uint16_t> qualified(std::span<const CheckedDealing> dealings,
                                     std::span<const Complaint> complaints,
                                     std::span<const Answer> answers,
                                     std::span<const crypto::VerifyKey> keys, Random& rng) {
  std::vector<std::uint16_t> out;
  for (const CheckedDealing& d : dealings) {
    const std::uint16_t dealer = d.dealing().dealer;
    EQ_ASSERT(keys.size() == d.terms().n());
    std::set<std::uint16_t> accusers;
    for (const Complaint& c : complaints) {
      const bool one_of_us = c.accuser >= 1 && c.accuser <= keys.size() && c.accuser != dealer;
      if (c.dealing == d.digest() && one_of_us && c.verify(keys[c.accuser - 1u]).ok())
        accusers.insert(c.accuser);
    }
    const bool all_answered = std::all_of(accusers.begin(), accusers.end(), [&](std::uint16_t m) {
      return std::any_of(answers.begin(), answers.end(), [&](const Answer& a) {
        return a.accuser == m && a.check(d, keys[dealer - 1u], rng).ok();
      });
    });
    if (all_answered && accusers.size() < d.terms().t()) out.push_back(dealer);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace eq::gate
