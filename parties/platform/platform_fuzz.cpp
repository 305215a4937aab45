// Requests of every verb against a running platform: no input may crash it, be answered 500, or be
// refused and still leave something behind.
#include <cstdlib>

#include "eq/testing/seeded.h"
#include "parties/platform/memory_store.h"
#include "parties/platform/platform.h"
#include "parties/platform/test_world.h"

namespace {
using namespace eq;
using namespace eq::platform;

struct Target {
  eq::testing::SeededRandom rng{1};
  MemoryStore store;
  Keys keys = Keys::generate("chat.example", rng).take();
  platform::testing::World world = platform::testing::World::make(keys, rng);
  platform::testing::Person ana = platform::testing::Person::make(world.realm.name, rng);
  platform::testing::Chat chat;
  std::unique_ptr<Platform> platform = Platform::open(std::move(keys), world.realm, store).take();

  Target() {
    must(post(wire::AccountRegister{ana.record}));
    chat.conv = ConversationId{rng.array<16>()};
    must(post_as(ana.device, wire::Verb::conversations_create,
                 encode(wire::ConversationCreate{chat.conv, 1, chat.send_key, {ana.id}, 1, {}})));
  }
  static void must(const Reply& r) {
    if (r.code != wire::Code::ok) std::abort();
  }
  template <class R>
  Reply post(const R& r) {
    return platform->handle(R::kVerb, encode(r), platform::testing::kNoon, rng);
  }
  Reply post_as(const crypto::SigningKey& key, wire::Verb verb, Bytes body) {
    return platform->handle(verb,
                            encode(wire::sign_request(key, verb, world.realm.name, std::move(body),
                                                      platform::testing::kNoon, rng)),
                            platform::testing::kNoon, rng);
  }
};
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  Target t;
  const auto& verb = wire::kVerbs[data[0] % wire::kVerbs.size()];
  const Bytes before = t.store.dump();
  Bytes body(data + 2, data + size);
  Reply r;
  // Signed for where the verb wants it, so that what lies behind the signature is reached.
  const crypto::SigningKey* keys[] = {&t.ana.device,          &t.world.court.key,
                                      &t.world.agency.key,    &t.world.moderator.key,
                                      &t.world.custodian.key, &t.world.hotline_a.key};
  if (verb.authority > wire::Authority::membership && data[1] % 8 < 6)
    r = t.post_as(*keys[data[1] % 8], verb.verb, body);
  else
    r = t.platform->handle(verb.verb, body, platform::testing::kNoon, t.rng);
  if (status_of(r.code) >= 500) std::abort();
  if (r.code != wire::Code::ok && t.store.dump() != before) std::abort();
  return 0;
}
