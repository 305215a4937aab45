// Hashes, AEAD, signatures and key agreement: what the official vectors do not cover.
#include <gtest/gtest.h>

#include "eq/crypto/aead.h"
#include "eq/crypto/ecdsa.h"
#include "eq/crypto/hash.h"
#include "eq/crypto/hpke.h"
#include "eq/crypto/p256.h"
#include "eq/crypto/sign.h"
#include "eq/crypto/timestamp.h"
#include "eq/crypto/x25519.h"
#include "eq/testing/seeded.h"

namespace eq::crypto {
namespace {

using testing::SeededRandom;

Bytes random_bytes(SeededRandom& rng, std::size_t n) {
  Bytes b(n);
  rng.fill(b);
  return b;
}

/// Those that this build has.
std::vector<Aead> all_aeads() {
  std::vector<Aead> out{Aead::aes_128_gcm, Aead::aes_256_gcm, Aead::chacha20_poly1305};
  std::erase_if(out, [](Aead a) { return !is_available(a); });
  return out;
}

// ---- Hashes

TEST(Hash, TheExamplesOfFips180_CRY_4) {
  EXPECT_EQ(hex(sha256(view("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256(View())),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha512(view("abc"))),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

TEST(Hash, PartsHashAsTheirConcatenation_CRY_4) {
  SeededRandom rng(1);
  for (std::size_t n : {0u, 1u, 63u, 64u, 65u, 127u, 128u, 129u, 1000u}) {
    const Bytes m = random_bytes(rng, n);
    const View a = View(m).first(n / 3), b = View(m).subspan(n / 3);
    EXPECT_EQ(sha256({a, View(), b}), sha256(m));
    EXPECT_EQ(sha512({a, b}), sha512(m));
    EXPECT_EQ(Sha256().update(a).update(b).finish(), sha256(m));
    EXPECT_EQ(Sha512().update(a).update(b).finish(), sha512(m));
    EXPECT_EQ(hmac_sha256(view("k"), {a, b}), hmac_sha256(view("k"), m));
    EXPECT_TRUE(equal_ct(hkdf_extract(view("s"), {a, b}).reveal("test"),
                         hkdf_extract(view("s"), m).reveal("test")));
    EXPECT_TRUE(equal_ct(hkdf_expand(view("p"), {a, b}, 77).reveal("test"),
                         hkdf_expand(view("p"), m, 77).reveal("test")));
  }
  Sha256 fork;
  fork.update(view("same start, "));
  Sha256 other(fork);
  EXPECT_NE(fork.update(view("one end")).finish(), other.update(view("another")).finish());
}

TEST(Hash, HkdfGivesPrefixesOfOneStreamUpToItsLimit_CRY_4) {
  const auto longest = hkdf_expand(view("key"), view("info"), 255 * 32);
  for (std::size_t n : {0u, 1u, 31u, 32u, 33u, 255u * 32 - 1}) {
    const auto shorter = hkdf_expand(view("key"), view("info"), n);
    EXPECT_EQ(shorter.size(), n);
    EXPECT_TRUE(equal_ct(shorter.reveal("test"), longest.reveal("test").first(n)));
  }
  EXPECT_DEATH_IF_SUPPORTED((void)hkdf_expand(view("key"), view("info"), 255 * 32 + 1),
                            "broken invariant");
}

// ---- AEAD

TEST(Aead, EveryFlippedBitAndEveryTruncationIsForged_CRY_3) {
  SeededRandom rng(2);
  for (Aead a : all_aeads()) {
    const Bytes key = random_bytes(rng, aead_key_size(a)), nonce = random_bytes(rng, 12);
    const Bytes ct = aead_seal(a, key, nonce, view("aad"), view("plaintext"));
    EXPECT_EQ(to_string(aead_open(a, key, nonce, view("aad"), ct).value()), "plaintext");
    for (std::size_t bit = 0; bit < ct.size() * 8; ++bit) {
      Bytes bad = ct;
      bad[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
      EXPECT_EQ(aead_open(a, key, nonce, view("aad"), bad).error(), Err::forged);
    }
    for (std::size_t n = 0; n < ct.size(); ++n) {
      EXPECT_EQ(aead_open(a, key, nonce, view("aad"), View(ct).first(n)).error(), Err::forged);
    }
    EXPECT_EQ(aead_open(a, key, nonce, view("AAD"), ct).error(), Err::forged);
    EXPECT_EQ(aead_open(a, key, nonce, View(), ct).error(), Err::forged);
  }
}

TEST(Aead, SealingInPlaceGivesTheSameBytes_CRY_3) {
  SeededRandom rng(4);
  for (Aead a : all_aeads()) {
    const Bytes key = random_bytes(rng, aead_key_size(a)), nonce = random_bytes(rng, 12);
    for (std::size_t n : {0u, 1u, 512u, 513u, 5000u}) {
      Bytes text = random_bytes(rng, n);
      const Bytes expected = aead_seal(a, key, nonce, view("aad"), text);
      const auto tag = aead_seal_in_place(a, key, nonce, view("aad"), text);
      EXPECT_EQ(concat({text, tag}), expected);
    }
  }
}

TEST(Aead, BothLibrariesAgreeAtTheSizeWhereTheyHandOver_CRY_3) {
  // ChaCha20 is a stream: the ciphertext of a longer message starts with that of a shorter one.
  SeededRandom rng(3);
  const Bytes key = random_bytes(rng, 32), nonce = random_bytes(rng, 12),
              m = random_bytes(rng, 70000);
  const Bytes longest = aead_seal(Aead::chacha20_poly1305, key, nonce, {}, m);
  for (std::size_t n : {0u, 1u, 511u, 512u, 513u, 65536u}) {
    const Bytes ct = aead_seal(Aead::chacha20_poly1305, key, nonce, view("x"), View(m).first(n));
    EXPECT_TRUE(equal_var(View(ct).first(n), View(longest).first(n)));
    EXPECT_EQ(aead_open(Aead::chacha20_poly1305, key, nonce, view("x"), ct).value(),
              Bytes(m.begin(), m.begin() + static_cast<long>(n)));
    Bytes bad = ct;
    bad.back() ^= 0x80;
    EXPECT_EQ(aead_open(Aead::chacha20_poly1305, key, nonce, view("x"), bad).error(), Err::forged);
  }
}

// ---- Signatures

TEST(Ed25519, TheExamplesOfRfc8032_CRY_2) {
  const auto key = SigningKey::from_seed(
      Secret<32>::from(
          *from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"))
          .take());
  EXPECT_EQ(key.verify_key().hex(),
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const Signature sig = key.sign(Bytes{0x72});
  EXPECT_EQ(hex(sig),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  EXPECT_TRUE(verify(key.verify_key(), Bytes{0x72}, sig));
}

TEST(Ed25519, SignaturesVerifyAndNothingElseDoes_CRY_2) {
  SeededRandom rng(4);
  for (int i = 0; i < 20; ++i) {
    const auto key = SigningKey::generate(rng), other = SigningKey::generate(rng);
    const Bytes m = random_bytes(rng, rng.below(300));
    const Signature sig = key.sign(m);
    EXPECT_TRUE(verify(key.verify_key(), m, sig));
    EXPECT_EQ(key.clone().sign({View(m).first(m.size() / 2), View(m).subspan(m.size() / 2)}), sig);
    EXPECT_TRUE(verify(key.verify_key(),
                       {View(m).first(m.size() / 2), View(m).subspan(m.size() / 2)}, sig));
    EXPECT_FALSE(verify(other.verify_key(), m, sig));
    EXPECT_FALSE(verify(key.verify_key(), concat({m, Bytes{0}}), sig));
    Signature bad = sig;
    bad[rng.below(64)] ^= static_cast<std::uint8_t>(1 << rng.below(8));
    EXPECT_FALSE(verify(key.verify_key(), m, bad));
  }
}

TEST(Ed25519, KeysOfSmallOrderSignNothing_CRY_2) {
  // With A the identity, R the identity and S = 0 the plain equation S*B = R + k*A holds for every
  // message.
  VerifyKey identity;
  identity.bytes[0] = 1;
  Signature sig{};
  sig[0] = 1;
  EXPECT_FALSE(verify(identity, view("anything"), sig));
  EXPECT_FALSE(verify(VerifyKey{}, view("anything"), Signature{}));
}

TEST(Ecdsa, TheExampleOfRfc6979_CRY_2) {
  if (!p256_is_available()) GTEST_SKIP() << "no P-256 in this build";
  const auto key =
      EcdsaSigningKey::decode(
          *from_hex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"))
          .take();
  EXPECT_EQ(hex(key.public_key()),
            "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
            "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
  EXPECT_EQ(hex(key.sign(view("sample"))),
            "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
            "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
  EXPECT_EQ(hex(key.sign(view("test"))),
            "3045022100f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
            "0220019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083");
}

TEST(Ecdsa, SignaturesVerifyAndNothingElseDoes_CRY_2) {
  if (!p256_is_available()) GTEST_SKIP() << "no P-256 in this build";
  SeededRandom rng(5);
  for (int i = 0; i < 10; ++i) {
    auto key = EcdsaSigningKey::generate(rng);
    const auto other = EcdsaSigningKey::generate(rng);
    const Bytes m = random_bytes(rng, rng.below(300)), sig = key.sign(m);
    EXPECT_TRUE(ecdsa_verify(key.public_key(), m, sig));
    EXPECT_EQ(EcdsaSigningKey::decode(key.private_key().reveal("test"))->sign(m), sig);
    EXPECT_FALSE(ecdsa_verify(other.public_key(), m, sig));
    EXPECT_FALSE(ecdsa_verify(key.public_key(), concat({m, Bytes{0}}), sig));
    EXPECT_FALSE(ecdsa_verify(key.public_key(), m, concat({sig, Bytes{0}})));
    for (std::size_t n = 0; n < sig.size(); ++n)
      EXPECT_FALSE(ecdsa_verify(key.public_key(), m, View(sig).first(n)));
    Bytes bad = sig;
    bad[rng.below(bad.size())] ^= static_cast<std::uint8_t>(1 << rng.below(8));
    EXPECT_FALSE(ecdsa_verify(key.public_key(), m, bad));
    Bytes off_curve = key.public_key();
    off_curve.back() ^= 1;
    EXPECT_FALSE(ecdsa_verify(off_curve, m, sig));
    const EcdsaSigningKey moved = std::move(key);
    EXPECT_EQ(moved.sign(m), sig);
  }
}

TEST(P256, PrivateKeysLieBetweenZeroAndTheOrder_CRY_1) {
  if (!p256_is_available()) GTEST_SKIP() << "no P-256 in this build";
  const Bytes order = *from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  Bytes below = order;
  below.back() -= 1;
  EXPECT_TRUE(p256_public_key(below).ok());
  for (const Bytes& bad :
       {Bytes(32, 0), order, Bytes(32, 0xff), Bytes(31, 1), Bytes(33, 1), Bytes()}) {
    EXPECT_EQ(p256_public_key(bad).error(), Err::malformed);
    EXPECT_EQ(EcdsaSigningKey::decode(bad).error(), Err::malformed);
  }
}

TEST(X25519, ThePublicKeyIsTheBasePointTimesThePrivateKey_CRY_1) {
  SeededRandom rng(17);
  Bytes nine(32, 0);
  nine[0] = 9;
  for (int i = 0; i < 200; ++i) {
    const Bytes key = i == 0 ? Bytes(32, 0) : i == 1 ? Bytes(32, 0xff) : random_bytes(rng, 32);
    const auto expected = x25519(key, nine).take();
    EXPECT_TRUE(equal_var(x25519_public_key(key), expected.reveal("test")));
  }
}

TEST(X25519, PointsOfSmallOrderAreRefused_CRY_1) {
  SeededRandom rng(6);
  const Bytes key = random_bytes(rng, 32);
  for (const char* low : {"0000000000000000000000000000000000000000000000000000000000000000",
                          "0100000000000000000000000000000000000000000000000000000000000000",
                          "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                          "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
    EXPECT_EQ(x25519(key, *from_hex(low)).error(), Err::malformed);
    EXPECT_FALSE(x25519_is_public_key(*from_hex(low)));
  }
  EXPECT_FALSE(x25519_is_public_key(Bytes(31, 9)));
  EXPECT_TRUE(x25519_is_public_key(Bytes(32, 9)));
  EXPECT_EQ(x25519(key, Bytes(31, 9)).error(), Err::malformed);
}

// ---- HPKE

std::vector<HpkeSuite> all_hpke_suites() {
  std::vector<HpkeSuite> out{{Kem::dhkem_x25519, Aead::chacha20_poly1305},
                             {Kem::dhkem_x25519, Aead::aes_128_gcm},
                             {Kem::dhkem_p256, Aead::aes_256_gcm}};
  std::erase_if(out, [](const HpkeSuite& s) { return !is_available(s); });
  return out;
}

class HpkeSuites : public ::testing::TestWithParam<HpkeSuite> {};
INSTANTIATE_TEST_SUITE_P(All, HpkeSuites, ::testing::ValuesIn(all_hpke_suites()));

TEST_P(HpkeSuites, WhatIsSealedOpensForTheReceiverAndNobodyElse_CRY_5) {
  SeededRandom rng(7);
  const HpkeSuite suite = GetParam();
  const auto receiver = hpke_generate(suite.kem, rng), other = hpke_generate(suite.kem, rng);
  const View key = receiver.private_key.reveal("test");
  const auto ct =
      hpke_seal(suite, receiver.public_key, view("info"), view("aad"), view("letter"), rng).value();
  EXPECT_EQ(to_string(hpke_open(suite, key, ct, view("info"), view("aad")).value()), "letter");
  EXPECT_EQ(to_string(hpke_open(suite, receiver, ct, view("info"), view("aad")).value()), "letter");
  EXPECT_EQ(decode<HpkeCiphertext>(encode(ct)).value(), ct);

  EXPECT_EQ(hpke_open(suite, other, ct, view("info"), view("aad")).error(), Err::forged);
  EXPECT_EQ(hpke_open(suite, key, ct, view("Info"), view("aad")).error(), Err::forged);
  EXPECT_EQ(hpke_open(suite, key, ct, view("info"), view("Aad")).error(), Err::forged);
  for (std::size_t i = 0; i < ct.ciphertext.size(); ++i) {
    HpkeCiphertext bad = ct;
    bad.ciphertext[i] ^= 1;
    EXPECT_EQ(hpke_open(suite, receiver, bad, view("info"), view("aad")).error(), Err::forged);
  }
  for (std::size_t i = 0; i < ct.enc.size(); ++i) {
    HpkeCiphertext bad = ct;
    bad.enc[i] ^= 1;
    EXPECT_FALSE(hpke_open(suite, receiver, bad, view("info"), view("aad")).ok());
  }
}

TEST_P(HpkeSuites, BadKeysAreMalformed_CRY_5) {
  SeededRandom rng(8);
  const HpkeSuite suite = GetParam();
  const auto receiver = hpke_generate(suite.kem, rng);
  for (const Bytes& bad :
       {Bytes(), Bytes(32, 0), Bytes(65, 0), Bytes(receiver.public_key.size() - 1, 4)}) {
    EXPECT_FALSE(hpke_is_public_key(suite.kem, bad));
    EXPECT_EQ(hpke_seal(suite, bad, {}, {}, {}, rng).error(), Err::malformed);
    EXPECT_EQ(hpke_open(suite, receiver, HpkeCiphertext{bad, Bytes(16)}, {}, {}).error(),
              Err::malformed);
    EXPECT_EQ(hpke_send_export(suite, bad, {}, {}, 32, rng).error(), Err::malformed);
    EXPECT_EQ(hpke_receive_export(suite, receiver, bad, {}, {}, 32).error(), Err::malformed);
  }
  EXPECT_TRUE(hpke_is_public_key(suite.kem, receiver.public_key));
  EXPECT_EQ(hpke_public_key(suite.kem, Bytes(31, 1)).error(), Err::malformed);
  EXPECT_EQ(hpke_public_key(suite.kem, receiver.private_key.reveal("test")).value(),
            receiver.public_key);
}

TEST_P(HpkeSuites, BothSidesExportTheSameSecret_CRY_5) {
  SeededRandom rng(9);
  const HpkeSuite suite = GetParam();
  const auto receiver = hpke_generate(suite.kem, rng);
  const auto sent =
      hpke_send_export(suite, receiver.public_key, view("info"), view("ctx"), 48, rng).take();
  const auto got =
      hpke_receive_export(suite, receiver, sent.enc, view("info"), view("ctx"), 48).take();
  const auto again = hpke_receive_export(suite, receiver.private_key.reveal("test"), sent.enc,
                                         view("info"), view("ctx"), 48)
                         .take();
  const auto other =
      hpke_receive_export(suite, receiver, sent.enc, view("info"), view("CTX"), 48).take();
  EXPECT_EQ(got.size(), 48u);
  EXPECT_TRUE(equal_ct(got.reveal("test"), sent.secret.reveal("test")));
  EXPECT_TRUE(equal_ct(again.reveal("test"), sent.secret.reveal("test")));
  EXPECT_FALSE(equal_ct(other.reveal("test"), sent.secret.reveal("test")));
}

// ---- What a build does not have

TEST(Unavailable, TimeStampsAreAnErrAndNeverACrash_CRY_13) {
  const auto request = timestamp_request({}, 1);
  EXPECT_EQ(request.ok(), timestamps_are_available());
  EXPECT_EQ(verify_timestamp({}, {}, {}).error(), request.ok() ? Err::malformed : Err::unsupported);
}

TEST(Unavailable, AlgorithmsAreAnErrAndNeverACrash_CRY_13) {
  SeededRandom rng(18);
  const Bytes key(32, 1), point(kP256PublicKeySize, 4);
  for (Aead a : {Aead::aes_128_gcm, Aead::aes_256_gcm}) {
    if (is_available(a)) continue;
    const HpkeSuite suite{Kem::dhkem_x25519, a};
    const auto pair = hpke_generate(suite.kem, rng);
    EXPECT_EQ(aead_open(a, View(key).first(aead_key_size(a)), Bytes(12), {}, Bytes(16)).error(),
              Err::unsupported);
    EXPECT_EQ(hpke_seal(suite, pair.public_key, {}, {}, {}, rng).error(), Err::unsupported);
    EXPECT_EQ(hpke_open(suite, pair, {pair.public_key, Bytes(16)}, {}, {}).error(),
              Err::unsupported);
    EXPECT_EQ(hpke_send_export(suite, pair.public_key, {}, {}, 32, rng).error(), Err::unsupported);
    EXPECT_EQ(hpke_receive_export(suite, pair, pair.public_key, {}, {}, 32).error(),
              Err::unsupported);
  }
  if (!is_available(Kem::dhkem_p256)) {
    EXPECT_EQ(hpke_public_key(Kem::dhkem_p256, key).error(), Err::unsupported);
    EXPECT_EQ(p256_public_key(key).error(), Err::unsupported);
    EXPECT_EQ(p256_ecdh(key, point).error(), Err::unsupported);
    EXPECT_EQ(EcdsaSigningKey::decode(key).error(), Err::unsupported);
    EXPECT_FALSE(ecdsa_verify(point, {}, Bytes(70)));
  }
  EXPECT_TRUE(is_available(HpkeSuite{Kem::dhkem_x25519, Aead::chacha20_poly1305}));
  EXPECT_FALSE(is_available(static_cast<Aead>(0)));
  EXPECT_FALSE(is_available(static_cast<Kem>(0)));
}

}  // namespace
}  // namespace eq::crypto
