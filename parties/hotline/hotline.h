// A hotline: holds hashes of pictures, proposes entries, certifies those of another hotline by its
// own copies, publishes what both signed.  Nothing here sees an account or a message.
//
//   A: add, propose  ->  B: certify  ->  A: publish     (letters through the server's desk, sealed)
//
// Each kind of list goes its own way: what is held, withdrawn, proposed and published of one says
// nothing of another.
//
// Both compute the whole filter for themselves, through the same blinded evaluation that every
// client uses: the server learns how many batches were asked and nothing about the tokens.
#pragma once

#include "eq/list/absence.h"
#include "eq/wire/ask.h"
#include "eq/wire/authorities.h"
#include "eq/wire/environment.h"
#include "eq/wire/log_reader.h"
#include "parties/hotline/ignored.h"
#include "parties/hotline/state.h"

namespace eq::hotline {

using Environment = wire::Environment;

/// What a person found who looked at a picture.
struct Assessment {
  list::Kind kind = list::Kind::drill;
  std::string assessor, provenance;
  Time at, expires;
};
/// How long an entry stands unless its assessor says otherwise.
constexpr std::uint64_t kUsualLife_ms = 2 * 365 * kDay_ms;

/// Take a picture of one's own into the holdings; the same hash once more renews its entry with the
/// next version.
/// @return Err::refused if its quality is too low to be recognised again, or if it is held as
///     another kind; Err::malformed for empty or overlong texts, or an expiry in the past or later
///     than list::kEntryLife_ms.  Promises HOT-1, HOT-11.
Status add(State& state, Copy copy, Turns turns, Assessment assessment);

/// What we would propose of a holding.
list::Entry entry_of(const Holding& holding, const Array<16>& salt);

/// A picture held already that looks like this one in some turn, under another hash.
struct Alike {
  phash::Hash held;
  int distance = 0;
  bool conflicts = false;  // it is of another kind
};
/// Promises HOT-12.
std::vector<Alike> alike(const State& state, const Copy& copy, list::Kind kind);

/// Never certify this again for a list of this kind, and leave it out of the next version, which
/// says when and why. Err::missing if it is neither held as that kind nor listed.  Promises HOT-4.
Status withdraw(State& state, list::Kind kind, const phash::Hash& hash, list::Reason reason,
                Time now);

/// The entries of the published list that a head issued at this moment leaves out because their
/// time is over.
std::vector<list::Removal> expired(const ListState& l, Time issued);

/// The published list of a kind, checked against the log, the witness and the certification rules.
struct Published {
  list::SignedHead signed_head;
  std::uint64_t index = 0;
  std::size_t known_entries = 0;  // how many of its entries this hotline holds in full
};
/// nullopt if none is published.  Updates entries if the published head is the one we signed.
/// @return Err::forged, Err::refused, Err::stale for a list older than one seen before;
/// Err::unavailable if it is not witnessed yet.  Promises HOT-5.
Result<std::optional<Published>> published(State& state, Environment& environment, list::Kind kind);

/// What becomes of a proposal where the other hotline has signed one of the same version already:
/// it signs no other for seven days.
enum class IfAnswered : std::uint8_t { stop, propose_anew };
struct Terms {
  list::Kind kind;
  std::vector<list::RegionRule> regions;  // regions.h
  std::uint32_t days = 30;                // 1 .. 366, until expiry
  std::optional<ReportTerms> reporting;   // needed if a region's mode is report_after_threshold
  IfAnswered if_answered = IfAnswered::stop;
};
/// Propose a new version to another hotline of the realm: kept entries and all new holdings.  What
/// was proposed before stays publishable.
/// @return the number of entries proposed; Err::missing for an unknown hotline; Err::malformed for
///     rules that no head may have; Err::refused if it is of our own jurisdiction, if one of us may
///     not certify lists of this kind, for a legal basis that has ended, with reporting if the two
///     of us are not both holders of one evaluation key, or if an answer waits (signed_already())
///     and nobody asked for another. Promises HOT-1, HOT-4, HOT-20, HOT-23.
Result<std::size_t> propose(State& state, Environment& environment, const std::string& to,
                            const Terms& terms);

/// The next version, that the other hotline has signed and we have not published.
struct SignedAlready {
  std::uint32_t version = 0;
  std::vector<phash::Hash> withdrawn_since;  // that it would list: then publish() refuses it
};
/// Takes in what waits at the desk first.  nullopt: nobody has answered.  Errors of published().
/// Promises HOT-23.
Result<std::optional<SignedAlready>> signed_already(State& state, Environment& environment,
                                                    list::Kind kind);

/// In how many days, at most, a version may expire.
constexpr std::uint64_t kDaysMax = 366;

/// What a version issued at this moment would hold: published entries that go on, and all new
/// holdings of the kind.
std::vector<list::CertifiedEntry> next_entries(const State& state, list::Kind kind, Time issued,
                                               Random& rng);
/// What these entries change in the published list, as far as we know its entries; before the other
/// hotline declines any.
struct Changes {
  std::vector<phash::Hash> added, renewed, withdrawn, expired;
  std::size_t kept = 0;
};
Changes changes_to(const ListState& l, std::span<const list::CertifiedEntry> next);

struct Certified {
  std::string from;
  list::ListHead head;
  std::size_t entries = 0;
  std::vector<phash::Hash> declined;
  std::vector<list::RegionRule> dropped;  // of the published version: regions.h
};
/// What is to become of the proposals that wait.
enum class Answering : std::uint8_t {
  sign,
  look,   // compute what would be signed, and leave all as it is
  refuse  // sign none of them, and wait for another; who proposed is told by nobody here
};
struct Answers {
  std::optional<list::Kind> kind;  // only those of one kind
  Answering how = Answering::sign;
};
struct CertifyOutcome {
  std::vector<Certified> done;  // with `look`, what would be
  struct Refused {
    std::string from;
    list::Kind kind{};
    std::uint32_t version = 0;
  };
  std::vector<Refused> refused;
  IgnoredLetters ignored;
};
/// Answer the proposals that wait at the desk: attest what we hold ourselves, decline the rest,
/// compute the filter, sign the head.  @return one item for each proposal answered; of every other
/// letter, why it came to nothing.  Promises HOT-2, HOT-3, HOT-20, HOT-24.
Result<CertifyOutcome> certify(State& state, Environment& environment, const Answers& answers = {});

struct PublishOutcome {
  std::uint64_t index = 0;
  list::SignedHead signed_head;
  std::size_t entries = 0;
  std::vector<phash::Hash> declined;
};
/// Take the other hotline's signature under the newest proposal of this kind that it answered and
/// that holds nothing withdrawn since, recompute everything, sign, append to the log.
/// @return Err::missing if no answer to a proposal of ours has come; Err::forged or Err::refused if
///     the answer is not what we would sign ourselves, or holds what was withdrawn.  Promises
///     HOT-3, HOT-23.
Result<PublishOutcome> publish(State& state, Environment& environment, list::Kind kind);

/// Prove to everybody that a picture is not on the published list of a kind.
/// @return Err::refused if it is listed, or has too few edges; Err::missing if no list is
///     published; otherwise as wire::read_list and list::AbsenceQuery.  Promises HOT-7.
Result<list::AbsenceProof> prove_absent(State& state, Environment& environment, list::Kind kind,
                                        const phash::Fingerprint& picture);

/// The filter for these entries, by blinded evaluation.  Err::forged for a reply that the realm's
/// match key did not make.
Result<list::Filter> compute_filter(const State& state, Environment& environment,
                                    std::span<const list::CertifiedEntry> entries,
                                    const phash::TokenParams& tokens, const Secret<32>& filler,
                                    list::Kind kind, std::uint32_t version);
/// The head that follows from a proposal and the entries that stand.
list::ListHead head_of(const Proposal& p, std::span<const list::CertifiedEntry> entries,
                       const list::Filter& filter, const wire::Realm& realm,
                       std::optional<list::Reporting> reporting, std::vector<list::Removal> removed,
                       list::DisputesAnswered disputes);

/// What this head publishes as removed need not be said again.
void forget_removals(State& state, const list::ListHead& published);

}  // namespace eq::hotline
