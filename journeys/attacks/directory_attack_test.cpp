// The service hands out other keys, or somebody repeats what another once said.
#include "eq/mls/key_package.h"
#include "eq/wire/directory.h"
#include "eq/wire/directory_messages.h"
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
  /// The service gives Ana this key package where she asks for Ben's.
  void substitute(Bytes package) {
    ana->line.change_reply = [=](wire::Verb verb, View, Bytes& reply) {
      if (verb == wire::Verb::key_packages_take) reply = encode(wire::KeyPackagesTaken{{package}});
    };
  }
  /// Ben's next record with Mallory's device in it; by whom it is signed is for the attack.
  wire::AccountRecord with_mallorys_device() {
    auto record = wire::next_record(ben->state().me.record);
    record.device_keys.push_back(mallory->state().me.device.verify_key());
    return record;
  }
  Result<ConversationId> start_with_ben() {
    auto h = ana->environment();
    return client::start(ana->state(), h, {ben->id()});
  }
};

// Attack: the service puts Mallory's record into the directory as Ben's, and gives a key package of
// hers in Ben's name. Stopped by: eq/wire/directory.cpp current_record(): an identifier is the hash
// of its account's key. Seen to succeed with that comparison removed.
TEST_F(Directory, AnotherAccountsRecordIsNotBens) {
  auto record = with_mallorys_device();
  wire::sign_record(record, mallory->state().me.account);
  town.service->list(ben->id(), 2, encode(record));
  substitute(key_package(ben->id()));
  EXPECT_EQ(err(start_with_ben()), Err::forged);
}

// Attack: Ben's record is genuine; the key package in his name is under Mallory's key. Stopped by:
// parties/client/directory.cpp DirectoryCheck::check().  Seen to succeed with that comparison
// removed.
TEST_F(Directory, AKeyPackageUnderAnotherDevicesKeyIsNotBens) {
  substitute(key_package(ben->id()));
  EXPECT_EQ(err(start_with_ben()), Err::forged);
}

// Attack: asked for Ben's key package, the service gives a genuine one of Mallory. Stopped by:
// parties/client/key_packages.cpp check().  Seen to succeed with that comparison removed.
TEST_F(Directory, AKeyPackageOfSomebodyElseIsNotBens) {
  substitute(key_package(mallory->id()));
  EXPECT_EQ(err(start_with_ben()), Err::forged);
}

// Attack: the service puts a record with a device of its own into the directory, as Ben's next.
// Stopped by: eq/wire/account.cpp verify_record(), the account key's signature.  Seen to succeed
// with that check removed.
TEST_F(Directory, ADeviceThatBenDidNotSignIsNotBens) {
  town.service->list(ben->id(), 2, encode(with_mallorys_device()));
  substitute(key_package(ben->id()));
  EXPECT_EQ(err(start_with_ben()), Err::forged);
}

struct Replaced : Directory {
  const wire::AccountRecord before = ben->state().me.record;
  const crypto::SigningKey lost = ben->state().me.device.clone();

  /// What the service showed of Ben before.
  wire::ProvenRecord shown_before;

  /// Ben replaces a lost device.
  void SetUp() override {
    auto h = ana->environment();
    ana->line.change_reply = [&](wire::Verb verb, View, Bytes& reply) {
      if (verb == wire::Verb::accounts_get)
        shown_before = decode<wire::ProvenRecord>(reply).value();
    };
    ASSERT_TRUE(client::look_up(ana->state(), h, ben->id()).ok());  // Ana knows him from before
    ana->line.change_reply = {};
    auto after = wire::next_record(before);
    after.device_keys = {crypto::SigningKey::generate(town.rng).verify_key()};
    wire::sign_record(after, ben->state().me.account);
    ASSERT_TRUE(wire::ask(ben->line, wire::AccountRegister{after}).ok());
  }
  /// The service shows the directory as it was, with the record that still has the lost device.
  void show_the_old(Loopback& line) {
    line.change_reply = [this](wire::Verb verb, View, Bytes& reply) {
      if (verb == wire::Verb::accounts_get) reply = encode(shown_before);
    };
  }
};

// Attack: the service shows the directory of before, with the record that still has the lost
// device, to somebody who saw the new one. Stopped by: eq/wire/directory.cpp verify_head(), a log
// only grows, and check_against(): versions never run backwards.
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
// eq/wire/directory.cpp verify_head() and check_against() in every party.
TEST_F(Replaced, NoOfficeGoesBackToAnOlderRecord_WIR_21) {
  Loopback& line = *town.office_line;
  for (auto* seen : {&town.moderator->records_seen, &town.court->records_seen,
                     &town.custodians[0].records_seen}) {
    line.change_reply = {};
    ASSERT_TRUE(wire::current_record(line, town.realm, *seen, ben->id(), town.now).ok());
    show_the_old(line);
    EXPECT_EQ(err(wire::current_record(line, town.realm, *seen, ben->id(), town.now)), Err::stale);
  }
}

// Attack: the service shows the record that still has the lost device under the newest root, to
// somebody who never saw another. Stopped by: eq/wire/directory.cpp current_record(), the look-up
// proves that there is no next.
TEST_F(Replaced, WhoSawNothingIsShownNoOlderRecordEither_WIR_23) {
  mallory->line.change_reply = [this](wire::Verb verb, View, Bytes& reply) {
    if (verb != wire::Verb::accounts_get) return;
    auto shown = decode<wire::ProvenRecord>(reply).value();
    shown.newest = shown_before.newest;
    reply = encode(shown);
  };
  auto h = mallory->environment();
  EXPECT_EQ(err(client::refresh(mallory->state(), h, ben->id())), Err::forged);
}

// Attack: the whole directory of before, to somebody who never saw another, later than an hour.
// Stopped by: eq/wire/directory.cpp verify_head(), no witness vouches for it now.
TEST_F(Replaced, TheDirectoryOfBeforeIsNoAnswerAnHourLater_WIR_23) {
  town.advance(kHour_ms + kMinute_ms);
  wire::RecordsSeen none;
  show_the_old(mallory->line);
  EXPECT_EQ(err(wire::current_record(mallory->line, town.realm, none, ben->id(), town.now)),
            Err::unavailable);
}

/// Somebody has a copy of Ben's account key, and the service helps.
struct CopiedKey : Directory {
  std::vector<Err> doubts(Person& person) {
    std::vector<Err> out;
    for (const auto& d : only<client::OwnRecordInDoubt>(take_in(person))) out.push_back(d.why);
    return out;
  }
  void invent() {
    auto record = with_mallorys_device();
    wire::sign_record(record, ben->state().me.account);
    town.service->list(ben->id(), 2, encode(record));
  }
};

// Attack: the service shows others a record of Ben's with a device that he did not add, signed by a
// copy of his account key; nothing tells them. Stopped by: parties/client/own_record.cpp
// watch_own_record(), the owner's daily look.
TEST_F(CopiedKey, TheOwnerFindsARecordThatHeDidNotMake_CLI_50) {
  EXPECT_TRUE(doubts(*ben).empty());
  invent();
  auto h = ana->environment();
  ASSERT_EQ(client::refresh(ana->state(), h, ben->id())->version, 2u);
  town.advance(kDay_ms);
  EXPECT_EQ(doubts(*ben), std::vector{Err::refused});
  EXPECT_TRUE(doubts(*ben).empty()) << "told once a day";
  town.advance(kDay_ms);
  EXPECT_EQ(doubts(*ben), std::vector{Err::refused});
}

// Attack: the same, and the service shows Ben the directory without it. Stopped by:
// eq/wire/directory.cpp verify_head(): a day later no witness vouches for that, and Ben is told
// that nobody answers.
TEST_F(CopiedKey, ADirectoryThatIsShownToTheOwnerAloneGrowsOld_CLI_50) {
  Bytes honest;
  ben->line.change_reply = [&](wire::Verb verb, View, Bytes& reply) {
    if (verb != wire::Verb::accounts_check) return;
    auto shown = decode<wire::NothingNewer>(reply).value();
    shown.head.since.clear();  // by then Ben has seen this head
    honest = encode(shown);
  };
  town.advance(kDay_ms);
  ASSERT_TRUE(doubts(*ben).empty());
  ASSERT_FALSE(honest.empty());
  invent();
  ben->line.change_refusal = [&](wire::Verb verb, Result<Bytes>& reply) {
    if (verb == wire::Verb::accounts_check) reply = honest;
  };
  for (int day = 1; day <= 3; ++day) {
    EXPECT_TRUE(doubts(*ben).empty()) << day;
    town.advance(kDay_ms);
  }
  EXPECT_EQ(doubts(*ben), std::vector{Err::unavailable});
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
