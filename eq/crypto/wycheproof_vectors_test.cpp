// Project Wycheproof's cases for every primitive of this room.
#include <gtest/gtest.h>

#include <cstdio>
#include <functional>

#include "eq/crypto/aead.h"
#include "eq/crypto/ecdsa.h"
#include "eq/crypto/hash.h"
#include "eq/crypto/p256.h"
#include "eq/crypto/sign.h"
#include "eq/crypto/x25519.h"
#include "eq/testing/vectors.h"

namespace eq::crypto {
namespace {

using testing::unhex;
using Json = nlohmann::json;

/// What our code did with one case.
enum class Did { accepted, rejected, skipped };

/// Runs each case; `valid` must be accepted, `invalid` rejected, `acceptable` may be either.
void run_cases(const Json& file, const char* name,
               const std::function<Did(const Json& group, const Json& test)>& one) {
  int ran = 0, skipped = 0;
  for (const Json& group : file.at("testGroups")) {
    for (const Json& test : group.at("tests")) {
      const Did did = one(group, test);
      if (did == Did::skipped) {
        ++skipped;
        continue;
      }
      ++ran;
      const std::string expected = test.at("result");
      if (expected != "acceptable") {
        EXPECT_EQ(did == Did::accepted, expected == "valid")
            << name << " tcId " << test.at("tcId") << " " << test.at("comment");
      }
    }
  }
  EXPECT_EQ(ran + skipped, file.at("numberOfTests").get<int>());
  EXPECT_TRUE(ran > 0 || !p256_is_available());  // without OpenSSL whole files are skipped
  ::testing::Test::RecordProperty("cases", ran);
  std::printf("%s: %d cases, %d skipped\n", name, ran, skipped);
}

Did accepted_if(bool yes) { return yes ? Did::accepted : Did::rejected; }

TEST(Wycheproof, X25519_CRY_1) {
  EQ_VECTORS(file, "wycheproof/x25519_test.json");
  run_cases(file, "x25519", [](const Json&, const Json& t) {
    const auto shared = x25519(unhex(t["private"]), unhex(t["public"]));
    const Bytes expected = unhex(t["shared"]);
    const bool zero = expected == Bytes(32, 0);
    EXPECT_EQ(shared.ok(), !zero) << t["tcId"];  // the one reason for which RFC 7748 lets us refuse
    if (shared) {
      EXPECT_TRUE(equal_var(shared->reveal("test"), expected)) << t["tcId"];
    }
    return accepted_if(shared.ok());
  });
}

TEST(Wycheproof, Ed25519_CRY_2) {
  EQ_VECTORS(file, "wycheproof/ed25519_test.json");
  run_cases(file, "ed25519", [](const Json& g, const Json& t) {
    const auto pk = to_array<32>(unhex(g["publicKey"]["pk"]));
    const auto sig = to_array<64>(unhex(t["sig"]));
    return accepted_if(pk && sig && verify({*pk}, unhex(t["msg"]), *sig));
  });
}

TEST(Wycheproof, EcdsaP256Sha256Der_CRY_2) {
  EQ_VECTORS(file, "wycheproof/ecdsa_secp256r1_sha256_test.json");
  run_cases(file, "ecdsa_secp256r1_sha256", [](const Json& g, const Json& t) {
    if (!p256_is_available()) return Did::skipped;
    return accepted_if(
        ecdsa_verify(unhex(g["publicKey"]["uncompressed"]), unhex(t["msg"]), unhex(t["sig"])));
  });
}

TEST(Wycheproof, EcdhP256Points_CRY_1) {
  EQ_VECTORS(file, "wycheproof/ecdh_secp256r1_ecpoint_test.json");
  run_cases(file, "ecdh_secp256r1_ecpoint", [](const Json&, const Json& t) {
    if (!p256_is_available()) return Did::skipped;
    Bytes priv = unhex(t["private"]);
    // written as a signed integer
    while (priv.size() > 32 && priv.front() == 0) priv.erase(priv.begin());
    while (priv.size() < 32) priv.insert(priv.begin(), 0);
    const auto shared = p256_ecdh(priv, unhex(t["public"]));
    if (shared) {
      EXPECT_TRUE(equal_var(shared->reveal("test"), unhex(t["shared"]))) << t["tcId"];
    }
    return accepted_if(shared.ok());
  });
}

Did aead_case(Aead a, const Json& t) {
  if (!is_available(a)) return Did::skipped;
  const Bytes key = unhex(t["key"]), nonce = unhex(t["iv"]), aad = unhex(t["aad"]),
              msg = unhex(t["msg"]);
  const Bytes ct = concat({unhex(t["ct"]), unhex(t["tag"])});
  const auto opened = aead_open(a, key, nonce, aad, ct);
  if (opened) {
    EXPECT_EQ(*opened, msg) << t["tcId"];
  }
  if (!opened) {
    EXPECT_EQ(opened.error(), Err::forged);
  }
  EXPECT_EQ(aead_seal(a, key, nonce, aad, msg) == ct, t["result"] == "valid") << t["tcId"];
  return accepted_if(opened.ok());
}

TEST(Wycheproof, AesGcm_CRY_3) {
  EQ_VECTORS(file, "wycheproof/aes_gcm_test.json");
  run_cases(file, "aes_gcm", [](const Json& g, const Json& t) {
    const int key = g["keySize"];
    if (g["ivSize"] != 96 || g["tagSize"] != 128 || key == 192) return Did::skipped;
    return aead_case(key == 128 ? Aead::aes_128_gcm : Aead::aes_256_gcm, t);
  });
}

TEST(Wycheproof, ChaCha20Poly1305_CRY_3) {
  EQ_VECTORS(file, "wycheproof/chacha20_poly1305_test.json");
  run_cases(file, "chacha20_poly1305", [](const Json& g, const Json& t) {
    if (g["ivSize"] != 96) return Did::skipped;  // our nonce is 12 bytes by assertion
    return aead_case(Aead::chacha20_poly1305, t);
  });
}

TEST(Wycheproof, HkdfSha256_CRY_4) {
  EQ_VECTORS(file, "wycheproof/hkdf_sha256_test.json");
  run_cases(file, "hkdf_sha256", [](const Json&, const Json& t) {
    const std::size_t n = t["size"];
    if (n > 255 * 32) return Did::skipped;  // asserted against: lengths are ours
    const auto okm = hkdf(unhex(t["salt"]), unhex(t["ikm"]), unhex(t["info"]), n);
    return accepted_if(equal_var(okm.reveal("test"), unhex(t["okm"])));
  });
}

template <class Mac>
Did mac_case(Mac mac, const Json& g, const Json& t) {
  const auto full = mac(unhex(t["key"]), unhex(t["msg"]));
  return accepted_if(
      equal_ct(View(full).first(g["tagSize"].get<std::size_t>() / 8), unhex(t["tag"])));
}

TEST(Wycheproof, HmacSha256_CRY_4) {
  EQ_VECTORS(file, "wycheproof/hmac_sha256_test.json");
  run_cases(file, "hmac_sha256", [](const Json& g, const Json& t) {
    return mac_case([](View k, View m) { return hmac_sha256(k, m); }, g, t);
  });
}

TEST(Wycheproof, HmacSha512_CRY_4) {
  EQ_VECTORS(file, "wycheproof/hmac_sha512_test.json");
  run_cases(file, "hmac_sha512", [](const Json& g, const Json& t) {
    return mac_case([](View k, View m) { return hmac_sha512(k, m); }, g, t);
  });
}

}  // namespace
}  // namespace eq::crypto
