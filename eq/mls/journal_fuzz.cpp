// A journal cut off anywhere, or damaged: the first bytes choose what the member does, the rest
// what becomes of the store.
#include "eq/mls/journal.h"
#include "eq/mls/test_scene.h"

using namespace eq;
using namespace eq::mls;

namespace {

void act(std::uint8_t what, GroupJournal& j, Group& ana, const Trust& trust, Random& rng) {
  switch (what % 6) {
    case 0: (void)j.protect({}, view("x"), Padding::block, rng).ok(); break;
    case 1:
      if (auto m = ana.protect({}, view("y"), 0, rng)) (void)j.process(*m, trust).ok();
      break;
    case 2: (void)j.stage_commit({}, {}, trust, mls::testing::kNow, rng).ok(); break;
    case 3: (void)j.merge_staged().ok(); break;
    case 4: (void)j.propose(UpdateSelf{}, {}, trust, mls::testing::kNow, rng).ok(); break;
    case 5:
      if (auto c = ana.stage_commit({}, {}, trust, mls::testing::kNow, rng)) {
        auto p = j.process(c->commit(), trust);
        if (p.ok() && j.merge(std::move(std::get<ReceivedCommit>(*p))).ok())
          (void)ana.merge(std::move(*c)).ok();
      }
      break;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const mls::testing::FuzzScene s;
  constexpr std::size_t kActs = 6;
  if (size < kActs + 3) return 0;
  eq::testing::SeededRandom rng(1);
  Group ana = Group::load(s.insider).take();
  GroupJournal j(Group::load(s.victim).take());
  Bytes store = to_bytes(j.snapshot().reveal("fuzzing"));
  const std::size_t first = store.size();
  for (std::size_t i = 0; i < kActs; ++i) {
    act(data[i], j, ana, s.trust, rng);
    if (data[i] & 0x40) append(store, j.delta().reveal("fuzzing"));
  }
  append(store, j.delta().reveal("fuzzing"));
  const View rest(data + kActs + 2, size - kActs - 2);
  const std::size_t cut = first + (data[kActs] << 8 | data[kActs + 1]) % (store.size() - first + 1);
  const bool damaged = rest[0] % 2;
  Bytes found =
      damaged ? mls::testing::edited(store, rest.subspan(1)) : to_bytes(View(store).first(cut));
  auto o = GroupJournal::open(found);
  if (!damaged) EQ_ASSERT(o.ok());
  (void)GroupJournal::open(rest).ok();
  if (!o.ok()) return 0;
  // What opened is a journal like any other.
  GroupJournal& again = o->journal;
  (void)again.protect({}, view("z"), Padding::none, rng).ok();
  (void)again.merge_staged().ok();
  EQ_ASSERT(GroupJournal::open(again.snapshot().reveal("fuzzing")).ok());
  return 0;
}
