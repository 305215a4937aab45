// What a hotline keeps: its keys, the hashes of the pictures it holds, the entries that were
// certified, and what it is in the middle of.  One value, saved whole.  No picture is in it, and no
// account.
#pragma once

#include <map>
#include <optional>

#include "eq/crypto/persist.h"
#include "eq/list/entry.h"
#include "eq/list/reporting.h"
#include "eq/voucher/holders.h"
#include "eq/wire/directory.h"
#include "eq/wire/letter.h"
#include "eq/wire/list_letters.h"
#include "eq/wire/office.h"
#include "parties/hotline/copy.h"
#include "parties/hotline/ignored.h"

namespace eq::hotline {

/// Our part of the evaluation key of vouchers (eq/voucher/holders.h), made together with other
/// hotlines.
struct HeldKey {
  crypto::SharedKey key;
  std::vector<crypto::VerifyKey> holders;  // in order of their numbers, 1..n
  std::uint16_t self = 0;                  // our number
  crypto::Scalar share;
  EQ_FIELDS(key, holders, self, share)
};
/// A key that is being made (holder_key.h).
struct KeyMaking {
  std::uint16_t threshold = 0;
  std::vector<crypto::VerifyKey> circle;  // ascending; ours is in it
  crypto::Scalar secret;                  // of our static key, for this run
  std::map<crypto::VerifyKey, crypto::Point> statics;
  std::map<crypto::VerifyKey, Bytes> dealings;
  EQ_FIELDS(threshold, circle, secret, statics, dealings)
};

/// A picture this hotline holds and assessed itself.  The picture stays in the hotline's own vault.
struct Holding {
  Copy copy;
  Turns turns = Turns::all;  // that we propose
  list::Kind kind = list::Kind::drill;
  std::string assessor, provenance;
  Time assessed, expires;
  EQ_FIELDS(copy, turns, kind, assessor, provenance, assessed, expires)

  const phash::Hash& hash() const { return copy.looks.front().hash; }
};

/// What "report after threshold" needs beside the key; eq/list/head.h says what each is.
struct ReportTerms {
  voucher::CurveParams curves;
  std::uint8_t synthetic = 16;
  std::uint16_t notice_days = 90;
  auto operator<=>(const ReportTerms&) const = default;
  EQ_FIELDS(curves, synthetic, notice_days)
};

/// What one hotline proposes to the other (body of LetterKind::list_proposal).  spec/list.md
/// section 6
struct Proposal {
  list::Kind kind = list::Kind::drill;
  std::uint32_t version = 0;
  crypto::Digest previous{};
  phash::TokenParams tokens;
  std::vector<list::RegionRule> regions;
  Time issued, expires;
  Array<32> filler{};  // the seed of the filter's filler; only hotlines have it
  std::vector<list::CertifiedEntry> entries;  // attested by the proposer; kept ones by both
  std::optional<ReportTerms> reporting;
  std::vector<voucher::Partial> parts;  // with reporting: the proposer's part of each entry's rows
  std::vector<list::Removal> removed;   // what the proposer withdrew, and what expired
  list::DisputesAnswered disputes;      // by the proposer
  EQ_FIELDS(kind, version, previous, tokens, regions, issued, expires, filler, entries, reporting,
            parts, removed, disputes)

  crypto::Digest id() const { return crypto::sha256(encode(*this)); }
};

/// The answer (body of LetterKind::list_signature).
struct Countersignature {
  crypto::Digest proposal{};  // Proposal::id()
  list::ListHead head;
  list::HeadSignature signature;
  std::vector<list::CertifiedEntry> entries;  // those that stand, each attested by both
  std::vector<phash::Hash> declined;          // not held by the other hotline, or withdrawn by it
  std::vector<voucher::Partial> parts;  // with reporting: its part of each standing entry's rows
  std::optional<list::SignedCoverage> coverage;
  EQ_FIELDS(proposal, head, signature, entries, declined, parts, coverage)
};

/// What somebody wrote to us about an entry (disputes.h).
struct DisputeReceived {
  wire::ListDispute dispute;
  Time at;
  std::optional<wire::DisputeAnswer> answer;
  std::uint32_t counted_in = 0;  // the version whose head counts our answer; 0: none yet
  EQ_FIELDS(dispute, at, answer, counted_in)
};

/// The other hotline's answer to a proposal that waits for it.
struct Answered {
  crypto::VerifyKey from;
  Countersignature answer;
  EQ_FIELDS(from, answer)
};

/// A proposal of ours for the next version, and what came of it.
struct Proposed {
  Proposal proposal;
  std::optional<Answered> answered;
  EQ_FIELDS(proposal, answered)
};

/// Another hotline's latest proposal of a kind, until we have answered it or said why not.
struct ProposalReceived {
  crypto::VerifyKey from;
  Time at;
  Proposal proposal;
  EQ_FIELDS(from, at, proposal)
};

/// The newest head that we signed as the second.
struct Countersigned {
  std::uint32_t version = 0;
  crypto::Digest head{};  // ListHead::id()
  Time at;
  EQ_FIELDS(version, head, at)
};

/// A list that is signed by us and not yet known to be published.
struct Pending {
  list::ListHead head;
  std::vector<list::CertifiedEntry> entries;
  EQ_FIELDS(head, entries)
};

/// Everything about the list of one kind.
struct ListState {
  Secret<32> filler;                      // the seed of the filter's filler
  std::map<phash::Hash, Time> withdrawn;  // and when
  std::vector<list::Removal> removals;    // withdrawn since the published list
  std::optional<HeldKey> key;
  std::optional<KeyMaking> making;
  std::vector<list::CertifiedEntry> entries;  // of the published list
  std::uint32_t version = 0;                  // highest published version seen
  // by name, those of published versions that stand in none any more: people may dispute one
  std::map<crypto::Digest, list::Entry> taken_off;
  // for the next version, the newest last: the other hotline signs one of them, and which one it
  // read is known by its answer
  std::vector<Proposed> proposed;
  std::optional<Pending> pending;
  std::optional<Countersigned> countersigned;
  EQ_FIELDS(filler, withdrawn, removals, key, making, entries, version, taken_off, proposed,
            pending, countersigned)

  /// The entries of a newer published version; those that it left out are remembered.
  void replace_entries(std::vector<list::CertifiedEntry> next);
};

struct State {
  crypto::SigningKey signing;
  crypto::HpkeKeyPair letters;
  std::string name, jurisdiction;
  std::map<phash::Hash, Holding> holdings{};  // of all kinds, each picture of one
  std::map<list::Kind, ListState> lists{};    // of every kind
  std::vector<DisputeReceived> disputes{};
  std::optional<tlog::Head> orders_seen{};
  std::uint64_t desk_seen = 0;
  wire::RecordsSeen records_seen{};  // of accounts and their directory
  // about evaluation keys that are being made, from other hotlines of the realm
  std::vector<wire::Letter> key_letters{};
  std::vector<ProposalReceived> proposals{};
  std::vector<wire::Letter> undecided{};  // disputes whose account could not be looked up
  IgnoredLetters ignored{};               // until certify() tells of them
  EQ_FIELDS(signing, letters, name, jurisdiction, holdings, lists, disputes, orders_seen, desk_seen,
            records_seen, key_letters, proposals, undecided, ignored)

  ListState& of(list::Kind kind) { return lists.at(kind); }
  const ListState& of(list::Kind kind) const { return lists.at(kind); }

  Bytes save() const;
  /// Err::malformed; Err::unsupported for a state of another version.
  static Result<State> load(View saved);
};

/// Fresh keys.  @param jurisdiction  ISO 3166-1 alpha-2; Err::malformed otherwise.
Result<State> new_hotline(std::string name, std::string jurisdiction, Random& rng);

}  // namespace eq::hotline
