// A voucher beside each picture that is sent, where the mode is "report after threshold"; and what
// became of them. eq/voucher.
#pragma once

#include "eq/wire/list_reader.h"
#include "parties/client/matching.h"

namespace eq::client {

/// A picture as its owner's device saw it.
struct PictureSeen {
  phash::Fingerprint fingerprint;
  phash::Hash second;  // of its middle (phash/robust.h)
  Bytes derivative;    // for the human who may have to look: at most voucher::kDerivativeMax bytes
};

struct VoucherSent {
  ModeHere mode;  // the voucher was sent if it acts
  std::optional<voucher::Receipt> receipt;
  std::size_t bytes = 0;  // of the request, the same for every picture
};
/// Looks first what has arrived, as whoever sends does: a copy of this home counts the same
/// vouchers.  Checks head, log, certification, table and coverage anew, then makes and sends one
/// voucher for the list of this kind if the owner agreed to its reports in this region; otherwise
/// nothing leaves, and `mode` says why.  The service learns the account, not the conversation.
/// @return Err::missing if no list is published; Err::forged for a receipt that is not the
///     service's; Err::refused where check_alone() says so; otherwise as sync(), current_list() and
///     list::AcceptedTable::with().  Promises CLI-10, CLI-11, CLI-48.
Result<VoucherSent> send_voucher(State& state, Environment& environment, const PictureSeen& picture,
                                 list::Kind kind, std::string_view region);

/// When openings of the pictures sent are named: none before `first`, and from `last` on all that
/// were made up to now.
struct NamedFrom {
  Time first, last;
};
/// Nothing if no picture went under a voucher.  @return errors of the log
Result<std::optional<NamedFrom>> openings_named_from(State& state, Environment& environment);

/// An opening of pictures that this account sent.
struct OpeningFound {
  std::uint64_t log_index = 0;
  Time at;
  std::size_t pictures = 0;       // that were opened
  std::size_t receipts_here = 0;  // of them we hold the receipt
};
/// What was opened of ours, as far as its time has come: asked of the service, checked against the
/// log.
/// @return Err::forged for an opening that the log does not hold, or that is not about our
///     vouchers.  Promises CLI-12.
Result<std::vector<OpeningFound>> find_openings(State& state, Environment& environment);

}  // namespace eq::client
