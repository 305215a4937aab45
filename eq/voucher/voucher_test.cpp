#include "eq/voucher/voucher.h"

#include <gtest/gtest.h>

#include "apps/media/edit.h"
#include "apps/media/synth.h"
#include "eq/tlog/log.h"
#include "eq/voucher/opening.h"
#include "eq/voucher/past.h"
#include "eq/voucher/reopened.h"
#include "eq/voucher/test_holders.h"

namespace eq::voucher {
namespace {

struct World : ::testing::Test {
  eq::testing::SeededRandom rng{11};
  testing::Holders holders{{2, 3}, rng};
  phash::TokenParams tokens;
  std::vector<phash::Fingerprint> listed, harmless;
  std::optional<Table> table;
  Terms terms;
  Secret<32> master = rng.secret<32>();
  const Time now{1'770'000'000'000};

  void SetUp() override {
    std::vector<phash::Hash> hashes;
    for (std::uint64_t i = 0; i < 8; i++) {
      listed.push_back(phash::fingerprint(media::landscape(i, 256, 192)).take());
      harmless.push_back(phash::fingerprint(media::landscape(100 + i, 256, 192)).take());
      hashes.push_back(listed.back().hash);
    }
    table = holders.table_of(hashes, tokens);
    terms.key = holders.key.public_key;
    terms.table = table->digest();
    terms.curves = {3, 4};
    terms.synthetic = 0;
  }
  AccountCurves curves() const { return {master, terms.table, terms.curves}; }
  const crypto::SigningKey device = crypto::SigningKey::generate(rng);
  Inner inner_of(const phash::Fingerprint& f, View context = view("ana 1")) const {
    Inner inner{f.hash, {}, to_bytes("thumbnail"), {}, {}};
    sign_inner(inner, context, device);
    return inner;
  }
  Voucher voucher_of(const phash::Fingerprint& f, View context = view("ana 1")) {
    return made_of(f, context).voucher;
  }
  MadeVoucher made_of(const phash::Fingerprint& f, View context = view("ana 1")) {
    auto v = make_voucher(probes_of(f, tokens, rng), inner_of(f, context), *table, terms, curves(),
                          context, rng);
    EQ_ASSERT(v.ok());
    return std::move(v).take();
  }
  std::optional<OpenedVoucher> attempt(const Voucher& v, View context = view("ana 1")) {
    const auto points = points_of(v.elements).take();
    auto opened = try_open(v, holders.all(points), terms.curves, context);
    EQ_ASSERT(opened.ok());
    return std::move(opened).take();
  }
  Matched matched(const phash::Fingerprint& f, std::uint32_t n) {
    const Bytes context = concat({view("ana"), be32(n)});
    const auto v = voucher_of(f, context);
    auto opened = attempt(v, context);
    EQ_ASSERT(opened.has_value());
    return {std::move(*opened), context, crypto::sha256(encode(v))};
  }
  tlog::Logged<OpeningEntry> logged(const OpeningEntry& e) {
    tlog::LogSigner log{"example.org/orders", crypto::SigningKey::generate(rng)};
    tlog::WitnessSigner witness{"witness.example", crypto::SigningKey::generate(rng)};
    const Bytes entry = tlog::entry_of(e);
    tlog::MemoryTree tree;
    tree.append(tlog::leaf_hash(entry));
    std::string note = tlog::sign_checkpoint({1, *tlog::root_of(tree, 1)}, log);
    const auto line = tlog::cosign(tlog::Note::parse(note)->text, witness, e.at);
    note = *tlog::with_signatures(note, std::span(&line, 1));
    auto l = tlog::Logged<OpeningEntry>::verify(View(entry), tlog::LogProof{{}, 0, {}, note},
                                                {log.verify_key(), {witness.verify_key()}, 1});
    EQ_ASSERT(l.ok());
    return std::move(l).take();
  }
};

TEST_F(World, AListedPictureOpensAndAHarmlessOneDoesNot_VOU_6) {
  for (const auto& f : listed) EXPECT_TRUE(attempt(voucher_of(f)).has_value());
  for (const auto& f : harmless) EXPECT_FALSE(attempt(voucher_of(f)).has_value());
}

TEST_F(World, AReencodedListedPictureOpens_VOU_6) {
  const auto half = phash::fingerprint(media::half_size(media::landscape(3, 256, 192))).take();
  EXPECT_TRUE(attempt(voucher_of(half)).has_value());
}

TEST_F(World, EveryPictureMakesTheSameNumberOfBytesBelowTwelveKilobytes_VOU_7) {
  auto blank = phash::fingerprint(media::landscape(1, 256, 192)).take();
  blank.quality = 0;
  const auto size = encode(voucher_of(listed[0])).size();
  EXPECT_LE(size, 12'000u);
  EXPECT_EQ(encode(voucher_of(harmless[0])).size(), size);
  EXPECT_EQ(encode(voucher_of(blank)).size(), size);
  terms.synthetic = 255;
  EXPECT_EQ(encode(voucher_of(harmless[1])).size(), size);
}

TEST_F(World, APictureOfTooFewEdgesIsAskedAboutAtRandom_VOU_7) {
  auto blank = listed[0];
  blank.quality = phash::kQualityMin - 1;
  EXPECT_FALSE(attempt(voucher_of(blank)).has_value());
}

TEST_F(World, AHolderAloneOpensNothing_VOU_8) {
  const auto v = voucher_of(listed[0]);
  const auto points = points_of(v.elements).take();
  for (std::uint16_t i = 1; i <= 3; i++) {
    const auto alone = holders.part(i, points);
    std::vector<std::uint16_t> bad;
    EXPECT_EQ(combine_var(holders.key, points, std::span(&alone, 1), bad).error(), Err::missing);
    EXPECT_FALSE(try_open(v, alone.elements, terms.curves, view("ana 1"))->has_value());
  }
}

TEST_F(World, AnyTwoHoldersOpenAndAWrongPartIsNamed_VOU_9) {
  const auto v = voucher_of(listed[0]);
  const auto points = points_of(v.elements).take();
  std::vector<Partial> parts{holders.part(1, points), holders.part(2, points),
                             holders.part(3, points)};
  std::swap(parts[0].elements[5], parts[0].elements[6]);
  std::vector<std::uint16_t> bad;
  const auto evaluated = combine_var(holders.key, points, parts, bad);
  ASSERT_TRUE(evaluated.ok());
  EXPECT_EQ(bad, std::vector<std::uint16_t>{1});
  EXPECT_TRUE(try_open(v, *evaluated, terms.curves, view("ana 1"))->has_value());
}

TEST_F(World, OneHolderTwiceIsOneHolder_VOU_8) {
  const auto points = points_of(voucher_of(listed[0]).elements).take();
  const std::vector<Partial> parts{holders.part(2, points), holders.part(2, points)};
  std::vector<std::uint16_t> bad;
  EXPECT_EQ(combine_var(holders.key, points, parts, bad).error(), Err::missing);
}

TEST_F(World, AVoucherMovedToAnotherContextDoesNotOpen_VOU_6) {
  const auto v = voucher_of(listed[0], view("ana 1"));
  const auto points = points_of(v.elements).take();
  EXPECT_EQ(try_open(v, holders.all(points), terms.curves, view("ben 1")).error(), Err::malformed);
}

/// What the account's own key alone seals, of a voucher that a holder of all keys opened.
Bytes sealed_text(const OpenedVoucher& opened) {
  constexpr std::size_t kFresh = 32;
  return {opened.inner.begin() + kFresh, opened.inner.end()};
}

/// A stream cipher under one key twice gives the difference of its two texts to anybody.
TEST_F(World, TwoHomesThatUseOneNumberShareNoKey_VOU_14) {
  const auto one = attempt(voucher_of(listed[0])), other = attempt(voucher_of(listed[0]));
  ASSERT_TRUE(one && other);
  EXPECT_EQ(open_inner(*one, curves().key(), view("ana 1"))->hash, listed[0].hash);
  EXPECT_EQ(open_inner(*other, curves().key(), view("ana 1"))->hash, listed[0].hash);
  EXPECT_NE(sealed_text(*one), sealed_text(*other)) << "the same text in the same context";

  auto moved = *one;  // what was drawn for the one opens nothing of the other
  std::copy_n(other->inner.begin(), 32, moved.inner.begin());
  EXPECT_EQ(open_inner(moved, curves().key(), view("ana 1")).error(), Err::forged);
  moved.inner.pop_back();
  EXPECT_EQ(open_inner(moved, curves().key(), view("ana 1")).error(), Err::malformed);
}

TEST_F(World, BelowTheThresholdAnOpenedVoucherRevealsNothingMore_VOU_10) {
  std::vector<Matched> some;
  for (std::uint32_t i = 0; i < terms.curves.threshold; i++) some.push_back(matched(listed[i], i));
  EXPECT_FALSE(PendingOpening::find_var(std::move(some), terms, now, rng).has_value());
}

TEST_F(World, AboveTheThresholdTheMatchedPicturesOpenAfterTheLogAndNotBefore_VOU_10) {
  std::vector<Matched> some;
  for (std::uint32_t i = 0; i <= terms.curves.threshold; i++) some.push_back(matched(listed[i], i));
  const auto pending = PendingOpening::find_var(std::move(some), terms, now, rng);
  ASSERT_TRUE(pending.has_value());
  EXPECT_EQ(pending->entry().pictures, terms.curves.threshold + 1);
  const auto pictures = pending->open(logged(pending->entry()));
  ASSERT_TRUE(pictures.ok());
  ASSERT_EQ(pictures->size(), terms.curves.threshold + 1u);
  EXPECT_EQ((*pictures)[0].derivative, to_bytes("thumbnail"));
  OpeningEntry other = pending->entry();
  other.pictures = 1;
  EXPECT_EQ(pending->open(logged(other)).error(), Err::refused);
}

TEST_F(World, SyntheticVouchersOpenButNeverCount_VOU_7) {
  std::vector<Matched> some;
  for (std::uint32_t i = 0; i < terms.curves.threshold; i++) some.push_back(matched(listed[i], i));
  terms.synthetic = 255;
  std::uint32_t n = 0;
  for (const auto& f : harmless) {
    if (curves().is_synthetic(f.hash.bytes, 255)) some.push_back(matched(f, 100 + n++));
  }
  ASSERT_GE(n, 4u);
  EXPECT_FALSE(PendingOpening::find_var(std::move(some), terms, now, rng).has_value());
}

TEST_F(World, WhatWasKeptUntilTheLogHadItOpensAsThatAndNothingElse_VOU_10) {
  std::vector<Matched> kept, others;
  for (std::uint32_t i = 0; i <= terms.curves.threshold; i++) {
    kept.push_back(matched(listed[i], i));
    others.push_back(matched(listed[i], i));  // the same pictures, sent again
  }
  const auto pending = PendingOpening::find_var(kept, terms, now, rng);
  ASSERT_TRUE(pending.has_value());
  for (std::size_t i = 0; i < kept.size(); i++) EXPECT_EQ(kept[i].receipt, pending->receipts()[i]);
  EXPECT_FALSE(PendingOpening::resume_var(kept, terms, pending->entry(), {}).has_value())
      << "another nonce";
  EXPECT_FALSE(
      PendingOpening::resume_var(others, terms, pending->entry(), pending->nonce()).has_value())
      << "other receipts";
  const auto again = PendingOpening::resume_var(kept, terms, pending->entry(), pending->nonce());
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->open(logged(pending->entry()))->size(), terms.curves.threshold + 1u);
}
TEST_F(World, AnAccountThatSealsRubbishHidesOnlyItsOwnPictures_VOU_10) {
  std::vector<Matched> some;
  for (std::uint32_t i = 0; i <= terms.curves.threshold; i++) some.push_back(matched(listed[i], i));
  some[0].voucher.inner[7] ^= 1;
  const auto pending = PendingOpening::find_var(std::move(some), terms, now, rng);
  ASSERT_TRUE(pending.has_value());
  EXPECT_EQ(pending->open(logged(pending->entry()))->size(), std::size_t{terms.curves.threshold});
}

TEST_F(World, WhatNoDeviceSignedForItsPlaceIsLeftOut_VOU_13) {
  const Inner signed_here = inner_of(listed[0]);
  EXPECT_TRUE(is_signed(signed_here, view("ana 1")));
  EXPECT_FALSE(is_signed(signed_here, view("ben 1"))) << "for another account";
  for (const int what : {0, 1, 2, 3}) {
    Inner changed = signed_here;
    if (what == 0) changed.hash.bytes[0] ^= 1;
    if (what == 1) changed.second.bytes[0] ^= 1;
    if (what == 2) changed.derivative[0] ^= 1;
    if (what == 3) changed.device = crypto::SigningKey::generate(rng).verify_key();
    EXPECT_FALSE(is_signed(changed, view("ana 1"))) << what;
  }
}

TEST_F(World, WhoBelievesNobodyOpensTheSamePicturesOnceMore_VOU_13) {
  const AccountId ana{rng.array<32>()};
  std::vector<Evidence> evidence;
  std::vector<Matched> matched;
  for (std::uint64_t n = 1; n <= terms.curves.threshold + 1u; n++) {
    const Context context{ana, terms.table, n};
    Evidence e{n, now, voucher_of(listed[n], encode(context)), {}};
    const auto points = points_of(e.voucher.elements).take();
    for (std::uint16_t h = 1; h <= holders.key.params.threshold; h++)
      e.parts.push_back(holders.part(h, points));
    matched.push_back({*attempt(e.voucher, encode(context)), encode(context),
                       receipt_for(context, e.voucher, now, device).id()});
    evidence.push_back(std::move(e));
  }
  const auto pending = PendingOpening::find_var(std::move(matched), terms, now, rng);
  const auto entry = logged(pending->entry());
  const auto again = [&](const std::vector<Evidence>& e, const AccountId& account) {
    return Reopened::check_var(account, e, pending->nonce(), terms, holders.key, entry);
  };
  const auto good = again(evidence, ana);
  ASSERT_TRUE(good.ok());
  EXPECT_EQ(good->pictures().size(), evidence.size());
  EXPECT_EQ(good->pictures()[0].device, device.verify_key());
  EXPECT_FALSE(again(evidence, AccountId{rng.array<32>()}).ok()) << "of another account";
  auto changed = evidence;
  changed[1].parts.pop_back();
  EXPECT_EQ(again(changed, ana).error(), Err::missing) << "without enough holders";
  changed = evidence;
  changed[1].parts[0].elements[5] = crypto::Point::generator();
  EXPECT_EQ(again(changed, ana).error(), Err::missing) << "a part that nobody proved";
  changed = evidence;
  changed[0].at = now + 1;
  EXPECT_EQ(again(changed, ana).error(), Err::forged) << "another receipt";
  changed = evidence;
  changed.pop_back();
  EXPECT_EQ(again(changed, ana).error(), Err::forged) << "not all that the entry commits to";
  changed = evidence;
  changed[0].number = 77;
  EXPECT_FALSE(again(changed, ana).ok()) << "under another number";
}

TEST_F(World, ATableHasOneEncodingAndItsDigestCoversEverything_VOU_2) {
  const Bytes good = table->encode();
  const auto back = Table::decode(good);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->encode(), good);
  Bytes changed = good;
  changed.back() ^= 1;
  const auto other = Table::decode(changed);
  EXPECT_TRUE(!other.ok() || other->digest() != table->digest());
  EXPECT_EQ(Table::decode(View(good).first(good.size() - 1)).error(), Err::malformed);
}

TEST_F(World, ARowThatIsNoPointStopsTheVoucherInsteadOfWeakeningIt_VOU_2) {
  Bytes bytes = table->encode();
  // the identity everywhere
  std::fill(bytes.end() - 32 * table->rows(), bytes.end(), std::uint8_t{0});
  table = Table::decode(bytes).take();
  EXPECT_EQ(make_voucher(probes_of(listed[0], tokens, rng), inner_of(listed[0]), *table, terms,
                         curves(), {}, rng)
                .error(),
            Err::malformed);
}

TEST_F(World, ItsSenderLearnsLaterExactlyWhatTheServiceCouldOpen_VOU_12) {
  const auto half = phash::fingerprint(media::half_size(media::landscape(3, 256, 192))).take();
  std::vector<phash::Fingerprint> sent = harmless;
  sent.insert(sent.end(), listed.begin(), listed.end());
  sent.push_back(half);
  std::size_t found = 0;
  for (const auto& f : sent) {
    const auto made = made_of(f);
    const auto match = match_of(made.stub, holders.all(points_of(made.stub.elements).take()));
    EXPECT_EQ(match == PastMatch::listed, attempt(made.voucher).has_value());
    EXPECT_NE(match, PastMatch::not_compared);
    found += match == PastMatch::listed;
  }
  EXPECT_EQ(found, listed.size() + 1);
}

TEST_F(World, OfASyntheticVoucherItsSenderKnowsThatThePictureWasNotComparedThoughItOpens_VOU_12) {
  terms.synthetic = 255;
  const auto made = made_of(harmless[2]);
  ASSERT_FALSE(made.stub.expected.has_value());
  EXPECT_TRUE(attempt(made.voucher).has_value());
  EXPECT_EQ(match_of(made.stub, holders.all(points_of(made.stub.elements).take())),
            PastMatch::not_compared);
}

TEST_F(World, OnlyElementsThatAReceiptCoversAreAskedAboutAgainAndOnlyAfterTheirTime_VOU_11) {
  const auto service = crypto::SigningKey::generate(rng);
  const Context context{{}, terms.table, 1};
  const auto made = made_of(listed[0], encode(context));
  PastQuestion q{receipt_for(context, made.voucher, now, service), made.stub.elements};
  ASSERT_TRUE(is_for(q.receipt, context, made.voucher));
  const auto key = service.verify_key();
  const Time due = now + 90 * kDay_ms;
  EXPECT_TRUE(check_past(q, key, 90, due).ok());
  EXPECT_EQ(check_past(q, key, 90, Time{due.ms - 1}).error(), Err::refused);
  EXPECT_EQ(check_past(q, key, 91, due).error(), Err::refused);
  const auto refused = [&](auto change) {
    auto changed = q;
    change(changed);
    return check_past(changed, key, 90, due).error() == Err::forged;
  };
  EXPECT_TRUE(refused([&](PastQuestion& c) { c.elements = made_of(listed[1]).stub.elements; }))
      << "of another picture";
  EXPECT_TRUE(refused([](PastQuestion& c) { c.receipt.at = Time{c.receipt.at.ms - 1}; }))
      << "dated back";
  EXPECT_TRUE(refused([](PastQuestion& c) { c.receipt.table[0] ^= 1; })) << "for another list";
  EXPECT_TRUE(refused([](PastQuestion& c) { c.receipt.sender[0] ^= 1; })) << "of another sender";
  EXPECT_EQ(check_past(q, crypto::SigningKey::generate(rng).verify_key(), 90, due).error(),
            Err::forged)
      << "of another service";
  const PastQuestion no_points{receipt_for(context, {Elements{}, {}, {}}, now, service),
                               Elements{}};
  EXPECT_EQ(check_past(no_points, key, 90, due).error(), Err::malformed);
}

TEST_F(World, AReceiptSaysNothingOfItsSenderWithoutTheVoucher_VOU_11) {
  const Context ana{{}, terms.table, 1};
  const auto made = made_of(harmless[0], encode(ana));
  auto other = made.voucher;
  other.sealed_keys[0] ^= 1;  // what a guesser of the account does not know
  EXPECT_NE(sender_digest(ana, made.voucher), sender_digest(ana, other));
  Context ben = ana;
  ben.number = 2;
  EXPECT_NE(sender_digest(ana, made.voucher), sender_digest(ben, made.voucher));
}

TEST_F(World, ARowNobodyStandsBehindIsCounted_VOU_3) {
  Coverage full{table->digest(), Bytes((table->rows() + 7) / 8, 0xff)}, part = full;
  part.bitmap[1] &= 0xfe;
  EXPECT_EQ(*uncovered_rows(*table, std::vector{full, full}, 2), 0u);
  EXPECT_EQ(*uncovered_rows(*table, std::vector{full, part}, 2), 1u);
  EXPECT_EQ(*uncovered_rows(*table, std::vector{full}, 2), table->rows());
  Coverage other = full;
  other.table[0] ^= 1;
  EXPECT_EQ(uncovered_rows(*table, std::vector{full, other}, 2).error(), Err::malformed);
}

TEST_F(World, ABlindedTokenGivesTheRowWithoutTheHolderSeeingIt_VOU_8) {
  const auto token = phash::list_tokens(listed[2].hash, tokens)[1];
  const auto b = blind(token_point(token), rng);
  EXPECT_NE(b.element, token_point(token));
  const auto evaluated = holders.all(std::span(&b.element, 1));
  EXPECT_EQ(unblind(b, evaluated[0]), *table->at(table->slot_of(token)));
}

}  // namespace
}  // namespace eq::voucher
