// What was decided in a case, and what a person at this desk had looked at by then: signed, for an
// authority or a court.
//
// Whether somebody looked is never an argument here.  It is read from the case's viewings, which
// only showing makes.
#pragma once

#include "parties/moderator/state.h"

namespace eq::moderator {

/// What a statement says.
struct Stated {
  struct Item {
    // the report with its messages, an attachment's ciphertext, or a matched small picture
    crypto::Digest what{};
    // the first look of each reviewer, in time; none that came after the last decision
    std::vector<Viewing> viewed;
    EQ_FIELDS(what, viewed)
  };
  std::string case_number;
  franking::Category category = franking::Category::other;
  Time opened;
  std::vector<Decision> decisions;  // the last one holds
  std::vector<Item> items;
  EQ_FIELDS(case_number, category, opened, decisions, items)
};

class Statement {
 public:
  /// Of a report: the report first, then each attachment of a shown message once.  Of pictures that
  /// matched: each. Err::missing: no such case, or what it showed is erased; Err::refused: it is
  /// not decided.  Promises MOD-10.
  static Result<Statement> of(const State& state, std::uint32_t number);
  /// Err::malformed; Err::forged unless this moderator signed it, and each reviewer what she is
  /// said to have looked at and decided.  Promises MOD-19.
  static Result<Statement> read(View bytes, const crypto::VerifyKey& moderator);
  Bytes bytes() const;

  const Stated& stated() const { return stated_; }

 private:
  Statement(Stated t, const crypto::Signature& s) : stated_(std::move(t)), signature_(s) {}
  Stated stated_;
  crypto::Signature signature_;
};

}  // namespace eq::moderator
