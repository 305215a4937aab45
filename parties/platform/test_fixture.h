// Tests only: a platform over a memory store, with a loop-back transport.
#pragma once

#include <gtest/gtest.h>

#include "eq/testing/seeded.h"
#include "eq/tlog/witness.h"
#include "parties/platform/memory_store.h"
#include "parties/platform/platform.h"
#include "parties/platform/test_orders.h"
#include "parties/platform/test_world.h"

namespace eq::platform::testing {

class PlatformTest : public ::testing::Test, public wire::Transport {
 protected:
  void SetUp() override {
    auto keys = Keys::generate("chat.example", rng).take();
    world.emplace(World::make(keys, rng));
    keys_of_service = Keys::load(keys.save()).take();
    platform = Platform::open(std::move(keys), world->realm, store).take();
  }

  Result<Bytes> call(wire::Verb verb, View request) override {
    last = platform->handle(verb, request, now, rng);
    last_code_ = last.code;
    if (last.code == wire::Code::ok) return last.body;
    return to_err(last.code);
  }
  Result<Bytes> get(std::string_view path) override {
    const auto d = platform->get(path);
    last_code_ = d.code;
    if (d.code == wire::Code::ok) return d.body;
    return to_err(d.code);
  }

  template <class Request>
  auto as(const crypto::SigningKey& key, const Request& request) {
    return wire::ask(*this, wire::Caller{key, world->realm.name}, now, rng, request);
  }
  template <class Request>
  wire::Code code_as(const crypto::SigningKey& key, const Request& request) {
    (void)as(key, request);
    return last_code_;
  }
  template <class Request>
  wire::Code code(const Request& request) {
    (void)wire::ask(*this, request);
    return last_code_;
  }

  Person person() {
    Person p = Person::make(world->realm.name, rng);
    EXPECT_EQ(code(wire::AccountRegister{p.record}), wire::Code::ok);
    return p;
  }
  /// A conversation made by the first of them.
  Chat chat(const std::vector<const Person*>& people) {
    Chat c;
    c.conv = ConversationId{rng.array<16>()};
    c.send_key = rng.array<32>();
    wire::ConversationCreate create{c.conv,
                                    c.epoch,
                                    c.send_key,
                                    {},
                                    static_cast<std::uint32_t>(people.size()),
                                    people.size() > 1 ? Bytes{0x55} : Bytes{}};
    for (const auto* p : people) create.members.push_back(p->id);
    EXPECT_EQ(code_as(people[0]->device, create), wire::Code::ok);
    return c;
  }
  std::vector<wire::Delivery> mailbox(const Person& person, std::uint64_t after = 0) {
    auto contents = as(person.device, wire::MailboxFetch{after, 256});
    EXPECT_TRUE(contents.ok());
    return contents.ok() ? contents->deliveries : std::vector<wire::Delivery>{};
  }

  template <class T>
  static wire::LogAppend append_of(const T& entry, std::vector<Bytes> blobs = {}) {
    return {wire::LogName::orders, std::nullopt, tlog::entry_of(entry), std::move(blobs)};
  }
  /// Filed and granted; both in the log, and neither witnessed yet.
  TestOrder log_order(const OrderOn& on) {
    TestOrder o(*world, on, ++orders_logged, rng);
    EXPECT_EQ(code_as(o.agency().key, append_of(o.filed())), wire::Code::ok);
    EXPECT_EQ(code_as(world->court.key, append_of(o.granted())), wire::Code::ok);
    return o;
  }

  /// What apps/server does after an append.
  void cosign_all() {
    const tlog::Witness witness(
        tlog::WitnessSigner(world->witness.verify_key().name, world->witness.key().clone()),
        {*tlog::LogKey::parse(world->realm.orders_log),
         *tlog::LogKey::parse(world->realm.epochs_log),
         *tlog::LogKey::parse(world->realm.directory_log)});
    for (const auto log : wire::kLogs) {
      const auto request = platform->witness_request(log, now);
      ASSERT_TRUE(request.ok());
      if (!*request) continue;
      auto& record = witnessed[log];
      const auto step = witness.add_checkpoint(record, **request, now);
      if (step.persist) record = step.persist;
      ASSERT_EQ(step.reply.status, 200) << step.reply.body;
      ASSERT_TRUE(
          platform->witness_reply(log, **request, step.reply.status, step.reply.body, now).ok());
    }
  }

  eq::testing::SeededRandom rng{20261124};
  MemoryStore store;
  std::optional<World> world;
  std::unique_ptr<Platform> platform;
  std::optional<Keys> keys_of_service;
  Time now = kNoon;
  Reply last;
  std::uint32_t orders_logged = 0;
  std::map<wire::LogName, std::optional<tlog::WitnessRecord>> witnessed;
};

}  // namespace eq::platform::testing
