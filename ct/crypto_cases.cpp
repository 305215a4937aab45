// eq/base and eq/crypto.
#include "ct/secrets.h"
#include "eq/base/persist.h"
#include "eq/crypto/aead.h"
#include "eq/crypto/ecdsa.h"
#include "eq/crypto/hash.h"
#include "eq/crypto/hpke.h"
#include "eq/crypto/p256.h"
#include "eq/crypto/ristretto.h"
#include "eq/crypto/sign.h"
#include "eq/crypto/two_products.h"
#include "eq/crypto/vrf.h"
#include "eq/crypto/x25519.h"

namespace eq::ct {
namespace {

using namespace crypto;

void comparison() {
  SecretRandom rng(1);
  const auto a = rng.secret<32>(), b = rng.secret<32>();
  EQ_ASSERT(!equal_ct(a.reveal("comparison"), b.reveal("comparison")));
  EQ_ASSERT(equal_ct(a.reveal("comparison"), a.clone().reveal("comparison")));
}

void codec_of_secrets() {
  SecretRandom rng(2);
  const auto a = rng.secret<32>();
  const SecretBytes saved(encode(a));
  const auto again = decode<Secret<32>>(saved.reveal("loading")).take();
  const SecretBytes longer = SecretBytes::from(again.reveal("copying"));
  EQ_ASSERT(decode<SecretBytes>(encode(longer))->size() == 32);
}

void hashing() {
  SecretRandom rng(3);
  Bytes m(1000);
  rng.fill(m);
  (void)sha256(m);
  (void)sha512({View(m).first(100), View(m).subspan(100)});
  (void)hmac_sha256(View(m).first(100), m);
  (void)hmac_sha512(View(m).first(32), m);
  (void)hkdf(View(m).first(32), View(m).subspan(32), view("info"), 100);
}

void aead(Aead a, std::size_t n) {
  SecretRandom rng(4);
  const auto key = rng.secret<32>();
  const View k = key.reveal("AEAD").first(aead_key_size(a));
  Bytes m(n);
  rng.fill(m);
  const Array<kAeadNonceSize> nonce{};
  Bytes ct = aead_seal(a, k, nonce, view("aad"), m);
  EQ_ASSERT(is_secret(ct));
  make_public(ct);
  EQ_ASSERT(aead_open(a, k, nonce, view("aad"), ct).ok());
  ct[0] ^= 1;
  EQ_ASSERT(!aead_open(a, k, nonce, view("aad"), ct).ok());
}

void ed25519() {
  SecretRandom rng(5);
  const auto key = SigningKey::generate(rng);
  const auto content = rng.secret<32>();  // a signed secret: hashed, so it may be one
  EQ_ASSERT(verify(key.verify_key(), view("m"), key.sign(view("m"))));
  (void)key.sign({content.reveal("signing"), view("m")});
}

void x25519_keys() {
  SecretRandom rng(6);
  const auto a = rng.secret<32>(), b = rng.secret<32>();
  const auto pb = x25519_public_key(b.reveal("key generation"));
  EQ_ASSERT(x25519(a.reveal("agreement"), pb).ok());
}

void p256() {
  SecretRandom rng(7);
  const auto a = rng.secret<32>(), b = rng.secret<32>();
  const Bytes pb = p256_public_key(b.reveal("key generation")).take();
  EQ_ASSERT(p256_ecdh(a.reveal("agreement"), pb).ok());
  const auto key = EcdsaSigningKey::generate(rng);
  EQ_ASSERT(ecdsa_verify(key.public_key(), view("m"), key.sign(view("m"))));
}

void hpke(HpkeSuite suite) {
  SecretRandom rng(8);
  const auto pair = hpke_generate(suite.kem, rng);
  const auto m = rng.secret<32>();
  auto ct = hpke_seal(suite, pair.public_key, view("info"), {}, m.reveal("sealing"), rng).take();
  EQ_ASSERT(is_secret(ct.ciphertext));
  make_public(ct.ciphertext);
  EQ_ASSERT(hpke_open(suite, pair, ct, view("info"), {}).ok());
  const auto sent = hpke_send_export(suite, pair.public_key, {}, view("x"), 32, rng).take();
  EQ_ASSERT(hpke_receive_export(suite, pair, sent.enc, {}, view("x"), 32).ok());
}

void ristretto() {
  SecretRandom rng(9);
  const Scalar x = Scalar::random(rng), y = Scalar::random(rng);
  EQ_ASSERT(Scalar::decode(x.reveal("saving")).ok());
  const Scalar z = x * y + -x - y;
  EQ_ASSERT(!equal_ct(x, y));
  EQ_ASSERT(z.inverse().ok());
  const Point p = mul_base(x), q = y * p;
  EQ_ASSERT(is_secret((p + q).bytes()));
}

void products() {
  SecretRandom rng(10);
  const Scalar x = Scalar::random(rng), y = Scalar::random(rng);
  const Point hidden = Point::from_uniform(rng.array<64>());
  const PublicPoint base(Point::generator());
  EQ_ASSERT(is_secret(hidden.bytes()));
  EQ_ASSERT(is_secret(product(x, base).bytes()));
  EQ_ASSERT(is_secret(two_products(x, base, y, base).bytes()));
  EQ_ASSERT(is_secret(two_products_of_secret(x, hidden, y, base).bytes()));
}

void vrf() {
  SecretRandom rng(11);
  const auto key = VrfKey::generate(rng);
  EQ_ASSERT(is_secret(key.evaluate(view("input"))));
  EQ_ASSERT(is_secret(key.prove(view("input")).proof));
}

}  // namespace

std::vector<Case> crypto_cases() {
  const auto hpke_case = [](Kem kem, Aead a) { return [=] { hpke({kem, a}); }; };
  return {{"comparison of secrets", comparison},
          {"secrets saved and loaded", codec_of_secrets},
          {"SHA-2, HMAC, HKDF", hashing},
          {"ChaCha20-Poly1305, short", [] { aead(Aead::chacha20_poly1305, 64); }},
          {"ChaCha20-Poly1305, long", [] { aead(Aead::chacha20_poly1305, 4096); }},
          {"AES-128-GCM", [] { aead(Aead::aes_128_gcm, 4096); }},
          {"AES-256-GCM", [] { aead(Aead::aes_256_gcm, 64); }},
          {"Ed25519: key generation, signing", ed25519},
          {"X25519: key generation, agreement", x25519_keys},
          {"P-256: key generation, agreement, signing", p256},
          {"HPKE, X25519", hpke_case(Kem::dhkem_x25519, Aead::chacha20_poly1305)},
          {"HPKE, P-256", hpke_case(Kem::dhkem_p256, Aead::aes_128_gcm)},
          {"ristretto255 scalars and products", ristretto},
          {"products of public and of secret points", products},
          {"VRF: output and proof", vrf}};
}

}  // namespace eq::ct
