// The project's own known answers, produced by another implementation.
#include <gtest/gtest.h>

#include "eq/crypto/aead.h"
#include "eq/gate/known_for_tests.h"
#include "eq/gate/open.h"
#include "eq/gate/seal.h"

namespace eq::gate {
namespace {

using namespace testing;

class KnownAnswers : public ::testing::Test {
 protected:
  void SetUp() override {
    auto file = eq::testing::load_vectors("equipoise-lae-v2/lae2-kat.json");
    if (!file) GTEST_SKIP() << "no vectors at equipoise-lae-v2";
    all = std::move(*file);
  }
  KnownDay day(std::size_t i) const { return KnownDay(all, i); }
  json all;
};

TEST_F(KnownAnswers, DealingsAndWhatTheyAddUpToAreTheOtherImplementations_GAT_11) {
  EXPECT_EQ(hex_of(pedersen_h()), text(all["pedersen_h"]));
  EXPECT_EQ(hex_of(lae_u()), text(all["lae_u"]));
  for (std::size_t i = 0; i < all["days"].size(); ++i) {
    const KnownDay d = day(i);
    DealtPoints before;
    for (const std::uint16_t dealer : d.dealers()) {
      const json& v = d.json_of(dealer);
      const Dealing made = d.dealing(dealer);
      EXPECT_EQ(hex(made.context(d.terms)), text(v["ctx"]));
      EXPECT_EQ(d.flat(v["F"]), d.hex_of_points(made.f));
      EXPECT_EQ(v["b"].get<std::vector<std::string>>(), d.hex_of_points(made.b));
      EXPECT_EQ(hex(encode(made.proof)), text(v["proof"]));
      EXPECT_EQ(hex(made.digest(d.terms)), text(v["digest"]));
      EXPECT_TRUE(check_points_var(made, d.terms, before).ok());
      if (v["shares"].is_null()) continue;
      for (const auto& [m, shares] : v["shares"].items()) {
        const auto own =
            shares_for(d.terms, d.coefficients(dealer), static_cast<std::uint16_t>(std::stoi(m)));
        EXPECT_EQ(d.hex_of_scalars(own), shares.get<std::vector<std::string>>());
      }
    }
    const DealtBody body = d.dealt_body();
    EXPECT_EQ(d.hex_of_points(body.g), d.flat(d.v["G"]));
    EXPECT_EQ(d.hex_of_points(body.b), d.v["bC"].get<std::vector<std::string>>());
    EXPECT_EQ(hex(body.id()), text(d.v["T_e"]));
    EXPECT_EQ(DealtBody::decode(body.encode()).value(), body);
    for (std::uint16_t m = 1; m <= d.terms.n(); ++m) {
      EXPECT_EQ(d.hex_of_scalars(d.own_day(m).shares().y),
                d.v["y"][std::to_string(m)].get<std::vector<std::string>>());
    }
  }
}

TEST_F(KnownAnswers, AnObjectItsNameAndItsProofAreTheOtherImplementations_GAT_3) {
  for (std::size_t i = 0; i < all["days"].size(); ++i) {
    const KnownDay d = day(i);
    const EpochObject made = d.object_from_secrets();
    EXPECT_EQ(made, d.object());
    EXPECT_EQ(hex(made.wid()), text(d.v["wid"]));
    EXPECT_EQ(EpochObject::decode(made.encode()).value(), made);
    EXPECT_TRUE(verify_proof_var(made, d.dealt_body(), proof_of(d.v["proof"])).ok());
    const Dealt dealt = d.dealt();
    EXPECT_TRUE(VerifiedEpoch::examine(made.encode(), proof_of(d.v["proof"]).encode(), dealt, 16,
                                       made.wid())
                    .ok());
  }
}

TEST_F(KnownAnswers, EnvelopesAreTheOtherImplementationsAndOpenForTheirReleaseAlone_GAT_4) {
  for (std::size_t i = 0; i < all["days"].size(); ++i) {
    const KnownDay d = day(i);
    const VerifiedEpoch epoch = d.verified();
    for (const json& e : d.v["envelopes"]) {
      const DailyKey key = DailyKey::from_var(epoch, account(e["account"])).value();
      EXPECT_EQ(hex_of(key.tag()), text(e["tag"]));
      EXPECT_EQ(hex_of(key.a()), text(e["A"]));
      EXPECT_EQ(hex_of(key.b()), text(e["B"]));
      const Digest ctx = digest(e["ctx"]);
      const Secret<32> seed = *Secret<32>::from(unhex(e["seed"]));
      const SealedEnvelope sealed = seal(key, ctx, seed);
      EXPECT_EQ(hex(sealed.envelope), text(e["envelope"]));
      EXPECT_EQ(hex(sealed.access_key.bytes.reveal("test")), text(e["ak0"]));
      const Point c1 = EnvelopeParts::decode(sealed.envelope)->c1;
      EXPECT_EQ(hex(envelope_key(point(e["ss"]), key.wid(), c1, ctx).reveal("test")), text(e["K"]));
      const auto steps = walk(sealed.access_key, 3);
      for (std::size_t s = 0; s < 3; ++s) {
        EXPECT_EQ(hex(steps[s].pad.reveal("test")), text(e["pads_and_locators"][s][0]));
        EXPECT_EQ(hex(steps[s].locator), text(e["pads_and_locators"][s][1]));
      }
    }
    for (const json& r : d.v["releases"]) {
      const auto& order = d.v["orders"][r["order"].get<std::size_t>()];
      const OrderOpening opening = d.opening(order);
      EXPECT_EQ(hex_of(evaluate(d.x(), opening.tag)), text(r["d_R"]));
      const Scalar nonce =
          hash_to_scalar("root-nonce", {unhex(d.v["registry_seed"]), epoch.wid(),
                                        opening.tag.reveal("test"), opening.commitment().bytes()});
      const RootProof proof = prove_root_with(epoch, opening, scalar(r["d_R"]), nonce);
      EXPECT_EQ(hex(encode(proof)), text(r["root_proof"]));
      const AccountId who = account(order["account"]);
      const ProvenRoot root = ProvenRoot::check_var(epoch, who, opening.blind, proof).value();
      std::vector<Release> releases;
      for (const auto& [m, delta] : r["delta"].items()) {
        const auto index = static_cast<std::uint16_t>(std::stoi(m));
        releases.push_back(
            make_release(d.own_day(index).shares(), root, 7, d.signer(index)).value());
        EXPECT_EQ(hex_of(releases.back().delta), text(delta));
        EXPECT_EQ(hex_of(epoch.dealt().expected_delta_var(index, opening.tag)), text(r["V"][m]));
      }
      const Combined c = combine_var(epoch, who, 7, scalar(r["d_R"]), releases, d.keys());
      ASSERT_TRUE(c.key.has_value());
      EXPECT_EQ(hex_of(c.key->secret()), text(r["d"]));
      std::vector<std::string> opened;
      for (const json& e : d.v["envelopes"]) {
        if (open_envelope(*c.key, digest(e["ctx"]), unhex(e["envelope"])).ok())
          opened.push_back(text(e["name"]));
      }
      EXPECT_EQ(opened, r["opens"].get<std::vector<std::string>>());
    }
  }
}

TEST_F(KnownAnswers, OnlyBothIdentitiesMakeADayMissing_GAT_12) {
  const json& v = all["identity_A"];
  const KnownDay d = day(v["day"]);
  EpochObject o = d.object();
  o.pairs[0] = {point(v["E_0"][0]), point(v["E_0"][1])};
  EXPECT_EQ(hex(o.wid()), text(v["wid"]));
  const DailyKey key = daily_key_var(o, tag(d.terms.realm, account(v["account"]))).value();
  EXPECT_TRUE(key.a().is_identity());
  EXPECT_EQ(hex_of(key.b()), text(v["B"]));
  EXPECT_EQ(hex(seal(key, digest(v["ctx"]), *Secret<32>::from(unhex(v["seed"]))).envelope),
            text(v["envelope"]));
}

/// The dealing that a negative case describes, as far as it changes one.
Dealing altered(const json& n, const KnownDay& d) {
  Dealing out = d.dealing(n.contains("from_dealer") ? n["from_dealer"].get<std::uint16_t>()
                                                    : n["dealer"].get<std::uint16_t>());
  out.dealer = n["dealer"];
  const std::size_t t = d.terms.t();
  if (n.contains("F0")) {
    for (std::size_t j = 0; j < n["F0"].size(); ++j) out.f[j * t] = point(n["F0"][j]);
  }
  if (n.contains("F_j"))
    out.f[n["F_j"].get<std::size_t>() * t + n["F_l"].get<std::size_t>()] = point(n["F"]);
  else if (n.contains("F"))
    out.f = points_of(n["F"]);
  if (n.contains("b_j"))
    out.b[n["b_j"].get<std::size_t>()] = point(n["b"]);
  else if (n.contains("b"))
    out.b = points_of(n["b"]);
  if (n.contains("b_j2")) out.b[n["b_j2"].get<std::size_t>()] = point(n["b2"]);
  if (n.contains("proof")) out.proof = decode<EqualityProof>(unhex(n["proof"])).value();
  return out;
}

void expect_refused_publicly(const json& n, const KnownDay& d) {
  if (n["reason"] == "canonical") {
    EXPECT_FALSE(PublicPoint::decode_var(unhex(n["F"])).ok());
    return;
  }
  DealingTerms terms = d.terms;
  if (n.contains("ceremony")) terms.ceremony = digest(n["ceremony"]);
  const auto checked = check_points_var(altered(n, d), terms, {});
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error(),
            n["reason"] == "identity" ? DealingFault::identity : DealingFault::proof);
}

void expect_bad_shares(const json& n, const KnownDay& d) {
  const std::uint16_t m = n.contains("custodian") ? n["custodian"].get<std::uint16_t>() : 1;
  const CheckedDealing checked = d.checked(altered(n, d));  // good as far as anybody can see
  auto shares = shares_for(d.terms, d.coefficients(n["dealer"]), m);
  if (n.contains("share")) shares[n["j"].get<std::size_t>()] = scalar(n["share"]);
  SeededRandom rng(1);
  EXPECT_FALSE(parts_fit(checked, m, shares, rng));
}

void expect_refused_object(const json& n, const KnownDay& d) {
  EpochObject o = d.object();
  if (n.contains("E_j"))
    o.pairs[n["E_j"].get<std::size_t>()] = {point(n["E"][0]), point(n["E"][1])};
  else
    for (std::size_t j = 0; j < o.pairs.size(); ++j)
      o.pairs[j] = {point(n["E"][j][0]), point(n["E"][j][1])};
  EXPECT_EQ(hex(o.wid()), text(n["wid"]));
  const auto verified =
      VerifiedEpoch::examine(o.encode(), proof_of(n["proof"]).encode(), d.dealt(), 16, o.wid());
  ASSERT_FALSE(verified.ok());
  EXPECT_EQ(verified.error(), EpochFault::proof);
}

void expect_no_root(const json& n, const KnownDay& d) {
  const RootProof proof = decode<RootProof>(unhex(n["root_proof"])).value();
  if (n.contains("order")) {
    const auto& order = d.v["orders"][n["order"].get<std::size_t>()];
    const AccountId who = account(order["account"]);
    EXPECT_EQ(ProvenRoot::check_var(d.verified(), who, scalar(order["s"]), proof).error(),
              Err::forged);
    return;
  }
  // Its commitment is in no object: refused at that; and were it there, its proof would be.
  EXPECT_EQ(
      ProvenRoot::check_var(d.verified(), account(n["account"]), scalar(n["s"]), proof).error(),
      Err::refused);
  const Scalar t = tag(d.terms.realm, account(n["account"]));
  EXPECT_EQ(hex_of(commit_order(t, scalar(n["s"]))), text(n["C"]));
  const Evaluation at = d.verified().registry_part_var(t);
  EXPECT_FALSE(crypto::mul_base(scalar(n["d_R"])) == at.a && scalar(n["d_R"]) * lae_u() == at.b);
}

void expect_liar(const json& n, const KnownDay& d) {
  const VerifiedEpoch epoch = d.verified();
  const auto& order = d.v["orders"][n["order"].get<std::size_t>()];
  const AccountId who = account(order["account"]);
  std::vector<Release> releases;
  for (const auto& [m, delta] : n["delta"].items()) {
    const auto index = static_cast<std::uint16_t>(std::stoi(m));
    releases.push_back(d.signed_release(index, d.opening(order).tag, scalar(delta)));
  }
  const Combined c =
      combine_var(epoch, who, 7, evaluate(d.x(), d.opening(order).tag), releases, d.keys());
  EXPECT_FALSE(c.key.has_value());
  EXPECT_EQ(c.liars, std::vector<std::uint16_t>{2});
}

void expect_missing_day(const json& n, const KnownDay& d) {
  EpochObject o = d.object();
  o.pairs[0] = {point(n["E_0"][0]), point(n["E_0"][1])};
  EXPECT_EQ(hex(o.wid()), text(n["wid"]));
  const auto verified =
      VerifiedEpoch::verify(o.encode(), proof_of(n["proof"]).encode(), d.dealt(), 16, o.wid());
  ASSERT_TRUE(verified.ok());
  EXPECT_EQ(DailyKey::from_var(*verified, account(n["account"])).error(), Err::refused);
}

TEST_F(KnownAnswers, EveryNegativeCaseIsRefusedAtItsStage_GAT_11_GAT_12_GAT_13) {
  std::map<std::string, int> seen;
  for (const json& n : all["negative"]) {
    SCOPED_TRACE(text(n["name"]));
    const KnownDay d = day(n["day"]);
    const std::string stage = n["stage"];
    ++seen[stage];
    if (stage == "public")
      expect_refused_publicly(n, d);
    else if (stage == "shares")
      expect_bad_shares(n, d);
    else if (stage == "object")
      expect_refused_object(n, d);
    else if (stage == "release")
      expect_no_root(n, d);
    else if (stage == "combine")
      expect_liar(n, d);
    else if (stage == "seal")
      expect_missing_day(n, d);
    else
      ADD_FAILURE() << "unknown stage";
  }
  EXPECT_GE(seen.size(), 6u);
}

}  // namespace
}  // namespace eq::gate
