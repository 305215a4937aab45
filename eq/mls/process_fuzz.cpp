// A live group under fire: bytes from a stranger, and bodies that a member with all keys has
// signed. The first byte chooses how the rest is sent.
#include "eq/mls/test_scene.h"

using namespace eq;
using namespace eq::mls;

namespace {

using Scene = mls::testing::FuzzScene;

Bytes message(const Scene& scene, std::uint8_t how, View body, Random& rng) {
  const Group insider = Group::load(scene.insider).take();
  const EpochState& s = GroupSteps::state(insider);
  switch (how % 5) {
    case 1: return mls::testing::insider_public(insider, ContentType::proposal, body);
    case 2:
      return mls::testing::insider_public(insider, ContentType::commit, body, Bytes(kHashSize, 1));
    case 3:
    case 4: {
      SecretTree keys = eq::decode<SecretTree>(eq::encode(s.messages)).take();
      const auto type = how % 5 == 3 ? ContentType::commit : ContentType::application;
      return mls::testing::insider_private(s, keys, s.own(), body.empty() ? 0 : body[0], type, body,
                                           rng);
    }
    default: return to_bytes(body);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Scene scene;
  if (size == 0) return 0;
  const View body(data + 1, size - 1);
  eq::testing::SeededRandom rng(1);
  Group victim = Group::load(scene.victim).take();
  const auto epoch = victim.epoch();
  const Trust trust = mls::testing::trust_outsiders();
  const Bytes before = victim.save();
  const Bytes m = message(scene, data[0], body, rng);
  auto p = victim.process(m, trust);
  // Nobody here can compute a confirmation tag for a made-up commit, except one that removes the
  // victim.
  if (p) {
    if (const auto* c = std::get_if<ReceivedCommit>(&*p)) EQ_ASSERT(c->effect().removes_me);
  }
  EQ_ASSERT(victim.epoch() == epoch);
  // What was refused has spoiled nothing: the victim still talks, and understands the genuine
  // insider.
  if (!p) {
    EQ_ASSERT(victim.save() == before);
    EQ_ASSERT(victim.protect({}, body, 0, rng).ok());
    Group insider = Group::load(scene.insider).take();
    EQ_ASSERT(victim.process(insider.protect({}, body, 0, rng).value(), trust).ok());
  }
  return 0;
}
