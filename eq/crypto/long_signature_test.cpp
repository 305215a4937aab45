// Signatures of long messages are verified by code of our own (sign.cpp).  It must accept what
// libsodium accepts and nothing else, above all where implementations of Ed25519 are known to
// differ.
#include <gtest/gtest.h>
#include <sodium.h>

#include "eq/crypto/hash.h"
#include "eq/crypto/sign.h"
#include "eq/testing/seeded.h"

namespace eq::crypto {
namespace {

using testing::SeededRandom;
using Bytes32 = Array<32>;

const Bytes kLong(16 * 1024, 0x4d);

/// The verdict of both, which must be one.
bool accepted(const Bytes32& key, const Signature& sig) {
  const bool ours = verify({key}, kLong, sig);
  EXPECT_EQ(ours,
            crypto_sign_verify_detached(sig.data(), kLong.data(), kLong.size(), key.data()) == 0)
      << "key " << hex(key) << " signature " << hex(sig);
  return ours;
}
bool accepted(const Bytes32& key, const Bytes32& r, const Bytes32& s) {
  Signature sig;
  std::copy(r.begin(), r.end(), sig.begin());
  std::copy(s.begin(), s.end(), sig.begin() + 32);
  return accepted(key, sig);
}

Bytes32 reduced(Array<64> wide) {
  Bytes32 out;
  crypto_core_ed25519_scalar_reduce(out.data(), wide.data());
  return out;
}
Bytes32 base_times(const Bytes32& x) {
  Bytes32 out;
  EXPECT_EQ(crypto_scalarmult_ed25519_base_noclamp(out.data(), x.data()), 0);
  return out;
}
Bytes32 plus(const Bytes32& p, const Bytes32& q) {
  Bytes32 out;
  EXPECT_EQ(crypto_core_ed25519_add(out.data(), p.data(), q.data()), 0);
  return out;
}

// Every encoding of a point of small order, canonical or not, without the sign; the last three are
// p - 1, p, p + 1.
const char* const kSmallOrder[] = {
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"};

TEST(LongSignature, GenuineOnesVerifyInPartsAndAlteredOnesDoNot_CRY_2) {
  SeededRandom rng(21);
  for (std::size_t n : {16383u, 16384u, 16385u, 70000u}) {
    Bytes m(n);
    rng.fill(m);
    const auto key = SigningKey::generate(rng);
    const Signature sig = key.sign(m);
    EXPECT_TRUE(verify(key.verify_key(), m, sig));
    EXPECT_TRUE(verify(key.verify_key(), {View(m).first(5), View(), View(m).subspan(5)}, sig));
    m[rng.below(n)] ^= 1;
    EXPECT_FALSE(verify(key.verify_key(), m, sig));
  }
}

TEST(LongSignature, AnyBitThatChangesIsNoticedAsByLibsodium_CRY_2) {
  SeededRandom rng(22);
  const auto key = SigningKey::generate(rng);
  const Signature sig = key.sign(kLong);
  ASSERT_TRUE(accepted(key.verify_key().bytes, sig));
  for (std::size_t bit = 0; bit < 512; bit += 3) {
    Signature bad = sig;
    bad[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    EXPECT_FALSE(accepted(key.verify_key().bytes, bad));
    Bytes32 other = key.verify_key().bytes;
    other[bit / 16] ^= static_cast<std::uint8_t>(1 << bit / 2 % 8);
    EXPECT_FALSE(accepted(other, sig));
  }
}

TEST(LongSignature, AKeyWithAComponentOfSmallOrderIsJudgedAsByLibsodium_CRY_2) {
  // A = a*B + T with T of order 8: without cofactor S*B = R + k*A holds for one choice of T in R,
  // if any.
  SeededRandom rng(23);
  const Bytes32 t = to_array<32>(*from_hex(kSmallOrder[3])).value();
  const Bytes32 a = reduced(rng.array<64>());
  const Bytes32 key = plus(base_times(a), t);
  int yes = 0, no = 0;
  for (int i = 0; i < 64; ++i) {
    const Bytes32 r = reduced(rng.array<64>());
    Bytes32 commitment = base_times(r);
    for (int times = i % 8; times > 0; --times) commitment = plus(commitment, t);
    const Bytes32 k = reduced(sha512({commitment, key, kLong}));
    Bytes32 ka, s;
    crypto_core_ed25519_scalar_mul(ka.data(), k.data(), a.data());
    crypto_core_ed25519_scalar_add(s.data(), r.data(), ka.data());
    const bool holds = (i + k[0]) % 8 == 0;  // (i + k)*T = 0
    EXPECT_EQ(accepted(key, commitment, s), holds);
    ++(holds ? yes : no);
  }
  EXPECT_GT(yes, 0);
  EXPECT_GT(no, 0);
}

TEST(LongSignature, PointsOfSmallOrderAndOtherEncodingsAreRefused_CRY_2) {
  SeededRandom rng(24);
  for (const char* text : kSmallOrder) {
    for (std::uint8_t sign : {0x00, 0x80}) {
      Bytes32 small = to_array<32>(*from_hex(text)).value();
      small[31] = static_cast<std::uint8_t>(small[31] | sign);
      // As key: S = 0 and R = -k*A hold for one in `order` tries.
      for (const char* r : kSmallOrder)
        EXPECT_FALSE(accepted(small, to_array<32>(*from_hex(r)).value(), {}));
      const Bytes32 s = reduced(rng.array<64>());
      EXPECT_FALSE(accepted(small, base_times(s), s));
      // As R, under a genuine key: S = k*a.
      const Bytes32 a = reduced(rng.array<64>()), key = base_times(a);
      const Bytes32 k = reduced(sha512({small, key, kLong}));
      Bytes32 ka;
      crypto_core_ed25519_scalar_mul(ka.data(), k.data(), a.data());
      EXPECT_FALSE(accepted(key, small, ka));
    }
  }
}

TEST(LongSignature, AnSBeyondTheGroupOrderIsRefused_CRY_2) {
  SeededRandom rng(25);
  const auto key = SigningKey::generate(rng);
  Signature sig = key.sign(kLong);
  const Bytes order = *from_hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    carry += static_cast<unsigned>(sig[32 + i]) + order[i];
    sig[32 + i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  EXPECT_FALSE(accepted(key.verify_key().bytes, sig));
}

}  // namespace
}  // namespace eq::crypto
