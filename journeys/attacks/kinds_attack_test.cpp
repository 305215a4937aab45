// What was allowed for one kind of list, used for another.
#include "apps/media/synth.h"
#include "journeys/lists.h"
#include "journeys/offices.h"
#include "parties/auditor/audit.h"
#include "parties/platform/step.h"

namespace eq::journeys {
namespace {

using list::Kind;
using list::Mode;

client::PictureSeen drawn(std::uint64_t seed) { return seen(media::landscape(seed, 512, 384)); }

struct Kinds : ::testing::Test {
  Town town{119};
  std::unique_ptr<Person> ana = town.settle();

  Kinds() {
    publish_list(town, {drawn(1)}, {rule(town, "NL", Mode::report_after_threshold)},
                 hotline::ReportTerms{{2, 4}, 0, 90});
    publish_list(town, {drawn(2)}, {rule(town, "IE", Mode::warn_user_only, Kind::terrorism)}, {},
                 Kind::terrorism);
  }
  wire::PublishedList published(Kind kind) {
    return wire::ask(*town.office_line, wire::ListGet{kind}).take();
  }
  /// The next version of a kind, for its signers to change.
  list::ListHead next_head(Kind kind) {
    auto head = decode<list::SignedHead>(published(kind).head).take().head;
    head.previous = head.id();
    head.version++;
    return head;
  }
  list::SignedHead signed_by(const list::ListHead& head,
                             std::initializer_list<std::size_t> hotlines) {
    list::SignedHead s{head, {}};
    for (const auto i : hotlines)
      s.signatures.push_back(list::sign_head(head, town.hotlines[i].signing));
    return s;
  }
  std::optional<Err> append(const list::SignedHead& s, const std::optional<Bytes>& table = {}) {
    std::vector<Bytes> blobs{published(Kind::terrorism).filter};
    if (table) blobs.push_back(*table);
    const wire::LogAppend request{wire::LogName::orders, std::nullopt, tlog::entry_of(s), blobs};
    return err(wire::ask(*town.office_line, {town.hotlines[0].signing, town.realm.name}, town.now,
                         town.rng, request));
  }
  /// A service that checks nothing puts it into the log and into force.
  void let_in(const list::SignedHead& s) {
    auto& store = town.service->store();
    platform::Reply reply;
    platform::LogBook book(town.realm);
    platform::Step step{*town.service_keys, town.realm, store, town.now, town.rng, reply, book};
    ASSERT_TRUE(store.begin_step().ok());
    const auto index = step.append(wire::LogName::orders, tlog::entry_of(s));
    ASSERT_TRUE(index.ok() && step.save(platform::Table::list, encode(s.head.kind),
                                        platform::ListRow{*index, s.head.filter_digest, {}})
                                  .ok());
    ASSERT_TRUE(store.keep_step().ok());
    town.service->cosign(wire::LogName::orders);
  }
  std::optional<Err> use_list(Kind kind) {
    auto h = ana->environment();
    return err(client::current_list(ana->state(), h, kind));
  }
  auditor::Severity found_in_lists() {
    for (const auto& f : auditor::audit(*town.office_line, town.realm, {}, town.now).findings)
      if (f.step == "lists") return f.severity;
    return auditor::Severity::flag;
  }
};

// Attack: a hotline for children signs the next list of terrorist content. Stopped by:
// eq/list/head.cpp authority_for(), at the service.  Seen to succeed with that check removed.
TEST_F(Kinds, AHotlineOfOneKindCertifiesNoListOfAnother_PLT_41) {
  EXPECT_EQ(append(signed_by(next_head(Kind::terrorism), {1, 2})), Err::refused);
  EXPECT_EQ(append(signed_by(next_head(Kind::terrorism), {0, 1})), std::nullopt)
      << "whom it is entrusted to may";
}

// Attack: the same, and the service lets it in.
// Stopped by: as above, at every reader.  Seen to succeed with that check removed.
TEST_F(Kinds, AHeadOfAKindThatItsSignerMayNotCertifyIsVoid_LST_18) {
  const auto before =
      town.service->store().get(platform::Table::list, encode(Kind::terrorism)).take();
  let_in(signed_by(next_head(Kind::terrorism), {1, 2}));
  EXPECT_EQ(use_list(Kind::terrorism), Err::refused);
  EXPECT_EQ(use_list(kUsual), std::nullopt) << "another kind goes on";
  EXPECT_EQ(found_in_lists(), auditor::Severity::violation);
  auto& store = town.service->store();
  ASSERT_TRUE(store.begin_step().ok() &&
              store.put(platform::Table::list, encode(Kind::terrorism), before).ok() &&
              store.keep_step().ok());
  EXPECT_EQ(use_list(Kind::terrorism), std::nullopt) << "the list before it stays in force";
}

// Attack: asked for the list of terrorist content, the service gives the one of child abuse.
// Stopped by: eq/list/head.cpp AcceptedHead::accept(), the kind that was wanted; and
// eq/wire/list_reader.cpp read_list(): it is not the newest of that kind.  Seen to succeed with
// both removed.
TEST_F(Kinds, AListOfOneKindIsNotTakenForAnother_LST_18) {
  const Bytes other = encode(published(kUsual));
  ana->line.change_reply = [&](wire::Verb verb, View, Bytes& reply) {
    if (verb == wire::Verb::list_get) reply = other;
  };
  EXPECT_EQ(use_list(Kind::terrorism), Err::refused);
}

// Attack: two hotlines put the legal basis that the court signed for lists of child abuse into a
// list of terrorist content. Stopped by: eq/list/mode.cpp check(), the basis is for this kind.
// Seen to succeed with that check removed.
TEST_F(Kinds, ALegalBasisForOneKindPutsNoOtherIntoForce_LST_17) {
  auto head = next_head(Kind::terrorism);
  head.regions = {rule(town, "NL", Mode::warn_user_only)};
  EXPECT_EQ(append(signed_by(head, {0, 1})), Err::malformed);
}

// Attack: they write the other kind into it themselves. Stopped by: eq/list/mode.cpp standing_of(),
// the court's signature covers the kind.  Seen to succeed with that check removed.
TEST_F(Kinds, AHotlineCannotRelabelALegalBasis_LST_17) {
  auto head = next_head(Kind::terrorism);
  head.regions = {rule(town, "NL", Mode::warn_user_only)};
  head.regions[0].basis->kind = Kind::terrorism;
  ASSERT_EQ(append(signed_by(head, {0, 1})), std::nullopt);
  auto h = ana->environment();
  const auto list = must(client::current_list(ana->state(), h, Kind::terrorism));
  EXPECT_EQ(client::mode_here(ana->state(), list.accepted(), "NL", town.now).standing.off,
            list::Off::not_genuine);
  EXPECT_EQ(err(client::give_consent(ana->state(), list.accepted(), "NL", Mode::warn_user_only,
                                     town.now)),
            Err::refused);
}

// Attack: Ana's phone is asked to look in a list of terrorist content, in a region where only lists
// of child abuse are in force. Stopped by: parties/client/matching.cpp look_up_picture(), the mode
// of this kind here.  Seen to succeed with that check removed.
TEST_F(Kinds, NothingIsComparedWithAKindWhoseSwitchIsOff_CLI_10) {
  agree(*ana, "NL", Mode::report_after_threshold);
  auto h = ana->environment();
  const auto list = must(client::current_list(ana->state(), h, Kind::terrorism));
  ana->line.exchanges.clear();
  EXPECT_EQ(err(client::look_up_picture(ana->state(), h, list, drawn(2).fingerprint, "NL")),
            Err::refused);
  EXPECT_TRUE(ana->line.exchanges.empty());
}

// Attack: two hotlines name the evaluation key of child abuse in their list of terrorist content,
// so that its holders evaluate that too. Stopped by: eq/list/history.cpp History::check(), a key is
// of the kind that named it first.  Seen to succeed with that check removed.
TEST_F(Kinds, TheKeyOfOneKindEvaluatesNoOther_LST_19) {
  auto head = next_head(Kind::terrorism);
  head.reporting = next_head(kUsual).reporting;
  const Bytes table = to_bytes(view("another table"));
  head.reporting->terms.table = crypto::sha256(table);
  EXPECT_EQ(append(signed_by(head, {0, 1}), table), Err::refused);
}

// Attack: hotlines and court together make a drill that reports, so that a match of harmless
// pictures becomes a case. Stopped by: eq/list/mode.cpp check() and eq/list/head.cpp
// ListHead::check(): no drill has reports, at the service and at every reader. Seen to succeed with
// both removed.
TEST_F(Kinds, ADrillThatReportsIsNoListAtAll_LST_17) {
  auto head = next_head(kUsual);
  head.kind = Kind::drill;
  head.version = 1;
  head.previous = {};
  for (auto& r : head.regions) {
    r.basis->kind = Kind::drill;
    list::sign_legal_basis(*r.basis, town.judge.signing());
  }
  const auto both = signed_by(head, {0, 1});
  EXPECT_EQ(err(list::check_certification(both, wire::list_trust(town.realm).authorities)),
            Err::malformed);
  let_in(both);
  EXPECT_EQ(use_list(Kind::drill), Err::malformed);
  EXPECT_EQ(found_in_lists(), auditor::Severity::violation);
}

}  // namespace
}  // namespace eq::journeys
