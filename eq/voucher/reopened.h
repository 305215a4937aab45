// The same opening once more, by somebody who believes nobody: from the vouchers and the holders'
// proven parts to the pictures. spec/voucher.md section 7.
#pragma once

#include "eq/voucher/holders.h"
#include "eq/voucher/opening.h"
#include "eq/voucher/receipt.h"

namespace eq::voucher {

/// One voucher that opened, with all that it takes to open it.
struct Evidence {
  std::uint64_t number = 0;  // of its context
  Time at;                   // of its receipt
  Voucher voucher;
  std::vector<Partial> parts;  // of enough holders
  EQ_FIELDS(number, at, voucher, parts)
};

/// Pictures of one account that the holders of the key opened under a logged entry, each signed by
/// the device that sent it. Whether those devices are the account's is for who knows its record.
class Reopened {
 public:
  /// @param key    of the head that the entry's table is of, like the terms
  /// @return Err::missing without enough good parts; Err::malformed for a voucher of wrong form or
  ///     another context; Err::refused for one that does not open; Err::forged if the entry does
  ///     not commit to exactly these. Promise VOU-13.  Variable-time.
  static Result<Reopened> check_var(const AccountId& account, std::span<const Evidence> evidence,
                                    const Array<32>& nonce, const Terms& terms,
                                    const crypto::SharedKey& key,
                                    const tlog::Logged<OpeningEntry>& logged);

  const std::vector<Inner>& pictures() const { return pictures_; }

 private:
  explicit Reopened(std::vector<Inner> pictures) : pictures_(std::move(pictures)) {}
  std::vector<Inner> pictures_;
};

}  // namespace eq::voucher
