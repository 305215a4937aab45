// Official vectors of encodings: deserialization, tree-math, messages.
#include <gtest/gtest.h>

#include "eq/mls/message.h"
#include "eq/mls/tree.h"
#include "eq/testing/vectors.h"

namespace eq::mls {
namespace {

using eq::testing::unhex;
using nlohmann::json;

TEST(Vectors, DeserializationOfVectorLengths_MLS_1) {
  EQ_VECTORS(cases, "mls/deserialization.json");
  for (const auto& c : cases) {
    const Bytes header = unhex(c["vlbytes_header"]);
    Reader r(header);
    EXPECT_EQ(r.varint().value(), c["length"].get<std::size_t>());
    EXPECT_TRUE(r.empty());
  }
  std::printf("deserialization: %zu cases\n", cases.size());
}

TEST(Vectors, TreeMath_MLS_1) {
  EQ_VECTORS(cases, "mls/tree-math.json");
  for (const auto& c : cases) {
    const auto width = c["n_leaves"].get<std::uint32_t>();
    const auto nodes = c["n_nodes"].get<std::uint32_t>();
    ASSERT_EQ(node_count(width), nodes);
    EXPECT_EQ(root(width), c["root"].get<NodeIndex>());
    for (NodeIndex n = 0; n < nodes; ++n) {
      EXPECT_EQ(c["left"][n].is_null(), is_leaf(n));
      if (!is_leaf(n)) {
        EXPECT_EQ(left(n), c["left"][n].get<NodeIndex>());
        EXPECT_EQ(right(n), c["right"][n].get<NodeIndex>());
      }
      EXPECT_EQ(c["parent"][n].is_null(), n == root(width));
      if (n != root(width)) {
        EXPECT_EQ(parent(n), c["parent"][n].get<NodeIndex>());
        EXPECT_EQ(sibling(n), c["sibling"][n].get<NodeIndex>());
      }
    }
  }
  std::printf("tree-math: %zu cases\n", cases.size());
}

template <class T>
void expect_round_trip(const json& c, const char* field) {
  const Bytes bytes = unhex(c[field]);
  const auto t = eq::decode<T>(bytes);
  ASSERT_TRUE(t.ok()) << field << ": " << to_text(t.error());
  EXPECT_EQ(hex(eq::encode(*t)), hex(bytes)) << field;
}

TEST(Vectors, MessagesDecodeAndEncodeToTheSameBytes_MLS_1) {
  EQ_VECTORS(cases, "mls/messages.json");
  for (const auto& c : cases) {
    for (const char* m :
         {"mls_welcome", "mls_group_info", "mls_key_package", "public_message_application",
          "public_message_proposal", "public_message_commit", "private_message"}) {
      expect_round_trip<Message>(c, m);
      EXPECT_TRUE(read_frame(unhex(c[m])).ok()) << m;
    }
    expect_round_trip<RatchetTree>(c, "ratchet_tree");
    expect_round_trip<GroupSecrets>(c, "group_secrets");
    expect_round_trip<Add>(c, "add_proposal");
    expect_round_trip<Update>(c, "update_proposal");
    expect_round_trip<Remove>(c, "remove_proposal");
    expect_round_trip<PreSharedKey>(c, "pre_shared_key_proposal");
    expect_round_trip<ReInit>(c, "re_init_proposal");
    expect_round_trip<ExternalInit>(c, "external_init_proposal");
    expect_round_trip<GroupContextExtensions>(c, "group_context_extensions_proposal");
    expect_round_trip<Commit>(c, "commit");
  }
  std::printf("messages: %zu cases\n", cases.size());
}

}  // namespace
}  // namespace eq::mls
