// The operator of the logs wants something unsaid: an entry altered, removed, or another history
// for some.
#include "eq/tlog/memory_store.h"
#include "eq/tlog/tile.h"
#include "journeys/offices.h"
#include "journeys/people.h"
#include "parties/auditor/audit.h"

namespace eq::journeys {
namespace {

struct Log : ::testing::Test {
  Town town{110};
  std::unique_ptr<Person> ana = town.settle();
  std::vector<Bytes> entries;  // of the order log
  tlog::MemoryTileStore store;
  std::string note;  // checkpoint over `store`

  void SetUp() override {
    const auto order = grant_order(town, ana->id(), town.first_day(), town.first_day() + 1);
    publish_day(town, town.first_day());
    // the last entry: what an operator might want unsaid
    declare_intent(town, order, town.first_day());
    const auto log = wire::read_log(*town.office_line, town.realm, wire::LogName::orders).take();
    for (std::uint64_t i = 0; i < log.size(); ++i) entries.push_back(log.entry(i));
    ASSERT_GE(entries.size(), 3u);
  }
  auditor::AuditReport audit(const auditor::Memory& memory = {}) {
    return auditor::audit(*town.office_line, town.realm, memory, town.now);
  }
  /// Another history, signed by the log's key; the service serves it to everybody from now on.
  tlog::Head rewrite(const std::vector<Bytes>& history) {
    auto log = tlog::Log::open(store).take();
    const auto head = log.append(history).take();
    note = tlog::sign_checkpoint(head, town.service_keys->log_signer(wire::LogName::orders));
    town.office_line->change_document = [&](std::string_view path, Result<Bytes>& document) {
      if (path == "/log/orders/checkpoint" || path.starts_with("/log/orders/covering/"))
        document = to_bytes(note);
      else if (path.starts_with("/log/orders/"))
        document = tlog::serve(store, path.substr(12));
    };
    return head;
  }
  /// The same under a witness that takes part.
  void have_cosigned() {
    const auto line = tlog::cosign(tlog::Note::parse(note)->text, *town.witness, town.now);
    note = tlog::with_signatures(note, {&line, 1}).take();
  }
  /// The log with another entry in the place of the intent, on which nothing else in either log
  /// relies.
  std::vector<Bytes> without_the_intent() const {
    auto out = entries;
    out.back() = tlog::entry_of(wire::KeyEvent{"Moderation", "nothing", {1}});
    return out;
  }
  /// The first key event, which carries no signature that the auditor could check.
  std::size_t key_event() const {
    for (std::size_t i = 0; i < entries.size(); ++i)
      if (entries[i][0] == wire::KeyEvent::kLogTag) return i;
    return entries.size();
  }
};

// Control.
TEST_F(Log, AsItIsItAuditsClean) { EXPECT_TRUE(audit().clean()); }

// Attack: the operator alters an entry that is already in the log. Stopped by: eq/tlog/replay.cpp
// check_bundle(), and the auditor says which entry.  Seen to succeed with that check removed.
TEST_F(Log, AnAlteredEntryIsFoundAndNamed) {
  const auto at = key_event();
  ASSERT_LT(at, entries.size());
  auto changed = entries;
  auto event = tlog::parse_entry<wire::KeyEvent>(changed[at]).take();
  event.purpose = "nothing";
  changed[at] = tlog::entry_of(event);
  town.office_line->change_document = [&](std::string_view path, Result<Bytes>& document) {
    if (path.starts_with("/log/orders/tile/entries/")) document = tlog::encode_bundle(changed);
  };
  const auto report = audit();
  ASSERT_FALSE(report.clean());
  EXPECT_EQ(report.first_violation()->step, "orders_log");
  EXPECT_EQ(report.first_violation()->index, at);
}

// Attack: the operator leaves the intent out of what it serves. Stopped by: eq/tlog/replay.cpp
// check_bundle(), which demands every entry.  Seen to succeed with that demand removed.
TEST_F(Log, ARemovedEntryIsFoundAndNamed) {
  auto changed = entries;
  changed.pop_back();
  town.office_line->change_document = [&](std::string_view path, Result<Bytes>& document) {
    if (path.starts_with("/log/orders/tile/entries/")) document = tlog::encode_bundle(changed);
  };
  const auto report = audit();
  ASSERT_FALSE(report.clean());
  EXPECT_EQ(report.first_violation()->step, "orders_log");
  EXPECT_EQ(report.first_violation()->index, entries.size() - 1);
}

// Attack: the operator puts another entry in the place of the intent, makes all tiles anew and
// signs the result. Stopped by: eq/tlog/checkpoint.cpp CosignedCheckpoint::verify(): no witness
// cosigned it.  Seen to succeed with the quorum of witnesses removed.
TEST_F(Log, AHistoryMadeAnewNeedsTheWitness) {
  rewrite(without_the_intent());
  const auto report = audit();
  ASSERT_FALSE(report.clean());
  EXPECT_EQ(report.first_violation()->path, "checkpoint");
}

// Attack: the operator asks the witness to cosign it: a shorter history, an equally long one, a
// longer one. Stopped by: eq/tlog/witness.cpp add_checkpoint(): the size it remembers (409), and a
// consistency proof from there (422). Seen to succeed with both removed.
TEST_F(Log, TheWitnessDoesNotCosignAnotherHistory) {
  const auto changed = without_the_intent();
  for (const std::size_t size : {entries.size() - 1, entries.size(), entries.size() + 1}) {
    auto history = changed;
    history.erase(history.begin());  // so that it differs at every size
    history.resize(size, entries[0]);
    store = {};
    rewrite(history);
    auto log = tlog::Log::open(store).take();
    const auto old = std::min<std::uint64_t>(size, entries.size());
    const auto reply = town.service->ask_witness(log.witness_request(old, note).take());
    EXPECT_EQ(reply.status, size < entries.size() ? 409 : 422) << size;
  }
}

// Attack: the witness takes part: the history made anew is cosigned. Stopped by: eq/tlog/replay.cpp
// check_known(), for everybody who saw the log before.  Seen to succeed with that check removed.
TEST_F(Log, EvenWithTheWitnessWhoSawTheLogBeforeNotices) {
  const auto before = audit();
  ASSERT_TRUE(before.clean());
  rewrite(without_the_intent());
  have_cosigned();
  const auto report = audit(before.next);
  ASSERT_FALSE(report.clean());
  EXPECT_EQ(report.first_violation()->step, "orders_log");
}

// Attack: the operator goes back to the state before the intent, which is genuine and cosigned.
// Stopped by: as above.  Seen to succeed with that check removed.
TEST_F(Log, ALogThatGoesBackIsNoticedByWhoSawMore) {
  const auto before = audit();
  ASSERT_TRUE(before.clean());
  std::vector<Bytes> earlier(entries.begin(), entries.end() - 1);
  rewrite(earlier);
  have_cosigned();
  auditor::Memory orders_alone;
  orders_alone.orders = before.next.orders;
  const auto report = audit(orders_alone);
  ASSERT_FALSE(report.clean());
  EXPECT_EQ(report.first_violation()->step, "orders_log");
  EXPECT_EQ(report.first_violation()->index, entries.size() - 1);
}

}  // namespace
}  // namespace eq::journeys
