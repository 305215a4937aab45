// Evidence packages: what an agency opened under an order, so that anybody can check it without
// asking anybody.  spec/evidence.md
//
// A package is a BagIt bag (RFC 8493) with one signed statement: paths and bytes.  container.h puts
// the bag into one file.
#pragma once

#include <map>
#include <string>

#include "eq/franking/attachment.h"
#include "eq/franking/verify.h"
#include "eq/tlog/logged.h"

namespace eq::evidence {

/// Path -> contents.
using Items = std::map<std::string, Bytes>;

constexpr std::size_t kMessagesMax = 999;

/// A log entry, byte for byte, with its proof.  What it means is for the room that defines it.
struct LoggedBytes {
  Bytes entry;
  tlog::LogProof proof;
};

/// One day under the order.
struct CoveredDay {
  LoggedBytes entry;           // of the epoch log
  Bytes object, proof, dealt;  // W, its proof and what it starts from, as fetched by hash
};

/// A whole log up to the head at which the package was made: so no entry up to there is missing,
/// whoever packed it.
struct PackedLog {
  std::string checkpoint;      // a note, signed by the log and cosigned
  std::vector<Bytes> entries;  // as many as it says
};

/// Everything in a package that has a proof of its own.
struct Contents {
  Bytes realm;        // the realm's constitution, as pinned
  AccountId account;  // whom the order names ...
  Array<32> blind{};  // ... and what opens its commitment
  Bytes application;  // what was decided on, as the order commits to it
  PackedLog orders;   // the order log
  // of it, every entry that the case rests on, under the first checkpoint that covers it
  std::vector<LoggedBytes> record;
  // what the case had come to at that head, in words; a verifier makes them again
  std::string standing;
  std::vector<CoveredDay> days;
  std::vector<franking::FullItem> messages;  // build() puts them in order
  std::vector<Bytes> attachments;            // ciphertexts; those not collected may be absent
};

/// What the agency states in its own words and under its own name.
struct Facts {
  std::string realm, agency;
  ForeignText reference;    // the agency's file number
  std::uint32_t order = 0;  // number in the order log
  AccountId account;
  Day first, last;  // days the order covers
  Time created;
  EQ_FIELDS(realm, agency, reference, order, account, first, last, created)
};

enum class Version : std::uint8_t { v2 = 2 };
constexpr bool is_valid(Version v) { return v == Version::v2; }

/// statement.bin: facts and the digest of manifest-sha256.txt, signed by the agency.
struct Statement {
  Version version = Version::v2;
  Facts facts;
  crypto::Digest manifest{};
  crypto::Signature signature{};  // over "eqp-evidence-v2" || the fields above
  EQ_FIELDS(version, facts, manifest, signature)
};

/// Make a package.  @param facts.account must be contents.account, asserted.
/// @return Err::too_large above kMessagesMax messages; Err::malformed if a message's content cannot
///     be read or two messages are one.  Nothing else is checked here: verify() does that.
Result<Items> build(const Contents& contents, const Facts& facts, const crypto::SigningKey& agency);

/// What a time-stamping authority (RFC 3161) stamps: the statement, and through it everything.
/// Err::missing without one.
Result<crypto::Digest> stamped_digest(const Items& items);
/// The package with the authority's answer, a DER TimeStampResp, beside the statement.  verify()
/// checks it.
Items with_timestamp(Items items, Bytes response);

/// The readable forms inside a package, which a verifier makes again and compares.
/// @param number  from 1
std::string transcript(std::size_t number, const franking::FullItem& item,
                       const franking::Content& content);
std::string cover_page(const Facts& facts, const Contents& contents);

}  // namespace eq::evidence
