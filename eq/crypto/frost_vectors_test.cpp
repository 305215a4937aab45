// The official vector of FROST(Ed25519, SHA-512), RFC 9591 appendix E.1.  That of
// FROST(ristretto255, SHA-512) has no use here: our signatures are Ed25519.
#include <gtest/gtest.h>

#include <cstdio>

#include "eq/crypto/frost.h"
#include "eq/testing/vectors.h"

namespace eq::crypto::frost {
namespace {

using testing::unhex;
using Json = nlohmann::json;

Scalar scalar(const Json& j) { return Scalar::decode(unhex(j)).value(); }

/// Environment out the vector's nonce randomness.
class Replay final : public Random {
 public:
  explicit Replay(Bytes bytes) : left_(std::move(bytes)) {}
  void fill(MutView out) override {
    EQ_ASSERT(out.size() <= left_.size());
    std::copy_n(left_.begin(), out.size(), out.begin());
    left_.erase(left_.begin(), left_.begin() + static_cast<std::ptrdiff_t>(out.size()));
  }

 private:
  Bytes left_;
};

TEST(FrostVectors, Ed25519_CRY_11) {
  EQ_VECTORS(file, "frost/frost-ed25519-sha512.json");
  ASSERT_EQ(file.at("config").at("name"), "FROST(Ed25519, SHA-512)");
  const Json& in = file.at("inputs");
  const Bytes message = unhex(in.at("message"));
  const std::vector<Scalar> polynomial{scalar(in.at("group_secret_key")),
                                       scalar(in.at("share_polynomial_coefficients")[0])};
  SharedSigningKey key{{2, 3}, ed_mul_base(polynomial[0]), {}};
  EXPECT_EQ(hex(key.public_key.bytes()), in.at("group_public_key").get<std::string>());
  std::vector<Scalar> held;
  for (const Json& p : in.at("participant_shares")) {
    held.push_back(evaluate(polynomial, p.at("identifier")));
    EXPECT_EQ(hex(held.back().reveal("test")), p.at("participant_share").get<std::string>());
    key.share_points.push_back(ed_mul_base(held.back()));
  }

  std::vector<Signer> signers;
  std::vector<Nonce> nonces;
  for (const Json& o : file.at("round_one_outputs").at("outputs")) {
    const std::uint16_t i = o.at("identifier");
    Replay rng(
        concat({unhex(o.at("hiding_nonce_randomness")), unhex(o.at("binding_nonce_randomness"))}));
    nonces.push_back(Nonce::generate(held[i - 1u], rng));
    EXPECT_EQ(hex(nonces.back().hiding().reveal("test")), o.at("hiding_nonce").get<std::string>());
    EXPECT_EQ(hex(nonces.back().binding().reveal("test")),
              o.at("binding_nonce").get<std::string>());
    signers.push_back({i, nonces.back().commitment()});
    EXPECT_EQ(hex(signers.back().nonce.hiding.bytes()),
              o.at("hiding_nonce_commitment").get<std::string>());
    EXPECT_EQ(hex(signers.back().nonce.binding.bytes()),
              o.at("binding_nonce_commitment").get<std::string>());
  }

  std::vector<SignatureShare> shares;
  for (std::size_t at = 0; at < signers.size(); ++at) {
    const std::uint16_t i = signers[at].index;
    shares.push_back(sign(key, i, held[i - 1u], std::move(nonces[at]), message, signers).value());
    EXPECT_EQ(hex(shares.back()),
              file.at("round_two_outputs").at("outputs")[at].at("sig_share").get<std::string>());
    EXPECT_TRUE(verify_share(key, i, shares.back(), message, signers));
  }
  const auto signature = aggregate(key, message, signers, shares);
  ASSERT_TRUE(signature.ok());
  EXPECT_EQ(hex(*signature), file.at("final_output").at("sig").get<std::string>());
  EXPECT_TRUE(verify(verify_key(key), message, *signature));
  std::printf("frost-ed25519-sha512: 1 case\n");
}

}  // namespace
}  // namespace eq::crypto::frost
