// The project's own known answers for lossy access envelopes, produced by another implementation.
#include <gtest/gtest.h>

#include "eq/crypto/aead.h"
#include "eq/gate/open.h"
#include "eq/gate/polynomial.h"
#include "eq/gate/seal.h"
#include "eq/testing/vectors.h"

namespace eq::gate {
namespace {

using nlohmann::json;
using testing::unhex;

Scalar scalar(const json& j) { return Scalar::decode(unhex(j)).value(); }
Point point(const json& j) { return Point::decode(unhex(j)).value(); }
std::string text(const nlohmann::json& j) { return j.get<std::string>(); }
std::string hex_of(const Scalar& s) { return hex(s.reveal("test")); }
std::string hex_of(const Point& p) { return hex(p.bytes()); }
AccountId account(const json& j) { return AccountId::from(unhex(j)).value(); }

EpochObject object_of(const json& day) {
  EpochObject o{day["realm"], Day{day["epoch"]}, point(day["Y"]), {}, {}};
  for (const auto& e : day["E"]) o.pairs.push_back({point(e[0]), point(e[1])});
  for (const auto& w : day["orders"]) o.commitments.push_back(point(w["C"]));
  return o;
}

EpochProof proof_of(const json& p) {
  EpochProof out;
  out.challenge = scalar(p["c"]);
  for (const auto& d : p["D"]) out.chain.push_back(point(d));
  for (const auto& r : p["resp"]) out.responses.push_back({scalar(r[0]), scalar(r[1]), scalar(r[2])});
  out.r = scalar(p["fin"][0]);
  out.v = scalar(p["fin"][1]);
  out.nu = scalar(p["fin"][2]);
  return out;
}

void check_registry(const json& day) {
  EXPECT_EQ(hex_of(pedersen_h()), text(day["pedersen_h"]));
  EXPECT_EQ(hex_of(lae_u()), text(day["lae_u"]));
  const std::string realm = day["realm"];
  std::vector<Scalar> roots;
  for (const auto& w : day["orders"]) {
    EXPECT_EQ(hex_of(tag(realm, account(w["account_id"]))), text(w["tag"]));
    EXPECT_EQ(hex_of(commit_order(scalar(w["tag"]), scalar(w["s"]))), text(w["C"]));
    roots.push_back(scalar(w["tag"]));
  }
  for (const auto& p : day["pads"]) {
    EXPECT_EQ(hex_of(pad(realm, static_cast<std::uint32_t>(roots.size()))), text(p));
    roots.push_back(scalar(p));
  }
  const std::vector<Scalar> poly = monic_from_roots(roots);
  ASSERT_EQ(poly.size(), day["poly"].size());
  for (std::size_t j = 0; j < poly.size(); ++j) EXPECT_EQ(hex_of(poly[j]), text(day["poly"][j]));
  for (std::size_t j = 0; j < day["x"].size(); ++j) {
    const ElGamalPair e = encrypt_coefficient(poly[j], scalar(day["x"][j]));
    EXPECT_EQ(hex_of(e.a), text(day["E"][j][0]));
    EXPECT_EQ(hex_of(e.b), text(day["E"][j][1]));
  }
}

void check_sender(const json& c, const DailyKey& key, const Point& y) {
  EXPECT_EQ(hex_of(key.tag()), text(c["tag"]));
  EXPECT_EQ(hex_of(key.a()), text(c["A"]));
  EXPECT_EQ(hex_of(key.b()), text(c["B"]));
  EXPECT_EQ(key.custodian_key(), y);
  const Digest ctx = to_array<32>(unhex(c["ctx"])).value();
  const Secret<32> seed = *Secret<32>::from(unhex(c["seed"]));
  const SealedEnvelope sealed = seal(key, ctx, seed);
  EXPECT_EQ(hex(sealed.envelope), text(c["envelope"]));
  EXPECT_EQ(hex(sealed.access_key.bytes.reveal("test")), text(c["ak0"]));
  const EnvelopeParts parts = EnvelopeParts::decode(sealed.envelope).value();
  EXPECT_EQ(hex_of(parts.c1), text(c["c1"]));
  EXPECT_EQ(hex_of(parts.c2), text(c["c2"]));
  EXPECT_EQ(hex(envelope_key(point(c["sender_ss1"]), point(c["ss2"]), key.wid(), parts.c1, parts.c2, ctx)
                    .reveal("test")),
            text(c["K"]));

  AccessRatchet ratchet(sealed.access_key.clone());
  const auto steps = walk(sealed.access_key, static_cast<std::uint32_t>(c["pads_and_locators"].size()));
  for (std::size_t i = 0; i < steps.size(); ++i) {
    EXPECT_EQ(hex(steps[i].pad.reveal("test")), text(c["pads_and_locators"][i][0]));
    EXPECT_EQ(hex(steps[i].locator), text(c["pads_and_locators"][i][1]));
    const AccessFields f = ratchet.next(Secret<32>());  // a content key of zeros shows the pad itself
    EXPECT_EQ(hex(f.wrap), text(c["pads_and_locators"][i][0]));
    EXPECT_EQ(hex(f.locator), text(c["pads_and_locators"][i][1]));
  }
}

void check_opening(const json& day, const json& c, const VerifiedEpoch& epoch, const crypto::SharedKey& set) {
  const Digest ctx = to_array<32>(unhex(c["ctx"])).value();
  const Bytes envelope = unhex(c["envelope"]);
  const EnvelopeParts parts = EnvelopeParts::decode(envelope).value();
  const Scalar d = scalar(c["registry_d"]);
  EXPECT_EQ(hex_of(evaluate(
                [&] {
                  std::vector<Scalar> x;
                  for (const auto& s : day["x"]) x.push_back(scalar(s));
                  return x;
                }(),
                scalar(c["tag"]))),
            text(c["registry_d"]));
  std::vector<DecryptionShare> shares;
  for (const auto& [index, s] : c["shares"].items()) {
    DecryptionShare share{static_cast<std::uint16_t>(std::stoi(index)), point(s["D"]), scalar(s["ch"]), scalar(s["z"])};
    EXPECT_TRUE(verify_share_var(share, set.share_points.at(share.index - 1u), parts.c2).ok());
    EXPECT_EQ(hex_of(scalar(day["custodian_shares"][index]) * parts.c2), text(s["D"]));
    shares.push_back(share);
  }
  const Combined combined = combine_shares_var(set, parts.c2, shares);
  ASSERT_TRUE(combined.ss2.has_value());
  EXPECT_EQ(hex_of(*combined.ss2), text(c["ss2"]));

  const auto target = ProvenTarget::prove(epoch, account(c["account_id"]), d);
  EXPECT_EQ(target.ok(), c["d_is_valid"].get<bool>());
  EXPECT_EQ(target.ok(), c["opens"].get<bool>());
  if (target.ok()) {
    const auto ak0 = open_envelope(*target, ctx, envelope, *combined.ss2);
    ASSERT_TRUE(ak0.ok());
    EXPECT_EQ(hex(ak0->bytes.reveal("test")), text(c["ak0"]));
    return;
  }
  // Not a root: past the type that refuses it, the envelope itself does not open with what there is.
  const Point ss1 = d * parts.c1;
  EXPECT_NE(hex_of(ss1), text(c["sender_ss1"]));
  const Secret<32> k = envelope_key(ss1, *combined.ss2, epoch.wid(), parts.c1, parts.c2, ctx);
  EXPECT_FALSE(crypto::aead_open(crypto::Aead::chacha20_poly1305, k.reveal("test"), Array<12>{},
                                 envelope_aad(epoch.wid(), parts.c1, parts.c2, ctx), parts.box)
                   .ok());
}

TEST(GateVectors, EveryKnownAnswerIsReproduced) {
  EQ_VECTORS(days, "equipoise-lae/lae-kat.json");
  int cases = 0;
  for (const auto& day : days) {
    SCOPED_TRACE("k = " + day["k"].dump());
    check_registry(day);
    const EpochObject object = object_of(day);
    EXPECT_EQ(hex(object.wid()), text(day["wid"]));
    EXPECT_EQ(EpochObject::decode(object.encode()).value(), object);

    const EpochProof proof = proof_of(day["proof"]);
    EXPECT_EQ(proof.encode().size(), 128u * object.m() + 128u);
    EXPECT_TRUE(verify_proof_var(object, proof).ok());
    const EpochPins pins{object.realm, object.epoch, object.custodian_key, object.k()};
    const auto epoch = VerifiedEpoch::verify(object.encode(), proof.encode(), pins, object.wid());
    ASSERT_TRUE(epoch.ok());

    crypto::SharedKey set{{day["t"], day["n"]}, object.custodian_key, {}};
    for (int i = 1; i <= day["n"]; ++i) set.share_points.push_back(point(day["Y_i"][std::to_string(i)]));
    for (const auto& c : day["cases"]) {
      SCOPED_TRACE(c["name"].get<std::string>());
      check_sender(c, DailyKey::from_var(*epoch, account(c["account_id"])), object.custodian_key);
      check_opening(day, c, *epoch, set);
      ++cases;
    }
  }
  RecordProperty("cases", cases);
  std::printf("equipoise-lae: %d cases on %zu days\n", cases, days.size());
}

}  // namespace
}  // namespace eq::gate
