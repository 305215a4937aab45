// Opening the pictures of an account above the threshold: first the public log, then the pictures.
// spec/voucher.md section 7.
#pragma once

#include "eq/tlog/logged.h"
#include "eq/voucher/voucher.h"

namespace eq::voucher {

/// What the public sees: that so many pictures of some account were opened.  Whose, only a
/// commitment says.
struct OpeningEntry {
  static constexpr std::uint8_t kLogTag = 9;  // its alternative of the order log's entry union
  crypto::Digest commitment{};
  crypto::Digest table{};  // of the list by which they matched
  std::uint16_t pictures = 0;
  Time at;
  EQ_FIELDS(commitment, table, pictures, at)
};

/// One opened voucher with what it is bound to, and the digest that its sender's receipt names.
struct Matched {
  OpenedVoucher voucher;
  Bytes context;
  crypto::Digest receipt{};
};

/// Digest over the nonce and the receipts: whoever holds a receipt and is told the nonce can check
/// that it was among those opened, nobody else learns whose they were.
crypto::Digest opening_commitment(std::span<const crypto::Digest> receipts, const Array<32>& nonce);

/// The curves were found: the one way to the pictures leads through the log.
class PendingOpening {
 public:
  /// @param matched  every opened voucher of one account and context, synthetic ones among them
  /// @return nothing below the threshold
  static std::optional<PendingOpening> find_var(std::vector<Matched> matched, const Terms& terms,
                                                Time now, Random& rng);

  /// The same again from what was kept until the entry was logged.
  /// @param matched  those that the entry commits to, in their order
  /// @return nothing if these are not what the entry commits to, under that nonce
  static std::optional<PendingOpening> resume_var(std::vector<Matched> matched, const Terms& terms,
                                                  const OpeningEntry& entry,
                                                  const Array<32>& nonce);

  /// To be logged.
  const OpeningEntry& entry() const { return entry_; }
  const Array<32>& nonce() const { return nonce_; }
  /// What the entry commits to, in order.
  std::vector<crypto::Digest> receipts() const;

  /// @return the pictures that matched; one whose inner part another key sealed, or that no device
  ///     signed for its context, is left out.  Err::refused if another entry than this one was
  ///     logged. Promise VOU-10.
  Result<std::vector<Inner>> open(const tlog::Logged<OpeningEntry>& logged) const;

 private:
  static std::optional<PendingOpening> make_var(std::vector<Matched> matched, const Terms& terms,
                                                Time at, const Array<32>& nonce);
  PendingOpening(std::vector<Matched> real, AccountKey key)
      : real_(std::move(real)), key_(std::move(key)) {}
  std::vector<Matched> real_;
  AccountKey key_;
  OpeningEntry entry_;
  Array<32> nonce_{};
};

}  // namespace eq::voucher
