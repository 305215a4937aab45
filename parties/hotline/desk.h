// The letters that wait for a hotline at the server's desk, and those that it writes.
#pragma once

#include "eq/wire/letter.h"
#include "parties/hotline/hotline.h"

namespace eq::hotline {

/// A letter of another hotline, opened.  Letters of others are dealt with while the desk is read.
struct Opened {
  std::uint64_t seq = 0;
  wire::Letter letter;
  const wire::Hotline* from = nullptr;
};
struct Desk {
  std::vector<Opened> letters;
  IgnoredLetters ignored;
  std::uint64_t last = 0;
};
/// Disputes are filed and answers to our proposals kept, whatever the desk is read for.
Result<Desk> read_desk(State& state, Environment& environment);
/// Forget letters at the desk once their effect is saved.
Status finish_desk(State& state, Environment& environment, std::uint64_t up_to);

Status post(const State& state, Environment& environment, const wire::Organisation& to,
            wire::LetterKind kind, Bytes body);

}  // namespace eq::hotline
