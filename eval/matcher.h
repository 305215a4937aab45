// A list of pictures, and what each way of matching says of a changed one.
#pragma once

#include <map>
#include <unordered_map>

#include "eq/phash/tokens.h"
#include "eval/corpus.h"
#include "eval/results.h"

namespace eq::eval {

/// A list for the private look-up: its tokens, and in how many turns each picture is listed
/// (docs/adr/0012-turns-on-the-list.md).
struct TokenList {
  phash::TokenParams params;
  std::size_t turns = 1;  // 1: as it lies; phash::kTurns: all
};
/// Those that are measured.
std::vector<TokenList> token_lists();

class Matcher {
 public:
  /// @param listed  pictures that count; @param groups  one number each: those of one group are no
  ///     strangers to each other
  Matcher(std::vector<Original> listed, std::vector<std::size_t> groups);

  static std::vector<Method> methods();
  /// One answer a method.  @param own  the listed picture that was changed
  std::vector<Answer> ask(const phash::Fingerprint& print, const Picture& changed,
                          std::size_t own) const;

 private:
  std::vector<int> by_middle(const Picture& changed) const;
  std::vector<int> by_tokens(const phash::Fingerprint& print, std::size_t which) const;
  Answer reduce(const std::vector<int>& distances, int within, std::size_t own) const;

  std::vector<Original> listed_;
  std::vector<std::size_t> groups_;
  // [token list][subset]: bits to the pictures that have them
  std::vector<std::vector<std::unordered_map<std::uint64_t, std::vector<std::size_t>>>> tokens_;
};

}  // namespace eq::eval
