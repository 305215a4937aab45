#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eq/testing/seeded.h"
#include "eq/wire/ask.h"
#include "eq/wire/directory_messages.h"
#include "eq/wire/letter.h"
#include "eq/wire/log_entry.h"
#include "eq/wire/realm.h"
#include "eq/wire/realm_check.h"
#include "eq/wire/realm_for_tests.h"
#include "eq/wire/vouchers.h"

namespace eq::wire {
namespace {
using testing::SeededRandom;
constexpr Time kNow{1'795'521'600'000};

TEST(Verbs, EveryVerbHasItsOwnNameAndPlace_WIR_1) {
  for (const auto& i : kVerbs) {
    EXPECT_EQ(&info(i.verb), &i) << "the table is in order of the verbs' numbers";
    EXPECT_EQ(parse_verb(i.name), i.verb);
    EXPECT_GT(i.request_size_max, 0u);
    EXPECT_TRUE(is_valid(i.verb));
  }
  EXPECT_FALSE(parse_verb("messages.sent"));
  EXPECT_FALSE(is_valid(static_cast<Verb>(0)));
  EXPECT_FALSE(is_valid(static_cast<Verb>(kVerbs.size() + 1)));
}

TEST(Codes, EveryCodeHasAStableNameAndAnHttpStatus_WIR_1) {
  for (auto c = Code::ok; c <= Code::unavailable; c = Code(static_cast<std::uint8_t>(c) + 1)) {
    EXPECT_EQ(parse_code(to_text(c)), c);
    if (c != Code::ok) {
      EXPECT_GE(status_of(c), 400);
    }
  }
  EXPECT_EQ(to_text(Code::stale_epoch), "stale_epoch");
  EXPECT_EQ(status_of(Code::stale_epoch), 409);
  EXPECT_EQ(status_of(Code::refused), 422);
  EXPECT_FALSE(parse_code("because"));
}

class Requests : public ::testing::Test {
 protected:
  SeededRandom rng{11};
  crypto::SigningKey key = crypto::SigningKey::generate(rng);
  SignedRequest request =
      sign_request(key, Verb::mailbox_ack, "realm.example", Bytes{1, 2, 3}, kNow, rng);
};

TEST_F(Requests, ASignatureCoversVerbRealmTimeNonceAndBody_WIR_2) {
  const auto check = [](const SignedRequest& r, Verb verb = Verb::mailbox_ack,
                        std::string_view realm = "realm.example") {
    return verify_request(r, verb, realm, kNow);
  };
  EXPECT_TRUE(check(request).ok());
  EXPECT_EQ(check(request, Verb::mailbox_fetch).error(), Err::forged);
  EXPECT_EQ(check(request, Verb::mailbox_ack, "realm.exampl").error(), Err::forged);
  auto r = request;
  r.at = r.at + 1;
  EXPECT_EQ(check(r).error(), Err::forged);
  r = request;
  r.nonce[15] ^= 1;
  EXPECT_EQ(check(r).error(), Err::forged);
  r = request;
  r.body.push_back(0);
  EXPECT_EQ(check(r).error(), Err::forged);
  r = request;
  r.key = crypto::SigningKey::generate(rng).verify_key();
  EXPECT_EQ(check(r).error(), Err::forged);
  r = request;
  r.signature[0] ^= 1;
  EXPECT_EQ(check(r).error(), Err::forged);
}

TEST_F(Requests, ARequestIsGoodForFiveMinutesOnEitherSide_WIR_2) {
  const auto at = [&](Time now) {
    return verify_request(request, Verb::mailbox_ack, "realm.example", now);
  };
  EXPECT_TRUE(at(kNow + kRequestSkew_ms).ok());
  EXPECT_TRUE(at(kNow - kRequestSkew_ms).ok());
  EXPECT_EQ(at(kNow + kRequestSkew_ms + 1).error(), Err::stale);
  EXPECT_EQ(at(kNow - kRequestSkew_ms - 1).error(), Err::stale);
}

TEST_F(Requests, EveryBitOfAnEncodedRequestCounts_WIR_2) {
  const Bytes good = encode(request);
  for (std::size_t i = 0; i < good.size() * 8; i += 3) {
    Bytes bad = good;
    bad[i / 8] ^= static_cast<std::uint8_t>(1u << i % 8);
    const auto r = decode<SignedRequest>(bad);
    EXPECT_TRUE(!r.ok() || !verify_request(*r, Verb::mailbox_ack, "realm.example", kNow).ok()) << i;
  }
}

class Accounts : public ::testing::Test {
 protected:
  Accounts() {
    record.realm = "realm.example";
    record.device_keys = {crypto::SigningKey::generate(rng).verify_key()};
    sign_record(record, key);
  }
  SeededRandom rng{12};
  crypto::SigningKey key = crypto::SigningKey::generate(rng);
  AccountRecord record;
};

TEST_F(Accounts, AnIdIsTheDigestOfRealmAndFirstKey_WIR_3) {
  EXPECT_EQ(record.id().bytes,
            crypto::sha256(concat({view("realm.example"), key.verify_key().bytes})));
  EXPECT_NE(account_id("other", key.verify_key()), record.id());
}

TEST_F(Accounts, ARecordIsSignedAsAWhole_WIR_3) {
  EXPECT_TRUE(verify_record(record).ok());
  auto r = record;
  r.version = 2;
  r.previous[0] = 1;
  EXPECT_EQ(verify_record(r).error(), Err::forged);
  r = record;
  r.realm = "other.example";
  EXPECT_EQ(verify_record(r).error(), Err::forged);
  r = record;
  r.hpke_key[0] ^= 1;
  EXPECT_EQ(verify_record(r).error(), Err::forged);
  r = record;
  r.device_keys.push_back(key.verify_key());
  EXPECT_EQ(verify_record(r).error(), Err::forged);
}

TEST_F(Accounts, DeviceKeysAreOneToSixteenAndDifferent_WIR_3) {
  record.device_keys.clear();
  sign_record(record, key);
  EXPECT_EQ(verify_record(record).error(), Err::malformed);
  for (std::size_t i = 0; i < kDevicesMax; ++i)
    record.device_keys.push_back(crypto::SigningKey::generate(rng).verify_key());
  sign_record(record, key);
  EXPECT_TRUE(verify_record(record).ok());
  auto r = record;
  r.device_keys[3] = r.device_keys[5];
  sign_record(r, key);
  EXPECT_EQ(verify_record(r).error(), Err::malformed);
  record.device_keys.push_back(crypto::SigningKey::generate(rng).verify_key());
  sign_record(record, key);
  EXPECT_EQ(verify_record(record).error(), Err::malformed);
}

TEST_F(Accounts, ARecordNamesTheOneBeforeIt_WIR_21) {
  auto second = next_record(record);
  sign_record(second, key);
  EXPECT_TRUE(verify_record(second).ok());
  EXPECT_TRUE(follows(second, record));
  auto third = next_record(second);
  sign_record(third, key);
  EXPECT_FALSE(follows(third, record));
  auto other = record;
  other.hpke_key[0] ^= 1;
  EXPECT_FALSE(follows(second, other));
  auto first = record;
  first.previous[0] = 1;
  sign_record(first, key);
  EXPECT_EQ(verify_record(first).error(), Err::malformed) << "the first follows none";
  second.previous = {};
  sign_record(second, key);
  EXPECT_EQ(verify_record(second).error(), Err::malformed) << "every other follows one";
}

TEST(Membership, TagsDifferByPurposeKeyAndContent_WIR_4) {
  SeededRandom rng{13};
  const SendKey key = rng.array<32>(), other = rng.array<32>();
  const Bytes data(100, 7);
  const auto full = crypto::hmac_sha256(key, data);
  EXPECT_TRUE(std::equal(full.begin(), full.begin() + 16, message_tag(key, data).begin()))
      << "spec/wire.md section 5";
  EXPECT_NE(message_tag(key, data), message_tag(other, data));
  EXPECT_NE(message_tag(key, data), blob_tag(key, data));

  ConversationCommit commit;
  commit.commit = data;
  const auto tag = commit_tag(key, commit);
  commit.tag = tag;
  EXPECT_EQ(commit_tag(key, commit), tag) << "the tag is not under itself";
  commit.leaf_count = 9;
  EXPECT_NE(commit_tag(key, commit), tag);
  commit.leaf_count = 0;
  commit.removed = {AccountId{}};
  EXPECT_NE(commit_tag(key, commit), tag);
}

class Letters : public ::testing::Test {
 protected:
  SeededRandom rng{14};
  crypto::SigningKey from = crypto::SigningKey::generate(rng),
                     org = crypto::SigningKey::generate(rng);
  crypto::HpkeKeyPair box = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  Address to = Address::of(org.verify_key());
  Bytes sealed =
      seal_letter(to, box.public_key, LetterKind::report, Bytes{1, 2, 3}, from, kNow, rng).take();
  View secret() const { return box.private_key.reveal("test"); }
};

TEST_F(Letters, ALetterOpensForItsAddresseeWithItsSenderAndTime_WIR_5) {
  const auto letter = open_letter(to, secret(), sealed);
  ASSERT_TRUE(letter.ok());
  EXPECT_EQ(letter->kind, LetterKind::report);
  EXPECT_EQ(letter->from, from.verify_key());
  EXPECT_EQ(letter->at, kNow);
  EXPECT_EQ(letter->body, (Bytes{1, 2, 3}));
}

TEST_F(Letters, NobodyElseOpensItAndNoBitCanBeChanged_WIR_5) {
  const auto other = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  EXPECT_FALSE(open_letter(to, other.private_key.reveal("test"), sealed).ok());
  EXPECT_FALSE(open_letter(Address::of(AccountId{to.id}), secret(), sealed).ok())
      << "addressed to an organisation";
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    Bytes bad = sealed;
    bad[i] ^= 1;
    EXPECT_FALSE(open_letter(to, secret(), bad).ok()) << i;
  }
}

TEST_F(Letters, ALetterCannotBePassedOnAsIfWrittenToSomebodyElse_WIR_5) {
  const auto letter = open_letter(to, secret(), sealed).take();
  const auto third = crypto::SigningKey::generate(rng);
  const auto third_box = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  const Address elsewhere = Address::of(third.verify_key());
  const auto resealed = crypto::hpke_seal({}, third_box.public_key, view("eqp-letter-v1"),
                                          encode(elsewhere), encode(letter), rng);
  EXPECT_EQ(open_letter(elsewhere, third_box.private_key.reveal("test"), encode(*resealed)).error(),
            Err::forged);
}

class Constitution : public ::testing::Test {
 protected:
  Constitution() {
    const auto org = [&](std::string name) {
      return Organisation{std::move(name), crypto::SigningKey::generate(rng).verify_key(),
                          rng.array<32>()};
    };
    const auto point = [&] { return crypto::mul_base(crypto::Scalar::random(rng)); };
    realm.name = "realm.example";
    realm.orders_log = "a";
    realm.epochs_log = "b";
    realm.directory_log = "c";
    realm.witness = "w";
    realm.stamp_key = crypto::SigningKey::generate(rng).verify_key();
    realm.moderator = org("moderator");
    realm.court = org("court");
    realm.judge = org("judge").signing;
    realm.agency = org("agency");
    share_custodian_keys(realm, 2, 3, rng, org);
    realm.hotlines = {{org("a"), "NL", list::Kinds::all()}, {org("b"), "DE", {list::Kind::drill}}};
    realm.match_key = point();
    realm.directory_key = point();
    realm.k = 16;
    realm.k_cap = 256;
  }
  SeededRandom rng{15};
  Realm realm;
};

TEST_F(Constitution, ACompleteRealmIsAcceptedAndSurvivesEncoding_WIR_6) {
  EXPECT_TRUE(check(realm).ok());
  const auto again = decode<Realm>(encode(realm));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->digest(), realm.digest());
  EXPECT_THAT(to_text(realm), ::testing::HasSubstr(realm.court.signing.hex()));
}

TEST_F(Constitution, AFileOfAnotherVersionIsToldFromADamagedOne_WIR_6) {
  const Bytes now = encode(realm);
  // began with the name
  const Bytes before(now.begin() + static_cast<std::ptrdiff_t>(encode(realm.format).size()),
                     now.end());
  EXPECT_EQ(decode<Realm>(before).error(), Err::unsupported);
  EXPECT_EQ(decode<Realm>(View(now).first(now.size() - 1)).error(), Err::malformed);
}

TEST_F(Constitution, EachMissingOrDoublePartIsRefusedByItsName_WIR_6) {
  const auto fault = [&](auto change) {
    Realm r = realm;
    change(r);
    EXPECT_NE(r.digest(), realm.digest());
    const auto checked = check(r);
    return checked.ok() ? std::nullopt : std::optional(checked.error());
  };
  using enum RealmFault;
  EXPECT_EQ(fault([](Realm& r) { r.name.clear(); }), name);
  EXPECT_EQ(fault([](Realm& r) { r.witness.clear(); }), logs);
  EXPECT_EQ(fault([](Realm& r) { r.epochs_log = r.orders_log; }), logs);
  EXPECT_EQ(fault([](Realm& r) { r.directory_log = r.epochs_log; }), logs);
  EXPECT_EQ(fault([](Realm& r) { r.directory_log.clear(); }), logs);
  EXPECT_EQ(fault([](Realm& r) { r.stamp_key = {}; }), key_twice);
  EXPECT_EQ(fault([](Realm& r) { r.court.signing = r.agency.signing; }), key_twice);
  EXPECT_EQ(fault([](Realm& r) { r.judge = r.court.signing; }), key_twice);
  EXPECT_EQ(fault([](Realm& r) { r.judge = {}; }), key_twice);
  EXPECT_EQ(fault([](Realm& r) { r.court.name.clear(); }), office);
  const auto same_custodian = [](Realm& r) {
    r.custodians[1].org.signing = r.custodians[0].org.signing;
  };
  EXPECT_EQ(fault(same_custodian), key_twice);
  EXPECT_EQ(fault([](Realm& r) { r.custodians[1].index = 3; }), custodians);
  EXPECT_EQ(fault([](Realm& r) { r.custodians[1].share_point = {}; }), identity);
  EXPECT_EQ(fault([](Realm& r) { r.custodian_key = {}; }), identity);
  EXPECT_EQ(fault([](Realm& r) { r.custodians[1].quorum_point = {}; }), identity);
  EXPECT_EQ(fault([](Realm& r) { r.quorum_key = {}; }), identity);
  EXPECT_EQ(fault([](Realm& r) { r.custodians[2].share_point = r.custodian_key; }), shares)
      << "no share of the key, though two others are";
  const auto swapped = [](Realm& r) {
    std::swap(r.custodians[0].quorum_point, r.custodians[2].quorum_point);
  };
  EXPECT_EQ(fault(swapped), shares);
  EXPECT_EQ(fault([](Realm& r) { r.court.signing.bytes = r.quorum_key.bytes(); }), key_twice);
  EXPECT_EQ(fault([](Realm& r) { r.match_key = {}; }), identity);
  EXPECT_EQ(fault([](Realm& r) { r.directory_key = {}; }), identity);
  EXPECT_EQ(fault([](Realm& r) { r.threshold = 0; }), threshold);
  EXPECT_EQ(fault([](Realm& r) { r.threshold = 4; }), threshold);
  EXPECT_EQ(fault([](Realm& r) { r.threshold = 1; }), threshold) << "one alone";
  EXPECT_EQ(fault([](Realm& r) { r.custodians.pop_back(); }), threshold) << "two of two";
  EXPECT_EQ(fault([](Realm& r) { r.k = 0; }), size);
  EXPECT_EQ(fault([](Realm& r) { r.k = 257; }), size);
  EXPECT_EQ(fault([](Realm& r) { r.hotlines[0].jurisdiction = "N"; }), hotline);
  EXPECT_EQ(fault([](Realm& r) { r.hotlines[0].kinds = {}; }), hotline);
}

TEST_F(Constitution, ARoleBelongsToExactlyTheKeysNamed_WIR_6) {
  EXPECT_EQ(realm.role_of(realm.moderator.signing), Role::moderator);
  EXPECT_EQ(realm.role_of(realm.custodians[2].org.signing), Role::custodian);
  EXPECT_EQ(realm.role_of(realm.hotlines[1].org.signing), Role::hotline);
  EXPECT_EQ(realm.role_of(realm.stamp_key), std::nullopt)
      << "the server is no organisation of the realm";
  EXPECT_EQ(realm.find(realm.agency.signing)->name, "agency");
  EXPECT_EQ(realm.custodian(4), nullptr);
}

TEST(LogEntries, AnEntryIsAKindAndTheRest_WIR_7) {
  const LogEntry entry{LogEntryKind::intent, Bytes{5, 6}};
  EXPECT_EQ(encode(entry), (Bytes{2, 5, 6}));
  EXPECT_EQ(*decode<LogEntry>(Bytes{2, 5, 6}), entry);
  EXPECT_FALSE(decode<LogEntry>(Bytes{}).ok());
  EXPECT_FALSE(decode<LogEntry>(Bytes{0, 1}).ok());
  EXPECT_FALSE(decode<LogEntry>(Bytes{12, 1}).ok());
}

template <class T>
void survives(const T& t) {
  const Bytes bytes = encode(t);
  const auto again = decode<T>(bytes);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(encode(*again), bytes);
  for (std::size_t n = 0; n < bytes.size(); ++n)
    EXPECT_FALSE(decode<T>(View(bytes).first(n)).ok()) << "cut at " << n;
  EXPECT_FALSE(decode<T>(concat({bytes, Bytes{0}})).ok()) << "something behind";
}

TEST(Messages, EveryRequestAndReplySurvivesItsEncodingAndNoCutDoes_WIR_1) {
  survives(AccountGet{{}, 7});
  survives(AccountCheck{3, 7});
  survives(KeyPackagesPublish{{Bytes{1}, Bytes(300, 2)}, Bytes{3}, {crypto::sha256(Bytes{1})}});
  survives(KeyPackagesHeld{{crypto::sha256(Bytes{1})}, crypto::sha256(Bytes{3})});
  survives(KeyPackagesTake{});
  survives(ConversationCreate{{}, 1, {}, {AccountId{}, AccountId{}}, 2, Bytes{9}});
  survives(ConversationCommit{{}, 1, Bytes{1}, {}, {AccountId{}}, {}, 3, Bytes{2}, {}});
  survives(MessageSend{Bytes(70000, 3), {}});
  survives(MailboxContents{{{1, DeliveryKind::message, {}, Bytes{1}, StampBytes{}},
                            {2, DeliveryKind::letter, {}, {}, {}}},
                           true,
                           1});
  survives(MailboxFetch{7, 9});
  survives(BlobPut{{}, 1, Bytes(100, 1), {}});
  survives(MatchEvaluate{});
  survives(PublishedList{1, Bytes{1}, Bytes{2}, Bytes{3}, {Bytes{4}, Bytes{5}}});
  const auto point = crypto::mul_base(crypto::Scalar::from_u64(5));
  survives(VoucherPut{{1}, 2, {{}, {}, Bytes(1400, 3)}});
  survives(HolderTasks{{{1, {}}, {2, {}}}, {{3, {{{}, {}}, {{}, {}}}}}});
  survives(VoucherAnswer{{{1, {2, {point, point}, {}}}}, {{3, {crypto::Digest{4}, std::nullopt}}}});
  survives(OpeningsShown{{{7, {8}, {{9}, {10}}}}});
  survives(MatchedPictures{MatchedVersion::v3,
                           {},
                           7,
                           {8},
                           {{1, Time{2}, {}, {}}},
                           {std::nullopt, crypto::Digest{9}},
                           {},
                           {}});
  survives(DeskPost{{AddressKind::account, {}}, Bytes{1}});
  survives(DeskContents{{{1, kNow, Bytes{1}}}, false});
  survives(LogAppend{LogName::epochs, 4, Bytes{1}, {Bytes{2}, Bytes{3}}});
  survives(CaseUpdate{"1", "spam", CaseState::appealed, kNow});
  survives(EnvelopesOfDay{{{{}, 1, 2, {}}},
                          {{{}, {{}}, {{{}}, order::Leaf{}}}, {{{}, {}, 1, {}, {{{}}, {}}}}}});
  survives(AccessMessages{1, {}, Day{3}, {Locator{}, Locator{}}});
  survives(FoundMessages{{{{}, Bytes{1}, {}}}});
}

}  // namespace
}  // namespace eq::wire
