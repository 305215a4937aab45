#include "apps/matching/library.h"

#include <sqlite3.h>
#include <sys/wait.h>

#include <csignal>
#include <fstream>

#include "apps/matching/test_library.h"
#include "eq/phash/distance.h"

namespace eq::matching {
namespace {

using ::testing::HasSubstr;

void change_file(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(db);
  sqlite3_close(db);
}

TEST_F(LibraryTest, AnEntryIsFoundByTheVeryNextLookUpAndARemovedOneByNone_MAT_1) {
  ASSERT_TRUE(library->create_bank(actor(), "b", "").ok());
  const auto h = random_hash();
  const auto id = add("b", signal_of(h));
  const auto found = library->look_up(signal_of(flipped(h, 31))).matches;
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].distance, 31);
  EXPECT_EQ(found[0].entry.id, id);
  EXPECT_TRUE(library->look_up(signal_of(flipped(h, 32))).matches.empty());
  ASSERT_TRUE(library->remove_entry(actor(), "b", id).ok());
  EXPECT_TRUE(library->look_up(signal_of(h)).matches.empty());
}

// Two libraries over one file stand for the service and a command beside it.
TEST_F(LibraryTest, WhatAnyProcessChangedIsWhatALookUpShows_MAT_1) {
  struct Model {
    std::string bank;
    Signal signal;
  };
  std::map<std::uint32_t, Model> entries;
  std::map<std::string, bool> banks;
  const auto other = open();
  ASSERT_TRUE(other) << why;
  std::vector<phash::Hash> family{random_hash(), random_hash()};
  int hits = 0;
  for (int step = 0; step < 1500; ++step) {
    Library& either = rng.below(3) == 0 ? *other : *library;
    const std::string bank = "bank" + std::to_string(rng.below(4));
    switch (rng.below(8)) {
      case 0:
        EXPECT_EQ(either.create_bank(actor(), bank, "").ok(), !banks.contains(bank));
        banks.try_emplace(bank, true);
        break;
      case 1: {
        const bool on = rng.below(4) > 0;
        EXPECT_EQ(either.change_bank(actor(), bank, {{}, {}, on}).ok(), banks.contains(bank));
        if (banks.contains(bank)) banks[bank] = on;
        break;
      }
      case 2:
        if (rng.below(12) == 0) {
          EXPECT_EQ(either.delete_bank(actor(), bank).ok(), banks.erase(bank) == 1);
          std::erase_if(entries, [&](const auto& e) { return e.second.bank == bank; });
        }
        break;
      case 3:
        if (!entries.empty()) {
          const auto it =
              std::next(entries.begin(), static_cast<std::ptrdiff_t>(rng.below(entries.size())));
          EXPECT_TRUE(either.remove_entry(actor(), it->second.bank, it->first).ok());
          entries.erase(it);
        }
        break;
      default: {
        const bool exact = rng.below(4) == 0;
        const Signal s =
            exact ? Signal{Kind::md5, Bytes(16, static_cast<std::uint8_t>(rng.below(20)))}
                  : signal_of(flipped(family[rng.below(2)], static_cast<unsigned>(rng.below(50))));
        const auto added = either.add_entry(actor(), bank, {s, "n", "s"});
        EXPECT_EQ(added.ok(), banks.contains(bank));
        if (added.ok()) {
          const bool known = std::ranges::any_of(entries, [&](const auto& e) {
            return e.second.bank == bank && e.second.signal == s;
          });
          EXPECT_EQ(added->was_there, known);
          entries.try_emplace(added->id, Model{bank, s});
        }
      }
    }
    const Signal needle =
        rng.below(4) == 0
            ? Signal{Kind::md5, Bytes(16, static_cast<std::uint8_t>(rng.below(20)))}
            : signal_of(flipped(family[rng.below(2)], static_cast<unsigned>(rng.below(50))));
    std::map<std::uint32_t, int> expected;
    for (const auto& [id, e] : entries) {
      if (!banks[e.bank] || e.signal.kind != needle.kind) continue;
      const int d = needle.kind == Kind::pdq ? phash::distance(pdq_of(e.signal), pdq_of(needle))
                    : e.signal == needle     ? 0
                                             : 256;
      if (d <= 31) expected[id] = d;
    }
    for (Library* looking : {library.get(), other.get()}) {
      looking->catch_up();
      std::map<std::uint32_t, int> got;
      for (const auto& m : looking->look_up(needle).matches) got[m.entry.id] = m.distance;
      ASSERT_EQ(got, expected) << "step " << step;
    }
    hits += static_cast<int>(expected.size());
  }
  EXPECT_GT(hits, 100);
  std::printf("%zu entries at the end, %d hits\n", entries.size(), hits);
  const auto fresh = open();
  ASSERT_TRUE(fresh) << why;
  EXPECT_EQ(fresh->standing().entries, entries.size());
  EXPECT_EQ(fresh->standing().pdq_entries, library->standing().pdq_entries);
}

TEST(LiveIndex, WhatChangesWhileItIsLaidOutAfreshIsNotLost_MAT_1) {
  eq::testing::SeededRandom rng(3);
  LiveIndex live;
  std::vector<phash::Hash> hashes;
  const auto grow = [&](std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      hashes.push_back({rng.array<32>()});
      live.add(static_cast<std::uint32_t>(hashes.size()), hashes.back());
    }
  };
  grow(1 << 16);
  EXPECT_FALSE(live.begin_renewal());
  grow(1);
  auto renewal = live.begin_renewal();
  ASSERT_TRUE(renewal);
  EXPECT_FALSE(live.begin_renewal()) << "one at a time";
  renewal->build();
  grow(3);
  live.remove(5);
  live.remove(static_cast<std::uint32_t>(hashes.size() - 1));
  live.finish(*std::move(renewal));
  EXPECT_EQ(live.index().size(), hashes.size() - 2);
  EXPECT_EQ(live.index().added(), 3u);
  EXPECT_TRUE(live.index().within_var(hashes[4], 0).empty());
  EXPECT_TRUE(live.index().within_var(hashes[hashes.size() - 2], 0).empty());
  for (const std::size_t i :
       {std::size_t{0}, std::size_t{70}, hashes.size() - 3, hashes.size() - 1}) {
    const auto found = live.index().within_var(hashes[i], 0);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].number, i + 1);
  }
}

TEST_F(LibraryTest, AKilledProcessLosesNothingItWasToldAndNothingIsHalfDone_MAT_2) {
  ASSERT_TRUE(library->create_bank(actor(), "b", "").ok());
  library.reset();
  std::uint64_t told = 0;
  for (int round = 0; round < 8; ++round) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
      std::string ignored;
      const auto mine = Library::open(path, ignored);
      for (std::uint8_t i = 0; mine; ++i) {
        const auto added =
            mine->add_entry({"child", Time{1}}, "b", {signal_of(random_hash()), "", ""});
        if (!added.ok() || write(ends[1], &i, 1) != 1) break;
        rng.array<32>();
      }
      _exit(0);
    }
    close(ends[1]);
    char byte;
    for (int i = 0; i < 20 + round && read(ends[0], &byte, 1) == 1; ++i) ++told;
    kill(child, SIGKILL);
    while (read(ends[0], &byte, 1) == 1) ++told;
    close(ends[0]);
    waitpid(child, nullptr, 0);
    rng = eq::testing::SeededRandom(100 + static_cast<std::uint64_t>(round));
    const auto after = open();
    ASSERT_TRUE(after) << why;
    const auto s = after->standing();
    EXPECT_GE(s.entries, told);
    EXPECT_LE(s.entries, told + static_cast<std::uint64_t>(round) + 1)
        << "one more a kill may be done and not told";
    EXPECT_EQ(s.entries + 1, s.change) << "one line for each, and one for the bank";
    EXPECT_EQ(s.pdq_entries, s.entries);
  }
  EXPECT_GT(told, 100u);
}

TEST_F(LibraryTest, EveryChangeIsOneLineOfTheTrailAndARefusedOneIsNone_MAT_3) {
  ASSERT_TRUE(library->create_bank(actor(), "b", "").ok());
  EXPECT_FALSE(library->create_bank(actor(), "b", "").ok());
  EXPECT_FALSE(library->create_bank(actor(), "not a name", "").ok());
  EXPECT_FALSE(library->create_bank(actor(), "c", std::string(1001, 'x')).ok());
  EXPECT_FALSE(library->create_bank(actor(), "c", "two\nlines").ok());
  EXPECT_FALSE(library->create_bank(actor(), "c", "caf\xe9").ok()) << "no UTF-8";
  EXPECT_FALSE(library->add_entry(actor(), "b", {signal_of({}), "", ""}).ok());
  const auto secret = random_hash();
  const auto id = add("b", signal_of(secret));
  EXPECT_TRUE(library->add_entry(actor(), "b", {signal_of(secret), "", ""})->was_there);
  ASSERT_TRUE(library->change_bank(actor(), "b", {"c", {}, false}).ok());
  ASSERT_TRUE(library->change_bank(actor(), "c", {{}, {}, false}).ok());
  EXPECT_FALSE(library->remove_entry(actor(), "b", id).ok());
  ASSERT_TRUE(library->remove_entry(actor(), "c", id).ok());
  EXPECT_FALSE(library->remove_entry(actor(), "c", id).ok());
  ASSERT_TRUE(library->delete_bank(actor(), "c").ok());
  std::vector<std::string> acts;
  for (const auto& l : library->audit(0, 100)) {
    acts.push_back(std::string(to_text(l.act)) + "|" + l.bank + "|" + std::to_string(l.entry) +
                   "|" + l.detail);
    EXPECT_EQ(l.who, "tester");
    EXPECT_THAT(l.detail, ::testing::Not(HasSubstr(secret.hex().substr(0, 8)))) << "no content";
  }
  EXPECT_THAT(
      acts, ::testing::ElementsAre("bank created|b|0|", "entry added|b|1|pdq",
                                   "bank changed|b|0|renamed to c, disabled",
                                   "entry removed|c|1|pdq", "bank deleted|c|0|0 entries removed"));
  EXPECT_FALSE(library->verify_audit().broken_at);
}

TEST_F(LibraryTest, ATrailWithOneFlippedByteOrLineMissingIsRefused_MAT_3) {
  ASSERT_TRUE(library->create_bank(actor(), "b", "").ok());
  for (int i = 0; i < 4; ++i) add("b", signal_of(random_hash()));
  const auto running = open();
  library.reset();
  const auto original = dir / "original";
  change_file(path, "PRAGMA wal_checkpoint(TRUNCATE)");
  std::filesystem::copy_file(path, original);
  for (
      const auto& [sql, line] : std::vector<std::pair<std::string, std::string>>{
          {"UPDATE audit SET who = 'another' WHERE n = 3", "line 3"},
          {"UPDATE audit SET at_ms = at_ms + 1 WHERE n = 2", "line 2"},
          {"UPDATE audit SET act = 6 WHERE n = 5", "line 5"},
          {"UPDATE audit SET entry = 9 WHERE n = 4", "line 4"},
          {"UPDATE audit SET detail = '' WHERE n = 4", "line 4"},
          {"UPDATE audit SET bank = 'c' WHERE n = 1", "line 1"},
          {"UPDATE audit SET link = zeroblob(32) WHERE n = 5", "line 5"},
          {"DELETE FROM audit WHERE n = 2", "line 2"},
          {"DELETE FROM audit WHERE n = 5", "line 5"},
          {"INSERT INTO entries SELECT 99, bank, kind, zeroblob(32), '', '', '', '', '', '', 0 FROM entries "
           "LIMIT 1",
           "line 6"},
          {"DELETE FROM entries WHERE id = 2", "line 6"},
          {"INSERT INTO tokens VALUES ('back-door', 3, zeroblob(32))", "line 6"}}) {
    const auto copy = dir / "copy";
    std::filesystem::copy_file(original, copy, std::filesystem::copy_options::overwrite_existing);
    change_file(copy.string(), sql);
    EXPECT_FALSE(Library::open(copy.string(), why)) << sql;
    EXPECT_THAT(why, HasSubstr("trail")) << sql;
    EXPECT_THAT(why, HasSubstr(line)) << sql;
  }
  // A service that runs notices a forged line too.
  change_file(path, "INSERT INTO audit VALUES (6, 0, 'x', 4, 'b', 1, 'pdq', zeroblob(32))");
  EXPECT_THROW(running->catch_up(), StoreFailure);
}

TEST_F(LibraryTest, ATokenIsKeptAsADigestAndARevokedOneOpensNothing_MAT_4) {
  const auto token = library->make_token(actor(), "ann", Role::hotline, rng).value();
  ASSERT_EQ(token.size(), 4u + 64u);
  ASSERT_TRUE(library->caller(token));
  EXPECT_EQ(library->caller(token)->name, "ann");
  EXPECT_EQ(library->caller(token)->role, Role::hotline);
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string other = token;
    other[i] = other[i] == '0' ? '1' : '0';
    EXPECT_FALSE(library->caller(other));
  }
  EXPECT_FALSE(library->caller(""));
  EXPECT_FALSE(library->make_token(actor(), "ann", Role::hasher, rng).ok());
  change_file(path, "PRAGMA wal_checkpoint(TRUNCATE)");
  for (const auto& file : std::filesystem::directory_iterator(dir)) {
    std::ifstream in(file.path(), std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    EXPECT_EQ(bytes.find(token.substr(4)), bytes.npos) << file.path();
    EXPECT_EQ(bytes.find(to_string(*from_hex(token.substr(4)))), bytes.npos) << file.path();
  }
  ASSERT_TRUE(library->revoke_token(actor(), "ann").ok());
  EXPECT_FALSE(library->caller(token));
  EXPECT_FALSE(library->revoke_token(actor(), "ann").ok());
}

TEST_F(LibraryTest, AnotherDatabaseOrADamagedOneIsLeftAsItIs) {
  library.reset();
  change_file(path, "PRAGMA application_id = 7");
  EXPECT_FALSE(open());
  EXPECT_THAT(why, HasSubstr("not one of this service"));
  std::ofstream(path, std::ios::binary) << std::string(8192, 'x');
  EXPECT_FALSE(open());
  EXPECT_THAT(why, HasSubstr("damaged"));
  EXPECT_EQ(std::filesystem::file_size(path), 8192u);
}

}  // namespace
}  // namespace eq::matching
