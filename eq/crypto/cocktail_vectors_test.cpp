// The official vectors of COCKTAIL-DKG v0.2, case by case.  They give no ephemeral secrets, so
// sealing is checked from the receiver's side, which derives the same key; polynomials come back
// from everyone's shares.
#include <gtest/gtest.h>

#include <cstdio>

#include "eq/crypto/cocktail.h"
#include "eq/crypto/cocktail_primitives.h"
#include "eq/testing/vectors.h"

namespace eq::crypto::cocktail {
namespace {

using testing::unhex;
using Json = nlohmann::json;

template <class Suite>
struct Case {
  using Element = typename Suite::Element;
  Session<Suite> session;
  std::vector<Scalar> secrets;
  std::vector<Message<Suite>> messages;
};

template <class Suite>
Case<Suite> read(const Json& v) {
  Case<Suite> c;
  std::vector<typename Suite::Element> statics;
  for (const Json& p : v.at("config").at("static_public_keys"))
    statics.push_back(Suite::decode(unhex(p)).value());
  for (const Json& d : v.at("config").at("static_secret_keys"))
    c.secrets.push_back(Scalar::decode(unhex(d)).value());
  c.session = Session<Suite>::open(unhex(v.at("session_tag")), v.at("t"), statics).value();
  EXPECT_EQ(c.session.params.parties, v.at("n"));
  for (const Json& r : v.at("round1")) {
    Message<Suite> m;
    for (const Json& p : r.at("vss_commitment"))
      m.commitment.push_back(Suite::decode(unhex(p)).value());
    m.possession = to_array<64>(unhex(r.at("pop"))).value();
    m.ephemeral = Suite::decode(unhex(r.at("ephemeral_public_key"))).value();
    for (const Json& s : r.at("encrypted_shares")) m.shares.push_back(unhex(s));
    c.messages.push_back(std::move(m));
  }
  return c;
}

/// The nonce input of the proof of possession contains a_0, so the proof can be made again.
template <class Suite>
void check_possession(const Json& r, const Message<Suite>& m) {
  const Json& p = r.at("pop_intermediate");
  const Bytes input = unhex(p.at("nonce_input")), message = unhex(p.at("message"));
  const std::size_t prefix = Suite::kPrefix.size() + 5;
  const Scalar a_0 = Scalar::decode(View(input).subspan(prefix, 32)).value();
  EXPECT_EQ(Suite::mul_base(a_0), m.commitment.front());
  EXPECT_EQ(schnorr_sign<Suite>(a_0, message), m.possession);
}

template <class Suite>
void check_seals(const Case<Suite>& c, const Json& v, std::size_t from) {
  const Message<Suite>& m = c.messages[from];
  for (std::size_t to = 0; to < c.secrets.size(); ++to) {
    const auto key = share_key<Suite>(
        c.secrets[to] * m.ephemeral, c.secrets[to] * c.session.statics[from],
        {m.ephemeral, c.session.statics[from], c.session.statics[to], c.session.context});
    const Bytes plain = open_share(key, m.shares[to]).value();
    EXPECT_EQ(seal_share(key, plain), m.shares[to]);
    const std::string payload =
        v.contains("payloads") ? v.at("payloads")[from].get<std::string>() : "";
    EXPECT_EQ(hex(View(plain).subspan(32)), payload);
  }
}

template <class Suite>
void run(const Json& v) {
  const Case<Suite> c = read<Suite>(v);
  EXPECT_EQ(hex(c.session.context), v.at("context").get<std::string>());
  for (std::size_t i = 0; i < c.secrets.size(); ++i) {
    EXPECT_EQ(Suite::mul_base(c.secrets[i]), c.session.statics[i]);
    check_possession(v.at("round1")[i], c.messages[i]);
    check_seals(c, v, i);
    EXPECT_EQ(Message<Suite>::decode(c.messages[i].encode(), c.session.params).value().encode(),
              c.messages[i].encode());
    const auto received =
        receive<Suite>(c.session, static_cast<std::uint16_t>(i + 1), c.secrets[i], c.messages);
    ASSERT_TRUE(received.ok());
    const Json& r = v.at("round2")[i];
    EXPECT_EQ(hex(received->share.reveal("test")), r.at("secret_share").get<std::string>());
    EXPECT_EQ(hex(received->key.share_points[i].bytes()),
              r.at("verification_share").get<std::string>());
    EXPECT_EQ(hex(received->key.public_key.bytes()), v.at("group_public_key").get<std::string>());
  }
  const auto t = Transcript<Suite>::of(c.session, c.messages, unhex(v.at("extension")));
  EXPECT_EQ(hex(sha512(t.encode())), v.at("round3").at("transcript_hash").get<std::string>());
  EXPECT_EQ(Transcript<Suite>::decode(t.encode()).value().encode(), t.encode());
  std::vector<Signature> signatures;
  for (std::size_t i = 0; i < c.secrets.size(); ++i) {
    signatures.push_back(certify(t, c.secrets[i]));
    EXPECT_EQ(hex(signatures[i]),
              v.at("round3").at("signatures")[i].at("signature").template get<std::string>());
  }
  EXPECT_EQ(hex(verify_certificate<Suite>(t, signatures).value().public_key.bytes()),
            v.at("group_public_key").get<std::string>());
}

template <class Suite>
void run_file(const Json& file, const char* name) {
  ASSERT_EQ(file.at("ciphersuite"), Suite::kId);
  int cases = 0;
  for (const Json& v : file.at("vectors")) {
    SCOPED_TRACE(std::to_string(v.at("t").get<int>()) + " of " +
                 std::to_string(v.at("n").get<int>()));
    run<Suite>(v);
    ++cases;
  }
  EXPECT_GT(cases, 0);
  std::printf("%s: %d cases\n", name, cases);
}

TEST(CocktailVectors, Ristretto255_CRY_10) {
  EQ_VECTORS(file, "cocktail-dkg/cocktail-dkg-ristretto255-sha512.json");
  run_file<Ristretto255>(file, "cocktail-dkg-ristretto255-sha512");
}
TEST(CocktailVectors, Ed25519_CRY_10) {
  EQ_VECTORS(file, "cocktail-dkg/cocktail-dkg-ed25519-sha512.json");
  run_file<Ed25519>(file, "cocktail-dkg-ed25519-sha512");
}

}  // namespace
}  // namespace eq::crypto::cocktail
