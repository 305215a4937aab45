// Cosignatures: a witness's timestamped signature on a checkpoint (type 04, cosignature/v1).
// c2sp.org/tlog-cosignature
#pragma once

#include <optional>

#include "eq/base/time.h"
#include "eq/tlog/note.h"

namespace eq::tlog {

/// "As of `at`, the largest consistent tree I saw for this origin has this root."
/// @param note_text  the whole text of the checkpoint's note, with its final newline
/// @param at         whole seconds are signed, milliseconds are cut off
SignatureLine cosign(std::string_view note_text, const WitnessSigner& witness, Time at);

/// When the witness cosigned, or nullopt if it did not.  Of several good cosignatures of one
/// witness the earliest counts.  Err::forged if a line of this name and key id does not verify or
/// has no time. Promises TLG-3, TLG-5.
Result<std::optional<Time>> cosigned_by(const Note& note, const WitnessKey& witness);

}  // namespace eq::tlog
