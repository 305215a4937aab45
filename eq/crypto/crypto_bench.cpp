// Rows of `equipoise bench crypto`.  Yardstick V: one OpenSSL Ed25519 verification of 64 bytes.
#include <numeric>

#include "bench/frame.h"
#include "eq/crypto/aead.h"
#include "eq/crypto/cocktail.h"
#include "eq/crypto/ecdsa.h"
#include "eq/crypto/frost.h"
#include "eq/crypto/hash.h"
#include "eq/crypto/hash_to_group.h"
#include "eq/crypto/hpke.h"
#include "eq/crypto/multi.h"
#include "eq/crypto/p256.h"
#include "eq/crypto/sign.h"
#include "eq/crypto/voprf.h"
#include "eq/crypto/x25519.h"
#include "eq/crypto/yardstick.h"

namespace eq::crypto {
namespace {

using bench::Report;

/// Repeats and is cheap, so that the rows time the primitives and not their randomness.
class CountingRandom final : public Random {
 public:
  void fill(MutView out) override {
    std::iota(out.begin(), out.end(), next_);
    next_ = static_cast<std::uint8_t>(next_ + 77);
  }

 private:
  std::uint8_t next_ = 1;
};

/// A goal at each of the three message sizes.
struct Goals {
  double b64, k1, k64;
};
template <class F>
void at_sizes(Report& report, const std::string& name, Goals goals, F&& op) {
  const Bytes message(65536, 0x5a);
  for (const auto& [size, goal] :
       {std::pair<std::size_t, double>{64, goals.b64}, {1024, goals.k1}, {65536, goals.k64}}) {
    const View m = View(message).first(size);
    report.row(name, size, goal, [&] { op(m); });
  }
}

void symmetric_rows(Report& report) {
  at_sizes(report, "sha256", {0.003, 0.01, 0.6},
           [](View m) { EQ_ASSERT(sha256(m)[0] != sha256(View())[1]); });
  at_sizes(report, "sha512", {0.006, 0.03, 1.1}, [](View m) { EQ_ASSERT(sha512(m).size() == 64); });
  const Array<32> key{1};
  at_sizes(report, "hmac_sha256", {0.005, 0.012, 0.6},
           [&](View m) { EQ_ASSERT(hmac_sha256(key, m).size() == 32); });
  report.row("hkdf_expand", 32, 0.008,
             [&] { EQ_ASSERT(hkdf_expand(key, view("info"), 32).size() == 32); });
  const Array<12> nonce{};
  for (const auto& [name, a] : {std::pair<std::string, Aead>{"aes_128_gcm", Aead::aes_128_gcm},
                                {"aes_256_gcm", Aead::aes_256_gcm},
                                {"chacha20_poly1305", Aead::chacha20_poly1305}}) {
    const View k = View(key).first(aead_key_size(a));
    at_sizes(report, name + " seal", {0.012, 0.015, 0.4},
             [&](View m) { EQ_ASSERT(aead_seal(a, k, nonce, {}, m).size() == m.size() + 16); });
    const Bytes ct = aead_seal(a, k, nonce, {}, Bytes(1024));
    report.row(name + " open", 1024, 0.015,
               [&] { EQ_ASSERT(aead_open(a, k, nonce, {}, ct).ok()); });
  }
}

void signature_rows(Report& report, Random& rng) {
  const SigningKey key = SigningKey::generate(rng);
  at_sizes(report, "ed25519 sign", {0.25, 0.28, 2.4},
           [&](View m) { EQ_ASSERT(key.sign(m)[63] < 0x20); });
  const Bytes message(65536, 0x5a);
  for (const auto& [size, goal] :
       {std::pair<std::size_t, double>{64, 0.65}, {1024, 0.7}, {65536, 2.4}}) {
    const View m = View(message).first(size);
    const Signature sig = key.sign(m);
    report.row("ed25519 verify", size, goal, [&] { EQ_ASSERT(verify(key.verify_key(), m, sig)); });
  }
  const EcdsaSigningKey p256 = EcdsaSigningKey::generate(rng);
  const View m = View(message).first(64);
  const Bytes sig = p256.sign(m);
  report.row("ecdsa_p256 sign", 64, 0.6, [&] { EQ_ASSERT(!p256.sign(m).empty()); });
  report.row("ecdsa_p256 verify", 64, 1.0,
             [&] { EQ_ASSERT(ecdsa_verify(p256.public_key(), m, sig)); });
}

void agreement_rows(Report& report, Random& rng) {
  const auto x = hpke_generate(Kem::dhkem_x25519, rng);
  const View x_key = x.private_key.reveal("bench");
  report.row("x25519", 32, 0.45, [&] { EQ_ASSERT(x25519(x_key, x.public_key).ok()); });
  report.row("x25519 public key", 32, 0.25,
             [&] { EQ_ASSERT(x25519_public_key(x_key)[31] < 0x80); });
  const auto p = hpke_generate(Kem::dhkem_p256, rng);
  const View p_key = p.private_key.reveal("bench");
  report.row("p256 ecdh", 65, 0.8, [&] { EQ_ASSERT(p256_ecdh(p_key, p.public_key).ok()); });
  const HpkeSuite suite;
  at_sizes(report, "hpke seal", {0.75, 0.75, 1.1},
           [&](View m) { EQ_ASSERT(hpke_seal(suite, x.public_key, {}, {}, m, rng).ok()); });
  const HpkeCiphertext ct = *hpke_seal(suite, x.public_key, {}, {}, Bytes(64), rng);
  report.row("hpke open", 64, 0.5, [&] { EQ_ASSERT(hpke_open(suite, x, ct, {}, {}).ok()); });
}

void group_rows(Report& report, Random& rng) {
  const Scalar s = Scalar::random(rng);
  const Point p = mul_base(Scalar::random(rng));
  report.row("ristretto mul", 1, 0.6, [&] { EQ_ASSERT(!(s * p).is_identity()); });
  report.row("ristretto mul_base", 1, 0.25, [&] { EQ_ASSERT(!mul_base(s).is_identity()); });
  report.row("ristretto hash_to_point", 32, 0.25,
             [&] { EQ_ASSERT(!hash_to_point(view("bench"), {view("x")}).is_identity()); });
  report.row("ristretto decode", 1, 0.12, [&] { EQ_ASSERT(Point::decode(p.bytes()).ok()); });
  for (const auto& [n, goal] : {std::pair<std::size_t, double>{16, 2.5}, {256, 36}, {1024, 144}}) {
    std::vector<Scalar> scalars;
    std::vector<Point> points;
    for (std::size_t i = 0; i < n; ++i) {
      scalars.push_back(Scalar::random(rng));
      points.push_back(mul_base(scalars.back()));
    }
    report.row("ristretto multi_mul_var", n, goal,
               [&] { EQ_ASSERT(!multi_mul_var(scalars, points).is_identity()); });
  }
}

// One picture in warn mode: 128 probes in one batch.
void voprf_rows(Report& report, Random& rng) {
  constexpr std::size_t kProbes = 128;
  const VoprfKey key = VoprfKey::generate(rng);
  std::vector<Bytes> inputs;
  std::vector<View> views;
  std::vector<OprfBlinded> blinded;
  std::vector<Point> sent;
  for (std::size_t i = 0; i < kProbes; ++i)
    inputs.push_back(Bytes(7, static_cast<std::uint8_t>(i)));
  for (const auto& input : inputs) {
    views.push_back(input);
    blinded.push_back(*voprf_blind(input, rng));
    sent.push_back(blinded.back().element);
  }
  report.row("voprf blind", 1, 0.8, [&] { EQ_ASSERT(voprf_blind(inputs[0], rng).ok()); });
  report.row("voprf evaluate batch", kProbes, 95,
             [&] { EQ_ASSERT(key.blind_evaluate(sent, rng).ok()); });
  const VoprfEvaluation evaluation = *key.blind_evaluate(sent, rng);
  report.row("voprf finalize batch", kProbes, 160,
             [&] { EQ_ASSERT(voprf_finalize(key.public_key(), views, blinded, evaluation).ok()); });
}

void threshold_rows(Report& report, Random& rng) {
  using Suite = cocktail::Ed25519;
  std::vector<Scalar> secrets;
  std::vector<EdPoint> statics;
  for (int i = 0; i < 5; ++i) {
    secrets.push_back(Scalar::random(rng));
    statics.push_back(ed_mul_base(secrets.back()));
  }
  const auto session = cocktail::Session<Suite>::open(view("bench"), 3, statics).value();
  std::vector<cocktail::Message<Suite>> messages;
  for (std::uint16_t i = 1; i <= 5; ++i)
    messages.push_back(cocktail::deal(session, i, secrets[i - 1u], rng));
  report.row("dkg deal 3 of 5", 5, std::nullopt,
             [&] { EQ_ASSERT(cocktail::deal(session, 1, secrets[0], rng).shares.size() == 5); });
  report.row("dkg receive 3 of 5", 5, std::nullopt,
             [&] { EQ_ASSERT(cocktail::receive<Suite>(session, 1, secrets[0], messages).ok()); });
  const auto held = cocktail::receive<Suite>(session, 1, secrets[0], messages).value();
  std::vector<frost::Signer> signers;
  for (std::uint16_t i = 1; i <= 3; ++i)
    signers.push_back({i, frost::Nonce::generate(held.share, rng).commitment()});
  report.row("frost nonce", 1, std::nullopt, [&] {
    EQ_ASSERT(!frost::Nonce::generate(held.share, rng).commitment().hiding.is_identity());
  });
  report.row("frost sign 3 of 5", 3, std::nullopt, [&] {
    auto nonce = frost::Nonce::generate(held.share, rng);
    signers[0].nonce = nonce.commitment();
    EQ_ASSERT(frost::sign(held.key, 1, held.share, std::move(nonce), view("bench"), signers).ok());
  });
}

Report run() {
  CountingRandom rng;
  Report report("crypto", "V: one OpenSSL Ed25519 verification of 64 bytes");
  const auto v = yardstick_openssl_ed25519_verify();
  report.yardstick(v);
  symmetric_rows(report);
  signature_rows(report, rng);
  report.yardstick(v);
  agreement_rows(report, rng);
  group_rows(report, rng);
  voprf_rows(report, rng);
  threshold_rows(report, rng);
  return report;
}

const bench::Registration registration("crypto", run);

}  // namespace
}  // namespace eq::crypto
