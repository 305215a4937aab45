// Proof that a picture is not on a list: for a person whose lawful picture is said to be listed,
// and for auditors who probe a list.  spec/list.md section 5.
//
// A look-up whose blinds are opened afterwards.  The server's proof shows that it answered with the
// pinned key, so everybody who has the picture and the public filter can repeat the client's part.
#pragma once

#include "eq/list/query.h"

namespace eq::list {

struct AbsenceProof {
  crypto::Digest head{};          // id() of the version it is about
  std::vector<Array<32>> blinds;  // kBatch scalars
  MatchReply reply;

  void encode(Writer& w) const;
  static Result<AbsenceProof> decode(Reader& r);
};

class AbsenceQuery {
 public:
  /// @return Err::refused for a picture of too few edges: it is never on a list, and has no tokens
  ///     to show.
  static Result<AbsenceQuery> prepare(const phash::Fingerprint& picture, const AcceptedList& list,
                                      Random& rng);
  const MatchRequest& request() const { return batch_.request(); }
  /// @return Err::refused if the picture is listed; Err::forged for a reply that the pinned key did
  ///     not make. Promise LST-11.
  Result<AbsenceProof> finish(const MatchReply& reply, const AcceptedList& list) const;

 private:
  explicit AbsenceQuery(BlindedBatch b) : batch_(std::move(b)) {}
  BlindedBatch batch_;
};

/// @return nothing if the picture is not on this version; Err::stale for a proof about another
///     version, Err::malformed, Err::forged, or Err::refused: it *is* listed, or has too few edges.
///     Promise LST-11.  Variable-time; everything here is public.
Status verify_absence(const phash::Fingerprint& picture, const AcceptedList& list,
                      const AbsenceProof& proof);

}  // namespace eq::list
