// A damaged store: whatever loads must be usable, and must save to what loads again.
#include "eq/mls/test_scene.h"

using namespace eq;
using namespace eq::mls;

namespace {

void use(const mls::testing::FuzzScene& s, Group g) {
  eq::testing::SeededRandom rng(1);
  EQ_ASSERT(Group::load(g.save()).ok());
  (void)g.members();
  (void)g.protect({}, view("x"), 0, rng).ok();
  Group ana = Group::load(s.insider).take();
  (void)g.process(ana.protect({}, view("x"), 0, rng).value(), s.trust).ok();
  if (auto next = g.stage_commit({}, {}, s.trust, mls::testing::kNow, rng))
    (void)g.merge(std::move(next).take()).ok();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const mls::testing::FuzzScene s;
  if (size == 0) return 0;
  const View rest(data + 1, size - 1);
  const Bytes group = data[0] % 2 ? to_bytes(rest) : mls::testing::edited(s.victim, rest);
  if (auto g = Group::load(group)) use(s, std::move(g).take());
  const Bytes staged = data[0] % 2 ? to_bytes(rest) : mls::testing::edited(s.staged, rest);
  if (auto c = StagedCommit::load(staged)) {
    (void)c->exporter("x", {}, 32).ok();
    Group ana = Group::load(s.insider).take();
    if (ana.merge(std::move(c).take()).ok()) use(s, std::move(ana));
  }
  return 0;
}
