// Records as the directory proves them, and what is believed of what a service shows.
#include "eq/wire/directory.h"

#include <gtest/gtest.h>

#include "eq/keytrans/directory.h"
#include "eq/keytrans/memory_nodes.h"
#include "eq/testing/seeded.h"
#include "eq/tlog/memory_store.h"
#include "eq/tlog/witness.h"
#include "eq/wire/ask.h"

namespace eq::wire {
namespace {

constexpr Time kNow{1'795'521'600'000};

/// A service with a directory and a witness of its own.  It shows what was published, or what a
/// test makes of it.
struct DirectoryService final : Transport {
  DirectoryService() {
    realm.name = "realm.example";
    realm.directory_log = signer.verify_key().vkey();
    realm.witness = witness.verify_key().vkey();
    realm.directory_key = keys.labels.public_key();
  }

  void publish(const AccountId& account, std::uint32_t version, Bytes value) {
    newest[account] = {account, version, std::move(value)};
    ASSERT_TRUE(directory.publish({newest[account]}).ok());
    const Bytes entry = tlog::entry_of(directory.epoch());
    ASSERT_TRUE(log.append({&entry, 1}).ok());
    cosign();
  }
  void publish(const AccountRecord& r) { publish(r.id(), r.version, encode(r)); }
  /// The witness says once more, or for the first time, that this is the newest head.
  void cosign() {
    const std::string note = tlog::sign_checkpoint(log.head(), signer);
    const std::uint64_t old = seen ? seen->head.size : 0;
    const auto step = desk.add_checkpoint(seen, log.witness_request(old, note).value(), now);
    ASSERT_EQ(step.reply.status, 200);
    seen = step.persist;
    const auto key = desk.verify_key();
    checkpoint = tlog::attach_cosignatures(note, step.reply.body, {&key, 1}).value();
  }

  Result<Bytes> call(Verb, View request) override {
    return refuses ? Result<Bytes>(Err::missing) : get_record(request);
  }
  Result<Bytes> get(std::string_view) override { return Err::missing; }

  DirectoryHead head(std::uint64_t size_seen) {
    return {directory.epoch(), log.proof(log.head().size - 1, checkpoint).value(),
            tlog::prove_consistency(log, size_seen, log.head().size).value()};
  }
  Result<Bytes> get_record(View request) {
    const auto asked = decode<AccountGet>(request).value();
    ProvenRecord r{head(asked.seen), {}, {}};
    const auto it = newest.find(asked.account);
    if (it == newest.end())
      r.nobody = directory.nobody(asked.account).value();
    else
      r.newest = directory.look_up(it->second).value();
    if (change) change(r);
    return encode(r);
  }
  Result<Bytes> get_check(View request, const AccountId& by) {
    if (refuses) return Err::missing;
    const auto asked = decode<AccountCheck>(request).value();
    NothingNewer n{head(asked.seen), {}};
    if (auto check = directory.owner_check(by, asked.newest); check.ok())
      n.check = std::move(check).take();
    else if (!change_check)
      return Err::refused;
    if (change_check) change_check(n);
    return encode(n);
  }

  testing::SeededRandom rng{18};
  Realm realm;
  Time now = kNow;
  keytrans::MemoryNodes nodes;
  keytrans::DirectoryKeys keys = keytrans::DirectoryKeys::generate(rng);
  keytrans::Directory directory{keys, nodes, keytrans::before_all(), {}};
  std::map<AccountId, keytrans::Entry> newest;
  tlog::MemoryTileStore tiles;
  tlog::Log log = tlog::Log::open(tiles).take();
  tlog::LogSigner signer{"service.example/directory", crypto::SigningKey::generate(rng)};
  tlog::WitnessSigner witness{"witness.example", crypto::SigningKey::generate(rng)};
  tlog::Witness desk{tlog::WitnessSigner("witness.example", witness.key().clone()),
                     {signer.verify_key()}};
  std::optional<tlog::WitnessRecord> seen;
  std::string checkpoint;
  std::function<void(ProvenRecord&)> change;
  std::function<void(NothingNewer&)> change_check;
  bool refuses = false;
};

struct Looked : ::testing::Test {
  Looked() {
    first.realm = service.realm.name;
    first.device_keys = {crypto::SigningKey::generate(service.rng).verify_key()};
    sign_record(first, key);
    second = next_record(first);
    sign_record(second, key);
  }
  AccountId id() const { return first.id(); }
  std::optional<Err> look_up() {
    const auto r = current_record(service, service.realm, memory, id(), service.now);
    return r.ok() ? std::nullopt : std::optional(r.error());
  }
  std::optional<Err> look_after(std::uint32_t version) {
    const auto reply = service.get_check(encode(ask_nothing_newer(memory, version)), id());
    const auto answer =
        reply.ok() ? decode<NothingNewer>(*reply) : Result<NothingNewer>(reply.error());
    const auto r = check_nothing_newer(answer, service.realm, memory, id(), version, service.now);
    return r.ok() ? std::nullopt : std::optional(r.error());
  }
  /// What somebody is shown who never saw anything.
  std::optional<Err> fresh_look() {
    RecordsSeen none;
    const auto r = current_record(service, service.realm, none, id(), service.now);
    return r.ok() ? std::nullopt : std::optional(r.error());
  }

  DirectoryService service;
  crypto::SigningKey key = crypto::SigningKey::generate(service.rng);
  AccountRecord first, second;
  RecordsSeen memory;
};

TEST_F(Looked, TheNewestRecordSeenIsRememberedAndNoOtherBelieved_WIR_21) {
  auto fork = next_record(first), third = next_record(second);
  fork.hpke_key[0] ^= 1;
  sign_record(fork, key);
  sign_record(third, key);
  service.publish(first);
  EXPECT_EQ(look_up(), std::nullopt);
  service.publish(second);
  EXPECT_EQ(look_up(), std::nullopt);
  EXPECT_EQ(look_up(), std::nullopt);
  memory.newest[id()].digest = fork.digest();
  EXPECT_EQ(look_up(), Err::forged) << "two of one version";
  service.publish(third);
  EXPECT_EQ(look_up(), Err::forged) << "the next of another history";
  EXPECT_EQ(memory.newest.at(id()).version, 2u) << "what was refused changed nothing";
  memory.newest[id()] = {1, first.digest()};
  EXPECT_EQ(look_up(), std::nullopt) << "what lay between was not seen";
  memory.newest[id()].version = 4;
  EXPECT_EQ(look_up(), Err::stale);
}

TEST_F(Looked, OnlyWhatTheDirectoryProvesToBeTheNewestIsBelieved_WIR_23) {
  service.publish(AccountId{service.rng.array<32>()}, 1, Bytes{1});
  EXPECT_EQ(look_up(), Err::missing) << "proven not to be there";
  service.publish(first);
  ProvenRecord old;
  service.change = [&](ProvenRecord& r) { old = r; };
  EXPECT_EQ(fresh_look(), std::nullopt);
  service.publish(second);
  service.change = [&](ProvenRecord& r) { r.newest = old.newest; };
  EXPECT_EQ(fresh_look(), Err::forged) << "an older record under the newest root";
  service.change = [](ProvenRecord& r) { r.newest->value[9] ^= 1; };
  EXPECT_EQ(fresh_look(), Err::forged);
  service.change = [](ProvenRecord& r) { r.head.epoch.root[0] ^= 1; };
  EXPECT_EQ(fresh_look(), Err::forged) << "a root that is not in the log";
  service.change = [&](ProvenRecord& r) { r.head.epoch = old.head.epoch; };
  EXPECT_EQ(fresh_look(), Err::forged) << "an epoch that is not the last";
  service.change = [](ProvenRecord& r) { r.newest.reset(); };
  EXPECT_EQ(fresh_look(), Err::forged);
  service.change = [&](ProvenRecord& r) {
    r.newest.reset();
    r.nobody = service.directory.nobody(AccountId{}).value();
  };
  EXPECT_EQ(fresh_look(), Err::forged) << "another account is not there";
  service.change = {};
  service.refuses = true;
  EXPECT_EQ(fresh_look(), Err::unavailable) << "its bare word that there is none";
}

TEST_F(Looked, AnotherAccountsRecordOrAnUnsignedOneIsNotTheAccounts_WIR_23) {
  service.publish(first);
  auto stolen = second;
  stolen.device_keys.push_back(crypto::SigningKey::generate(service.rng).verify_key());
  service.publish(id(), 2, encode(stolen));
  EXPECT_EQ(fresh_look(), Err::forged) << "its key has not signed it";
  auto others = second;
  others.version = 3;
  sign_record(others, crypto::SigningKey::generate(service.rng));
  service.publish(id(), 3, encode(others));
  EXPECT_EQ(fresh_look(), Err::forged) << "another account's";
  service.publish(id(), 4, encode(second));
  EXPECT_EQ(fresh_look(), Err::forged) << "under another version than its own";
  service.publish(id(), 5, Bytes{});
  EXPECT_EQ(fresh_look(), Err::forged) << "nothing";
}

TEST_F(Looked, TheDirectoryNeverGoesBackAndIsVouchedForNow_WIR_23) {
  service.publish(first);
  ProvenRecord old;
  service.change = [&](ProvenRecord& r) { old = r; };
  ASSERT_EQ(look_up(), std::nullopt);
  service.publish(second);
  service.change = {};
  ASSERT_EQ(look_up(), std::nullopt);
  service.change = [&](ProvenRecord& r) { r = old; };
  EXPECT_EQ(look_up(), Err::stale) << "what everybody was shown before";
  service.change = [](ProvenRecord& r) { r.head.since.clear(); };
  memory.directory->root[0] ^= 1;
  EXPECT_EQ(look_up(), Err::forged) << "another history";
  memory.directory->root[0] ^= 1;
  service.change = {};
  service.now = service.now + kHour_ms;
  EXPECT_EQ(look_up(), std::nullopt);
  service.now = service.now + 1;
  EXPECT_EQ(look_up(), Err::unavailable) << "no witness vouches for it now";
  EXPECT_TRUE(current_record(service, service.realm, memory, id(), service.now, kToAnswer).ok())
      << "who only answers goes on for a week";
  service.cosign();
  EXPECT_EQ(look_up(), std::nullopt);
  service.now = service.now - kClockSlack_ms - 2;  // a witness counts in seconds
  EXPECT_EQ(look_up(), Err::unavailable) << "a word from the future";
}

TEST_F(Looked, AnOwnerFindsWhatOthersCouldBeShown_WIR_24) {
  service.publish(first);
  EXPECT_EQ(look_after(1), std::nullopt);
  NothingNewer before;
  service.change_check = [&](NothingNewer& n) { before = n; };
  EXPECT_EQ(look_after(1), std::nullopt);
  service.change_check = [](NothingNewer& n) { n.check.unseen.pop_back(); };
  EXPECT_EQ(look_after(1), Err::forged);
  service.publish(second);  // made by nobody who could tell the owner
  service.change_check = {};
  EXPECT_EQ(look_after(1), Err::refused) << "a service that says so";
  EXPECT_EQ(look_after(2), std::nullopt);
  service.change_check = [&](NothingNewer& n) { n.check = before.check; };
  EXPECT_EQ(look_after(2), Err::forged);
  memory = {};
  service.change_check = [&](NothingNewer& n) { n = before; };
  EXPECT_EQ(look_after(1), std::nullopt) << "for an hour, to whom was not shown the newer head";
  service.now = service.now + kHour_ms + 1;
  EXPECT_EQ(look_after(1), Err::unavailable);
}

}  // namespace
}  // namespace eq::wire
