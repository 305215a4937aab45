// The vectors of spec/vectors/keytrans.json, which a second implementation made.
#include <gtest/gtest.h>

#include "eq/keytrans/memory_nodes.h"
#include "eq/keytrans/versions.h"
#include "eq/testing/vectors.h"

namespace eq::keytrans {
namespace {

using testing::unhex;

Array<32> bytes32(const nlohmann::ordered_json& j) { return to_array<32>(unhex(j)).value(); }

TEST(KeytransGolden, TreesAndPathsAreTheSpecificationsOwn_KTR_1) {
  const auto file = testing::load_golden("keytrans.json");
  EXPECT_EQ(hex(empty_root()), file["empty_root"].get<std::string>());
  MemoryNodes nodes;
  Tree tree(nodes, {});
  std::vector<Leaf> leaves;
  for (std::size_t i = 0; i < file["leaves"].size(); ++i) {
    const auto& j = file["leaves"][i];
    leaves.push_back({bytes32(j["label"]), bytes32(j["commitment"]), j["epoch"]});
    EXPECT_EQ(hex(hash_of(leaves.back())), j["hash"].get<std::string>());
    ASSERT_TRUE(tree.grow({leaves.back()}).ok());
    EXPECT_EQ(hex(tree.root()), file["roots"][i].get<std::string>()) << i;
  }
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const Path path = tree.place(leaves[i].label)->path;
    const auto& expected = file["leaves"][i]["path"];
    ASSERT_EQ(path.size(), expected.size());
    for (std::size_t k = 0; k < path.size(); ++k) {
      EXPECT_EQ(path[k].bits, expected[k]["bits"]);
      EXPECT_EQ(hex(path[k].other), expected[k]["other"].get<std::string>());
    }
  }
}

TEST(KeytransGolden, FormsAreTheSpecificationsOwn_KTR_1) {
  const auto file = testing::load_golden("keytrans.json");
  for (const auto& j : file["prefixes"])
    EXPECT_EQ(hex(encode(prefix_of(bytes32(j["of"]), j["bits"]))), j["encoded"].get<std::string>());
  const auto& input = file["label_input"];
  EXPECT_EQ(hex(label_input(AccountId{bytes32(input["account"])}, input["version"])),
            input["encoded"].get<std::string>());
  const auto& c = file["commitment"];
  EXPECT_EQ(hex(commit(bytes32(c["nonce"]), unhex(c["value"]))),
            c["commitment"].get<std::string>());
}

}  // namespace
}  // namespace eq::keytrans
