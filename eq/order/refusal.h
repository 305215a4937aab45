// Why an order, or a step of it, is refused: a rule with a number, a sentence, its source and the
// remedy. spec/order.md section 2.
//
// Refusals are for people with authority who made a mistake, so they say which rule it was.  Bytes
// that are not what they claim to be are plain errors (Err) as everywhere.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "eq/base/result.h"
#include "eq/base/time.h"

namespace eq::order {

enum class Rule {
  one_account = 1,  // ORD-R1
  account_form,     // ORD-R2
  duration,         // ORD-R3
  only_the_future,  // ORD-R4
  category,         // ORD-R5
  grounds,          // ORD-R6
  agency,           // ORD-R7
  judge,            // ORD-R8
  custodians,       // ORD-R9
  numbering,        // ORD-R10
  capacity,         // ORD-R11
  logged,           // ORD-R12
  active,           // ORD-R13
  opening,          // ORD-R14
  notice,           // ORD-R15
  intent,           // ORD-R16
  root,             // ORD-R17
  epoch_object,     // ORD-R18
  one_extraction,   // ORD-R19
  profile,          // ORD-R20
  issuer,           // ORD-R21
  threshold,        // ORD-R22
  emergency,        // ORD-R23
  stage,            // ORD-R24
  unconfirmed,      // ORD-R25
  window,           // ORD-R26
  objection,        // ORD-R27
  privilege,        // ORD-R28
  postponement,     // ORD-R29
  answer,           // ORD-R30
  preservation,     // ORD-R31
  foreign,          // ORD-R32
  tally,            // ORD-R33
  conflict,         // ORD-R34
  succession,       // ORD-R35
  clarification,    // ORD-R36
  plain_words,      // ORD-R37
  day_over,         // ORD-R38
  time_over,        // ORD-R39
};
inline constexpr int kRules = static_cast<int>(Rule::time_over);

struct Refusal {
  Rule rule = Rule::one_account;
  std::string id;        // "ORD-R1"
  std::string sentence;  // what the rule says, and what was wrong here
  std::string source;    // article or judgment
  std::string remedy;    // what to do instead

  /// "Refused by ORD-R1: …  (source)  What to do: …"
  std::string text() const;
};

/// @param detail  what was wrong in this case; appended to the rule's sentence when not empty.
Refusal refuse(Rule rule, std::string_view detail = {});
/// ORD-R11: `day` has its k orders.
Refusal no_room(Day day, std::uint16_t k);

/// A value, or the rule that forbids it.
template <class T>
using Decision = Result<T, Refusal>;

}  // namespace eq::order
