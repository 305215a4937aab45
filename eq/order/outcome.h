// What a party's act comes to: done, forbidden by a rule, or failed for a plain reason.
#pragma once

#include <optional>

#include "eq/order/refusal.h"

namespace eq::order {

struct Stop {
  std::optional<Refusal> refusal;  // the rule that forbids it
  Err err = Err::refused;          // the reason otherwise
  std::string what;                // what was being done, for people

  /// One sentence for people, or the refusal's text.
  std::string text() const {
    return refusal ? refusal->text() : what + " (" + std::string(eq::to_text(err)) + ")";
  }
};

template <class T>
using Outcome = Result<T, Stop>;

inline Stop stop(Err err, std::string what) { return {std::nullopt, err, std::move(what)}; }
inline Stop stop(Rule rule, std::string_view detail = {}) {
  return {refuse(rule, detail), Err::refused, {}};
}

/// For TRY in a function that returns Outcome: `TRY(or_stop(f(), "Reading the log"))`.
template <class T>
Outcome<T> or_stop(Result<T> r, std::string_view what) {
  if (!r.ok()) return stop(r.error(), std::string(what));
  if constexpr (std::is_void_v<T>)
    return {};
  else
    return std::move(r).take();
}
template <class T>
Outcome<T> or_stop(Decision<T> r) {
  if (!r.ok()) return Stop{r.error(), Err::refused, {}};
  if constexpr (std::is_void_v<T>)
    return {};
  else
    return std::move(r).take();
}

}  // namespace eq::order
