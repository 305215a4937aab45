// What a device sends beside a picture, and what comes out of it when the picture is on the list.
// spec/voucher.md section 5.
//
// For every probe token v at slot i of the table, with fresh secret beta and gamma:
//     Q = beta H(v) + gamma G,   S = beta Table[i] + gamma L,   L = alpha G.
// If the row at that slot is the row of v, then S = alpha Q.  If it is not, S is uniform and
// independent of all that the holders of alpha and the service together know (Naor, Reingold 1997).
// One key under each S seals the outer part: a share of the account's curves and the inner part,
// which the account's key and 32 fresh bytes seal.  Every picture makes the same bytes in number
// and form.
#pragma once

#include "eq/crypto/sign.h"
#include "eq/voucher/curves.h"
#include "eq/voucher/table.h"

namespace eq::voucher {

/// Probes a picture; token parameters with another product are refused.
constexpr std::size_t kProbes = 128;
/// A small derivative of the picture (a thumbnail), for the human who must look: at most so many
/// bytes.
constexpr std::size_t kDerivativeMax = 1024;

/// What the head of a list fixes for the mode "report after threshold".
struct Terms {
  crypto::Point key;       // L
  crypto::Digest table{};  // Table::digest
  CurveParams curves;
  std::uint8_t synthetic = 16;  // so many pictures in 256 make a synthetic voucher
  Status check() const;         // Err::malformed
  bool operator==(const Terms&) const = default;
  EQ_FIELDS(key, table, curves, synthetic)
};

/// What an opened voucher says of the picture, under the signature of the device that sent it:
/// nobody else can have said it. The signature lies inside, so that below the threshold it proves
/// nothing to anybody.
struct Inner {
  phash::Hash hash;
  // of the picture's middle (phash/robust.h): other cells, so a collision must be found twice
  phash::Hash second;
  Bytes derivative;
  crypto::VerifyKey device;
  // over "eqp voucher inner v3" || SHA-256(context) || hash || second || SHA-256(derivative)
  crypto::Signature signature{};
  EQ_FIELDS(hash, second, derivative, device, signature)
};
/// Fill in device and signature.  @param context  what the voucher is bound to
void sign_inner(Inner& inner, View context, const crypto::SigningKey& device);
[[nodiscard]] bool is_signed(const Inner& inner, View context);

using Elements = Array<32 * kProbes>;  // Q, encoded points
struct Voucher {
  Elements elements{};
  Array<48 * kProbes> sealed_keys{};  // the outer key under each S
  Bytes outer;                        // outer_size() bytes
  EQ_FIELDS(elements, sealed_keys, outer)
};
std::size_t outer_size(const CurveParams& params);

/// The beginning of a hash of S: enough to know it again.
using StubTag = Array<8>;
StubTag stub_tag(const crypto::Point& s);
/// What the sender keeps of a voucher, to learn later what came of it (past.h).  Without the
/// evaluation key it says nothing of the picture.
struct Stub {
  Elements elements{};
  std::optional<Array<8 * kProbes>> expected;  // stub_tag of each S; none for a synthetic voucher
  EQ_FIELDS(elements, expected)
};
struct MadeVoucher {
  Voucher voucher;
  Stub stub;
};

/// The tokens a picture is asked about: its probe tokens, or kProbes random ones if it has too few
/// edges for its hash to mean anything, in an order that tells nothing.
std::vector<phash::Token> probes_of(const phash::Fingerprint& picture,
                                    const phash::TokenParams& tokens, Random& rng);

/// @param inner    signed for this context; derivative at most kDerivativeMax bytes, or
///     Err::too_large
/// @param context  what the voucher is bound to: account, list, number; the opener must know it
/// @return Err::malformed for a table that is not the one of the terms in some row.
/// Promises VOU-6, VOU-7, VOU-14.  Slots read depend on the picture; constant-time in scalars.
Result<MadeVoucher> make_voucher(std::span<const phash::Token> probes, const Inner& inner,
                                 const Table& table, const Terms& terms,
                                 const AccountCurves& curves, View context, Random& rng);

/// The outer part of an opened voucher.
struct OpenedVoucher {
  Share share;
  Bytes inner;  // what was drawn for it, and what is sealed under the account's key and that
};

/// The service's attempt, with alpha Q of each element from the holders (holders.h).
/// @return nothing if no probe is a row of the list; Err::malformed for a voucher of wrong form,
///     which only the sender can have caused.
Result<std::optional<OpenedVoucher>> try_open(const Voucher& voucher,
                                              std::span<const crypto::Point> evaluated,
                                              const CurveParams& params, View context);

/// @return Err::forged unless this key sealed it for this context; Err::malformed for another size.
Result<Inner> open_inner(const OpenedVoucher& voucher, const AccountKey& key, View context);

}  // namespace eq::voucher
