// Our own golden vectors, made by spec/vectors/gate.py without this code: the byte formats.
#include <gtest/gtest.h>

#include "eq/gate/known_for_tests.h"

namespace eq::gate {
namespace {

using namespace testing;

PublicPoint multiple(const json& n) {
  return crypto::mul_base(Scalar::from_u64(n.get<std::uint64_t>()));
}
std::vector<PublicPoint> multiples(const json& list) {
  std::vector<PublicPoint> out;
  for (const json& n : list) out.push_back(multiple(n));
  return out;
}

struct GoldenVectors : ::testing::Test {
  GoldenVectors() {
    const json& v = all["terms"];
    terms = {text(v["realm"]),      Day{v["epoch"]}, digest(v["constitution"]),
             digest(v["ceremony"]), v["k"],          {v["t"], v["n"]}};
  }
  Dealing dealing() const {
    const json& v = all["dealing"];
    Dealing d{v["dealer"],
              multiples(v["f"]),
              multiples(v["b"]),
              decode<EqualityProof>(unhex(v["proof"])).value(),
              {},
              {}};
    for (const json& s : v["sealed"]) d.sealed.push_back(unhex(s));
    d.signature = to_array<64>(unhex(v["signature"])).value();
    return d;
  }
  const json all = json(eq::testing::load_golden("gate.json"));
  DealingTerms terms;
  SeededRandom rng{1};
  const crypto::SigningKey signer = crypto::SigningKey::generate(rng);
};

TEST_F(GoldenVectors, TermsAndTheirCeremonyAreTheirBytes_GAT_7) {
  const json& v = all["terms"];
  std::vector<CeremonyKey> keys;
  for (const json& k : v["keys"]) keys.push_back({to_array<32>(unhex(k)).value()});
  EXPECT_EQ(hex(ceremony_id(terms.realm, terms.constitution, keys)), text(v["ceremony"]));
  EXPECT_EQ(hex(encode(terms)), text(v["bytes"]));
  EXPECT_EQ(decode<DealingTerms>(unhex(v["bytes"])).value(), terms);
}

TEST_F(GoldenVectors, ADealingHasItsBytesContextAndDigest_GAT_7) {
  const json& v = all["dealing"];
  const Dealing d = dealing();
  EXPECT_EQ(hex(d.encode()), text(v["bytes"]));
  EXPECT_EQ(hex(Dealing::decode(unhex(v["bytes"]), terms)->encode()), text(v["bytes"]));
  EXPECT_EQ(hex(d.context(terms)), text(v["context"]));
  EXPECT_EQ(hex(d.digest(terms)), text(v["digest"]));
  EXPECT_EQ(hex(dealing_message(d.digest(terms))), text(v["signed"]));
}

TEST_F(GoldenVectors, ComplaintsAndAnswersAreSignedOverTheirBytes_GAT_11) {
  const json &c = all["complaint"], &a = all["answer"];
  const Digest of = digest(all["dealing"]["digest"]);
  Complaint complaint{of, c["accuser"], signer.sign(unhex(c["signed"]))};
  EXPECT_TRUE(complaint.verify(signer.verify_key()).ok());
  complaint.accuser = 2;
  EXPECT_EQ(complaint.verify(signer.verify_key()).error(), Err::forged);
  std::vector<Scalar> shares;
  for (const json& s : a["shares"]) shares.push_back(scalar(s));
  const Answer answer = Answer::sign(of, a["accuser"], shares, signer);
  EXPECT_TRUE(crypto::verify(signer.verify_key(), unhex(a["signed"]), answer.signature));
}

TEST_F(GoldenVectors, WhatWasDealtHasItsBytesAndItsName_GAT_7) {
  const json& v = all["dealt"];
  DealtBody d{terms, {}, multiples(v["g"]), multiples(v["b"])};
  for (const json& q : v["qualified"]) d.qualified.push_back({q[0], digest(q[1])});
  EXPECT_EQ(hex(d.encode()), text(v["bytes"]));
  EXPECT_EQ(DealtBody::decode(unhex(v["bytes"])).value(), d);
  EXPECT_EQ(hex(d.id()), text(v["id"]));
  const std::vector<NumberedSignature> two{{1, signer.sign(unhex(v["signed"]))},
                                           {2, signer.sign(unhex(v["signed"]))}};
  const DealtPins pins{
      terms.realm, terms.epoch, terms.constitution, 2, std::vector(3, signer.verify_key()), 2};
  EXPECT_TRUE(Dealt::verify(unhex(v["bytes"]), digest(v["id"]), two, pins).ok());
}

TEST_F(GoldenVectors, AnObjectHasItsBytesAndItsName_GAT_7) {
  const json& v = all["epoch_object"];
  EpochObject o{
      terms.realm, terms.epoch, digest(all["dealt"]["id"]), {}, multiples(v["commitments"])};
  for (const json& e : v["pairs"]) o.pairs.push_back({multiple(e[0]), multiple(e[1])});
  EXPECT_EQ(hex(o.encode()), text(v["bytes"]));
  EXPECT_EQ(hex(o.wid()), text(v["wid"]));
  EXPECT_EQ(EpochObject::decode(unhex(v["bytes"])).value(), o);
}

TEST_F(GoldenVectors, AReleaseAndKeptSharesHaveTheirBytes_GAT_7) {
  const json &v = all["release"], &kept = all["kept"];
  const Digest wid = digest(all["epoch_object"]["wid"]);
  const std::uint64_t order = std::stoull(text(v["order"]));
  const Release r = decode<Release>(unhex(v["bytes"])).value();
  EXPECT_EQ(r.index, v["index"].get<std::uint16_t>());
  EXPECT_EQ(hex_of(r.delta), text(v["delta"]));
  EXPECT_EQ(hex(encode(r)), text(v["bytes"]));
  EXPECT_EQ(hex(delta_message(wid, order, scalar(v["tag"]), r.delta)), text(v["signed"]));
  EXPECT_EQ(hex(release_digest(digest(v["salt"]), wid, order, scalar(v["tag"]))),
            text(v["digest"]));
  const DayShares y{digest(all["dealt"]["id"]),
                    terms.epoch,
                    kept["index"],
                    {scalar(kept["y"][0]), scalar(kept["y"][1])}};
  EXPECT_EQ(hex(encode(y)), text(kept["bytes"]));
}

}  // namespace
}  // namespace eq::gate
