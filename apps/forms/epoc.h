// The EU's European Production Order Certificate (Regulation (EU) 2023/1543, Annex I) and the form
// for its non-execution (Annex III), as far as an order on one account can be said in them.
// spec/forms.md says which names were seen and which are ours: the official schema was not
// available.
#pragma once

#include "apps/forms/fields.h"
#include "eq/order/answer.h"
#include "eq/order/application.h"

namespace eq::forms {

/// Annex I.  What the order itself says stands in `form`; the rest is about the certificate.
struct Epoc {
  order::OrderForm form;
  std::string issuing_state;         // A: ISO 3166-1 alpha-2
  std::string issuing_authority;     // A and I
  std::string addressee;             // B
  std::string related_order;         // D; may be empty
  std::string validating_authority;  // J; may be empty
  std::string enforcing_authority;   // K; empty if none was notified
  std::string recipient;             // L
  bool user_told_later = true;       // H
};

/// Who reads a written certificate.  Section M, the grounds and the case, is not for the provider.
enum class Audience { enforcing_authority, provider };

/// Every field of the certificate, or where it fails.  A certificate without section M is no draft:
/// Code::missing there. Whether the order is lawful is for order::Draft.  Promises FRM-1, FRM-2.
Result<Epoc, FormRefusal> read_epoc(View xml);
std::string write_epoc(const Epoc& epoc, Audience reader);

/// Annex III, for what was not produced.
struct NonExecution {
  struct Reason {
    Day day;
    order::Disposition disposition = order::Disposition::not_held;  // anything but produced
    order::Ground ground = order::Ground::none;                     // none if not held
    bool operator==(const Reason&) const = default;
  };
  std::string file_number;      // A: of the certificate
  std::uint32_t order = 0;      // A: number in the public log
  std::string authority;        // B
  std::string addressee;        // C
  std::vector<Reason> reasons;  // D, by day
  std::string conflict;         // E: where a ground is third-country
  std::string wanted;           // F: where an item is unclear
  bool preserved = false;       // G
  std::string contact;          // H
  bool operator==(const NonExecution&) const = default;
};

/// From the provider's signed answer; the rest of `frame` stays.  Code::not_found if every item was
/// produced.
Result<NonExecution, FormRefusal> non_execution(const order::AnswerEntry& answer,
                                                const order::OrderTerms& terms, NonExecution frame);
Result<NonExecution, FormRefusal> read_non_execution(View xml);
std::string write_non_execution(const NonExecution& form);

}  // namespace eq::forms
