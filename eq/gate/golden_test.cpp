// Our own golden vectors, made by spec/vectors/gate.py without this code: the byte formats, which the known answers
// of equipoise-lae give in parts only.
#include <gtest/gtest.h>

#include "eq/gate/ratchet.h"
#include "eq/gate/share.h"
#include "eq/testing/vectors.h"

namespace eq::gate {
namespace {

using nlohmann::json;
using testing::unhex;

json golden() {
  return json(testing::load_golden("gate.json"));
}
std::string text(const json& j) { return j.get<std::string>(); }
Point multiple(const json& n) { return crypto::mul_base(Scalar::from_u64(n.get<std::uint64_t>())); }
std::string hex_of(const Scalar& s) { return hex(s.reveal("test")); }

TEST(GoldenVectors, TagsAndPadsAreTheirHashes_GAT_7) {
  const json all = golden(), v = all["tags"];
  const std::string realm = v["realm"];
  EXPECT_EQ(hex_of(tag(realm, AccountId::from(unhex(v["account_id"])).value())), text(v["tag"]));
  const std::uint32_t numbers[] = {0, 1, 255, 256, 4095};
  ASSERT_EQ(v["pads"].size(), std::size(numbers));
  for (std::size_t i = 0; i < std::size(numbers); ++i) EXPECT_EQ(hex_of(pad(realm, numbers[i])), text(v["pads"][i]));
}

TEST(GoldenVectors, AnEpochObjectHasItsBytesAndItsIdentifier_GAT_7) {
  const json all = golden(), v = all["epoch_object"];
  EpochObject o{text(all["tags"]["realm"]), Day{v["epoch"]}, Point::decode(unhex(v["custodian_key"])).value(), {}, {}};
  for (const auto& e : v["pairs"]) o.pairs.push_back({multiple(e[0]), multiple(e[1])});
  for (const auto& c : v["commitments"]) o.commitments.push_back(multiple(c));
  EXPECT_EQ(hex(o.encode()), text(v["bytes"]));
  EXPECT_EQ(hex(o.wid()), text(v["wid"]));
  EXPECT_EQ(EpochObject::decode(unhex(v["bytes"])).value(), o);
}

TEST(GoldenVectors, AProofAndAShareHaveTheirBytes_GAT_7) {
  const json all = golden(), v = all["proof"], s = all["share"];
  const EpochProof p = EpochProof::decode(unhex(v["bytes"])).value();
  ASSERT_EQ(p.chain.size(), v["chain"].size());
  for (std::size_t i = 0; i < p.chain.size(); ++i) EXPECT_EQ(p.chain[i].point(), multiple(v["chain"][i]));
  std::vector<std::string> scalars{hex_of(p.challenge)};
  for (const auto& r : p.responses) {
    for (const Scalar& x : {r.alpha, r.minus_blind, r.upsilon}) scalars.push_back(hex_of(x));
  }
  for (const Scalar& x : {p.r, p.v, p.nu}) scalars.push_back(hex_of(x));
  EXPECT_EQ(scalars, v["scalars"].get<std::vector<std::string>>());
  EXPECT_EQ(hex(p.encode()), text(v["bytes"]));

  const DecryptionShare share = decode<DecryptionShare>(unhex(s["bytes"])).value();
  EXPECT_EQ(share.index, s["index"].get<std::uint16_t>());
  EXPECT_EQ(share.d, multiple(s["d"]));
  EXPECT_EQ(hex_of(share.challenge), text(s["challenge"]));
  EXPECT_EQ(hex_of(share.response), text(s["response"]));
  EXPECT_EQ(hex(encode(share)), text(s["bytes"]));
}

TEST(GoldenVectors, AContextAndTheFieldsOfMessagesAreTheirHashes_GAT_6) {
  const json all = golden(), v = all["context"], r = all["ratchet"];
  const auto conversation = ConversationId::from(unhex(v["conversation"])).value();
  const Digest ctx = envelope_context(conversation, std::stoull(text(v["mls_epoch"])), v["leaf"],
                                      Day{all["epoch_object"]["epoch"]});
  EXPECT_EQ(hex(ctx), text(v["ctx"]));
  AccessRatchet ratchet(AccessKey{Secret<32>::from(unhex(r["ak0"])).take()});
  AccessReader reader(AccessKey{Secret<32>::from(unhex(r["ak0"])).take()});
  std::uint32_t i = 0;
  for (const auto& m : r["messages"]) {
    const Secret<32> ck = Secret<32>::from(unhex(m["ck"])).take();
    const AccessFields fields = ratchet.next(ck);
    EXPECT_EQ(hex(encode(fields)), text(m["fields"]));
    EXPECT_TRUE(reader.check(i++, ck, fields).ok());
  }
}

}  // namespace
}  // namespace eq::gate
