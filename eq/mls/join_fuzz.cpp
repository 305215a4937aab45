// Becoming a member under fire: Welcomes from strangers and from members with all keys, trees
// delivered apart, GroupInfos.  The first byte chooses what is damaged and whether it is sealed and
// signed again.
#include "eq/mls/test_scene.h"

using namespace eq;
using namespace eq::mls;

namespace {

struct Scene : mls::testing::FuzzScene {
  Welcome letter = std::get<Welcome>(eq::decode<Message>(welcome).take().body);
  HashSecret joiner;
  // what the Welcome seals: GroupSecrets, GroupInfo; and the tree by itself
  Bytes secrets, info, tree;

  Scene() {
    const auto plain = decrypt_with_label(kSuite, invited.init_key.reveal("fuzzing"), "Welcome",
                                          letter.encrypted_group_info, letter.secrets[0].secrets)
                           .take();
    secrets = to_bytes(plain.reveal("fuzzing"));
    joiner =
        HashSecret::from(eq::decode<GroupSecrets>(secrets)->joiner_secret.reveal("fuzzing")).take();
    const WelcomeKey k = welcome_key();
    info = crypto::aead_open(aead_of(kSuite), k.key.reveal("fuzzing"), k.nonce.reveal("fuzzing"),
                             {}, letter.encrypted_group_info)
               .take();
    tree = find(eq::decode<GroupInfo>(info)->extensions, extension_type::ratchet_tree)->data;
  }
  WelcomeKey welcome_key() const {
    return derive_welcome_key(kSuite, derive_member_secret(joiner, HashSecret()));
  }

  /// A Welcome around any GroupSecrets and GroupInfo.
  Bytes sealed(const Bytes& group_secrets, const Bytes& group_info, Random& rng_now) const {
    Welcome w = letter;
    const WelcomeKey k = welcome_key();
    w.encrypted_group_info = crypto::aead_seal(aead_of(kSuite), k.key.reveal("fuzzing"),
                                               k.nonce.reveal("fuzzing"), {}, group_info);
    w.secrets[0].secrets = encrypt_with_label(kSuite, invited.key_package.init_key, "Welcome",
                                              w.encrypted_group_info, group_secrets, rng_now)
                               .take();
    return eq::encode(Message{std::move(w)});
  }
  /// The GroupInfo with this tree, its hash, and a genuine signature by Ana.
  Bytes resigned(GroupInfo g, const Bytes& tree_bytes) const {
    if (const auto t = eq::decode<RatchetTree>(tree_bytes))
      g.context.tree_hash = to_bytes(t->root_hash());
    for (auto& e : g.extensions)
      if (e.type == extension_type::ratchet_tree) e.data = tree_bytes;
    g.sign(ana.key);
    return eq::encode(g);
  }
};

void use(Group&& g) {
  eq::testing::SeededRandom rng(1);
  EQ_ASSERT(Group::load(g.save()).ok());
  (void)g.stage_commit({}, {}, Trust{mls::testing::trust_all()}, mls::testing::kNow, rng).ok();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Scene s;
  if (size == 0) return 0;
  eq::testing::SeededRandom rng(1);
  const View rest(data + 1, size - 1);
  const auto join = [&](const Bytes& welcome, std::optional<View> apart = std::nullopt) {
    if (auto g = Group::join(welcome, s.invited, apart, s.trust)) use(std::move(g).take());
  };
  const auto join_external = [&](const Bytes& info, std::optional<LeafIndex> replaces) {
    if (auto g =
            Group::join_external(info, s.dora.key, s.dora.credential, mls::testing::options_now(),
                                 std::nullopt, replaces, s.trust, rng))
      use(std::move(g->group));
  };
  const auto resigned = [&](const Bytes& info, const Bytes& tree) {
    auto g = eq::decode<GroupInfo>(info);
    return g ? s.resigned(std::move(g).take(), tree) : info;
  };
  switch (data[0] % 8) {
    case 0: join(to_bytes(rest)); break;
    case 1: join(mls::testing::edited(s.welcome, rest)); break;
    case 2: join(s.sealed(mls::testing::edited(s.secrets, rest), s.info, rng)); break;
    case 3:
      join(s.sealed(s.secrets, resigned(mls::testing::edited(s.info, rest), s.tree), rng));
      break;
    case 4:
      join(s.sealed(s.secrets, resigned(s.info, mls::testing::edited(s.tree, rest)), rng));
      break;
    case 5: join_external(mls::testing::edited(s.group_info, rest), std::nullopt); break;
    case 6: {
      Bytes info = eq::encode(std::get<GroupInfo>(eq::decode<Message>(s.group_info)->body));
      info = resigned(mls::testing::edited(std::move(info), rest), s.tree);
      Bytes message{0, 1, 0, 4};
      append(message, info);
      join_external(message, data[0] & 8 ? std::optional<LeafIndex>(data[0] >> 4) : std::nullopt);
      break;
    }
    case 7: {  // the tree delivered apart
      GroupInfo g = eq::decode<GroupInfo>(s.info).take();
      std::erase_if(g.extensions,
                    [](const Extension& e) { return e.type == extension_type::ratchet_tree; });
      const Bytes tree = mls::testing::edited(s.tree, rest);
      join(s.sealed(s.secrets, s.resigned(std::move(g), tree), rng), tree);
      break;
    }
  }
  return 0;
}
