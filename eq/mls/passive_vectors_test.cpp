// Official vectors of passive clients: join by Welcome, then follow the group.
#include <gtest/gtest.h>

#include <map>

#include "eq/mls/test_suite_count.h"
#include "eq/mls/testing.h"
#include "eq/testing/vectors.h"

namespace eq::mls {
namespace {

using eq::testing::unhex;
using nlohmann::json;

std::string text(const json& j) { return j.get<std::string>(); }

class PskList final : public PskStore {
 public:
  explicit PskList(const json& j) {
    for (const auto& p : j) psks_[unhex(p["psk_id"])] = unhex(p["psk"]);
  }
  std::optional<SecretBytes> find(const PskId& id) const override {
    const auto it = psks_.find(id.psk_id);
    if (id.type != PskType::external || it == psks_.end()) return std::nullopt;
    return SecretBytes::from(it->second);
  }

 private:
  std::map<Bytes, Bytes> psks_;
};

/// In the recorded sessions members may change what their credential says.
class TrustAnySuccessor final : public CredentialCheck {
 public:
  Status check(const Credential&, View) const override { return ok(); }
  Status check_successor(const Credential&, const Credential&) const override { return ok(); }
};

void follow(const json& c) {
  const Suite suite = find_suite(c["cipher_suite"].get<std::uint16_t>()).value();
  const KeyPackageSecrets us{suite, key_package_from_message(unhex(c["key_package"])).value(),
                             SecretBytes(unhex(c["init_priv"])),
                             SecretBytes(unhex(c["encryption_priv"])),
                             SignatureKey::from_private(suite, unhex(c["signature_priv"])).take()};
  EXPECT_EQ(hex(us.signature_key.public_key()), hex(us.key_package.leaf.signature_key()));
  for (auto [priv, pub] : {std::pair{&us.init_key, View(us.key_package.init_key)},
                           {&us.leaf_key, us.key_package.leaf.encryption_key()}})
    EXPECT_EQ(hex(crypto::hpke_public_key(kem_of(suite), priv->reveal("test")).value()), hex(pub));

  const PskList psks(c["external_psks"]);
  const TrustAnySuccessor people;
  Trust trust{people, &psks};
  trust.accepts = testing::trust_outsiders().accepts;
  Bytes tree_bytes;
  if (!c["ratchet_tree"].is_null()) tree_bytes = unhex(c["ratchet_tree"]);
  auto joined =
      Group::join(unhex(c["welcome"]), us,
                  tree_bytes.empty() ? std::nullopt : std::optional<View>(tree_bytes), trust);
  ASSERT_TRUE(joined.ok()) << to_text(joined.error());
  Group g = std::move(joined).take();
  EXPECT_EQ(hex(g.epoch_authenticator()), text(c["initial_epoch_authenticator"]));
  for (const auto& e : c["epochs"]) {
    if (e.contains("proposals"))
      for (const auto& p : e["proposals"]) {
        const auto r = g.process(unhex(p), trust);
        ASSERT_TRUE(r.ok()) << "proposal: rule " << static_cast<int>(g.last_rule());
        EXPECT_TRUE(std::holds_alternative<ReceivedProposal>(*r));
      }
    auto r = g.process(unhex(e["commit"]), trust);
    ASSERT_TRUE(r.ok()) << "commit: rule " << static_cast<int>(g.last_rule()) << " "
                        << to_text(r.error());
    ASSERT_TRUE(g.merge(std::move(std::get<ReceivedCommit>(r.value()))).ok());
    EXPECT_EQ(hex(g.epoch_authenticator()), text(e["epoch_authenticator"]));
    // Whatever happened must survive the store.
    g = Group::load(g.save()).take();
  }
}

void follow_all(const std::string& name) {
  EQ_VECTORS(cases, "mls/" + name + ".json");
  testing::SuiteCount count(name);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (!count.runs(cases[i])) continue;
    SCOPED_TRACE(name + " case " + std::to_string(i));
    follow(cases[i]);
  }
}

TEST(Vectors, PassiveClientWelcome_MLS_1) { follow_all("passive-client-welcome"); }
TEST(Vectors, PassiveClientHandlingCommit_MLS_1) { follow_all("passive-client-handling-commit"); }
TEST(Vectors, InteropWelcomeJoin_MLS_1) { follow_all("passive-interop/welcome_join"); }
TEST(Vectors, InteropApplication_MLS_1) { follow_all("passive-interop/application"); }
TEST(Vectors, InteropCommit_MLS_1) { follow_all("passive-interop/commit"); }
TEST(Vectors, InteropExternalJoin_MLS_1) { follow_all("passive-interop/external_join"); }
TEST(Vectors, InteropExternalProposals_MLS_1) { follow_all("passive-interop/external_proposals"); }
TEST(Vectors, InteropReinit_MLS_1) { follow_all("passive-interop/reinit"); }
TEST(Vectors, InteropBranch_MLS_1) { follow_all("passive-interop/branch"); }

}  // namespace
}  // namespace eq::mls
