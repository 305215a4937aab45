// The index against a plain search through the same list.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "apps/media/synth.h"
#include "eq/crypto/hash.h"
#include "eq/phash/index.h"
#include "eq/testing/seeded.h"

namespace eq::phash {
namespace {

using eq::testing::SeededRandom;

Hash random_hash(SeededRandom& rng) { return {rng.array<32>()}; }

// Exactly n bits flipped, spread evenly over the hash from bit `from` on, or crowded together
// there.
Hash flipped(Hash h, unsigned n, unsigned from, bool is_spread) {
  for (unsigned i = 0; i < n; i++) {
    const unsigned bit = (from + (is_spread ? i * 256 / n : i)) % 256;
    h.bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
  }
  return h;
}

struct Image {
  std::vector<std::uint32_t> words;  // 4-aligned, as an image must be
  std::size_t bytes = 0;
  MutView view() { return {reinterpret_cast<std::uint8_t*>(words.data()), bytes}; }
};

Image image_of(const Layout& layout, std::span<const Hash> list) {
  Image image{std::vector<std::uint32_t>((layout.bytes + 3) / 4), layout.bytes};
  std::vector<std::uint32_t> numbers;
  for (std::size_t i = 0; i < list.size(); i++)
    numbers.push_back(static_cast<std::uint32_t>(10 * i + 7));
  write_segment(layout, list, numbers, image.view());
  return image;
}

// Give a changed image the digest of its own bytes.
void seal(Image& image) {
  const View v = image.view();
  const auto digest = crypto::sha256({v.first(96), v.subspan(128)});
  std::copy(digest.begin(), digest.end(), image.view().begin() + 96);
}

// Random hashes and families whose members lie 0 .. 40 bits from their head.
std::vector<Hash> mixed_list(std::size_t n, SeededRandom& rng) {
  std::vector<Hash> list;
  while (list.size() < n) {
    const Hash head = random_hash(rng);
    for (auto k = rng.below(2) ? rng.below(60) : 1; k > 0 && list.size() < n; k--) {
      list.push_back(flipped(head, static_cast<unsigned>(rng.below(41)),
                             static_cast<unsigned>(rng.below(256)), rng.below(2)));
    }
  }
  return list;
}

TEST(Segment, FindsWhatAPlainSearchFindsForEveryNumberOfBands_PHA_8) {
  SeededRandom rng(41);
  const auto list = mixed_list(3000, rng);
  for (const std::uint32_t bands : {0u, 13u, 14u, 15u, 16u}) {
    Image image = image_of(*Layout::of(list.size(), bands), list);
    const auto segment = Segment::open(image.view());
    ASSERT_TRUE(segment.ok());
    for (int i = 0; i < 200; i++) {
      const Hash needle =
          i % 4 ? flipped(list[rng.below(list.size())], static_cast<unsigned>(rng.below(45)),
                          static_cast<unsigned>(rng.below(256)), i % 2)
                : random_hash(rng);
      for (const int within : {0, 7, 30, 31, 32, 90}) {
        EXPECT_EQ(segment->within_var(needle, within), within_var(needle, list, within))
            << bands << " bands, " << within;
      }
    }
  }
}

TEST(Segment, ThirtyOneBitsAreFoundAndThirtyTwoAreNotHoweverTheyLie_PHA_8) {
  SeededRandom rng(42);
  std::vector<Hash> list;
  for (int i = 0; i < 2000; i++) list.push_back(random_hash(rng));
  const std::size_t at = 1234;
  for (const std::uint32_t bands : {12u, 14u, 16u}) {
    Image image = image_of(*Layout::of(list.size(), bands), list);
    const auto segment = Segment::open(image.view());
    ASSERT_TRUE(segment.ok());
    for (unsigned from = 0; from < 256; from++) {
      for (const bool is_spread : {false, true}) {
        const auto hits = segment->within_var(flipped(list[at], 31, from, is_spread), 31);
        ASSERT_EQ(hits, (std::vector<Hit>{{at, 31}})) << bands << " bands from bit " << from;
        ASSERT_TRUE(segment->within_var(flipped(list[at], 32, from, is_spread), 31).empty());
      }
    }
  }
}

TEST(Segment, RadiiOfAllBandsLeaveNoRoomForThirtyOneDifferences_PHA_8) {
  for (std::uint32_t bands = 9; bands <= 16; bands++) {
    const Layout l = *Layout::of(1000, bands);
    unsigned bits = 0, room = 0;
    for (const auto& band : l.band) {
      EXPECT_EQ(band.first_bit, bits);
      bits += band.bits;
      room += band.radius + 1;
    }
    EXPECT_EQ(bits, 256u);
    EXPECT_EQ(room, 32u);
  }
}

TEST(Segment, AListInWhichAllLookAlikeIsSearchedLinearlyAndExactly_PHA_8) {
  SeededRandom rng(43);
  const Hash head = random_hash(rng);
  std::vector<Hash> list;
  for (int i = 0; i < 5000; i++)
    list.push_back(
        flipped(head, static_cast<unsigned>(rng.below(40)), static_cast<unsigned>(i), true));
  Image image = image_of(*Layout::of(list.size(), 14), list);
  const auto segment = Segment::open(image.view());
  ASSERT_TRUE(segment.ok());
  EXPECT_EQ(segment->within_var(head, 31), within_var(head, list, 31));
  EXPECT_GT(segment->within_var(head, 31).size(), 3000u);
}

TEST(Segment, TheChosenLayoutFindsPlantedEntriesInALargerList_PHA_8) {
  SeededRandom rng(44);
  const auto list = mixed_list(120'000, rng);
  const Layout layout = Layout::best(list.size());
  EXPECT_GT(layout.bands, 0u);
  Image image = image_of(layout, list);
  const auto segment = Segment::open(image.view());
  ASSERT_TRUE(segment.ok());
  for (int i = 0; i < 60; i++) {
    const Hash needle = flipped(list[rng.below(list.size())], static_cast<unsigned>(rng.below(34)),
                                static_cast<unsigned>(rng.below(256)), i % 2);
    EXPECT_EQ(segment->within_var(needle, 31), within_var(needle, list, 31));
  }
}

TEST(Segment, EverySweepThisMachineCanRunGivesTheSameAnswers_PHA_8) {
  SeededRandom rng(45);
  for (const std::size_t n : {1u, 15u, 16u, 17u, 1000u}) {
    const auto list = mixed_list(n, rng);
    Bytes leads(lead_bytes(n));
    for (std::size_t i = 0; i < n; i++) put_lead(leads.data(), i, list[i]);
    for (const auto& sweep : sweeps()) {
      for (const int within : {0, 31, 40, 256}) {
        const Hash needle =
            flipped(list[rng.below(n)], static_cast<unsigned>(rng.below(34)), 0, true);
        std::vector<Hit> hits;
        sweep_var(sweep, leads.data(), list[0].bytes.data(), n, needle, within, hits);
        EXPECT_EQ(hits, within_var(needle, list, within)) << sweep.name << ", " << n << " entries";
      }
    }
  }
}

TEST(Segment, ACutOrChangedImageIsRefused_PHA_10) {
  SeededRandom rng(46);
  const auto list = mixed_list(300, rng);
  for (const std::uint32_t bands : {0u, 16u}) {
    Image image = image_of(*Layout::of(list.size(), bands), list);
    ASSERT_TRUE(Segment::open(image.view()).ok());
    for (std::size_t n = 0; n < image.bytes; n += 1 + n / 7)
      EXPECT_FALSE(Segment::open(View(image.view()).first(n)).ok()) << n;
    for (int i = 0; i < 60; i++) {
      const std::size_t at = i < 30 ? rng.below(128) : rng.below(image.bytes);
      image.view()[at] ^= 1;
      EXPECT_FALSE(Segment::open(image.view()).ok()) << "byte " << at;
      image.view()[at] ^= 1;
    }
  }
}

TEST(Segment, ReferencesThatLeadOutsideAreRefusedEvenUnderARightDigest_PHA_10) {
  SeededRandom rng(47);
  const auto list = mixed_list(300, rng);
  const Layout layout = *Layout::of(list.size(), 16);
  auto altered = [&](std::uint64_t at, std::uint32_t value) {
    Image image = image_of(layout, list);
    std::memcpy(image.view().data() + at, &value, sizeof value);
    seal(image);
    const auto opened = Segment::open(image.view());
    return opened.ok() ? std::nullopt : std::optional(opened.error());
  };
  EXPECT_EQ(altered(layout.band[3].entries_at + 40, 300), Err::malformed);  // an entry there is not
  EXPECT_EQ(altered(layout.band[3].offsets_at + 400, 0xffffffff), Err::malformed);
  EXPECT_EQ(altered(layout.band[0].offsets_at, 1), Err::malformed);
  EXPECT_EQ(altered(layout.numbers_at + 4, 0), Err::malformed);  // numbers ascend
  EXPECT_EQ(altered(24, 5), Err::malformed);                     // bands
  EXPECT_EQ(altered(20, 0x80000000), Err::too_large);            // entries
  EXPECT_EQ(altered(16, 301), Err::malformed);
}

TEST(Index, AnAddedEntryIsFoundAtOnceAndARemovedOneNoLonger_PHA_9) {
  SeededRandom rng(48);
  const auto list = mixed_list(2000, rng);
  Image image = image_of(Layout::best(list.size()), list);
  auto index = Index::open(image.view(), {});
  ASSERT_TRUE(index.ok());
  std::map<std::uint32_t, Hash> model;
  for (std::size_t i = 0; i < list.size(); i++)
    model[static_cast<std::uint32_t>(10 * i + 7)] = list[i];
  std::uint32_t next = 30'000;
  for (int step = 0; step < 600; step++) {
    const auto any = std::next(model.begin(), static_cast<std::ptrdiff_t>(rng.below(model.size())));
    Hash needle;
    if (rng.below(3) == 0) {
      needle = any->second;
      ASSERT_TRUE(index->apply({Change::Kind::remove, any->first, {}}).ok());
      EXPECT_EQ(index->apply({Change::Kind::remove, any->first, {}}).error(), Err::missing);
      model.erase(any);
    } else {
      needle = flipped(any->second, static_cast<unsigned>(rng.below(20)),
                       static_cast<unsigned>(step), true);
      ASSERT_TRUE(index->apply({Change::Kind::add, next, needle}).ok());
      EXPECT_EQ(index->apply({Change::Kind::add, next, needle}).error(), Err::refused);
      model[next++] = needle;
    }
    std::vector<Match> expected;
    for (const auto& [number, hash] : model) {
      if (distance(hash, needle) <= 31) expected.push_back({number, distance(hash, needle)});
    }
    ASSERT_EQ(index->within_var(needle, 31), expected) << "step " << step;
    ASSERT_EQ(index->size(), model.size());
  }
  // A fresh image answers as the changed index did.
  Image fresh{std::vector<std::uint32_t>(index->layout().bytes / 4), index->layout().bytes};
  index->write_image(fresh.view());
  const auto again = Index::open(fresh.view(), {});
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->added() + again->removed(), 0u);
  for (const auto& [number, hash] : model)
    EXPECT_EQ(again->within_var(hash, 31), index->within_var(hash, 31));
}

TEST(Index, StartsEmptyAndNeedsNoImage_PHA_9) {
  Index index;
  EXPECT_TRUE(index.within_var(Hash{}, 256).empty());
  ASSERT_TRUE(index.apply({Change::Kind::add, 5, Hash{}}).ok());
  EXPECT_EQ(index.within_var(Hash{}, 31), (std::vector<Match>{{5, 0, Turn::none}}));
}

TEST(Index, AMirroredOrTurnedPictureIsFoundByItsTurn_PHA_11) {
  const auto listed = fingerprint(media::landscape(3, 300, 300));
  ASSERT_TRUE(listed.ok());
  Index index;
  ASSERT_TRUE(index.apply({Change::Kind::add, 1, listed->hash}).ok());
  for (std::size_t t = 0; t < kTurns; t++) {
    const auto matches = index.within_turned_var(turned(*listed, static_cast<Turn>(t)), 31);
    ASSERT_EQ(matches.size(), 1u) << t;
    EXPECT_EQ(matches[0].distance, 0);
  }
  EXPECT_TRUE(index.within_var(turned(*listed, Turn::flip_x).hash, 31).empty());
}

struct Written {
  Array<32> digest{};
  std::vector<Change> changes;
  Bytes bytes;
};
Written journal_of_five() {
  SeededRandom rng(49);
  Written w;
  w.digest = rng.array<32>();
  append(w.bytes, journal_header(w.digest));
  for (std::uint32_t i = 0; i < 5; i++) {
    w.changes.push_back(i == 3 ? Change{Change::Kind::remove, 1, {}}
                               : Change{Change::Kind::add, i, random_hash(rng)});
    append(w.bytes, journal_record(w.digest, i, w.changes.back()));
  }
  return w;
}

TEST(Journal, CutAnywhereItGivesWhatCameBefore_PHA_10) {
  const Written w = journal_of_five();
  for (std::size_t n = 0; n <= w.bytes.size(); n++) {
    const auto r = replay(View(w.bytes).first(n), w.digest);
    ASSERT_TRUE(r.ok()) << n;
    const std::size_t whole =
        n < kJournalHeaderBytes ? 0 : (n - kJournalHeaderBytes) / kChangeBytes;
    EXPECT_EQ(r->changes,
              std::vector<Change>(w.changes.begin(),
                                  w.changes.begin() + static_cast<std::ptrdiff_t>(whole)));
    EXPECT_EQ(r->intact_bytes,
              n < kJournalHeaderBytes ? 0 : kJournalHeaderBytes + whole * kChangeBytes);
  }
}

TEST(Journal, DamageBeforeAGoodRecordIsRefusedAndAtTheEndCutOff_PHA_10) {
  const Written w = journal_of_five();
  for (std::size_t i = kJournalHeaderBytes; i < w.bytes.size(); i++) {
    Bytes bad = w.bytes;
    bad[i] ^= 4;
    const auto r = replay(bad, w.digest);
    if (i < w.bytes.size() - kChangeBytes) {
      ASSERT_FALSE(r.ok()) << i;
      EXPECT_EQ(r.error(), Err::forged);
    } else {
      ASSERT_TRUE(r.ok()) << i;
      EXPECT_EQ(r->changes.size(), 4u);
    }
  }
}

TEST(Journal, OfAnotherImageIsStale_PHA_10) {
  const Written w = journal_of_five();
  EXPECT_EQ(replay(w.bytes, Array<32>{}).error(), Err::stale);
  EXPECT_EQ(replay(view(std::string(100, 'x')), w.digest).error(), Err::unsupported);
}

}  // namespace
}  // namespace eq::phash
