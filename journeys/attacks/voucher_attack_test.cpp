// Tables nobody vouches for, modes nobody agreed to, vouchers sent twice, and pictures opened in
// silence.
#include "apps/media/synth.h"
#include "eq/tlog/tile.h"
#include "eq/wire/letter.h"
#include "journeys/lists.h"
#include "journeys/offices.h"
#include "parties/platform/step.h"

namespace eq::journeys {
namespace {

using list::Mode;

client::PictureSeen drawn(std::uint64_t seed) { return seen(media::landscape(seed, 512, 384)); }

struct Voucher : ::testing::Test {
  Town town{107};
  std::unique_ptr<Person> ana = town.settle();
  static constexpr std::uint8_t kThreshold = 2;

  void publish(std::uint8_t threshold = kThreshold) {
    publish_list(town, {drawn(1), drawn(2), drawn(3)},
                 {rule(town, "NL", Mode::report_after_threshold)},
                 hotline::ReportTerms{{threshold, 4}, 0, 90});
  }
  Result<client::VoucherSent> send(Person& person, const client::PictureSeen& picture) {
    auto h = person.environment();
    return client::send_voucher(person.state(), h, picture, kUsual, "NL");
  }
  /// Why no voucher was made; nothing if one was, and the service took it.
  std::optional<Err> sending() {
    const auto sent = send(*ana, drawn(1));
    if (sent.ok()) {
      EXPECT_TRUE(sent->receipt);
    }
    return err(sent);
  }
  /// The service shows Ana another list in force than it has.
  void show_ana(const std::function<void(wire::PublishedList&)>& change) {
    ana->line.change_reply = [change](wire::Verb verb, View, Bytes& reply) {
      if (verb != wire::Verb::list_get) return;
      auto published = decode<wire::PublishedList>(reply).take();
      change(published);
      reply = encode(published);
    };
  }
  list::SignedHead head_in_force() {
    return decode<list::SignedHead>(wire::ask(*town.office_line, wire::ListGet{kUsual})->head)
        .take();
  }
  list::SignedHead signed_by_both(const list::ListHead& head) {
    return {head,
            {list::sign_head(head, town.hotlines[0].signing),
             list::sign_head(head, town.hotlines[1].signing)}};
  }
  /// Two hotlines that conspire put a head into the log.
  Result<wire::Appended> append(const list::SignedHead& head) {
    const auto published = wire::ask(*town.office_line, wire::ListGet{kUsual}).take();
    std::vector<Bytes> blobs{published.filter, published.table};
    for (const auto& c : published.coverages) blobs.push_back(c);
    return wire::ask(
        *town.office_line, {town.hotlines[0].signing, town.realm.name}, town.now, town.rng,
        wire::LogAppend{wire::LogName::orders, std::nullopt, tlog::entry_of(head), blobs});
  }
  list::ListHead next_head() {
    auto head = head_in_force().head;
    head.previous = head.id();
    head.version++;
    return head;
  }
  std::size_t rows_of(platform::Table table) {
    return platform::keys_in(town.service->store(), table, Bytes{0}, Bytes(80, 0xff), 1000)
        .take()
        .size();
  }
};

// Control: when nobody cheats, the voucher is taken.
TEST_F(Voucher, AnHonestListIsVouchedFor_CLI_11) {
  publish();
  agree(*ana, "NL", Mode::report_after_threshold);
  EXPECT_EQ(sending(), std::nullopt);
}

// Attack: a row of the table is of a picture that only one hotline listed.
// Stopped by: eq/list/reporting.cpp AcceptedTable::with(), the count of uncovered rows.
TEST_F(Voucher, ATableWithASlotThatOneHotlineAloneCertifiedIsNotUsed_LST_12) {
  publish();
  agree(*ana, "NL", Mode::report_after_threshold);
  show_ana([&](wire::PublishedList& l) {
    auto c = decode<list::SignedCoverage>(l.coverages[1]).take();
    c.coverage.bitmap[0] ^= 4;
    const auto& signer = c.key == town.hotlines[0].signing.verify_key() ? town.hotlines[0].signing
                                                                        : town.hotlines[1].signing;
    l.coverages[1] = encode(list::sign_coverage(c.coverage, kUsual, signer));
  });
  EXPECT_EQ(sending(), Err::refused);
  show_ana([](wire::PublishedList& l) { l.coverages.pop_back(); });
  EXPECT_EQ(sending(), Err::refused);
}

// Attack: the service writes the missing hotline's attestation itself.
// Stopped by: eq/list/reporting.cpp AcceptedTable::with(), the signature of each coverage.
TEST_F(Voucher, AForgedAttestationIsNotBelieved_LST_12) {
  publish();
  agree(*ana, "NL", Mode::report_after_threshold);
  show_ana([&](wire::PublishedList& l) {
    auto c = decode<list::SignedCoverage>(l.coverages[1]).take();
    c.signature = town.service_keys->stamp.sign(encode(c.coverage));
    l.coverages[1] = encode(c);
  });
  EXPECT_EQ(sending(), Err::forged);
}

// Attack: the service gives another table with a certified head.
// Stopped by: eq/list/reporting.cpp AcceptedTable::with(), the table's digest.
TEST_F(Voucher, ATableThatTheHeadDoesNotNameIsNotUsed_LST_12) {
  publish();
  agree(*ana, "NL", Mode::report_after_threshold);
  show_ana([](wire::PublishedList& l) {
    std::swap_ranges(l.table.end() - 32, l.table.end(), l.table.end() - 64);
  });
  EXPECT_EQ(sending(), Err::forged);
}

// Attack: two hotlines conspire to publish a table with more rows than there are tags in the
// filter, so that rows can hide which no warning ever shows. Stopped by: eq/list/head.cpp
// ListHead::check(), at the service, and at the client as in the next line.
TEST_F(Voucher, AnOverfullTableIsRefused_LST_12) {
  publish();
  auto head = next_head();
  head.reporting->rows = head.slots + 1;
  EXPECT_EQ(err(append(signed_by_both(head))), Err::malformed);
  EXPECT_EQ(err(list::check_certification(signed_by_both(head),
                                          wire::list_trust(town.realm).authorities)),
            Err::malformed);
  // A row more than the head says, however few: its digest is another; and with the digest in the
  // head, the coverage.
  head = next_head();
  head.reporting->rows--;
  ASSERT_TRUE(append(signed_by_both(head)).ok());
  agree(*ana, "NL", Mode::report_after_threshold);
  EXPECT_EQ(sending(), Err::refused);
}

// Attack: two hotlines and the service show Ana alone a head with a lower threshold, which the log
// never held. Stopped by: eq/tlog/replay.cpp check_bundle() and the type Logged<SignedHead>, as for
// any list.
TEST_F(Voucher, AHeadForOneVictimOnlyIsNotUsed_CLI_11) {
  publish(30);
  agree(*ana, "NL", Mode::report_after_threshold);
  auto secret = head_in_force();
  secret.head.reporting->terms.curves.threshold = 2;
  secret = signed_by_both(secret.head);
  std::uint64_t at = 0;
  show_ana([&](wire::PublishedList& l) {
    at = l.index;
    l.head = encode(secret);
  });
  ana->line.change_document = [&](std::string_view path, Result<Bytes>& document) {
    if (!path.starts_with("/log/orders/tile/entries/") || !document.ok()) return;
    std::vector<Bytes> entries;
    Reader r(*document);
    while (!r.empty()) {
      const auto n = r.u16().take();
      entries.push_back(to_bytes(r.raw(n).take()));
    }
    entries.at(at) = tlog::entry_of(secret);
    document = tlog::encode_bundle(entries);
  };
  EXPECT_EQ(sending(), Err::forged);
}

// Attack: Ana agreed to reports above thirty; the next list, logged and certified, reports above
// two. Stopped by: parties/client/matching.cpp mode_here(): consent is to one subject.
TEST_F(Voucher, AnotherThresholdThanTheOneAgreedToMakesNoVoucher_CLI_10) {
  publish(30);
  agree(*ana, "NL", Mode::report_after_threshold);
  ASSERT_EQ(sending(), std::nullopt);
  publish(2);
  ana->line.exchanges.clear();
  const auto sent = send(*ana, drawn(1));
  ASSERT_TRUE(sent.ok());
  EXPECT_FALSE(sent->receipt);
  EXPECT_EQ(sent->mode.consent, client::ModeHere::Consent::for_something_else);
  for (const auto& e : ana->line.exchanges) EXPECT_NE(e.verb, wire::Verb::vouchers_put);
}

// Attack: the mode goes from warnings to reports while the person agreed to warnings only.
// Stopped by: as above.
TEST_F(Voucher, AModeThatNobodyAgreedToMakesNoVoucher_CLI_10) {
  publish_list(town, {drawn(1)}, {rule(town, "NL", Mode::warn_user_only)});
  agree(*ana, "NL", Mode::warn_user_only);
  publish();
  const auto sent = send(*ana, drawn(1));
  ASSERT_TRUE(sent.ok());
  EXPECT_FALSE(sent->receipt);
  auto h = ana->environment();
  const auto list = must(client::current_list(ana->state(), h, kUsual));
  EXPECT_EQ(err(client::look_up_picture(ana->state(), h, list, drawn(1).fingerprint, "NL")),
            Err::refused)
      << "nor warns it any longer";
}

// Attack: the law has expired, and the service goes on.
// Stopped by: eq/list/mode.cpp standing_of(), the time.
TEST_F(Voucher, AfterItsLegalBasisHasExpiredTheModeIsOff_LST_9) {
  auto soon = must(court::legal_basis(*town.court, town.judge,
                                      {kUsual,
                                       "Drill Act",
                                       "article 1",
                                       "NL",
                                       Mode::report_after_threshold,
                                       town.now + kDay_ms,
                                       "",
                                       {}}));
  publish_list(town, {drawn(1)}, {{"NL", soon.mode, soon}},
               hotline::ReportTerms{{kThreshold, 4}, 0, 90});
  agree(*ana, "NL", Mode::report_after_threshold);
  ASSERT_EQ(sending(), std::nullopt);
  town.advance(kDay_ms);
  const auto sent = send(*ana, drawn(1));
  ASSERT_TRUE(sent.ok());
  EXPECT_FALSE(sent->receipt);
  EXPECT_EQ(sent->mode.standing.off, list::Off::expired);
  auto environment = town.office<hotline::Environment>();
  EXPECT_EQ(err(hotline::work_as_holder(town.hotlines[0], environment, kUsual)), Err::refused)
      << "nor is what was sent before evaluated";
}

// Attack: two hotlines extend it themselves, in a certified head.
// Stopped by: eq/list/mode.cpp standing_of(), the court's signature.
TEST_F(Voucher, HotlinesCannotGiveThemselvesALegalBasis_LST_9) {
  publish();
  auto head = next_head();
  head.regions[0].basis->until = head.regions[0].basis->until + 365 * kDay_ms;
  ASSERT_TRUE(append(signed_by_both(head)).ok());
  const auto sent = send(*ana, drawn(1));
  ASSERT_TRUE(sent.ok());
  EXPECT_EQ(sent->mode.standing.mode, Mode::off);
  EXPECT_EQ(sent->mode.standing.off, list::Off::not_genuine);
}

// Attack: a voucher is sent again, so that one picture counts often; or by somebody else, so that
// it counts against him. Stopped by: parties/platform/vouchers.cpp vouchers_put(), the number; and
// eq/voucher/voucher.cpp try_open(), the context.
TEST_F(Voucher, AReplayedVoucherIsRefusedAndAnothersDoesNotOpen_PLT_21) {
  publish();
  agree(*ana, "NL", Mode::report_after_threshold);
  std::optional<wire::VoucherPut> put;
  ana->line.change_reply = [&](wire::Verb verb, View request, Bytes&) {
    if (verb == wire::Verb::vouchers_put)
      put = decode<wire::VoucherPut>(decode<wire::SignedRequest>(request).take().body).take();
  };
  ASSERT_EQ(sending(), std::nullopt);
  ASSERT_TRUE(put);
  auto h = ana->environment();
  EXPECT_EQ(err(client::ask(ana->state(), h, *put)), Err::stale);
  EXPECT_EQ(ana->line.last_code(), wire::Code::replayed);
  auto ben = town.settle();
  auto hb = ben->environment();
  EXPECT_TRUE(client::ask(ben->state(), hb, *put).ok());
  put->number++;
  EXPECT_TRUE(client::ask(ana->state(), h, *put).ok());
  EXPECT_EQ(work_as_holders(town).evaluated, 6u);
  EXPECT_EQ(rows_of(platform::Table::matches), 1u) << "the first alone opens";
}

// Control: with everything it keeps and the help of all holders, the service tries for an account
// at the threshold.  No check stops it: two points on a curve of degree one in each coordinate are
// any two points.
TEST_F(Voucher, AtTheThresholdOpenedVouchersSayNothingMore_VOU_10) {
  publish();
  agree(*ana, "NL", Mode::report_after_threshold);
  for (const auto seed : {1u, 2u}) ASSERT_TRUE(send(*ana, drawn(seed)).ok());
  work_as_holders(town);
  const auto rows =
      platform::rows_in(town.service->store(), platform::Table::matches, {}, Bytes(80, 0xff), 10)
          .take();
  ASSERT_EQ(rows.size(), 2u);
  const auto reporting = *head_in_force().head.reporting;
  std::vector<voucher::Matched> matched;
  for (const auto& r : rows) {
    const auto row = decode<platform::MatchRow>(r.value).take();
    matched.push_back(
        {{voucher::decode_share(row.share.reveal("test"), reporting.terms.curves).take(),
          row.inner},
         {},
         row.receipt});
    const auto hash = drawn(1).fingerprint.hash.bytes;
    EXPECT_EQ(std::search(r.value.begin(), r.value.end(), hash.begin(), hash.end()), r.value.end());
  }
  EXPECT_FALSE(
      voucher::PendingOpening::find_var(std::move(matched), reporting.terms, town.now, town.rng));
}

// Attack: a hotline gives a wrong part, so that nothing ever opens. Stopped by:
// eq/voucher/holders.cpp combine_var(), the proof; the request is refused, and no part of it stays.
TEST_F(Voucher, AWrongPartOfAHolderIsRefused_PLT_20) {
  publish();
  agree(*ana, "NL", Mode::report_after_threshold);
  ASSERT_EQ(sending(), std::nullopt);
  auto environment = town.office<hotline::Environment>();
  ASSERT_TRUE(hotline::work_as_holder(town.hotlines[0], environment, kUsual).ok());
  town.hotlines[1].of(kUsual).key->share = crypto::Scalar::random(town.rng);
  EXPECT_EQ(err(hotline::work_as_holder(town.hotlines[1], environment, kUsual)), Err::forged);
  EXPECT_EQ(rows_of(platform::Table::voucher_parts), 1u);
}

struct MatchedCase : Voucher {
  /// What the service wrote to the moderator about Ana, taken off its desk.
  wire::MatchedPictures found;

  void SetUp() override {
    publish();
    agree(*ana, "NL", Mode::report_after_threshold);
    for (const auto seed : {1u, 2u, 3u}) ASSERT_TRUE(send(*ana, drawn(seed)).ok());
    work_as_holders(town);
    ASSERT_TRUE(take_letter());
  }
  bool take_letter() {
    const auto to = wire::Address::of(town.realm.moderator.signing);
    auto& store = town.service->store();
    bool any = false;
    for (const auto& r :
         platform::rows_in(store, platform::Table::desk, Bytes{0}, Bytes(80, 0xff), 1000).take()) {
      const auto row = decode<platform::DeskRow>(r.value).take();
      const auto letter =
          wire::open_letter(to, town.moderator->letters.private_key.reveal("test"), row.letter);
      if (!letter.ok() || letter->kind != wire::LetterKind::matched_pictures) continue;
      found = decode<wire::MatchedPictures>(letter->body).take();
      EQ_ASSERT(store.begin_step().ok() && store.erase(platform::Table::desk, r.key).ok() &&
                store.keep_step().ok());
      any = true;
    }
    return any;
  }
  /// The service writes this to the moderator instead.  @return how many cases that makes
  std::size_t hand_over(const wire::MatchedPictures& letter) {
    const auto to = wire::Address::of(town.realm.moderator.signing);
    auto h = ana->environment();
    const auto sealed =
        wire::seal_letter(to, town.realm.moderator.hpke, wire::LetterKind::matched_pictures,
                          encode(letter), town.service_keys->stamp, town.now, town.rng)
            .take();
    EXPECT_TRUE(client::ask(ana->state(), h, wire::DeskPost{to, sealed}).ok());
    return town.moderate().cases_opened.size();
  }
};

// Control: what the service wrote makes a case, once.
TEST_F(MatchedCase, IsMadeOfWhatIsProven_MOD_13) {
  EXPECT_EQ(hand_over(found), 1u);
  EXPECT_EQ(hand_over(found), 0u) << "one case for one opening";
}

// Attack: the service puts Ana's pictures before the moderator as Ben's, or under another opening.
// Stopped by: eq/voucher/reopened.cpp check_var(): what is bound to Ana opens for nobody else; and
// each entry commits to its receipts.
TEST_F(MatchedCase, PicturesWithoutALoggedOpeningBecomeNoCase_MOD_8) {
  auto other = found;
  other.account = town.settle()->id();
  EXPECT_EQ(hand_over(other), 0u) << "of somebody else";
  other = found;
  other.log_index--;
  EXPECT_EQ(hand_over(other), 0u) << "no opening";
  other = found;
  other.vouchers[0].at = other.vouchers[0].at + 1;
  EXPECT_EQ(hand_over(other), 0u) << "not what the entry commits to";
}

// Attack: the service says which pictures are on the list, without a hotline or in its name.
// Stopped by: parties/moderator/proven_match.cpp check_comparison(), holder and signature.
TEST_F(MatchedCase, AComparisonThatNoHotlineSignedMakesNoCase_MOD_13) {
  auto forged = found;
  forged.entries[0] = crypto::Digest{7};
  EXPECT_EQ(hand_over(forged), 0u) << "in the hotline's name";
  forged.hotline = town.service_keys->stamp.verify_key();
  std::vector<wire::ComparisonTask::Picture> pictures;
  for (const auto seed : {1u, 2u, 3u})
    pictures.push_back({drawn(seed).fingerprint.hash, drawn(seed).second});
  forged.comparison = town.service_keys->stamp.sign(
      wire::comparison_text(town.realm.name, kUsual, pictures, forged.entries));
  EXPECT_EQ(hand_over(forged), 0u) << "in its own";
}

// Attack: a hotline compared the pictures with another kind of list, and the service takes that for
// this one. Stopped by: parties/moderator/proven_match.cpp check_comparison(): the kind is in what
// was signed.  Seen to succeed with that check removed.
TEST_F(MatchedCase, AComparisonWithAnotherKindOfListMakesNoCase_MOD_14) {
  std::vector<wire::ComparisonTask::Picture> pictures;
  for (const auto seed : {1u, 2u, 3u})
    pictures.push_back({drawn(seed).fingerprint.hash, drawn(seed).second});
  const bool first = found.hotline == town.hotlines[0].signing.verify_key();
  const auto compare_as = [&](list::Kind kind) {
    found.comparison = town.hotlines[first ? 0 : 1].signing.sign(
        wire::comparison_text(town.realm.name, kind, pictures, found.entries));
    return hand_over(found);
  };
  EXPECT_EQ(compare_as(list::Kind::terrorism), 0u);
  EXPECT_EQ(compare_as(kUsual), 1u);
}

// Attack: the service opens vouchers by parts that no holder gave.
// Stopped by: eq/voucher/holders.cpp combine_var(), the proof of each part.
TEST_F(MatchedCase, APartThatNoHolderGaveOpensNothing_MOD_13) {
  found.vouchers[0].parts[0].proof = found.vouchers[1].parts[0].proof;
  EXPECT_EQ(hand_over(found), 0u);
}

/// The service makes vouchers of listed pictures itself, and takes them as if Ben had sent them.
struct Invented : MatchedCase {
  std::unique_ptr<Person> ben = town.settle();  // agreed to nothing, sent nothing

  wire::MatchedPictures invent(const std::function<void(voucher::Inner&, View)>& sign) {
    auto h = ana->environment();
    const auto read = must(client::read_list(ana->state(), h, kUsual));
    const auto table = must(wire::table_of(read));
    const auto& terms = table.reporting().terms;
    const auto master = town.rng.secret<32>();
    for (std::uint64_t n = 1; n <= 3; ++n) {
      const voucher::Context context{ben->id(), terms.table, n};
      const voucher::AccountCurves curves(master, context.of_curves(), terms.curves);
      const auto picture = drawn(n);
      voucher::Inner inner{picture.fingerprint.hash, picture.second, picture.derivative, {}, {}};
      sign(inner, encode(context));
      auto made = must(voucher::make_voucher(
          voucher::probes_of(picture.fingerprint, read.list.head().tokens, town.rng), inner,
          table.table(), terms, curves, encode(context), town.rng));
      auto& store = town.service->store();
      platform::Reply reply;
      EQ_ASSERT(store.begin_step().ok());
      platform::LogBook book(town.realm);
      platform::Step step{*town.service_keys, town.realm, store, town.now, town.rng, reply, book};
      const platform::Sender as_ben{ben->state().me.device.verify_key(), ben->id(), std::nullopt};
      EQ_ASSERT(
          platform::vouchers_put(step, as_ben, {terms.table, n, std::move(made.voucher)}).ok() &&
          store.keep_step().ok());
    }
    work_as_holders(town);
    EXPECT_TRUE(take_letter()) << "all others do as they always do";
    return found;
  }
};

// Attack: the vouchers are signed by a device of the service's own.
// Stopped by: parties/moderator/proven_match.cpp verify_var(), the account's record.
TEST_F(Invented, PicturesThatNoDeviceOfTheAccountSignedMakeNoCase_MOD_13) {
  const auto letter = invent([&](voucher::Inner& inner, View context) {
    voucher::sign_inner(inner, context, town.service_keys->stamp);
  });
  EXPECT_EQ(letter.account, ben->id());
  EXPECT_EQ(hand_over(letter), 0u);
}

}  // namespace
}  // namespace eq::journeys
