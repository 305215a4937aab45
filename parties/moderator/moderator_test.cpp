// The moderator against a real service, in one process.
#include "parties/moderator/moderator.h"
#include "eq/wire/realm_check.h"
#include "parties/moderator/statement.h"
#include "parties/moderator/step.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eq/base/shown.h"
#include "eq/franking/world.h"
#include "eq/testing/seeded.h"
#include "eq/wire/day_key.h"
#include "eq/wire/letter.h"
#include "eq/wire/moderation_letters.h"
#include "eq/wire/realm_for_tests.h"
#include "journeys/loopback.h"
#include "parties/platform/step.h"

namespace eq::moderator {
namespace {

using eq::testing::SeededRandom;
using wire::LetterKind;

using ::testing::HasSubstr;

ReviewerKey reviewer(const char* name, std::uint64_t seed) {
  SeededRandom rng(seed);
  return *ReviewerKey::make(name, rng);
}
const ReviewerKey mo = reviewer("Mo", 1), lu = reviewer("Lu", 2);
const Further kUnseen{{}, "It was read out to the reviewer."};

/// A server that can fall silent after so many calls.
class Shaky final : public wire::Transport {
 public:
  explicit Shaky(wire::Transport& below) : below_(below) {}
  Result<Bytes> call(wire::Verb verb, View request) override {
    REQUIRE_OR(calls_left > 0, Err::unavailable);
    --calls_left;
    if (verb == wire::Verb::cases_update) updates.push_back(to_bytes(request));
    return below_.call(verb, request);
  }
  Result<Bytes> get(std::string_view path) override {
    REQUIRE_OR(calls_left > 0, Err::unavailable);
    --calls_left;
    return below_.get(path);
  }
  std::size_t calls_left = 1'000'000;
  std::vector<Bytes> updates;  // all that was sent for the public page

 private:
  wire::Transport& below_;
};

/// A registered account with one device.
struct Person {
  crypto::SigningKey account, device;
  crypto::HpkeKeyPair letters;
  wire::AccountRecord record;
  std::uint64_t mail_seen = 0;
  AccountId id() const { return record.id(); }
};

struct Office : ::testing::Test {
  SeededRandom rng{11};
  Time now{20'780 * kDay_ms + 9 * kHour_ms};
  State s = *new_moderator("Moderation", rng);
  franking::testing::World world{rng};  // its delivery service and its conversation
  wire::Realm realm;
  std::unique_ptr<journeys::Service> service;
  std::unique_ptr<platform::Keys> service_keys;
  std::unique_ptr<journeys::Loopback> loopback;
  std::unique_ptr<Shaky> server;
  Bytes saved;  // what a crash leaves
  std::optional<Person> alice, bob;

  wire::Organisation org(std::string name) {
    return {std::move(name), crypto::SigningKey::generate(rng).verify_key(),
            *to_array<32>(crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng).public_key)};
  }

  void SetUp() override {
    // The service stamps with the world's keys, so that the world can make messages.
    auto keys = *platform::Keys::generate("service.example", rng);
    keys.stamp = world.delivery.clone();
    keys.stamp_master = world.delivery_master.clone();
    tlog::WitnessSigner witness("witness.example", crypto::SigningKey::generate(rng));
    keys.introduce(realm);
    realm.name = "test";
    realm.witness = witness.verify_key().vkey();
    realm.moderator = {s.name, s.signing.verify_key(), *to_array<32>(s.letters.public_key)};
    realm.court = org("court");
    realm.judge = org("judge").signing;
    realm.agency = org("agency");
    wire::share_custodian_keys(realm, 2, 3, rng,
                               [&](std::string name) { return org(std::move(name)); });
    realm.hotlines = {{org("nl"), "NL", list::Kinds::all()}, {org("fr"), "FR", list::Kinds::all()}};
    realm.k = 4;
    realm.k_cap = 16;
    ASSERT_TRUE(wire::check(realm).ok());
    service_keys = std::make_unique<platform::Keys>(*platform::Keys::load(keys.save()));
    service = std::make_unique<journeys::Service>(std::move(keys), realm, std::move(witness), rng);
    loopback = std::make_unique<journeys::Loopback>(*service);
    server = std::make_unique<Shaky>(*loopback);
    at(now);
    alice = enrol();
    bob = enrol();
    world.alice = alice->id();
    world.bob = bob->id();
    world.issuer = s.signing.clone();
    world.issuer_master = s.day_master.clone();
    for (const auto* by : {&mo, &lu}) s.reviewers.emplace(by->who().key(), by->who());
    saved = s.save();
  }

  void at(Time t) {
    now = world.now = t;
    service->come_to(t);
  }
  Environment environment() {
    return {realm, *server, [this] { saved = s.save(); }, now, rng};
  }
  Result<Turn> round() {
    auto h = environment();
    return work(s, h);
  }
  void crash() { s = State::load(saved).take(); }

  Person enrol() {
    Person p{crypto::SigningKey::generate(rng),
             crypto::SigningKey::generate(rng),
             crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng),
             {}};
    p.record.realm = realm.name;
    p.record.device_keys = {p.device.verify_key()};
    p.record.hpke_key = *to_array<32>(p.letters.public_key);
    wire::sign_record(p.record, p.account);
    EXPECT_TRUE(wire::ask(*server, wire::AccountRegister{p.record}).ok());
    return p;
  }
  Bytes seal_to_office(const Person& from, LetterKind kind, const Bytes& body) {
    return *wire::seal_letter(wire::Address::of(realm.moderator.signing), realm.moderator.hpke,
                              kind, body, from.device, now, rng);
  }
  void post(const Person& from, const Bytes& letter) {
    const wire::DeskPost request{wire::Address::of(realm.moderator.signing), letter};
    ASSERT_TRUE(wire::ask(*server, {from.device, realm.name}, now, rng, request).ok());
  }
  void post(const Person& from, LetterKind kind, const Bytes& body) {
    post(from, seal_to_office(from, kind, body));
  }
  void ask_for_tokens(const Person& from, std::uint16_t per_day = 4, std::uint8_t days = 2) {
    post(from, LetterKind::token_request,
         encode(wire::TokenRequest{from.id(), day_of(now), days, per_day}));
  }

  /// New letters in a person's mailbox, opened; every one must be the moderator's.
  std::vector<wire::Letter> mail(Person& person) {
    const auto box = wire::ask(*server, {person.device, realm.name}, now, rng,
                               wire::MailboxFetch{person.mail_seen, 64})
                         .take();
    std::vector<wire::Letter> letters;
    for (const auto& d : box.deliveries) {
      letters.push_back(*wire::open_letter(wire::Address::of(person.id()),
                                           person.letters.private_key.reveal("test"), d.body));
      EXPECT_EQ(letters.back().from, realm.moderator.signing);
      person.mail_seen = d.seq;
    }
    return letters;
  }

  /// A report of two messages, one withheld.  Have the service announce the stamp key first.
  Bytes report(std::string_view shown = "pay me or else") {
    const auto first = world.post(world.bob, "a private answer");
    const auto second = world.post(world.alice, shown);
    return encode(*franking::build_report(
        world.conversation, {franking::withhold(first.own), franking::show(second.own)},
        franking::Category::threat, "help"));
  }
  /// The stand-in for a day on which the service stamped something.
  void publish_stamp_key() {
    const auto key = world.delivery_key(day_of(now)).verify_key();
    const auto certificate =
        franking::certify_day_key(world.delivery, franking::Role::delivery, day_of(now), key);
    auto& store = service->store();
    platform::Reply reply;
    platform::LogBook book(realm);
    platform::Step step{*service_keys, realm, store, now, rng, reply, book};
    const auto entry = tlog::entry_of(franking::DayKeyEvent{"service.example", certificate});
    ASSERT_TRUE(store.begin_step().ok() && step.append(wire::LogName::orders, entry).ok() &&
                store.keep_step().ok());
    service->cosign(wire::LogName::orders);
  }
};
using Issuer = Office;
using Intake = Office;
using Cases = Office;

TEST_F(Issuer, GivesADeviceTokensOfItsAccountForTheDaysAsked_MOD_1) {
  ask_for_tokens(*bob);
  const auto turn = round().take();
  EXPECT_EQ(turn.accounts_served, 1u);
  EXPECT_EQ(turn.tokens_issued, 8u);
  const auto letters = mail(*bob);
  ASSERT_EQ(letters.size(), 1u);
  ASSERT_EQ(letters[0].kind, LetterKind::tokens);
  const auto granted = *decode<wire::TokensGranted>(letters[0].body);
  ASSERT_EQ(granted.batches.size(), 2u);
  for (std::uint32_t i = 0; i < 2; ++i) {
    const auto batch = franking::decode_batch(granted.batches[i]).take();
    EXPECT_EQ(batch.day, day_of(now) + i);
    const auto certificate = *wire::fetch_day_key(*server, franking::Role::issuer, batch.day);
    EXPECT_TRUE(franking::verify(certificate, realm.moderator.signing).ok());
    EXPECT_TRUE(franking::check_batch(batch, bob->id(), certificate.key).ok());
    EXPECT_FALSE(franking::check_batch(batch, alice->id(), certificate.key).ok());
  }
}

TEST_F(Issuer, RefusesADeviceThatIsNotTheAccounts_MOD_1) {
  post(*bob, LetterKind::token_request, encode(wire::TokenRequest{alice->id(), day_of(now), 1, 4}));
  const auto turn = round().take();
  EXPECT_EQ(turn.tokens_issued, 0u);
  EXPECT_EQ(turn.ignored, 1u);
  EXPECT_TRUE(mail(*alice).empty());
  EXPECT_TRUE(mail(*bob).empty());
}

TEST_F(Issuer, StopsAtTheDailyQuota_MOD_1) {
  for (std::uint32_t i = 0; i < kTokensPerDay / kTokensPerRequest; ++i) {
    ask_for_tokens(*bob, 60'000, 1);
    at(now + kSecond_ms);
    EXPECT_EQ(round()->tokens_issued, kTokensPerRequest);
  }
  ask_for_tokens(*bob, 1, 1);
  const auto turn = round().take();
  EXPECT_EQ(turn.tokens_issued, 0u);
  EXPECT_EQ(turn.ignored, 1u);
  ask_for_tokens(*alice, 1, 1);
  EXPECT_EQ(round()->tokens_issued, 1u);
}

TEST_F(Issuer, IgnoresAReplayedOrOldLetter_MOD_1) {
  const Bytes letter = seal_to_office(*bob, LetterKind::token_request,
                                      encode(wire::TokenRequest{bob->id(), day_of(now), 1, 4}));
  post(*bob, letter);
  EXPECT_EQ(round()->tokens_issued, 4u);
  post(*alice, letter);
  EXPECT_EQ(round()->ignored, 1u);
  const Bytes late = seal_to_office(*bob, LetterKind::token_request,
                                    encode(wire::TokenRequest{bob->id(), day_of(now) + 8, 1, 4}));
  at(now + kActedOn_ms + 1);
  post(*bob, late);
  EXPECT_EQ(round()->ignored, 1u);
}

TEST_F(Issuer, AnnouncesDayKeysAheadAndPublishesThePrivateHalvesInTime_MOD_6) {
  EXPECT_EQ(round()->day_keys_announced, kAnnounced_days + 1);
  EXPECT_EQ(round()->day_keys_announced, 0u);
  const Day first = day_of(now);
  EXPECT_TRUE(wire::fetch_day_key(*server, franking::Role::issuer, first + kAnnounced_days).ok());
  at(start_of(first + franking::kDayKeyPublished_days) - 1);
  EXPECT_EQ(round()->day_keys_published, 0u);
  at(start_of(first + franking::kDayKeyPublished_days));
  EXPECT_EQ(round()->day_keys_published, 1u);
  EXPECT_EQ(round()->day_keys_published, 0u);
}

TEST_F(Intake, AVerifiedReportBecomesACaseAndIsAcknowledged_MOD_2) {
  publish_stamp_key();
  ask_for_tokens(*bob);
  const Bytes bytes = report();
  post(*bob, LetterKind::report, bytes);
  const auto turn = round().take();
  ASSERT_EQ(turn.cases_opened, (std::vector<std::uint32_t>{1}));
  EXPECT_TRUE(turn.reports_refused.empty());
  const auto letters = mail(*bob);
  ASSERT_EQ(letters.size(), 2u);
  const auto receipt = *decode<wire::ReportReceipt>(letters[1].body);
  EXPECT_TRUE(receipt.verified);
  EXPECT_EQ(receipt.case_number, "M-000001");
  EXPECT_EQ(receipt.report, crypto::sha256(bytes));
}

TEST_F(Intake, AForgedReportIsCountedToldAndForgotten_MOD_2) {
  publish_stamp_key();
  ask_for_tokens(*bob);
  auto forged = *franking::decode_report(report("words that are very rare"));
  auto& item = std::get<franking::FullItem>(forged.items[1].content);
  auto content = *franking::decode_content(item.f);
  content.content[0] = 'W';
  item.f = encode(content);
  post(*bob, LetterKind::report, encode(forged));
  const auto turn = round().take();
  EXPECT_TRUE(turn.cases_opened.empty());
  ASSERT_EQ(turn.reports_refused.size(), 1u);
  EXPECT_EQ(turn.reports_refused[0].flaw, franking::Flaw::commitment);
  EXPECT_EQ(s.refused[franking::Flaw::commitment], 1u);
  const auto receipt = *decode<wire::ReportReceipt>(mail(*bob)[1].body);
  EXPECT_FALSE(receipt.verified);
  EXPECT_EQ(receipt.case_number, "");
  const Bytes kept = s.save();
  const View words = view("ords that are very rare");
  EXPECT_EQ(std::search(kept.begin(), kept.end(), words.begin(), words.end()), kept.end());
}

TEST_F(Intake, AReportWithABorrowedTokenOrOfGarbageIsRefused_MOD_2) {
  publish_stamp_key();
  auto borrowed = *franking::decode_report(report());
  std::get<franking::FullItem>(borrowed.items[1].content).sender = bob->id();
  post(*alice, LetterKind::report, encode(borrowed));
  post(*alice, LetterKind::report, to_bytes("garbage"));
  const auto turn = round().take();
  ASSERT_EQ(turn.reports_refused.size(), 2u);
  EXPECT_EQ(turn.reports_refused[0].flaw, franking::Flaw::borrowed_token);
  EXPECT_EQ(turn.reports_refused[1].flaw, franking::Flaw::shape);
  EXPECT_TRUE(s.cases.empty());
}

TEST_F(Intake, AReportUnderAStampKeyThatTheServiceNeverAnnouncedIsRefused_MOD_2) {
  post(*bob, LetterKind::report, report());
  const auto turn = round().take();
  ASSERT_EQ(turn.reports_refused.size(), 1u);
  EXPECT_EQ(turn.reports_refused[0].flaw, franking::Flaw::unknown_day_key);
}

TEST_F(Intake, TheSameReportAgainIsTheSameCase_MOD_5) {
  publish_stamp_key();
  ask_for_tokens(*bob);
  const Bytes bytes = report();
  post(*bob, LetterKind::report, bytes);
  at(now + kMinute_ms);
  post(*bob, LetterKind::report, bytes);
  EXPECT_EQ(round()->cases_opened.size(), 1u);
  const auto letters = mail(*bob);
  ASSERT_EQ(letters.size(), 3u);
  EXPECT_EQ(decode<wire::ReportReceipt>(letters[2].body)->case_number, "M-000001");
}

TEST_F(Intake, LettersThatAreNotForThisDeskAreIgnored_MOD_2) {
  post(*bob, LetterKind::order_application, to_bytes("x"));
  post(*bob, to_bytes("no letter at all"));
  EXPECT_EQ(round()->ignored, 2u);
  EXPECT_EQ(round()->ignored, 0u);
}

TEST_F(Cases, ShowWithheldMessagesAsWithheldAndSayWhatTheProofIsWorth_MOD_3) {
  publish_stamp_key();
  post(*bob, LetterKind::report, report());
  ASSERT_TRUE(round().ok());
  auto h = environment();
  const auto view = *view_case(s, h, mo, 1);
  ASSERT_TRUE(view.shown.has_value());
  ASSERT_EQ(view.shown->lines.size(), 2u);
  EXPECT_TRUE(view.shown->lines[0].withheld());
  EXPECT_EQ(view.shown->lines[1].sender, alice->id());
  EXPECT_EQ(view.shown->lines[1].content->content, to_bytes("pay me or else"));
  EXPECT_NE(what_it_proves().find("sent, word for word"), std::string_view::npos);
  EXPECT_NE(what_it_does_not_prove().find("withheld"), std::string_view::npos);
  EXPECT_EQ(view_case(s, h, mo, 2).error(), Err::missing);
}

TEST_F(Cases, ADecisionReachesTheReporterOnceAndCannotBeTakenAgain_MOD_4) {
  publish_stamp_key();
  ask_for_tokens(*bob);
  post(*bob, LetterKind::report, report());
  ASSERT_TRUE(round().ok());
  mail(*bob);
  auto h = environment();
  EXPECT_EQ(decide(s, h, mo, 9, {"x", "y"}).error(), Err::missing);
  EXPECT_EQ(decide(s, h, mo, 1, {"", "y"}).error(), Err::malformed);
  EXPECT_EQ(decide(s, h, mo, 1, {"\xff", "y"}).error(), Err::malformed);
  EXPECT_TRUE(decide(s, h, mo, 1,
                     {"The account is suspended for 30 days.", "A threat of violence."}, kUnseen)
                  .ok());
  EXPECT_EQ(decide(s, h, mo, 1, {"No.", "No."}, kUnseen).error(), Err::refused);
  const auto letters = mail(*bob);
  ASSERT_EQ(letters.size(), 1u);
  const auto notice = *decode<wire::ModerationNotice>(letters[0].body);
  EXPECT_EQ(notice.case_number, "M-000001");
  EXPECT_EQ(notice.reason, "A threat of violence.");
}

TEST_F(Cases, ThePublicPageLearnsNumberCategoryAndStateOnly_MOD_4) {
  publish_stamp_key();
  post(*bob, LetterKind::report, report());
  ASSERT_TRUE(round().ok());
  auto h = environment();
  ASSERT_TRUE(decide(s, h, mo, 1, {"Suspended.", "Threat."}, kUnseen).ok());
  ASSERT_EQ(server->updates.size(), 2u);  // opened, decided
  for (const Bytes& sent : server->updates) {
    const auto update = *decode<wire::CaseUpdate>(decode<wire::SignedRequest>(sent)->body);
    EXPECT_EQ(update.number, "M-000001");
    EXPECT_EQ(update.category, "threat");
    EXPECT_EQ(update.opened, s.cases.at(1).opened);
    const AccountId people[] = {alice->id(), bob->id()};
    for (const View secret : {people[0].view(), people[1].view(), view("pay me"), view("help"),
                              view("Suspended"), view("Threat.")})
      EXPECT_EQ(std::search(sent.begin(), sent.end(), secret.begin(), secret.end()), sent.end());
  }
}

TEST_F(Cases, AStatementSaysWhatWasLookedAtAndNothingElseMakesItSaySo_MOD_10) {
  publish_stamp_key();
  post(*bob, LetterKind::report, report());
  post(*bob, LetterKind::report, report());
  ASSERT_TRUE(round().ok());
  ASSERT_EQ(s.cases.size(), 2u);
  auto h = environment();
  EXPECT_EQ(Statement::of(s, 1).error(), Err::refused) << "not decided";
  EXPECT_EQ(Statement::of(s, 9).error(), Err::missing);
  ASSERT_TRUE(view_case(s, h, mo, 1).ok());
  const Time looked = now;
  at(now + kMinute_ms);
  auto later = environment();
  ASSERT_TRUE(view_case(s, later, mo, 1).ok());
  ASSERT_TRUE(view_case(s, later, lu, 1).ok());
  ASSERT_TRUE(decide(s, later, mo, 1, {"Suspended.", "Threat."}).ok());
  ASSERT_TRUE(decide(s, later, mo, 2, {"Nothing.", "Unseen."}, kUnseen).ok());
  at(now + kMinute_ms);
  auto too_late = environment();
  ASSERT_TRUE(view_case(s, too_late, mo, 2).ok());
  const auto said = [&](std::uint32_t number) { return Statement::of(s, number).take().stated(); };
  const auto looks = said(1).items.at(0).viewed;
  ASSERT_EQ(looks.size(), 2u) << "each reviewer's first look";
  EXPECT_EQ(looks[0].at, looked);
  EXPECT_EQ(looks[0].by, mo.who());
  EXPECT_EQ(looks[1].by, lu.who());
  EXPECT_TRUE(said(2).items.at(0).viewed.empty()) << "looked at after the decision";
  EXPECT_EQ(said(2).decisions.at(0).unseen, kUnseen.unseen);

  const Bytes bytes = Statement::of(s, 1)->bytes();
  const auto read = Statement::read(bytes, s.signing.verify_key());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(encode(read->stated()), encode(said(1)));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    Bytes bad = bytes;
    bad[i] ^= 1;
    EXPECT_FALSE(Statement::read(bad, s.signing.verify_key()).ok()) << i;
  }
}

TEST_F(Cases, AViewingIsKeptBeforeAnythingIsShown_MOD_10) {
  publish_stamp_key();
  post(*bob, LetterKind::report, report());
  ASSERT_TRUE(round().ok());
  auto h = environment();
  std::size_t kept = 0;
  const wire::Environment counting{h.realm, h.server, [&] { kept = s.cases.at(1).viewings.size(); },
                                   h.now, h.rng};
  auto hands_that_count = counting;
  ASSERT_TRUE(view_case(s, hands_that_count, mo, 1).ok());
  EXPECT_EQ(kept, 1u);
  franking::Attachment elsewhere;
  EXPECT_EQ(open_attachment(s, hands_that_count, mo, 1, elsewhere).error(), Err::missing)
      << "of no message of the case";
  EXPECT_EQ(s.cases.at(1).viewings.size(), 1u);
}

TEST_F(Cases, AReviewerHasANameThatCanBeShownAndIsNotTakenForAnothers_MOD_19) {
  auto h = environment();
  const auto named = [&](const std::string& name) { return ReviewerKey::make(name, rng); };
  for (const char* good : {"Łucja", "a b"}) EXPECT_TRUE(named(good).ok()) << good;
  for (const std::string& bad : {std::string(), std::string(65, 'x'), std::string("a\nb"),
                                 std::string("\x7f"), std::string("\xff")})
    EXPECT_EQ(named(bad).error(), Err::malformed);
  for (const char* same : {"mo", "MO", " Mo", "Mo  ", "M\u043e", "M\u00f3", "M0"})
    EXPECT_EQ(admit(s, h, named(same)->who()).error(), Err::refused) << same;
  EXPECT_EQ(admit(s, h, mo.who()).error(), Err::refused) << "the key is there";
  ASSERT_TRUE(admit(s, h, named("Iris de Boer")->who()).ok());
  EXPECT_EQ(admit(s, h, named("iris  de  boer")->who()).error(), Err::refused);
  EXPECT_TRUE(admit(s, h, named("Irisde Boer")->who()).ok());
}

TEST_F(Cases, AKeyThatIsNotAdmittedIsShownNothingAndDecidesNothing_MOD_19) {
  publish_stamp_key();
  post(*bob, LetterKind::report, report());
  ASSERT_TRUE(round().ok());
  auto h = environment();
  const ReviewerKey stranger = reviewer("Mo", 3);  // the name alone is nobody
  EXPECT_EQ(view_case(s, h, stranger, 1).error(), Err::refused);
  EXPECT_EQ(decide(s, h, stranger, 1, {"a", "b"}, kUnseen).error(), Err::refused);
  EXPECT_TRUE(s.cases.at(1).viewings.empty() && s.cases.at(1).decisions.empty());
  ASSERT_TRUE(view_case(s, h, mo, 1).ok());
  ASSERT_TRUE(dismiss(s, h, "Mo").ok());
  EXPECT_EQ(decide(s, h, mo, 1, {"a", "b"}).error(), Err::refused) << "no more";
  EXPECT_EQ(s.cases.at(1).viewings.size(), 1u) << "what was looked at stays";
  EXPECT_EQ(dismiss(s, h, "Mo").error(), Err::missing);
}

TEST_F(Cases, AReviewersNameIsTheDesksWhateverHerFileSays_MOD_19) {
  publish_stamp_key();
  post(*bob, LetterKind::report, report());
  ASSERT_TRUE(round().ok());
  auto h = environment();
  const ReviewerKey renamed = reviewer("Somebody Else", 1);  // Mo's key
  ASSERT_EQ(renamed.who(), mo.who());
  ASSERT_TRUE(view_case(s, h, renamed, 1).ok());
  ASSERT_TRUE(decide(s, h, renamed, 1, {"No more threats.", "A threat."}).ok());
  EXPECT_EQ(s.cases.at(1).viewings[0].by.name(), "Mo");
  EXPECT_EQ(s.cases.at(1).decisions[0].by.name(), "Mo");
  EXPECT_TRUE(Statement::read(Statement::of(s, 1)->bytes(), s.signing.verify_key()).ok());
}

TEST_F(Cases, WhatAReviewerDidNotDoIsNotStatedInHerName_MOD_19) {
  publish_stamp_key();
  post(*bob, LetterKind::report, report());
  ASSERT_TRUE(round().ok());
  auto h = environment();
  ASSERT_TRUE(view_case(s, h, mo, 1).ok());
  ASSERT_TRUE(decide(s, h, mo, 1, {"No more threats.", "A threat."}).ok());
  const auto read = [&] {
    return Statement::read(Statement::of(s, 1)->bytes(), s.signing.verify_key());
  };
  EXPECT_TRUE(read().ok());
  Case& c = s.cases.at(1);
  const Case true_case = c;
  // Whoever holds the desk's home and signing key, and no reviewer's.
  c.decisions[0].by = lu.who();
  EXPECT_EQ(read().error(), Err::forged) << "another's name";
  c = true_case;
  c.decisions[0].words.text = "Nothing is done.";
  EXPECT_EQ(read().error(), Err::forged) << "other words";
  c = true_case;
  c.viewings[0].at = c.viewings[0].at - kDay_ms;
  EXPECT_EQ(read().error(), Err::forged) << "another time";
  c = true_case;
  c.viewings.push_back(c.viewings[0]);
  c.viewings.back().by = lu.who();
  EXPECT_EQ(read().error(), Err::forged) << "a look of hers";
  c = true_case;
  EXPECT_TRUE(read().ok());
}

TEST(Reviewer, KeepsHerKeyInAFileOfHerOwn_MOD_19) {
  const auto back = ReviewerKey::load(mo.save());
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->who(), mo.who());
  EXPECT_EQ(back->who().name(), "Mo");
  EXPECT_EQ(*Reviewer::from_line(mo.who().line()), mo.who());
  const std::string card = mo.who().line();
  for (const std::string& bad : {std::string(), card.substr(1), card.substr(0, 83),
                                 card.substr(0, 50) + "x" + card.substr(51), card + "\n"})
    EXPECT_EQ(Reviewer::from_line(bad).error(), Err::malformed) << bad;
  Bytes cut = mo.save();
  cut.pop_back();
  EXPECT_EQ(ReviewerKey::load(cut).error(), Err::malformed);
}

TEST_F(Cases, OnlyWhomItConcernsAppealsOnceInTimeAndSomebodyElseLooks_MOD_11) {
  publish_stamp_key();
  ask_for_tokens(*bob);
  ask_for_tokens(*alice);
  post(*bob, LetterKind::report, report());
  ASSERT_TRUE(round().ok());
  const auto appeal = [&](const auto& who, std::string number = "M-000001",
                          std::string words = "You overlooked the third message.") {
    post(who, LetterKind::appeal, encode(wire::Appeal{std::move(number), std::move(words)}));
    return round().take();
  };
  const auto told = [&] { return *decode<wire::ModerationNotice>(mail(*bob).back().body); };

  EXPECT_TRUE(appeal(*bob).appealed.empty());
  EXPECT_EQ(told().reason, "The case is not decided yet.");
  auto h = environment();
  ASSERT_TRUE(decide(s, h, mo, 1, {"Nothing is done.", "No rule forbids it."}, kUnseen).ok());
  const auto notice = told();
  EXPECT_EQ(notice.means, wire::Means::human_alone);
  EXPECT_EQ(notice.appeal_until, now + kAppeal_ms);
  EXPECT_NE(shown_line(notice.redress).find("free of charge"), std::string::npos);

  at(now + kMinute_ms);
  for (const auto& turn : {appeal(*alice), appeal(*bob, "M-000002"), appeal(*bob, "M-000001", ""),
                           appeal(*bob, "M-000001", std::string(1001, 'x'))}) {
    EXPECT_EQ(turn.ignored, 0u);
    EXPECT_EQ(turn.appeals_refused, 1u);
    EXPECT_TRUE(turn.appealed.empty());
  }
  EXPECT_TRUE(s.cases.at(1).appeals.empty());
  EXPECT_EQ(appeal(*bob).appealed, std::vector{1u});
  EXPECT_EQ(s.cases.at(1).state, wire::CaseState::appealed);
  EXPECT_EQ(told().decision, "Your appeal was taken in.");
  EXPECT_TRUE(appeal(*bob, "M-000001", "again").appealed.empty());

  auto later = environment();
  const Words words{"The account is suspended.", "It was a threat."};
  EXPECT_EQ(decide(s, later, lu, 1, words, kUnseen).error(), Err::refused)
      << "not without saying what becomes of the first decision";
  EXPECT_EQ(decide_appeal(s, later, mo, 1, AppealDecision::reversed, words, kUnseen).error(),
            Err::refused)
      << "who decided before";
  EXPECT_EQ(decide_appeal(s, later, lu, 1, AppealDecision::reversed, {"", "x"}).error(),
            Err::malformed);
  ASSERT_TRUE(decide_appeal(s, later, lu, 1, AppealDecision::reversed, words, kUnseen).ok());
  EXPECT_EQ(s.cases.at(1).state, wire::CaseState::reversed);
  EXPECT_FALSE(told().appeal_until);
  at(now + kMinute_ms);
  EXPECT_TRUE(appeal(*bob, "M-000001", "once more").appealed.empty());
  const auto last = told();
  EXPECT_THAT(shown_line(last.reason), HasSubstr("The case was looked at twice already."));
  EXPECT_TRUE(last.redress.empty()) << "nothing was decided";
}

TEST_F(Cases, WhomACaseIsAboutIsAnsweredAndLearnsNothingOfIt_MOD_15) {
  publish_stamp_key();
  ask_for_tokens(*bob);
  ask_for_tokens(*alice);
  post(*bob, LetterKind::report, report());  // of what Alice wrote
  ASSERT_TRUE(round().ok());
  mail(*alice);
  const auto answer = [&](std::string number) {
    post(*alice, LetterKind::appeal, encode(wire::Appeal{std::move(number), "It was a joke."}));
    EXPECT_EQ(round()->appeals_refused, 1u);
    auto notice = *decode<wire::ModerationNotice>(mail(*alice).back().body);
    at(now + kMinute_ms);
    return notice;
  };
  const auto undecided = answer("M-000001"), of_nothing = answer("M-000077"),
             nonsense = answer("the one about me");
  auto h = environment();
  ASSERT_TRUE(decide(s, h, mo, 1, {"Nothing is done.", "No rule forbids it."}, kUnseen).ok());
  const auto decided = answer("M-000001");
  for (const auto& n : {undecided, nonsense, decided}) {
    EXPECT_EQ(n.decision, "Your appeal was not taken in.");
    EXPECT_EQ(n.reason, of_nothing.reason)
        << "a case about somebody is answered like one that does not exist";
  }
  EXPECT_EQ(undecided.case_number, "M-000001");
  // A device that nobody knows an account of can be answered nothing.
  const Person stranger = enrol();
  post(stranger, LetterKind::appeal, encode(wire::Appeal{"M-000001", "mine"}));
  EXPECT_EQ(round()->ignored, 1u);
}

TEST_F(Intake, ALetterWaitsWhileTheServiceShowsAnOldRecordAndStopsNoOther_MOD_15) {
  // Bob has replaced his device, as the moderator has seen; the service shows the record of before.
  const auto seen = s.records_seen;
  s.records_seen.newest[bob->id()] = {bob->record.version + 1, crypto::Digest{1}};
  ask_for_tokens(*bob);
  ask_for_tokens(*alice);
  auto turn = round().take();
  EXPECT_EQ(turn.waiting, 1u);
  EXPECT_EQ(turn.ignored, 0u);
  EXPECT_EQ(turn.accounts_served, 1u);
  EXPECT_TRUE(mail(*bob).empty());
  crash();
  EXPECT_EQ(round()->waiting, 1u) << "the service has nothing of it any more; the desk has";
  s.records_seen = seen;
  turn = round().take();
  EXPECT_EQ(turn.waiting, 0u);
  EXPECT_EQ(turn.accounts_served, 1u);
  EXPECT_EQ(mail(*bob).size(), 1u);
  EXPECT_EQ(round()->accounts_served, 0u) << "once";

  s.records_seen.newest[bob->id()] = {bob->record.version + 1, crypto::Digest{1}};
  at(now + kMinute_ms);
  ask_for_tokens(*bob);
  EXPECT_EQ(round()->waiting, 1u);
  at(now + kActedOn_ms + kMinute_ms);
  turn = round().take();
  EXPECT_EQ(turn.waiting, 0u);
  EXPECT_EQ(turn.ignored, 1u) << "too old by now";
}

TEST_F(Cases, ADecisionIsNotTakenWhileNobodyCanBeToldOfIt_MOD_15) {
  publish_stamp_key();
  ask_for_tokens(*bob);
  post(*bob, LetterKind::report, report());
  ASSERT_TRUE(round().ok());
  s.records_seen.newest[bob->id()] = {bob->record.version + 1, crypto::Digest{1}};
  auto h = environment();
  EXPECT_EQ(decide(s, h, mo, 1, {"Nothing is done.", "No rule."}, kUnseen).error(), Err::stale);
  EXPECT_EQ(s.cases.at(1).state, wire::CaseState::open);
}

TEST_F(Cases, AnAppealThatIsTooLateIsAnsweredAndOneInTimeFindsWhatItIsAbout_MOD_11) {
  publish_stamp_key();
  ask_for_tokens(*bob);
  post(*bob, LetterKind::report, report());
  ASSERT_TRUE(round().ok());
  auto h = environment();
  ASSERT_TRUE(decide(s, h, mo, 1, {"Nothing.", "No rule."}, kUnseen).ok());
  at(now + kAppeal_ms + 1);
  post(*bob, LetterKind::appeal, encode(wire::Appeal{"M-000001", "late"}));
  EXPECT_TRUE(round()->appealed.empty());
  EXPECT_NE(
      shown_line(decode<wire::ModerationNotice>(mail(*bob).back().body)->reason).find("ended on"),
      std::string::npos);
  EXPECT_FALSE(s.cases.at(1).report.empty());
}

TEST_F(Cases, ReportedMessagesAreErasedWhenNobodyCanAppealAnyMore_MOD_7) {
  publish_stamp_key();
  post(*bob, LetterKind::report, report());
  ASSERT_TRUE(round().ok());
  auto h = environment();
  ASSERT_TRUE(decide(s, h, mo, 1, {"Suspended.", "Threat."}, kUnseen).ok());
  at(now + kKeepDecided_ms);
  ASSERT_TRUE(round().ok());
  EXPECT_TRUE(view_case(s, h, mo, 1)->shown.has_value());
  EXPECT_EQ(erased_from(s.cases.at(1)), now);
  at(now + 1);
  ASSERT_TRUE(round().ok());
  EXPECT_FALSE(view_case(s, h, mo, 1)->shown.has_value());
  const Bytes kept = s.save();
  const View words = view("pay me or else");
  EXPECT_EQ(std::search(kept.begin(), kept.end(), words.begin(), words.end()), kept.end());
}

TEST_F(Cases, WhoWasNotShownAReportDecidesOnlyWithAReasonForIt_MOD_17) {
  publish_stamp_key();
  ask_for_tokens(*bob);
  post(*bob, LetterKind::report, report());
  ASSERT_TRUE(round().ok());
  auto h = environment();
  const Words words{"Nothing is done.", "No rule forbids it."};
  ASSERT_TRUE(view_case(s, h, lu, 1).ok()) << "another's look is not one's own";
  EXPECT_EQ(decide(s, h, mo, 1, words).error(), Err::refused);
  EXPECT_THAT(why_not(s.cases.at(1), mo.who(), Deciding::first),
              HasSubstr("was not shown the report"));
  EXPECT_EQ(decide(s, h, mo, 1, words, {{}, std::string(1001, 'x')}).error(), Err::malformed);
  ASSERT_TRUE(view_case(s, h, mo, 1).ok());
  EXPECT_TRUE(decide(s, h, mo, 1, words).ok());
  EXPECT_TRUE(Statement::of(s, 1)->stated().decisions.at(0).unseen.empty());
}

TEST_F(Cases, ADecisionReachesWhomItIsAgainstWhoGetsNoTokensUntilItEndsOrIsReversed_MOD_18) {
  publish_stamp_key();
  ask_for_tokens(*bob);
  ask_for_tokens(*alice);
  post(*bob, LetterKind::report, report());  // of what Alice wrote
  ASSERT_TRUE(round().ok());
  mail(*alice);
  auto h = environment();
  const Words words{"No more threats.", "A threat of violence."};
  using enum Measure::Kind;
  const auto with = [](Measure m) { return Further{std::move(m), kUnseen.unseen}; };
  ASSERT_EQ(senders_of(s.cases.at(1)), std::vector{alice->id()})
      << "a withheld message proves none";
  EXPECT_EQ(decide(s, h, mo, 1, words, with({warning, bob->id(), {}})).error(), Err::missing);
  for (const auto& until :
       {std::optional<Time>(), std::optional(now), std::optional(now + kMeasure_ms + 1)})
    EXPECT_EQ(decide(s, h, mo, 1, words, with({limit, alice->id(), until})).error(),
              Err::malformed);
  EXPECT_EQ(
      decide(s, h, mo, 1, words, with({limit, alice->id(), now + kDay_ms, kTokensPerDay})).error(),
      Err::malformed)
      << "no limit at all";
  EXPECT_EQ(decide(s, h, mo, 1, words, with({warning, alice->id(), {}, 1})).error(),
            Err::malformed);
  EXPECT_TRUE(s.limits.empty() && mail(*alice).empty()) << "what is refused has had no effect";

  const Time until = now + 7 * kDay_ms;
  ASSERT_TRUE(decide(s, h, mo, 1, words, with({limit, alice->id(), until})).ok());
  const auto notice = *decode<wire::ModerationNotice>(mail(*alice).back().body);
  EXPECT_THAT(shown_line(notice.decision), HasSubstr("No new sending tokens"));
  EXPECT_THAT(shown_line(notice.redress), HasSubstr("You can appeal"));
  const auto body = encode(notice);
  const auto reporter = bob->id();
  EXPECT_EQ(std::search(body.begin(), body.end(), reporter.bytes.begin(), reporter.bytes.end()),
            body.end());
  const auto tokens_for = [&](Person& who) {
    at(now + kMinute_ms);
    ask_for_tokens(who);
    return round()->tokens_issued;
  };
  EXPECT_EQ(tokens_for(*alice), 0u);
  crash();
  EXPECT_EQ(tokens_for(*alice), 0u);
  EXPECT_GT(tokens_for(*bob), 0u);

  post(*alice, LetterKind::appeal, encode(wire::Appeal{"M-000001", "It was a quotation."}));
  EXPECT_EQ(round()->appealed, std::vector{1u});
  const State before = State::load(s.save()).take();
  auto later = environment();
  ASSERT_TRUE(decide_appeal(s, later, lu, 1, AppealDecision::upheld, words, kUnseen).ok());
  EXPECT_EQ(tokens_for(*alice), 0u);
  EXPECT_EQ(s.cases.at(1).against(), alice->id());

  s = State::load(before.save()).take();
  auto anew = environment();
  ASSERT_TRUE(decide_appeal(s, anew, lu, 1, AppealDecision::reversed, words, kUnseen).ok());
  EXPECT_GT(tokens_for(*alice), 0u);
  s = State::load(before.save()).take();
  at(until + kSecond_ms);
  EXPECT_GT(tokens_for(*alice), 0u) << "its time is over";
}

TEST_F(Cases, WhatWasDoneByMistakeIsTakenBackWithoutAnAppealAndCanBeAppealed_MOD_18) {
  publish_stamp_key();
  ask_for_tokens(*bob);
  ask_for_tokens(*alice);
  post(*bob, LetterKind::report, report());
  ASSERT_TRUE(round().ok());
  mail(*alice);
  s.issued.clear();
  auto h = environment();
  const Words mistaken{"No more threats.", "A threat of violence."},
      words{"It ends.", "A mistake."};
  EXPECT_EQ(take_back(s, h, mo, 1, words).error(), Err::refused) << "nothing is decided";
  Further limit = kUnseen;
  limit.measure = Measure{Measure::Kind::limit, alice->id(), now + 7 * kDay_ms};
  ASSERT_TRUE(decide(s, h, mo, 1, mistaken, limit).ok());
  mail(*alice);
  mail(*bob);

  ASSERT_TRUE(take_back(s, h, mo, 1, words).ok()) << "by who decided it, too";
  EXPECT_EQ(s.cases.at(1).state, wire::CaseState::reversed);
  EXPECT_TRUE(s.limits.empty());
  for (Person* who : {&*alice, &*bob}) {
    const auto notice = *decode<wire::ModerationNotice>(mail(*who).back().body);
    EXPECT_THAT(shown_line(notice.decision), HasSubstr("It ends."));
    EXPECT_THAT(shown_line(notice.redress), HasSubstr("You can appeal"));
  }
  EXPECT_EQ(take_back(s, h, mo, 1, words).error(), Err::refused) << "nothing is left to end";
  at(now + kMinute_ms);
  post(*bob, LetterKind::appeal, encode(wire::Appeal{"M-000001", "It was a threat."}));
  EXPECT_EQ(round()->appealed, std::vector{1u});
  auto later = environment();
  EXPECT_EQ(take_back(s, later, mo, 1, words).error(), Err::refused) << "an appeal waits";
  EXPECT_EQ(decide_appeal(s, later, mo, 1, AppealDecision::upheld, words, kUnseen).error(),
            Err::refused)
      << "she decided it before";
  EXPECT_TRUE(decide_appeal(s, later, lu, 1, AppealDecision::upheld, words, kUnseen).ok());
}

TEST_F(Cases, AnAccountThatIsLimitedGetsSoManyTokensForEachDayAndTheLeastCounts_MOD_18) {
  publish_stamp_key();
  ask_for_tokens(*bob);
  ask_for_tokens(*alice);
  post(*bob, LetterKind::report, report());
  ASSERT_TRUE(round().ok());
  s.issued.clear();  // of a day on which it had nothing yet
  auto h = environment();
  const auto limit = [&](std::uint32_t per_day, Time until) {
    return Further{Measure{Measure::Kind::limit, alice->id(), until, per_day}, kUnseen.unseen};
  };
  ASSERT_TRUE(
      decide(s, h, mo, 1, {"Less of this.", "A threat of violence."}, limit(3, now + 7 * kDay_ms))
          .ok());
  EXPECT_THAT(shown_line(decode<wire::ModerationNotice>(mail(*alice).back().body)->decision),
              HasSubstr("at most 3 messages a day"));
  const auto tokens_for = [&](Person& who) {
    at(now + kMinute_ms);
    s.issued.clear();
    ask_for_tokens(who);
    return round()->tokens_issued;
  };
  const auto days = tokens_for(*alice) / 3;
  EXPECT_GT(days, 0u);
  EXPECT_GT(tokens_for(*bob), 3 * days);
  s.limits[2] = {alice->id(), 1, now + kDay_ms};  // another case's
  EXPECT_EQ(tokens_for(*alice), days);
  at(now + 2 * kDay_ms);
  EXPECT_EQ(tokens_for(*alice), 3 * days) << "the other's time is over";
}

TEST_F(Cases, WhoReportedAndWhoAMeasureIsAgainstAreBothHeardWhoeverAppealsFirst_MOD_20) {
  publish_stamp_key();
  ask_for_tokens(*bob);
  ask_for_tokens(*alice);
  post(*bob, LetterKind::report, report());  // of what Alice wrote
  ASSERT_TRUE(round().ok());
  auto h = environment();
  Further limit = kUnseen;
  limit.measure = limited(alice->id(), now, 7, 5);
  ASSERT_TRUE(decide(s, h, mo, 1, {"Few messages.", "A threat."}, limit).ok());
  mail(*alice);
  mail(*bob);
  const auto appeal = [&](const Person& who, std::string words) {
    at(now + kMinute_ms);
    post(who, LetterKind::appeal, encode(wire::Appeal{"M-000001", std::move(words)}));
    return round().take();
  };
  const auto told = [&](Person& who) {
    return *decode<wire::ModerationNotice>(mail(who).back().body);
  };

  EXPECT_EQ(appeal(*bob, "It is too mild.").appealed, std::vector{1u});
  EXPECT_EQ(told(*bob).decision, "Your appeal was taken in.");
  const auto warned = told(*alice);
  EXPECT_EQ(warned.decision, "The case is looked at again.") << "it may come to something heavier";
  EXPECT_TRUE(warned.redress.empty());
  EXPECT_THAT(shown_line(warned.reason), HasSubstr("Somebody whom it concerns appealed."));

  const auto second = appeal(*alice, "It was a line of a play.");
  EXPECT_EQ(second.joined, std::vector{1u});
  EXPECT_TRUE(second.appealed.empty());
  EXPECT_EQ(second.appeals_refused, 0u);
  EXPECT_EQ(told(*alice).decision, "Your appeal was taken in.");
  EXPECT_TRUE(mail(*bob).empty());
  ASSERT_EQ(s.cases.at(1).appeals.size(), 2u);
  EXPECT_EQ(s.cases.at(1).appeals[1].by, alice->id());
  EXPECT_EQ(appeal(*alice, "And another thing.").appeals_refused, 1u) << "each is heard once";
  mail(*alice);
  mail(*bob);

  auto later = environment();
  ASSERT_TRUE(decide_appeal(s, later, lu, 1, AppealDecision::reversed,
                            {"It was no threat.", "It is a line of a play."}, kUnseen)
                  .ok());
  for (Person* who : {&*alice, &*bob})
    EXPECT_THAT(shown_line(told(*who).decision), HasSubstr("It was no threat.")) << "both are told";
  EXPECT_THAT(shown_line((appeal(*alice, "Once more."), told(*alice).reason)),
              HasSubstr("looked at twice"));
}

TEST_F(Cases, AnAppealOfWhichNotAllCanBeToldWaitsWhole_MOD_15) {
  publish_stamp_key();
  ask_for_tokens(*bob);
  ask_for_tokens(*alice);
  post(*bob, LetterKind::report, report());
  ASSERT_TRUE(round().ok());
  auto h = environment();
  Further limit = kUnseen;
  limit.measure = limited(alice->id(), now, 7, 5);
  ASSERT_TRUE(decide(s, h, mo, 1, {"Few messages.", "A threat."}, limit).ok());
  mail(*bob);
  const auto seen = s.records_seen;
  s.records_seen.newest[alice->id()] = {alice->record.version + 1, crypto::Digest{1}};
  post(*bob, LetterKind::appeal, encode(wire::Appeal{"M-000001", "It is too mild."}));
  EXPECT_EQ(round()->waiting, 1u);
  EXPECT_TRUE(s.cases.at(1).appeals.empty() && mail(*bob).empty());
  s.records_seen = seen;
  EXPECT_EQ(round()->appealed, std::vector{1u});
  EXPECT_EQ(mail(*bob).size(), 1u) << "once";
}

TEST_F(Cases, NumbersRoundTrip_MOD_4) {
  EXPECT_EQ(case_number(42), "M-000042");
  EXPECT_EQ(case_number(12345678), "M-12345678");
  EXPECT_EQ(*parse_case_number("M-000042"), 42u);
  EXPECT_EQ(*parse_case_number("42"), 42u);
  EXPECT_EQ(*parse_case_number("m-42"), 42u);
  for (const char* bad : {"", "M-", "x", "42x", "-1", "99999999999"})
    EXPECT_EQ(parse_case_number(bad).error(), Err::malformed) << bad;
}

// The server falls silent after n calls, the process dies, comes back, and finishes.
TEST_F(Office, ACrashAfterAnyCallLosesNoLetterAndOpensNoCaseTwice_MOD_5) {
  publish_stamp_key();
  saved = s.save();
  const Bytes before = saved;
  ask_for_tokens(*bob);
  post(*bob, LetterKind::report, report());
  bool finished = false;
  std::size_t crashes = 0;
  for (std::size_t n = 0; !finished; ++n) {
    server->calls_left = n;
    finished = round().ok();
    crash();
    crashes += !finished;
    ASSERT_LT(n, 100u);
  }
  EXPECT_GT(crashes, 5u);
  server->calls_left = 1'000'000;
  ASSERT_TRUE(round().ok());
  EXPECT_EQ(s.cases.size(), 1u);
  EXPECT_EQ(s.next_case, 2u);
  bool tokens = false, receipt = false;
  for (const auto& l : mail(*bob)) {
    tokens |= l.kind == LetterKind::tokens;
    if (l.kind != LetterKind::report_receipt) continue;
    receipt = true;
    EXPECT_EQ(decode<wire::ReportReceipt>(l.body)->case_number, "M-000001");
  }
  EXPECT_TRUE(tokens && receipt);
  EXPECT_TRUE(s.outbox.empty() && s.updates.empty());
  EXPECT_NE(before, saved);
}

TEST_F(Office, StateRoundTripsAndAnotherVersionIsRefused_MOD_5) {
  publish_stamp_key();
  ask_for_tokens(*bob);
  post(*bob, LetterKind::report, report());
  ASSERT_TRUE(round().ok());
  const Bytes first = s.save();
  EXPECT_EQ(State::load(first)->save(), first);
  Bytes other = first;
  other[1] ^= 7;
  EXPECT_EQ(State::load(other).error(), Err::unsupported);
  for (std::size_t n = 2; n < first.size(); n += 7)
    EXPECT_EQ(State::load(View(first).first(n)).error(), Err::malformed) << n;
}

TEST_F(Issuer, ALetterThatCanNeverArriveIsGivenUpAndToldOnce_MOD_16) {
  ASSERT_TRUE(round().ok());
  AccountId nobody;
  nobody.bytes.fill(9);
  s.outbox.push_back({wire::Address::of(nobody), to_bytes("to nobody")});
  s.outbox.push_back({wire::Address::of(alice->id()), to_bytes("behind it")});
  {
    auto h = environment();
    ASSERT_TRUE(flush(s, h).ok());
  }
  EXPECT_TRUE(s.outbox.empty());
  crash();
  EXPECT_EQ(round()->undeliverable, 1u) << "also where it was given up between two rounds";
  EXPECT_EQ(round()->undeliverable, 0u);
}

}  // namespace
}  // namespace eq::moderator
