// COCKTAIL-DKG: a key shared t of n that no one ever holds whole, made in three rounds over any
// channel. c2sp.org/cocktail-dkg v0.2.  Suite is one of cocktail_suite.h.
//
//   1. deal()      everyone writes one message for all: commitment, proof of possession, a sealed
// share for each
//   2. receive()   everyone checks all messages and gets its share, or the name of whoever sent a
// bad one
//   3. certify()   everyone signs the transcript; verify_certificate() says that all saw the same,
// to anybody, offline
//
// Whoever keeps its static secret, the transcript and the messages gets its share back with
// receive(). The messages' sealed shares are not in the transcript: bind them through
// Transcript::extension.
#pragma once

#include "eq/crypto/cocktail_suite.h"
#include "eq/crypto/verifiable_sharing.h"

namespace eq::crypto::cocktail {

using Signature = Array<64>;  // Schnorr, R || z; not an Ed25519 signature

/// What all participants agree on before they start.
template <class Suite>
struct Session {
  SharingParams params{};
  std::vector<typename Suite::Element> statics;  // P_1..P_n: everyone's long-term public key d_i*B
  Bytes context;                                 // unique, and bound to suite and participants

  /// With the recommended context.  @param id  what is unique to the run
  /// Err::malformed unless 1 <= t <= n and the keys are distinct and not the identity.
  static Result<Session> open(View id, std::uint16_t threshold,
                              std::vector<typename Suite::Element> statics);
};

/// What a participant sends to everyone; public.
template <class Suite>
struct Message {
  std::vector<typename Suite::Element> commitment;  // C_0..C_{t-1}
  Signature possession{};                           // of C_0's logarithm
  typename Suite::Element ephemeral;                // E
  std::vector<Bytes> shares;  // [j] sealed to participant j + 1; our own included

  /// msg1 of the specification.
  Bytes encode() const;
  /// Err::malformed, also for another threshold or number of participants than `params`.
  static Result<Message> decode(View bytes, SharingParams params);
};

/// Round 1.  The polynomial is forgotten at once: our share too is in the message, sealed to
/// ourselves.
/// @param self    1..n, asserted   @param secret  d_self, whose public key is statics[self - 1],
///     asserted
template <class Suite>
Message<Suite> deal(const Session<Suite>& session, std::uint16_t self, const Scalar& secret,
                    Random& rng);

/// Whose contribution is bad, and what of it.  Everybody can check the first two; a bad sealed
/// share only its receiver can see.
enum class Fault { commitment, possession, share, signature };
struct Blame {
  std::uint16_t participant = 0;  // 0: all are good, but together they give no key
  Fault fault = Fault::commitment;
};

template <class Suite>
struct Received {
  Scalar share;  // x_self
  SharedKeyOf<typename Suite::Element> key;
};
/// Round 2, and recovery.  @param messages  of participants 1..n, in order (asserted: n of them)
template <class Suite>
Result<Received<Suite>, Blame> receive(const Session<Suite>& session, std::uint16_t self,
                                       const Scalar& secret,
                                       std::span<const Message<Suite>> messages);

/// Everything public that the participants agreed on.  T of the specification.
template <class Suite>
struct Transcript {
  Session<Suite> session;
  std::vector<std::vector<typename Suite::Element>> commitments;
  std::vector<Signature> possessions;
  std::vector<typename Suite::Element> ephemerals;
  Bytes extension;  // whatever else all must agree on

  static Transcript of(const Session<Suite>& session, std::span<const Message<Suite>> messages,
                       Bytes extension);
  Bytes encode() const;
  /// Err::malformed; Err::unsupported for another suite.
  static Result<Transcript> decode(View bytes);
};

/// Round 3: "we all saw this".
template <class Suite>
Signature certify(const Transcript<Suite>& transcript, const Scalar& secret);
/// The key, if every proof of possession holds and every participant signed.  @param signatures  in
/// order
template <class Suite>
Result<SharedKeyOf<typename Suite::Element>, Blame> verify_certificate(
    const Transcript<Suite>& transcript, std::span<const Signature> signatures);

}  // namespace eq::crypto::cocktail
