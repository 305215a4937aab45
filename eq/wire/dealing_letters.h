// Bodies of the letters by which custodians deal for days to come; the court carries them.
// spec/wire.md section 8; spec/order.md section 7.
//
//   DealingCall -> OfferedKeyOf -> Gathering -> DealingsMade -> DayBoards -> BoardsChecked
// (complaints -> answers)
//   -> DayBoards, final -> DaysDealt
#pragma once

#include "eq/order/dealing.h"

namespace eq::wire {

/// LetterKind::dealing_call, court -> custodian: offer a key for each of these days.
struct DealingCall {
  order::DealtDays days;
  EQ_FIELDS(days)
};
/// LetterKind::dealing_key, custodian -> court.
struct OfferedKeyOf {
  order::DealtDays days;
  order::OfferedKeys offer;
  EQ_FIELDS(days, offer)
};

// LetterKind::dealing_keys, court -> custodian: the body is encode(order::Gathering).  Deal.

/// LetterKind::dealing, custodian -> court: one file for each day, in order.
struct DealingsMade {
  crypto::Digest ceremony{};
  std::vector<Bytes> files;
  EQ_FIELDS(ceremony, files)
};

/// Whether more may still be said about the days.
enum class BoardStage : std::uint8_t { check = 1, settle = 2 };
constexpr bool is_valid(BoardStage s) { return s == BoardStage::check || s == BoardStage::settle; }
/// LetterKind::dealing_board, court -> custodian: everybody's dealings of one day.  Check them, or
/// settle and sign.
struct DealingBoard {
  crypto::Digest ceremony{};
  BoardStage stage = BoardStage::check;
  order::DayBoard board;
  EQ_FIELDS(ceremony, stage, board)
};
/// LetterKind::dealing_checked, custodian -> court: what is complained of; often nothing.
struct BoardChecked {
  crypto::Digest ceremony{};
  Day day;
  std::vector<gate::Complaint> complaints;
  EQ_FIELDS(ceremony, day, complaints)
};
/// LetterKind::dealing_complaint, court -> the dealer complained of; LetterKind::dealing_answer,
/// back.
struct DealingComplaint {
  crypto::Digest ceremony{};
  Day day;
  gate::Complaint complaint;
  EQ_FIELDS(ceremony, day, complaint)
};
struct DealingAnswer {
  crypto::Digest ceremony{};
  Day day;
  gate::Answer answer;
  EQ_FIELDS(ceremony, day, answer)
};
/// LetterKind::day_dealt, custodian -> court: the day is settled.
struct DayDealt {
  crypto::Digest ceremony{};
  Day day;
  crypto::Digest id{};  // T_e
  gate::NumberedSignature signature;
  EQ_FIELDS(ceremony, day, id, signature)
};

}  // namespace eq::wire
