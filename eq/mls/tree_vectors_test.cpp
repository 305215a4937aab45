// Official vectors of trees: tree-operations, tree-validation, treekem.
#include <gtest/gtest.h>

#include "eq/mls/message.h"
#include "eq/mls/test_suite_count.h"
#include "eq/mls/testing.h"
#include "eq/mls/tree_check.h"
#include "eq/mls/treekem.h"
#include "eq/testing/vectors.h"

namespace eq::mls {
namespace {

using eq::testing::unhex;
using nlohmann::json;

std::string text(const json& j) { return j.get<std::string>(); }

Suite suite_of(const json& c) { return find_suite(c["cipher_suite"].get<std::uint16_t>()).value(); }
RatchetTree tree_of(const json& j) { return eq::decode<RatchetTree>(unhex(j)).value(); }

TEST(Vectors, TreeOperations_MLS_1) {
  EQ_VECTORS(cases, "mls/tree-operations.json");
  for (const auto& c : cases) {
    RatchetTree tree = tree_of(c["tree_before"]);
    EXPECT_EQ(hex(tree.root_hash()), text(c["tree_hash_before"]));
    const auto proposal = eq::decode<Proposal>(unhex(c["proposal"])).value();
    if (const auto* a = std::get_if<Add>(&proposal.body)) {
      EXPECT_TRUE(tree.add(a->key_package.leaf).ok());
    } else if (const auto* u = std::get_if<Update>(&proposal.body)) {
      const auto i = c["proposal_sender"].get<LeafIndex>();
      tree.set_leaf(i, u->leaf);
      tree.blank_path(i);
    } else {
      tree.remove(std::get<Remove>(proposal.body).removed);
      tree.truncate();
    }
    EXPECT_EQ(hex(eq::encode(tree)), text(c["tree_after"]));
    EXPECT_EQ(hex(tree.root_hash()), text(c["tree_hash_after"]));
  }
  std::printf("tree-operations: %zu cases\n", cases.size());
}

TEST(Vectors, TreeValidation_MLS_1) {
  EQ_VECTORS(cases, "mls/tree-validation.json");
  testing::SuiteCount count("tree-validation");
  for (const auto& c : cases) {
    if (!count.runs(c)) continue;
    const RatchetTree tree = tree_of(c["tree"]);
    ASSERT_EQ(c["resolutions"].size(), node_count(tree.width()));
    for (NodeIndex n = 0; n < node_count(tree.width()); ++n) {
      EXPECT_EQ(tree.resolution(n), c["resolutions"][n].get<std::vector<NodeIndex>>()) << n;
      EXPECT_EQ(hex(tree.hash(n)), text(c["tree_hashes"][n])) << n;
    }
    const auto parents = check_parents(tree);
    EXPECT_TRUE(parents.ok()) << static_cast<int>(parents.error().rule);
    const auto leaves = check_leaves(tree, suite_of(c), unhex(c["group_id"]), testing::trust_all());
    EXPECT_TRUE(leaves.ok()) << static_cast<int>(leaves.error().rule);
  }
}

PrivateKeys private_keys(const json& j, Suite suite, const RatchetTree& tree) {
  PrivateKeys keys;
  keys.leaf = j["index"].get<LeafIndex>();
  keys.leaf_key = SecretBytes(unhex(j["encryption_priv"]));
  EXPECT_EQ(hex(crypto::hpke_public_key(kem_of(suite), unhex(j["encryption_priv"])).value()),
            hex(tree.leaf(keys.leaf)->encryption_key()));
  for (const auto& p : j["path_secrets"]) {
    const PathStep step{p["node"].get<NodeIndex>(), 0};
    EXPECT_TRUE(apply_path_secret(suite, tree, keys,
                                  HashSecret::from(unhex(p["path_secret"])).take(),
                                  std::span(&step, 1))
                    .ok());
  }
  return keys;
}

/// Process `path` as everyone else; @return the commit secrets they arrive at.
void expect_all_open(const json& c, const RatchetTree& before, LeafIndex sender,
                     const UpdatePath& path, const std::string& commit_secret,
                     const json* path_secrets) {
  const Suite suite = suite_of(c);
  RatchetTree tree = before;
  const auto steps = merge_path(suite, tree, sender, path);
  ASSERT_TRUE(steps.ok());
  GroupContext context{kMls10,
                       code(suite),
                       unhex(c["group_id"]),
                       c["epoch"].get<std::uint64_t>(),
                       to_bytes(tree.root_hash()),
                       unhex(c["confirmed_transcript_hash"]),
                       {}};
  for (const auto& j : c["leaves_private"]) {
    if (j["index"].get<LeafIndex>() == sender) continue;
    PrivateKeys keys = private_keys(j, suite, before);
    const auto secret = open_path(suite, tree, keys, sender, path, *steps, {}, eq::encode(context));
    ASSERT_TRUE(secret.ok()) << static_cast<int>(secret.error().rule);
    EXPECT_EQ(hex(secret->reveal("test")), commit_secret);
    if (!path_secrets) continue;
    // The decrypted path secret belongs to the meeting point: its key pair must be what we now
    // hold.
    const HashSecret ps = HashSecret::from(unhex((*path_secrets)[keys.leaf])).take();
    const auto pair =
        crypto::hpke_derive_key_pair(kem_of(suite), derive_secret(ps, "node").reveal("test"));
    const SecretBytes* held = keys.find(common_ancestor(sender, keys.leaf));
    ASSERT_NE(held, nullptr);
    EXPECT_EQ(hex(held->reveal("test")), hex(pair.private_key.reveal("test")));
  }
}

TEST(Vectors, TreeKem_MLS_1) {
  EQ_VECTORS(cases, "mls/treekem.json");
  eq::testing::SeededRandom rng(4);
  testing::SuiteCount count("treekem");
  for (const auto& c : cases) {
    if (!count.runs(c)) continue;
    const Suite suite = suite_of(c);
    const RatchetTree tree = tree_of(c["ratchet_tree"]);
    const Bytes group_id = unhex(c["group_id"]);
    for (const auto& u : c["update_paths"]) {
      const auto sender = u["sender"].get<LeafIndex>();
      const auto path = eq::decode<UpdatePath>(unhex(u["update_path"])).value();
      RatchetTree after = tree;
      ASSERT_TRUE(merge_path(suite, after, sender, path).ok());
      EXPECT_EQ(hex(after.root_hash()), text(u["tree_hash_after"]));
      expect_all_open(c, tree, sender, path, u["commit_secret"], &u["path_secrets"]);

      // A path of our own making.
      for (const auto& j : c["leaves_private"]) {
        if (j["index"].get<LeafIndex>() != sender) continue;
        PrivateKeys keys = private_keys(j, suite, tree);
        const auto signer = SignatureKey::from_private(suite, unhex(j["signature_priv"])).take();
        RatchetTree ours = tree;
        const NewPath made =
            renew_path(suite, ours, keys, tree.leaf(sender)->content(), group_id, signer, rng);
        GroupContext context{kMls10,
                             code(suite),
                             group_id,
                             c["epoch"].get<std::uint64_t>(),
                             to_bytes(ours.root_hash()),
                             unhex(c["confirmed_transcript_hash"]),
                             {}};
        const auto sent = encrypt_path(suite, ours, made, {}, eq::encode(context), rng).value();
        EXPECT_TRUE(sent.leaf.check_signature(suite, LeafPlace{group_id, sender}).ok());
        expect_all_open(c, tree, sender, sent, hex(made.commit_secret.reveal("test")), nullptr);
      }
    }
  }
}

}  // namespace
}  // namespace eq::mls
