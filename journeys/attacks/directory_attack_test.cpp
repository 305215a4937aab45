// The service hands out other keys, or somebody repeats what another once said.
#include "eq/mls/key_package.h"
#include "eq/wire/directory.h"
#include "journeys/people.h"
#include "parties/client/chat.h"
#include "parties/client/directory.h"
#include "parties/client/key_packages.h"

namespace eq::journeys {
namespace {

struct Directory : ::testing::Test {
  Town town{105};
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle(), mallory = town.settle();

  /// A key package under Mallory's device key that claims to be `whose`.
  Bytes key_package(const AccountId& whose) {
    const std::uint64_t now_s = town.now.ms / kSecond_ms;
    const mls::KeyPackageOptions options{.lifetime = {now_s - 3600, now_s + 86400},
                                         .leaf_extensions = {},
                                         .extensions = {},
                                         .extra_extensions = {},
                                         .extra_proposals = {}};
    const auto made =
        mls::make_key_package(mls::Suite::x25519_chacha20poly1305_sha256_ed25519,
                              mls::SignatureKey::ed25519(mallory->state().me.device),
                              mls::Credential::basic(whose.view()), options, town.rng);
    return mls::to_message(made.key_package);
  }
  /// The service gives Ana this key package (and this record) where she asks for Ben's.
  void substitute(Bytes package, std::optional<wire::AccountRecord> record) {
    ana->line.change_reply = [=](wire::Verb verb, View, Bytes& reply) {
      if (verb == wire::Verb::key_packages_take) reply = encode(wire::KeyPackagesTaken{{package}});
      if (verb == wire::Verb::accounts_get && record) reply = encode(*record);
    };
  }
  Result<ConversationId> start_with_ben() {
    auto h = ana->environment();
    return client::start(ana->state(), h, {ben->id()});
  }
};

// Attack: asked for Ben, the service gives Mallory's record and a key package of hers in Ben's
// name. Stopped by: eq/wire/directory.cpp current_record(): an identifier is the hash of its
// account's key. Seen to succeed with that comparison removed.
TEST_F(Directory, AnotherAccountsRecordIsNotBens) {
  substitute(key_package(ben->id()), mallory->state().me.record);
  EXPECT_EQ(err(start_with_ben()), Err::forged);
}

// Attack: Ben's record is genuine; the key package in his name is under Mallory's key. Stopped by:
// parties/client/directory.cpp DirectoryCheck::check().  Seen to succeed with that comparison
// removed.
TEST_F(Directory, AKeyPackageUnderAnotherDevicesKeyIsNotBens) {
  substitute(key_package(ben->id()), std::nullopt);
  EXPECT_EQ(err(start_with_ben()), Err::forged);
}

// Attack: asked for Ben's key package, the service gives a genuine one of Mallory. Stopped by:
// parties/client/key_packages.cpp check().  Seen to succeed with that comparison removed.
TEST_F(Directory, AKeyPackageOfSomebodyElseIsNotBens) {
  substitute(key_package(mallory->id()), std::nullopt);
  EXPECT_EQ(err(start_with_ben()), Err::forged);
}

// Attack: the service puts its own device into Ben's record. Stopped by: eq/wire/account.cpp
// verify_record(), the account key's signature.  Seen to succeed with that check removed.
TEST_F(Directory, ADeviceThatBenDidNotSignIsNotBens) {
  auto record = ben->state().me.record;
  record.device_keys.push_back(mallory->state().me.device.verify_key());
  substitute(key_package(ben->id()), record);
  EXPECT_EQ(err(start_with_ben()), Err::forged);
}

struct Replaced : Directory {
  const wire::AccountRecord before = ben->state().me.record;
  const crypto::SigningKey lost = ben->state().me.device.clone();

  /// Ben replaces a lost device.
  void SetUp() override {
    auto h = ana->environment();
    ASSERT_TRUE(client::look_up(ana->state(), h, ben->id()).ok());  // Ana knows him from before
    auto after = wire::next_record(before);
    after.device_keys = {crypto::SigningKey::generate(town.rng).verify_key()};
    wire::sign_record(after, ben->state().me.account);
    ASSERT_TRUE(wire::ask(ben->line, wire::AccountRegister{after}).ok());
  }
  /// The service shows the record that still has the lost device.
  void show_the_old(Loopback& line) {
    line.change_reply = [this](wire::Verb verb, View, Bytes& reply) {
      if (verb == wire::Verb::accounts_get) reply = encode(before);
    };
  }
};

// Attack: the service shows the record that still has the lost device, to somebody who saw the new
// one. Stopped by: eq/wire/directory.cpp current_record(): versions never run backwards.
TEST_F(Replaced, AnOlderRecordIsARollback_WIR_21) {
  auto h = ana->environment();
  ASSERT_TRUE(client::refresh(ana->state(), h, ben->id()).ok());
  show_the_old(ana->line);
  EXPECT_EQ(err(client::refresh(ana->state(), h, ben->id())), Err::stale);
}

// Attack: whoever has the lost device makes a key package with it; Ana, who knew Ben before, is
// handed it. Stopped by: parties/client/directory.cpp DirectoryCheck::check(), which asks again.
TEST_F(Replaced, AKeyPackageOfAReplacedDeviceIsNotBelieved_CLI_35) {
  auto h = ana->environment();
  const auto ben_says = mls::Credential::basic(ben->id().view());
  EXPECT_EQ(err(client::DirectoryCheck(ana->state(), h).check(ben_says, lost.verify_key().bytes)),
            Err::forged);
}

// Attack: the service shows moderator and court, who saw Ben's new record, the old one: a letter
// would go to keys that the lost device has, a request of it count as Ben's. Stopped by:
// eq/wire/directory.cpp current_record() in every party.
TEST_F(Replaced, NoOfficeGoesBackToAnOlderRecord_WIR_21) {
  Loopback& line = *town.office_line;
  for (auto* seen : {&town.moderator->records_seen, &town.court->records_seen,
                     &town.custodians[0].records_seen}) {
    line.change_reply = {};
    ASSERT_TRUE(wire::current_record(line, town.realm, *seen, ben->id()).ok());
    show_the_old(line);
    EXPECT_EQ(err(wire::current_record(line, town.realm, *seen, ben->id())), Err::stale);
  }
}

struct Requests : Directory {
  Bytes overheard;
  void SetUp() override {
    ben->line.change_reply = [&](wire::Verb verb, View request, Bytes&) {
      if (verb == wire::Verb::key_packages_publish && request.size() > 300)
        overheard = to_bytes(request);
    };
    auto h = ben->environment();
    ben->state().key_packages.pop_back();
    ASSERT_TRUE(client::tend_key_packages(ben->state(), h).ok());
    ASSERT_FALSE(overheard.empty());
  }
};

// Attack: somebody on the line sends Ben's request once more, so that a used-up key package is
// offered again. Stopped by: parties/platform/platform.cpp authenticate(), the remembered nonce.
// Seen to succeed with that check removed.
TEST_F(Requests, ARequestIsTakenOnce) {
  EXPECT_EQ(town.service->handle(wire::Verb::key_packages_publish, overheard).code,
            wire::Code::replayed);
}

// Attack: the same, later than nonces are kept. Stopped by: eq/wire/auth.cpp check_time(), the
// time under the signature.  Seen to succeed with that check and the nonce's removed.
TEST_F(Requests, ARequestIsTakenForFiveMinutes) {
  town.advance(6 * kMinute_ms);
  EXPECT_EQ(town.service->handle(wire::Verb::key_packages_publish, overheard).code,
            wire::Code::expired);
}

// Attack: Mallory sends Ben's request with a fresh nonce and the present time. Stopped by:
// eq/wire/auth.cpp check_signature().  Seen to succeed with that check removed.
TEST_F(Requests, ARequestIsItsSendersOnly) {
  auto request = decode<wire::SignedRequest>(overheard).take();
  request.nonce = town.rng.array<16>();
  EXPECT_EQ(town.service->handle(wire::Verb::key_packages_publish, encode(request)).code,
            wire::Code::forged);
}

}  // namespace
}  // namespace eq::journeys
